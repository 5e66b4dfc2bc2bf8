"""One slice of an erasure: the orders, and all that the store still knows of the people in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orderdesk.core.domain.erasing import ERASE, erasable, erased
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.store import erasing
from orderdesk.core.store.engine import Store
from orderdesk.core.store.erasing import erase_rest, overwrite_deleted
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import JobRow, Verdicts
from orderdesk.core.store.unit import UnitOfWork


def erase_slice(unit: UnitOfWork, rows: Sequence[JobRow], job: int) -> Verdicts:
    """Erase the orders of *rows* that are as they were when it was planned; the others are refused.

    The event tells that it was done but no field: what was erased must not stand in the history.
    """
    if not unit.permits(ERASE):
        refused = Kind.REFUSE.value, Refusal.NOT_PERMITTED.code
        return {(row.order_id, row.section): refused for row in rows}
    versions = {row.order_id: row.version for row in rows}
    orders = [
        order for order in unit.orders(versions) if order.version == versions[order.id] and erasable(order)
    ]
    ids = [order.id for order in orders]
    overwrite_deleted(unit.conn)
    pairs = [(order, erased(order)) for order in orders]
    events = [NewEvent(order.id, ERASE, None, unit.now, unit.actor) for order in orders]
    unit.save(pairs, events, job)
    erase_rest(unit.conn, ids)
    outcomes: Mapping[int, tuple[str, str | None]] = dict.fromkeys(ids, (Kind.APPLY.value, None))
    moved = Kind.REFUSE.value, Refusal.MOVED.code
    return {(row.order_id, row.section): outcomes.get(row.order_id, moved) for row in rows}


def drop_addresses(store: Store, actor: Actor, now: int) -> None:
    """Delete the addresses that erased orders, and orders whose address was changed, have left behind.

    They are looked for before the gate is taken: that goes through all sections.
    """
    with store.reader() as conn:
        loose = erasing.loose_addresses(conn)
    if loose:
        with store.unit(actor, now) as unit:
            erasing.drop_addresses(unit.conn, loose)
