from __future__ import annotations

import pytest
from textual import events

from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.filter_pane import FilterDialog, FilterDock
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.condition_form import ConditionForm, FieldLines
from orderdesk.widgets.order_panel import OrderPanel
from tests.screens.driver import DeskDriver, opened
from tests.screens.filter_driver import chosen, go_to_field

MEDIUM, WIDE = (120, 36), (160, 45)


def docked(desk: DeskDriver) -> bool:
    return len(desk.screen.query(FilterDock)) == 1


def search_text(desk: DeskDriver) -> str:
    assert isinstance(desk.screen, OrdersScreen)
    return desk.screen.search_field.value


@pytest.mark.parametrize("size", [MEDIUM, WIDE])
@pytest.mark.parametrize("key", ["f3", "f", "ㄹ"])
async def test_the_pane_opens_beside_the_list_and_narrows_it_at_once(
    shop_store: Store, size: tuple[int, int], key: str
) -> None:
    async with opened(shop_store, size) as desk:
        await desk.press(key)
        assert docked(desk)
        assert "이 조건: 9건" in desk.text()
        await go_to_field(desk, "섹션상태")
        await desk.press("2")
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]
        assert "이 조건: 2건" in desk.text()
        assert "섹션상태 배송대기 ×" in desk.row(2)
        assert "▌0 전체 9▐" in desk.row(1)  # the digit chose a value, no tab
        await desk.press(key)
        assert not docked(desk)
        assert desk.grid.widget.has_focus
        assert chosen(desk) == ("section=배송대기",)


async def test_below_120_columns_the_pane_is_a_dialog(shop_store: Store) -> None:
    async with opened(shop_store, (119, 30)) as desk:
        await desk.press("f3")
        assert isinstance(desk.screen, FilterDialog)


