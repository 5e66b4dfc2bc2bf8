"""The unit of work: everything that one transaction writes, by one actor at one time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from orderdesk.core.domain.access_words import TOLD_OF_ALL
from orderdesk.core.domain.api_keys import ApiKey
from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.deposits import Deposit
from orderdesk.core.domain.fees import Policy
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.regions import Zone
from orderdesk.core.domain.roles import Act, Operator, Role, act_of_file, act_of_preference, may
from orderdesk.core.domain.telling import Intent
from orderdesk.core.store import (
    accesses,
    api_keys,
    api_requests,
    channel_lines,
    connections,
    customers,
    deposits,
    drafts,
    fees,
    goods,
    outbox,
    shop,
    stock,
    telling,
    write,
)
from orderdesk.core.store.dialect import Conn, one_of_texts, text_list
from orderdesk.core.store.events import CREATE, TAKEN_BACK, Chain, NewEvent, Shared
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.names import memos_made
from orderdesk.core.store.operators import (
    NotPermitted,
    add_grant,
    add_operator,
    change_operator,
    operators,
    role_in,
)
from orderdesk.core.store.permits import needs
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
        self._tracks: bool | None = None
        self._connected: bool | None = None
        self._role: list[Role | None] = []

    def permits(self, act: str) -> bool:
        """Whether the actor may do *act*, an action's id, in the role that the store gives now."""
        if not self._role:
            self._role.append(role_in(self.conn, self.actor))
        return may(self._role[0], act)

    def require(self, act: str) -> None:
        """NotPermitted unless the actor may do *act*, an action's id."""
        if not self.permits(act):
            raise NotPermitted(self.actor.name, act)

    def orders(self, ids: Iterable[int]) -> list[Order]:
        """The orders with *ids* as they are now, in that order, ready to be changed."""
        orders = load_orders(self.conn, ids)
        made = memos_made(self.conn, [order.id for order in orders])
        return [replace(order, memos_made=made[order.id]) if order.id in made else order for order in orders]

    def find(self, numbers: Iterable[str]) -> dict[str, int]:
        """The ids of orders by number; unknown numbers are left out."""
        return find(self.conn, numbers)

    def insert(
        self,
        orders: Sequence[Order],
        note: str = "",
        job: int | None = None,
        goods: dict[Goods, int] | None = None,
    ) -> range:
        """Add new orders, each with its first event; the ids they got, in order. Taken for a known number.

        *goods* remembers the numbers of product texts from one unit to the next, until one of them fails.
        """
        self.require((Act.CREATE if job is None else Act.IMPORT).value)
        made = write.insert_orders(self.conn, orders, {} if goods is None else goods)
        first = NewEvent(made.start, CREATE, None, self.now, self.actor, note=note)
        self.record((), job, [Shared(made, [first])])
        if self._counts_stock():
            new = [(None, replace(order, id=n)) for n, order in zip(made, orders, strict=True)]
            stock.move_orders(self.conn, new, (), self.now, self.actor, job)
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
        self.record(events, job, [Shared(group.orders, group.events, group.numbers) for group in alike])
        if self._counts_stock():
            stock.move_orders(self.conn, pairs, alike, self.now, self.actor, job)
        if self.actor.kind is not ActorKind.CHANNEL:
            self._tell(pairs, alike, job, any(event.verb == TAKEN_BACK for event in events))
        return stored

    def _tell(
        self, pairs: Sequence[tuple[Order, Order]], alike: Sequence[Alike], job: int | None, undone: bool
    ) -> None:
        """Put what connected channels must hear of these changes into the outbox, in this transaction."""
        if self._connected is None:
            self._connected = any(True for _ in connections.connections(self.conn))
        if not self._connected:
            return
        ids = [before.id for before, _ in pairs] + [order for group in alike for order in group.orders]
        rows = telling.intents(self.conn, pairs, alike, channel_lines.connections_of(self.conn, ids), undone)
        outbox.add_intents(self.conn, ((order, job, n, intent) for order, n, intent in rows), self.now)

    def _counts_stock(self) -> bool:
        """Whether any pieces are counted at all; asked once a transaction."""
        if self._tracks is None:
            self._tracks = stock.tracks(self.conn)
        return self._tracks

    def record(
        self, events: Sequence[NewEvent], job: int | None = None, alike: Sequence[Shared] = ()
    ) -> None:
        """Write events alone, such as a refusal by a channel that changes nothing here."""
        if events or alike:
            if self._chain is None:
                self._chain = Chain(self.conn, self.now)
            self._chain.add(events, job, alike)

    def seal(self) -> None:
        """Write the link of this transaction; called once, before the commit."""
        if self._chain is not None:
            self._chain.close()
        self.store.checkpoint("written")

    @needs(Act.LISTS)
    def put_tabs(self, rows: Iterable[tuple[str, str]]) -> None:
        """Replace all tabs by *rows* of (name, conditions as JSON), in that order."""
        shop.put_tabs(self.conn, rows)

    @needs(Act.SHOP)
    def add_bank_account(self, bank: str, number: str, holder: str) -> shop.BankAccount:
        """Register a bank account."""
        return shop.add_bank_account(self.conn, bank, number, holder)

    @needs(Act.SHOP)
    def remove_bank_account(self, number: str) -> None:
        """Forget the bank account *number*."""
        shop.remove_bank_account(self.conn, number)

    @needs(Act.DEPOSITS)
    def put_deposits(self, taken: Mapping[Deposit, int]) -> None:
        """Keep for which order each deposit is taken."""
        deposits.put_deposits(self.conn, taken)

    @needs(Act.CREATE)
    def put_draft(self, number: int | None, body: str) -> int:
        """Keep a draft of an order, a new one where *number* is None; its number."""
        return drafts.put_draft(self.conn, self.actor, self.now, number, body)

    @needs(Act.CREATE)
    def remove_draft(self, number: int) -> None:
        """Forget a draft."""
        drafts.remove_draft(self.conn, number)

    def next_order_numbers(self, count: int) -> list[str]:
        """The numbers that *count* orders made now get."""
        return drafts.next_order_numbers(self.conn, self.now, count)

    def put_preference(self, owner: str, name: str, body: str) -> None:
        """Keep *body*, JSON, as the preference that *owner* ("" is the whole shop) has under *name*."""
        if not owner:
            self.require(act_of_preference(name).value)
        shop.put_preference(self.conn, owner, name, body)

    @needs(Act.PRODUCTS)
    def put_products(self, products: Sequence[Product]) -> list[Product]:
        """Write products by code and options by SKU, new or changed; as they now are.

        What orders hold of an option whose pieces are counted from now on is allocated.
        """
        before = goods.counted(self.conn, [product.code for product in products])
        stored = goods.put_products(self.conn, products)
        self._begin(option for product in stored for option in product.options if option.sku not in before)
        return goods.products(self.conn, [product.id for product in stored])

    @needs(Act.STOCK)
    def count_stock(self, skus: Sequence[str]) -> None:
        """Count the pieces of the options *skus* from now on; what orders hold of them is allocated."""
        goods.count(self.conn, skus)
        known = goods.products_by_code(self.conn, goods.skus_taken(self.conn, skus).values())
        self._begin(o for product in known.values() for o in product.options if o.sku in skus)

    def _begin(self, options: Iterable[Option]) -> None:
        self._tracks = None
        self.move_stock(stock.begin(self.conn, [option.id for option in options if option.tracked]))

    @needs(Act.STOCK)
    def move_stock(self, moves: Sequence[stock.NewMove]) -> None:
        """Add *moves* to the ledger of stock, and to the counters beside the options."""
        stock.write_moves(self.conn, moves, self.now, self.actor, None)

    @needs(Act.CUSTOMERS)
    def put_customers(self, people: Sequence[Customer]) -> list[Customer]:
        """Write customers by code, new or changed; as they now are."""
        return customers.put_customers(self.conn, people)

    @needs(Act.CUSTOMERS)
    def put_grades(self, grades: Iterable[Grade]) -> None:
        """Write member grades by name, new or changed."""
        customers.put_grades(self.conn, grades)

    @needs(Act.FEES)
    def put_zone(self, zone: Zone) -> int:
        """Add a regional zone, or replace the one of its id; its id."""
        return fees.put_zone(self.conn, zone)

    @needs(Act.FEES)
    def put_zones(self, zones: Iterable[Zone]) -> None:
        """Replace all regional zones."""
        fees.put_zones(self.conn, zones)

    @needs(Act.FEES)
    def delete_zone(self, zone: int) -> None:
        """Remove the regional zone of that id."""
        fees.delete_zone(self.conn, zone)

    @needs(Act.FEES)
    def put_policy(self, policy: Policy) -> int:
        """Add a delivery fee policy, or change the one of its id; its id."""
        return fees.put_policy(self.conn, policy)

    @needs(Act.FEES)
    def delete_policy(self, policy: int) -> None:
        """Remove the delivery fee policy of that id, which no product may use."""
        fees.delete_policy(self.conn, policy)

    def record_access(self, access: accesses.Access, at: int | None = None) -> None:
        """Note that personal data is seen or leaves the store; it is no event, for no order changes.

        *at* is when it was, in UTC seconds, where that was before this unit's time.
        """
        if access.what not in TOLD_OF_ALL:
            self.require(act_of_file(access.what).value)
        when = self.now if at is None else at
        accesses.add_access(self.conn, self.actor, when, self.store.place, access)

    @needs(Act.ERASE)
    def purge_accesses(self, before: int) -> accesses.Purged:
        """Delete the access records that are older than *before*, UTC seconds; which those were."""
        return accesses.purge(self.conn, before)

    @needs(Act.OPERATORS)
    def add_operator(self, operator: Operator, what: str) -> Operator:
        """Add an operator; *what* says in the record of grants what was given."""
        kept = add_operator(self.conn, operator)
        add_grant(self.conn, self.actor, self.now, kept.id, what)
        return kept

    def change_operator(self, operator: Operator, what: str) -> None:
        """Write all of an operator but the name; *what* says in the record of grants what was changed.

        Only a passphrase of one's own is everybody's to change.
        """
        before = next(each for each in operators(self.conn) if each.id == operator.id)
        if before.actor != self.actor or replace(before, passphrase=operator.passphrase) != operator:
            self.require(Act.OPERATORS.value)
        change_operator(self.conn, operator)
        add_grant(self.conn, self.actor, self.now, operator.id, what)

    @needs(Act.CONNECTIONS)
    def add_connection(self, system: str, name: str, settings: Mapping[str, str]) -> connections.Connection:
        """Connect the desk with a system; *settings* hold no secret."""
        return connections.add_connection(self.conn, system, name, settings, self.now)

    @needs(Act.CONNECTIONS)
    def change_connection(self, changed: connections.Connection) -> None:
        """Write all of a connection but its system."""
        connections.change_connection(self.conn, changed)

    @needs(Act.SYNC)
    def put_feed(self, connection: int, name: str, now: connections.Feed) -> None:
        """Write how far a connection was read, with what that brought."""
        connections.put_feed(self.conn, connection, name, now)

    @needs(Act.SYNC)
    def put_channel_orders(self, rows: Iterable[tuple[int, int, str, str]]) -> None:
        """Keep (order, connection, number there, digest of its address) of new orders."""
        channel_lines.put_orders(self.conn, rows)

    @needs(Act.SYNC)
    def put_channel_places(self, places: Mapping[int, str]) -> None:
        """Keep the digests of the addresses that channels told of orders."""
        channel_lines.put_places(self.conn, places)

    @needs(Act.SYNC)
    def put_channel_lines(self, lines: Sequence[channel_lines.KeptLine]) -> None:
        """Keep what a channel last said of lines."""
        channel_lines.put_lines(self.conn, lines)

    @needs(Act.SYNC)
    def claim_letters(self, letters: Iterable[outbox.Letter]) -> None:
        """Mark what goes out now; committed before anybody is called."""
        outbox.claim(self.conn, letters)

    @needs(Act.OUTBOX)
    def settle_letters(self, fates: Sequence[outbox.Fate]) -> None:
        """Write what became of letters."""
        outbox.settle(self.conn, fates, self.now)

    @needs(Act.OUTBOX)
    def rewrite_letter(self, letter: int, intent: Intent) -> None:
        """Let a letter say something else, and wait to be told."""
        outbox.rewrite(self.conn, letter, intent, self.now)

    @needs(Act.API)
    def add_api_key(self, key: ApiKey, digest: str) -> int:
        """Add a key to the API, of which *digest* is kept; its number."""
        return api_keys.add_api_key(self.conn, key, digest, self.actor)

    @needs(Act.API)
    def revoke_api_key(self, number: int) -> None:
        """Let a key to the API open nothing any more."""
        api_keys.revoke_api_key(self.conn, number, self.now)

    def note_use(self, key: ApiKey, address: str) -> None:
        """Note that a key to the API is used now, from *address*."""
        api_keys.note_use(self.conn, key.id, self.now, address)

    def begin_request(self, named: api_requests.Named, since: int) -> tuple[int, api_requests.Kept | None]:
        """Keep that a named write of the API begins; its number, and what was kept of it, if anything.

        What was kept before *since*, UTC seconds, is forgotten.
        """
        api_requests.purge_requests(self.conn, since)
        known = api_requests.find_request(self.conn, named)
        if known is not None:
            return known.id, known
        return api_requests.add_request(self.conn, named, self.now), None

    def end_request(self, number: int, status: int, reply: str) -> None:
        """Keep the reply of a named write of the API, JSON, with its HTTP status."""
        api_requests.answer_request(self.conn, number, status, reply)

    def drop_request(self, number: int) -> None:
        """Forget a named write of the API that did not come about."""
        api_requests.forget_request(self.conn, number)

    def withdraw_intents(self, job: int, order_ids: Iterable[int]) -> None:
        """Delete what *job* still waits to tell channels about orders; for the undo of the job."""
        outbox.withdraw(self.conn, job, order_ids)


def find(conn: Conn, numbers: Iterable[str]) -> dict[str, int]:
    """The ids of orders by number; unknown numbers are left out."""
    sql = f"SELECT number, id FROM orders WHERE {one_of_texts(conn, 'number')}"
    return {number: order for number, order in conn.execute(sql, (text_list(conn, numbers),))}
