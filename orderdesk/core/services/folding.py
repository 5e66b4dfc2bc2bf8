"""What a job did to orders, folded backwards: what undo plans and what it writes are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.changes import ChangeConflict, take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.entangled import entangled
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.services.number_conflicts import Number, conflicts
from orderdesk.core.services.whole_parcels import torn
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import Event, events_after, events_of_job
from orderdesk.core.store.outbox import claimed_orders


@dataclass(frozen=True, slots=True)
class Folded:
    """An order as it is and as it was before the job, with what the job did to it."""

    order: Order
    earlier: Order
    events: Sequence[Event]


def fold_back(
    conn: Conn, job: int, orders: Sequence[Order]
) -> tuple[Mapping[int, Folded], Mapping[int, Refusal]]:
    """Those of *orders* from which *job* can be taken back, and why it can't be from the others, by id."""
    ids = [order.id for order in orders]
    events = _by_order(events_of_job(conn, job, ids))
    later = _by_order(events_after(conn, {order: its[-1].id for order, its in events.items()}))
    told = claimed_orders(conn, job, ids)
    folded: dict[int, Folded] = {}
    refused: dict[int, Refusal] = {}
    for order in orders:
        its, since = events.get(order.id, ()), later.get(order.id, ())
        earlier = Refusal.SENT_OUTSIDE if order.id in told else _earlier(order, its, since)
        if isinstance(earlier, Refusal):
            refused[order.id] = earlier
        else:
            folded[order.id] = Folded(order, earlier, its)
    while taken := _kept_from(conn, folded):
        for (order_id, _), refusal in taken.items():
            refused[order_id] = refusal
            folded.pop(order_id, None)
    return folded, refused


def _kept_from(conn: Conn, folded: Mapping[int, Folded]) -> Mapping[tuple[int, Number], Refusal]:
    """Why numbers that *folded* would bring back or move can't be so, by (order id, number)."""
    pairs = [(one.order, one.earlier) for one in folded.values()]
    return conflicts(conn, pairs, may_share=True) or dict.fromkeys(torn(conn, pairs), Refusal.PARCEL_IN_PART)


def _by_order(events: Iterable[Event]) -> Mapping[int, Sequence[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.order_id, []).append(event)
    return found


def _earlier(order: Order, events: Sequence[Event], later: Sequence[Event]) -> Order | Refusal:
    """*order* without *events* (oldest first) and with the *later* ones, or why it can't be had."""
    if any(event.erased for event in (*events, *later)):
        return Refusal.NOT_UNDOABLE
    try:
        earlier = _without(order, events)
        if later:
            after = _without(order, later)
            if entangled(_without(after, events), after, order):
                return Refusal.CHANGED_SINCE
    except ChangeConflict:
        return Refusal.CHANGED_SINCE
    return Refusal.CHANGED_SINCE if check(earlier) and not check(order) else earlier


def _without(order: Order, events: Sequence[Event]) -> Order:
    for event in reversed(events):
        order = take_back(order, event.changes)
    return order