async def test_it_stays_open_while_one_works_in_the_list(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3", "escape")
        assert docked(desk)
        await desk.press("down", "3")
        assert "▌3 배송대기 2▐" in desk.row(1)
        assert "이 조건: 2건" in desk.text()
        await desk.press("enter", "escape")
        assert docked(desk)


async def test_tab_goes_round_list_search_and_pane(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3", "escape", "tab")
        assert desk.screen.focused is desk.screen.query_one("#search")
        await desk.press("tab")
        assert isinstance(desk.screen.focused, FieldLines)
        await desk.press("tab")
        assert desk.grid.widget.has_focus
        await desk.press("shift+tab")
        assert isinstance(desk.screen.focused, FieldLines)
        await desk.press("right", "shift+tab")
        assert desk.screen.focused is desk.screen.query_one("#search")


async def test_the_hint_line_is_that_of_the_pane_while_it_has_the_cursor(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3")
        assert "Del 조건 지우기" in desk.row(-1)
        assert "F3 닫기" in desk.row(-1)
        await desk.press("escape")
        assert ". 처리" in desk.row(-1)


async def test_where_text_is_typed_del_clears_no_condition(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3")
        await go_to_field(desk, "수령자")
        assert "Del 조건 지우기" in desk.row(-1)
        await desk.press("enter")
        assert "Enter 다음" in desk.row(-1) and "Del 조건 지우기" not in desk.row(-1)


async def test_left_goes_back_to_the_fields_and_no_further(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3", "right", "left", "left", "left")
        assert isinstance(desk.screen.focused, FieldLines)


async def test_esc_goes_from_the_values_to_their_field_and_then_to_the_list(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3", "right")
        assert "Space 고르기" in desk.row(-1)
        assert "Esc 조건" in desk.row(-1)
        await desk.press("escape")
        assert isinstance(desk.screen.focused, FieldLines)
        assert "Enter 값" in desk.row(-1)
        assert "Esc 목록" in desk.row(-1)
        await desk.press("escape")
        assert desk.grid.widget.has_focus
        assert docked(desk)


async def test_the_lists_own_keys_do_nothing_in_the_pane(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3")
        before = desk.row(2)
        await desk.press(
            "space", "less_than_sign", "equals_sign", "plus", "full_stop", "backspace", "0", "ㅈ"
        )
        assert docked(desk)
        assert desk.screen is desk.app.screen_stack[0]
        assert not desk.grid.widget.marks
        assert desk.row(2) == before


async def test_delete_takes_the_condition_of_the_field_away_and_no_other(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.press("f3", "3")
        await go_to_field(desk, "섹션상태")
        await desk.press("enter", "2", "delete")  # among the values, too
        assert chosen(desk) == ("ordered_at=최근7일",)


async def test_texts_and_days_are_typed_and_a_bad_one_is_said_beside_the_field(shop_store: Store) -> None:
    async with opened(shop_store, WIDE) as desk:
        await desk.press("f3")
        await go_to_field(desk, "상품명")
        await desk.press("enter")
        await desk.type("감귤")
        assert desk.grid.numbers == ["202609210000009"]
        assert "상품명 감귤 ×" in desk.row(2)
        assert search_text(desk) == ""
        await desk.press("enter")
        assert isinstance(desk.screen.focused, FieldLines)
        await go_to_field(desk, "주문일")
        await desk.press("enter", "up", "down")
        desk.screen.query_one("#low").focus()
        await desk.type("2026-09")
        assert "날짜" in desk.text()
        assert chosen(desk) == ("product=~감귤",)
        await desk.press("f5")
        assert desk.screen.query_one(ConditionForm).values["ordered_at"].startswith("2026-09")


async def test_what_is_set_elsewhere_is_seen_in_the_open_pane(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        await desk.search("section=배송대기")
        await desk.press("f3")
        form = desk.screen.query_one(ConditionForm)
        assert form.values == {"section": "배송대기"}
        await desk.press("escape", "delete")
        assert form.values == {}
        assert search_text(desk) == ""
        await desk.search("hold=예 김")
        assert form.values == {"hold": "예"}
        await desk.press("tab", "tab")
        await go_to_field(desk, "회원구분")
        await desk.press("2")
        assert chosen(desk) == ("member=회원", "hold=예")
        assert search_text(desk) == "김"


async def test_the_pane_takes_the_place_of_the_order_panel(shop_store: Store) -> None:
    async with opened(shop_store, WIDE) as desk:
        width = desk.grid.widget.size.width
        assert desk.screen.query_one(OrderPanel).display
        await desk.press("f3")
        assert not desk.screen.query_one(OrderPanel).display
        assert desk.grid.widget.size.width == width
        await desk.press("f3")
        assert desk.screen.query_one(OrderPanel).display
        assert "홍길동" in desk.text()


async def test_a_narrower_window_closes_the_pane_and_keeps_what_was_set(shop_store: Store) -> None:
    async with opened(shop_store, WIDE) as desk:
        await desk.press("f3", "3")
        await desk.pilot.resize_terminal(100, 30)
        await desk.settle()
        assert not docked(desk)
        assert desk.grid.widget.has_focus
        assert chosen(desk) == ("ordered_at=최근7일",)
        await desk.press("f3")
        assert isinstance(desk.screen, FilterDialog)
        assert desk.screen.query_one(ConditionForm).values == {"ordered_at": "최근7일"}


async def test_keys_typed_ahead_are_for_the_pane(shop_store: Store) -> None:
    async with opened(shop_store, MEDIUM) as desk:
        for key in ("f3", "down", "down", "2"):
            desk.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await desk.settle()
        assert chosen(desk) == ("section=배송대기",)
        assert "▌0 전체 9▐" in desk.row(1)


async def test_remote_places_are_asked_for_by_yes_and_no(shop_store: Store) -> None:
    async with opened(shop_store, WIDE) as desk:
        await desk.press("f3")
        await go_to_field(desk, "도서산간 여부")
        await desk.press("1")
        assert desk.grid.numbers == ["202609210000003"]
        assert "도서산간 여부 예 ×" in desk.row(2)
        await desk.press("2")
        assert len(desk.grid.numbers) == 8
        assert chosen(desk) == ("remote=국내배송,해외배송",)
