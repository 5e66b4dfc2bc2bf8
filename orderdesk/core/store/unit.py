"""The unit of work: everything that one transaction writes, by one actor at one time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.store import accesses, outbox, shop, write
from orderdesk.core.store.dialect import Conn, one_of_texts, text_list
from orderdesk.core.store.events import CREATE, Chain, NewEvent, Shared
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.names import memos_made
from orderdesk.core.store.refs import Goods

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store


class UnitOfWork:
    """What a service may do inside `store.unit(actor, now)`; only leaving that block commits."""

    def __init__(self, store: Store, conn: Conn, actor: Actor, now: int) -> None:
        self.store = store
        self.conn = conn
        self.actor = actor
        self.now = now
        self._chain: Chain | None = None

    def orders(self, ids: Iterable[int]) -> list[Order]:
        """The orders with *ids* as they are now, in that order, ready to be changed."""
        orders = load_orders(self.conn, ids)
        made = memos_made(self.conn, [order.id for order in orders])
        return [replace(order, memos_made=made[order.id]) if order.id in made else order for order in orders]

    def find(self, numbers: Iterable[str]) -> dict[str, int]:
        """The ids of orders by number; unknown numbers are left out."""
        return find(self.conn, numbers)

    def insert(
        self, orders: Sequence[Order], job: int | None = None, goods: dict[Goods, int] | None = None
    ) -> range:
        """Add new orders, each with its first event; the ids they got, in order. Taken for a known number.

        *goods* remembers the numbers of product texts from one unit to the next, until one of them fails.
        """
        made = write.insert_orders(self.conn, orders, {} if goods is None else goods)
        first = NewEvent(made.start, CREATE, None, self.now, self.actor)
        self.record((), job, [Shared(made, [first])])
        return made

    def save(
        self,
        pairs: Sequence[tuple[Order, Order]],
        events: Sequence[NewEvent],
        job: int | None = None,
        alike: Sequence[Alike] = (),
    ) -> list[Order]:
        """Write what differs in each (before, after), and what happened; returns changed orders as stored.

        *alike* are other orders with what happened to them, written but not returned. Conflict when somebody
        changed an order since `before`; ValueError for a change without an event.
        """
        stored = write.save_orders(self.conn, pairs, alike)
        told = {event.order_id for event in events}
        if any(order.id not in told for order in stored) or not all(group.events for group in alike):
            raise ValueError("an order changed without an event")
        self.record(events, job, [Shared(group.orders, group.events) for group in alike])
        return stored

    def record(
        self, events: Sequence[NewEvent], job: int | None = None, alike: Sequence[Shared] = ()
    ) -> None:
        """Write events alone, such as a refusal by a channel that changes nothing here."""
        if events or alike:
            if self._chain is None:
                self._chain = Chain(self.conn)
            self._chain.add(events, job, alike)

    def seal(self) -> None:
        """Write the link of this transaction; called once, before the commit."""
        if self._chain is not None:
            self._chain.close()
        self.store.checkpoint("written")

    def put_tabs(self, rows: Iterable[tuple[str, str]]) -> None:
        """Replace all tabs by *rows* of (name, conditions as JSON), in that order."""
        shop.put_tabs(self.conn, rows)

    def add_bank_account(self, bank: str, number: str, holder: str) -> shop.BankAccount:
        """Register a bank account."""
        return shop.add_bank_account(self.conn, bank, number, holder)

    def put_preference(self, owner: str, name: str, body: str) -> None:
        """Keep *body*, JSON, as the preference that *owner* ("" is the whole shop) has under *name*."""
        shop.put_preference(self.conn, owner, name, body)

    def record_access(self, access: accesses.Access) -> None:
        """Note that personal data leaves the store; it is no event, for no order changes."""
        accesses.add_access(self.conn, self.actor, self.now, access)

    def withdraw_intents(self, job: int, order_ids: Iterable[int]) -> None:
        """Delete what *job* still waits to tell channels about orders; for the undo of the job."""
        outbox.withdraw(self.conn, job, order_ids)


def find(conn: Conn, numbers: Iterable[str]) -> dict[str, int]:
    """The ids of orders by number; unknown numbers are left out."""
    sql = f"SELECT number, id FROM orders WHERE {one_of_texts(conn, 'number')}"
    return {number: order for number, order in conn.execute(sql, (text_list(conn, numbers),))}
