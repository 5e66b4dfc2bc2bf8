from __future__ import annotations

from collections.abc import Sequence

import pytest

from orderdesk.core.domain.layouts import DEFAULT
from orderdesk.core.services.browsing import Listed
from orderdesk.core.services.preferences import read_preference, save_preference
from orderdesk.core.services.remembered import Remembered
from orderdesk.core.services.tabs import read_tabs, save_tabs
from orderdesk.core.store.engine import Store
from orderdesk.screens import work
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.order_grid import OrderGrid
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, numbered, opened


def screen(desk: DeskDriver) -> OrdersScreen:
    assert isinstance(desk.screen, OrdersScreen)
    return desk.screen


def kept(store: Store) -> Remembered:
    with store.reader() as conn:
        return Remembered.from_json(read_preference(conn, SELLER.name, "desk") or "{}")


async def set_everything(store: Store) -> None:
    """Tab 배송대기, oldest first, no buyer column, cursor on the second row."""
    async with opened(store) as desk:
        await desk.press("3", "equals_sign", "f6")
        at = [place.key for place in DEFAULT.places].index("buyer")
        await desk.press("home", *["down"] * at, "space", "ctrl+s")
        screen(desk).choose(filters=("pay_status=결제완료",))
        await desk.settle()
        await desk.press("down")
        assert desk.grid.number == "202609210000003"


async def test_what_an_operator_set_is_there_again(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_everything(shop_store)
    shown: list[int] = []
    show = OrderGrid.show

    def noting(self: OrderGrid, total: int, rows: Sequence[Listed]) -> None:
        shown.append(total)
        show(self, total, rows)

    monkeypatch.setattr(OrderGrid, "show", noting)
    async with opened(shop_store) as desk:
        assert shown == [2]  # no other list was shown before
        assert "▌3 배송대기" in desk.row(1)
        assert "결제상태 결제완료 ×" in desk.row(2)
        assert "주문일 ↑" in desk.row(2)
        assert "buyer" not in [column.key for column in desk.grid.widget.columns]
        assert desk.grid.numbers == ["202609210000004", "202609210000003"]
        assert desk.grid.number == "202609210000003"


async def test_another_operator_finds_the_list_that_nobody_set(shop_store: Store) -> None:
    await set_everything(shop_store)
    async with opened(shop_store, operator="이철수") as desk:
        assert "▌0 전체 9▐" in desk.row(1)
        assert "주문일 ↓" in desk.row(2)
        assert "buyer" in [column.key for column in desk.grid.widget.columns]
        assert desk.grid.widget.cursor == 0


async def test_nothing_is_written_where_nothing_was_set(shop_store: Store) -> None:
    async with opened(shop_store):
        pass
    with shop_store.reader() as conn:
        assert read_preference(conn, SELLER.name, "desk") is None


async def test_a_change_is_kept_after_two_looks_without_leaving(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3")
        for _ in range(2):
            screen(desk).poll()
            await desk.settle()
        assert kept(shop_store).tab == "배송대기"


async def test_a_tab_that_was_moved_is_found_and_one_that_is_gone_is_all(shop_store: Store) -> None:
    await set_everything(shop_store)
    with shop_store.reader() as conn:
        tabs = read_tabs(conn)[1:]
    save_tabs(shop_store, SELLER, NOW, tabs, tabs[::-1])
    async with opened(shop_store) as desk:
        assert "배송대기 2▐" in desk.row(1)
        assert desk.grid.number == "202609210000003"
    save_tabs(shop_store, SELLER, NOW, tabs[::-1], [tab for tab in tabs if tab.name != "배송대기"])
    async with opened(shop_store) as desk:
        assert "▌0 전체" in desk.row(1)


async def test_columns_of_all_orders_are_there_in_another_language(shop_store: Store) -> None:
    layout = DEFAULT.switched(2)
    body = Remembered(layouts={"": layout}).to_json()
    save_preference(shop_store, SELLER, NOW, SELLER.name, "desk", body)
    for lang in ("ko", "en"):
        async with opened(shop_store, lang=lang) as desk:
            assert tuple(column.key for column in desk.grid.widget.columns)[:2] == layout.keys[:2]


@pytest.mark.parametrize("place", [100, 1100])
async def test_the_cursor_goes_back_to_an_order_that_is_near(empty_store: Store, place: int) -> None:
    ids = fill(empty_store, numbered(1200))
    save_preference(empty_store, SELLER, NOW, SELLER.name, "desk", Remembered(cursor=ids[place]).to_json())
    async with opened(empty_store) as desk:
        assert desk.grid.widget.cursor == (place if place < 1000 else 0)
        if place < 1000:
            assert desk.grid.number == f"20260921{place + 1:07}"


@pytest.mark.parametrize("place", [3, 60])
async def test_the_orders_above_the_cursor_are_seen_again_as_far_as_there_is_room(
    empty_store: Store, place: int
) -> None:
    ids = fill(empty_store, numbered(80))
    save_preference(empty_store, SELLER, NOW, SELLER.name, "desk", Remembered(cursor=ids[place]).to_json())
    async with opened(empty_store) as desk:
        seen = desk.grid.widget.visible_rows
        assert len(seen) > 20 and place in seen
        assert seen.start == max(0, place - len(seen) + 1)


async def test_a_higher_terminal_shows_more_rows_above_the_last(empty_store: Store) -> None:
    fill(empty_store, numbered(40))
    async with opened(empty_store, (120, 24)) as desk:
        await desk.press("ctrl+end")
        await desk.pilot.resize_terminal(120, 40)
        await desk.settle()
        seen = desk.grid.widget.visible_rows
        assert len(seen) == desk.grid.widget.outer_size.height - 1 and seen.stop == 40


@pytest.mark.parametrize("body", ["{", "7", '{"tab": 3, "sort": ["x", 1], "layouts": [], "cursor": "a"}'])
async def test_a_broken_text_is_as_if_nobody_had_set_anything(shop_store: Store, body: str) -> None:
    save_preference(shop_store, SELLER, NOW, SELLER.name, "desk", body)
    async with opened(shop_store) as desk:
        assert "▌0 전체 9▐" in desk.row(1)
        assert desk.grid.widget.cursor == 0


async def test_a_held_gate_does_not_hold_up_the_leaving(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.screens.remembering.EXIT_LIMIT", 0.01)
    with shop_store.writer():
        async with opened(shop_store) as desk:
            await desk.press("3")
        assert kept(shop_store) == Remembered()
    assert work.finish()
    assert kept(shop_store).tab == "배송대기"
