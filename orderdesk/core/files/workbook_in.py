"""Workbooks (.xlsx, .xls) made rows by the fast reader, and what it leaves out. Runs in the child."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from orderdesk.core.files.columns import HEADER_ROWS, Layout, detect
from orderdesk.core.files.limits import Limits
from orderdesk.core.files.problems import FileTrouble, Refused
from orderdesk.core.files.raw import Origin, Raw, Rows, blank, too_many, whole
from orderdesk.core.files.special_cells import SpecialCell, special_cells

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ZEROS = re.compile(r"0{2,}")
_ZEROS_IN_STYLES = re.compile(rb"""formatCode=["']0{2,}["']""")

Special = Callable[[str], list[SpecialCell]]
"""Gives the special cells of a sheet by its name."""


def read_xlsx(data: bytes, limits: Limits) -> Raw:
    """The sheet of an .xlsx workbook that is a known table, else the first that holds anything."""
    zeros, macros = _look_inside(data, limits)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        raw, special = _read_sheet(data, limits, lambda name: special_cells(archive, name))
    layout = detect(raw.rows)
    if layout.form and zeros:
        _restore_zeros(raw.rows, layout, lambda: _xlsx_formats(data, raw))
    _mark(raw.rows, special, limits)
    return raw._replace(origin=replace(raw.origin, format="xlsx", macros=macros))


def read_xls(data: bytes, limits: Limits) -> Raw:
    """The same of an .xls workbook."""
    from orderdesk.core.files.xls_cells import XlsCells  # deferred: most workbooks are .xlsx

    cells = XlsCells(data)
    raw, special = _read_sheet(data, limits, cells.errors)
    layout = detect(raw.rows)
    if layout.form:
        _restore_zeros(raw.rows, layout, lambda: cells.zeros(raw.name, len(raw.rows)))
    _mark(raw.rows, special, limits)
    return raw._replace(origin=replace(raw.origin, format="xls"))


def _look_inside(data: bytes, limits: Limits) -> tuple[bool, bool]:
    """Refuse archives that swell or aren't workbooks; whether formats show zeros in front, and macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > limits.parts or unpacked > limits.unpacked:
                raise Refused(FileTrouble.TOO_LARGE)
            if unpacked > limits.free and unpacked > limits.ratio * len(data):
                raise Refused(FileTrouble.TOO_LARGE)
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Refused(FileTrouble.NOT_TABLE)
            styles = archive.read("xl/styles.xml") if "xl/styles.xml" in names else b""
            return bool(_ZEROS_IN_STYLES.search(styles)), "xl/vbaProject.bin" in names
    except zipfile.BadZipFile:
        raise Refused(FileTrouble.DAMAGED) from None


def _read_sheet(data: bytes, limits: Limits, special: Special) -> tuple[Raw, list[SpecialCell]]:
    """The first sheet whose headers are known, else the first that isn't empty, with its special cells."""
    import python_calamine

    found: Raw | None = None
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        sheets = tuple(book.sheet_names)
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.end is None:
                continue
            known = detect(sheet.to_python(skip_empty_area=False, nrows=HEADER_ROWS)).form is not None
            if not known and found is not None:
                continue
            _check_size(sheet, limits)
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            rows = sheet.to_python(skip_empty_area=False)
            found = Raw(meta.name, rows, Origin(sheets=sheets, hidden=hidden))
            if known:
                break
    if found is None:
        raise Refused(FileTrouble.EMPTY)
    return found, special(found.name)


def _check_size(sheet: CalamineSheet, limits: Limits) -> None:
    assert sheet.end is not None
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > limits.rows + HEADER_ROWS:
        too_many(limits)
    if width > limits.columns:
        raise Refused(FileTrouble.TOO_WIDE, str(limits.columns))


def _mark(rows: Rows, cells: list[SpecialCell], limits: Limits) -> None:
    """Put marks for *cells* into *rows*, which the fast reader may have ended before them."""
    for row, column, kind, text in cells:
        if row >= limits.rows + HEADER_ROWS or column >= limits.columns:
            continue
        rows.extend([] for _ in range(len(rows), row + 1))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        if blank(rows[row][column]):
            rows[row][column] = {"x": kind, "v": text}


def _restore_zeros(rows: Rows, layout: Layout, formats: Callable[[], Iterable[dict[int, str]]]) -> None:
    """Give identifiers that came as numbers the zeros in front that their format shows (000000000000).

    *formats* gives per row the number formats by column.
    """
    assert layout.form and layout.columns
    columns = [index for field, index in layout.columns.items() if field in layout.form.identifiers]
    if not any(whole(row[index]) for row in rows[layout.header + 1 :] for index in columns):
        return
    for row, by_column in zip(rows, formats(), strict=False):
        for index in columns:
            shown = by_column.get(index, "")
            if whole(row[index]) and _ZEROS.fullmatch(shown):
                row[index] = str(int(row[index])).zfill(len(shown))


def _xlsx_formats(data: bytes, raw: Raw) -> Iterator[dict[int, str]]:
    """The number formats of the sheet's rows; slow, so only where something needs them."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet: Any = book[raw.name]
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=len(raw.rows)):
        yield {n: cell.number_format for n, cell in enumerate(row)}
