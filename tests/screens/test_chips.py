from __future__ import annotations

import pytest
from rich.cells import cell_len

from orderdesk.core.store.engine import Store
from orderdesk.screens.order_lines import condition_words
from orderdesk.screens.order_list import Choice
from orderdesk.widgets.one_line import Chips
from tests.screens.driver import DeskDriver, opened
from tests.screens.filter_driver import chosen, go_to_field


async def click_cross(desk: DeskDriver, chip: str) -> None:
    """Clicks the × behind *chip*."""
    row = desk.row(2)
    at = cell_len(row[: row.index(chip) + len(chip)]) + 1
    chips = desk.screen.query_one(Chips)
    await desk.pilot.click(Chips, offset=(at - chips.region.x, 0))
    await desk.settle()


@pytest.mark.parametrize("size", [(160, 45), (120, 36), (80, 24)])
async def test_backspace_takes_the_last_condition_away(shop_store: Store, size: tuple[int, int]) -> None:
    async with opened(shop_store, size) as desk:
        await desk.search("김 section=상품준비 hold=예")
        assert "배송보류 예 ×" in desk.row(2)
        await desk.press("backspace")
        assert chosen(desk) == ("section=상품준비",)
        assert "섹션상태 상품준비 ×" in desk.row(2)
        assert " / 김 section=상품준비 " in desk.row(2)
        await desk.press("backspace")
        assert chosen(desk) == ()
        assert len(desk.grid.numbers) == 2  # 김하늘 is still searched for
        await desk.press("backspace")
        assert desk.told == ["지울 조건이 없습니다"]


async def test_a_click_on_a_cross_takes_that_condition_away(shop_store: Store) -> None:
    async with opened(shop_store, (160, 45)) as desk:
        await desk.press("f3")
        await go_to_field(desk, "섹션상태")
        await desk.press("1")
        await desk.search("trade=거래중 hold=아니요")
        assert chosen(desk) == ("section=상품준비", "trade=거래중", "hold=아니요")
        await click_cross(desk, "거래상태 거래중")
        assert chosen(desk) == ("section=상품준비", "hold=아니요")
        await click_cross(desk, "섹션상태 상품준비")
        assert chosen(desk) == ("hold=아니요",)


async def test_where_there_is_no_room_the_last_chips_are_shown(shop_store: Store) -> None:
    async with opened(shop_store, (80, 24)) as desk:
        await desk.search("section=상품준비 trade=거래중 hold=아니요")
        assert "+2 배송보류 아니요 ×" in desk.row(2)
        assert desk.row(2).endswith("건")


def test_a_condition_is_taken_from_where_it_was_set() -> None:
    choice = Choice(text="홍 a=1 길 b=2", filters=("c=3", "d=4"))
    assert choice.without(1) == Choice(text="홍 a=1 길 b=2", filters=("c=3",))
    assert choice.without(2) == Choice(text="홍 길 b=2", filters=("c=3", "d=4"))
    assert choice.without(3) == Choice(text="홍 a=1 길", filters=("c=3", "d=4"))


@pytest.mark.parametrize(
    ("condition", "korean", "english"),
    [
        ("section=배송대기,배송중", "섹션상태 배송대기, 배송중", "Section Ready, Shipping"),
        ("ordered_at=최근7일", "주문일 최근7일", "Ordered Last 7 days"),
        ("paid=10000..50000", "최종 실결제금액 10000–50000", "Net paid 10000–50000"),
        ("product=~감귤", "상품명 감귤", "Product 감귤"),
        ("remote=제주,도서산간", "도서산간 여부 예", "Remote area yes"),
        ("remote=제주", "도서산간 제주", "Remote area 제주"),
        ("badge=배송중", "주문상태 배송중", "Status 배송중"),
    ],
)
def test_conditions_are_told_in_the_operators_words(condition: str, korean: str, english: str) -> None:
    assert condition_words(condition, "ko") == korean
    assert condition_words(condition, "en") == english
