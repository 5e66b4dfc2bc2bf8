"""One slice of an erasure: the orders, and all that the store still knows of the people in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orderdesk.core.domain.erasing import ERASE, erasable, erased
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.text import digits
from orderdesk.core.services.browsing import ids, make_view
from orderdesk.core.services.drafting import read_draft
from orderdesk.core.store import erasing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.drafts import drafts, remove_draft
from orderdesk.core.store.engine import Store
from orderdesk.core.store.erasing import erase_rest, overwrite_deleted
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import JobRow, Verdicts
from orderdesk.core.store.stray_scans import forget_lost
from orderdesk.core.store.unit import UnitOfWork


def erase_slice(unit: UnitOfWork, rows: Sequence[JobRow], job: int, before: int) -> Verdicts:
    """Erase the orders of *rows* that are as they were when it was planned; the others are refused.

    What is older than *before* (UTC seconds) goes of their buyers, see `_forget_buyers`, and of what was
    scanned that meant no order.
    The event tells that it was done but no field: what was erased must not stand in the history.
    """
    if not unit.permits(ERASE):
        refused = Kind.REFUSE.value, Refusal.NOT_PERMITTED.code
        return {(row.order_id, row.section): refused for row in rows}
    versions = {row.order_id: row.version for row in rows}
    orders = [
        order for order in unit.orders(versions) if order.version == versions[order.id] and erasable(order)
    ]
    done = [order.id for order in orders]
    overwrite_deleted(unit.conn)
    pairs = [(order, erased(order)) for order in orders]
    events = [NewEvent(order.id, ERASE, None, unit.now, unit.actor) for order in orders]
    unit.save(pairs, events, job)
    erase_rest(unit.conn, done)
    _forget_buyers(unit.conn, orders, before)
    forget_lost(unit.conn, before)
    outcomes: Mapping[int, tuple[str, str | None]] = dict.fromkeys(done, (Kind.APPLY.value, None))
    moved = Kind.REFUSE.value, Refusal.MOVED.code
    return {(row.order_id, row.section): outcomes.get(row.order_id, moved) for row in rows}


def _forget_buyers(conn: Conn, orders: Sequence[Order], before: int) -> None:
    """Erase the buyers of *orders* as members, and drafts for them, where nothing else is known of them.

    They are known by their phone. Who has another order whose data is still there, or a draft that was kept
    from *before* on, is a customer still.
    """
    kept = {each.id: (each.at, digits(read_draft(each).phone)) for each in drafts(conn)}
    active = {phone for at, phone in kept.values() if at >= before}
    phones = {digits(order.buyer_phone) for order in orders} - active - {""}
    old = {number: phone for number, (_, phone) in kept.items() if phone in phones}
    known = erasing.member_phones(conn, phones) | set(old.values())
    gone = {phone for phone in known if not ids(conn, make_view(search=phone))}
    erasing.erase_members(conn, gone, before)
    for number, phone in old.items():
        if phone in gone:
            remove_draft(conn, number)


def drop_addresses(store: Store, actor: Actor, now: int) -> None:
    """Delete the addresses that erased orders, and orders whose address was changed, have left behind.

    They are looked for before the gate is taken: that goes through all sections.
    """
    with store.reader() as conn:
        loose = erasing.loose_addresses(conn)
    if loose:
        with store.unit(actor, now) as unit:
            erasing.drop_addresses(unit.conn, loose)
