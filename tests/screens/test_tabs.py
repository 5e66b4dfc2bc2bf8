from __future__ import annotations

import pytest
from rich.cells import cell_len

from orderdesk.core.services.tabs import Tab, read_tabs, save_tabs
from orderdesk.core.store.engine import Store
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.tabs import TabDialog, TabsDialog
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import opened


def names(store: Store) -> list[str]:
    with store.reader() as conn:
        return [tab.name for tab in read_tabs(conn)]


async def test_a_new_tab_is_named_given_conditions_and_saved(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("number_sign")
        await desk.press("end", "plus")
        await desk.type("VAT")
        await desk.press("tab")
        await desk.press("down", "down", "3", "4")  # 결제상태: paid, or refunded in part
        assert "이 조건: 8건" in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, TabsDialog)
        await desk.press("ctrl+s")
        assert names(shop_store)[-1] == "VAT"
        await desk.press("9")
        assert "▌9 VAT 8▐" in desk.row(1)
        assert len(desk.grid.numbers) == 8


async def test_a_korean_name_is_typed_and_a_taken_one_is_refused(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("number_sign", "plus")
        assert "Space 고르기" not in desk.text()  # in the name it is a blank
        await desk.press("tab")
        assert "Space 고르기" in desk.text()
        await desk.press("shift+tab")
        await desk.type("배송중")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, TabDialog)
        assert "같은 이름의 탭이 있습니다" in desk.text()
        await desk.press("end", "!", "ctrl+s", "ctrl+s")
        assert names(shop_store)[1] == "배송중!"


async def test_closing_takes_down_only_that_it_was_asked_for(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("number_sign", "plus")
        await desk.type("배송중")
        await desk.press("escape")
        tell(desk.screen, "작업이 끝났습니다")
        await desk.press("escape")
        assert isinstance(desk.screen, TabsDialog)
        assert [each.message for each in desk.app._notifications] == ["작업이 끝났습니다"]


async def test_tabs_are_moved_copied_and_deleted_after_a_second_press(shop_store: Store) -> None:
    before = names(shop_store)
    async with opened(shop_store) as desk:
        await desk.press("3", "number_sign")
        await desk.press("less_than_sign", "asterisk")  # 배송대기 before 상품준비, its copy between them
        await desk.press("down", "minus")
        assert before[2] in desk.text()
        await desk.press("minus")
        assert names(shop_store) == before
        await desk.press("ctrl+s")
        assert names(shop_store) == [*before[:2], "배송대기", "배송대기 사본", *before[4:]]
        assert "▌2 배송대기 2▐" in desk.row(1)


async def test_a_tab_is_renamed_and_keeps_its_conditions(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3", "number_sign", "enter")
        await desk.press("end", "2", "ctrl+s", "ctrl+s")
        assert "▌3 배송대기2 2▐" in desk.row(1)


async def test_deleting_the_active_tab_goes_to_all_orders(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3", "number_sign", "minus", "minus", "ctrl+s")
        assert "배송대기" not in names(shop_store)
        assert "▌0 전체 9▐" in desk.row(1)


async def test_the_tab_of_all_orders_stays_as_it_is(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("number_sign", "minus", "minus", "greater_than_sign", "enter")
        assert isinstance(desk.screen, TabsDialog)
        assert set(desk.told) == {"전체 탭은 바꿀 수 없습니다"}


async def test_closing_loses_nothing_without_a_word(shop_store: Store) -> None:
    before = names(shop_store)
    async with opened(shop_store) as desk:
        await desk.press("number_sign", "asterisk", "escape")
        assert isinstance(desk.screen, TabsDialog)
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)
        assert names(shop_store) == before


async def test_another_desks_tabs_are_seen_at_reload_and_the_chosen_one_stays(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3")
        with shop_store.reader() as conn:
            known = read_tabs(conn)[1:]
        save_tabs(shop_store, SELLER, NOW, known, (Tab("급한 것", {}), *known))
        await desk.press("f5")
        assert "1 급한 것 9" in desk.row(1)
        assert "▌4 배송대기 2▐" in desk.row(1)


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_the_editors_fit_small_windows(shop_store: Store, size: tuple[int, int]) -> None:
    async with opened(shop_store, size) as desk:
        await desk.press("number_sign")
        assert "Ctrl+S 저장" in desk.text()
        await desk.press("plus")
        assert "Ctrl+S 확인" in desk.text()
        assert "이 조건: 9건" in desk.text()


@pytest.mark.parametrize("width", [80, 120, 160])
async def test_the_plus_behind_the_tabs_opens_the_editor(shop_store: Store, width: int) -> None:
    async with opened(shop_store, (width, 24)) as desk:
        strip = desk.row(1)
        at = cell_len(strip[: strip.rindex("+")])
        assert at < width
        await desk.pilot.click("TabStrip", offset=(at, 0))
        await desk.settle()
        assert isinstance(desk.screen, TabsDialog)


async def test_the_sort_and_the_count_stand_at_the_right_of_the_search_line(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert desk.row(2).endswith("정렬 주문일 ↓   9건")


async def test_an_english_desk_names_the_tabs_of_a_shop_that_began_in_korean(shop_store: Store) -> None:
    async with opened(shop_store, lang="en") as desk:
        assert "1 Unpaid" in desk.row(1) and "3 Ready" in desk.row(1)
        await desk.press("number_sign", "down", "enter", "ctrl+s", "ctrl+s")
        assert names(shop_store)[1] == "결제대기"


async def test_tabs_stand_closer_before_one_of_them_is_out_of_sight(shop_store: Store) -> None:
    async with opened(shop_store, (160, 24)) as desk:
        assert "2 상품준비 3   3 배송대기 2" in desk.row(1) and "›" not in desk.row(1)
        await desk.pilot.resize_terminal(150, 24)
        await desk.settle()
        assert "2 상품준비 3  3 배송대기 2" in desk.row(1) and "›" not in desk.row(1)
        await desk.pilot.resize_terminal(120, 24)
        await desk.settle()
        assert "›" in desk.row(1)
