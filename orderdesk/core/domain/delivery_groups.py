"""Which sections share a delivery fee: those of the purchase, or those of goods that were added later.

The fee was charged for goods. So it is known by the goods, not by the payment of the section that they stand
in now: what was merged into another section, or is sent again, still belongs to what it was bought with.
"""

from __future__ import annotations

from orderdesk.core.domain.money import bought
from orderdesk.core.domain.orders import Order, Origin, Section
from orderdesk.core.domain.payments import payments

_PURCHASE = 0


def delivery_group(order: Order, section: Section) -> list[Section]:
    """The sections, *section* among them, that were paid for and whose delivery was charged together."""
    came = {p.root.n for p in payments(order.entries) if p.paid_at is not None}
    charged = {s.n: _charged_with(order, s) for s in order.sections if s.paid_by in came or s.n == section.n}
    group, joined = {section.n}, set(charged[section.n])
    while more := {n for n, with_ in charged.items() if n not in group and with_ & joined}:
        group |= more
        joined = joined.union(*(charged[n] for n in more))
    return [s for s in order.sections if s.n in group]


def _charged_with(order: Order, section: Section) -> set[int]:
    """What the goods of *section* came with: the purchase, or a line that was added."""
    lines = [bought(order, item.line) for item in order.items_of(section.n)]
    return {line.n if line.cause is Origin.ADDED else _PURCHASE for line in lines}
