"""A payment export beside the payments that the store holds; it is compared, nothing is written.

A payment of the store answers one row at most, so that two rows of the same amount need two payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orderdesk.core.domain.orders import EntryKind, Order
from orderdesk.core.domain.payments import Payment, payments
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.files.payment_form import PaymentFile, PaymentRow
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.row_results import unread
from orderdesk.core.services.tracking_file import RowResult
from orderdesk.core.services.tracking_rules import Reason
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find

_ORDERS: Final = 1_000
"""So many orders are in memory at once."""


def compare_payments(store: Store, read: PaymentFile) -> tuple[RowResult, ...]:
    """The verdicts on the rows of *read*, by the sheet: skipped where the store has it, else refused."""
    results, odd = unread(read.problems)
    by_order: dict[str, list[PaymentRow]] = {}
    for row in read.rows:
        by_order.setdefault(row.order, []).append(row)
    with store.reader() as conn:
        for numbers in chunks(by_order, _ORDERS):
            found = {order.number: order for order in load_orders(conn, find(conn, numbers).values())}
            for number in numbers:
                for row, reason in _judged(found.get(number), by_order[number]):
                    results.append(_result(read, row, reason, odd.get(row.row, ())))
    return tuple(sorted(results, key=lambda result: result.row))


def _judged(order: Order | None, rows: Sequence[PaymentRow]) -> Iterator[tuple[PaymentRow, Reason]]:
    if order is None:
        yield from ((row, Refusal.NO_ORDER) for row in rows)
        return
    left = list(payments(order.entries))
    refunds = [entry.amount for entry in order.entries if entry.kind is EntryKind.REFUND]
    for row in rows:
        if not row.refund:
            yield row, _payment(row, left)
        elif row.amount in refunds:
            refunds.remove(row.amount)
            yield row, Refusal.ALREADY
        else:
            yield row, RowTrouble.PAYMENT_DIFFERS


def _payment(row: PaymentRow, left: list[Payment]) -> Reason:
    """What the payment that *row* is about says to it; that payment is taken from those *left*."""
    for fits, reason in (
        (_same, Refusal.ALREADY),
        (_waiting, RowTrouble.PAYMENT_WAITING),
        (_assumed, RowTrouble.PAYMENT_EXPLAINED),
    ):
        for payment in left:
            if fits(row, payment):
                left.remove(payment)
                return reason
    return RowTrouble.PAYMENT_DIFFERS


def _same(row: PaymentRow, payment: Payment) -> bool:
    """Paid as the row says, or unpaid as the row says."""
    there = payment.paid if row.paid_at else 0 if payment.paid else payment.due or payment.root.amount
    return there == row.amount and row.method in (None, payment.root.method)


def _waiting(row: PaymentRow, payment: Payment) -> bool:
    return row.paid_at is not None and payment.due == row.amount and row.method in (None, payment.root.method)


def _assumed(row: PaymentRow, payment: Payment) -> bool:
    return row.paid_at is not None and payment.root.assumed and payment.paid == row.amount


def _result(read: PaymentFile, row: PaymentRow, reason: Reason, odd: tuple[Reason, ...]) -> RowResult:
    kind = Kind.SKIP if reason is Refusal.ALREADY else Kind.REFUSE
    field, value = ("number", row.order) if reason is Refusal.NO_ORDER else ("amount", f"{row.amount:,}")
    column = read.headers[field]
    return RowResult(row.row, row.order, kind, reason.code, reason.message, reason.advice, column, value, odd)
