"""What was ugly in the lists of the gallery's pictures, and must not be so again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.constants import DIM_FACTOR
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Input

from orderdesk.core.domain.day_close import CourierLine
from orderdesk.core.domain.drafts import Draft
from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.words import Word
from orderdesk.core.files.day_page import channel_text
from orderdesk.core.services.browsing import Listed
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.store.engine import Store
from orderdesk.screens.combining import CombiningScreen
from orderdesk.screens.day import DayScreen
from orderdesk.screens.dialogs.api_keys import ApiKeysDialog, KeyDialog
from orderdesk.screens.dialogs.base import digits_hint
from orderdesk.screens.dialogs.columns import within
from orderdesk.screens.dialogs.connections import ConnectionsDialog
from orderdesk.screens.dialogs.contracts import ContractsDialog
from orderdesk.screens.dialogs.fees import FeesDialog
from orderdesk.screens.dialogs.filter_groups import GroupsDialog
from orderdesk.screens.dialogs.find_goods import FindGoods
from orderdesk.screens.dialogs.flow import carry_out
from orderdesk.screens.dialogs.macros import MacrosDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.guide import GuideScreen
from orderdesk.screens.jobs import JobsScreen
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.outbox import OutboxScreen
from orderdesk.screens.work import start
from orderdesk.themes import READABLE, contrast
from orderdesk.widgets.columns import between
from orderdesk.widgets.draft_text import Entry, entry_line
from orderdesk.widgets.file_preview import preview
from orderdesk.widgets.grid_layout import Placed, cell, lending
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.look import look_of
from orderdesk.widgets.one_line import Chips
from orderdesk.widgets.order_grid import OrderGrid
from orderdesk.widgets.order_text import order_heading
from tests.domain.builders import NOW, order
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.test_combining import bought
from tests.screens.test_looks import THEMES

UNTOLD = dict.fromkeys(("pay_status", "hold", "remote", "channel_state"))


def dim(strip: Strip) -> bool:
    return any((each.style or Style()).dim for each in strip if each.text.strip())


@pytest.mark.parametrize("theme", THEMES)
async def test_quiet_text_is_plain_on_the_ground_of_the_cursor(shop_store: Store, theme: str) -> None:
    async with opened(shop_store, theme=theme) as desk:
        await desk.press("apostrophe", "7", "escape")
        lines = desk.screen.query_one(LineList)
        here, other = lines.cursor, lines.cursor - 1
        assert [dim(lines.render_line(y)) for y in (here, other)] == [False, True]
        await desk.press("7")
        assert lines.screen is not desk.screen
        assert [dim(lines.render_line(y)) for y in (here, other)] == [False, True], "behind a dialog"


async def test_a_marked_row_has_no_accent_on_the_ground_of_the_cursor(shop_store: Store) -> None:
    async with opened(shop_store, cursor="bar") as desk:
        grid = desk.screen.query_one(OrderGrid)
        await desk.press("space", "up", "space", "up")
        inks = [{(each.style or Style()).color for each in grid.render_line(y)} for y in (1, 3)]
        assert len({frozenset(each) for each in inks}) == 1, "a row with the cursor as one that is not marked"


async def test_between_a_line_and_the_bar_beside_it_a_cell_is_free(shop_store: Store) -> None:
    async with opened(shop_store, (80, 15)) as desk:
        await desk.app.push_screen(FeesDialog())
        await desk.settle()
        lines = desk.screen.query_one(LineList)
        for count, padding, end in ((99, 0, "xx "), (99, 1, "xx "), (1, 0, "xxx")):
            lines.styles.padding = (0, padding)
            lines.show(count, lambda index, width: Text("x" * width))
            await desk.settle()
            drawn = lines.render_line(0)
            assert drawn.text.endswith(end)
            assert drawn.cell_length == lines.scrollable_content_region.width


async def test_only_the_list_in_front_has_the_bright_cursor(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", "7", "escape")
        below = desk.screen.query_one(LineList)
        before = below.render_line(below.cursor)
        await desk.press("7")
        assert below.render_line(below.cursor) != before
        await desk.press("escape")
        assert below.render_line(below.cursor) == before


def refused(desk: DeskDriver) -> dict[str, bool]:
    """What the hint line offers, by key, and whether it can't be done."""
    return {hint.key: hint.reason is not None for hint in desk.screen.query_one(HintBar)._line[0]}


