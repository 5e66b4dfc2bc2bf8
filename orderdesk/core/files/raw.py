"""What the readers of the child make of a file, before it crosses to the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, NoReturn

from orderdesk.core.files.limits import Limits
from orderdesk.core.files.problems import FileTrouble, Refused

RawCell = Any
"""A plain value, None for a blank cell, or the mark of a cell without a usable value."""

Rows = list[list[RawCell]]

_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file turned out to be, whatever its name says.

    `format` is xlsx, xls or csv; encoding and delimiter are those of a text. `sheets` are the names of all
    sheets, `hidden` whether the one taken is; `mixed` are the rows, from 1, in another encoding than most.
    """

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    locked: bool = False
    macros: bool = False
    hidden: bool = False
    sheets: tuple[str, ...] = ()
    mixed: tuple[int, ...] = ()


class Raw(NamedTuple):
    """The sheet that was taken, by name, with its rows as the reader gives them (see `plain`)."""

    name: str
    rows: Rows
    origin: Origin


def blank(cell: RawCell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (cell.__class__ is str and (not cell or cell.isspace()))


def whole(cell: RawCell) -> bool:
    """Whether a cell is a whole number that a float holds exactly; an .xls gives short ones as int."""
    return cell.__class__ is int or (
        cell.__class__ is float and cell.is_integer() and -_EXACT < cell < _EXACT
    )


def plain(rows: Rows) -> Rows:
    """Rows with None for blank cells and int for whole numbers that a float holds exactly."""
    return [
        [
            (cell if cell and not cell.isspace() else None)
            if cell.__class__ is str
            else (int(cell) if cell.is_integer() and -_EXACT < cell < _EXACT else cell)
            if cell.__class__ is float
            else cell
            for cell in row
        ]
        for row in rows
    ]


def too_many(limits: Limits) -> NoReturn:
    """Refuse a file with more rows than *limits* allow."""
    raise Refused(FileTrouble.TOO_MANY_ROWS, f"{limits.rows:,}")
