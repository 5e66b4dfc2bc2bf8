from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowTrouble
from orderdesk.core.files.reading import LIMITS, BadCell, Limits, read_table
from tests.files.builders import changed, with_cells, xlsx

Make = Callable[..., Path]
FORM = ["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path, limits: Limits = LIMITS) -> FileTrouble:
    with pytest.raises(FileProblem) as caught:
        read_table(path, limits)
    return caught.value.kind


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_cells_keep_their_types_and_rows_their_numbers(make: Make) -> None:
    moment = datetime(2026, 11, 22, 9, 12)
    path = make(
        [FORM, ["0123", 7, 1.5, True, 623456789012, moment], [], ["S", None, " ", "가\n나", "", "끝"]],
        formats={"F2": "yyyy-mm-dd hh:mm"},
    )
    sheet = read_table(path)
    assert sheet.kind is Kind.TRACKING and sheet.name == "Sheet" and sheet.file == "made.xlsx"
    assert sheet.rows[1] == ["0123", 7, 1.5, True, 623456789012, moment]
    assert [type(cell) for cell in sheet.rows[1]] == [str, int, float, bool, int, datetime]
    assert sheet.rows[3] == ["S", None, None, "가\n나", None, "끝"]
    assert [number for number, _ in sheet.body()] == [2, 4]


def test_zeros_that_only_the_format_shows_come_back_in_identifiers(make: Make) -> None:
    path = make(
        [FORM, ["S1", None, 12, "CJ", 12345678901, ""], ["S2", None, 1, "CJ", 12345678901, ""]],
        formats={"C2": "0000", "E2": "000000000000", "E3": "0"},
    )
    rows = read_table(path).rows
    assert (rows[1][4], rows[1][2], rows[2][4]) == ("012345678901", 12, 12345678901)


def test_errors_and_uncalculated_formulas_are_marked_with_their_cell(make: Make) -> None:
    path = make([FORM, ["S1", "#N/A", 1, "CJ", "=A2&B2", ""], ["S2", None, 1, "CJ", "123", ""]])
    assert read_table(path).rows[1][1] == BadCell("error", "#N/A")
    assert read_table(path).rows[1][4] == BadCell("formula", "=A2&B2")


def test_a_row_of_nothing_but_uncalculated_formulas_is_not_lost(make: Make) -> None:
    path = make([FORM, ["S1"], ["=A2", None, None, None, None, None, "=B2"]])
    assert list(read_table(path).body())[1] == (
        3,
        [BadCell("formula", "=A2"), None, None, None, None, None, BadCell("formula", "=B2")],
    )


def test_stored_results_of_formulas_are_values_and_a_stored_blank_is_blank(make: Make) -> None:
    path = make([FORM, ["S1", "I1", 1, "CJ", "X1", "X2"]])
    stored = (
        b'<c r="E2" t="str"><f>A2</f><v>680123456782</v></c>'
        b'<c r="F2" t="str"><f>IF(1,"")</f><v></v></c></row>'
    )
    rewritten(
        path, "xl/worksheets/sheet1.xml", lambda xml: xml[: xml.rindex(b'<c r="E2"')] + stored + rest(xml)
    )
    assert read_table(path).rows[1][4:] == ["680123456782", None]


def rest(xml: bytes) -> bytes:
    return xml[xml.rindex(b"</sheetData>") :]


def test_a_lying_dimension_hides_nothing(make: Make) -> None:
    path = make([FORM, *(["S", "", 1, "CJ", str(10**11 + i), ""] for i in range(50))])
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:F51"', b'ref="A1"'))
    assert len(read_table(path).rows) == 51


def test_the_sheet_is_chosen_by_its_headers(make: Make) -> None:
    path = make([FORM, ["S1"]], before=[["피벗", "합계"], ["a", 1]])
    assert (read_table(path).name, read_table(path).kind) == ("둘째", Kind.TRACKING)


def test_the_content_decides_never_the_name(make: Make, tmp_path: Path) -> None:
    assert read_table(make([FORM, ["S1"]], name="really.xls")).kind is Kind.TRACKING
    (tmp_path / "text.xlsx").write_text("주문섹션번호,송장번호\nS1,123\n", encoding="utf-8")
    assert read_table(tmp_path / "text.xlsx").kind is Kind.TRACKING


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_csv_in_every_encoding_keeps_text(tmp_path: Path, encoding: str, delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(
        [["주문섹션번호", "송장번호", "택배사"], ["S1", '="0123456789"', "뷁택배"], ["S2", "012", "a,b\tc"]]
    )
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    assert read_table(path).rows[1:] == [["S1", "0123456789", "뷁택배"], ["S2", "012", "a,b\tc"]]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FileTrouble.EMPTY),
        (b"\n \n", FileTrouble.EMPTY),
        (b",,\n,,\n", FileTrouble.EMPTY),
        (OLE + b"x" * 600 + "EncryptedPackage".encode("utf-16-le"), FileTrouble.DAMAGED),
        (OLE + b"x" * 600, FileTrouble.DAMAGED),
        (b"PK\x03\x04 torn", FileTrouble.DAMAGED),
        (b"\x89PNG\r\n\x1a\n\0\0\0", FileTrouble.NOT_TABLE),
        (b"\xef\xbb\xbf<html><table><tr><td>1", FileTrouble.WEB_PAGE),
        (b"\xff\x80\x81,\xfe\xff", FileTrouble.ENCODING),
        (b'a,"' + b"x" * 200_000, FileTrouble.DAMAGED),
        (b",".join([b"a"] * 65), FileTrouble.TOO_WIDE),
    ],
    ids=lambda value: value.name if isinstance(value, FileTrouble) else "",
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, kind: FileTrouble) -> None:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(content)
    assert refusal(path) is kind


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.xlsx") is FileTrouble.NOT_FOUND
    assert refusal(tmp_path) is FileTrouble.UNREADABLE


