"""A deposit that may have a cash receipt."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order, Receipt
from tests.domain.builders import NOW, order

PHONE = "010-0000-1234"


def deposited(*receipts: Receipt) -> Order:
    """An order by bank transfer that was paid."""
    made = order(unpaid=True)
    paid = Entry(2, EntryKind.PAID, Method.BANK, 10_000, NOW, follows=1)
    return replace(made, entries=(*made.entries, paid), receipts=receipts)
