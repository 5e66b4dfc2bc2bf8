"""Tracking numbers by Excel: the six-column form, couriers' return files, and channels' lists.

Reading makes values of cells and knows the traps of spreadsheets; whether a section exists and may move is
decided by the service that applies the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from orderdesk.core import reference
from orderdesk.core.files import cells
from orderdesk.core.files.cell_notes import plain_text
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import (
    BROUGHT_IN,
    LIMITS,
    BadCell,
    Cell,
    Limits,
    Sheet,
    not_imported,
    read_table,
)
from orderdesk.core.files.writing import put_text, save_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

STATES = ("배송중", "배송대기")
"""What may stand in the state column; blank keeps the state."""

_HEADERS = ("주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경")
_WIDTHS = (26, 26, 8, 16, 22, 16)
_TEXT_COLUMNS = (1, 2, 5)
_TEXT_ROWS = 5_000
_INSTRUCTION = (
    "※ 한 행이 한 품목입니다. 채운 행의 품목만 나가고, 비운 행의 품목은 섹션이 나뉘어 남습니다. "
    "섹션을 모두 한 송장으로 보내려면 모든 행을 같은 번호로 채우거나, "
    "한 행만 채우고 그 행의 품목번호와 수량을 비우세요. "
    "상태는 배송중 또는 배송대기만 쓸 수 있고, 비우면 바꾸지 않습니다."
)


class TemplateRow(NamedTuple):
    """One row of the form that is handed out."""

    section: str
    item: str
    qty: int | None
    courier: str = ""
    number: str = ""
    state: str = ""


class TrackingRow(NamedTuple):
    """One row that came back, as the file has it; blanks are empty texts, `qty` None.

    `number` is without spaces and hyphens, `raw_number` as it stood in the cell. In a courier's return file
    and the old form `order` holds the reference, a section or an order number, and `section` is empty.
    """

    row: int
    section: str
    item: str
    qty: int | None
    courier: str
    number: str
    state: str
    raw_number: str
    order: str


@dataclass(frozen=True, slots=True)
class TrackingFile:
    """What was read. A row stands in `rows` unless a problem that refuses stands in `problems` for it.

    `unread` are the refused rows as far as they could be read, so that the other rows of their sections can
    be held back too; a row that only repeats another is not among them.

    The old form (kind OLD_TRACKING) has a problem `form-old` at its header row, and rows with order numbers.
    `headers` are the words over the columns, by field. `goods` are, of a channel's list, the name and the
    option of each row's product.
    """

    file: str
    sheet: str
    kind: Kind
    rows: list[TrackingRow]
    problems: list[RowProblem]
    unread: list[TrackingRow] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    goods: Mapping[int, tuple[str, str]] = field(default_factory=dict)


_repeated = lru_cache(maxsize=1024, typed=True)(cells.text)
"""The text of a cell whose like stands in many rows."""


@lru_cache(maxsize=1024, typed=True)
def _state(cell: Cell) -> str:
    """A state without the blanks that people put into it."""
    return "".join(cells.text(cell).split())


_READERS: Mapping[str, Callable[[Cell], str]] = {
    "section": cells.identifier,
    "item": cells.identifier,
    "order": cells.identifier,
    "courier": _repeated,
    "state": _state,
    "tracking": cells.tracking_number,
}
_BLANK = dict.fromkeys(_READERS, "")


def read_tracking(path: Path, limits: Limits = LIMITS) -> TrackingFile:
    """Read a form, its CSV, or a courier's return file. Raises `FileProblem` where it is none of them."""
    return tracking_of(read_table(path, limits))


def tracking_of(sheet: Sheet) -> TrackingFile:
    """The tracking rows of a sheet that was read already. Raises `FileProblem` where it has none."""
    if sheet.kind not in BROUGHT_IN - {Kind.ORDERS}:
        raise not_imported(sheet)
    rows: list[TrackingRow] = []
    unread: list[TrackingRow] = []
    problems: list[RowProblem] = []
    if sheet.kind is Kind.OLD_TRACKING:
        problems.append(RowProblem(sheet.layout.header + 1, sheet.header("order"), "", RowTrouble.OLD_FORM))
    listed = _listed(sheet) if sheet.kind is Kind.CHANNEL_ORDERS else {}
    reader = _Rows(sheet)
    seen: set[tuple[object, ...]] = set()
    for row_number, cells_of_row in sheet.body():
        row, found = reader.row(row_number, cells_of_row)
        if row is None:
            continue
        problems += found
        if any(problem.kind.refuses for problem in found):
            unread.append(row)
            continue
        # all but where it stands and how its number is written
        content = (*row[1:7], row.order, listed[row_number].number if listed else "")
        if content in seen:
            named = row.section or row.item or row.order
            problems.append(RowProblem(row_number, "", "", RowTrouble.DUPLICATE_ROW, named))
            continue
        seen.add(content)
        rows.append(row)
    if not rows and not problems:
        raise FileProblem(FileTrouble.EMPTY, sheet.file, sheet.name)
    headers = {name: sheet.header(name) for name in sheet.layout.columns or ()}
    goods = {number: (each.name, each.option) for number, each in listed.items()}
    return TrackingFile(sheet.file, sheet.name, sheet.kind, rows, problems, unread, headers, goods)


class _Product(NamedTuple):
    """What a channel's list calls a product: its number there, its name and option."""

    number: str
    name: str
    option: str


