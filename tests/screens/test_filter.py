from __future__ import annotations

import pytest

from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.filter_pane import FilterDialog
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.condition_form import FieldLines
from tests.screens.driver import opened
from tests.screens.filter_driver import chosen, go_to_field

NARROW = (110, 30)
"""A window in which the filter is a dialog."""


@pytest.mark.parametrize("key", ["f3", "f", "ㄹ"])
async def test_the_pane_narrows_by_section_state_and_counts_at_once(shop_store: Store, key: str) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.press(key)
        assert "이 조건: 9건" in desk.text()
        await go_to_field(desk, "섹션상태")
        await desk.press("2")
        assert "이 조건: 2건" in desk.text()
        await desk.press("ctrl+s")
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]
        assert "섹션상태 배송대기 ×" in desk.row(2)


async def test_values_are_alternatives_and_fields_must_all_hold(shop_store: Store) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.press("f3")
        await go_to_field(desk, "섹션상태")
        await desk.press("enter", "down", "space", "down", "space", "left")
        await go_to_field(desk, "결제수단")
        await desk.press("enter")
        await desk.press(*"6")
        assert "이 조건: 1건" in desk.text()
        await desk.press("ctrl+s")
        assert chosen(desk) == ("section=배송대기,배송중", "method=카카오페이")
        assert desk.grid.numbers == ["202609210000004"]


async def test_a_period_by_name_stays_a_name_and_days_may_be_typed(shop_store: Store) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.press("f3", "3", "ctrl+s")
        assert chosen(desk) == ("ordered_at=최근7일",)
        await desk.press("f3", "enter", "tab")
        await desk.type("2026-09-22")
        await desk.press("enter")
        await desk.type("2026-09-20")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, FilterDialog)
        assert "시작일이 종료일보다 늦습니다" in desk.text()
        assert "Enter 다음" in desk.text()
        assert "Esc 조건" in desk.text()
        await desk.press("escape")
        assert isinstance(desk.screen.focused, FieldLines)
        assert "Enter 값" in desk.text()
        assert "Esc 닫기" in desk.text()
        await desk.press("escape", "escape")
        assert isinstance(desk.screen, OrdersScreen)
        assert chosen(desk) == ("ordered_at=최근7일",)


async def test_texts_and_amounts_are_typed(shop_store: Store) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.press("f3")
        await go_to_field(desk, "상품명")
        await desk.press("enter")
        await desk.type("감귤")
        await go_to_field(desk, "총수량")
        await desk.press("enter")
        await desk.type("2")
        await desk.press("ctrl+s")
        assert chosen(desk) == ("qty=2..", "product=~감귤")
        assert desk.grid.numbers == ["202609210000009"]


async def test_one_condition_or_all_can_be_taken_away(shop_store: Store) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.search("trade=거래중 김")
        await desk.press("f3")
        await go_to_field(desk, "배송보류")
        await desk.press("1", "ctrl+s")
        assert chosen(desk) == ("hold=예", "trade=거래중")
        await desk.press("f3")
        await go_to_field(desk, "배송보류")
        await desk.press("delete", "ctrl+s")
        assert chosen(desk) == ("trade=거래중",)
        await desk.press("delete")
        assert chosen(desk) == ()
        assert len(desk.grid.numbers) == 2  # 김하늘 is still searched for


async def test_escape_takes_the_search_first_and_then_the_filter(shop_store: Store) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.press("f3")
        await go_to_field(desk, "송장 있음")
        await desk.press("2", "ctrl+s")
        await desk.search("김하늘")
        await desk.press("escape")
        assert chosen(desk) == ("invoiced=아니요",)
        await desk.press("escape")
        assert chosen(desk) == ()


async def test_conditions_without_a_field_stay(shop_store: Store) -> None:
    async with opened(shop_store, NARROW) as desk:
        await desk.search("badge=배송중")
        await desk.press("f3", "ctrl+s")
        assert chosen(desk) == ("badge=배송중",)


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_the_pane_fits_small_windows(shop_store: Store, size: tuple[int, int]) -> None:
    async with opened(shop_store, size) as desk:
        await desk.press("f3")
        assert "Ctrl+S 적용" in desk.text()
        assert "이 조건: 9건" in desk.text()
