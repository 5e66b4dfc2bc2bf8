from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from orderdesk.core.store.dialect import Conn, Cursor, Row
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import JobRow, create_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.verify import findings, order_findings
from tests.store.samples import ME, NOW, add, change, order, ship


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("UPDATE facet SET n = n + 1 WHERE id = 1", {"facet-count"}),
        ("UPDATE facet_day SET n = n + 1", {"facet-day-count"}),
        ("DELETE FROM facet_day", {"facet-day-count"}),
        ("UPDATE section SET parcel = NULL", {"parcel-loose"}),
        ("UPDATE section SET state = 1", {"facet-wrong"}),
        ("UPDATE orders SET buyer_name = '다른'", {"search-key-missing"}),
        ("UPDATE event SET verb = 'x'", {"link-broken"}),
    ],
)
def test_what_is_kept_wrongly_is_found(store: Store, sql: str, codes: set[str]) -> None:
    add(store, [ship(order(1), "600000000001")])
    with store.unit(ME, NOW) as unit:
        unit.conn.execute(sql)
    with store.reader() as conn:
        found = [*findings(conn), *order_findings(conn, load_orders(conn, [1]))]
    assert {finding.code for finding in found} >= codes
    assert {finding.code for finding in found} <= {*codes, "search-key-missing"}


def test_the_counts_of_a_job_are_those_of_its_rows(store: Store) -> None:
    add(store, [order(1), order(2)])
    with store.unit(ME, NOW) as unit:
        rows = [JobRow(1, 1, "apply", None, 1), JobRow(2, 1, "refuse", "unpaid", 1)]
        job = create_job(unit, "ship", "{}", rows)
        create_job(unit, "import", "{}", ())
    with store.unit(ME, NOW) as unit:
        assert list(findings(unit.conn)) == []
        unit.conn.execute("UPDATE job SET planned = 0, applied = 1")
        told = [(f.code, f.where, f.detail) for f in findings(unit.conn)]
    assert told == [
        ("job-count", f"job {job}", "0/1/0/1 ≠ 1/0/0/1"),
        ("job-count", f"job {job + 1}", "0/1/0/0 ≠ 0/0/0/0"),
    ]


def test_a_shared_number_stands_in_one_parcel(store: Store) -> None:
    first, second = add(store, [order(1), order(2)])
    change(store, [(first, ship(first, "600000000001"))])
    change(store, [(second, ship(second, "600000000001", shared=True))])
    with store.unit(ME, NOW) as unit:
        assert list(findings(unit.conn)) == []
        unit.conn.execute("INSERT INTO parcel (id, courier, number) SELECT 9, courier, number FROM parcel")
        unit.conn.execute("UPDATE section SET parcel = 9 WHERE order_id = 2")
        assert [f.code for f in findings(unit.conn)] == ["number-shared"]


@dataclass
class Counting:
    """A connection that notes its statements."""

    conn: Conn
    said: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a connection has
        return getattr(self.conn, name)

    def execute(self, sql: str, params: Row = ()) -> Cursor:
        self.said.append(sql)
        return self.conn.execute(sql, params)


def test_a_chunk_of_orders_is_checked_with_one_statement_for_all_their_facets(store: Store) -> None:
    add(store, [order(n) for n in range(30)])
    with store.reader() as conn:
        orders = load_orders(conn, range(1, 31))
        counting: Any = Counting(conn)
        assert list(order_findings(counting, orders, 1000)) == []
    assert len(counting.said) < 10
