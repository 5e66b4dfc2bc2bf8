"""Cells made into values: texts, identifiers, won, quantities, moments, tracking numbers.

Every function takes a cell as the reader gives it and raises `CellTrouble` where the cell can't be taken.
Nothing is repaired in silence: only a zero that a postcode or a mobile number must have lost comes back.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from orderdesk.core.domain.parcels import is_ems_number, is_exponent, normalise_number
from orderdesk.core.domain.text import clean
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.files.reading import BadCell, Cell

SEOUL = ZoneInfo("Asia/Seoul")

LOST_DIGITS = "0" * 6
"""How a number ends whose last digits a spreadsheet has dropped."""

_EXACT = 10**15
_MOST_WON = 10**12
_MOST_PIECES = 10**6
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
_AMOUNT = re.compile(r"(-?)₩?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?원?")
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?")
_DAY_ZERO = datetime(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73051
"""Serial days from 2000 to 2099; anything else is no order date."""


Usable = str | int | float | bool | datetime | None
"""A cell with a value, or a blank one."""


_UNUSABLE = {
    "error": RowTrouble.ERROR_VALUE,
    "formula": RowTrouble.NO_VALUE,
    "encoding": RowTrouble.BAD_ENCODING,
}


class CellTrouble(Exception):
    """A cell that can't be taken."""

    def __init__(self, kind: RowTrouble) -> None:
        super().__init__(kind.code)
        self.kind = kind


def _usable(cell: Cell) -> Usable:
    if isinstance(cell, BadCell):
        raise CellTrouble(_UNUSABLE[cell.kind])
    return cell


def text(cell: Cell) -> str:
    """A plain text on one line, harmless; blank for an empty cell. A number becomes its digits."""
    if isinstance(cell, str):
        return clean(cell)
    value = _usable(cell)
    return "" if value is None else clean(str(value))


def identifier(cell: Cell) -> str:
    """A number that is a name: text in compatibility form without outer spaces; blank for an empty cell."""
    if isinstance(cell, str):
        value = clean(cell)
        if not value.isascii():
            value = clean(unicodedata.normalize("NFKC", value))
        if "+" in value and _EXPONENT.fullmatch(value):
            raise CellTrouble(RowTrouble.EXPONENT)
        return value
    number = _usable(cell)
    if number is None:
        return ""
    if isinstance(number, (bool, datetime)):
        raise CellTrouble(RowTrouble.NOT_TEXT)
    if not isinstance(number, int) or not 0 <= number < _EXACT:
        raise CellTrouble(RowTrouble.DIGITS_LOST)
    return str(number)


def postcode(cell: Cell, country: str) -> str:
    """A postcode; a Korean one of four digits gets back the zero that a spreadsheet took (6234 → 06234)."""
    value = identifier(cell)
    return value.zfill(5) if len(value) == 4 and value.isdecimal() and country in ("", "KR") else value


def phone(cell: Cell) -> str:
    """A phone number; 9 or 10 bare digits that begin with 1 get their zero back."""
    value = identifier(cell)
    return "0" + value if len(value) in (9, 10) and value.isdecimal() and value[0] == "1" else value


def won(cell: Cell, blank: int | None = None) -> int:
    """Whole won, from a number or a text with commas; *blank* for an empty cell (None: refused)."""
    if cell.__class__ is int and 0 <= cell <= _MOST_WON:  # as nearly all are
        return cell
    value = _usable(cell)
    if blank is not None and value in (None, ""):
        return blank
    amount = signed_won(value)
    if amount < 0:
        raise CellTrouble(RowTrouble.NEGATIVE_AMOUNT)
    return amount


def won_or_zero(cell: Cell) -> int:
    """Whole won as `won` reads them; 0 for an empty cell."""
    return won(cell, 0)


def signed_won(cell: Cell) -> int:
    """Whole won as `won` reads them, which may be negative; an empty cell is refused."""
    value = _usable(cell)
    if value is None or value == "":
        raise CellTrouble(RowTrouble.REQUIRED)
    amount = value if isinstance(value, int) and not isinstance(value, bool) else _won_of_text(value)
    if abs(amount) > _MOST_WON:
        raise CellTrouble(RowTrouble.BAD_AMOUNT)
    return amount


