"""The operators' guides to the order list, walked by keyboard in Korean."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.filter_groups import read_filter_groups
from orderdesk.core.services.showing import show_id
from orderdesk.core.services.tabs import read_tabs
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.columns import ColumnsDialog
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.walking import walks

S = SectionState
HEADS = 3
"""The line of the screen with the headings of the list."""


def states(store: Store, order_id: int) -> list[SectionState]:
    with store.reader() as conn:
        return [section.state for section in show_id(conn, order_id).order.sections]


def heads(desk: DeskDriver) -> list[str]:
    return desk.row(HEADS).split()


async def to_column(desk: DeskDriver, key: str) -> None:
    """Puts the cursor on the column *key* by the arrow keys."""
    await desk.press("home")
    while desk.grid.widget.columns[desk.grid.widget.column].key != key:
        await desk.press("right")


@walks("overview")
async def test_new_주문_시스템_one_list_shows_orders_claims_and_their_states(shop_store: Store) -> None:
    """취소·반품·교환을 따로 찾지 않고 한 목록에서, 주문 하나는 상세 화면에서."""
    async with opened(shop_store) as desk:
        assert "▌0 전체 9▐" in desk.row(1)
        for word in ("상품준비", "배송대기", "배송중", "배송완료", "구매확정"):
            assert word in desk.text()
        await desk.press("ㅓ", "enter")  # j: one row down
        assert isinstance(desk.screen, OrderDetail)
        assert "202609210000002" in desk.row(0)
        await desk.press("escape")
        assert desk.grid.number == "202609210000002"


@walks("efficient")
async def test_더_효율적인_주문_관리_many_orders_go_on_with_one_key_and_come_back(empty_store: Store) -> None:
    """조건에 맞는 주문을 모두 골라 한 번에 처리하고, 맞지 않는 주문은 건너뛴다."""
    paid = fill(empty_store, [*numbered(30, state=S.PREPARING), *numbered(0)])
    async with opened(empty_store) as desk:
        await desk.press("2", "asterisk")
        assert len(desk.grid.widget.marks) == 30
        await desk.press("full_stop", "1")
        assert "30" in desk.text()
        await desk.press("ctrl+s")
        assert all(states(empty_store, each) == [S.READY] for each in paid)
        assert "▌2 상품준비 0▐" in desk.row(1)
        await desk.press("ㅕ", "ctrl+s")  # u: takes the last job back
        assert all(states(empty_store, each) == [S.PREPARING] for each in paid)


@walks("tabs")
async def test_탭_설정하기_a_tab_collects_the_orders_of_its_conditions(
    shop_store: Store,
) -> None:
    """+ 로 이름과 조건을 정해 저장하면 조건에 맞는 주문이 그 탭에 모인다."""
    async with opened(shop_store) as desk:
        await desk.press("number_sign", "end", "plus")
        await desk.type("카카오 대기")
        await desk.press("tab")
        await desk.press("down", "down", "down", "3")  # 섹션상태
        await desk.press("ctrl+s", "ctrl+s")
        with shop_store.reader() as conn:
            assert read_tabs(conn)[-1].name == "카카오 대기"
        await desk.press("9")
        assert "▌9 카카오 대기" in desk.row(1)
        assert len(desk.grid.numbers) == desk.grid.widget.total


@walks("list")
async def test_주문목록_기능_cells_are_opened_one_by_one(shop_store: Store) -> None:
    """품목과 배송지는 그 줄에서 펴고, 메모와 최종 실결제금액은 눌러서 본다."""
    async with opened(shop_store, size=(140, 30)) as desk:
        await desk.press(*["down"] * 7)
        await to_column(desk, "memo")
        await desk.press("ㅐ")  # o: opens the cell
        assert isinstance(desk.screen, MemoDialog)
        assert "오후 2시 이후" in desk.text()
        assert "통화함" in desk.text()
        await desk.press("escape")
        await to_column(desk, "paid")
        await desk.press("right_parenthesis")
        assert "최종 실결제금액" in desk.text()
        assert "결제완료" in desk.text()
        await desk.press("escape", "ctrl+home")
        await to_column(desk, "items")
        assert "참기름 320ml × 1" not in desk.text()
        await desk.press("ㅐ")
        assert "유기농 쌀 10kg / 현미 × 2" in desk.text()
        assert "참기름 320ml × 1" in desk.text()
        assert desk.grid.number == "202609210000001"
        await desk.press("ㅐ")
        assert "참기름 320ml × 1" not in desk.text()


async def test_주문목록_기능_a_cash_receipt_is_seen_from_the_list(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f6")
        assert isinstance(desk.screen, ColumnsDialog)
        await desk.press("end")
        while "현금영수증" not in desk.screen.lines.text:
            await desk.press("up")
        await desk.press("space", "ctrl+s")
        await to_column(desk, "receipt")
        await desk.press("right_parenthesis")
        assert "현금영수증 신청이 없습니다" in desk.text()


@walks("search-filter")
async def test_검색_필터_설정_search_narrow_and_keep_the_conditions(shop_store: Store) -> None:
    """구매자로 찾고, 필터로 더 좁히고, 조건을 필터 그룹으로 저장해 다시 쓴다."""
    async with opened(shop_store, size=(140, 36)) as desk:
        await desk.press("slash")
        await desk.type("김하늘")
        await desk.press("enter")
        assert desk.grid.numbers == ["202609210000002", "202609210000007"]
        await desk.press("escape", "f3", "3", "ampersand")
        await desk.type("이번 주")
        await desk.press("ctrl+s", "f3")
        with shop_store.reader() as conn:
            (group,) = read_filter_groups(conn)
        assert (group.name, group.where) == ("이번 주", ("ordered_at=최근7일",))
        await desk.press("delete")
        assert "최근7일" not in desk.row(2)
        await desk.press("b", "1")
        assert "최근7일" in desk.row(2)


@walks("columns")
async def test_주문_목록_설정하기_columns_are_chosen_for_each_tab_with_a_preview(shop_store: Store) -> None:
    """항목을 켜고 끄고 옮긴다. 탭마다 따로다."""
    async with opened(shop_store) as desk:
        await desk.press("3", "ㅈ")  # w: columns
        await desk.press("down", "down", "space", "ctrl+s")  # 구매자 off
        assert "구매자" not in heads(desk)
        await desk.press("0")
        assert "구매자" in heads(desk)
        await desk.press("3")
        assert "구매자" not in heads(desk)


@walks("columns")
async def test_주문_목록_설정하기_items_in_detail_take_a_line_each(shop_store: Store) -> None:
    """품목과 배송지는 요약보기와 상세보기가 있다."""
    async with opened(shop_store, size=(120, 16)) as desk:
        await to_column(desk, "items")
        before = desk.text()
        await desk.press("ㅍ")  # v: summary or detail
        assert "유기농 쌀 10kg / 현미 × 2" in desk.text()
        assert desk.grid.widget.visible_rows.stop < 9
        await desk.press("ctrl+end")
        assert desk.grid.number == "202609210000009"
        assert "한라봉 × 1" in desk.text()
        await desk.press("ctrl+home", "at")
        assert desk.text() == before


async def test_주문_목록_설정하기_only_items_and_addresses_have_details(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await to_column(desk, "buyer")
        await desk.press("at")
        assert "상세보기는 품목과 배송지 칸에서 합니다. ←→ 로 옮겨 가세요" in desk.told


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@walks("scroll")
async def test_목록_쉽게_스크롤하기_a_wide_list_moves_by_columns_and_the_number_stays(
    shop_store: Store, size: tuple[int, int]
) -> None:
    """가로로는 칸과 화면 단위로, 주문번호는 제자리에; 좁게 보면 더 많은 칸이 보인다."""
    async with opened(shop_store, size=size) as desk:
        first = heads(desk)
        await desk.press("end")
        assert "배송지" in heads(desk)
        assert heads(desk)[0].startswith("주문번호")
        await desk.press("home")
        assert heads(desk) == first
        await desk.press("shift+right", "shift+right", "shift+right", "shift+right")
        assert "배송지" in heads(desk)
        await desk.press(*["shift+left"] * 4)
        assert heads(desk) == first
        await desk.press("ㅋ")  # z: compact
        assert len(heads(desk)) >= len(first)
        narrow = sum(column.width for column in desk.grid.widget.columns)
        await desk.press("percent_sign")
        assert narrow < sum(column.width for column in desk.grid.widget.columns)


@walks("differences")
async def test_차이점_the_states_of_the_new_system_have_their_tabs(shop_store: Store) -> None:
    """결제대기 → 상품준비 → 배송대기 → 배송중; 구매확정까지 한 목록에서 보인다."""
    async with opened(shop_store) as desk:
        row = desk.row(1)
        places = [row.index(word) for word in ("결제대기", "상품준비", "배송대기", "배송중")]
        assert places == sorted(places)
        await desk.press("3")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]
