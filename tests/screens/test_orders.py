from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.orders import Memo, Order
from orderdesk.core.domain.states import SectionState
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.stopping import Stopped
from orderdesk.screens import order_list
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs import flow
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.order_list import Choice, Listing
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, numbered, opened


async def test_the_desk_opens_on_all_orders_with_the_counts_of_the_tabs(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert "orderdesk · 우리상점" in desk.row(0)
        assert "김영희" in desk.row(0)
        assert "▌0 전체 9▐" in desk.row(1)
        assert "3 배송대기 2" in desk.row(1)
        assert desk.grid.numbers == [f"20260921{n:07}" for n in range(1, 10)]
        assert desk.row(29).endswith("1/9")


async def test_a_row_tells_states_and_flags_by_words_and_glyphs(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        unpaid, held, island = (desk.row(y) for y in (4, 5, 6))
    assert "◦ 상품준비 미입금" in unpaid
    assert "◦ 상품준비 보류" in held
    assert "▹ 배송대기 도서산간" in island


@pytest.mark.parametrize("down", ["down", "j", "ㅓ"])
@pytest.mark.parametrize("up", ["up", "k", "ㅏ"])
async def test_the_cursor_moves_in_english_and_korean_mode(shop_store: Store, down: str, up: str) -> None:
    async with opened(shop_store) as desk:
        await desk.press(down, down, up)
        assert desk.grid.widget.cursor == 1


async def test_a_whole_syllable_means_the_keys_it_was_typed_with(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("ㅓ", "허")  # g goes to the top, j one down
        assert desk.grid.widget.cursor == 1


async def test_digits_brackets_and_clicks_choose_tabs(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3")
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]
        await desk.press("right_square_bracket")
        assert len(desk.grid.numbers) == 2  # 배송중: one of them shipped in part
        await desk.press("left_square_bracket", "left_square_bracket")
        assert "▌2 상품준비" in desk.row(1)
        await desk.pilot.click("TabStrip", offset=(5, 0))
        await desk.settle()
        assert "▌0 전체 9▐" in desk.row(1)


async def test_a_click_moves_the_cursor_and_a_double_click_opens(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.pilot.click("OrderGrid", offset=(10, 5))
        await desk.settle()
        assert desk.grid.widget.cursor == 4
        await desk.pilot.click("OrderGrid", offset=(10, 2), times=2)
        await desk.settle()
        assert isinstance(desk.screen, OrderDetail)
        assert "202609210000002" in desk.row(0)


async def test_searching_while_typing_finds_a_buyer(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("slash")
        await desk.type("남궁")
        assert desk.grid.numbers == ["202609210000003"]
        await desk.press("enter")
        assert desk.grid.widget.has_focus
        await desk.press("escape")
        assert len(desk.grid.numbers) == 9


async def test_a_search_in_english_mode_finds_the_name_and_says_so(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.search("skarndalstn")
        assert desk.grid.numbers == ["202609210000003"]
        assert "= 남궁민수" in desk.row(2)
        await desk.search("남궁")
        assert "= " not in desk.row(2)


async def test_conditions_in_the_search_are_chips_and_bad_ones_are_said(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.search("section=배송대기")
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]
        assert "섹션상태 배송대기 ×" in desk.row(2)
        await desk.search("section=없는상태")
        assert "! 없는상태" in desk.row(2)


async def test_letters_typed_into_the_search_do_nothing_else(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("slash")
        await desk.type("q1ㅂ")
        assert desk.text().count("q1ㅂ") == 1
        assert "▌0 전체" in desk.row(1)


async def test_marks_are_counted_with_sections_and_won(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.grid.mark(1, 8)
        assert desk.row(29).startswith(" 선택 2건 · 섹션 3 · 60,000원")
        assert desk.row(5).startswith(" ✓")
        await desk.press("escape")
        assert not desk.grid.widget.marks


async def test_marking_extends_inverts_and_takes_the_screen(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("shift+down", "shift+down")
        assert len(desk.grid.widget.marks) == 3
        await desk.press("exclamation_mark")
        assert len(desk.grid.widget.marks) == 6
        await desk.press("minus")
        assert not desk.grid.widget.marks
        await desk.press("plus")
        assert len(desk.grid.widget.marks) == 9


async def test_marking_all_holds_the_orders_of_this_moment(empty_store: Store) -> None:
    ids = fill(empty_store, numbered(200))
    async with opened(empty_store) as desk:
        await desk.press("asterisk")
        assert desk.grid.widget.marks == set(ids)
        with empty_store.unit(SELLER, NOW) as unit:
            unit.insert([replace(numbered(1)[0], number="202609220000001", placed_at=NOW)])
        await desk.press("f5")
        assert desk.grid.widget.total == 201
        assert desk.grid.widget.marks == set(ids)


async def test_marks_that_a_tab_or_search_hides_are_dropped_and_that_is_said(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.grid.mark(1, 2)
        await desk.press("3")
        assert desk.grid.widget.marks == {3}
        assert "보이지 않게 된 선택 1건을 풀었습니다" in desk.told


async def test_a_long_list_is_read_in_windows_and_shows_its_end(empty_store: Store) -> None:
    fill(empty_store, numbered(700))
    async with opened(empty_store) as desk:
        assert sum(1 for _ in desk.grid.widget.cache) < 300
        await desk.press("ctrl+end")
        assert desk.grid.number == "202609210000700"
        assert desk.grid.numbers[-1] == "202609210000700"
        await desk.press("pageup", "ctrl+home")
        assert desk.grid.number == "202609210000001"


async def test_rows_that_are_not_there_yet_are_shown_as_such(empty_store: Store) -> None:
    fill(empty_store, numbered(700))
    async with opened(empty_store) as desk:
        desk.grid.widget.go_to(399)
        await desk.pilot.app.animator.wait_for_idle()
        assert desk.grid.widget.cache.get(399) is None
        assert "400 …" in "".join(
            s.text for s in desk.grid.widget.render_line(desk.grid.widget.size.height - 1)
        )


async def test_what_others_change_appears_and_the_cursor_stays_on_its_order(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("down", "down")
        add_order(shop_store, replace(numbered(1)[0], number="202609220000001", placed_at=NOW))
        await poll(desk)
        assert desk.grid.numbers[0] == "202609220000001"
        assert desk.grid.number == "202609210000003"
        assert desk.grid.widget.cursor == 3
        assert "▌0 전체 10▐" in desk.row(1)
        rename(shop_store, 3, "남궁옥분")
        await poll(desk)
        assert "남궁옥분" in desk.text()


async def test_orders_of_an_import_come_in_above_and_the_cursor_stays_at_the_top(empty_store: Store) -> None:
    async with opened(empty_store) as desk:
        screen = desk.screen
        assert isinstance(screen, OrdersScreen)
        await desk.press("ctrl+e")
        for each in (2, 1):  # an import writes the oldest first, and the list looks in between
            add_order(empty_store, numbered(2)[each - 1])
            screen.poll()
            await desk.settle()
        await desk.press("escape")
        await poll(desk)
        assert (desk.grid.widget.cursor, desk.grid.number) == (0, "202609210000001")
        assert "1/2" in desk.row(29)
        await desk.press("down", "up")
        add_order(empty_store, replace(numbered(1)[0], number="202609220000001", placed_at=NOW))
        await poll(desk)
        assert desk.grid.number == "202609210000001", "once it was moved it stays on its order"


async def test_an_import_leaves_a_cursor_that_is_not_at_the_top_on_its_order(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("down", "ctrl+e")
        add_order(shop_store, replace(numbered(1)[0], number="202609220000001", placed_at=NOW))
        await desk.press("escape")
        await poll(desk)
        assert (desk.grid.widget.cursor, desk.grid.number) == (2, "202609210000002")


async def test_while_one_searches_the_hints_are_those_of_the_field(shop_store: Store) -> None:
    async with opened(shop_store, size=(80, 24)) as desk:
        assert "F4 송장" in desk.row(23)
        await desk.press("slash")
        assert desk.row(23).strip().startswith("Enter 목록으로   ↓ 아래 주문   Esc 닫기")
        assert "송장" not in desk.row(23) and "처리" not in desk.row(23)
        await desk.press("down")
        assert desk.grid.widget.cursor == 1 and "Enter 목록으로" in desk.row(23)
        await desk.type("없는사람")
        assert "Esc 지우기" in desk.row(23) and "↓" not in desk.row(23), "there is no order to go down to"
        await desk.press("escape")
        assert "Esc 닫기" in desk.row(23)
        await desk.press("escape")
        assert "F4 송장" in desk.row(23)
        await desk.press("slash", "enter")
        assert "F4 송장" in desk.row(23)


def add_order(store: Store, order: Order) -> None:
    with store.unit(SELLER, NOW) as unit:
        unit.insert([order])


def rename(store: Store, order_id: int, name: str) -> None:
    with store.unit(SELLER, NOW) as unit:
        before = unit.orders([order_id])[0]
        event = NewEvent(order_id, "address", None, NOW, SELLER, ())
        unit.save([(before, replace(before, buyer_name=name))], [event])


async def poll(desk: DeskDriver) -> None:
    screen = desk.screen
    assert isinstance(screen, OrdersScreen)
    screen.poll()
    await desk.settle()


async def test_an_empty_store_says_what_to_do(empty_store: Store) -> None:
    async with opened(empty_store) as desk:
        assert "아직 주문이 없습니다" in desk.text()
        assert "Ctrl+E  주문 엑셀을 불러옵니다" in desk.text()
        assert desk.row(-1).startswith(" Ctrl+E 불러오기") and "송장" not in desk.row(-1)


async def test_a_search_without_result_says_how_to_go_on(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.search("없는사람")
        assert "맞는 주문이 없습니다" in desk.text()
        await desk.press("enter", "full_stop")
        assert isinstance(desk.screen, OrdersScreen)


@pytest.mark.parametrize(
    ("columns", "seen", "hidden"),
    [
        (60, ["…10000001", "홍길동", "상품준비"], ["송장", "메모"]),
        (80, ["…0210000001"[-8:], "주문일", "결제금액"], ["배송지"]),
        (120, ["202609210000001", "송장", "메모"], ["받는 분"]),
        (160, ["202609210000001", "송장", "받는 분"], []),
    ],
)
async def test_every_width_shows_what_is_needed_first(
    shop_store: Store, columns: int, seen: list[str], hidden: list[str]
) -> None:
    async with opened(shop_store, size=(columns, 24)) as desk:
        text = desk.text().split("\n", 3)[3].rsplit("\n", 1)[0]
    assert all(word in text for word in seen)
    assert not any(word in text for word in hidden)


@pytest.mark.parametrize("size", [(59, 24), (80, 14)])
async def test_too_small_a_window_shows_one_sentence(shop_store: Store, size: tuple[int, int]) -> None:
    async with opened(shop_store, size=size) as desk:
        assert desk.text().strip() == "창을 60×15칸 이상으로 키워 주세요"
        await desk.press("full_stop")
        assert desk.text().strip() == "창을 60×15칸 이상으로 키워 주세요"
        await desk.pilot.resize_terminal(60, 15)
        await desk.settle()
        assert "주문처리" in desk.text()
        assert "F4" in desk.text()


async def test_columns_scroll_behind_the_order_number(shop_store: Store) -> None:
    async with opened(shop_store, size=(80, 24)) as desk:
        await desk.press("end")
        assert "배송지" in desk.row(3)
        assert "주문번호" in desk.row(3)
        assert "구매자" not in desk.row(3)
        await desk.press("home")
        assert "구매자" in desk.row(3)


async def test_copying_takes_the_cell_or_the_marked_rows(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("right", "right", "ctrl+c")
        assert desk.app.clipboard == "홍길동"
        await desk.grid.mark(0, 1)
        await desk.press("ㅛ")
        lines = desk.app.clipboard.split("\n")
    assert [each.split("\t")[0] for each in lines] == ["주문번호", "202609210000001", "202609210000002"]


@pytest.mark.parametrize(
    ("key", "called"), [("full_stop", "process"), ("f4", "tracking"), ("ㅑ", "tracking")]
)
async def test_dialogs_get_the_orders_chosen(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch, key: str, called: str
) -> None:
    given: list[list[int]] = []

    async def note(screen: object, ids: list[int], *more: Any) -> None:  # noqa: ANN401
        given.append(ids)

    monkeypatch.setattr(flow, called, note)
    async with opened(shop_store) as desk:
        await desk.press(key)
        await desk.grid.mark(1, 4)
        await desk.press(key)
    assert given == [[1], [5, 2]]


async def test_english_is_everywhere(shop_store: Store) -> None:
    async with opened(shop_store, lang="en") as desk:
        text = desk.text()
    assert "Order no." in text
    assert "Preparing unpaid" in text
    assert "Process" in text


async def test_hostile_names_neither_command_nor_colour_anything(empty_store: Store) -> None:
    hostile = "[/red] 쌀 \x1b]0;x\x07\x1b[2J‮=cmd|' /C calc'!A0 [@click=app.quit]x"
    first = numbered(1)[0]
    memo = Memo(1, f"{hostile}\n" + "긴 메모 " * 800, hostile, NOW)
    order = replace(first, buyer_name=hostile, lines=(replace(first.lines[0], name=hostile),), memos=(memo,))
    fill(empty_store, [order])
    async with opened(empty_store, size=(160, 30)) as desk:
        text = desk.text()
        assert "[/red] 쌀" in text
        assert not {"\x1b", "\x07", "‮"} & set(text)
        await desk.press("enter")
        assert "[@click=app.quit]x" in desk.text()
        assert not {"\x1b", "\x07", "‮"} & set(desk.text())


async def test_the_panel_follows_the_cursor(shop_store: Store) -> None:
    async with opened(shop_store, size=(160, 40)) as desk:
        await desk.grid.go_to(7)
        assert "오후 2시 이후" in desk.text()
        assert "받는 분  홍길동" in desk.text()


def test_the_shop_of_these_tests_is_sound(shop_store: Store) -> None:
    from orderdesk.core.domain.check import check

    with shop_store.reader() as conn:
        assert [finding for order in load_orders(conn, range(1, 10)) for finding in check(order)] == []


async def test_orders_that_were_processed_away_are_not_marked_any_more(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3", "space")
        assert desk.grid.widget.marks == {3}
        await desk.press("full_stop", "5", "ctrl+s")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.grid.numbers == ["202609210000004"]
        assert not desk.grid.widget.marks
        assert "▌3 배송대기 1▐" in desk.row(1)
        assert desk.row(2).endswith("1건")
        await desk.press("u", "ctrl+s")
        assert desk.grid.numbers == ["202609210000003", "202609210000004"]


async def test_what_an_undo_brings_back_is_seen_wherever_the_cursor_was(empty_store: Store) -> None:
    fill(empty_store, numbered(60, state=SectionState.READY))
    async with opened(empty_store, (80, 24)) as desk:
        await desk.press("3", "space", "space", "full_stop", "5", "ctrl+s")
        assert desk.grid.number == "202609210000003"
        await desk.press("u", "ctrl+s")
        assert desk.grid.numbers[:2] == ["202609210000001", "202609210000002"]
        assert desk.grid.number == "202609210000001"
        await desk.press("ctrl+end", "space", "full_stop", "5", "ctrl+s", "ctrl+home", "u", "ctrl+s")
        assert desk.grid.number == "202609210000060"
        await desk.press("space", "2")
        assert desk.grid.widget.cursor == 0


async def test_a_list_that_nobody_waits_for_any_more_is_stopped(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_list, stopped = order_list.read_list, []
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 4000000)"

    def read(desk: DeskContext, choice: Choice, *more: Any) -> Listing:  # noqa: ANN401
        if choice.text == "남":
            try:
                with desk.reader(more[-1]) as conn:
                    conn.execute(f"{counting} SELECT MAX(i) FROM n").fetchall()
            except Stopped:
                stopped.append(choice.text)
                raise
        return read_list(desk, choice, *more)

    monkeypatch.setattr(order_list, "read_list", read)
    async with opened(shop_store) as desk:
        screen = desk.app.screen
        assert isinstance(screen, OrdersScreen)
        screen.choose(text="남")
        screen.choose(text="남궁")
        await desk.settle()
        assert desk.grid.numbers == ["202609210000003"]
        screen.choose(text="")
        await desk.settle()
        assert len(desk.grid.numbers) == 9
    assert stopped == ["남"]


async def test_what_is_chosen_is_told_before_a_list_that_takes_long(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_list, go_on = order_list.read_list, threading.Event()

    def read(*asked: Any) -> Listing:  # noqa: ANN401
        assert go_on.wait(10)
        return read_list(*asked)

    async with opened(shop_store) as desk:
        monkeypatch.setattr(order_list, "read_list", read)
        screen = desk.app.screen
        assert isinstance(screen, OrdersScreen)
        screen.choose(tab=3)
        while "▌3 배송대기 2▐" not in desk.row(1):
            await desk.pilot.pause(0.02)
        assert len(desk.grid.numbers) == 9
        go_on.set()
        await desk.settle()
        assert len(desk.grid.numbers) == 2


async def test_a_filtered_list_is_shown_before_it_is_counted(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(empty_store, numbered(100))
    asked: list[OrdersScreen] = []

    def note(screen: OrdersScreen) -> None:
        asked.append(screen)

    async with opened(empty_store) as desk:
        monkeypatch.setattr(OrdersScreen, "action_reload", note)
        await desk.search("paid=0..")
        assert desk.row(29).endswith("1/64+")
        assert "64+건" in desk.row(2)
        assert asked
        monkeypatch.undo()
        asked[0].action_reload()
        await desk.settle()
        assert desk.row(29).endswith("1/100")
        assert "100건" in desk.row(2)
