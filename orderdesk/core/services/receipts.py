"""Cash receipts outside: what was sent for is issued or cancelled there, and what came of it is written down.

What is sent for stands in the store before anybody outside is asked; a process that dies in between leaves
it there, and the next one asks again under the same key, so that nothing is issued twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.orders import Order, Receipt
from orderdesk.core.domain.receipts import (
    CANCELLED,
    CANCELLING,
    DONE,
    FAILED,
    SENT,
    WAIT,
    receipt_of,
    with_receipt,
)
from orderdesk.core.domain.text import clean
from orderdesk.core.gateways.receipts import IssueRefused, ReceiptAsked, ReceiptIssuer
from orderdesk.core.services.receipt_settings import issuer_of
from orderdesk.core.services.running import Clock
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.receipts import with_receipts


class Performed(NamedTuple):
    """What came of what was sent for, in numbers."""

    done: int = 0
    failed: int = 0


def perform(store: Store, clock: Clock, issuer: ReceiptIssuer | None = None) -> Performed:
    """Issue and cancel what was sent for; *issuer* instead of the one that the shop is connected to."""
    with store.reader() as conn:
        issuer = issuer or issuer_of(conn)
        orders = load_orders(conn, with_receipts(conn, (SENT, CANCELLING))) if issuer else []
    done = failed = 0
    for order in orders:
        for receipt in order.receipts:
            if issuer is not None and receipt.state in (SENT, CANCELLING):
                fine = _perform(store, clock, order, receipt, issuer)
                done, failed = done + fine, failed + (not fine)
    return Performed(done, failed)


def _perform(store: Store, clock: Clock, order: Order, receipt: Receipt, issuer: ReceiptIssuer) -> bool:
    key = f"{entry_number(order.number, receipt.n)}-{receipt.amount}"
    asked = ReceiptAsked(key, receipt.purpose, receipt.identity, receipt.amount, receipt.approval)
    try:
        if receipt.state == CANCELLING:
            issuer.cancel(asked)
            outcome = replace(receipt, state=CANCELLED)
        else:
            outcome = replace(receipt, state=DONE, approval=issuer.issue(asked), done_at=clock())
    except IssueRefused as refused:
        before = DONE if receipt.state == CANCELLING else FAILED
        _write(store, clock, order.id, receipt, replace(receipt, state=before), clean(refused.why))
        return False
    _write(store, clock, order.id, receipt, outcome)
    return True


_VERBS: Final = {DONE: "receipt-issued", FAILED: "receipt-failed", CANCELLED: "receipt-cancelled"}


def _write(
    store: Store, clock: Clock, order_id: int, asked: Receipt, outcome: Receipt, why: str = ""
) -> None:
    """Writes *outcome* down, unless somebody changed the receipt since it was *asked* for."""
    with store.unit(SYSTEM, clock()) as unit:
        for order in unit.orders([order_id]):
            if receipt_of(order, asked.n) == asked:
                after = with_receipt(order, outcome)
                verb = _VERBS[outcome.state] if outcome.state != asked.state else "receipt-failed"
                happened = NewEvent(order_id, verb, None, unit.now, SYSTEM, diff(order, after), why)
                unit.save([(order, after)], [happened])


def waiting(conn: Conn) -> list[int]:
    """The orders whose buyers asked for a receipt that was not issued yet."""
    return with_receipts(conn, (WAIT,))
