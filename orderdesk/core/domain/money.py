"""Won that explains itself: shares of a line, and what of it counts no more (processing.md §8).

Shares are cumulative: the first k of n pieces are worth `total * k // n` together, and a
partial refund is the difference of two such sums. So any partition of partial refunds of a
line adds up to what was paid for it, whatever the order (no rounding per event).
"""

from __future__ import annotations

from orderdesk.core.domain.orders import EntryKind, Line, Order, Origin


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


def refund_share(paid: tuple[int, int], already: tuple[int, int], pieces: int) -> int:
    """What *pieces* more are worth after *already* were given back of what was *paid* for, won.

    *paid* and *already* are (pieces, won) of one line. Never negative: after a withdrawn refund, a piece may
    have been given back more than its share.
    """
    (qty, total), (before, given) = paid, already
    return max(0, share(total, qty, before + pieces) - given)


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
