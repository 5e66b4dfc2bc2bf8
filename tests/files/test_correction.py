from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.files.columns import detect
from orderdesk.core.files.correction import Correction
from orderdesk.core.files.reading import Cell, Sheet
from orderdesk.core.files.results import HEADERS, RowVerdict, write_result

ROWS: list[list[Cell]] = [
    ["안내", None, None, None],
    ["고객주문번호", "운송장번호", *HEADERS],
    ["1-S1", 5, "거절", "…"],
    [None, None, None, None],
    ["2-S1", "=1+1", None, None],
]


def table() -> Correction:
    return Correction(Sheet("f.xlsx", "s", [list(row) for row in ROWS], detect(ROWS)))


def test_cells_are_typed_anew_and_the_file_stays_as_it_was_read() -> None:
    made = table()
    made.put(3, "tracking", " 12 ")
    made.put(5, "tracking", " ")
    assert (made.cell(3, "tracking"), made.cell(5, "tracking")) == ("12", None)
    assert (made.read(3, "tracking"), made.read(5, "tracking")) == (5, "=1+1")
    assert made.changed == {(3, "tracking"), (5, "tracking")} and made.rows == (3, 5)


def test_a_part_has_the_header_and_its_rows_with_their_own_numbers() -> None:
    part = table().part({5})
    assert part.sheet.rows == [ROWS[0], ROWS[1], ROWS[4]] and part.numbers == [1, 2, 5]
    assert list(part.sheet.body()) == [(3, ROWS[4])]


def test_a_column_that_the_file_lacks_comes_with_the_first_correction() -> None:
    made = table()
    assert made.header("courier") == "택배사" and made.cell(3, "courier") is None
    made.put(5, "courier", "CJ")
    assert made.fields == ("order", "tracking", "courier")
    assert [row[4] for row in made.sheet.rows] == [None, "택배사", None, None, "CJ"]
    assert len(ROWS[0]) == 4
    assert (
        made.field("택배사") == made.field("택배사명") == "courier" and made.field("운송장번호") == "tracking"
    )
    with pytest.raises(ValueError, match="paid"):
        made.put(3, "paid", "1")


def test_the_rest_is_written_with_its_corrections_and_one_verdict(tmp_path: Path) -> None:
    made = table()
    made.put(5, "courier", "=CJ")
    told: list[int] = []
    path = write_result(
        made.sheet,
        tmp_path / "rest.xlsx",
        {5: RowVerdict("거절", "=왜")},
        [5],
        {(5, "tracking")},
        told.append,
    )
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0]]
    assert cells == [
        ["안내", None, None, None, None],
        ["고객주문번호", "운송장번호", "택배사", *HEADERS],
        ["2-S1", "=1+1", "=CJ", "거절", "=왜"],
    ]
    kinds = {cell.data_type for row in openpyxl.load_workbook(path).worksheets[0] for cell in row}
    assert kinds <= {"s", "n"}, "no cell is a formula"
    assert told == []
