from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.orders import Item
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.files.tracking_form import write_template
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs import flow, flow_undo
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.tracking_lines import (
    EntryLine,
    Pasted,
    courier_before,
    fill_in,
    read_pasted,
    tracking_rows,
)
from orderdesk.screens.help_topics import topic_of
from orderdesk.settings import Settings
from orderdesk.widgets.courier_input import CourierInput
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.number_input import NumberInput
from orderdesk.widgets.path_input import PathInput, as_path, complete, newest_first
from tests.domain.builders import HOME, line, order, section
from tests.screens.dialog_desk import Desk, desk_on, fill, numbered, orders_of
from tests.screens.sections import basket

GOOD = ("521853123451", "521853123462")


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


async def enter(desk: Desk, *texts: str) -> None:
    """Types each of *texts*, and Enter after it, as a scanner does."""
    for text in texts:
        await desk.write(text)
        await desk.press("enter")


def test_pasted_lines_may_name_section_courier_and_number() -> None:
    text = "A-S1\tCJ대한통운\t123\r\n\r\nA-S2, 456\n789\n"
    assert read_pasted(text) == [
        Pasted("A-S1", "CJ대한통운", "123"),
        Pasted("A-S2", "", "456"),
        Pasted("", "", "789"),
    ]


def test_numbers_alone_go_to_the_lines_in_order_and_names_to_their_own() -> None:
    lines = [EntryLine("A-S1"), EntryLine("A-S2"), EntryLine("B-S1")]
    pasted = [Pasted("", "", "1"), Pasted("B", "CJ", "2"), Pasted("C-S1", "", "3"), Pasted("", "", "4")]
    filled, lost = fill_in(lines, pasted, 0)
    assert [(line.target, line.number) for line in filled] == [
        ("A-S1", "1"), ("A-S2", "4"), ("B-S1", "2"), ("C-S1", "3"),
    ]  # fmt: skip
    assert lost == 0
    assert fill_in(lines, [Pasted("", "", "9")] * 2, 2)[1] == 1


def test_lines_become_rows_with_the_courier_chosen_for_all() -> None:
    rows = tracking_rows(
        [EntryLine("A-S1", number="1-2"), EntryLine("B"), EntryLine("C", number="3")], "CJ", "배송중"
    )
    assert [(r.row, r.section, r.order, r.courier, r.number, r.state) for r in rows] == [
        (0, "A-S1", "", "CJ", "12", "배송중"),
        (2, "", "C", "CJ", "3", "배송중"),
    ]


async def test_numbers_by_hand_go_line_by_line_and_ship(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, *GOOD)
        await desk.press("tab", "down", "space")
        assert "● 배송중으로" in desk.shown
        await desk.press("ctrl+s")
        assert "섹션 2 ·" in desk.shown
        assert "배송대기 → 배송중 · 택배사 CJ대한통운 · 송장번호 2가지 · 상태 변경 배송중" in desk.shown
        await desk.press("enter")
        assert "배송대기 → 배송중 · 홍길동 상품 1" in desk.shown
        assert f"송장 없음 → CJ대한통운 {GOOD[0]}" in desk.shown
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, PreviewDialog)
        await desk.press("ctrl+s")
        made = [each.sections[0] for each in orders_of(store, ids)]
        assert [(each.state, each.courier, each.tracking) for each in made] == [
            (S.SHIPPING, "CJ대한통운", GOOD[0]), (S.SHIPPING, "CJ대한통운", GOOD[1]),
        ]  # fmt: skip
        assert desk.app.told[-1].startswith("2건 송장 입력, 배송중 2건")


async def test_a_number_of_another_courier_is_warned_of_and_goes_when_it_is_taken_back(store: Store) -> None:
    sent = section(1, S.SHIPPING, courier="롯데택배", tracking=GOOD[0])
    first, second = numbered(2, state=S.READY)
    ids = fill(store, replace(first, sections=(sent,)), second)
    whose = f"다른 택배사로 이미 등록된 번호입니다 (롯데택배 {orders_of(store, ids)[0].number}-S1 배송중)"
    async with desk_on(store, size=(140, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids[1:]))
        await desk.press("1")
        await enter(desk, GOOD[0])
        assert f": {whose} ·" in desk.shown and "-S1의 새 번호 · 그대로면 Ctrl+S" in desk.shown
        await desk.press("ctrl+s")
        assert whose in desk.shown
        await desk.press("ctrl+s")
        assert orders_of(store, ids)[1].sections[0].tracking == GOOD[0]
        await desk.start(flow_undo.undo)
        assert "송장번호 1개가 지워집니다" in desk.shown
        await desk.press("ctrl+s")
        await desk.start(partial(flow_undo.undo, redo=True))
        assert "작업 2 다시 하기 · 작업 1 되돌리기" in desk.shown
        assert "송장번호 1개가 돌아옵니다" in desk.shown


