"""The cells of one row by field, with a problem noted for each that can't be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import Cell, Sheet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowCells:
    """The cells of row `number` of a sheet; problems name what stands in the column of the field `about`."""

    sheet: Sheet
    number: int
    row: list[Cell]
    problems: list[RowProblem]
    about: str

    def has(self, field: str) -> bool:
        """Whether the sheet has a column for *field*."""
        return self.sheet.layout.index(field) is not None

    def at(self, field: str) -> Cell:
        """The cell of *field*; None where there is no such column."""
        index = self.sheet.layout.index(field)
        return None if index is None else self.row[index]

    def take(self, field: str, reader: Callable[[Cell], T]) -> T | None:
        """The value of *field*, None with a problem noted where it has none."""
        try:
            return reader(self.at(field))
        except CellTrouble as trouble:
            self.refuse(field, trouble.kind)
            return None

    def refuse(self, field: str, kind: RowTrouble) -> None:
        """Note a problem with the cell of *field*."""
        header, value = self.sheet.header(field), shown(self.at(field))
        self.problems.append(RowProblem(self.number, header, value, kind, shown(self.at(self.about))))


def named(cell: Cell) -> str:
    """An identifier that must be there."""
    value = cells.identifier(cell)
    if not value:
        raise CellTrouble(RowTrouble.REQUIRED)
    return value


def needed(cell: Cell) -> str:
    """A text that must be there."""
    value = cells.text(cell)
    if not value:
        raise CellTrouble(RowTrouble.REQUIRED)
    return value


def moment(cell: Cell) -> int | None:
    """UTC seconds of a moment in Seoul; None for an empty cell."""
    return int(cells.moment(cell).timestamp()) if cells.text(cell) else None


def won_or_none(cell: Cell) -> int | None:
    """Whole won; None for an empty cell."""
    return cells.won(cell) if cells.text(cell) else None
