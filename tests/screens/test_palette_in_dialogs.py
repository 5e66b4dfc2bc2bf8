"""The palette on the desk itself: in dialogs, with tabs by their names, typed ahead."""

from __future__ import annotations

from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.screens.jobs import JobsScreen
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.palette import PaletteScreen
from orderdesk.widgets.korean_area import KoreanArea
from tests.screens.driver import opened


async def test_in_a_dialog_it_runs_the_dialogs_own_actions_there(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("ctrl+end", "k", "n")  # the order that has memos
        assert isinstance(desk.screen, MemoDialog)
        await desk.press("f2")
        await desk.type("고치기")
        await desk.press("enter")
        assert isinstance(desk.screen, MemoDialog)
        assert desk.screen.query_one(KoreanArea).text == "통화함"


async def test_what_finishes_is_listed_but_only_its_key_does_it(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("full_stop", "1", "f2")
        await desk.type("확정")
        await desk.press("enter")
        assert isinstance(desk.screen, PaletteScreen)
        assert "보고 나서 그 키로만 합니다" in desk.told[-1]


async def test_the_entries_of_a_menu_are_found_by_their_names(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("full_stop", "ctrl+p")
        await desk.type("배송보류")
        await desk.press("enter")
        assert isinstance(desk.screen, FieldsDialog)
        assert "배송보류" in desk.text()


async def test_tabs_are_found_by_their_names_also_in_korean_mode(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f2", *"탭 배송중", "enter")
        assert isinstance(desk.screen, OrdersScreen)
        assert "▌" in desk.text()
        chosen = desk.text().split("▌")[1].split("▐")[0]
        assert "배송중" in chosen


async def test_enter_typed_ahead_waits_for_what_it_is_about(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f2", *"작업", "enter")
        assert isinstance(desk.screen, JobsScreen)
        await desk.press("escape", "f2", "enter")  # the last one again
        assert isinstance(desk.screen, JobsScreen)


async def test_the_help_over_it_changes_nothing_of_what_it_is_about(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f2", "f1", "escape", *"ㅅㅈ")
        assert isinstance(desk.screen, PaletteScreen)
        assert "tracking" in [each.id for each in desk.screen._found]


async def test_a_screen_without_a_search_says_so(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f12", "slash")
        assert desk.told == ["이 화면에는 없습니다"]
        await desk.press("f2", *"검색", "enter")
        assert isinstance(desk.screen, PaletteScreen)
        assert desk.told[-1] == "검색 · 이 화면에는 없습니다"
