from __future__ import annotations

import pytest

from orderdesk.core.domain.layouts import DEFAULT
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.columns import ALWAYS_SHOWN, LAST_ONE, ColumnsDialog
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.line_list import LineList
from tests.screens.driver import DeskDriver, opened

HEADS = 3
"""The line of the screen with the headings of the grid."""


def shown(desk: DeskDriver) -> list[str]:
    return [column.key for column in desk.grid.widget.columns]


async def go_to(desk: DeskDriver, key: str) -> None:
    """Puts the cursor of the dialog on column *key* of the layout nobody changed."""
    at = [place.key for place in DEFAULT.places].index(key)
    await desk.press("home", *["down"] * at)


@pytest.mark.parametrize("opening", ["f6", "w", "ㅈ"])
async def test_columns_are_shown_moved_and_made_wider_and_kept(shop_store: Store, opening: str) -> None:
    async with opened(shop_store) as desk:
        await desk.press(opening)
        assert isinstance(desk.screen, ColumnsDialog)
        await go_to(desk, "phone")
        await desk.press("space", "plus", "plus")
        moves = [place.key for place in DEFAULT.places].index("phone") - 1
        await desk.press(*["less_than_sign"] * moves)
        assert desk.screen.query_one(LineList).cursor == 1
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, OrdersScreen)
        assert shown(desk)[:3] == ["order_no", "phone", "ordered_at"]
        assert desk.grid.widget.columns[1].width == 15
        assert desk.row(HEADS).split()[:2] == ["주문번호", "연락처"]
        assert "010-0000-" in desk.row(HEADS + 1)


async def test_a_jamo_opens_and_the_sample_shows_the_column_before_it_is_kept(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("ㅈ")
        await go_to(desk, "dmemo")
        assert "배송메모" not in str(desk.screen.query_one("#sample").render())
        await desk.press("space")
        region = desk.screen.query_one("#sample").region
        heads, values = (desk.row(y).split("│")[-2].split() for y in (region.y, region.y + 1))
        assert heads[0] == "주문번호"
        assert "배송메모" in heads
        assert values[0] == "202609210000001"


async def test_columns_belong_to_their_tab(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3", "f6")
        await go_to(desk, "buyer")
        await desk.press("space", "ctrl+s")
        assert "buyer" not in shown(desk)
        await desk.press("0")
        assert "buyer" in shown(desk)
        await desk.press("3")
        assert "buyer" not in shown(desk)


async def test_escape_discards_and_asks_only_after_a_change(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f6", "escape")
        assert isinstance(desk.screen, OrdersScreen)
        await desk.press("f6", "down", "space", "escape")
        assert isinstance(desk.screen, ColumnsDialog)
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)
        assert "ordered_at" in shown(desk)


async def test_the_order_number_and_one_other_column_stay(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f6", "space", "greater_than_sign")
        assert desk.told == [ALWAYS_SHOWN.ko] * 2
        for _ in range(10):
            await desk.press("down", "space")
        assert desk.told[-1] == LAST_ONE.ko
        await desk.press("ctrl+s")
        assert shown(desk) == ["order_no", "address"]


async def test_the_cursor_stays_on_its_row_and_column(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("down", "down", "right", "right")
        assert desk.grid.widget.cell_text() == "남궁민수"
        await desk.press("f6", "down", "space", "ctrl+s")
        assert desk.grid.widget.cursor == 2
        assert desk.grid.widget.cell_text() == "남궁민수"


async def test_the_number_stays_in_sight_when_chosen_columns_scroll(shop_store: Store) -> None:
    async with opened(shop_store, size=(80, 24)) as desk:
        await desk.press("f6")
        await go_to(desk, "receiver")
        await desk.press("space", "ctrl+s", "end")
        assert desk.row(HEADS).split()[0] == "주문번호"
        assert "수령자" in desk.row(HEADS)
        assert desk.grid.widget.cell_text()
