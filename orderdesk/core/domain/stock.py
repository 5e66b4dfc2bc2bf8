"""재고: what an order's change does to the stock of what it holds, as typed moves.

Pieces are reserved once they are paid for and not cancelled, leave with 배송중 and come back by a step back
or, where the claim says so, with the approval of a cancel or return. All of it follows from an order before
and after, whatever brought the change about; so an undo needs no rule of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from orderdesk.core.domain.orders import Line, Order, Section
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState
from orderdesk.core.domain.words import Word


class MoveKind(StrEnum):
    """What one row of the ledger says. Quantities are from 1 up; only that of an adjustment is signed."""

    RECEIVED = "received"
    ADJUSTED = "adjusted"
    ALLOCATED = "allocated"
    RELEASED = "released"
    SHIPPED = "shipped"
    UNSHIPPED = "unshipped"
    RETURNED = "returned"
    UNRETURNED = "unreturned"


MOVE_WORDS: dict[MoveKind, Word] = {
    MoveKind.RECEIVED: Word("입고", "Received"),
    MoveKind.ADJUSTED: Word("조정", "Adjusted"),
    MoveKind.ALLOCATED: Word("할당", "Allocated"),
    MoveKind.RELEASED: Word("할당 해제", "Released"),
    MoveKind.SHIPPED: Word("출고", "Shipped"),
    MoveKind.UNSHIPPED: Word("출고 취소", "Unshipped"),
    MoveKind.RETURNED: Word("반품 입고", "Returned"),
    MoveKind.UNRETURNED: Word("반품 입고 취소", "Return taken back"),
}

EFFECTS: dict[MoveKind, tuple[int, int]] = {
    MoveKind.RECEIVED: (1, 0),
    MoveKind.ADJUSTED: (1, 0),
    MoveKind.ALLOCATED: (0, 1),
    MoveKind.RELEASED: (0, -1),
    MoveKind.SHIPPED: (-1, -1),
    MoveKind.UNSHIPPED: (1, 1),
    MoveKind.RETURNED: (1, 0),
    MoveKind.UNRETURNED: (-1, 0),
}
"""What a piece of each move does to (on hand, allocated); the counters are the sums of that."""

WRITTEN_OFF = "재입고 없이 취소"
"""The note of an adjustment: pieces of a cancel that don't go back on the shelf."""


class GoodsKey(NamedTuple):
    """How a line names its product option: by SKU, or, where it has none, by product code and option."""

    sku: str
    product: str
    option: str


class Held(NamedTuple):
    """Pieces of an order by where they stand: reserved, gone out, come back of those, written off.

    What has come back has gone out, too.
    """

    reserved: int = 0
    shipped: int = 0
    returned: int = 0
    lost: int = 0

    def times(self, pieces: int) -> Held:
        """So many pieces of the same kind."""
        return Held(*(each * pieces for each in self))

    def plus(self, other: Held, sign: int = 1) -> Held:
        """Both together, or, with *sign* -1, the difference."""
        return Held(*(a + sign * b for a, b in zip(self, other, strict=True)))


NOTHING = Held()


@dataclass(frozen=True, slots=True)
class Move:
    """One move that an order brings about; `section` is where, None where it is not in one."""

    goods: GoodsKey
    kind: MoveKind
    qty: int
    section: int | None


def goods_key(line: Line) -> GoodsKey:
    """How *line* names what was bought."""
    return GoodsKey(line.sku, "" if line.sku else line.product, "" if line.sku else line.option)


def held_by(order: Order, section: Section) -> Held:
    """Where each piece of *section* stands (domain rule D3 of stock: never counted twice)."""
    state, claim = section.state, order.last_claim(section.n)
    if state in UNDISPATCHED_STATES:
        return Held(reserved=int(_paid(order, section)))
    if state in (SectionState.CANCEL_REQUESTED, SectionState.CANCELLED):
        if claim is None:
            return NOTHING
        if claim.before not in UNDISPATCHED_STATES:
            back = state is SectionState.CANCELLED and claim.restock
            return Held(shipped=1, returned=int(back))
        if not _paid(order, section):
            return NOTHING
        if state is SectionState.CANCEL_REQUESTED:
            return Held(reserved=1)
        return Held(lost=int(not claim.restock))
    if state in (SectionState.RETURNED, SectionState.EXCHANGED):
        return Held(shipped=1, returned=int(claim is not None and claim.restock))
    return Held(shipped=1)


def _paid(order: Order, section: Section) -> bool:
    """Whether money has ever come for *section*; a refund takes no goods off the shelf and puts none back."""
    found = payments(order.entries)
    own = next((each for each in found if each.root.n == section.paid_by), found[0])
    return own.paid_at is not None


def holdings(order: Order) -> dict[GoodsKey, dict[int, Held]]:
    """What *order* holds, by goods and section."""
    fates = {section.n: held_by(order, section) for section in order.sections}
    lines = {line.n: goods_key(line) for line in order.lines}
    found: dict[GoodsKey, dict[int, Held]] = {}
    for item in order.items:
        sections = found.setdefault(lines[item.line], {})
        held = fates[item.section].times(item.qty)
        sections[item.section] = sections.get(item.section, NOTHING).plus(held)
    return found


def reserved(order: Order) -> dict[GoodsKey, int]:
    """The pieces that wait on the shelf for *order*, by goods."""
    sums = {goods: _sum(sections).reserved for goods, sections in holdings(order).items()}
    return {goods: pieces for goods, pieces in sums.items() if pieces}


def order_moves(before: Order | None, after: Order) -> Iterator[Move]:
    """The moves that take an order from *before* to *after*.

    Of a new order (*before* is None) only what it reserves is moved: what had left before it came in was
    never on this shelf.
    """
    old, new = holdings(before) if before else {}, holdings(after)
    for goods in old.keys() | new.keys():
        was, now = old.get(goods, {}), new.get(goods, {})
        if was == now:
            continue
        total = _sum(now)
        change = total.plus(_sum(was), -1) if before else Held(reserved=total.reserved)
        touched = [n for n in was.keys() | now.keys() if was.get(n, NOTHING) != now.get(n, NOTHING)]
        there = [n for n in touched if n in now]
        for kind, qty in moves_of(change):
            yield Move(goods, kind, qty, max(there or touched))


def _sum(sections: Mapping[int, Held]) -> Held:
    total = NOTHING
    for held in sections.values():
        total = total.plus(held)
    return total


def moves_of(change: Held) -> Iterator[tuple[MoveKind, int]]:
    """The moves, in their order, that bring a *change* of what is held about."""
    allocated = change.reserved + change.shipped
    if allocated > 0:
        yield MoveKind.ALLOCATED, allocated
    if change.shipped:
        kind = MoveKind.SHIPPED if change.shipped > 0 else MoveKind.UNSHIPPED
        yield kind, abs(change.shipped)
    if change.returned:
        kind = MoveKind.RETURNED if change.returned > 0 else MoveKind.UNRETURNED
        yield kind, abs(change.returned)
    if allocated < 0:
        yield MoveKind.RELEASED, -allocated
    if change.lost:
        yield MoveKind.ADJUSTED, -change.lost


def counters(kind: MoveKind, qty: int) -> tuple[int, int]:
    """What a move does to (on hand, allocated)."""
    on_hand, allocated = EFFECTS[kind]
    return on_hand * qty, allocated * qty
