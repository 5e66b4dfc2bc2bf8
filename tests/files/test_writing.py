from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.files.writing import LONGEST_TEXT, as_csv_text, as_text, from_csv_text, new_file, put_text


def test_text_of_a_workbook_keeps_everything_that_a_cell_can_hold() -> None:
    assert as_text("=cmd|' /C calc'!A0") == "=cmd|' /C calc'!A0"
    assert as_text("\x1b]0;x\x07\n둘\t") == "�]0;x�\n둘\t"
    assert as_text("\u1112\u1169\u11bc") == "홍"
    assert (as_text(None), as_text(12)) == ("", "12")
    assert len(as_text("가" * 40_000)) == LONGEST_TEXT


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\tx", "＝1"])
def test_csv_fields_never_start_a_formula(text: str) -> None:
    assert as_csv_text(text) == "'" + text


@pytest.mark.parametrize("text", ["-1000", "+82", "홍길동", "1=1", ""])
def test_csv_fields_that_start_none_stay(text: str) -> None:
    assert as_csv_text(text) == text


@given(st.text(alphabet="'=+-@\t 1가.", max_size=6))
def test_a_csv_field_gives_its_text_back_and_is_never_a_formula(text: str) -> None:
    written = as_csv_text(text)
    assert from_csv_text(written) == text
    assert not written.startswith(("=", "@", "\t")) and (written == text or written == "'" + text)


def test_a_formula_is_written_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    put_text(book.worksheets[0].cell(1, 1), "=1+1")
    book.save(tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].cell(1, 1)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=1+1", True)


def test_a_file_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_file(tmp_path / "a.csv") as (stream, _):
        stream.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_file_appears_whole_under_a_free_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    with new_file(tmp_path / "a.csv") as (stream, target):
        stream.write(b"new")
    assert target == tmp_path / "a-2.csv"
    assert (target.read_bytes(), (tmp_path / "a.csv").read_bytes()) == (b"new", b"old")


def test_two_who_write_the_same_name_at_once_get_two(tmp_path: Path) -> None:
    with new_file(tmp_path / "a.csv") as (first, one), new_file(tmp_path / "a.csv") as (second, other):
        first.write(b"1")
        second.write(b"2")
        assert not one.exists() and not other.exists()
    assert (one.name, other.name) == ("a.csv", "a-2.csv")
    assert (one.read_bytes(), other.read_bytes()) == (b"1", b"2")
    assert {file.name for file in tmp_path.iterdir()} == {"a.csv", "a-2.csv"}


def test_a_name_that_another_program_takes_meanwhile_is_left_to_it(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError, match=r"a\.csv"), new_file(tmp_path / "a.csv") as (stream, target):
        stream.write(b"ours")
        target.write_bytes(b"theirs")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"theirs"]


@pytest.mark.skipif(os.name != "posix", reason="locks end with their process on Unix")
def test_what_a_killed_program_left_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    left = tmp_path / ".old.csv.orderdesk-part"
    left.write_bytes(b"half")
    with new_file(tmp_path / "a.csv") as (stream, _):
        assert not left.exists()
        with new_file(tmp_path / "b.csv"):
            stream.write(b"whole")
    assert (tmp_path / "a.csv").read_bytes() == b"whole"


def test_where_there_are_no_second_names_a_file_gets_its_name_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    with new_file(tmp_path / "a.csv") as (stream, target):
        stream.write(b"whole")
    assert target.read_bytes() == b"whole" and target.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
