"""Executing refunds outside, in two steps: the row that starts one is stored before anybody is asked.

Who is killed in between leaves a started refund. It is asked for again with the same key, by whoever comes
next, and its answer is written once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.orders import Actor, Entry, EntryKind, Order
from orderdesk.core.domain.refund_rows import follow, standing
from orderdesk.core.domain.refund_verbs import waiting
from orderdesk.core.gateways.refunds import NoAnswer, RefundAnswer, RefundAsked, RefundPort
from orderdesk.core.services.accounts import REFUND_LINK
from orderdesk.core.services.running import Clock
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.refunds import orders_refunding

DONE, FAILED, UNANSWERED = "done", "failed", "unanswered"


def link_refunds(store: Store, actor: Actor, now: int, name: str) -> None:
    """From now on approvals only start automatic refunds, and *name* executes them."""
    with store.unit(actor, now) as unit:
        unit.put_preference("", REFUND_LINK, json.dumps(name, ensure_ascii=False))


def pay_back(store: Store, port: RefundPort, clock: Clock) -> Counter[str]:
    """Ask *port* for every refund that was started; how many were done, failed or stay unanswered.

    Orders that somebody else is asking about at the moment are left to them.
    """
    told: Counter[str] = Counter()
    with store.reader() as conn:
        found = orders_refunding(conn)
    for order_id in found:
        with store.backend.try_lock(f"refund-{order_id}") as free:
            if free:
                told.update(_pay_back_one(store, port, clock, order_id))
    return told


def _pay_back_one(store: Store, port: RefundPort, clock: Clock, order_id: int) -> list[str]:
    with store.reader() as conn:
        orders = load_orders(conn, [order_id])
    told: list[str] = []
    for order in orders:
        for due in _started(order):
            key = entry_number(order.number, due.n)
            try:
                answer = port.refund(RefundAsked(key, order.number, due.method, -due.amount))
            except NoAnswer:
                told.append(UNANSWERED)
                continue
            store.checkpoint("answered")
            _write(store, clock, order_id, due.n, answer)
            told.append(DONE if answer.done else FAILED)
    return told


def _started(order: Order) -> Sequence[Entry]:
    return [due for due in waiting(order) if standing(order, due) is EntryKind.REFUND_STARTED]


def _write(store: Store, clock: Clock, order_id: int, n: int, answer: RefundAnswer) -> None:
    """Writes what became of refund *n*, unless an operator has said it meanwhile."""
    now = clock()
    with store.unit(SYSTEM, now) as unit:
        for order in unit.orders([order_id]):
            for due in _started(order):
                if due.n == n:
                    kind = EntryKind.REFUND if answer.done else EntryKind.REFUND_FAILED
                    after = follow(order, due, kind, now, note=answer.note)
                    event = NewEvent(order_id, "refund", None, now, SYSTEM, diff(order, after))
                    unit.save([(order, after)], [event])