async def test_the_preview_counts_what_is_odd_about_several_numbers(store: Store) -> None:
    sent = section(1, S.SHIPPING, courier="롯데택배", tracking=GOOD[0])
    first, *others = numbered(3, state=S.READY)
    ids = fill(store, replace(first, sections=(sent,)), *others)
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids[1:]))
        await desk.press("1")
        await enter(desk, *GOOD[:2])
        await desk.press("ctrl+s")
        assert "송장번호 1개: 다른 택배사로 이미 등록된 번호입니다" in desk.shown


async def test_a_line_keeps_buyer_and_goods_and_warns_of_an_odd_number(store: Store) -> None:
    red = order(replace(line(), option="빨강"))
    ids = fill(store, *(replace(red, number=f"2026092100000{n:02}") for n in (1, 2)))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        assert "202609210000001-S1의 번호" in desk.shown
        await desk.write("301234567890")
        await desk.press("enter")
        assert "⚠ 202609210000001-S1: 송장번호의 검증 숫자가 맞지 않습니다" in desk.shown
        (row,) = (row for row in desk.shown.splitlines() if "0001-S1 " in row)
        assert "⚠ 202609210000001-S1" in row and "301234567890" in row
        assert "홍길동 상품 1 / 빨강" in row and "검증 숫자" in row
        await desk.write(GOOD[1])
        await desk.press("enter")
        assert "⚠ 1건 확인 · Ctrl+S" in desk.shown


async def test_sections_that_take_no_number_are_said_with_those_that_do(store: Store) -> None:
    parts = [section(1, S.EXCHANGED), section(2, S.READY)]
    two = order(line(1), line(2), sections=parts, items=[Item(1, 1, 1, 1), Item(2, 2, 2, 1)])
    (made,) = fill(store, two)
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, [made], frozenset({(made, 1)})))
        await desk.press("1")
        assert desk.app.told == ["송장을 넣을 수 없습니다: S1 교환완료 · 송장을 넣을 섹션: S2"]
        assert desk.app.screen.id == "_default"


async def test_a_number_without_a_section_is_not_swallowed(store: Store) -> None:
    ids = fill(store, *numbered(1))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, []))
        await desk.press("1")
        await desk.write(GOOD[0])
        await desk.press("enter")
        assert "섹션이 없습니다 (섹션번호,송장번호)" in desk.shown
        await desk.write(f"202609210000001-S1,{GOOD[0]}")
        await desk.press("enter", "ctrl+s", "ctrl+s")
        assert orders_of(store, ids)[0].sections[0].tracking == GOOD[0]


