from __future__ import annotations

import unicodedata

import pytest

from orderdesk.core.domain.parcels import Courier, with_check_digit
from orderdesk.core.files.cell_notes import decoded, notes, plain_text, with_zero
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.files.reading import BadCell, Cell

CJ = Courier("cj", "CJ대한통운", lengths=frozenset({10, 12}), check="cj")
ZERO = with_check_digit(CJ, "01234567890")
T = RowTrouble


@pytest.mark.parametrize(
    ("field", "cell", "found"),
    [
        ("name", "유기농 쌀", []),
        ("name", unicodedata.normalize("NFD", "유기농 쌀"), [T.DECOMPOSED]),
        ("name", "È«±æµ¿", [T.WRONG_ENCODING]),
        ("name", "홍\ufffd동", [T.WRONG_ENCODING]),
        ("name", "crème brûlée", []),
        ("name", "１２３", []),
        ("tracking", "６８０1", [T.FULL_WIDTH]),
        ("qty", "２", [T.FULL_WIDTH]),
        ("zip", 6234, [T.ZERO_RESTORED]),
        ("zip", "6234", [T.ZERO_RESTORED]),
        ("zip", "06234", []),
        ("buyer_phone", 1000001234, [T.ZERO_RESTORED]),
        ("buyer_phone", "010-0000-1234", []),
        ("buyer_phone", 1e20, []),
        ("tracking", int(ZERO), [T.ZERO_LOST]),
        ("tracking", int(ZERO) + 1, []),
        ("tracking", ZERO[1:], []),
        ("tracking", None, []),
        ("zip", None, []),
    ],
)
def test_notes_say_where_the_value_differs_from_the_cell(
    field: str, cell: Cell, found: list[RowTrouble]
) -> None:
    assert list(notes(field, cell, CJ)) == found


def test_a_zero_is_proposed_only_for_a_number_that_needs_it() -> None:
    assert with_zero(int(ZERO), CJ) == ZERO
    assert with_zero(int(ZERO), None) is None
    assert with_zero(True, CJ) is None
    assert with_zero(1_234_567_890, CJ) is None, "ten digits are one of CJ's lengths"


@pytest.mark.parametrize("text", ["홍길동", "서울 강남구 1"])
@pytest.mark.parametrize(("written", "read"), [("cp949", "latin-1"), ("utf-8", "latin-1")])
def test_text_read_by_a_wrong_encoding_is_told(text: str, written: str, read: str) -> None:
    assert decoded(text.encode(written).decode(read)) == text


@pytest.mark.parametrize("text", ["홍길동", "plain", "Müller", "Ærø", "가", "日本語", "①②"])
def test_text_that_is_right_stays(text: str) -> None:
    assert decoded(text) is None


def test_a_cell_is_told_harmless() -> None:
    assert [plain_text(cell) for cell in (None, 5, "a\x1b[31m\u202eb", BadCell("formula", "=A1"))] == [
        "", "5", "a[31mb", "=A1",
    ]  # fmt: skip
