from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult

from orderdesk.core.domain.orders import Channel, Order
from orderdesk.core.domain.states import ChannelState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.words import Word
from orderdesk.core.services.showing import TimelineLine
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.screens.dialogs import flow
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.look import Look
from orderdesk.widgets.one_line import OneLine
from orderdesk.widgets.order_text import payment_lines
from orderdesk.widgets.timeline import TimelineList
from tests.domain import builders
from tests.domain.builders import NOW, SELLER, order
from tests.screens.driver import DeskDriver, fill, opened

SPLIT, MEMOS, UNPAID = 8, 7, 0
"""Places in the small shop."""


async def open_at(desk: DeskDriver, place: int) -> None:
    await desk.grid.go_to(place)
    await desk.press("enter")
    assert isinstance(desk.screen, OrderDetail)


async def test_the_heading_holds_number_badge_trade_channel_and_place(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, SPLIT)
        assert desk.row(0).startswith(" ‹ 202609210000009   부분배송   거래중   자사몰 · ")
        assert desk.row(0).endswith("‹[ 9/9 ]›")


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(
    ("made", "paths"),
    [
        (order(state=S.PREPARING), [".06", ".09"]),
        (order(state=S.PREPARING, channel=Channel.NAVER), [".06"]),
        (order(state=S.DELIVERED, trade=Trade.CLOSED), [".05", ".07", ".08"]),
        (order(state=S.CANCELLED, trade=Trade.CLOSED), [".05"]),
    ],
)
async def test_what_can_be_done_to_the_order_now_is_seen_in_80_columns(
    empty_store: Store, lang: str, made: Order, paths: list[str]
) -> None:
    fill(empty_store, [made])
    async with opened(empty_store, size=(80, 24), lang=lang) as desk:
        await desk.press("enter")
        assert re.findall(r"\.0?\d", desk.row(1)) == paths


async def test_what_the_channel_says_otherwise_stands_with_its_section(empty_store: Store) -> None:
    made = order(state=S.SHIPPING, channel=Channel.NAVER)
    items = tuple(replace(item, channel_state=ChannelState.PAID) for item in made.items)
    fill(empty_store, [replace(made, items=items)])
    async with opened(empty_store) as desk:
        await desk.press("enter")
        assert "! ≠ 채널에서는 결제완료" in desk.text()


class Lines(App[None]):
    """One line in a terminal of its own."""

    def compose(self) -> ComposeResult:
        yield OneLine()


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (21, "가나   다라   마바 사"),
        (19, "가나  다라  마바 사"),
        (17, "가나 다라 마바 사"),
        (16, "가나 다라 마… 사"),
    ],
)
async def test_the_gaps_of_a_line_give_way_before_its_words(width: int, shown: str) -> None:
    async with Lines().run_test(size=(width, 2)) as pilot:
        line = pilot.app.query_one(OneLine)
        line.show(Text("가나   다라   마바"), Text("사"))
        assert line.render().plain == shown


async def test_sections_are_cards_with_items_parcel_and_next_step(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, SPLIT)
        text = desk.text()
    assert "S1  ◦ 상품준비" in text
    assert "다음: 배송대기 처리 (.1)" in text
    assert "S2  ▸ 배송중  CJ 5218 5312 3452" in text
    assert "9-3     감귤 5kg" in text
    assert "송장 입력 09-19" in text


async def test_the_next_step_of_what_is_not_paid_is_to_confirm_the_deposit(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, UNPAID)
        assert "다음: 입금 확인 (." in desk.text() and "결제대기 주문입니다" not in desk.text()


async def test_holds_stand_on_their_section(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, 1)
        assert "! 배송보류: 재고 확인 (김영희" in desk.text()


async def test_money_is_derived_line_by_line(shop_store: Store) -> None:
    async with opened(shop_store, size=(140, 40)) as desk:
        await open_at(desk, 4)
        money = [line.split("결제정보 ─")[-1] for line in desk.text().split("\n")]
    text = "\n".join(money)
    assert "주문금액              40,000" in text
    assert "= 판매가 × 수량, 입금 전 취소 제외" in text
    assert "배송비                 3,000" in text
    assert "최종 실결제금액       43,000" in text


async def test_the_timeline_has_tabs_by_digit_and_can_be_hidden(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, MEMOS)
        assert "오후 2시 이후" in desk.text()
        assert "주문 생성" in desk.text()
        await desk.press("2")
        assert "주문 생성" not in desk.text()
        await desk.press("3")
        assert "통화함" not in desk.text()
        await desk.press("ㅅ", "ㅅ")  # below, then hidden
        assert "1 전체" not in desk.text()
        await desk.press("t")
        assert "주문 생성" in desk.text()


