from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.orders import Order
from orderdesk.core.store import bulk
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.events import NewEvent, events_of
from orderdesk.core.store.listing import ListQuery, window
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.verify import findings, order_findings
from tests.store.samples import ME, NOW, add, order, rich_order, ship


def feed(size: int) -> list[tuple[Order, list[NewEvent]]]:
    made = [rich_order(), *(ship(order(n), f"6000{n:08d}") if n % 2 else order(n) for n in range(1, size))]
    return [
        (
            o,
            [
                NewEvent(0, "create", None, NOW, ME),
                NewEvent(0, "gift", None, NOW, ME, diff(o, replace(o, first=not o.first))),
            ],
        )
        for o in made
    ]


def schema(store: Store) -> list[str]:
    sql = "SELECT name FROM sqlite_master" if store.engine == "sqlite" else "SELECT indexdef FROM pg_indexes"
    with store.reader() as conn:
        return sorted(str(row) for row in conn.execute(sql) if "stat" not in str(row))


def test_a_bulk_load_leaves_what_single_writes_would(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 7)
    before, told = schema(store), list[int]()
    assert bulk.bulk_load(store, feed(20), told.append) == 20
    assert told == [7, 14, 20]
    assert schema(store) == before
    with store.reader() as conn:
        found = load_orders(conn, range(1, 21))
        assert found == [replace(o, id=n) for n, (o, _) in enumerate(feed(20), 1)]
        assert list(findings(conn)) == list(order_findings(conn, found)) == []
        assert [e.verb for e in events_of(conn, 20)] == ["create", "gift"]
        assert window(conn, ListQuery(search="o:202611220000019"), 0, 5) == [20]
    assert add(store, [order(99)])[0].id == 21


def test_a_filled_store_is_refused(store: Store) -> None:
    add(store, [order(1)])
    with pytest.raises(StoreProblem) as caught:
        bulk.bulk_load(store, feed(2))
    assert caught.value.code == "store-filled"


def test_an_interrupted_load_is_never_taken_for_a_store(store: Store) -> None:
    def broken() -> object:
        yield from feed(3)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.bulk_load(store, broken())  # type: ignore[arg-type]  # a generator that breaks off
    with pytest.raises(StoreProblem) as caught:
        open_store(store.url)
    assert caught.value.code == "store-unfinished"
