"""A parcel leaves whole: what is done to one section of a combined parcel is done to all, or not at all.

A plan that ships, delivers or steps back a section takes in the others of its parcel; where one of them can't
go, none does. What a plan could not know is looked at again in the transaction that writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import APPLY, SKIP, Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import FINAL_STATES, UNDISPATCHED_STATES, SectionState
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.number_conflicts import Number, Pair, gained
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, plan_row
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.parcels import holders, mates

WAITING = UNDISPATCHED_STATES | {SectionState.CANCEL_REQUESTED}
"""The states of what a parcel would leave behind."""

_TOGETHER: Mapping[str, frozenset[SectionState]] = {
    "ship": WAITING,
    "deliver": frozenset({SectionState.SHIPPING}),
    "back": frozenset({SectionState.SHIPPING, SectionState.DELIVERED}),
}
"""Verbs that a parcel goes through whole, with the states in which another section of it must come along."""

_ALONE = refuse(Refusal.PARCEL_IN_PART)


def decide_all(
    order: Order, section: int | None, requests: Sequence[Request], actor: Actor, now: int, shop: Shop
) -> tuple[Verdict, Order]:
    """The verdict on all of *requests* together, and the order after them."""
    state, verdicts = order, list[Verdict]()
    for request in requests:
        verdict = decide(state, section, request, actor, now, shop)
        verdicts.append(verdict)
        if verdict.kind is Kind.REFUSE:
            return verdict, order
        if verdict.kind is Kind.APPLY:
            state, _ = carry_out(state, section, verdict, Call(request, actor, now))
    applied = [verdict for verdict in verdicts if verdict.kind is Kind.APPLY]
    return (applied[0] if len(verdicts) == 1 and applied else APPLY if applied else SKIP), state


@dataclass(slots=True)
class _Parcels:
    """The parcels that a plan moves: who moves each, and who else is in it and must come along.

    `stuck` are those who can't move: somebody in their parcel left, and can't come back with them.
    """

    movers: dict[object, set[Target]] = field(default_factory=dict)
    others: dict[object, dict[Target, tuple[Request, ...]]] = field(default_factory=dict)
    stuck: set[Target] = field(default_factory=set)

    def add(self, parcel: object, mover: Target, other: Target, verb: str, state: SectionState) -> None:
        """Note that *other*, in *state*, must come along when *mover* does *verb*."""
        self.movers.setdefault(parcel, set()).add(mover)
        steps = ("ready", "ship") if verb == "ship" and state is SectionState.PREPARING else (verb,)
        self.others.setdefault(parcel, {})[other] = tuple(map(Request, steps))


def with_companions(
    conn: Conn, plan: Plan, actor: Actor, now: int, shop: Shop, alone: Collection[Target] = ()
) -> Plan:
    """*plan* with the other sections of the combined parcels that it moves, each parcel all or none.

    Those *alone* are known to travel with nobody.
    """
    applying = ((row.order_id, row.section, row) for row in plan.applying())
    verbs = {
        (order, n): verb
        for order, n, row in applying
        if (order, n) not in alone and (verb := _verb(plan, row))
    }
    if not verbs:
        return plan
    found = _parcels(conn, plan, verbs)
    if not found.others and not found.stuck:
        return plan
    added = _decided(conn, plan, found, actor, now, shop)
    stopped = _stopped(found, added, verbs)
    plan = plan.refusing(stopped & verbs.keys(), _ALONE)
    return _taking_in(plan, found, added, stopped)


def _verb(plan: Plan, row: PlanRow) -> str:
    """What the parcel of *row* goes through, "" when nothing that concerns its companions."""
    for request in plan.each.get((row.order_id, row.section), (plan.request,)):
        verb = request.text("to") if request.verb == "track" else request.verb
        if verb in _TOGETHER:
            return verb
    return ""


def numbers_given(requests: Iterable[Request], shared: bool = False) -> list[Number]:
    """The numbers that *requests* give; with *shared* only those that others have, too."""
    asked = (r for r in requests if r.verb == "track" and (r.flag("shared") or not shared))
    return [(r.text("courier"), r.text("number")) for r in asked]


def _parcels(conn: Conn, plan: Plan, verbs: Mapping[Target, str]) -> _Parcels:
    found = _Parcels()
    given = {target: numbers for target in plan.each if (numbers := numbers_given(plan.each[target]))}
    for ids in chunks(dict.fromkeys(order for order, _ in verbs), CHUNK):
        for one in mates(conn, ids):
            mover, other = (one.order_id, one.section), (one.other_order, one.other)
            verb = verbs.get(mover)
            if verb is None or mover in given or other in given:
                continue
            if verb == "back" and one.state is SectionState.SHIPPING and _gone(one.other_state):
                found.stuck.add(mover)
            if one.other_state not in _TOGETHER[verb]:
                continue
            if verb != "back" or one.state is one.other_state:
                found.add(one.parcel, mover, other, verb, one.other_state)
    _newly_joined(conn, verbs, given, found)
    return found


def _gone(state: SectionState) -> bool:
    """Whether a section in *state* left with its parcel, and another's step back does not bring it along."""
    return state not in WAITING | FINAL_STATES | {SectionState.SHIPPING}


def _newly_joined(
    conn: Conn, verbs: Mapping[Target, str], given: Mapping[Target, Sequence[Number]], found: _Parcels
) -> None:
    """Who has a number already that the plan gives to a section and ships with it."""
    wanted = {(number, target) for target, numbers in given.items() if target in verbs for number in numbers}
    if not wanted:
        return
    held = holders(conn, sorted({number for (_, number), _ in wanted}))
    for label, target in sorted(wanted, key=str):
        for one in held.get(label, ()):
            other = (one.order_id, one.section)
            staying = other not in given or label in given[other]
            if other != target and staying and one.state in _TOGETHER["ship"]:
                found.add(label, target, other, "ship", one.state)


