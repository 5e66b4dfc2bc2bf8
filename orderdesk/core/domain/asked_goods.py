"""What a payment that has not come asks for, line by line.

A line is paid for by one payment until a part of it is cancelled before the deposit. From then on the rows of
each payment name their part of the line, in pieces and won. So what was asked for one part never depends on
what became of the others since, and comes back to the won however often it is cancelled and asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence

from orderdesk.core.domain.money import refunded, share
from orderdesk.core.domain.orders import Entry, EntryKind, Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.states import PaymentState, SectionState

Part = tuple[int, int]
"""(pieces, won) of a line."""

Triples = tuple[tuple[int, int, int], ...]
"""(line, pieces, won), once for each line."""

_NAMING = frozenset({EntryKind.REQUEST, EntryKind.PAID, EntryKind.VOID, EntryKind.OVERDUE})
_NEVER_PAID = frozenset({PaymentState.CANCELLED_UNPAID, PaymentState.OVERDUE})


def _named(entries: Sequence[Entry]) -> dict[int, dict[int, Part]]:
    """By payment (its root) what its newest row that names goods says of each line."""
    roots: dict[int, int] = {}
    found: dict[int, dict[int, Part]] = {}
    for entry in entries:
        root = roots[entry.n] = entry.n if entry.follows is None else roots[entry.follows]
        parts = {line: (qty, won) for line, qty, won in entry.refunds if line}
        if parts and entry.kind in _NAMING:
            found[root] = parts
    return found


def _held(order: Order, sections: set[int]) -> dict[int, int]:
    """Pieces by line in *sections*."""
    found: dict[int, int] = {}
    for item in order.items:
        if item.section in sections:
            found[item.line] = found.get(item.line, 0) + item.qty
    return found


def asked_for(order: Order, root: int) -> dict[int, Part]:
    """What the payment *root*, which has not come, asks for or asked for, by line.

    It asks for whatever of a line no other payment names when its own rows say nothing of that line.
    """
    named = _named(order.entries)
    own = named.pop(root, {})
    found: dict[int, Part] = {}
    for n, held in _held(order, {s.n for s in order.sections if s.paid_by == root}).items():
        qty, won = own.get(n, (0, 0))
        if not qty:
            line, others = order.line(n), [parts[n] for parts in named.values() if n in parts]
            qty = line.qty - sum(pieces for pieces, _ in others)
            won = line.total - sum(amount for _, amount in others)
        found[n] = (held, won if held >= qty else share(won, qty, held))
    return found


def worth(order: Order, section: int) -> Triples:
    """What cancelling *section* before the deposit takes off the order, or took off."""
    asked = asked_for(order, order.section(section).paid_by)
    pieces = _held(order, {section})
    return tuple((n, qty, share(asked[n][1], asked[n][0], qty)) for n, qty in pieces.items())


def rest(order: Order, section: int) -> Triples:
    """What the payment of *section* asks for without it."""
    gone = {n: (qty, won) for n, qty, won in worth(order, section)}
    asked = asked_for(order, order.section(section).paid_by)
    left = [(n, qty, won, gone.get(n, (0, 0))) for n, (qty, won) in asked.items()]
    return tuple((n, qty - less, won - off) for n, qty, won, (less, off) in left if qty > less)


def dropped_sections(order: Order) -> set[int]:
    """Sections cancelled before deposit: they never were part of the order's amount."""
    cancelled = [s for s in order.sections if s.state is SectionState.CANCELLED]
    if not cancelled:
        return set()
    roots = {p.root.n for p in payments(order.entries) if p.state in _NEVER_PAID}
    return {s.n for s in cancelled if s.paid_by in roots}


def dropped(order: Order) -> dict[int, Part]:
    """(pieces, won) of each line that were cancelled before deposit; lines of which none were lack."""
    found: dict[int, Part] = {}
    gone = dropped_sections(order)
    for root in {s.paid_by for s in order.sections if s.n in gone}:
        asked = asked_for(order, root)
        own = {s.n for s in order.sections if s.n in gone and s.paid_by == root}
        for n, pieces in _held(order, own).items():
            qty, won = found.get(n, (0, 0))
            found[n] = qty + pieces, won + share(asked[n][1], asked[n][0], pieces)
    return found


def taken_off(order: Order) -> dict[int, Part]:
    """(pieces, won) of each line that count no more, cancelled before deposit or refunded; others lack."""
    found = refunded(order)
    for n, (qty, won) in dropped(order).items():
        pieces, given = found.get(n, (0, 0))
        found[n] = pieces + qty, given + won
    return found


def paid_parts(order: Order, section: int) -> dict[int, Part]:
    """(pieces, won) of each line that were paid for: what refunds of *section* are shares of.

    What payments ask for that have not come is left out; but that of *section* itself counts as come.
    """
    own = order.section(section).paid_by
    found = {line.n: (line.qty, line.total) for line in order.lines}
    for payment in payments(order.entries):
        if payment.paid_at is None and payment.root.n != own:
            for n, (qty, won) in asked_for(order, payment.root.n).items():
                pieces, amount = found[n]
                found[n] = pieces - qty, amount - won
    return found