def _won_of_text(cell: Usable) -> int:
    matched = (
        _AMOUNT.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    )
    if matched is None:
        raise CellTrouble(RowTrouble.BAD_AMOUNT)
    return int(matched[1] + matched[2].replace(",", ""))


def quantity(cell: Cell) -> int | None:
    """Pieces, a whole number from 1 up; None for an empty cell."""
    if cell.__class__ is int and 1 <= cell <= _MOST_PIECES:  # most cells are
        return cell
    value = _usable(cell)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        pieces = won(value)
    except CellTrouble:
        pieces = 0
    if not 1 <= pieces <= _MOST_PIECES:
        raise CellTrouble(RowTrouble.BAD_QUANTITY)
    return pieces


def pieces(cell: Cell) -> int:
    """Pieces as `quantity` reads them; an empty cell is refused."""
    found = quantity(cell)
    if found is None:
        raise CellTrouble(RowTrouble.BAD_QUANTITY)
    return found


def moment(cell: Cell) -> datetime:
    """A moment in Seoul from a text (2026-11-22 09:12:00), a date cell, or a spreadsheet's serial day."""
    value = _usable(cell)
    if isinstance(value, str):
        return _moment_of_text(value.strip())
    if value is None:
        raise CellTrouble(RowTrouble.REQUIRED)
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=SEOUL)
    if isinstance(value, bool) or not _FIRST_SERIAL <= value < _LAST_SERIAL:
        raise CellTrouble(RowTrouble.BAD_DATE)
    return (_DAY_ZERO + timedelta(seconds=round(value * 86400))).replace(tzinfo=SEOUL)


@lru_cache(maxsize=4096)
def _moment_of_text(value: str) -> datetime:
    if not value:
        raise CellTrouble(RowTrouble.REQUIRED)
    matched = _MOMENT.fullmatch(value)
    if matched is None:
        raise CellTrouble(RowTrouble.BAD_DATE)
    try:
        year, month, day, hour, minute, second = map(int, matched.groups("0"))
        return datetime(year, month, day, hour, minute, second, tzinfo=SEOUL)
    except ValueError:
        raise CellTrouble(RowTrouble.BAD_DATE) from None


def tracking_number(cell: Cell) -> str:
    """A tracking number without spaces and hyphens; blank for an empty cell.

    Refused: numbers that lost digits, scientific notation, dates, and words (fewer than 80 % of the
    characters are digits, unless it has the EMS form). Words are never cut down to the digits in them:
    "오전10시상차" is no 10. A number (not a text) that ends in six zeros is what a spreadsheet makes of
    5.21853E+11 and is refused as such (finding-and-files.md §9.2-8).
    """
    if not isinstance(cell, str):
        digits = identifier(cell)
        if digits.endswith(LOST_DIGITS):
            raise CellTrouble(RowTrouble.EXPONENT)
        return digits
    if cell.isascii() and cell.isdecimal():
        return cell
    value = normalise_number(clean(cell))
    if is_exponent(value):
        raise CellTrouble(RowTrouble.EXPONENT)
    figures = sum("0" <= character <= "9" for character in value)
    if figures < 0.8 * len(value) and not is_ems_number(value):
        raise CellTrouble(RowTrouble.NOT_A_NUMBER)
    return value


def named(cell: Cell) -> str:
    """An identifier that must be there."""
    value = identifier(cell)
    if not value:
        raise CellTrouble(RowTrouble.REQUIRED)
    return value


def needed(cell: Cell) -> str:
    """A text that must be there."""
    value = text(cell)
    if not value:
        raise CellTrouble(RowTrouble.REQUIRED)
    return value


def moment_or_none(cell: Cell) -> datetime | None:
    """A moment in Seoul; None for an empty cell."""
    return moment(cell) if text(cell) else None


def seconds(cell: Cell) -> int | None:
    """UTC seconds of a moment in Seoul; None for an empty cell."""
    at = moment_or_none(cell)
    return int(at.timestamp()) if at is not None else None


def won_or_none(cell: Cell) -> int | None:
    """Whole won; None for an empty cell."""
    return won(cell) if text(cell) else None