@dataclass(frozen=True, slots=True)
class _Added:
    """The verdict on a section that comes along, and its row."""

    row: PlanRow
    requests: tuple[Request, ...]


def _decided(
    conn: Conn, plan: Plan, found: _Parcels, actor: Actor, now: int, shop: Shop
) -> dict[Target, _Added]:
    """The rows of the sections that *plan* did not move by itself, with the verdict on each."""
    there = {(row.order_id, row.section) for row in plan.rows}
    moved = {(row.order_id, row.section) for row in plan.applying() if _verb(plan, row)}
    asked = {
        target: requests
        for others in found.others.values()
        for target, requests in others.items()
        if target not in moved
    }
    added: dict[Target, _Added] = {}
    for ids in chunks(dict.fromkeys(order for order, _ in asked), CHUNK):
        orders = {order.id: order for order in load_orders(conn, ids)}
        for (order_id, section), requests in asked.items():
            if order_id in orders:
                order = orders[order_id]
                verdict, _ = decide_all(order, section, requests, actor, now, shop)
                named = (order_id, section) in there
                row = plan_row(order, section, verdict)._replace(companion=not named)
                added[order_id, section] = _Added(row, requests)
    return added


def _stopped(found: _Parcels, added: Mapping[Target, _Added], verbs: Mapping[Target, str]) -> set[Target]:
    """Everybody in a parcel of which somebody can't go; a section may stop several parcels, and so on."""
    stopped = {target for target, one in added.items() if one.row.verdict.kind is Kind.REFUSE} | found.stuck
    while True:
        whole = {
            target
            for parcel, movers in found.movers.items()
            if stopped & (movers | found.others[parcel].keys())
            for target in (*movers, *found.others[parcel])
        }
        if whole <= stopped:
            return stopped
        stopped |= whole


def _taking_in(plan: Plan, found: _Parcels, added: Mapping[Target, _Added], stopped: set[Target]) -> Plan:
    """*plan* with the rows of *added*, each behind the section that takes it along."""
    rows = {(row.order_id, row.section): row for row in plan.rows}
    each = dict(plan.each)
    behind: dict[Target, list[Target]] = {}
    for parcel, movers in found.movers.items():
        first = next(target for target in rows if target in movers)
        behind.setdefault(first, []).extend(t for t in found.others[parcel] if t in added)
    for target, one in added.items():
        row = one.row
        if target in stopped and row.verdict.kind is not Kind.REFUSE:
            row = row._replace(verdict=_ALONE)
        elif row.verdict.kind is Kind.APPLY and one.requests != (plan.request,):
            each[target] = one.requests
        rows[target] = row
    order = dict.fromkeys(
        target
        for row in plan.rows
        for target in ((row.order_id, row.section), *behind.get((row.order_id, row.section), ()))
    )
    return replace(plan, rows=tuple(rows[target] for target in order), each=each)


# --- in the transaction that writes ----------------------------------------------------------


def crossed(before: Order, after: Order) -> frozenset[Number]:
    """The numbers whose sections left, came back, or joined them between *before* and *after*."""
    if before.sections is after.sections:
        return frozenset()
    was = {s.n: (s.state, s.courier, s.tracking) for s in before.sections}
    found: set[Number] = set()
    for section in after.sections:
        old, *label = was.get(section.n, (SectionState.PREPARING, None, None))
        left = old in UNDISPATCHED_STATES and section.state is SectionState.SHIPPING
        back = old is SectionState.SHIPPING and section.state in UNDISPATCHED_STATES
        joined = label != [section.courier, section.tracking]
        if (left or back or joined) and section.courier and section.tracking:
            found.add((section.courier, section.tracking))
    return frozenset(found)


def torn(conn: Conn, pairs: Sequence[Pair]) -> set[tuple[int, Number]]:
    """(order id, number) of whoever would leave a part of its parcel behind, all *pairs* written together."""
    wanted = {after.id: moved for before, after in pairs if (moved := crossed(before, after))}
    numbers = frozenset[Number]().union(*wanted.values()) & _may_be_shared(conn, pairs, wanted)
    if not numbers:
        return set()
    states: dict[Number, set[SectionState]] = {number: set() for number in numbers}
    written = {after.id for _, after in pairs}
    for label, held in holders(conn, sorted({number for _, number in numbers})).items():
        if label in states:
            states[label].update(one.state for one in held if one.order_id not in written)
    for _, after in pairs:
        for section in after.sections:
            label = (section.courier or "", section.tracking or "")
            if label in states:
                states[label].add(section.state)
    return {
        (order, number) for order, own in wanted.items() for number in own & numbers if _both(states[number])
    }


def _may_be_shared(conn: Conn, pairs: Sequence[Pair], wanted: Mapping[int, frozenset[Number]]) -> set[Number]:
    """The numbers that *pairs* bring, and those of sections that stand in a parcel with others already."""
    befores = {before.id: before for before, _ in pairs if before.id in wanted}
    found = {number for before, after in pairs if after.id in wanted for number in gained(before, after)}
    for one in mates(conn, befores):
        section = befores[one.order_id].section(one.section)
        found.add((section.courier or "", section.tracking or ""))
    return found


def _both(states: Iterable[SectionState]) -> bool:
    """Whether some of a parcel has left while some still waits."""
    found = set(states) - FINAL_STATES
    return bool(found - WAITING) and bool(found & WAITING)
