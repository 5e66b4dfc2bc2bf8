from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.files.columns import Kind, detect
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowTrouble
from orderdesk.core.files.reading import BadCell, Cell, Sheet, read_table
from orderdesk.core.files.results import RowVerdict, write_result
from orderdesk.core.files.tracking_form import (
    TemplateRow,
    TrackingFile,
    TrackingRow,
    read_tracking,
    tracking_of,
    write_template,
)

Make = Callable[..., Path]
FORM: list[Cell] = ["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"]


def read(*rows: list[Cell], header: list[Cell] = FORM) -> TrackingFile:
    cells = [list(header), *(each + [None] * (len(header) - len(each)) for each in rows)]
    return tracking_of(Sheet("f.xlsx", "s", cells, detect(cells)))


def findings(file: TrackingFile) -> list[tuple[int, str, RowTrouble]]:
    return [(problem.row, problem.column, problem.kind) for problem in file.problems]


def test_a_row_comes_as_the_file_has_it() -> None:
    (found,) = read(["S1", "I1", "2", "CJ대한통운", "6801-2345-6782", "배송 중"]).rows
    assert found == TrackingRow(
        2, "S1", "I1", 2, "CJ대한통운", "680123456782", "배송중", "6801-2345-6782", ""
    )


def test_numbers_as_numbers_are_taken() -> None:
    (found,) = read([202611, 5, 1, None, 680123456782]).rows
    assert (found.section, found.item, found.number, found.courier) == ("202611", "5", "680123456782", "")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("5.21853E+11", RowTrouble.EXPONENT),
        (521853000000, RowTrouble.EXPONENT),
        (6.812345678901235e18, RowTrouble.DIGITS_LOST),
        (123456.5, RowTrouble.DIGITS_LOST),
        ("차량배차", RowTrouble.NOT_A_NUMBER),
        (BadCell("error", "#N/A"), RowTrouble.ERROR_VALUE),
        (BadCell("formula", "=B1"), RowTrouble.NO_VALUE),
    ],
)
def test_traps_in_the_tracking_cell_are_refused_with_their_cell(value: Cell, kind: RowTrouble) -> None:
    file = read(["S1", None, None, "CJ", value], ["S2", None, None, "CJ", "680123456782"])
    assert findings(file) == [(2, "송장번호", kind)]
    assert [found.section for found in file.rows] == ["S2"]


def test_six_zeros_at_the_end_of_a_text_are_only_pointed_out() -> None:
    file = read(["S1", None, None, "CJ", "521853000000"])
    assert findings(file) == [(2, "송장번호", RowTrouble.TRAILING_ZEROS)]
    assert file.rows[0].number == "521853000000"


def test_bad_quantities_are_refused() -> None:
    file = read(["S1", "I1", 0], ["S1", "I1", 1.5], ["S1", "I1", "-2"])
    assert [kind for _, _, kind in findings(file)] == [RowTrouble.BAD_QUANTITY] * 3 and file.rows == []


def test_a_row_must_say_what_it_is_for() -> None:
    file = read([None, None, None, "CJ", "680123456782"], [None, "I1", None, "CJ", "680123456782"])
    assert findings(file) == [(2, "주문섹션번호", RowTrouble.TARGET_MISSING)]
    assert [found.item for found in file.rows] == ["I1"]


def test_a_repeated_row_is_refused_and_a_split_is_not() -> None:
    split = read(["S1", "I1", 1, "CJ", "111111111"], ["S1", "I1", 1, "CJ", "222222222"])
    assert len(split.rows) == 2
    twice = read(["S1", "I1", 1, "CJ", "111111111"], ["S1", "I1", 1, "CJ", "1111-11111"])
    assert findings(twice) == [(3, "", RowTrouble.DUPLICATE_ROW)] and len(twice.rows) == 1


def test_rows_without_a_number_come_through_and_blank_ones_do_not() -> None:
    file = read(["S1", "I1", 1, None, None, None], [None] * 6, ["S2", None, None, None, None, "배송대기"])
    assert [(found.row, found.number, found.state) for found in file.rows] == [
        (2, "", ""),
        (4, "", "배송대기"),
    ]


