"""An imported sheet written again: with what became of every row, or what is left as a work list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from orderdesk.core.files.columns import IDENTIFIERS
from orderdesk.core.files.reading import BadCell, Cell, Sheet
from orderdesk.core.files.writing import put_text, save_workbook

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as OutCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

HEADERS: Final = ("처리결과", "사유")
"""What stands over the two columns beside the table."""

_MARK: Final = "FFF2CC"
"""The colour of a cell that is to be looked at; the reason beside the row says the same."""

_PER_REPORT: Final = 500
_WIDTHS: Final = (12, 60)
_WIDTH: Final = 18


class RowVerdict(NamedTuple):
    """What became of a row, for the result file."""

    result: str
    reason: str = ""


def write_result(
    sheet: Sheet,
    target: Path,
    verdicts: Mapping[int, RowVerdict],
    only: Collection[int] | None = None,
    marked: Container[tuple[int, str]] = frozenset(),
    report: Callable[[int], None] = lambda done: None,
    finish: Callable[[Path], None] = lambda target: None,
) -> Path:
    """Write *sheet* as a new .xlsx with 처리결과 and 사유 beside it; returns the path it got.

    *verdicts* are by the sheet's row number. Rows stay where they are, identifiers are written as text, and
    formulas by their results: nothing that the file could do comes along. With *only* no other rows than
    these follow the header, so that they can be mended and brought in again. The cells *marked*, by row and
    field, are coloured. A result that is written again replaces its two columns. *finish* is called with the
    path before the file is there.
    """
    import openpyxl
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    out = book.create_sheet(HEADERS[0])
    header = sheet.layout.header + 1
    columns = _columns(sheet)
    fields = {index: name for name, index in (sheet.layout.columns or {}).items()}
    if only is not None:
        out.freeze_panes = f"A{header + 1}"
    for column, width in enumerate([*[_WIDTH] * len(columns), *_WIDTHS], 1):
        out.column_dimensions[get_column_letter(column)].width = width
    fill = PatternFill("solid", fgColor=_MARK)
    rows = range(1, len(sheet.rows) + 1) if only is None else [*range(1, header + 1), *sorted(only)]
    for done, number in enumerate(rows, 1):
        cells = []
        for index in columns:
            field = fields.get(index, "")
            cell = _cell(out, sheet.rows[number - 1][index], as_text=field in IDENTIFIERS)
            if (number, field) in marked:
                cell.fill = fill
            cells.append(cell)
        words = HEADERS if number == header else verdicts.get(number, ())
        out.append([*cells, *_texts(out, words)])
        if done % _PER_REPORT == 0:
            report(done)
    return save_workbook(book, target, finish)


def _columns(sheet: Sheet) -> list[int]:
    """The columns of the table, without those of a result that it is."""
    headers = sheet.rows[sheet.layout.header]
    at = next((n for n in range(len(headers) - 1) if tuple(headers[n : n + 2]) == HEADERS), len(headers))
    return [index for index in range(len(headers)) if index not in (at, at + 1)]


def _texts(out: WriteOnlyWorksheet, words: Iterable[str]) -> list[OutCell]:
    return [_cell(out, word, as_text=False) for word in words]


def _cell(out: WriteOnlyWorksheet, value: Cell, as_text: bool) -> OutCell:
    from openpyxl.cell import WriteOnlyCell

    cell: OutCell = WriteOnlyCell(out)
    if isinstance(value, (BadCell, str)) or as_text:
        put_text(cell, value.text if isinstance(value, BadCell) else value)
        if as_text:
            cell.number_format = "@"
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)
    else:
        cell.value = value
    return cell
