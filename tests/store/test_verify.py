from __future__ import annotations

import pytest

from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.verify import findings, order_findings
from tests.store.samples import ME, NOW, add, order, ship


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
