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


def refunded(order: Order) -> dict[int, tuple[int, int]]:
    """(pieces, won) of each line that refunds name already, promised or executed; of others nothing."""
    found: dict[int, tuple[int, int]] = {}
    due = [entry for entry in order.entries if entry.kind is EntryKind.REFUND_DUE]
    if due:
        withdrawn = {e.follows for e in order.entries if e.kind is EntryKind.VOID}
        for line, qty, amount in (each for e in due if e.n not in withdrawn for each in e.refunds):
            pieces, won = found.get(line, (0, 0))
            found[line] = pieces + qty, won + amount
    return found


def taken_off(order: Order) -> dict[int, tuple[int, int]]:
    """(pieces, won) of each line that count no more, cancelled before deposit or refunded; others lack."""
    found = refunded(order)
    if dropped := dropped_pieces(order):
        for line in order.lines:
            if gone := dropped.get(line.n):
                pieces, won = found.get(line.n, (0, 0))
                found[line.n] = pieces + gone, won + share(line.total, line.qty, gone)
    return found


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
    cancelled = [s for s in order.sections if s.state is SectionState.CANCELLED]
    if not cancelled:
        return set()
    roots = {p.root.n for p in payments(order.entries) if p.state in never_paid}
    return {s.n for s in cancelled if s.paid_by in roots}


def dropped_pieces(order: Order, without: int | None = None) -> dict[int, int]:
    """Pieces cancelled before deposit, by line, not counting those of section *without*."""
    dropped: dict[int, int] = {}
    sections = dropped_sections(order)
    if not sections:
        return dropped
    sections.discard(without or 0)
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
