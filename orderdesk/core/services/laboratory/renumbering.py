"""An order of a file gets another number: in all of its rows, and in what is numbered after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from orderdesk.core.files.columns import Kind
from orderdesk.core.files.correction import Correction

_NUMBER: Final = "number"
_AFTER_IT: Final = ("section", "item")
"""The fields whose numbers begin with the order's (``202611120000001-S1``)."""


def together(table: Correction, row: int, field: str) -> tuple[int, ...]:
    """The rows whose cells are one cell for who corrects it: of an order's number, all rows that have it."""
    number = table.value(row, field)
    if table.sheet.kind is not Kind.ORDERS or field != _NUMBER or not number:
        return (row,)
    return tuple(each for each in table.rows if table.value(each, _NUMBER) == number)


def numbered_after(
    table: Correction, rows: Iterable[int], field: str, text: str
) -> Mapping[str, Mapping[int, str]]:
    """What stands in other fields of *rows* once *text* is typed into their *field*, by field and row."""
    if table.sheet.kind is not Kind.ORDERS or field != _NUMBER or not text.strip():
        return {}
    found: dict[str, dict[int, str]] = {each: {} for each in _AFTER_IT}
    for row in rows:
        before = table.value(row, _NUMBER)
        for each in _AFTER_IT:
            value = table.value(row, each)
            if before and value.startswith(f"{before}-"):
                found[each][row] = text.strip() + value.removeprefix(before)
    return found
