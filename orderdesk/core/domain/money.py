"""Won that explains itself: shares of a line, and the lines of 결제정보 (processing.md §8).

Shares are cumulative: the first k of n pieces are worth `total * k // n` together, and a
partial refund is the difference of two such sums. So any partition of partial refunds of a
line adds up to what was paid for it, whatever the order (no rounding per event).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orderdesk.core.domain.later_fees import fee_payments
from orderdesk.core.domain.orders import EntryKind, Line, Order, Origin
from orderdesk.core.domain.payments import paid_balance, payments
from orderdesk.core.domain.states import PaymentState, SectionState
from orderdesk.core.domain.words import Word


def share(total: int, qty: int, pieces: int) -> int:
    """What the first *pieces* of *qty* pieces are worth of *total* won; 0 ≤ pieces ≤ qty."""
    if not 0 <= pieces <= qty:
        raise ValueError(f"{pieces} of {qty} pieces")
    return total * pieces // qty if qty else 0


def refunded_of(order: Order, line: int) -> tuple[int, int]:
    """(pieces, won) of *line* that refunds name already, promised or executed."""
    pieces = won = 0
    withdrawn = {e.follows for e in order.entries if e.kind is EntryKind.VOID}
    for entry in order.entries:
        if entry.kind is EntryKind.REFUND_DUE and entry.n not in withdrawn:
            for ref_line, qty, amount in entry.refunds:
                if ref_line == line:
                    pieces, won = pieces + qty, won + amount
    return pieces, won


def given_of(order: Order, line: int) -> tuple[int, int]:
    """(pieces, won) of *line* that count no more: cancelled before deposit, or refunded."""
    pieces, won = refunded_of(order, line)
    dropped = _dropped_pieces(order).get(line, 0)
    if not dropped:
        return pieces, won
    bought = order.line(line)
    return pieces + dropped, won + share(bought.total, bought.qty, dropped)


def refund_share(line: Line, already: tuple[int, int], pieces: int) -> int:
    """What *pieces* more of *line* are worth after *already* (pieces, won) were given back, won.

    Never negative: after a withdrawn refund, a piece may have been given back more than its share.
    """
    before, given = already
    return max(0, share(line.total, line.qty, before + pieces) - given)


def unpaid_worth(order: Order, section: int) -> tuple[tuple[int, int, int], ...]:
    """(line, pieces, won) that cancelling *section* before deposit takes off, or took off, the order."""
    dropped = _dropped_pieces(order, without=section)
    pieces: dict[int, int] = {}
    for item in order.items_of(section):
        pieces[item.line] = pieces.get(item.line, 0) + item.qty
    worth = []
    for n, qty in pieces.items():
        line, before = order.line(n), dropped.get(n, 0)
        won = share(line.total, line.qty, before + qty) - share(line.total, line.qty, before)
        worth.append((n, qty, won))
    return tuple(worth)


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One line of 결제정보: what, how much (signed won) and by which rule."""

    key: str
    words: Word
    amount: int
    rule: Word


def _items_gross(order: Order) -> int:
    dropped = _dropped_pieces(order)
    total = 0
    for line in order.lines:
        if line.cause is not Origin.RESEND:
            total += line.unit_price * (line.qty - dropped.get(line.n, 0))
    return total


def _dropped_sections(order: Order) -> set[int]:
    """Sections cancelled before deposit: they never were part of the order's amount."""
    never_paid = (PaymentState.CANCELLED_UNPAID, PaymentState.OVERDUE)
    roots = {p.root.n for p in payments(order.entries) if p.state in never_paid}
    return {s.n for s in order.sections if s.state is SectionState.CANCELLED and s.paid_by in roots}


def _dropped_pieces(order: Order, without: int | None = None) -> dict[int, int]:
    """Pieces cancelled before deposit, by line, not counting those of section *without*."""
    sections = _dropped_sections(order) - {without}
    dropped: dict[int, int] = {}
    for item in order.items:
        if item.section in sections:
            dropped[item.line] = dropped.get(item.line, 0) + item.qty
    return dropped


def _discounts(lines: Iterable[Line], dropped: dict[int, int]) -> int:
    """Discounts of the pieces that count, won: list price less what is paid for them."""
    total = 0
    for line in lines:
        if line.cause is not Origin.RESEND:
            gone = dropped.get(line.n, 0)
            total += line.unit_price * (line.qty - gone) - (line.total - share(line.total, line.qty, gone))
    return total


def breakdown(order: Order) -> tuple[MoneyLine, ...]:
    """결제정보, line by line; the last one comes from the payments and is authoritative (§8.2)."""
    gross = _items_gross(order)
    dropped = _dropped_pieces(order)
    gone = _dropped_sections(order)
    kept = [s for s in order.sections if s.n not in gone]
    fees = sum(s.fee_base + s.fee_remote + s.fee_extra for s in kept)
    fee_discount = sum(s.fee_discount for s in kept)
    charged = sum(c.fee_charged for c in order.claims)
    later = {p.root.n: p.paid + p.due for p in fee_payments(order)}
    extra = sum(
        p.root.amount
        for p in payments(order.entries)
        if p.root.extra
        and p.root.claim is None
        and p.root.n not in later
        and not _pays_for_goods(order, p.root.n)
    )
    refunds = sum(e.amount for e in order.entries if e.kind is EntryKind.REFUND)
    return (
        MoneyLine(
            "items",
            Word("주문금액", "Items"),
            gross,
            Word("판매가 × 수량, 입금 전 취소는 빼고", "price × pieces, without those cancelled unpaid"),
        ),
        MoneyLine(
            "ship_fee",
            Word("배송비", "Shipping"),
            fees + charged + sum(later.values()),
            Word("기본 + 도서산간 + 추가 + 나중에 청구", "base + remote + extra + charged later"),
        ),
        MoneyLine(
            "discount",
            Word("할인", "Discounts"),
            -(_discounts(order.lines, dropped) + fee_discount),
            Word("쿠폰·포인트·등급·배송비 할인", "coupons, points, grade and shipping discounts"),
        ),
        MoneyLine(
            "extra",
            Word("추가 요청", "Additional requests"),
            extra,
            Word("상품도 배송비도 아닌 추가 결제", "asked for beyond goods and shipping"),
        ),
        MoneyLine(
            "refund", Word("환불", "Refunds"), refunds, Word("실행된 환불의 합", "sum of executed refunds")
        ),
        MoneyLine(
            "paid",
            Word("최종 실결제금액", "Paid in the end"),
            paid_balance(order.entries),
            Word("확인된 결제 − 실행된 환불", "confirmed payments less executed refunds"),
        ),
    )


def _pays_for_goods(order: Order, root: int) -> bool:
    return any(s.paid_by == root and s.origin is Origin.ADDED for s in order.sections)
