"""Executing refunds outside, in two steps: the row that starts one is stored before anybody is asked.

Who is killed in between leaves a started refund. It is asked for again with the same key, by whoever comes
next, and its answer is written once. Money on its way into an account leaves it started, too, until the
company says that it has come. The refunds of one payment are asked for one after the other: what can still
go back is known only when the one before is settled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import Payment, payment_of, payments
from orderdesk.core.domain.refund_rows import follow, standing
from orderdesk.core.domain.refund_verbs import read_account, started_row, waiting
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import REASONS
from orderdesk.core.gateways.money import (
    BALANCE_DIFFERS,
    PaymentGateway,
    RefundAccount,
    RefundState,
    RefundView,
)
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.services.connected import LINE_DOWN
from orderdesk.core.services.running import Clock
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.refunds import orders_refunding

DONE, FAILED, PENDING, UNANSWERED = "done", "failed", "pending", "unanswered"
_REASONS: Final = dict(REASONS)


def pay_back(store: Store, company: PaymentGateway, clock: Clock) -> Counter[str]:
    """Ask *company* for every refund that was started.

    How many were done, failed, are on their way or stay unanswered. Orders that somebody else is asking
    about at the moment are left to them, and those of other channels to their channel.
    """
    told: Counter[str] = Counter()
    with store.reader() as conn:
        found = orders_refunding(conn)
    for order_id in found:
        with store.backend.try_lock(f"refund-{order_id}") as free:
            if free and not _pay_back_one(store, company, clock, order_id, told):
                break
    return told


def _pay_back_one(
    store: Store, company: PaymentGateway, clock: Clock, order_id: int, told: Counter[str]
) -> bool:
    """Asks for the order's refunds, the oldest first; False where asking on is of no use now."""
    tried: set[int] = set()
    stuck: set[int | None] = set()
    while (found := _next(store, order_id, tried)) is not None:
        order, due = found
        tried.add(due.n)
        if due.follows in stuck:
            continue
        try:
            answer = _ask(company, order, due)
        except GatewayError as error:
            told[UNANSWERED] += 1
            stuck.add(due.follows)
            if error.fault in LINE_DOWN:
                return False
            continue
        if answer.state is RefundState.PENDING:
            told[PENDING] += 1
            stuck.add(due.follows)
            continue
        store.checkpoint("answered")
        _write(store, clock, order_id, due.n, answer)
        told[DONE if answer.state is RefundState.DONE else FAILED] += 1
    return True


def _next(store: Store, order_id: int, tried: set[int]) -> tuple[Order, Entry] | None:
    with store.reader() as conn:
        for order in load_orders(conn, [order_id]):
            for due in _started(order):
                if due.n not in tried and not order.channel.external and due.method is not Method.CHANNEL:
                    return order, due
    return None


def _started(order: Order) -> Sequence[Entry]:
    return [due for due in waiting(order) if standing(order, due) is EntryKind.REFUND_STARTED]


def _ask(company: PaymentGateway, order: Order, due: Entry) -> RefundView:
    """What *company* says of the refund *due*, or why it is not asked at all.

    The key is that of the row that started it: a company remembers a no under its key, too, so who tries
    again after a no asks anew. That never pays twice, since what must be left there is said as well.
    """
    payment, row = payment_of(order, due.follows or 0), started_row(order, due)
    view = company.find(_name_there(order, payment))
    if view is None:
        return _not_asked(Refusal.PAYMENT_UNKNOWN)
    left, won = payment.paid - payment.refunded, -due.amount
    account = read_account(row.account)
    if view.virtual and account is None:
        return _not_asked(Refusal.NO_REFUND_ACCOUNT)
    if not view.by_parts and won != left:
        return _not_asked(Refusal.REFUND_WHOLE)
    key = f"refund:{entry_number(order.number, payment.root.n)}:{row.n}"
    where = RefundAccount(*account) if account is not None and view.virtual else None
    answer = company.refund(view.key, won, _reason(order, due), key, left, where)
    return _not_asked(Refusal.BALANCE_DIFFERS) if answer.code == BALANCE_DIFFERS else answer


def _not_asked(refusal: Refusal) -> RefundView:
    return RefundView(RefundState.FAILED, code=refusal.code)


def _name_there(order: Order, payment: Payment) -> str:
    """What the company calls the payment: the order's number, with its own behind it when it came later."""
    first = payments(order.entries)[0].root.n
    return order.number if payment.root.n == first else entry_number(order.number, payment.root.n)


def _reason(order: Order, due: Entry) -> str:
    """Why it goes back, as its claim says; in Korean, since buyers read it."""
    claim = next((claim for claim in order.claims if claim.n == due.claim), None)
    words = _REASONS.get(claim.reason) if claim is not None else None
    return words.ko if words is not None else "환불"


def _write(store: Store, clock: Clock, order_id: int, n: int, answer: RefundView) -> None:
    """Writes what became of refund *n*, unless an operator has said it meanwhile."""
    now = clock()
    note = clean(answer.message or answer.code)
    with store.unit(SYSTEM, now) as unit:
        for order in unit.orders([order_id]):
            for due in _started(order):
                if due.n == n:
                    kind = EntryKind.REFUND if answer.state is RefundState.DONE else EntryKind.REFUND_FAILED
                    account = started_row(order, due).account
                    after = follow(order, due, kind, now, account, note)
                    event = NewEvent(order_id, "refund", None, now, SYSTEM, diff(order, after))
                    unit.save([(order, after)], [event])