def test_limits_of_size_rows_and_columns(make: Make) -> None:
    path = make([["설명"], FORM, *(["S", "", "", "", "1"] for _ in range(3))])
    assert len(read_table(path, Limits(rows=3)).rows) == 5
    assert refusal(path, Limits(rows=2)) is FileTrouble.TOO_MANY_ROWS
    assert refusal(path, Limits(columns=5)) is FileTrouble.TOO_WIDE
    assert refusal(path, Limits(bytes=100)) is FileTrouble.TOO_LARGE


def test_an_archive_that_swells_is_refused_before_it_is_unpacked(make: Make) -> None:
    path = rewritten(make([FORM]), "xl/styles.xml", lambda xml: xml + b" " * 60_000_000)
    assert path.stat().st_size < 200_000
    assert refusal(path) is FileTrouble.TOO_LARGE


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("../../evil", "x")
    assert refusal(tmp_path / "a.xlsx") is FileTrouble.NOT_TABLE


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="ZZZZ1"><v>1</v></c>',
        b'<c r="A1" t="s"><v>999</v></c>',
        b"<c",
    ],
)
def test_bent_sheets_end_as_a_refusal(make: Make, cell: bytes) -> None:
    row = b'<sheetData><row r="1">' + cell + b"</row>"
    path = rewritten(
        make([FORM]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml[: xml.index(b"<sheetData>")] + row + rest(xml),
    )
    assert refusal(path) in (
        FileTrouble.DAMAGED,
        FileTrouble.TOO_WIDE,
        FileTrouble.TOO_MANY_ROWS,
        FileTrouble.EMPTY,
    )


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', FileTrouble.TOO_LARGE),
        (b'<row r="100000"><c r="XFD100000"><v>1</v></c></row>', FileTrouble.TOO_LARGE),
        (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', FileTrouble.TOO_MANY_ROWS),
        (b"<row/>" * 10_000_000, FileTrouble.TOO_LARGE),
    ],
    ids=["the last cell of all", "the last column", "the last row", "ten million rows"],
)
def test_sheets_without_end_cost_one_clear_message(tmp_path: Path, rows: bytes, kind: FileTrouble) -> None:
    path = tmp_path / "huge.xlsx"
    path.write_bytes(with_cells(xlsx([FORM, ["S1"]]), rows))
    assert refusal(path) is kind


def test_an_archive_that_lies_about_its_sizes_is_damaged(tmp_path: Path) -> None:
    swollen = changed(xlsx([FORM]), "xl/styles.xml", lambda xml: xml + b" " * 60_000_000)
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        swollen = b"".join(
            mark + part[: at - 4] + struct.pack("<I", 1000) + part[at:]
            if len(part) > at and struct.unpack_from("<I", part, at - 4)[0] > 60_000_000
            else (mark + part if n else part)
            for n, part in enumerate(swollen.split(mark))
        )
    (tmp_path / "lies.xlsx").write_bytes(swollen)
    assert refusal(tmp_path / "lies.xlsx") is FileTrouble.DAMAGED


def test_a_stray_styled_cell_far_below_costs_nothing(make: Make) -> None:
    path = rewritten(
        make([FORM, ["S1"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
        ),
    )
    assert len(read_table(path).rows) == 2


def test_time_and_memory_are_bounded(make: Make, tmp_path: Path) -> None:
    assert refusal(make([FORM, ["S1"]]), Limits(seconds=0)) is FileTrouble.TOO_SLOW
    (tmp_path / "big.csv").write_bytes(b"x" * 40_000_000)
    assert refusal(tmp_path / "big.csv", Limits(memory=72 * 1024**2)) is FileTrouble.TOO_LARGE


def test_headers_are_not_sought_in_sentences_or_far_below(make: Make) -> None:
    guide = "※ 주문섹션번호와 송장번호를 입력하세요"
    assert read_table(make([[guide, guide], FORM, ["S1"]])).layout.header == 1
    assert read_table(make([*([["."]] * 10), FORM, ["S1"]])).kind is Kind.UNKNOWN


def test_catalogues_have_unique_codes_and_both_languages() -> None:
    troubles = [*FileTrouble, *RowTrouble]
    assert len({trouble.code for trouble in troubles}) == len(troubles)
    assert all(word.ko and word.en for t in troubles for word in (t.message, t.advice))
