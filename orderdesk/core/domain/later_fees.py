"""Delivery fees that changed after the payment: asked for in addition, or given back, of no claim."""

from __future__ import annotations

from collections.abc import Iterator, Set

from orderdesk.core.domain.orders import Entry, EntryKind, Order
from orderdesk.core.domain.payments import Payment, payments
from orderdesk.core.domain.refund_terms import SHIPPING_TERM


def fee_part(entry: Entry) -> int:
    """Won of *entry* that its triples call a delivery fee."""
    return sum(won for line, pieces, won in entry.refunds if (line, pieces) == SHIPPING_TERM)


def fee_payments(order: Order) -> Iterator[Payment]:
    """The payments that ask for a delivery fee in addition."""
    for payment in payments(order.entries):
        if payment.root.extra and payment.root.claim is None and fee_part(payment.root):
            yield payment


def fees_back(order: Order) -> Iterator[Entry]:
    """The rows that promise a delivery fee back, of no claim, and were not withdrawn."""
    withdrawn = {entry.follows for entry in order.entries if entry.kind is EntryKind.VOID}
    for entry in order.entries:
        due = entry.kind is EntryKind.REFUND_DUE and entry.n not in withdrawn
        if due and entry.claim is None and fee_part(entry):
            yield entry


def later_fees(order: Order, roots: Set[int], whole: bool) -> int:
    """Won of delivery that came on top of what the payments *roots* were for, or (negative) went off it.

    What was asked for in addition is of the *whole* order: no payment of it says which section it was for.
    """
    asked = {payment.root.n: payment.paid for payment in fee_payments(order)} if whole else {}
    back = (fee_part(entry) for entry in fees_back(order) if entry.follows in {*roots, *asked})
    return sum(asked.values()) - sum(back)
