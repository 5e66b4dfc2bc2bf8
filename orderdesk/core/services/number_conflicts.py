"""Whether a tracking number that a plan wants is free when its turn comes.

A plan looks at the numbers in use when it is made; until it is applied, or taken back, another order may have
taken one of them. So they are looked at again in the transaction that writes (finding-and-files.md §9.2-7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.services.tracking_rules import used_elsewhere
from orderdesk.core.store.dialect import Conn

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


def conflicts(conn: Conn, pairs: Sequence[Pair], may_share: bool) -> dict[tuple[int, Number], Refusal]:
    """Why an order of *pairs* can't have a number that it gains, by (order id, number).

    All pairs are taken as written together. A number of other orders is refused unless the section shares it;
    without *may_share* then also where the receivers differ, except to whom it belonged before.
    """
    wanted = {after.id: gained(before, after) for before, after in pairs}
    numbers = frozenset[Number]().union(*wanted.values())
    if not numbers:
        return {}
    users = _users(conn, pairs, numbers)
    found: dict[tuple[int, Number], Refusal] = {}
    for before, after in pairs:
        had = {(section.courier, section.tracking) for section in before.sections}
        for number in wanted[after.id]:
            others = {receiver for order, receiver, _ in users[number] if order != after.id}
            separate = {banned for _, _, banned in users[number]}
            mine = live_numbers(after)[number]
            alike = len(others | {section.address.receiver for section in mine}) == 1
            if others and not all(section.shared for section in mine):
                found[after.id, number] = Refusal.NUMBER_TAKEN
            elif others and True in separate:
                found[after.id, number] = Refusal.SEPARATE
            elif others and not (alike or may_share or number in had):
                found[after.id, number] = Refusal.OTHER_RECEIVER
    return found


def _users(
    conn: Conn, pairs: Sequence[Pair], numbers: frozenset[Number]
) -> Mapping[Number, set[tuple[int, str, bool]]]:
    """(order id, receiver, banned from sharing) of who uses each of *numbers* once *pairs* are written."""
    users: dict[Number, set[tuple[int, str, bool]]] = {number: set() for number in numbers}
    written = {after.id for _, after in pairs}
    for number, held in used_elsewhere(conn, numbers).items():
        users[number].update(
            (one.order_id, one.receiver, one.separate) for one in held if one.order_id not in written
        )
    for _, after in pairs:
        for number, sections in live_numbers(after).items():
            if number in users:
                users[number].update((after.id, s.address.receiver, after.separate) for s in sections)
    return users
