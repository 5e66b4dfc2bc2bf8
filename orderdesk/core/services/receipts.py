"""Cash receipts outside: what was sent for is issued or cancelled there, and what came of it is written down.

What is sent for stands in the store before anybody outside is asked; a process that dies in between leaves
it there, and the next one asks again under the same key, so that nothing is issued twice. A receipt that is
issued anew is cancelled first; the cancelling is written down before the new one is asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.orders import Order, Receipt
from orderdesk.core.domain.receipts import (
    ASKED_OUTSIDE,
    CANCELLED,
    CANCELLING,
    DONE,
    EXPENSE,
    FAILED,
    REPLACING,
    SENT,
    act_key,
    receipt_of,
    replaced,
    with_receipt,
)
from orderdesk.core.domain.text import clean
from orderdesk.core.gateways.money import (
    CashReceiptAsked,
    CashReceiptGateway,
    CashReceiptView,
    ReceiptPurpose,
    ReceiptState,
)
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.services.connected import LINE_DOWN, Connected, connected
from orderdesk.core.services.running import Clock
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.receipts import with_receipts

FINE, REFUSED, UNANSWERED = "done", "failed", "unanswered"
_LONGEST_NAME: Final = 80


def perform(store: Store, clock: Clock, issuer: CashReceiptGateway | None = None) -> Counter[str]:
    """Issue and cancel what was sent for; how many acts were done, refused or stay unanswered.

    *issuer* is asked instead of the one that the shop is connected to. What got no answer is asked for again
    the next time, under the same key; orders that somebody else is asking about now are left to them.
    """
    told: Counter[str] = Counter()
    with store.reader() as conn:
        found = with_receipts(conn, ASKED_OUTSIDE)
    if not found:
        return told
    with connected(store, clock) if issuer is None else Connected(receipts=issuer) as to:
        if to.receipts is None:
            return told
        for order_id in found:
            with store.backend.try_lock(f"receipt-{order_id}") as free:
                if free and not _perform_all(store, clock, order_id, to.receipts, told):
                    break
    return told


def _perform_all(
    store: Store, clock: Clock, order_id: int, issuer: CashReceiptGateway, told: Counter[str]
) -> bool:
    """Asks for each act of the order that waits, one after the other; False where asking on is of no use."""
    tried: set[Receipt] = set()
    while (found := _next(store, order_id, tried)) is not None:
        order, receipt = found
        tried.add(receipt)
        try:
            answer = _ask(issuer, order, receipt)
        except GatewayError as error:
            told[UNANSWERED] += 1
            if error.fault in LINE_DOWN:
                return False
            continue
        store.checkpoint("answered")
        told[FINE if _write(store, clock, order_id, receipt, answer) else REFUSED] += 1
    return True


def _next(store: Store, order_id: int, tried: set[Receipt]) -> tuple[Order, Receipt] | None:
    with store.reader() as conn:
        for order in load_orders(conn, [order_id]):
            for receipt in order.receipts:
                if receipt.state in ASKED_OUTSIDE and receipt not in tried:
                    return order, receipt
    return None


def _ask(issuer: CashReceiptGateway, order: Order, receipt: Receipt) -> CashReceiptView:
    key = act_key(order, receipt)
    if receipt.state == SENT:
        purpose = ReceiptPurpose.EXPENSE if receipt.purpose == EXPENSE else ReceiptPurpose.INCOME
        asked = CashReceiptAsked(key, order.number, _goods(order), purpose, receipt.identity, receipt.amount)
        return issuer.issue(asked)
    reference = receipt.reference
    issued = CashReceiptView(reference, ReceiptState.ISSUED, receipt.approval, receipt.done_at, reference)
    return issuer.cancel(issued, None, key)


def _goods(order: Order) -> str:
    """What was bought, in short: the first product, and how many others."""
    first, more = order.lines[0].name, len(order.lines) - 1
    return clean(f"{first[:_LONGEST_NAME]} 외 {more}건" if more else first[:_LONGEST_NAME])


def _write(store: Store, clock: Clock, order_id: int, asked: Receipt, answer: CashReceiptView) -> bool:
    """Writes *answer* down, unless somebody changed the receipt since it was *asked* for; whether it was yes.

    A cancelling that is refused leaves the receipt issued as it was.
    """
    wanted = ReceiptState.ISSUED if asked.state == SENT else ReceiptState.CANCELLED
    fine = answer.state is wanted
    why = "" if fine else clean(" ".join(filter(None, (answer.message, answer.code))))
    with store.unit(SYSTEM, clock()) as unit:
        for order in unit.orders([order_id]):
            if receipt_of(order, asked.n) != asked:
                continue
            outcome = _outcome(order, asked, answer, unit.now) if fine else _refused(asked)
            after = with_receipt(order, outcome)
            verb = _VERBS[outcome.state] if fine else "receipt-failed"
            happened = NewEvent(order_id, verb, None, unit.now, SYSTEM, diff(order, after), why)
            unit.save([(order, after)], [happened])
    return fine


def _outcome(order: Order, asked: Receipt, answer: CashReceiptView, now: int) -> Receipt:
    if asked.state == REPLACING:
        return replaced(order, asked)
    if asked.state == CANCELLING:
        return replace(asked, state=CANCELLED)
    at = answer.at if answer.at is not None else now
    return replace(asked, state=DONE, approval=answer.approval, done_at=at, reference=answer.reference)


def _refused(asked: Receipt) -> Receipt:
    return replace(asked, state=FAILED if asked.state == SENT else DONE)


_VERBS: Final = {DONE: "receipt-issued", CANCELLED: "receipt-cancelled", SENT: "receipt-cancelled"}
"""What is told of a receipt that came into a state; one that is sent for anew was cancelled."""