async def test_a_number_that_still_stands_in_its_field_is_meant_too(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        assert "0건 미리보기" in desk.shown
        await desk.write(GOOD[0])
        assert "0건 미리보기" not in desk.shown and "미리보기" in desk.shown
        await desk.press("ctrl+s")
        assert "섹션 1 ·" in desk.shown
        await desk.press("ctrl+s")
        assert orders_of(store, ids)[0].sections[0].tracking == GOOD[0]


async def test_the_line_of_the_cursor_is_told_of_before_another_that_is_refused(store: Store) -> None:
    sent = section(1, S.SHIPPING, courier="롯데택배", tracking=GOOD[0])
    first, *others = numbered(3, state=S.READY)
    ids = fill(store, replace(first, sections=(sent,)), *others)
    async with desk_on(store, size=(140, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids[1:]))
        await desk.press("1")
        await enter(desk, "123")
        assert desk.shown.count("너무 짧습니다") == 2, "told above, and on its line"
        await enter(desk, GOOD[0])
        assert desk.shown.count("너무 짧습니다") == 1 and "⚠ 202609210000003-S1: 다른 택배사로" in desk.shown


async def test_sections_that_have_their_number_go_out_with_it_once_a_state_is_chosen(store: Store) -> None:
    sent = section(1, S.PREPARING, courier="롯데택배", tracking=GOOD[0])
    first, second = numbered(2, state=S.PREPARING)
    ids = fill(store, replace(first, sections=(sent,)), second)
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1", "ctrl+s")
        assert "번호가 이미 있는 섹션은 배송중으로" in desk.shown and "번호 있음" in desk.shown
        await desk.press("tab", "down", "space")
        assert "1건 미리보기" in desk.shown and "2-S1의 번호" in desk.shown, "the next that lacks one"
        await desk.press("shift+tab", "up")
        assert "S1의 새 번호 · 그대로면 Ctrl+S" in desk.shown
        await desk.press("ctrl+s")
        assert "상품준비 → 배송중" in desk.shown and "송장번호" not in desk.shown.split("미리보기")[1]
        await desk.press("ctrl+s")
        shipped, left = orders_of(store, ids)
        assert shipped.sections[0].state is S.SHIPPING and shipped.sections[0].courier == "롯데택배"
        assert left.sections[0].state is S.PREPARING


async def test_a_number_that_is_being_typed_is_not_lost_by_one_esc(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await desk.write("5218")
        await desk.press("escape")
        assert "한 번 더" in desk.app.told[-1] and "5218" in desk.shown
        await desk.press("escape")
        assert "송장 등록" not in desk.shown


async def test_a_bad_number_is_heard_and_said_on_its_line(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await desk.write("123")
        await desk.press("enter")
        assert "송장번호가 너무 짧습니다" in desk.shown
        await desk.press("escape")
        assert "한 번 더" in desk.app.told[-1]
        assert "송장 등록" in desk.shown
        await desk.press("escape")
        assert "송장 등록" not in desk.shown
        assert orders_of(store, ids)[0].sections[0].tracking is None


async def test_without_a_default_courier_it_is_asked_first_and_its_name_suggested(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        desk.app.desk = replace(desk.app.desk, settings=Settings(default_courier=""))
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await desk.write("한진")
        await desk.press("right", "enter")
        await desk.write(GOOD[0])
        await desk.press("enter", "ctrl+s", "ctrl+s")
        assert orders_of(store, ids)[0].sections[0].courier == "한진택배"


async def test_the_courier_that_was_entered_last_stands_there_the_next_time(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        desk.app.desk = replace(desk.app.desk, settings=Settings())
        for which, typed in ((ids[:1], ("한진", GOOD[0])), (ids[1:], (GOOD[1],))):
            await desk.start(partial(flow.tracking, ids=which))
            await desk.press("1")
            await enter(desk, *typed)
            await desk.press("ctrl+s", "ctrl+s")
        assert [each.sections[0].courier for each in orders_of(store, ids)] == ["한진택배", "한진택배"]


async def test_a_couriers_name_where_the_number_goes_is_the_courier_from_there_on(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, "한진", GOOD[0])
        assert desk.app.screen.query_one("#courier", KoreanInput).value == "한진택배"
        await desk.press("ctrl+s", "ctrl+s")
        section = orders_of(store, ids)[0].sections[0]
        assert (section.courier, section.tracking) == ("한진택배", GOOD[0])


@pytest.mark.parametrize(
    ("text", "courier", "number"),
    [
        ("한진", "한진택배", ""),
        ("CJ", "CJ대한통운", ""),
        (f"한진{GOOD[0]}", "한진택배", GOOD[0]),
        (f" 한진택배 {GOOD[0]}", "한진택배", GOOD[0]),
        ("한잔 123", "", "GKSWKS 123"),
        (GOOD[0], "", GOOD[0]),
        ("EMS123456789KR", "", "EMS123456789KR"),
        ("ㄷㅎ123456789ㅏㄱ", "", "EG123456789KR"),
    ],
)
def test_a_courier_may_stand_ahead_of_its_number(text: str, courier: str, number: str) -> None:
    found, rest = courier_before(text)
    assert (found.name if found else "", rest) == (courier, number)


async def test_a_courier_typed_ahead_of_the_number_is_that_numbers(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await desk.write(f"한진 {GOOD[0]}")
        await desk.press("ctrl+s", "ctrl+s")
        section = orders_of(store, ids)[0].sections[0]
        assert (section.courier, section.tracking) == ("한진택배", GOOD[0])


async def test_no_number_takes_the_place_of_another_unless_its_line_was_chosen(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    third = "521853123473"
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, *GOOD, third)
        assert "모두 입력했습니다. 고치려면 ↑↓로" in desk.shown and third not in desk.shown
        await desk.press("up")  # 첫째 줄
        await desk.write(third)
        await desk.press("enter", "ctrl+s", "ctrl+s")
        assert [each.sections[0].tracking for each in orders_of(store, ids)] == [third, GOOD[1]]


async def test_from_a_corrected_number_the_cursor_goes_on_to_the_next_wrong_one(store: Store) -> None:
    ids = fill(store, *numbered(3, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, "12", "521853123473", "34")
        await desk.press("up", "up", "up")
        await enter(desk, *GOOD)
        await desk.press("ctrl+s", "ctrl+s")
        wanted = [GOOD[0], "521853123473", GOOD[1]]
        assert [each.sections[0].tracking for each in orders_of(store, ids)] == wanted


async def test_what_was_refused_only_beside_another_is_not_gone_back_to(store: Store) -> None:
    """Two lines with one number are refused; once the second has another, the first is right again."""
    first, second, third = numbered(3, state=S.READY)
    elsewhere = section(1, S.READY, address=replace(HOME, receiver="이몽룡", phone="010-0000-0009"))
    ids = fill(store, first, replace(second, sections=(elsewhere,)), third)
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, GOOD[0], GOOD[0], "521853123473")
        assert "202609210000001-S1의 새 번호" in desk.shown
        await desk.press("down")
        await enter(desk, "12345")
        assert "202609210000002-S1의 새 번호" in desk.shown
        await enter(desk, GOOD[1])
        await desk.press("ctrl+s", "ctrl+s")
        wanted = [GOOD[0], GOOD[1], "521853123473"]
        assert [each.sections[0].tracking for each in orders_of(store, ids)] == wanted


async def test_an_odd_number_is_typed_anew_in_its_place_or_kept(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, "한진", "52185312345")
        assert "-S1의 새 번호 · 그대로면 Ctrl+S" in desk.shown and "11자리입니다" in desk.shown
        await enter(desk, GOOD[0])
        assert "모두 입력했습니다 · Ctrl+S" in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
        assert orders_of(store, ids)[0].sections[0].tracking == GOOD[0]


async def test_a_line_tells_the_number_that_it_has_and_the_field_what_is_refused(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids[:1]))
        await desk.press("1")
        await desk.write(GOOD[0])
        await desk.press("ctrl+s", "ctrl+s")
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        told, untold = (line for line in desk.shown.split("\n") if "-S1   " in line)
        assert told.index(GOOD[0]) == untold.index(" - ") + 1 and "번호 있음" in told and "있음" not in untold
        await desk.write(GOOD[1])
        await desk.press("enter")
        await desk.write("521853123473")
        await desk.press("enter")
        assert "202609210000001-S1의 새 번호" in desk.shown and "모두 입력했습니다" not in desk.shown


async def test_digits_are_a_number_wherever_the_cursor_is_and_switch_nothing(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1", "tab", "down", "space")
        await desk.write(GOOD[0])
        assert "● 배송중으로" in desk.shown and "[x]" not in desk.shown
        await desk.press("enter")
        await desk.write("3")
        await desk.press("ctrl+s")
        assert "모두 입력했습니다. 고치려면 ↑↓로" in desk.shown
        await desk.press("down")
        assert "의 새 번호" in desk.shown
        await desk.write(GOOD[1])
        await desk.press("ctrl+s", "ctrl+s")
        section = orders_of(store, ids)[0].sections[0]
        assert (section.state, section.tracking) == (S.SHIPPING, GOOD[1])


async def test_after_a_correction_the_next_number_is_for_the_line_that_has_none(store: Store) -> None:
    ids = fill(store, *numbered(3, state=S.READY))
    third = "521853123473"
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        for text, *after in (
            (third, "enter"),
            (GOOD[1], "enter", "up", "up"),
            (GOOD[0], "enter"),
            (third, "enter"),
        ):
            await desk.write(text)
            await desk.press(*after)
        await desk.press("ctrl+s", "ctrl+s")
        assert [each.sections[0].tracking for each in orders_of(store, ids)] == [*GOOD, third]


async def test_several_lines_are_pasted_at_once(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await desk.paste(f"202609210000002-S1\t한진택배\t{GOOD[1]}\n202609210000001\t\t{GOOD[0]}\n")
        await desk.press("ctrl+s", "ctrl+s")
        made = [each.sections[0] for each in orders_of(store, ids)]
        assert [(each.state, each.courier, each.tracking) for each in made] == [
            (S.READY, "CJ대한통운", GOOD[0]), (S.READY, "한진택배", GOOD[1]),
        ]  # fmt: skip


async def test_a_scanner_pairs_order_and_label_and_complains_of_a_stranger(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("2")
        await enter(desk, "202609210000001-ㄴ1", GOOD[0])
        assert "✓ 202609210000001-S1" in desk.shown
        await desk.write("999999999999999")
        await desk.press("enter")
        assert "섹션번호를 찾을 수 없음" in desk.shown
        await enter(desk, "202609210000002", GOOD[1])
        await desk.press("ctrl+s", "ctrl+s")
        assert [each.sections[0].tracking for each in orders_of(store, ids)] == list(GOOD)


async def test_hostile_names_are_shown_harmlessly(store: Store) -> None:
    address = replace(HOME, receiver="[/red]\x1b]0;x\x07길동")
    made = replace(numbered(1)[0], sections=(section(1, address=address),))
    ids = fill(store, made)
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        assert "[/red]]0;x길동" in desk.shown
        assert "\x1b" not in desk.shown


async def test_the_form_is_written_filled_and_brought_back(store: Store, tmp_path: Path) -> None:
    ids = fill(store, *numbered(2))
    form = tmp_path / "form.xlsx"
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("3")
        desk.find(PathInput).value = str(form)
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, ImportDialog)
        fill_form(form, {3: (GOOD[0], "배송중"), 4: ("5.21853E+11", "배송중")})
        await desk.press("ctrl+s")
        assert "송장 양식 · 2행 · 적용 가능 1 · 건너뜀 0 · 거절 1" in desk.shown
        assert "(지수표기)" in desk.shown and "5.21853E+11 " in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
        made = [each.sections[0] for each in orders_of(store, ids)]
        assert [(each.state, each.tracking) for each in made] == [(S.SHIPPING, GOOD[0]), (S.PREPARING, None)]


async def test_a_form_that_names_some_items_warns_in_both_previews(store: Store, tmp_path: Path) -> None:
    (made,) = fill(store, basket())
    write_template(tmp_path / "form.xlsx", template_rows(orders_of(store, [made])))
    fill_form(tmp_path / "form.xlsx", {3: (GOOD[0], "배송중")})
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.import_file(screen, tmp_path / "form.xlsx"))
        await desk.press("ctrl+s")
        assert "⚠ 나눔: 6개 중 2개만, 나머지 4개는 나뉘어 남습니다" in desk.shown
        assert "품목번호와 수량을 비우세요" in desk.shown
        await desk.press("ctrl+s")
        assert "바뀜" in desk.shown and "⚠ 나눔: 6개 중 2개만" in desk.shown


def fill_form(path: Path, rows: dict[int, tuple[str, str]]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row, (number, state) in rows.items():
        sheet.cell(row, 4).value = "CJ대한통운"
        sheet.cell(row, 5).value = number
        sheet.cell(row, 6).value = state
    book.save(path)


async def test_a_file_that_is_no_table_is_said_with_what_to_do(store: Store, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_text("<html></html>", encoding="utf-8")
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.import_file(screen, tmp_path / "none.xlsx"))
        await desk.press("ctrl+s")
        assert "그런 파일이 없습니다" in desk.shown
        desk.find(PathInput).value = str(tmp_path / "bad.xlsx")
        await desk.press("ctrl+s")
        assert "웹 페이지" in desk.shown


async def test_files_of_the_folder_are_gone_through_newest_first(store: Store, tmp_path: Path) -> None:
    for at, name in enumerate(("old.xls", "new.xlsx", "none.txt", ".hidden.csv", "~$new.xlsx")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at, at))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        assert "파일 (.xlsx, .xls, .csv)" in desk.shown and "↓ 최근 파일" in desk.shown
        await desk.write(f"{tmp_path}/")
        await desk.press("down")
        field = desk.find(PathInput)
        assert field.value == f"{tmp_path}/new.xlsx"
        await desk.press("down")
        assert field.value == f"{tmp_path}/old.xls"
        await desk.press("down")
        assert field.has_focus and field.value == f"{tmp_path}/old.xls", "the last stays"
        await desk.press("up")
        assert field.value == f"{tmp_path}/new.xlsx"
        await desk.press("up")
        assert field.value == f"{tmp_path}/", "what was typed comes back"
        await desk.write("o")
        await desk.press("down")
        assert field.value == f"{tmp_path}/old.xls"
        await desk.write("x")
        assert field.value == f"{tmp_path}/old.xlsx"


async def test_files_are_gone_through_wherever_downloads_land(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for at, name in enumerate(("Documents/far.csv", "Dull.csv", "Downloads/orders.xlsx", "newest.xlsx")):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()
        os.utime(home / name, (at, at))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    assert newest_first(f"{home}/Down", (".xlsx",)) == [f"{home}/Downloads/orders.xlsx"]
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        field, seen = desk.find(PathInput), []
        for _ in range(4):
            await desk.press("down")
            seen.append(field.value)
        assert [Path(each).name for each in seen] == ["newest.xlsx", "orders.xlsx", "Dull.csv", "Dull.csv"]
        assert field.has_focus and seen[1] == "~/Downloads/orders.xlsx"
        field.value = ""
        await desk.write("~/D")
        await desk.press("down")
        assert field.value == "~/Downloads/orders.xlsx"
        await desk.press("down")
        assert field.value == "~/Dull.csv"
        await desk.press("up", "up")
        assert field.value == "~/D"
    assert "파일 칸의 ↓" in topic_of(ImportDialog).sentence.ko


async def test_a_path_is_completed_by_tab(store: Store, tmp_path: Path) -> None:
    rows = template_rows(numbered(1))
    write_template(tmp_path / "송장등록.xlsx", rows)
    (tmp_path / "송장목록.txt").touch()
    assert complete(f"{tmp_path}/송", (".xlsx",)) == f"{tmp_path}/송장등록.xlsx"
    assert complete(f"{tmp_path}/없", (".xlsx",)) == f"{tmp_path}/없"
    assert as_path(" '/a b/c.xlsx' ") == Path("/a b/c.xlsx")
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        await desk.write(f"{tmp_path}/송")
        await desk.press("tab")
        assert desk.find(PathInput).value == f"{tmp_path}/송장등록.xlsx"


async def test_a_number_is_no_courier_wherever_it_is_typed_or_pasted(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        courier, number = desk.find(CourierInput), desk.find(NumberInput)
        courier.value = "한진택배"
        courier.focus()
        await desk.press(*GOOD[1])
        assert (courier.value, number.value, number.has_focus) == ("한진택배", GOOD[1], True)
        await desk.press("enter")
        courier.focus()
        await desk.paste(f"{GOOD[0]}\n521853123473\n")
        assert courier.value == "한진택배" and f"{GOOD[0]}" in desk.shown


async def test_an_unknown_courier_is_told_at_once_with_the_names_there_are(store: Store) -> None:
    ids = fill(store, *numbered(1, state=S.READY))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        courier = desk.find(CourierInput)
        courier.value = "한잔"
        courier.focus()
        await desk.settle()
        await desk.press("enter")
        assert courier.has_focus and "알 수 없는 택배사" in desk.shown and "로젠택배" in desk.shown
        courier.value = "한진"
        await desk.press("enter")
        assert not courier.has_focus


async def test_arrows_choose_a_line_and_never_leave_the_lines(store: Store) -> None:
    ids = fill(store, *numbered(2, state=S.READY))
    third = "521853123473"
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.tracking(screen, ids))
        await desk.press("1")
        await enter(desk, *GOOD)
        await desk.press("up", "up", "up")
        assert desk.find(NumberInput).has_focus and "202609210000001-S1의 새 번호" in desk.shown
        await desk.press("down", "down", "down")
        await desk.write(third)
        await desk.press("enter", "up")
        assert desk.find(NumberInput).has_focus
        assert third in desk.shown and GOOD[0] in desk.shown and GOOD[1] not in desk.shown
