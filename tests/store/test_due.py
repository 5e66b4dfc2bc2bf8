from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.store.due import ASKED_UNTIL, DELIVERED_SINCE
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.receipts import OVERTAKEN


@pytest.mark.parametrize(
    ("sql", "params", "part"),
    [(DELIVERED_SINCE, (1, 1), "section"), (ASKED_UNTIL, (1,), "entry"), (OVERTAKEN, (), "receipt")],
)
def test_what_is_due_is_reached_through_the_facets(
    tmp_path: Path, sql: str, params: tuple[int, ...], part: str
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store, store.reader() as conn:
        steps = [row[3] for row in conn.execute("EXPLAIN QUERY PLAN " + sql, params)]
    assert steps[0] == "SCAN facet"
    assert "USING COVERING INDEX orders_facet (facet_id=?" in steps[1]
    assert steps[2] == f"SEARCH {part} USING PRIMARY KEY (order_id=?)"
