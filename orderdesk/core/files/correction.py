"""A sheet whose cells are typed anew: the one that was read stays as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from orderdesk.core.files.cell_notes import plain_text
from orderdesk.core.files.columns import TRACKING_COLUMNS
from orderdesk.core.files.layouts import form
from orderdesk.core.files.reading import Cell, Sheet


class Part(NamedTuple):
    """Some rows of a sheet as a sheet: its row n is row `numbers[n - 1]` of the whole."""

    sheet: Sheet
    numbers: list[int]


class Correction:
    """The cells of *sheet* as they are now. Rows are numbered as the sheet has them, from 1.

    A column that the file lacks (택배사 in a courier's return file) is there as soon as something is typed
    into it.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._read = sheet
        self._now = replace(sheet, rows=list(sheet.rows))
        self.rows: tuple[int, ...] = tuple(number for number, _ in sheet.body())
        self.changed: set[tuple[int, str]] = set()
        self._form = sheet.layout.form or form("tracking")
        named = ((header, field) for field, headers in self._form.columns.items() for header in headers)
        self._fields = dict(named) | {sheet.header(field): field for field in sheet.layout.columns or ()}

    @property
    def sheet(self) -> Sheet:
        """The sheet as it is now."""
        return self._now

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the columns, from left to right."""
        columns = self._now.layout.columns or {}
        return tuple(sorted(columns, key=lambda field: columns[field]))

    def field(self, header: str) -> str:
        """The field of a column that is named as the file names it or as the program does; else blank."""
        return self._fields.get(header, "")

    def header(self, field: str) -> str:
        """The header of *field*'s column, or the one that it would get."""
        return self._now.header(field) or self._new_header(field)

    def fixed(self, field: str) -> str:
        """What the form itself says of *field* where a row says nothing; mostly blank."""
        return self._form.fixed.get(field, "")

    def _new_header(self, field: str) -> str:
        columns = self._form.columns if field in self._form.columns else TRACKING_COLUMNS
        return columns.get(field, ("",))[0]

    def cell(self, row: int, field: str) -> Cell:
        """The cell as it is now; None where there is no such column."""
        return _at(self._now, row, field)

    def value(self, row: int, field: str) -> str:
        """What stands in the cell now, as one harmless line."""
        return plain_text(self.cell(row, field))

    def read(self, row: int, field: str) -> Cell:
        """The cell as the file has it."""
        return _at(self._read, row, field)

    def put(self, row: int, field: str, text: str) -> None:
        """Type *text* into a cell; blank empties it. ValueError for a field that the sheet can't have."""
        if self._now.layout.index(field) is None:
            self._add(field)
        index = self._now.layout.index(field)
        assert index is not None
        cells = list(self._now.rows[row - 1])
        cells[index] = text.strip() or None
        self._now.rows[row - 1] = cells
        self.changed.add((row, field))

    def _add(self, field: str) -> None:
        header = self._new_header(field)
        if not header:
            raise ValueError(field)
        layout = self._now.layout
        width = len(self._now.rows[layout.header])
        rows: list[list[Cell]] = [[*row, None] for row in self._now.rows]
        rows[layout.header][width] = header
        columns = {**(layout.columns or {}), field: width}
        self._now = replace(self._now, rows=rows, layout=replace(layout, columns=columns))

    def whole(self) -> Part:
        """All rows, numbered as they are."""
        return Part(self._now, list(range(1, len(self._now.rows) + 1)))

    def part(self, rows: Iterable[int]) -> Part:
        """*rows* under the header, in their order."""
        head = self._now.layout.header + 1
        numbers = [*range(1, head + 1), *sorted(rows)]
        origin = self._now.origin
        if origin.mixed:
            mixed = frozenset(origin.mixed)
            origin = replace(origin, mixed=tuple(at for at, n in enumerate(numbers, 1) if n in mixed))
        return Part(replace(self._now, rows=[self._now.rows[n - 1] for n in numbers], origin=origin), numbers)


def _at(sheet: Sheet, row: int, field: str) -> Cell:
    index = sheet.layout.index(field)
    return None if index is None else sheet.rows[row - 1][index]
