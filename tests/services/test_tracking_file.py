"""Tracking numbers by Excel: the verdicts on the rows of a form that people filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.plans import Kind
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tracking_file import preview_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, Desk, number, sections, sold
from tests.services.export_file import workbook
from tests.services.forms import CJ, S, bring, fill, form, item, verdicts, warnings


def test_the_form_has_six_columns_a_row_an_item_and_what_is_known(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 2, 3), sold(2, 1, 1, sections=[[1], [2]]), sold(3))
    desk.do("track", *sections(2, 2), courier=CJ, number="012345678901")
    desk.do("track", 3, courier=CJ, number="680123456782", to="ship")
    desk.do("deliver", 3)
    sheet = openpyxl.load_workbook(form(desk, tmp_path)).worksheets[0]
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=6)]
    assert table == [
        ["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"],
        [f"{number(1)}-S1", item(1, 1), 2, None, None, None],
        [f"{number(1)}-S1", item(1, 2), 3, None, None, None],
        [f"{number(2)}-S1", item(2, 1), 1, None, None, None],
        [f"{number(2)}-S2", item(2, 2), 1, CJ, "012345678901", None],
    ]
    assert sheet.max_column == 6 and sheet["A7"].value is None


CELLS_TO_BLAME = {
    6: ("택배사", "번개택배"),
    7: ("송장번호", "5.21853E+11"),
    8: ("주문 상태 변경", "배송완료"),
    9: ("주문섹션품목번호", item(1)),
    10: ("주문섹션번호", f"{number(8)}-S1"),
    11: ("주문섹션번호", f"{number(9)}-S1"),
    13: ("송장번호", ""),
    15: ("송장번호", "521853000000"),
    21: ("주문섹션번호", "없는섹션-S1"),
}
"""Row → the cell that its refusal is about."""


def test_a_form_filled_by_a_person_gets_the_verdicts_of_the_document(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(
        *(sold(n) for n in range(1, 8)),
        sold(8, unpaid=True),
        *(sold(n) for n in range(9, 15)),
        sold(15, 1, 1, 1),
    )
    for n in (9, 13):
        desk.do("hold", n, reason="STOCK")
    desk.do("cancel", 10, reason="SOLD_OUT")
    before = {n: replace(desk.order(n), version=1) for n in (2, 4, 5, 6, 7, 8, 9, 10, 12)}
    path = form(desk, tmp_path)
    desk.do("track", 11, courier=CJ, number="680123450011", to="ship")
    desk.do("deliver", 11)
    result = bring(
        desk,
        fill(
            path,
            {
                item(1): {"courier": CJ, "number": 680123456782, "state": "배송중"},
                item(3): {"number": "6801-2345-6790"},
                item(4): {"courier": "번개택배", "number": "680123456804"},
                item(5): {"courier": CJ, "number": "5.21853E+11", "state": "배송중"},
                item(6): {"courier": CJ, "number": "680123456812", "state": "배송완료"},
                item(7): {"item": item(1), "courier": CJ, "number": "680123456820"},
                item(8): {"courier": CJ, "number": "680123456838", "state": "배송중"},
                item(9): {"courier": CJ, "number": "680123456846", "state": "배송중"},
                item(11): {"courier": CJ, "number": "680123456854", "state": "배송중"},
                item(12): {"state": "배송중"},
                item(13): {"courier": "우체국택배", "number": "6801234567890"},
                item(14): {"courier": CJ, "number": 521853000000, "qty": None, "item": None},
                item(15, 1): {"courier": CJ, "number": "680123456862", "state": "배송중"},
                item(15, 2): {"courier": CJ, "number": "차량배차", "state": "배송중"},
            },
            [
                [f"{number(10)}-S1", None, None, CJ, 680123456901, "배송중"],
                [f"{number(1)}-S1", item(1), 1, CJ, 680123456782, "배송중"],
                ["없는섹션-S1", None, None, CJ, "680123456870", None],
                [f"{number(2)}-S9", None, None, CJ, "680123456870", None],
            ],
        ),
        default_courier="한진택배",
    )
    assert verdicts(result) == [
        (3, "apply"),
        (4, "blank-row"),
        (5, "apply"),
        (6, "courier-unknown"),
        (7, "number-exponent"),
        (8, "bad-target"),
        (9, "no-item"),
        (10, "unpaid"),
        (11, "held"),
        (12, "track-too-late"),
        (13, "no-tracking"),
        (14, "apply"),
        (15, "number-exponent"),
        (16, "sibling-row"),
        (17, "tracking-not-a-number"),
        (18, "blank-row"),
        (19, "in-claim"),
        (20, "row-duplicate"),
        (21, "no-section"),
        (22, "no-section"),
    ]
    assert result.rows[1].kind is Kind.SKIP and result.sections == 3
    assert all(row.message.ko and row.message.en for row in result.rows if row.code)
    assert all(row.advice.ko and row.advice.en for row in result.rows if row.code)
    assert {row.row: (row.column, row.value) for row in result.rows if row.row in CELLS_TO_BLAME} == (
        CELLS_TO_BLAME
    )
    assert desk.order(3).sections[0].courier == "한진택배"
    assert desk.order(14).sections[0].tracking is None
    assert [desk.states(n) for n in (1, 3, 13)] == [[S.SHIPPING], [S.PREPARING], [S.PREPARING]]
    assert desk.order(15).sections[0].tracking is None and desk.verbs(15) == ["create"]
    for n, earlier in before.items():
        assert replace(desk.order(n), version=1) == earlier, n
    assert desk.sound()


def test_blank_state_keeps_the_state_and_ready_makes_it_ready(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2), sold(3))
    desk.do("ready", 3)
    path = fill(
        form(desk, tmp_path),
        {
            item(1): {"courier": CJ, "number": "680123456782"},
            item(2): {"courier": CJ, "number": "680123456790", "state": "배송 대기"},
            item(3): {"courier": CJ, "number": "680123456804"},
        },
    )
    assert [code for _, code in verdicts(bring(desk, path))] == ["apply"] * 3
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.PREPARING], [S.READY], [S.READY]]
    again = bring(desk, path)
    assert [code for _, code in verdicts(again)] == ["already"] * 3 and again.job is None


def test_the_setting_makes_a_number_set_ready(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    path = fill(form(desk, tmp_path), {item(1): {"courier": CJ, "number": "680123456782"}})
    bring(desk, path, ready_on_tracking=True)
    assert desk.states() == [S.READY] and desk.verbs() == ["create", "track", "ready"]


def test_target_shipping_takes_both_steps_and_tells_each(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    desk.do("ready", 2)
    start = desk.whole()
    shipping = {"courier": CJ, "state": "배송중"}
    path = fill(
        form(desk, tmp_path),
        {
            item(1): {**shipping, "number": "680123456782"},
            item(2): {**shipping, "number": "680123456790"},
        },
    )
    result = bring(desk, path)
    assert desk.verbs(1) == ["create", "track", "ready", "ship"]
    assert desk.verbs(2) == ["create", "ready", "track", "ship"]
    assert [desk.states(n) for n in (1, 2)] == [[S.SHIPPING], [S.SHIPPING]] and desk.sound()
    assert result.job is not None
    desk.undo(result.job)
    assert desk.whole() == start and desk.sound()


def test_a_number_that_is_there_can_be_shipped_without_typing_it_again(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number="680123456782")
    path = fill(form(desk, tmp_path), {item(1): {"state": "배송중"}})
    assert [code for _, code in verdicts(bring(desk, path))] == ["apply", "blank-row"]
    assert desk.states(1) == [S.SHIPPING]


def test_a_shipped_section_does_not_go_back_to_ready(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number="680123456782", to="ship")
    desk.do("track", 2, courier=CJ, number="680123456790", to="ship")
    path = fill(
        form(desk, tmp_path),
        {item(1): {"state": "배송대기"}, item(2): {"state": "배송대기", "number": None}},
    )
    assert [code for _, code in verdicts(bring(desk, path))] == ["to-ready-only", "past"]


def test_all_that_is_wrong_with_a_row_is_told_at_once(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    filled = {item(1): {"courier": "번개", "number": "12", "state": "배송완료"}}
    (row,) = bring(desk, fill(form(desk, tmp_path), filled), dry_run=True).rows
    assert (row.code, row.column) == ("bad-target", "주문 상태 변경")
    assert [(each.reason.code, each.column, each.value) for each in row.further] == [
        ("courier-unknown", "택배사", "번개")
    ]
    filled = {item(1): {"courier": CJ, "number": "12", "state": "배송완료"}}
    (row,) = bring(desk, fill(form(desk, tmp_path), filled), dry_run=True).rows
    assert [each.reason.code for each in row.further] == ["number-too-short"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1234567", "number-too-short"),
        ("123456789012345678901", "number-too-long"),
        ("AB12345678", "number-not-digits"),
        ("오전10시상차", "tracking-not-a-number"),
        (6.812345678901235e18, "number-digits-lost"),
        (123456.5, "number-digits-lost"),
        ("#N/A", "cell-error"),
    ],
)
def test_what_can_be_no_number_is_refused_with_its_cell(
    desk: Desk, tmp_path: Path, typed: object, code: str
) -> None:
    desk.add(sold(1))
    result = bring(desk, fill(form(desk, tmp_path), {item(1): {"courier": CJ, "number": typed}}))
    assert verdicts(result) == [(3, code)] and result.rows[0].column == "송장번호"
    assert result.rows[0].section == f"{number(1)}-S1" or code.startswith("number-")
    assert result.job is None and desk.verbs() == ["create"]


@pytest.mark.parametrize("qty", [0, -1, 1.5, 4, "둘"])
def test_a_quantity_that_is_not_there_is_refused(desk: Desk, tmp_path: Path, qty: object) -> None:
    desk.add(sold(1, 3))
    cells = {"courier": CJ, "number": "680123456782", "qty": qty}
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells}))
    assert verdicts(result)[0][1] in ("quantity-invalid", "bad-quantity") and desk.verbs() == ["create"]


def test_a_courier_cell_of_two_is_never_guessed(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    cells = {item(1): {"courier": "롯데/경동", "number": "680123456784"}, item(2): {"number": "680123456782"}}
    path = fill(form(desk, tmp_path), cells)
    assert [code for _, code in verdicts(bring(desk, path))] == ["courier-ambiguous", "courier-missing"]


def test_check_digits_only_warn_until_lotte_is_strict(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    cells = {
        item(1): {"courier": "롯데택배", "number": "680123456780"},
        item(2): {"courier": CJ, "number": "680123456780"},
    }
    path = fill(form(desk, tmp_path), cells)
    dry = bring(desk, path, dry_run=True)
    assert [kind for _, kind in verdicts(dry)] == ["apply", "apply"]
    assert [codes[:1] for codes in warnings(dry)] == [["number-check-digit"]] * 2
    assert [kind for _, kind in verdicts(bring(desk, path, strict_lotte=True))] == [
        "number-check-digit",
        "apply",
    ]


def test_the_cell_to_blame_has_the_header_that_the_file_has(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    rows: list[list[object]] = [
        ["고객주문번호", "택배사명", "운송장번호"],
        [number(1), "번개", "680123456782"],
    ]
    (row,) = bring(desk, workbook(tmp_path / "r.xlsx", [*rows])).rows
    assert (row.code, row.column, row.value) == ("courier-unknown", "택배사명", "번개")
    assert "한진택배" in row.advice.ko and "한진택배" in row.advice.en


@pytest.mark.parametrize("state", ["", "배송대기", "배송중"])
def test_an_unpaid_section_takes_no_number_whatever_is_asked(desk: Desk, tmp_path: Path, state: str) -> None:
    desk.add(sold(1, unpaid=True), sold(2, unpaid=True))
    desk.do("cancel", 2, reason="SOLD_OUT")
    cells = {"courier": CJ, "number": "680123456782", "state": state}
    extra = [[f"{number(2)}-S1", None, None, CJ, "680123456793", state]]
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells}, extra))
    assert [code for _, code in verdicts(result)] == ["unpaid", "in-claim"]
    assert desk.order(1).sections[0].tracking is None


@pytest.mark.parametrize("word", ["Shipping", "Ready", "배송완료"])
def test_other_words_for_a_state_are_refused(desk: Desk, tmp_path: Path, word: str) -> None:
    desk.add(sold(1))
    cells = {"courier": CJ, "number": "680123456782", "state": word}
    assert verdicts(bring(desk, fill(form(desk, tmp_path), {item(1): cells}))) == [(3, "bad-target")]


def test_a_row_of_one_item_says_that_the_others_stay_behind(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 2, 350, 1))
    filled = {item(1, 1): {"courier": CJ, "number": "680123456782", "state": "배송중"}}
    read = open_file(fill(form(desk, tmp_path), filled))
    assert isinstance(read, TrackingFile)
    preview = preview_tracking(desk.store, read, KIM, desk.clock(), Options())
    row = preview.plan.rows[0]
    order = desk.order(1)
    assert (row.pieces, row.left, row.won) == (2, 351, order.lines[0].total)
    assert preview.plan.in_part_words is not None
    assert preview.plan.in_part_words.ko == "나눔: 353개 중 2개만, 나머지 351개는 나뉘어 남습니다"
    assert [[each.code for each in told.odd] for told in preview.rows] == [["in-part"], [], []]
    result = bring(desk, fill(form(desk, tmp_path), filled))
    assert result.in_part == preview.plan.in_part_words
    assert desk.states(1) == [S.PREPARING, S.SHIPPING]


def test_rows_that_name_all_items_leave_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 2, 3), sold(2, 2, 3))
    cells = {"courier": CJ, "number": "680123456782"}
    whole = {"courier": CJ, "number": "680123456793", "item": None, "qty": None}
    filled: dict[str, Mapping[str, object]]
    filled = {item(1, 1): cells, item(1, 2): cells, item(2, 1): whole}
    result = bring(desk, fill(form(desk, tmp_path), filled), dry_run=True)
    assert result.in_part is None and warnings(result) == [[], [], [], []]
    assert result.sections == 2
