"""Rows as a file that people pass on, those of a job or of a pick list: workbook or CSV, every cell text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from orderdesk.core.files.writing import as_csv_text, new_file, put_text, save_workbook

SUFFIXES: Final = (".xlsx", ".csv")
"""What a file of rows may end with."""

_WIDTHS: Final = (8, 22, 24, 10, 16, 32, 40, 60)


def write_job_rows(
    path: Path,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    finish: Callable[[Path], None] = lambda target: None,
    widths: Sequence[int] = _WIDTHS,
) -> Path:
    """Write *rows* under *heads* into a new file, by the ending of *path*; the path it got.

    Identifiers stay text, nothing becomes a formula. *finish* is called with the path before the file is
    there; *widths* are those of a workbook's columns, in characters. ValueError for another ending, OSError
    where the file can't be written.
    """
    if path.suffix.lower() == ".csv":
        return _write_csv(path, heads, rows, finish)
    if path.suffix.lower() != ".xlsx":
        raise ValueError(path.suffix)
    return _write_workbook(path, heads, rows, finish, widths)


def _write_csv(
    path: Path, heads: Sequence[str], rows: Iterable[Sequence[str]], finish: Callable[[Path], None]
) -> Path:
    with new_file(path) as (stream, target):
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")  # the mark tells Excel the encoding
        writer = csv.writer(text)
        writer.writerow(heads)
        writer.writerows([as_csv_text(cell) for cell in row] for row in rows)
        text.flush()
        text.detach()
        finish(target)
    return target


def _write_workbook(
    path: Path,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    finish: Callable[[Path], None],
    widths: Sequence[int],
) -> Path:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    bold = Font(bold=True)
    for number, row in enumerate((heads, *rows)):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet)
            put_text(cell, value)
            cell.number_format = "@"
            if not number:
                cell.font = bold
            cells.append(cell)
        sheet.append(cells)
    return save_workbook(book, path, finish)
