"""Writing the rows of a form: .xlsx by the fast writer, or with merged cells by openpyxl, and .csv.

Rows come order by order and are never all in memory. Text is written as text whatever it looks like, numbers
that are names with the format of text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.export_form import Form, Rows, Table
from orderdesk.core.files.writing import as_csv_text, as_text, is_plain, new_file, put_text, put_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

GUIDE = "안내"
ENDINGS = (".xlsx", ".csv")

_WIDTHS = {Kind.TEXT: 16.0, Kind.CODE: 20.0, Kind.WON: 12.0, Kind.COUNT: 8.0}
"""Columns by what they hold, in characters."""


def write_orders(path: Path, form: Form, orders: Iterable[Rows], finish: Callable[[Path], None]) -> Path:
    """Write *orders*, the rows of each, under the headers of *form* into a new file; the path it got.

    The ending says .csv or .xlsx; a .csv has neither totals nor notes. *finish* is called with the path when
    all rows are written, before the file is there. OSError when it can't be written; what *orders* or
    *finish* raises leaves no file.
    """
    with new_file(path) as (stream, target):
        if path.suffix.lower() == ".csv":
            _write_csv(stream, form, orders)
        elif form.merge or len(set(form.headers)) < len(form.headers):
            _write_styled(stream, form, orders)
        else:
            _write_plain(stream, form, orders)
        finish(target)
    return target


def _write_csv(stream: BinaryIO, form: Form, orders: Iterable[Rows]) -> None:
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([as_csv_text(header) for header in form.headers])
    for rows in orders:
        writer.writerows([[as_csv_text(cell) for cell in row] for row in rows])
    text.detach()


def _write_plain(stream: BinaryIO, form: Form, orders: Iterable[Rows]) -> None:
    """By the fast writer, which knows columns by unique headers and can't merge."""
    from rustpy_xlsxwriter import FastExcel, Format

    text = Format().set_num_format("@")
    book = FastExcel(stream, output_format="xlsx").freeze(row=1, sheet=form.sheet)

    def add(name: str, heads: Sequence[str], kinds: Sequence[Kind], rows: Iterable[Rows]) -> None:
        headers = [as_text(head) for head in heads]
        formats = {head: text for head, kind in zip(headers, kinds, strict=True) if kind is Kind.CODE}
        widths = {head: _WIDTHS[kind] for head, kind in zip(headers, kinds, strict=True)}
        book.sheet(name, _records(headers, rows), column_formats=formats, column_widths=widths)

    add(form.sheet, form.headers, form.kinds, orders)
    totals = form.totals()
    if totals is not None:
        add(totals.name, totals.headers, totals.kinds, _totals_rows(form))
    if form.notes:
        book.sheet(GUIDE, [{GUIDE: note} for note in form.notes], column_width=90)
    book.save()


def _totals_rows(form: Form) -> Iterator[Rows]:
    """The totals when they are asked for: the writer comes to a sheet after those before it."""
    totals = form.totals()
    if totals is not None:
        yield totals.rows


def _records(headers: Sequence[str], orders: Iterable[Rows]) -> Iterator[dict[str, Cell]]:
    """Rows by header. The texts of a row are looked at all at once; hardly any needs a change."""
    for rows in orders:
        for row in rows:
            if not is_plain("".join([cell for cell in row if isinstance(cell, str)])):
                row = [as_text(cell) if isinstance(cell, str) else cell for cell in row]
            yield dict(zip(headers, row, strict=True))


def _write_styled(stream: BinaryIO, form: Form, orders: Iterable[Rows]) -> None:
    """By openpyxl: merged cells, and headers that stand twice; nine times slower."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(form.sheet)
    sheet.freeze_panes = "A2"
    for n, kind in enumerate(form.kinds, 1):
        sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS[kind]
    _append(sheet, form.headers, form.kinds)
    at = 2
    try:
        for rows in orders:
            for row in rows:
                _append(sheet, row, form.kinds)
            if form.merge and len(rows) > 1:
                _merge(sheet, form.merged, at, at + len(rows) - 1)
            at += len(rows)
    finally:
        sheet.close()  # otherwise what breaks off here is told a second time, by the library's open file
    totals = form.totals()
    if totals is not None:
        _add_table(book, totals)
    if form.notes:
        _add_table(book, Table(GUIDE, (GUIDE,), (Kind.TEXT,), [[note] for note in form.notes]))
    put_workbook(book, stream)


def _add_table(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.name)
    for row in (table.headers, *table.rows):
        _append(sheet, row, table.kinds)


def _append(sheet: WriteOnlyWorksheet, row: Sequence[Cell], kinds: Sequence[Kind]) -> None:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value, kind in zip(row, kinds, strict=True):
        cell = WriteOnlyCell(sheet)
        if isinstance(value, int):
            cell.value = value
        else:
            put_text(cell, value)
        if kind is Kind.CODE:
            cell.number_format = "@"
        cells.append(cell)
    sheet.append(cells)


def _merge(sheet: WriteOnlyWorksheet, columns: Sequence[int], first: int, last: int) -> None:
    from openpyxl.worksheet.cell_range import CellRange

    merged = cast("Worksheet", sheet).merged_cells.ranges
    for column in columns:
        merged.add(CellRange(min_col=column + 1, max_col=column + 1, min_row=first, max_row=last))
