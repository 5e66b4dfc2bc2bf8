"""The real order export beside the project: it comes in whole, and again without a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.opening import open_file
from tests.services.desk import KIM, Desk

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real" / "orders-2010-12.xlsx"


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason=f"the real orders are not here ({REAL})")
def test_the_real_file_comes_in_whole_and_only_once(desk: Desk) -> None:
    read = open_file(REAL)
    assert isinstance(read, OrderFile)
    dry = import_orders(desk.store, read, KIM, desk.clock, dry_run=True)
    assert desk.listed() == []
    first = import_orders(desk.store, read, KIM, desk.clock)
    for result in (dry, first):
        assert (result.rows, result.orders, result.imported, result.refused) == (22_016, 834, 834, 0)
        assert result.problems == []
    before = desk.listed()
    assert sum(int(row["paid"] or 0) for row in before) == sum(order.paid for order in read.orders)
    assert sum(order.paid for order in read.orders) == 742_393_858
    second = import_orders(desk.store, read, KIM, desk.clock)
    assert (second.unchanged, second.job, desk.listed()) == (834, None, before)
    assert desk.sound()
