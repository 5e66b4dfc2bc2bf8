from __future__ import annotations

from orderdesk.core.store.engine import Store
from tests.screens.driver import DeskDriver, opened

HEADS = 3


def buyers(desk: DeskDriver) -> list[str]:
    grid = desk.grid.widget
    return [str(row.cells["buyer"]) for place in grid.visible_rows if (row := grid.cache.get(place))]


async def test_the_sort_goes_from_column_to_column_and_turns(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert "주문일 ↓" in desk.row(2)
        assert "주문일↓" in desk.row(HEADS)
        await desk.press("greater_than_sign")
        assert "구매자 ↑" in desk.row(2)
        assert "구매자↑" in desk.row(HEADS)
        assert "주문일↓" not in desk.row(HEADS)
        assert buyers(desk) == sorted(buyers(desk))
        await desk.press("equals_sign")
        assert "구매자↓" in desk.row(HEADS)
        assert buyers(desk) == sorted(buyers(desk), reverse=True)
        await desk.press("less_than_sign", "equals_sign")
        assert "주문일↑" in desk.row(HEADS)
        assert desk.grid.numbers == [f"20260921{n:07}" for n in range(9, 0, -1)]


async def test_the_sort_stays_in_other_tabs_and_marks_stay_too(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.grid.mark(2)
        await desk.press("equals_sign")
        assert desk.grid.widget.marks == {3}
        assert desk.grid.widget.cursor == 0
        await desk.press("3")
        assert desk.grid.numbers == ["202609210000004", "202609210000003"]


async def test_a_column_that_is_not_shown_can_be_sorted_by_and_is_named(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press(*["greater_than_sign"] * 3)
        assert "총수량 ↓" in desk.row(2)
        await desk.press(*["greater_than_sign"] * 7)
        assert "주문일 ↓" in desk.row(2)


async def test_the_next_order_of_the_detail_is_that_of_the_sorted_list(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("equals_sign", "enter", "right_square_bracket")
        assert "202609210000008" in desk.row(0)