async def test_brackets_go_through_the_list_and_esc_returns_to_the_order_shown(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, 0)
        await desk.press("left_square_bracket")
        assert "목록의 첫 주문입니다" in desk.told
        await desk.press("right_square_bracket", "right_square_bracket")
        assert "202609210000003" in desk.row(0)
        await desk.press("ㅂ")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.grid.number == "202609210000003"


async def test_an_order_that_left_the_list_does_not_make_the_next_one_be_skipped(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3")
        await open_at(desk, 0)
        ship_by_hand(shop_store, 3)
        await desk.press("right_square_bracket")
        assert "202609210000004" in desk.row(0)


def ship_by_hand(store: Store, order_id: int) -> None:
    """The order steps back to 상품준비."""
    with store.unit(SELLER, NOW) as unit:
        before = unit.orders([order_id])[0]
        after = builders.do(before, "back", before.sections[0].n)
        unit.save([(before, after)], [NewEvent(order_id, "back", 1, NOW, SELLER, ())])


async def test_what_others_change_appears(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, 2)
        assert "▹ 배송대기" in desk.text()
        ship_by_hand(shop_store, 3)
        assert isinstance(desk.screen, OrderDetail)
        desk.screen.poll()
        await desk.settle()
        assert "◦ 상품준비" in desk.text()


async def test_processing_takes_the_section_of_the_cursor_or_the_marked_ones(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    async def note(screen: object, ids: list[int], only: object, *more: object) -> None:
        given.append((ids, only))

    monkeypatch.setattr(flow, "process", note)
    async with opened(shop_store) as desk:
        await open_at(desk, SPLIT)
        await desk.press("down", "down", "full_stop")
        await desk.press("ctrl+home", "space", "space", "full_stop")
    assert given == [([9], {(9, 2)}), ([9], {(9, 1), (9, 2)})]


async def test_tracking_numbers_are_for_the_section_of_the_cursor_or_the_marked_ones(
    shop_store: Store,
) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, SPLIT)
        await desk.press("down", "down", "f4", "1")
        assert "202609210000009-S2" in desk.text()
        assert "202609210000009-S1" not in desk.text()
        await desk.press("escape", "ctrl+home", "space", "space", "ㅑ", "1")
        assert "202609210000009-S1" in desk.text()
        assert "202609210000009-S2" in desk.text()


async def test_the_palette_acts_on_the_section_of_the_cursor_only(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, SPLIT)
        await desk.press("f2", *"배송완료", "enter")
        assert desk.told == ["배송완료 처리 · 단계를 건너뛸 수 없습니다"]
        await desk.press("escape", "down", "down", "f2", *"배송완료", "enter")
        assert "배송완료 처리 · 미리보기" in desk.text()
        assert "섹션 1 ·" in desk.text()
        await desk.press("enter")
        assert "202609210000009-S2" in desk.text()
        assert "202609210000009-S1" not in desk.text()


async def test_nothing_to_track_is_said(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, 6)
        await desk.press("f4", "1")
        assert any("송장을 넣을 수 없습니다: S1" in told for told in desk.told)


async def test_what_needs_attention_stands_on_the_order(empty_store: Store) -> None:
    base = builders.order()
    late = replace(base.sections[0], delay_until=NOW + 86_400, delay_note="입고 대기", label_stale=True)
    paid = tuple(replace(entry, assumed=True) for entry in base.entries)
    fill(empty_store, [replace(base, sections=(late,), entries=paid)])
    async with opened(empty_store, size=(120, 30)) as desk:
        row = desk.row(4)
        assert "~" in row
        assert "지연 " in row
        await open_at(desk, 0)
        text = desk.text()
    assert "! 결제 추정" in text
    assert re.search(r"! 발송지연 20\d\d-\d\d-\d\d까지", text)
    assert "입고 대기" in text
    assert "! 라벨 옛 주소" in text


async def test_the_search_key_goes_back_to_the_list(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, 0)
        await desk.press("slash", "가")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.row(2).startswith(" / 가")


async def test_a_long_order_scrolls_at_eighty_columns(empty_store: Store) -> None:
    lines = [builders.line(n, name=f"상품 {n:02}") for n in range(1, 31)]
    fill(empty_store, [builders.order(*lines)])
    async with opened(empty_store, size=(80, 24)) as desk:
        await open_at(desk, 0)
        assert "상품 01" in desk.text()
        await desk.press("ctrl+end")
        assert "최종 실결제금액" in desk.text()
        assert "주문 생성" not in desk.text()
        await desk.press("t")
        assert "주문 생성" in desk.text()
        await desk.press("ctrl+home")
        assert "상품 01" in desk.text()


async def test_copying_takes_the_order_number(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await open_at(desk, 0)
        await desk.press("ctrl+c")
        assert desk.app.clipboard == "202609210000001"


async def test_a_long_name_is_cut_before_its_option(empty_store: Store) -> None:
    option = "색상: 그레이 / 사이즈: XL"
    long = builders.line(1, name="아주 길게 이름을 지은 오버핏 반팔 티셔츠 여름 한정판", option=option)
    fill(empty_store, [builders.order(long)])
    async with opened(empty_store, size=(120, 30)) as desk:
        await open_at(desk, 0)
        (shown,) = (line for line in desk.text().splitlines() if "아주 길게" in line)
        assert f"… / {option}" in shown
        assert re.search(r"XL +1개 +10,000", shown)


async def test_what_is_still_to_be_paid_stands_in_the_heading_of_a_closed_order(empty_store: Store) -> None:
    now = builders.do(builders.order(state=S.DELIVERED), "exchange", reason="ETC")
    for verb in ("pickup", "pickup-done"):
        now = builders.do(now, verb)
    now = builders.do(now, "approve", fee="6000")
    now = builders.do(now, "track", 2, courier="CJ", number="1", to="ship")
    now = builders.do(now, "deliver", 2)
    fill(empty_store, [now])
    async with opened(empty_store) as desk:
        await open_at(desk, 0)
        assert "부분반품   거래종료   받을 돈 6,000   자사몰" in desk.row(0)


async def test_what_was_done_comes_into_view_in_a_timeline_that_nobody_reads(shop_store: Store) -> None:
    async with opened(shop_store, size=(120, 30)) as desk:
        await open_at(desk, SPLIT)
        detail = desk.screen
        assert isinstance(detail, OrderDetail) and detail.timeline is not None
        await desk.press("tab", *["down"] * 2)
        read = detail.timeline.current
        await desk.press("tab", "full_stop", "1", "ctrl+s")
        assert detail.timeline.current is not None and detail.timeline.current.words.ko == "배송대기"
        await desk.press("tab", *["down"] * 3)
        assert detail.timeline.current == read


async def test_the_cursor_goes_to_the_section_that_a_dialog_made(empty_store: Store) -> None:
    two = builders.line(1, 2), builders.line(2, 1)
    fill(empty_store, [builders.order(*two, state=S.DELIVERED)])
    async with opened(empty_store, size=(120, 36)) as desk:
        await open_at(desk, 0)
        await desk.press("down", "plus", "full_stop", "0", "7", "8", "ctrl+s", "ctrl+s")
        assert desk.row(35).startswith(" S2   . 처리")
        with empty_store.unit(SELLER, NOW) as unit:  # somebody else
            (before,) = unit.orders([1])
            after = builders.do(before, "return", reason="BROKEN", items="2:1")
            unit.save([(before, after)], [NewEvent(1, "return", 1, NOW, SELLER, ())])
        await desk.press("f5")
        assert "S3  ↺ 반품접수" in desk.text() and desk.row(35).startswith(" S2   . 처리")


async def test_the_timeline_folds_at_the_width_that_its_bar_leaves() -> None:
    class Alone(App[None]):
        CSS = "TimelineList { height: 10; }"

        def compose(self) -> ComposeResult:
            yield TimelineList()

    words, letters = Word("메모", "Memo"), "abcdefghij" * 12
    entries = [TimelineLine(NOW, SELLER, words, None, letters) for _ in range(20)]
    async with Alone().run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        timeline = pilot.app.query_one(TimelineList)
        timeline.tell(entries, "ko")
        await pilot.pause()
        assert timeline.show_vertical_scrollbar
        drawn = "".join(timeline.render_line(y).text.strip() for y in range(10))
        assert letters in drawn


def test_a_deposit_that_came_is_told_as_a_payment_and_not_as_asked_for() -> None:
    asked, look = builders.asked(51_600), Look(*[Style()] * 4)
    came = replace(builders.paid(51_600, asked.method, 2), follows=1)
    waits, paid = (
        [str(told) for told in payment_lines(replace(order(), entries=entries), "ko", look)]
        for entries in ((asked,), (asked, came))
    )
    assert "결제대기 · 결제 요청 51,600" in waits[0]
    assert "결제완료 · 결제 51,600" in paid[0]