EMPTY: dict[str, tuple[Callable[[], Screen[Any]], set[str]]] = {
    "keys": (ApiKeysDialog, {"-"}),
    "connections": (ConnectionsDialog, {"-", "Enter", "Space"}),
    "contracts": (ContractsDialog, {"-", "Space"}),
    "groups": (lambda: GroupsDialog(["status=PAID"]), {"Enter", "Del"}),
    "macros": (MacrosDialog, {"Enter", "F6", "Del"}),
    "combining": (CombiningScreen, {"Enter", "Space", "F4", "Del"}),
    "outbox": (OutboxScreen, {"Enter", "!", "Del"}),
    "day": (DayScreen, {"Enter"}),
    "jobs": (JobsScreen, {"Enter", "!", ">", "F3", "F8", "Ctrl+Z"}),
}


@pytest.mark.parametrize("place", EMPTY)
async def test_what_an_empty_list_has_nothing_for_is_dimmed(empty_store: Store, place: str) -> None:
    fill(empty_store, [])
    made, wanted = EMPTY[place]
    async with opened(empty_store, (160, 24)) as desk:
        await desk.app.push_screen(made())
        await desk.settle()
        dead = refused(desk)
        assert {key for key, is_so in dead.items() if is_so} == wanted
        assert desk.screen.query_one(LineList).count == 0
        if isinstance(desk.screen, ListScreen):
            assert [*dead.values()] == sorted(dead.values()), "what can't be done stands last"


async def test_keys_that_say_nothing_on_the_line_of_the_cursor_are_dimmed_in_their_place(
    empty_store: Store,
) -> None:
    fill(empty_store, [bought(1), bought(2), bought(3, line2="102호")])
    async with opened(empty_store) as desk:
        await desk.press("left_parenthesis")
        on_heading = refused(desk)
        assert [key for key, is_so in on_heading.items() if is_so] == ["Del"]
        await desk.press("down")
        on_order = refused(desk)
        assert list(on_order) == list(on_heading) and not any(on_order.values())
        await desk.press("2")
        assert {key for key, is_so in refused(desk).items() if is_so} == {"F4", "Space"}


