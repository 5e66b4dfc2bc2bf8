"""Combine: which sections of different orders may share one parcel, why, and why nearly fitting ones may not.

One statement gives the addresses of all open sections; only orders that meet another one are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace

from orderdesk.core.domain.combining import Candidate, Group, NearMiss, candidates, combine
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.masking import HIDDEN, mask_address
from orderdesk.core.domain.orders import Actor, Address
from orderdesk.core.domain.places import Place, place_of
from orderdesk.core.domain.plans import refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.acting import Selection, plan_action
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Plan, Target
from orderdesk.core.services.visiting import Seen
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.parcels import waiting
from orderdesk.settings import Settings

TOLD_EVERY = 1000
"""Open sections between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Combinable:
    """What was found among so many open `sections`, the oldest orders first."""

    groups: tuple[Group, ...]
    misses: tuple[NearMiss, ...]
    sections: int


class Stopped(Exception):
    """The search was given up by who asked for it."""


def find_combinable(
    conn: Conn,
    now: int,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Combinable:
    """The sections that may share a parcel, and the near misses. `progress` is told the sections looked at.

    Stopped once *cancelled* says so.
    """
    meeting, count = _meeting(conn, progress, cancelled)
    found: list[Candidate] = []
    for ids in chunks(sorted(meeting), CHUNK):
        if cancelled():
            raise Stopped
        for order in load_orders(conn, ids):
            found += candidates(order, now)
    groups, misses = combine(found)
    return Combinable(tuple(groups), tuple(misses), count)


def _meeting(
    conn: Conn, progress: Callable[[int], None], cancelled: Callable[[], bool]
) -> tuple[set[int], int]:
    """The orders whose place is another order's, too, or differs from it in one thing; sections looked at."""
    first: dict[tuple[str, ...], int] = {}
    meeting: set[int] = set()
    count = 0
    for order, address in waiting(conn):
        count += 1
        if count % TOLD_EVERY == 0:
            progress(count)
            if cancelled():
                raise Stopped
        place = place_of(address)
        for key in _keys(place) if place else ():
            other = first.setdefault(key, order)
            if other != order:
                meeting |= {order, other}
    progress(count)
    return meeting, count


def _keys(place: Place) -> Iterable[tuple[str, ...]]:
    """What a place has in common with every other one that differs in a single thing."""
    where = (place.country, place.street, place.detail)
    yield "receiver", place.phone, place.zip, *where
    yield "phone", place.receiver, place.zip, *where
    yield "zip", place.receiver, place.phone, *where
    yield "street", place.receiver, place.phone, place.zip, place.country


def combinable_seen(found: Combinable) -> list[Seen]:
    """Whose data *found* shows."""
    members = [one for group in found.groups for one in group.members]
    members += [one for each in found.misses for one in (each.one, each.other)]
    return [Seen(one.order, (hash((one.address.receiver, one.address.phone)),)) for one in members]


def masked(found: Combinable, hides: Callable[[int], bool]) -> Combinable:
    """*found* as it is shown: without the personal data of the orders, by id, that *hides* names."""

    def hide(one: Candidate) -> Candidate:
        return replace(one, address=mask_address(one.address)) if hides(one.order_id) else one

    def miss(each: NearMiss) -> NearMiss:
        one, other = hide(each.one), hide(each.other)
        pairs = zip(each.texts, (each.one, each.other), (one, other), strict=True)
        one_text, other_text = (_told(text, before, after) for text, before, after in pairs)
        return replace(each, one=one, other=other, texts=(one_text, other_text))

    groups = (replace(group, members=tuple(map(hide, group.members))) for group in found.groups)
    return replace(found, groups=tuple(groups), misses=tuple(map(miss, found.misses)))


def _told(text: str, before: Candidate, after: Candidate) -> str:
    """*text*, a field of the address of *before*, as *after* has it."""
    if before is after or not text:
        return text
    names = (field.name for field in fields(Address) if getattr(before.address, field.name) == text)
    name = next(names, None)
    return str(getattr(after.address, name)) if name else HIDDEN


def plan_parcel(
    conn: Conn, members: Sequence[Candidate], request: Request, actor: Actor, now: int, settings: Settings
) -> Plan:
    """The plan that gives the number of *request*, a `track`, to those *members* of a parcel that have none.

    All of them get it or none: whoever can't share the parcel any more, such as for another address since it
    was found, stops the others. BadLabel when it is no number.
    """
    shared = Request(request.verb, (*request.without("shared").values, ("shared", True)))
    names = tuple(section_number(one.order, one.section) for one in members if one.label is None)
    plan, _ = plan_action(conn, Selection(names), shared, actor, now, settings)
    moved = _moved(conn, members, now)
    if not moved:
        return plan
    stopped = {(row.order_id, row.section) for row in plan.applying()}
    plan = plan.refusing(stopped - moved, refuse(Refusal.PARCEL_IN_PART))
    return plan.refusing(moved, refuse(Refusal.MOVED))


def _moved(conn: Conn, members: Sequence[Candidate], now: int) -> set[Target]:
    """Those of *members* that are not what they were: their place, their number, or what keeps them out."""
    orders = load_orders(conn, {one.order_id for one in members})
    here = {(one.order_id, one.section): one for order in orders for one in candidates(order, now)}
    return {
        target
        for member in members
        if (one := here.get(target := (member.order_id, member.section))) is None
        or (one.place, one.label, one.kept_out) != (member.place, member.label, member.kept_out)
    }
