"""A scanner on the list and on an order: the section's barcode opens its order, in Korean mode too."""

from __future__ import annotations

import asyncio
import time

import pytest
from textual import events
from textual.keys import _character_to_key

from orderdesk.core.store.engine import Store
from orderdesk.keyboard.burst import BURST_GAP
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.section_list import SectionList
from tests.screens.driver import DeskDriver, fill, opened, shop


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, shop())
    return empty_store


async def burst(desk: DeskDriver, *chars: str, pause: int = 0) -> None:
    """*chars* two milliseconds apart; the first *pause* of them have been handled when the others come.

    They are a burst of their own: no hand presses a key and a scanner within its gap.
    """
    await asyncio.sleep(BURST_GAP)
    begin = time.monotonic()
    for place, char in enumerate(chars):
        key = events.Key("enter", "\r") if char == "enter" else events.Key(_character_to_key(char), char)
        key.time = begin + place * 0.002
        desk.app.post_message(key)
        if place + 1 == pause:
            await desk.settle()
    await desk.settle()


async def scan(desk: DeskDriver, code: str, pause: int = 0) -> None:
    """*code* and Enter, as a scanner types them."""
    await burst(desk, *code, "enter", pause=pause)


def at(desk: DeskDriver) -> tuple[str, str]:
    """The order that is shown, and the section of the cursor."""
    assert isinstance(desk.screen, OrderDetail)
    return desk.screen.copied()[-1], desk.screen.query_one(SectionList).chosen_text


@pytest.mark.parametrize("code", ["202609210000009-S2", "202609210000009-ㄴ2"])
async def test_a_scanned_section_opens_its_order_on_the_section(store: Store, code: str) -> None:
    """With the Korean input method on, the scanner's S comes as ㄴ."""
    async with opened(store) as desk:
        await desk.grid.mark(1)
        await scan(desk, code)
        assert at(desk) == ("9", "S2") and "[ 9/9 ]" in desk.text()
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)
        assert (desk.grid.number, desk.grid.widget.marks) == ("202609210000009", {2})


async def test_no_digit_of_a_scan_chooses_a_tab_and_an_order_that_the_list_lacks_opens_too(
    store: Store,
) -> None:
    async with opened(store) as desk:
        await desk.press("3")  # 배송대기
        there = desk.grid.numbers
        assert there == ["202609210000003", "202609210000004"]
        await scan(desk, "202609210000005-S1")
        assert at(desk) == ("5", "S1") and "[ 5/9 ]" in desk.text()
        await desk.press("escape")
        assert desk.grid.numbers == there and desk.grid.widget.cursor == 0


async def test_a_tab_that_the_first_digit_chose_is_taken_back_with_the_marks(store: Store) -> None:
    """The list of that tab has come, and does not hold what is marked."""
    async with opened(store) as desk:
        await desk.grid.mark(0, 5)
        await scan(desk, "202609210000004-S1", pause=1)
        assert at(desk) == ("4", "S1")
        await desk.press("escape")
        assert "▌0 전체 9▐" in desk.text() and desk.grid.widget.marks == {1, 6}
        assert desk.grid.number == "202609210000004"


async def test_digits_of_a_slow_line_are_pressed_one_after_the_other(store: Store) -> None:
    async with opened(store) as desk:
        for pause in (0, 1):
            await burst(desk, "1", "3", pause=pause)
            assert "▌3 배송대기 2▐" in desk.text()
            await desk.press("0")


async def test_one_parcel_after_the_other_is_scanned_on_the_order(store: Store) -> None:
    async with opened(store) as desk:
        await scan(desk, "202609210000001-S1")
        await scan(desk, "202609210000009-ㄴ2")
        assert at(desk) == ("9", "S2")
        await scan(desk, "202609210000004")
        assert at(desk) == ("4", "S1") and "[ 4/9 ]" in desk.text()
        await desk.press("escape")
        assert desk.grid.number == "202609210000004"


async def test_a_wrong_code_is_told_and_changes_nothing(store: Store) -> None:
    async with opened(store) as desk:
        await scan(desk, "8801234567890")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.told == ["8801234567890: 이 번호의 주문이 없습니다"]
        assert "▌0 전체" in desk.text()


async def test_search_and_go_to_take_a_section_too(store: Store) -> None:
    async with opened(store) as desk:
        await desk.search("202609210000004-ㄴ1")
        assert desk.grid.numbers == ["202609210000004"]
        await desk.press("escape", "ctrl+g")
        await desk.type("202609210000009-ㄴ1")
        await desk.press("enter")
        assert isinstance(desk.screen, OrdersScreen) and desk.grid.number == "202609210000009"
