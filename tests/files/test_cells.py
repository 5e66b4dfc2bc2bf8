from __future__ import annotations

from datetime import datetime

import pytest

from orderdesk.core.files import cells
from orderdesk.core.files.cells import SEOUL, CellTrouble
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.files.reading import BadCell, Cell


def trouble(read: object, cell: Cell) -> RowTrouble:
    assert callable(read)
    with pytest.raises(CellTrouble) as caught:
        read(cell)
    return caught.value.kind


@pytest.mark.parametrize(
    ("cell", "amount"),
    [(38000, 38000), ("38,000", 38000), (" 1,234,567원 ", 1234567), ("₩500", 500), ("3000.00", 3000), (0, 0)],
)
def test_won_from_numbers_and_texts(cell: Cell, amount: int) -> None:
    assert cells.won(cell) == amount


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (1000.5, RowTrouble.BAD_AMOUNT),
        ("1000.5", RowTrouble.BAD_AMOUNT),
        ("1,00", RowTrouble.BAD_AMOUNT),
        ("천원", RowTrouble.BAD_AMOUNT),
        (True, RowTrouble.BAD_AMOUNT),
        (float("nan"), RowTrouble.BAD_AMOUNT),
        (10**13, RowTrouble.BAD_AMOUNT),
        (datetime(2026, 1, 1), RowTrouble.BAD_AMOUNT),
        (-1, RowTrouble.NEGATIVE_AMOUNT),
        ("-1,000", RowTrouble.NEGATIVE_AMOUNT),
        (None, RowTrouble.REQUIRED),
        (BadCell("error", "#N/A"), RowTrouble.ERROR_VALUE),
        (BadCell("formula", "=A1"), RowTrouble.NO_VALUE),
    ],
)
def test_what_is_no_amount_of_won(cell: Cell, kind: RowTrouble) -> None:
    assert trouble(cells.won, cell) is kind


def test_a_blank_amount_may_have_a_meaning() -> None:
    assert cells.won(None, 0) == 0


@pytest.mark.parametrize("cell", ["2026-11-22 09:12:00", datetime(2026, 11, 22, 9, 12), 46348.38333333333])
def test_the_three_forms_of_a_date_are_one_moment(cell: Cell) -> None:
    assert cells.moment(cell) == datetime(2026, 11, 22, 9, 12, tzinfo=SEOUL)
    assert cells.moment(cell).utcoffset() is not None


@pytest.mark.parametrize(
    "cell", ["어제", "2026-13-01", "22/11/2026", 12, 10**9, True, "2026-02-30 10:00:00", float("inf")]
)
def test_what_is_no_date(cell: Cell) -> None:
    assert trouble(cells.moment, cell) is RowTrouble.BAD_DATE


@pytest.mark.parametrize(
    ("cell", "text"), [("00123", "00123"), (123, "123"), (" ＡＢ１２ ", "AB12"), (None, "")]
)
def test_identifiers_stay_text(cell: Cell, text: str) -> None:
    assert cells.identifier(cell) == text


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("5.21853E+11", RowTrouble.EXPONENT),
        (6.812345678901235e18, RowTrouble.DIGITS_LOST),
        (1.5, RowTrouble.DIGITS_LOST),
        (-5, RowTrouble.DIGITS_LOST),
        (datetime(2026, 1, 1), RowTrouble.NOT_TEXT),
        (True, RowTrouble.NOT_TEXT),
    ],
)
def test_damaged_identifiers_are_refused(cell: Cell, kind: RowTrouble) -> None:
    assert trouble(cells.identifier, cell) is kind
    assert trouble(cells.tracking_number, cell) is kind


def test_only_zeros_that_must_have_been_there_come_back() -> None:
    assert [cells.postcode(cell, "KR") for cell in (6234, "6234", "06234", "623", "135-080")] == [
        "06234",
        "06234",
        "06234",
        "623",
        "135-080",
    ]
    assert cells.postcode(6234, "AU") == "6234"
    assert [cells.phone(cell) for cell in (1000001234, "010-0000-1234", 212345678, 15881234, 112345678)] == [
        "01000001234",
        "010-0000-1234",
        "212345678",
        "15881234",
        "0112345678",
    ]


@pytest.mark.parametrize(("cell", "pieces"), [(3, 3), ("3", 3), (" ", None), (None, None), ("1,000", 1000)])
def test_quantities(cell: Cell, pieces: int | None) -> None:
    assert cells.quantity(cell) == pieces


@pytest.mark.parametrize("cell", [0, -1, 1.5, "두 개", True, 10**7])
def test_what_is_no_quantity(cell: Cell) -> None:
    assert trouble(cells.quantity, cell) is RowTrouble.BAD_QUANTITY


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (623456789012, "623456789012"),
        (" 6234-5678-9012 ", "623456789012"),
        ("０１２３4567８9", "0123456789"),
        ("ee123456789kr", "EE123456789KR"),
        ("12345678901A", "12345678901A"),
        (None, ""),
    ],
)
def test_tracking_numbers(cell: Cell, number: str) -> None:
    assert cells.tracking_number(cell) == number


@pytest.mark.parametrize("cell", ["차량배차", "오전10시상차", "직접수령 010", "12AB"])
def test_words_are_never_cut_down_to_their_digits(cell: Cell) -> None:
    assert trouble(cells.tracking_number, cell) is RowTrouble.NOT_A_NUMBER


@pytest.mark.parametrize("cell", ["5.21853E+11", "5.21853e11", "5E+11"])
def test_scientific_notation_is_refused(cell: Cell) -> None:
    assert trouble(cells.tracking_number, cell) is RowTrouble.EXPONENT


def test_texts_lose_what_could_command_a_terminal() -> None:
    assert cells.text("[/red] 쌀\x1b]0;x\x07\n둘") == "[/red] 쌀]0;x 둘"
    assert cells.text("\u1112\u1169\u11bc") == "홍"
    assert cells.text(10) == "10"
