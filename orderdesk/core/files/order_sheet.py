"""Writing orders as rows: .xlsx by the fast writer, or with merged cells by openpyxl, and .csv.

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
from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.files.writing import as_csv_text, as_text, is_plain, new_file, put_text

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "주문"
GUIDE = "안내"
ENDINGS = (".xlsx", ".csv")

_WIDTHS = {Kind.TEXT: 16.0, Kind.CODE: 20.0, Kind.WON: 12.0, Kind.COUNT: 8.0}
"""Columns by what they hold, in characters."""

_AMOUNTS_ONCE = "주문·섹션 단위의 금액은 그 첫 행에만 있습니다. 열을 그대로 더하면 합계가 됩니다."

Rows = Sequence[Sequence[Cell]]


def write_orders(
    path: Path, form: ExportRows, orders: Iterable[Rows], finish: Callable[[Path], None]
) -> Path:
    """Write *orders*, the rows of each, under the headers of *form* into a new file; the path it got.

    The ending says .csv or .xlsx. *finish* is called with the path when all rows are written, before the
    file is there. OSError when it can't be written; what *orders* or *finish* raises leaves no file.
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


def _write_csv(stream: BinaryIO, form: ExportRows, orders: Iterable[Rows]) -> None:
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([as_csv_text(header) for header in form.headers])
    for rows in orders:
        writer.writerows([[as_csv_text(cell) for cell in row] for row in rows])
    text.detach()


def _write_plain(stream: BinaryIO, form: ExportRows, orders: Iterable[Rows]) -> None:
    """By the fast writer, which knows columns by unique headers and can't merge."""
    from rustpy_xlsxwriter import FastExcel, Format

    headers = [as_text(header) for header in form.headers]
    text = Format().set_num_format("@")
    formats = {header: text for header, kind in zip(headers, form.kinds, strict=True) if kind is Kind.CODE}
    widths = {header: _WIDTHS[kind] for header, kind in zip(headers, form.kinds, strict=True)}
    book = FastExcel(stream, output_format="xlsx").freeze(row=1, sheet=SHEET)
    book.sheet(
        SHEET,
        _records(headers, orders),
        column_formats=formats,
        column_widths=widths,
    )
    if form.amounts_once:
        book.sheet(GUIDE, [{GUIDE: _AMOUNTS_ONCE}], column_width=90)
    book.save()


def _records(headers: Sequence[str], orders: Iterable[Rows]) -> Iterator[dict[str, Cell]]:
    """Rows by header. The texts of a row are looked at all at once; hardly any needs a change."""
    for rows in orders:
        for row in rows:
            if not is_plain("".join([cell for cell in row if isinstance(cell, str)])):
                row = [as_text(cell) if isinstance(cell, str) else cell for cell in row]
            yield dict(zip(headers, row, strict=True))


def _write_styled(stream: BinaryIO, form: ExportRows, orders: Iterable[Rows]) -> None:
    """By openpyxl: merged cells, and headers that stand twice; nine times slower."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for n, kind in enumerate(form.kinds, 1):
        sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS[kind]
    _append(sheet, form.headers, form.kinds)
    at = 2
    for rows in orders:
        for row in rows:
            _append(sheet, row, form.kinds)
        if form.merge and len(rows) > 1:
            _merge(sheet, form.merged, at, at + len(rows) - 1)
        at += len(rows)
    if form.amounts_once and not form.merge:
        guide = book.create_sheet(GUIDE)
        _append(guide, [GUIDE], (Kind.TEXT,))
        _append(guide, [_AMOUNTS_ONCE], (Kind.TEXT,))
    book.save(stream)


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
