"""Won that explains itself: shares of a line, and what of it counts no more (processing.md §8).

Shares are cumulative: the first k of n pieces are worth `total * k // n` together, and a
partial refund is the difference of two such sums. So any partition of partial refunds of a
line adds up to what was paid for it, whatever the order (no rounding per event).
"""

from __future__ import annotations

from orderdesk.core.domain.orders import EntryKind, Line, Order, Origin
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.states import PaymentState, SectionState


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
    dropped = dropped_pieces(order).get(line, 0)
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
    dropped = dropped_pieces(order, without=section)
    pieces: dict[int, int] = {}
    for item in order.items_of(section):
        pieces[item.line] = pieces.get(item.line, 0) + item.qty
    worth = []
    for n, qty in pieces.items():
        line, before = order.line(n), dropped.get(n, 0)
        won = share(line.total, line.qty, before + qty) - share(line.total, line.qty, before)
        worth.append((n, qty, won))
    return tuple(worth)


def dropped_sections(order: Order) -> set[int]:
    """Sections cancelled before deposit: they never were part of the order's amount."""
    never_paid = (PaymentState.CANCELLED_UNPAID, PaymentState.OVERDUE)
    roots = {p.root.n for p in payments(order.entries) if p.state in never_paid}
    return {s.n for s in order.sections if s.state is SectionState.CANCELLED and s.paid_by in roots}


def dropped_pieces(order: Order, without: int | None = None) -> dict[int, int]:
    """Pieces cancelled before deposit, by line, not counting those of section *without*."""
    sections = dropped_sections(order) - {without}
    dropped: dict[int, int] = {}
    for item in order.items:
        if item.section in sections:
            dropped[item.line] = dropped.get(item.line, 0) + item.qty
    return dropped


def bought(order: Order, n: int) -> Line:
    """The line that was paid for: what an exchange sent again stands for what came back for it."""
    line = order.line(n)
    while line.cause is Origin.RESEND and (replaced := _replaced(order, line.n)) is not None:
        line = order.line(replaced)
    return line


def _replaced(order: Order, resent: int) -> int | None:
    """The line whose pieces the line *resent* replaces; an exchange adds its lines in a row, an item each."""
    for claim in order.claims:
        back = order.items_of(claim.section) if claim.resent else ()
        if 0 <= resent - claim.resent < len(back):
            return back[resent - claim.resent].line
    return None


def points_share(line: Line, before: int, pieces: int) -> int:
    """The points that *pieces* more of *line* were bought with after *before* of them came back."""
    return share(line.points, line.qty, before + pieces) - share(line.points, line.qty, before)
