from __future__ import annotations

from datetime import datetime

import pytest

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.services.jumping import HOW
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.jump import JumpDialog
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW
from tests.screens.driver import DeskDriver, fill, numbered, opened


async def jump(desk: DeskDriver, text: str) -> None:
    await desk.press("ctrl+g")
    assert isinstance(desk.screen, JumpDialog)
    await desk.type(text)
    await desk.press("enter")


def day(hours: int) -> str:
    """The day in Seoul, *hours* before now."""
    return datetime.fromtimestamp(NOW - hours * 3600, SEOUL).strftime("%Y-%m-%d")


async def test_the_cursor_goes_to_an_order_number_at_any_depth(empty_store: Store) -> None:
    fill(empty_store, numbered(3_000))
    async with opened(empty_store) as desk:
        await jump(desk, "202609210002987")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.grid.widget.cursor == 2_986
        assert desk.grid.number == "202609210002987"
        assert sum(1 for _ in desk.grid.widget.cache) < 500


async def test_the_cursor_goes_to_a_row_and_to_a_day(empty_store: Store) -> None:
    fill(empty_store, numbered(3_000))
    async with opened(empty_store) as desk:
        await jump(desk, "1204")
        assert desk.grid.number == "202609210001204"
        await jump(desk, day(24))
        row = desk.grid.widget.current
        assert row is not None
        assert str(row.cells["ordered_at"]).startswith(day(24))
        above = desk.grid.widget.cache.get(desk.grid.widget.cursor - 1)
        assert above is not None
        assert str(above.cells["ordered_at"]).startswith(day(0))


async def test_a_day_of_the_oldest_first_is_its_first_order(empty_store: Store) -> None:
    fill(empty_store, numbered(3_000))
    async with opened(empty_store) as desk:
        await desk.press("equals_sign")
        await jump(desk, day(0))
        row = desk.grid.widget.current
        assert row is not None
        assert str(row.cells["ordered_at"]).startswith(f"{day(0)}T00:00")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("10", "이 목록은 9줄입니다"),
        ("0", "이 목록은 9줄입니다"),
        ("홍길동", HOW.ko),
        ("2026-13-40", HOW.ko),
        ("", HOW.ko),
    ],
)
async def test_a_place_that_is_not_there_is_said_and_the_dialog_stays(
    shop_store: Store, text: str, told: str
) -> None:
    async with opened(shop_store) as desk:
        await jump(desk, text)
        assert isinstance(desk.screen, JumpDialog)
        assert told in desk.text()


async def test_an_order_of_another_tab_is_said_not_to_be_here(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3")
        await jump(desk, "202609210000001")
        assert "이 목록에 없는 주문입니다" in desk.text()


async def test_a_day_needs_a_list_that_is_sorted_by_one(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("greater_than_sign")
        await jump(desk, day(0))
        assert "날짜 항목으로 정렬하세요" in desk.text()


async def test_conditions_that_only_orders_answer_are_jumped_in_too(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.search("badge=배송대기")
        assert len(desk.grid.numbers) == 2
        await jump(desk, desk.grid.numbers[1])
        assert desk.grid.widget.cursor == 1
        await jump(desk, day(24 * 9))
        assert desk.grid.widget.cursor == 1
