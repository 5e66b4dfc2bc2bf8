"""What a plan means is exactly what the list shows at that moment, whatever tab, filter and search."""

from __future__ import annotations

from itertools import product

import pytest

from orderdesk.core.services import browsing
from orderdesk.core.services.tabs import read_tabs
from tests.services.desk import LEE, Desk, sold

SEARCHES = ("", "구매자3", "20261122")
FILTERS: tuple[tuple[str, ...], ...] = ((), ("section=배송대기",), ("hold=no", "paid=15000..99000"))


def shop(desk: Desk) -> None:
    desk.add(*(sold(n, n % 3 + 1) for n in range(1, 9)), sold(9, unpaid=True))
    desk.do("ready", 1, 3, 5)
    desk.do("hold", 2, 3, reason="STOCK")


def test_a_plan_means_the_orders_of_the_list_and_no_other(desk: Desk) -> None:
    shop(desk)
    with desk.store.reader() as conn:
        tabs = read_tabs(conn)
    counted = 0
    for tab, search, where in product(tabs, SEARCHES, FILTERS):
        with desk.store.reader() as conn:
            shown = browsing.ids(conn, browsing.make_view(tab, search, where, desk.now))
        plan = desk.plan("memo", tab=tab.name, search=search, where=where, text="확인")
        assert [row.order_id for row in plan.rows] == shown, (tab.name, search, where)
        counted += len(shown)
    assert counted > 50


@pytest.mark.parametrize("tab", ["전체", "상품준비"])
def test_what_comes_leaves_or_moves_after_the_plan_is_not_in_it(desk: Desk, tab: str) -> None:
    shop(desk)
    plan = desk.plan("hold", tab=tab, reason="ETC")
    desk.add(sold(20))
    desk.do("ready", 4, actor=LEE)
    desk.apply(plan)
    assert desk.order(20).holds == ()
    held = {n for n in range(1, 10) if any(hold.reason == "ETC" for hold in desk.order(n).holds)}
    assert {desk.order(n).id for n in held} <= {row.order_id for row in plan.rows}
    assert 4 not in held
