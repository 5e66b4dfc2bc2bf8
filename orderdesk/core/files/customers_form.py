"""Lists of the shop's members: one row a member.

A column that the file has sets its field, an empty cell empties it; what the file has no column for stays as
it is in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from orderdesk.core.files import cells
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import Cell, Sheet, not_imported
from orderdesk.core.files.row_cells import RowCells


class CustomerRow(NamedTuple):
    """One row: the fields of a customer that it gives, called as in the record."""

    row: int
    code: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What was read: good rows, and a problem for each cell that can't be taken."""

    file: str
    rows: list[CustomerRow]
    problems: list[RowProblem]
    headers: Mapping[str, str]
    """The headers of the file by field."""


def customers_of(sheet: Sheet) -> CustomerFile:
    """The rows of *sheet*. FileProblem when it is no list of members."""
    if sheet.kind is not Kind.CUSTOMERS:
        raise not_imported(sheet)
    headers = {field: sheet.header(field) for field in sheet.layout.columns or ()}
    read = CustomerFile(sheet.file, [], [], headers)
    seen: set[str] = set()
    for number, cell in sheet.body():
        row = RowCells(sheet, number, cell, read.problems, "code")
        found = _row(row)
        if found and found.code in seen:
            row.note(RowTrouble.DUPLICATE_ROW, "code")
        elif found:
            seen.add(found.code)
            read.rows.append(found)
    return read


def _row(row: RowCells) -> CustomerRow | None:
    before = len(row.problems)
    fields: dict[str, Any] = {"code": row.take("code", cells.named), "name": row.take("name", cells.needed)}
    for field, reader in _READERS.items():
        if row.has(field):
            fields[field] = row.take(field, reader)
    if len(row.problems) > before:
        return None
    return CustomerRow(row.number, shown(fields["code"]), fields)


def _postcode(cell: Cell) -> str:
    return cells.postcode(cell, "KR")


_READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    "phone": cells.phone,
    "email": cells.text,
    "grade": cells.text,
    "zip": _postcode,
    "line1": cells.text,
    "line2": cells.text,
    "joined_at": cells.seconds,
}

READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    **_READERS,
    "code": cells.named,
    "joined_at": cells.moment_or_none,
}
"""How the cell of a field is read when it is looked at alone; texts are not named."""