@pytest.mark.parametrize("reference", ["고객주문번호", "주문번호"])
def test_a_couriers_return_file_brings_references(reference: str) -> None:
    file = read(["A1", "6801-2345-6782"], header=[reference, "운송장번호"])
    assert file.kind is Kind.COURIER_RETURN
    assert [(r.order, r.section, r.number) for r in file.rows] == [("A1", "", "680123456782")]


def test_the_old_form_is_named_and_still_read() -> None:
    file = read(["A1", "CJ", "680123456782"], header=["주문번호", "택배사", "송장번호"])
    assert file.kind is Kind.OLD_TRACKING and findings(file) == [(1, "주문번호", RowTrouble.OLD_FORM)]
    assert file.rows[0].order == "A1"


def test_other_tables_and_empty_forms_are_refused() -> None:
    for header, kind in ((["이름"], FileTrouble.UNKNOWN_FORM), (FORM, FileTrouble.EMPTY)):
        with pytest.raises(FileProblem) as caught:
            read(header=list(header))
        assert caught.value.kind is kind


def test_the_form_survives_being_filled_by_a_person(tmp_path: Path) -> None:
    rows = [TemplateRow(f"S{n}", f"I{n}", n, courier="=HYPERLINK(1)") for n in (1, 2, 3)]
    path = write_template(tmp_path / "form.xlsx", rows)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[2]] == FORM
    assert {sheet[f"{column}5002"].number_format for column in "ABE"} == {"@"}
    assert (sheet["D3"].data_type, sheet["A3"].data_type) == ("s", "s")
    assert [rule.sqref for rule in sheet.data_validations.dataValidation] == ["D3:D5002", "F3:F5002"]
    sheet["D3"], sheet["E3"], sheet["F3"] = "CJ대한통운", 680123456782, "배송중"
    book.save(path)
    file = read_tracking(path)
    assert file.kind is Kind.TRACKING and file.problems == []
    assert [(r.row, r.section, r.item, r.qty) for r in file.rows] == [
        (3, "S1", "I1", 1),
        (4, "S2", "I2", 2),
        (5, "S3", "I3", 3),
    ]
    assert (file.rows[0].number, file.rows[0].state) == ("680123456782", "배송중")


def test_the_form_is_private_and_never_replaces_a_file(tmp_path: Path) -> None:
    first = write_template(tmp_path / "form.xlsx", [])
    before = first.read_bytes()
    second = write_template(tmp_path / "form.xlsx", [])
    assert second.name == "form-2.xlsx" and first.read_bytes() == before
    assert stat.S_IMODE(second.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["form-2.xlsx", "form.xlsx"]


def test_a_hidden_zero_of_the_form_comes_back(make: Make) -> None:
    path = make([FORM, ["S1", None, None, "한진", 12345678901, None]], formats={"E2": "000000000000"})
    assert read_tracking(path).rows[0].number == "012345678901"


def test_the_result_repeats_the_file_with_two_columns(make: Make, tmp_path: Path) -> None:
    source = make(
        [["안내"], FORM, ["S1", None, 2, "CJ", 680123456782, "=1+1"], [], ["S2", "#N/A", 1, "=x", "12", None]]
    )
    target = write_result(
        read_table(source), tmp_path / "result.xlsx", {3: RowVerdict("처리"), 5: RowVerdict("거부", "=사유")}
    )
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [*FORM, "처리결과", "사유"]
    assert [cell.value for cell in sheet[3]][:5] == ["S1", None, 2, "CJ", "680123456782"]
    assert [sheet.cell(3, 7).value, sheet.cell(5, 7).value, sheet.cell(5, 8).value] == [
        "처리",
        "거부",
        "=사유",
    ]
    assert {cell.data_type for cells in sheet.iter_rows() for cell in cells} <= {"s", "n"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_rows_that_failed_make_a_file_that_can_be_brought_in_again(make: Make, tmp_path: Path) -> None:
    source = make([["안내"], FORM, ["S1", None, 1, "CJ", 680123456782], ["S2", None, 2, "?", "680123456790"]])
    verdicts = {3: RowVerdict("적용"), 4: RowVerdict("거절", "택배사")}
    path = write_result(read_table(source), tmp_path / "failed.xlsx", verdicts, only={4})
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["S2", None, 2, "?", "680123456790", None, "거절", "택배사"]
    assert sheet.max_row == 3
    assert [(row.row, row.section, row.qty) for row in read_tracking(path).rows] == [(3, "S2", 2)]
