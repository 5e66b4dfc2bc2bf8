"""Filling an empty store with very many finished orders, such as a demo's.

Rows go in in big batches without the indexes, which are made afterwards. While it runs the store calls its
schema `loading`, so that one that was left half full is never taken for a store.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from orderdesk.core.domain.facets import Facet, facets
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.words import Word
from orderdesk.core.store import cube, search
from orderdesk.core.store.dialect import Conn, next_id
from orderdesk.core.store.events import Chain, NewEvent
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.records import ADDRESS, address_of, goods_of
from orderdesk.core.store.refs import Goods, Label, Place, address_hash, goods_ids
from orderdesk.core.store.write import Refs, insert_whole

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store

BATCH = 20_000
"""Orders in one transaction."""

LOADING = "loading"
"""Stands for the schema revision while a bulk load runs."""

_SQLITE_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
_POSTGRES_INDEXES = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
 AND indexname NOT IN (SELECT conname FROM pg_constraint)"""


def bulk_load(
    store: Store,
    orders: Iterable[tuple[Order, Sequence[NewEvent]]],
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Fill the empty *store* with *orders* and their events, and return how many there were.

    Ids are given in order, from 1; the `order_id` of an event is not looked at. `progress` is told the orders
    done so far, after every batch. StoreProblem when the store holds orders already.
    """
    with store.connection() as conn:
        _refuse_filled(store, conn)
        conn.execute("BEGIN")
        indexes = drop_indexes(conn)
        revision = conn.execute("SELECT version_num FROM alembic_version").fetchall()[0][0]
        conn.execute("UPDATE alembic_version SET version_num = ?", (LOADING,))
        conn.execute("COMMIT")
        store.backend.relax(conn)
        loader = _Loader()
        feed = iter(orders)
        while batch := list(islice(feed, BATCH)):
            with store.backend.gate(conn):
                loader.load(conn, batch)
                conn.execute("COMMIT")
            progress(loader.done)
        with store.backend.gate(conn):
            cube.shift(conn, loader.counts)
            store.backend.settle(conn)
            for sql in indexes:
                conn.execute(sql)
            conn.execute("UPDATE alembic_version SET version_num = ?", (revision,))
            conn.execute("COMMIT")
        store.backend.optimize(conn)
    return loader.done


def _refuse_filled(store: Store, conn: Conn) -> None:
    if conn.execute("SELECT id FROM orders LIMIT 1").fetchone():
        raise StoreProblem(
            "store-filled",
            Word(
                "저장소에 이미 주문이 있습니다. 새 경로를 지정하세요.",
                "The store holds orders already; name a new path.",
            ),
            store.where,
        )


def drop_indexes(conn: Conn) -> list[str]:
    """Drop every index that is no constraint; the statements that make them again."""
    sql = _SQLITE_INDEXES if conn.engine == "sqlite" else _POSTGRES_INDEXES
    found = sorted((str(name), str(made)) for name, made in conn.execute(sql))
    for name, _ in found:
        conn.execute(f"DROP INDEX {name}")
    return [sql for _, sql in found]


class _Loader:
    """What is remembered from batch to batch: numbers given out, shared rows, counts."""

    def __init__(self) -> None:
        self.done = 0
        self.counts: Counter[tuple[int, int]] = Counter()
        self._facets: dict[Facet, int] = {}
        self._goods: dict[Goods, int] = {}
        self._addresses: dict[bytes, int] = {}
        self._parcels = 0
        self._shared: dict[Label, int] = {}

    def load(self, conn: Conn, batch: Sequence[tuple[Order, Sequence[NewEvent]]]) -> None:
        """Write one batch, but the counts."""
        numbered = [(number, order) for number, (order, _) in enumerate(batch, self.done + 1)]
        combinations = [facets(order) for order, _ in batch]
        self._facets.update(cube.facet_ids(conn, set(combinations) - self._facets.keys()))
        new_goods = {goods_of(line) for order, _ in batch for line in order.lines} - self._goods.keys()
        self._goods.update(goods_ids(conn, new_goods))
        refs = Refs(self._goods, self._address_ids(conn, numbered), self._parcel_ids(conn, numbered))
        self.counts += insert_whole(conn, numbered, [self._facets[each] for each in combinations], refs)
        search.write_keys(conn, [(number, search.keys(order)) for number, order in numbered])
        events = list(_events(batch, self.done + 1))
        chain = Chain(conn, max(event.at for event in events))
        chain.add(events, None)
        chain.close()
        self.done += len(batch)

    def _address_ids(self, conn: Conn, numbered: Sequence[tuple[int, Order]]) -> dict[Place, int]:
        found: dict[Place, int] = {}
        rows = []
        next_number = next_id(conn, "address")
        for _, order in numbered:
            for section in order.sections:
                place = address_of(section.address)
                if place in found:
                    continue
                content = hashlib.blake2b("\x1f".join(map(str, place)).encode(), digest_size=12).digest()
                known = self._addresses.get(content)
                if known is None:
                    known = self._addresses[content] = next_number
                    rows.append((next_number, address_hash(place), *place))
                    next_number += 1
                found[place] = known
        conn.insert("address", ("id", "hash", *ADDRESS), rows)
        return found

    def _parcel_ids(
        self, conn: Conn, numbered: Sequence[tuple[int, Order]]
    ) -> dict[tuple[int, int], int | None]:
        given: dict[tuple[int, int], int | None] = {}
        rows = []
        for number, order in numbered:
            own: dict[Label, int] = {}
            for section in order.sections:
                label = (section.courier, section.tracking)
                if label == (None, None):
                    continue
                known = own.get(label) or (self._shared.get(label) if section.shared else None)
                if known is None:
                    self._parcels += 1
                    known = self._parcels
                    rows.append((known, *label))
                    if section.shared:
                        self._shared[label] = known
                own[label] = known
                given[number, section.n] = known
        conn.insert("parcel", ("id", "courier", "number"), rows)
        return given


def _events(batch: Sequence[tuple[Order, Sequence[NewEvent]]], first: int) -> Iterator[NewEvent]:
    for number, (_, events) in enumerate(batch, first):
        for event in events:
            yield replace(event, order_id=number)
