"""The mouse does what keys do, and is never needed: every one of its ways is an action of the table."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Offset

from orderdesk.core.services.sorting import NEWEST
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.keynames import named, shown
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.plan_rows import PlanRowsDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.help import HelpScreen
from orderdesk.screens.jobs import JobsScreen
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.block import SectionCard
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.section_list import SectionList
from tests.screens.driver import DeskDriver, fill, numbered, opened

SPLIT = 8


async def click_hint(desk: DeskDriver, label: str) -> None:
    """Clicks the hint called *label* of the screen on top."""
    bar = desk.screen.query_one(HintBar)
    x = next(x for x, hint in bar.places() if hint.label == label)
    await desk.pilot.click(bar, offset=(x + bar.styles.gutter.left + 1, 0))
    await desk.settle()


def column(desk: DeskDriver, key: str) -> tuple[int, int]:
    """The cell at which the column *key* begins, and its width."""
    return next((x, each.width) for x, each in desk.grid.widget._heads() if each.key == key)


async def drag(desk: DeskDriver, x: int, *to: int) -> None:
    """Holds the mouse at *x* in the heading of the list, moves it and lets go."""
    grid = desk.grid.widget
    await desk.pilot.mouse_down(grid, offset=(x, 0))
    for each in to:
        await desk.pilot._post_mouse_events([events.MouseMove], grid, offset=(each, 0))
    await desk.pilot.mouse_up(grid, offset=((to or (x,))[-1], 0))
    await desk.settle()


async def test_a_click_on_a_heading_sorts_and_a_second_turns(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert isinstance(desk.screen, OrdersScreen)
        x, _ = column(desk, "buyer")
        for desc in (False, True):
            await desk.pilot.click("OrderGrid", offset=(x + 1, 0))
            await desk.settle()
            assert (desk.screen._choice.sort.key, desk.screen._choice.sort.desc) == ("buyer", desc)


async def test_a_column_that_lists_are_not_sorted_by_says_so(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert isinstance(desk.screen, OrdersScreen)
        x, _ = column(desk, "items")
        await desk.pilot.click("OrderGrid", offset=(x + 1, 0))
        await desk.settle()
        assert desk.told == ["이 항목으로는 정렬하지 않습니다"]
        assert desk.screen._choice.sort == NEWEST


@pytest.mark.parametrize("by", [4, -2])
async def test_the_edge_of_a_column_is_dragged_and_its_width_kept(shop_store: Store, by: int) -> None:
    async with opened(shop_store) as desk:
        x, width = column(desk, "buyer")
        await drag(desk, x + width, x + width + by // 2, x + width + by)
        assert column(desk, "buyer") == (x, width + by)
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.screen._choice.sort == NEWEST  # letting go is no click
    async with opened(shop_store) as desk:
        assert column(desk, "buyer") == (x, width + by)


async def test_an_edge_that_is_only_clicked_is_a_click(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        x, width = column(desk, "buyer")
        await desk.pilot.click("OrderGrid", offset=(x + width - 1, 0))
        await desk.settle()
        assert column(desk, "buyer")[1] == width
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.screen._choice.sort.key == "buyer"


async def test_a_drag_leaves_the_columns_where_they_were_scrolled_to(shop_store: Store) -> None:
    async with opened(shop_store, size=(80, 24)) as desk:
        await desk.press("end")
        shown = [each.key for _, each in desk.grid.widget._heads()]
        x, width = column(desk, shown[1])
        await drag(desk, x + width, x + width - 2)
        assert [each.key for _, each in desk.grid.widget._heads()][:2] == shown[:2]


async def test_a_click_in_a_list_moves_and_a_double_click_opens(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f4")
        assert isinstance(desk.screen, PickDialog)
        await desk.pilot.click(LineList, offset=(5, 2))
        await desk.settle()
        assert desk.screen.query_one(LineList).cursor == 2
        await desk.pilot.click(LineList, offset=(5, 2))
        await desk.settle()
        assert isinstance(desk.screen, PickDialog)
        await desk.pilot.click(LineList, offset=(5, 1), times=2)
        await desk.settle()
        assert not isinstance(desk.screen, PickDialog)


async def test_hints_are_clicked_on_screens_and_in_dialogs(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await click_hint(desk, "도움말")
        assert isinstance(desk.screen, HelpScreen)
        await desk.press("escape")
        await desk.press("down", "down")
        await click_hint(desk, "처리")
        assert isinstance(desk.screen, ProcessMenu)
        await click_hint(desk, "더 보기")
        assert "2/4" in desk.text()
        await click_hint(desk, "닫기")
        assert isinstance(desk.screen, OrdersScreen)


async def test_a_click_on_what_cant_be_done_says_why(empty_store: Store) -> None:
    fill(empty_store, [])
    async with opened(empty_store) as desk:
        await desk.press("f12")
        await click_hint(desk, "이어서 하기")
        assert desk.told == ["아직 작업이 없습니다"]


async def test_a_click_never_does_what_was_not_previewed(empty_store: Store) -> None:
    fill(empty_store, numbered(2))
    async with opened(empty_store) as desk:
        await desk.press("full_stop", "1")
        await click_hint(desk, "목록")
        assert isinstance(desk.screen, PlanRowsDialog)
        await desk.press("escape")
        await click_hint(desk, "1건 처리")
        assert isinstance(desk.screen, OrdersScreen)
        await desk.press("f12")
        assert isinstance(desk.screen, JobsScreen)
        assert "배송대기" in desk.text()


async def test_a_click_on_an_item_puts_the_cursor_there(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.grid.go_to(SPLIT)
        await desk.press("enter")
        assert isinstance(desk.screen, OrderDetail)
        sections = desk.screen.query_one(SectionList)
        second = list(desk.screen.query(SectionCard))[1]
        await desk.pilot.click(second, offset=(5, 1))
        await desk.settle()
        place = sections.place
        assert place is not None and (place.section, place.item) == (2, 2)
        await desk.pilot.click(second, offset=(5, 0))
        await desk.settle()
        assert sections.place == (2, None)
        assert "S2" in desk.row(29)


@pytest.mark.parametrize("shift", [False, True])
async def test_the_wheel_scrolls_lists_and_the_cursor_stays(shop_store: Store, shift: bool) -> None:
    async with opened(shop_store, size=(80, 15)) as desk:
        await desk.press("f1")
        lines = desk.screen.query_one(LineList)
        lines.post_message(events.MouseScrollDown(lines, 5, 5, 0, 0, 0, shift, False, False))
        await desk.settle()
        assert lines.cursor == 0
        assert lines.scroll_offset == (Offset(0, 0) if shift else Offset(0, lines.scroll_offset.y))
        assert bool(lines.scroll_offset.y) is not shift


async def test_the_wheel_scrolls_an_order(shop_store: Store) -> None:
    async with opened(shop_store, size=(80, 15)) as desk:
        await desk.press("enter")
        assert isinstance(desk.screen, OrderDetail)
        before = desk.text()
        card = desk.screen.query(SectionCard).first()
        await desk.pilot._post_mouse_events([events.MouseScrollDown], card, offset=(3, 1))
        await desk.settle()
        assert desk.text() != before
        assert desk.screen.query_one(SectionList).place == (1, None)


@pytest.mark.parametrize("key", ["ctrl+s", "enter", "f6", "delete", "escape", "plus", "shift+up", "u", "3"])
def test_a_printed_key_leads_back_to_its_name(key: str) -> None:
    assert named(shown(key)) == key


def test_what_is_printed_for_several_keys_is_no_key() -> None:
    assert [named(label) for label in ("↑↓", "1–9")] == ["↑↓", "1–9"]


def test_everything_that_the_mouse_does_has_a_key() -> None:
    for each in ("open", "tab", "edit_tabs", "drop_condition", "sort_turn", "sort_next", "columns", "wider"):
        assert action(each).keys