def _listed(sheet: Sheet) -> Mapping[int, _Product]:
    """The products of a channel's list. FileProblem where it lacks a column that it needs."""
    form = sheet.layout.form
    missing = [field for field in ("order", "tracking") if sheet.layout.index(field) is None]
    if form is not None and missing:
        detail = ", ".join(map(form.header, missing))
        raise FileProblem(FileTrouble.MISSING_COLUMNS, sheet.file, sheet.name, detail)
    at = {field: sheet.layout.index(field) for field in ("product_order", "name", "option")}

    def text(row: list[Cell], field: str) -> str:
        index = at[field]
        return "" if index is None else plain_text(row[index])

    return {number: _Product(*(text(row, field) for field in at)) for number, row in sheet.body()}


class _Rows:
    """Makes tracking rows of a sheet's rows."""

    def __init__(self, sheet: Sheet) -> None:
        at = sheet.layout.columns or {}
        self._sheet = sheet
        self._columns = [(name, at[name], read) for name, read in _READERS.items() if name in at]
        self._qty = at.get("qty")
        self._tracking = at.get("tracking")
        self._target = "section" if sheet.kind is Kind.TRACKING else "order"
        self._courier = sheet.layout.form.fixed.get("courier", "") if sheet.layout.form else ""
        self._mixed = frozenset(sheet.origin.mixed)

    def row(self, n: int, row: list[Cell]) -> tuple[TrackingRow | None, list[RowProblem]]:
        """Row *n* and its problems; (None, []) where only columns that aren't read hold anything."""
        troubles: list[tuple[RowTrouble, str, Cell]] = []
        texts = _BLANK.copy()
        for name, index, read in self._columns:
            cell = row[index]
            if cell is not None:
                try:
                    texts[name] = read(cell)
                except CellTrouble as trouble:
                    troubles.append((trouble.kind, name, cell))
        qty = None
        if self._qty is not None and row[self._qty] is not None:
            try:
                qty = cells.quantity(row[self._qty])
            except CellTrouble as trouble:
                troubles.append((trouble.kind, "qty", row[self._qty]))
        if not troubles and qty is None and not any(texts.values()):
            return None, []
        raw = None if self._tracking is None else row[self._tracking]
        named = texts["section"] or texts["item"] or texts["order"]
        if not named or n in self._mixed or texts["tracking"].endswith(cells.LOST_DIGITS):
            troubles += self._oddities(n, texts, raw, {name for _, name, _ in troubles})
        return (
            TrackingRow(
                n,
                texts["section"],
                texts["item"],
                qty,
                texts["courier"] or self._courier,
                texts["tracking"],
                texts["state"],
                "" if isinstance(raw, BadCell) else shown(raw),
                texts["order"],
            ),
            [self._problem(n, *trouble, named) for trouble in troubles],
        )

    def _oddities(
        self, n: int, texts: Mapping[str, str], raw: Cell, bad: Container[str]
    ) -> Iterator[tuple[RowTrouble, str, Cell]]:
        """What is wrong with the row though each cell of it could be read; *bad* are those that could not."""
        if texts["tracking"].endswith(cells.LOST_DIGITS):
            yield RowTrouble.TRAILING_ZEROS, "tracking", raw
        if not (texts["section"] or texts["item"] or texts["order"] or self._target in bad):
            yield RowTrouble.TARGET_MISSING, self._target, None
        if n in self._mixed:
            yield RowTrouble.MIXED_ENCODING, self._target, None

    def _problem(self, n: int, kind: RowTrouble, name: str, cell: Cell, named: str) -> RowProblem:
        value = shown(cell.text if isinstance(cell, BadCell) else cell)
        return RowProblem(n, self._sheet.header(name), value, kind, named)


def write_template(
    path: Path, rows: Iterable[TemplateRow], finish: Callable[[Path], None] = lambda target: None
) -> Path:
    """Write the form for *rows* as a new .xlsx; returns the path it got, *finish* before it is there.

    A file that exists stays: the new one gets `-2` in its name. Section, item and tracking columns are text
    for 5,000 rows, so that a typed number keeps its digits.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "송장등록"
    put_text(sheet.cell(1, 1), _INSTRUCTION)
    sheet.cell(1, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(_HEADERS))
    sheet.row_dimensions[1].height = 54
    for column, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True), 1):
        put_text(sheet.cell(2, column), header)
        sheet.cell(2, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    last = 2
    for last, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            if isinstance(value, int):
                sheet.cell(last, column).value = value
            else:
                put_text(sheet.cell(last, column), value)
    for row_number in range(3, max(last, _TEXT_ROWS + 2) + 1):
        for column in _TEXT_COLUMNS:
            sheet.cell(row_number, column).number_format = "@"
    sheet.freeze_panes = "A3"
    _add_choices(book, sheet, max(last, _TEXT_ROWS + 2))
    return save_workbook(book, path, finish)


def _add_choices(book: Workbook, sheet: Worksheet, last: int) -> None:
    """Lists to choose state and courier from; another courier may still be typed, another state may not."""
    from openpyxl.worksheet.datavalidation import DataValidation

    names = [courier.name for courier in reference.couriers()]
    listing = book.create_sheet("택배사")
    for row_number, name in enumerate(names, 1):
        put_text(listing.cell(row_number, 1), name)
    courier = DataValidation(type="list", formula1=f"택배사!$A$1:$A${len(names)}", showErrorMessage=False)
    state = DataValidation(
        type="list", formula1=f'"{",".join(STATES)}"', allow_blank=True, showErrorMessage=True
    )
    state.error = "배송중, 배송대기만 쓸 수 있습니다. 비우면 상태를 바꾸지 않습니다."
    courier.add(f"D3:D{last}")
    state.add(f"F3:F{last}")
    sheet.add_data_validation(courier)
    sheet.add_data_validation(state)
