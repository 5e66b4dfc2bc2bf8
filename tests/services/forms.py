"""The tracking form in few words: made for a desk, filled as people fill it, imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl

from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.tracking_form import TrackingFile, write_template
from orderdesk.core.services import browsing
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.services.tracking_file import TrackingResult, import_tracking
from orderdesk.core.services.tracking_rows import Options
from tests.services.desk import KIM, Desk, number

S = SectionState
CJ = "CJ대한통운"
CELLS = {"item": "B", "qty": "C", "courier": "D", "number": "E", "state": "F"}
Filled = Mapping[str, Mapping[str, object]]


def form(desk: Desk, folder: Path) -> Path:
    """The form for every order that can take a number."""
    with desk.store.reader() as conn:
        return write_template(
            folder / "form.xlsx", template_rows(browsing.orders(conn, browsing.make_view()))
        )


def fill(path: Path, filled: Filled, extra: Sequence[Sequence[object]] = ()) -> Path:
    """Fill the cells of rows, which are named by item number; *extra* rows are typed below."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = {str(sheet.cell(n, 2).value): n for n in range(3, sheet.max_row + 1) if sheet.cell(n, 2).value}
    for name, cells in filled.items():
        for key, value in cells.items():
            sheet[f"{CELLS[key]}{rows[name]}"].value = value
    for n, row in enumerate(extra, max(rows.values()) + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(n, column).value = value  # type: ignore[assignment]  # any cell value
    target = path.with_name("filled.xlsx")
    book.save(target)
    return target


def bring(desk: Desk, path: Path, dry_run: bool = False, **options: object) -> TrackingResult:
    read = open_file(path)
    assert isinstance(read, TrackingFile)
    chosen = Options(**options)  # type: ignore[arg-type]  # options by name
    return import_tracking(desk.store, read, KIM, desk.clock, chosen, dry_run)


def verdicts(result: TrackingResult) -> list[tuple[int, str]]:
    """Row of the sheet → verdict, or the reason's code."""
    return [(row.row, row.code or row.kind.value) for row in result.rows]


def warnings(result: TrackingResult) -> list[list[str]]:
    return [[reason.code for reason in row.odd] for row in result.rows]


def item(n: int, k: int = 1) -> str:
    return f"{number(n)}-{k}"
