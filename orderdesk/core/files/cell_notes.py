"""What is odd about a cell although a value was understood: what reading mended, and what it can't know.

A verdict says whether a row can be taken; these notes say where the value differs from what stands in the
cell, so that a person can look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from orderdesk.core.domain.parcels import Courier, passes_check
from orderdesk.core.domain.text import clean
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import IDENTIFIERS
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.files.reading import Cell

MENDED = frozenset({RowTrouble.ZERO_RESTORED, RowTrouble.FULL_WIDTH, RowTrouble.DECOMPOSED})
"""Notes on what reading made right by itself."""

LOST = "\ufffd"
"""What stands for a character that could not be decoded."""

_PHONES = frozenset({"buyer_phone", "receiver_phone"})
_NUMBERS = frozenset({"qty", "amount", "deposit", "withdrawal", "signed", "balance", "at", "day", "time"})
_FULL_WIDTH = re.compile("[０-９]")
_HANGUL = re.compile("[가-힣]")
_MISREAD = (
    ("cp949", "utf-8"),
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
    ("latin-1", "cp949"),
    ("cp1252", "cp949"),
)
"""Encodings that a text was read by, with the one that it was written in."""


def decoded(text: str) -> str | None:
    """What *text* says where it was read by a wrong encoding ("È«±æµ¿" → "홍길동"); None where it wasn't.

    Only Hangul is believed: the letters beyond ASCII must all be syllables, and two at least.
    """
    if text.isascii():
        return None
    for wrong, right in _MISREAD:
        try:
            found = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        beyond = [character for character in found if not character.isascii()]
        if len(beyond) >= 2 and all(map(_HANGUL.fullmatch, beyond)):
            return found
    return None


def with_zero(cell: Cell, courier: Courier | None) -> str | None:
    """The tracking number with a zero in front, where only that makes it one of *courier*'s; else None.

    A number (not a text) of one digit too few lost it in a spreadsheet.
    """
    if courier is None or not isinstance(cell, int) or isinstance(cell, bool) or cell < 0:
        return None
    number = f"0{cell}"
    fits = len(number) in courier.lengths and len(number) - 1 not in courier.lengths
    return number if fits and passes_check(courier.check, number) else None


def notes(field: str, cell: Cell, courier: Courier | None = None, country: str = "") -> Iterator[RowTrouble]:
    """The notes on a cell in the column of *field*; *courier* and *country* are those of its row."""
    if isinstance(cell, str):
        if cell.isascii() and field != "zip" and field not in _PHONES:
            return
        yield from _of_text(field, cell)
    elif field == "tracking" and with_zero(cell, courier):
        yield RowTrouble.ZERO_LOST
    if (field == "zip" or field in _PHONES) and _zero_came_back(field, cell, country):
        yield RowTrouble.ZERO_RESTORED


def _of_text(field: str, text: str) -> Iterator[RowTrouble]:
    if text.isascii():
        return
    if LOST in text or decoded(text) is not None:
        yield RowTrouble.WRONG_ENCODING
    if not unicodedata.is_normalized("NFC", text):
        yield RowTrouble.DECOMPOSED
    if (field in IDENTIFIERS or field in _NUMBERS) and _FULL_WIDTH.search(text):
        yield RowTrouble.FULL_WIDTH


def _zero_came_back(field: str, cell: Cell, country: str) -> bool:
    if cell is None:
        return False
    try:
        plain = cells.identifier(cell)
        return (cells.postcode(cell, country) if field == "zip" else cells.phone(cell)) != plain
    except CellTrouble:
        return False


def plain_text(cell: Cell) -> str:
    """What stands in a cell, harmless, as it is compared and typed again; blank for an empty one."""
    if cell is None:
        return ""
    return clean(cell.text if isinstance(cell, tuple) else str(cell))