async def test_the_switch_of_bank_transfers_is_no_account_to_delete(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("apostrophe", "1")
        assert refused(desk)["-"]
        await desk.press("down")
        assert not refused(desk)["-"]


async def test_what_is_missing_of_an_order_by_hand_is_found_where_it_is_called_so(empty_store: Store) -> None:
    fill(empty_store, [])
    async with opened(empty_store) as desk:
        await desk.press("left_curly_bracket", "1")
        assert "구매자 이름: 필요합니다 · 외" in desk.text() and refused(desk)["-"]


@pytest.mark.parametrize(("count", "digits"), [(1, "1"), (3, "1–3"), (9, "1–9"), (20, "1–9")])
def test_the_hint_of_digits_names_those_that_there_are(count: int, digits: str) -> None:
    assert digits_hint("고르기", count).key == digits


async def test_a_setting_that_is_picked_from_a_list_shows_what_holds_now(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.app.push_screen(PickDialog("언어", [Word("한국어", ""), Word("English", "")], at=1))
        await desk.settle()
        assert "1   ○ 한국어" in desk.text() and "2   ● English" in desk.text()
        assert "1–2" in refused(desk)


async def test_a_form_says_for_which_orders_it_is_and_how_to_choose(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("2", "space", "space")
        start(desk.screen, carry_out(desk.screen, "hold", [1, 2]))
        await desk.settle()
        assert "배송보류 · 2건" in desk.text() and "1–6" in refused(desk)
        await desk.press("escape")
        start(desk.screen, carry_out(desk.screen, "hold", [1]))
        await desk.settle()
        assert re.search(r"배송보류 · \d{15} ", desk.text())


async def test_an_empty_shop_offers_nothing_that_needs_an_order(empty_store: Store) -> None:
    fill(empty_store, [])
    async with opened(empty_store, (200, 24)) as desk:
        assert not {"Ctrl+Z", "(", ")", "F7", ",", "."} & refused(desk).keys()
    fill(empty_store, [bought(1)])
    async with opened(empty_store, (200, 24)) as desk:
        await desk.press("slash")
        await desk.type("없는사람")
        await desk.press("enter")
        assert {"Ctrl+Z", "("} <= refused(desk).keys() and not {")", "F7", ","} & refused(desk).keys()
        assert "Esc 검색 지우기" in desk.text() and "0 전체 탭" not in desk.text()
        await desk.press("2")
        assert "Esc 검색 지우기 · 0 전체 탭" in desk.text()


async def test_a_new_key_can_be_copied_and_says_what_it_is(empty_store: Store) -> None:
    async with opened(empty_store, (80, 24)) as desk:
        await desk.app.push_screen(KeyDialog("이지어드민", "od_secret"))
        await desk.settle()
        assert "API 키 · 이지어드민" in desk.text() and "Ctrl+C 복사" in desk.text()


def test_blanks_keep_what_stands_at_the_end_off_the_edge() -> None:
    assert between("name", "on ", 12).plain == "name     on "
    assert between("name", "on", 12).plain == "name      on"


@pytest.mark.parametrize("width", range(8, 50))
def test_a_number_in_the_preview_of_a_file_is_whole_or_not_there(width: int) -> None:
    kinds = (Kind.TEXT, Kind.WON, Kind.COUNT, Kind.TEXT)
    form: Any = SimpleNamespace(headers=("이름", "금액", "수량", "메모"), kinds=kinds, merge=False, merged=())
    head, row = preview(form, [[["쌀", 34_900, 12, "문 앞"]]], 1, 0, width).plain.split("\n")
    assert len(row) <= width >= len(head)
    numbers = [each for each in row.replace("│", " ").split() if each.isdecimal()]
    assert numbers == ["34900", "12"][: len(numbers)]


def test_headers_that_begin_alike_differ_in_the_preview_of_a_file() -> None:
    heads = ("총 합계 할인금액", "총 합계 배송비", "총 합계 포인트 사용액")
    form: Any = SimpleNamespace(headers=heads, kinds=(Kind.WON,) * 3, merge=False, merged=())
    shown = [each.strip() for each in preview(form, [], 1, 0, 100).plain.split("│")]
    assert shown == ["총 합계 할인금액", "총 합계 배송비", "총 합계 포인트…", ""]


def test_of_one_channel_alone_no_number_is_told_twice() -> None:
    line = CourierLine("CJ", 2, 2, 2, 4, {Channel.OWN: 2})
    assert channel_text(line, "ko") == "모두 자사몰"
    both = CourierLine("CJ", 2, 3, 3, 4, {Channel.OWN: 2, Channel.NAVER: 1})
    assert channel_text(both, "ko").startswith("자사몰 2 · ")


async def test_the_first_steps_stand_below_each_other(empty_store: Store) -> None:
    async with opened(empty_store, (80, 24), lang="en") as desk:
        steps = [line for line in desk.text().split("\n") if "makes an order" in line or "imports an" in line]
        assert len({line.index(word) for line, word in zip(steps, ("imports", "makes"), strict=True)}) == 1


def test_a_delay_without_room_for_its_date_is_told_alone() -> None:
    row = Listed(1, 1, {"section": "상품준비", "delay_at": "2026-12-01T00:00:00+09:00"} | UNTOLD)
    wide, narrow = (cell(row, Placed("section", cells, False, ""), "ko").rstrip() for cells in (24, 18))
    assert wide.endswith("지연 12-01") and narrow.endswith("지연")


def test_a_place_without_room_is_left_out_whole() -> None:
    row = Listed(1, 1, UNTOLD | {"section": "반품접수", "delay_at": None, "remote": "도서산간"})
    wide, narrow = (cell(row, Placed("section", cells, False, ""), "ko").rstrip() for cells in (20, 15))
    assert wide.endswith("반품접수 도서산간") and narrow.endswith("반품접수")


@pytest.mark.parametrize(
    ("paid", "shown"),
    [(39_100, "◦ 상품준비 ▸ 배송중 보류   39,100"), (1_234_567, "◦ 상품준비 ▸ 배송중 보… 1,234,567")],
)
def test_states_take_the_blanks_before_a_short_amount(paid: int, shown: str) -> None:
    told = {"section": "상품준비, 배송중", "paid": paid, "assumed": False, "delay_at": None}
    row = Listed(1, 1, UNTOLD | told | {"hold": True})
    placed = [Placed("section", 20, False, ""), Placed("paid", 12, True, "")]
    columns = lending(row, placed, "ko")
    assert " ".join(cell(row, each, "ko") for each in columns) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("", "◦ 상품준비 ▸ 배송중 보류 지연 12-01 -        39,100"),
        ("644691299281", "◦ 상품준비 ▸ 배송중 보류 지연 644691299281   39,100"),
    ],
)
def test_states_take_the_blanks_of_a_tracking_number_as_well(number: str, shown: str) -> None:
    told = {"section": "상품준비, 배송중", "invoice": number, "paid": 39_100, "assumed": False}
    row = Listed(1, 1, UNTOLD | told | {"hold": True, "delay_at": "2026-12-01T00:00:00+09:00"})
    placed = [Placed("section", 21, False, ""), Placed("invoice", 22, False, ""), Placed("paid", 6, True, "")]
    assert " ".join(cell(row, each, "ko") for each in lending(row, placed, "ko")) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("-", "-         ~118,098,823"), ("644691299281", "644691299281 ~118,098…")],
)
def test_an_amount_without_room_takes_blanks_of_the_column_before_it(number: str, shown: str) -> None:
    row = Listed(1, 1, UNTOLD | {"invoice": number, "paid": 118_098_823, "assumed": True})
    placed = [Placed("invoice", 12, False, ""), Placed("paid", 9, True, "")]
    assert " ".join(cell(row, each, "ko") for each in lending(row, placed, "ko")) == shown


