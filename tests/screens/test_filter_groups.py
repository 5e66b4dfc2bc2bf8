from __future__ import annotations

import pytest

from orderdesk.core.services.filter_groups import delete_filter_group, read_filter_groups, save_filter_group
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.filter_groups import GroupsDialog
from orderdesk.screens.dialogs.filter_pane import FilterDialog
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.condition_form import ConditionForm
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import opened
from tests.screens.filter_driver import chosen

SIZES = [(160, 45), (120, 36), (80, 24)]


def groups(store: Store) -> list[tuple[str, tuple[str, ...]]]:
    with store.reader() as conn:
        return [(each.name, each.where) for each in read_filter_groups(conn)]


@pytest.fixture
def saved_store(shop_store: Store) -> Store:
    for name, condition in (("보류", "hold=예"), ("기다림", "section=배송대기")):
        save_filter_group(shop_store, SELLER, NOW, name, [condition])
    return shop_store


@pytest.mark.parametrize("size", SIZES)
async def test_the_conditions_of_the_open_pane_are_saved(shop_store: Store, size: tuple[int, int]) -> None:
    async with opened(shop_store, size) as desk:
        await desk.press("f3", "3", "ㅠ")
        assert isinstance(desk.screen, GroupsDialog)
        await desk.type("급한 것")
        await desk.press("ctrl+s")
        assert groups(shop_store) == [("급한 것", ("ordered_at=최근7일",))]
        assert desk.told == ["필터 그룹을 저장했습니다: 급한 것"]
        assert isinstance(desk.screen, OrdersScreen if size[0] >= 120 else FilterDialog)


@pytest.mark.parametrize("size", SIZES)
async def test_a_group_takes_the_place_of_the_filter_and_stands_first(
    saved_store: Store, size: tuple[int, int]
) -> None:
    async with opened(saved_store, size) as desk:
        await desk.search("김 trade=거래중")
        await desk.press("f3", "ampersand")
        assert "1   기다림" in desk.text()
        assert "섹션상태 배송대기" in desk.text()
        await desk.press("2")
        assert desk.screen.query_one(ConditionForm).values == {"hold": "예"}
        if size[0] < 120:
            assert chosen(desk) == ("trade=거래중",)
            await desk.press("ctrl+s")
        assert chosen(desk) == ("hold=예",)
        assert " / 김 " in desk.row(2)
        assert [name for name, _ in groups(saved_store)] == ["보류", "기다림"]


async def test_a_group_is_used_from_the_list_without_the_pane(saved_store: Store) -> None:
    async with opened(saved_store) as desk:
        await desk.press("b", "enter")
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]


async def test_a_group_is_deleted_when_asked_for_twice(saved_store: Store) -> None:
    async with opened(saved_store, (80, 24)) as desk:
        await desk.press("ampersand", "down", "delete")
        assert "보류 그룹을 지우려면 한 번 더 누르세요" in desk.text()
        assert len(groups(saved_store)) == 2
        await desk.press("up", "delete", "down", "delete")  # another one was asked for in between
        assert len(groups(saved_store)) == 2
        await desk.press("delete")
        assert [name for name, _ in groups(saved_store)] == ["기다림"]
        await desk.press("escape")
        assert chosen(desk) == ()


async def test_a_taken_name_is_refused_and_can_be_changed(saved_store: Store) -> None:
    async with opened(saved_store) as desk:
        await desk.search("hold=아니요")
        await desk.press("b", "ctrl+s")  # without a name: the cursor goes there
        await desk.type("보류")
        await desk.press("ctrl+s")
        assert "같은 이름의 필터 그룹이 있습니다" in desk.text()
        await desk.type(" 아님")
        await desk.press("ctrl+s")
        assert groups(saved_store)[0] == ("보류 아님", ("hold=아니요",))


async def test_a_group_that_another_desk_has_deleted_is_said_to_be_gone(saved_store: Store) -> None:
    async with opened(saved_store) as desk:
        await desk.press("ampersand")
        delete_filter_group(saved_store, SELLER, NOW, "기다림")
        await desk.press("enter")
        assert "그사이 지워진 필터 그룹입니다" in desk.text()
        assert "기다림" not in desk.text()
        assert isinstance(desk.screen, GroupsDialog)


async def test_without_conditions_there_is_nothing_to_save(shop_store: Store) -> None:
    async with opened(shop_store, (60, 15)) as desk:
        await desk.press("ampersand")
        assert "저장된 필터 그룹이 없습니다" in desk.text()
        await desk.press("ctrl+s", "enter", "delete", "1")
        assert "저장할 조건이 없습니다" in desk.text()
        assert groups(shop_store) == []


async def test_a_typed_name_is_not_lost_without_a_word(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.search("hold=아니요")
        await desk.press("b")
        await desk.type("이름")
        await desk.press("escape")
        assert isinstance(desk.screen, GroupsDialog)
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)
