"""Whether a tracking number that a plan wants is free when its turn comes.

A plan looks at the numbers in use when it is made; until it is applied, or taken back, another order may have
taken one of them. So they are looked at again in the transaction that writes (finding-and-files.md §9.2-7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.services.tracking_rules import used_elsewhere
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.parcels import parcels_of

Number = tuple[str, str]
"""(courier, tracking number)."""

Pair = tuple[Order, Order]
"""An order before and after."""


def live_numbers(order: Order) -> dict[Number, list[Section]]:
    """The sections of *order* that are on their way with a number, by that number."""
    found: dict[Number, list[Section]] = {}
    for section in order.sections:
        if section.courier and section.tracking and section.state not in FINAL_STATES:
            found.setdefault((section.courier, section.tracking), []).append(section)
    return found


def gained(before: Order, after: Order) -> frozenset[Number]:
    """The numbers that *after* uses and *before* does not."""
    if before.sections is after.sections:
        return frozenset()
    return frozenset(live_numbers(after)) - frozenset(live_numbers(before))


class _User(NamedTuple):
    """A section that uses a number once all is written."""

    order_id: int
    section: int
    receiver: str
    shared: bool
    separate: bool


def conflicts(conn: Conn, pairs: Sequence[Pair], may_share: bool) -> dict[tuple[int, Number], Refusal]:
    """Why an order of *pairs* can't have a number that it gains, by (order id, number).

    All pairs are taken as written together. A number of other orders is refused unless the section shares it,
    or with *may_share* all of the others do: it joins them. Without *may_share* it is refused also where the
    receivers differ, except to whom it belonged before.
    """
    wanted = {after.id: gained(before, after) for before, after in pairs}
    numbers = frozenset[Number]().union(*wanted.values())
    if not numbers:
        return {}
    users = _users(conn, pairs, numbers)
    again = {after.id: _again(before, after, wanted[after.id]) for before, after in pairs}
    apart = _apart(conn, frozenset[Number]().union(*again.values()), users)
    found: dict[tuple[int, Number], Refusal] = {}
    for before, after in pairs:
        had = {(section.courier, section.tracking) for section in before.sections}
        for number in wanted[after.id]:
            others = [user for user in users[number] if user.order_id != after.id]
            separate = any(user.separate for user in users[number])
            mine = live_numbers(after)[number]
            receivers = {user.receiver for user in others} | {section.address.receiver for section in mine}
            joined = all(section.shared for section in mine) or (may_share and all(u.shared for u in others))
            if number in again[after.id]:
                joined = number not in apart
            if others and not joined:
                found[after.id, number] = Refusal.NUMBER_TAKEN
            elif others and separate:
                found[after.id, number] = Refusal.SEPARATE
            elif others and not (len(receivers) == 1 or may_share or number in had):
                found[after.id, number] = Refusal.OTHER_RECEIVER
    return found


def _again(before: Order, after: Order, wanted: frozenset[Number]) -> frozenset[Number]:
    """The *wanted* numbers that only come to life again, such as when 배송완료 is taken back."""
    had = {(section.n, section.courier, section.tracking) for section in before.sections}
    alive = live_numbers(after)
    return frozenset(
        number for number in wanted if any((section.n, *number) in had for section in alive[number])
    )


def _apart(conn: Conn, numbers: frozenset[Number], users: Mapping[Number, set[_User]]) -> frozenset[Number]:
    """Those of *numbers* whose users don't all stand in one parcel."""
    if not numbers:
        return frozenset()
    stands = parcels_of(conn, sorted({number for _, number in numbers}))
    return frozenset(
        number
        for number in numbers
        if len({stands.get((user.order_id, user.section, *number)) for user in users[number]}) > 1
    )


def _users(conn: Conn, pairs: Sequence[Pair], numbers: frozenset[Number]) -> Mapping[Number, set[_User]]:
    """Whoever uses each of *numbers* once *pairs* are written."""
    users: dict[Number, set[_User]] = {number: set() for number in numbers}
    written = {after.id for _, after in pairs}
    for number, held in used_elsewhere(conn, numbers).items():
        users[number].update(
            _User(one.order_id, one.section, one.receiver, one.shared, one.separate)
            for one in held
            if one.order_id not in written
        )
    for _, after in pairs:
        for number, sections in live_numbers(after).items():
            if number in users:
                users[number].update(
                    _User(after.id, s.n, s.address.receiver, s.shared, after.separate) for s in sections
                )
    return users