def weakest(desk: DeskDriver, y: int, signs: str) -> float:
    """The contrast of *signs* in a line of the screen: of the weakest of them."""
    strip = desk.screen._compositor.render_strips()[y]
    styles = [each.style or Style() for each in strip if signs in each.text]
    assert styles, strip.text
    found = []
    for style in styles:
        text, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
        found.append(contrast(text.blend(ground, 1 - DIM_FACTOR) if style.dim else text, ground))
    return min(found)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("keys", [("slash",), ("f1",), ("f2",), ("quotation_mark",), ("ctrl+g",)])
async def test_what_a_field_asks_for_can_be_read(
    shop_store: Store, theme: str, keys: tuple[str, ...]
) -> None:
    async with opened(shop_store, theme=theme) as desk:
        await desk.press(*keys)
        field = desk.screen.focused
        assert isinstance(field, Input) and not field.value and field.placeholder
        assert weakest(desk, field.region.y + field.region.height // 2, field.placeholder[2:5]) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
async def test_the_cross_of_a_condition_can_be_read(shop_store: Store, theme: str) -> None:
    async with opened(shop_store, theme=theme) as desk:
        await desk.search("section=상품준비")
        y = desk.screen.query_one(Chips).region.y
        assert weakest(desk, y, "×") >= READABLE


def test_of_an_order_made_for_the_buyer_the_address_is_whole() -> None:
    where = Draft(zip="18569", line1="경기도 화성시 동탄대로 149", line2="달빛타워 1205호")
    own = replace(
        where, buyer="홍길동", phone="010-0000-1234", receiver="홍길동", receiver_phone="010-0000-1234"
    )
    told = entry_line(Entry("way"), own, order(), "ko", 74).plain
    assert told.split("배송지")[1].strip() == "18569 경기도 화성시 동탄대로 149 달빛타워 1205호"
    assert (
        "이민준 · 010" in entry_line(Entry("way"), replace(own, receiver="이민준"), order(), "ko", 74).plain
    )


def test_a_number_of_the_sample_that_ends_before_the_edge_is_whole() -> None:
    row = Listed(1, 1, {"invoice": "644691299281"})
    (last,) = within([Placed("invoice", 14, False, "송장"), Placed("paid", 10, True, "")], 14)
    assert (cell(row, last, "ko"), last.width) == ("644691299281 ", 13)


async def test_the_rules_of_the_payment_stand_beside_their_sums_in_english(empty_store: Store) -> None:
    fill(empty_store, numbered(1))
    async with opened(empty_store, (160, 45), lang="en") as desk:
        await desk.press("enter")
        told = [line.split("  ")[-1].strip() for line in desk.text().splitlines() if "  = " in line]
        assert "= confirmed − refunded" in told
        assert not [line for line in desk.text().splitlines() if line.strip().startswith("= ")]


async def test_the_text_of_a_guide_keeps_off_the_bar_beside_it(shop_store: Store) -> None:
    async with opened(shop_store, (80, 24)) as desk:
        await desk.app.push_screen(GuideScreen("exchange"))
        await desk.settle()
        text, around = desk.screen.query_one("#text"), desk.screen.query_one("VerticalScroll")
        assert text.content_region.right < around.scrollable_content_region.right


async def test_what_is_found_stands_behind_a_blank_and_prices_below_each_other(empty_store: Store) -> None:
    fill_demo(empty_store, 1, 1, NOW)
    async with opened(empty_store, (80, 24)) as desk:
        await desk.app.push_screen(FindGoods("상품"))
        await desk.settle()
        lines = desk.screen.query_one(LineList)
        shown = [lines.render_line(y).text for y in range(3)]
        assert all(line[0] == " " and line[1] != " " for line in shown)
        assert not any(" · " in line[-14:] for line in shown)


async def test_beside_the_list_the_number_of_the_channel_has_its_name(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        sold = replace(order(), channel_number="2026-77")
        told = [order_heading(sold, "ko", look_of(desk.screen), between).plain for between in ("\n", "   ")]
    assert told[0].split("\n")[2] == "채널주문번호 2026-77"
    assert told[1].endswith("  2026-77") and "채널주문번호" not in told[1]
