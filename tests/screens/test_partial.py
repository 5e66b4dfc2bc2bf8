"""Work on pieces that were not split off before: marked in the detail, carved and moved in one plan."""

from __future__ import annotations

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.states import Badge
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.tracking_entry import TrackingEntry
from tests.domain.builders import line, order, states
from tests.screens.driver import opened
from tests.screens.sections import CJ, GOOD, basket, contents, from_naver, now, open_detail, put, timeline

RICE, OIL = "유기농 쌀 10kg", "참기름 320ml"


async def test_the_cursor_goes_over_items_and_quantities_are_marked(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "down", "plus", "plus", "plus", "minus")
        assert "2/4개" in desk.text()
        assert "선택 S1 2/6개" in desk.row(29)
        await desk.press("up", "space")
        assert "선택 S1 4/6개" in desk.row(29)
        await desk.press("plus", "plus")
        assert "선택 S1" in desk.row(29) and "/6" not in desk.row(29)
        await desk.press("escape")
        assert desk.row(29).startswith(" S1   ")


async def test_marked_pieces_get_ready_and_the_rest_stays(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", "down", "plus", "plus", "full_stop")
        assert "주문처리 · 선택 S1 3/6개" in desk.text()
        await desk.press("1")
        assert "섹션 1 · 주문 1건 · 3개 · 32,500원" in desk.text()
        assert "⚠ 나눔: 6개 중 3개만, 나머지 3개는 나뉘어 남습니다" in desk.text()
        await desk.press("ctrl+s")
        parted = now(empty_store, made)
        assert contents(parted) == {1: [(RICE, 1), (OIL, 2)], 2: [(RICE, 1), (OIL, 2)]}
        assert states(parted) == {1: S.PREPARING, 2: S.READY}
        assert timeline(empty_store, made) == [("나눔", 1, "김영희"), ("배송대기", 2, "김영희")]
        await desk.press("u", "ctrl+s")
    assert contents(now(empty_store, made)) == {1: [(RICE, 2), (OIL, 4)]}


async def test_what_takes_whole_sections_only_says_so(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", "full_stop", "0", "4")
        assert "품목 일부에는 할 수 없습니다 · 먼저 나누거나, 섹션 전체를 고르세요" in desk.told


async def test_a_channels_line_is_refused_by_quantity_and_goes_whole(empty_store: Store) -> None:
    made = put(empty_store, from_naver())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", "full_stop")
        assert "외부 채널 품목은 수량으로 나눌 수 없습니다" in desk.text()
        await desk.press("escape", "plus", "full_stop", "1", "ctrl+s")
    assert states(now(empty_store, made)) == {1: S.PREPARING, 2: S.READY}


async def test_some_pieces_are_held_and_the_rest_can_ship(empty_store: Store) -> None:
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "space", "full_stop", "6", "2", "ctrl+s")
        assert isinstance(desk.screen, PreviewDialog)
        await desk.press("ctrl+s")
    held = now(empty_store, made)
    assert contents(held) == {1: [(OIL, 4)], 2: [(RICE, 2)]}
    assert [(hold.section, hold.reason) for hold in held.holds] == [(2, "STOCK")]


async def test_a_number_for_marked_pieces_ships_just_these(empty_store: Store) -> None:
    """Twice, so that an order leaves in three parcels."""
    made = put(empty_store, order(line(1, 5, name=RICE)))
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        for number in GOOD[:2]:
            await desk.press("ctrl+home", "down", "plus", "plus", "f4")
            assert isinstance(desk.screen, TrackingEntry)
            await desk.type(number)
            await desk.press("enter", "tab", "down", "space", "ctrl+s", "ctrl+s")
    shipped = now(empty_store, made)
    assert contents(shipped) == {1: [(RICE, 1)], 2: [(RICE, 2)], 3: [(RICE, 2)]}
    assert states(shipped) == {1: S.PREPARING, 2: S.SHIPPING, 3: S.SHIPPING}
    assert [s.tracking for s in shipped.sections] == [None, *GOOD[:2]]
    assert badge(shipped) is Badge.PART_SHIPPED


async def test_the_line_of_the_entry_says_how_many_pieces_it_is_for(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store, default_courier=CJ) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", "f4")
        assert "1/6 홍길동 유기농 쌀 10kg" in desk.text()


async def test_marks_of_what_changed_are_gone_and_others_stay(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press("down", "plus", "full_stop", "1", "ctrl+s")
        assert desk.row(29).startswith(" S2   ")
        await desk.press("up", "space", "f5")
        assert "선택 S1 4/5개" in desk.row(29)
