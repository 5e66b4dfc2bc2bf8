"""What a file is shows in its bytes: locked and old workbooks, texts in every encoding."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.raw import Origin
from orderdesk.core.files.reading import BadCell, read_table
from tests.files import builders
from tests.files.builders import FORM, Rows, xls, xlsx
from tests.files.inside import read, refusal

ROWS: Rows = [FORM, ["S1", None, 1, "CJ", "680123456782", None]]


def test_a_locked_workbook_opens_with_its_password_alone() -> None:
    data = builders.locked(xlsx(ROWS), "비밀 1")
    assert refusal(data) is FileTrouble.LOCKED
    assert refusal(data, password="틀림") is FileTrouble.WRONG_PASSWORD
    sheet = read(data, password="비밀 1")
    assert sheet.rows[1][4] == "680123456782" and sheet.origin.locked
    assert read(xlsx(ROWS), password="비밀 1").origin.locked is False


def test_a_workbook_that_is_only_write_protected_asks_for_nothing() -> None:
    assert read(builders.locked(xlsx(ROWS), "VelvetSweatshop")).origin.locked


def test_the_password_is_on_no_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(builders.locked(xlsx(ROWS), "비밀"))
    seen: list[object] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, command: list[str], **more: object) -> None:
            seen.extend([*command, *dict(more["env"]).values()])  # type: ignore[call-overload]
            super().__init__(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", Watched)
    assert read_table(path, password="비밀").origin.locked
    assert seen and "비밀" not in seen
    with pytest.raises(FileProblem) as caught:
        read_table(path)
    assert caught.value.kind is FileTrouble.LOCKED


def test_an_old_workbook_is_read_with_its_errors_and_zeros() -> None:
    data = xls(
        [
            FORM,
            ["S1", "I1", 1, "뷁택배", 12345678901, None],
            ["S2", "#N/A", 1.5, "CJ", 680123456782, "#DIV/0!"],
            ["S3", None, 7, "CJ", 12345, None],
        ],
        {(1, 4): 12, (1, 2): 3, (3, 4): 8},
    )
    sheet = read(data)
    assert sheet.rows[1] == ["S1", "I1", 1, "뷁택배", "012345678901", None]
    assert sheet.rows[2] == [
        "S2",
        BadCell("error", "#N/A"),
        1.5,
        "CJ",
        680123456782,
        BadCell("error", "#DIV/0!"),
    ]
    assert sheet.rows[3] == ["S3", None, 7, "CJ", "00012345", None]
    assert (sheet.name, sheet.origin.format) == ("Sheet1", "xls")


def test_a_compound_file_of_another_kind_is_no_table() -> None:
    assert refusal(builders.compound("Contents", b"x" * 5000)) is FileTrouble.NOT_TABLE


LINES = "주문섹션번호,송장번호,택배사\nS1,0123456789,뷁택배\nS2,012,똠\n"


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (LINES.encode(), "utf-8", ","),
        (LINES.encode("utf-8-sig"), "utf-8", ","),
        (LINES.encode("cp949"), "cp949", ","),
        (LINES.encode("utf-16"), "utf-16", ","),
        (b"\xfe\xff" + LINES.encode("utf-16-be"), "utf-16", ","),
        (LINES.replace(",", "\t").encode("cp949"), "cp949", "\t"),
        (LINES.replace(",", ";").encode(), "utf-8", ";"),
        (LINES.replace("\n", "\r\n").encode("cp949"), "cp949", ","),
        (LINES.replace("\n", "\r").encode(), "utf-8", ","),
    ],
)
def test_texts_are_read_in_what_they_are_written_in(data: bytes, encoding: str, delimiter: str) -> None:
    sheet = read(data)
    assert sheet.rows[1:] == [["S1", "0123456789", "뷁택배"], ["S2", "012", "똠"]]
    assert sheet.origin == Origin("csv", encoding, delimiter)


def test_rows_in_another_encoding_than_the_rest_are_read_and_named() -> None:
    head, first, second, _ = LINES.split("\n")
    data = b"\n".join(
        [head.encode(), first.encode("cp949"), b'S3,1,"a\n' + "둘째".encode() + b'"', second.encode()]
    )
    sheet = read(data)
    assert [row[2] for row in sheet.rows] == ["택배사", "뷁택배", "a\n둘째", "똠"]
    assert (sheet.origin.encoding, sheet.origin.mixed) == ("utf-8+cp949", (2,))


def test_characters_in_no_encoding_are_marked_in_their_cell() -> None:
    sheet = read(LINES.encode("cp949") + b"S3,1,\xff\xfe\xff\n")
    assert sheet.rows[3] == ["S3", "1", BadCell("encoding", "\ufffd\ufffd\ufffd")]


def test_a_few_syllables_of_cp949_are_not_taken_for_utf_8() -> None:
    data = (
        "주문섹션번호,송장번호\n".encode("cp949") + b"\xc2\xb0,1\n"
    )  # UTF-8 for a degree sign, CP949 for 째
    assert read(data).rows[1][0] == "째" and read(data).origin.mixed == ()


@pytest.mark.parametrize("line", ['S1,"5인치,12\nS2,,13\n', 'S1,"5인치,12\nS2,"a",13\n', '"S1\nS2,12\n'])
def test_a_stray_quotation_mark_never_swallows_rows(line: str) -> None:
    data = ("주문섹션번호,택배사,송장번호\n" + line).encode()
    with pytest.raises(FileProblem) as caught:
        read(data)
    assert (caught.value.kind, caught.value.detail) == (FileTrouble.OPEN_QUOTE, "2")


def test_a_quotation_mark_inside_a_value_is_one() -> None:
    assert read('주문섹션번호,송장번호,택배사\nS1,12,5" 상자\nS2,"3\n4","a""b"\n'.encode()).rows[1:] == [
        ["S1", "12", '5" 상자'],
        ["S2", "3\n4", 'a"b'],
    ]


def test_macros_hidden_sheets_and_all_names_are_told() -> None:
    data = builders.changed(xlsx([["x"]], 송장=ROWS), "xl/vbaProject.bin", lambda part: b"macro")
    data = builders.changed(
        data,
        "xl/workbook.xml",
        lambda xml: xml.replace(b'state="visible" ', b"").replace(
            b'sheetId="2"', b'sheetId="2" state="veryHidden"'
        ),
    )
    origin = read(data).origin
    assert (origin.macros, origin.hidden, origin.sheets) == (True, True, ("Sheet", "송장"))
