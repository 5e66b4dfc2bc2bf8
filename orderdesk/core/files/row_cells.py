"""The cells of one row under a header: read by field, with a problem noted for each that can't be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import BadCell, Cell, Sheet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowCells:
    """Row *number* of *sheet*; what is wrong with it goes to `problems`.

    The column of the field `named_by` says which order the row is about; blank: none does.
    """

    sheet: Sheet
    number: int
    row: list[Cell]
    problems: list[RowProblem]
    named_by: str = ""

    def at(self, field: str) -> Cell:
        """The cell of *field*; None where there is no such column."""
        index = self.sheet.layout.index(field)
        return None if index is None else self.row[index]

    def has(self, field: str) -> bool:
        """Whether the sheet has a column for *field*."""
        return self.sheet.layout.index(field) is not None

    def take(self, field: str, reader: Callable[[Cell], T]) -> T | None:
        """The value of *field*, None with a problem noted where it has none."""
        try:
            return reader(self.at(field))
        except CellTrouble as trouble:
            self.note(trouble.kind, field)
            return None

    def note(self, kind: RowTrouble, field: str = "") -> None:
        """Notes a problem with the cell of *field*; blank: with the row."""
        header = self.sheet.header(field) if field else ""
        value, order = _said(self.at(field)), _said(self.at(self.named_by))
        self.problems.append(RowProblem(self.number, header, value, kind, order))


def _said(cell: Cell) -> str:
    return shown(cell.text if isinstance(cell, BadCell) else cell)
