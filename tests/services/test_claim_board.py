"""The claims board counts what waits, and each stage lists exactly what it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from orderdesk.core.domain.orders import Method, Order
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services import browsing
from orderdesk.core.services.claim_board import claim_board, everything
from orderdesk.core.services.tabs import DEFAULT_TABS, Tab
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from tests.domain.builders import BUYER, DAY, NOW, SELLER, do, line, order


def insert(store: Store, orders: Sequence[Order]) -> list[Order]:
    """Stores *orders* under numbers of their own."""
    numbered = [replace(each, number=f"20260921{n:07}") for n, each in enumerate(orders, 1)]
    with store.unit(SELLER, NOW) as unit:
        return list(unit.insert(numbered))


def claims() -> Mapping[str, Order]:
    """An order for each stage, and some that don't wait."""
    delivered, bank = order(line(1, 2), state=S.DELIVERED), order(state=S.DELIVERED, method=Method.BANK)
    back = do(delivered, "return", reason="ETC")
    fetched = do(do(delivered, "exchange", reason="ETC"), "pickup")
    return {
        "cancel": do(order(), "cancel", reason="ETC"),
        "return": back,
        "exchange": do(delivered, "exchange", reason="ETC"),
        "pickup": fetched,
        "here": do(back, "pickup-done"),
        "refund": do(do(bank, "return", reason="ETC"), "approve", no_pickup="yes"),
        "withdrawn": do(do(order(state=S.READY), "cancel", reason="ETC"), "withdraw", 1, BUYER),
        "called off": do(fetched, "withdraw", 1, BUYER),
        "parts": do(do(back, "pickup-done", items="1:1"), "pickup"),
        "late": do(delivered, "return", now=NOW - 8 * DAY, reason="ETC"),
        # nothing of these waits
        "plain": order(),
        "rejected": do(back, "reject"),
        "given up": do(back, "withdraw", 1, BUYER),
        "unpaid": do(do(order(unpaid=True), "cancel", reason="ETC"), "back"),
        "refunded": do(do(order(), "cancel", reason="ETC"), "approve"),
    }


@pytest.fixture
def named(store: Store) -> dict[str, str]:
    """The numbers of `claims` in the store, by their names there."""
    made = insert(store, list(claims().values()))
    return {each.number: name for each, name in zip(made, claims(), strict=True)}


EXPECTED = {
    "취소 접수": {"cancel"},
    "반품 접수": {"return", "late"},
    "교환 접수": {"exchange"},
    "수거 중": {"pickup", "parts"},
    "수거 완료": {"here", "parts"},
    "환불 대기": {"refund"},
    "철회됨": {"withdrawn", "called off"},
    "기한 초과": {"late"},
}


def test_each_stage_lists_what_it_counts(store: Store, named: dict[str, str]) -> None:
    with store.reader() as conn:
        for lang in ("ko", "en"):
            found: dict[str, set[str]] = {}
            for stage in claim_board(conn, NOW, lang):
                view = browsing.make_view(where=(stage.where,), now=NOW)
                orders = list(browsing.orders(conn, view))
                assert stage.orders == len(orders)
                found[stage.words.ko] = {named[each.number] for each in orders}
            assert found == EXPECTED
        waiting = set().union(*EXPECTED.values())
        assert everything(conn) == len(waiting)
        tab = Tab("클레임", DEFAULT_TABS["claims"])
        assert browsing.tab_counts(conn, [tab]) == [len(waiting)]
        assert {named[o.number] for o in browsing.orders(conn, browsing.make_view(tab))} == waiting
    assert [each for each in verify(store).findings if each.code.startswith("facet")] == []


@pytest.mark.parametrize(("days", "overdue"), [(3, 0), (4, 1)])
def test_a_cancel_is_due_until_the_end_of_its_third_day(store: Store, days: int, overdue: int) -> None:
    insert(store, [do(order(), "cancel", now=NOW - days * DAY, reason="ETC")])
    with store.reader() as conn:
        assert {stage.words.ko: stage.orders for stage in claim_board(conn, NOW)}["기한 초과"] == overdue
