"""주문 상태 나누기: quantities by keys, both sections side by side, refusals before Ctrl+S."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.screens.dialogs.split import SplitDialog
from orderdesk.screens.order_detail import OrderDetail
from tests.domain import builders
from tests.domain.builders import NOW, SELLER, states
from tests.screens.driver import DeskDriver, opened
from tests.screens.sections import basket, contents, from_naver, now, open_detail, put, timeline

RICE, OIL = "유기농 쌀 10kg", "참기름 320ml"


async def open_split(desk: DeskDriver) -> None:
    await open_detail(desk)
    await desk.press("full_stop", "0", "1")
    assert isinstance(desk.screen, SplitDialog)


def row_of(desk: DeskDriver, text: str) -> list[str]:
    """The words of the dialog's line with *text*, the last four of them."""
    rows = [row.split("│")[1] for row in desk.text().split("\n") if row.count("│") > 1]
    return next(row for row in rows if text in row).split()[-4:]


async def test_both_sections_stand_side_by_side_while_one_chooses(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store, size=(80, 24)) as desk:
        await open_split(desk)
        assert "S1에 남음" in desk.text() and "새 섹션 S2" in desk.text()
        await desk.press("plus")
        assert row_of(desk, RICE) == ["2", "1", "▸", "1"]
        await desk.press("down", "3")
        assert row_of(desk, OIL) == ["4", "1", "▸", "3"]
        assert row_of(desk, RICE)[1:] == ["2", "1", "1"]
        assert "배송비 3,000원은 S1에 남습니다" in desk.text()
        assert "할인 몫 S1 약 2,500원, S2 약 2,500원 · S1 2개, S2 4개" in desk.text()


async def test_what_is_chosen_becomes_the_new_section_and_can_be_taken_back(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_split(desk)
        await desk.press("space", "1", "ctrl+s")
        assert isinstance(desk.screen, OrderDetail)
        assert desk.told == ["1건 나눔 · Ctrl+Z 되돌리기 · F12 작업"]
        assert "S2  ◦ 상품준비  나눔" in desk.text()
        split = now(empty_store, made)
        assert contents(split) == {1: [(OIL, 3)], 2: [(RICE, 2), (OIL, 1)]}
        assert states(split) == {1: S.PREPARING, 2: S.PREPARING}
        assert [s.fee for s in split.sections] == [3_000, 0]
        assert timeline(empty_store, made) == [("나눔", 1, "김영희")]
        await desk.press("u", "ctrl+s")
    assert contents(now(empty_store, made)) == {1: [(RICE, 2), (OIL, 4)]}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ((), "나눌 품목을 고르지 않았습니다. 품목과 수량을 고르세요"),
        (("space", "space"), "섹션 전체는 나눌 수 없습니다. 일부만 고르세요"),
    ],
)
async def test_what_can_not_be_split_is_said_before_it_is_tried(
    empty_store: Store, keys: tuple[str, ...], told: str
) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_split(desk)
        await desk.press(*keys)
        assert told in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, SplitDialog)
    assert states(now(empty_store, made)) == {1: S.PREPARING}


async def test_a_channels_line_goes_whole(empty_store: Store) -> None:
    made = put(empty_store, from_naver())
    async with opened(empty_store) as desk:
        await open_split(desk)
        await desk.press("plus")
        assert "외부 채널 품목은 수량으로 나눌 수 없습니다" in desk.text()
        await desk.press("plus")
        assert "외부 채널 품목은" not in desk.text()
        await desk.press("ctrl+s")
    assert contents(now(empty_store, made)) == {1: [(OIL, 4)], 2: [(RICE, 2)]}


async def test_quantities_are_typed_and_stay_within_what_there_is(empty_store: Store) -> None:
    made = put(empty_store, builders.order(builders.line(1, 25, name=RICE)))
    async with opened(empty_store) as desk:
        await open_split(desk)
        await desk.press("1", "2")
        assert row_of(desk, RICE) == ["25", "13", "▸", "12"]
        await desk.press("9")
        assert row_of(desk, RICE) == ["25", "16", "▸", "9"]
        await desk.press("0")
        assert row_of(desk, RICE) == ["25", "25", "▸", "0"]
        await desk.press("minus", "2", "0", "ctrl+s")
    assert contents(now(empty_store, made)) == {1: [(RICE, 5)], 2: [(RICE, 20)]}


async def test_marked_pieces_are_chosen_at_first(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", "full_stop", "0", "1")
        assert row_of(desk, RICE) == ["2", "1", "▸", "1"]
        await desk.press("ctrl+s")
        assert desk.row(29).startswith(" S2   . 처리")
    assert contents(now(empty_store, made)) == {1: [(RICE, 1), (OIL, 4)], 2: [(RICE, 1)]}


async def test_an_order_that_moved_meanwhile_is_not_split(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_split(desk)
        await desk.press("plus")
        with empty_store.unit(SELLER, NOW) as unit:
            before = unit.orders([made])[0]
            unit.save(
                [(before, builders.do(before, "hold", reason="STOCK"))],
                [NewEvent(made, "hold", 1, NOW, SELLER, ())],
            )
        await desk.press("ctrl+s")
        assert "미리보기 뒤에 다른 사람이 바꿨습니다" in desk.told[-1]
    assert states(now(empty_store, made)) == {1: S.PREPARING}


async def test_leaving_asks_once_when_something_was_chosen(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_split(desk)
        await desk.press("plus", "escape")
        assert isinstance(desk.screen, SplitDialog)
        await desk.press("escape")
        assert isinstance(desk.screen, OrderDetail)


async def test_a_section_with_a_number_says_so_in_the_menu(empty_store: Store) -> None:
    put(empty_store, builders.do(basket(), "track", courier="CJ대한통운", number="521853123451"))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("full_stop", "0", "1")
        assert not isinstance(desk.screen, SplitDialog)
        assert "송장번호가 있습니다 · 송장번호를 먼저 삭제하세요" in desk.told[-1]
