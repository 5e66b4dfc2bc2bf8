"""Who works on which orders is asked every second, so it may not look at orders that nobody took."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.taking import SHIFT
from orderdesk.core.store.engine import Store
from orderdesk.core.store.taken import TAKEN, TakenOrder, taken_orders
from tests.store.samples import NOW, add, order


def test_it_is_reached_by_its_own_index(store: Store) -> None:
    add(store, [order(n) for n in range(1, 60)])
    with store.writer() as conn:
        if conn.engine == "postgresql":
            conn.execute("SET LOCAL enable_seqscan = off")  # on so few orders it would look at all of them
            conn.execute("SET LOCAL enable_bitmapscan = off")
        explain = "EXPLAIN QUERY PLAN " if conn.engine == "sqlite" else "EXPLAIN "
        plan = "\n".join(str(row[-1]) for row in conn.execute(explain + TAKEN, (NOW,)).fetchall())
    assert "orders_taken" in plan


def test_what_was_taken_a_shift_ago_is_not_found(store: Store) -> None:
    taken = [replace(order(n), taken_by=f"작업자{n}", taken_at=NOW - n, taken_note="포장") for n in (1, 2)]
    first, second, _ = add(store, [*taken, order(3)])
    with store.reader() as conn:
        assert taken_orders(conn, NOW) == [
            TakenOrder(first.id, "작업자1", "포장"),
            TakenOrder(second.id, "작업자2", "포장"),
        ]
        assert [each.id for each in taken_orders(conn, NOW + SHIFT - 2)] == [first.id]
        assert taken_orders(conn, NOW + SHIFT - 1) == []
