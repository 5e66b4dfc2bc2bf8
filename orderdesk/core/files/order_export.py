"""The shop's order export (38 columns, one row a section item) read into orders.

Order sums and buyer stand on every row of an order or on its first only; either way they are taken once. A
row that can't be taken refuses its whole order, because half an order would be a wrong one; other orders go
on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from orderdesk.core.domain.quick import quick
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import ORDER_COLUMNS, Kind
from orderdesk.core.files.order_sums import sum_findings
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import LIMITS, BadCell, Cell, Limits, Sheet, not_imported, read_table
from orderdesk.core.uncollected import uncollected

_OF_ORDER = (
    *("channel", "trade", "items_total", "discount", "ship_fee", "points", "paid"),
    *("buyer_name", "buyer_email", "buyer_phone", "placed_at"),
)
_OF_SECTION = (
    *("delivery", "delivery_pay", "tracking", "courier", "receiver", "receiver_phone", "country", "zip"),
    *("address", "detail", "memo", "cancel_reason", "cancel_detail", "return_reason", "return_detail"),
)
_SUMS = ("items_total", "discount", "ship_fee", "points")
_WORDS = ("channel", "trade", "buyer_name", "buyer_email")
_SECTION_WORDS = tuple(name for name in _OF_SECTION if name not in ("tracking", "receiver_phone", "zip"))

T = TypeVar("T")
_Row = list[Cell]
_Numbered = tuple[int, _Row]


@quick
@dataclass(frozen=True, slots=True)
class FileLine:
    """One row: pieces of a product. Won amounts; `paid` is for all the pieces, `unit_price` for one."""

    number: str
    product_no: str
    name: str
    option: str
    qty: int
    unit_price: int
    grade_discount: int
    points: int
    coupon: int
    paid: int
    row: int


@quick
@dataclass(frozen=True, slots=True)
class FileSection:
    """The rows of one section number, with where and how they go; texts as the file has them."""

    number: str
    delivery_label: str
    pay_label: str
    tracking: str
    courier_label: str
    receiver: str
    receiver_phone: str
    country: str
    zip: str
    address: str
    detail: str
    memo: str
    cancel_reason: str
    cancel_detail: str
    return_reason: str
    return_detail: str
    lines: tuple[FileLine, ...]


@quick
@dataclass(frozen=True, slots=True)
class FileOrder:
    """One order as the file tells it; sums in won, `placed_at` in Asia/Seoul, `row` its first row."""

    number: str
    shop_channel_label: str
    trade_label: str
    items_total: int
    discount: int
    ship_fee: int
    points: int
    paid: int
    buyer_name: str
    buyer_email: str
    buyer_phone: str
    placed_at: datetime
    sections: tuple[FileSection, ...]
    row: int


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What was read: `rows` counts the rows under the header; every row is in an order or in a problem."""

    file: str
    sheet: str
    rows: int
    orders: list[FileOrder]
    problems: list[RowProblem]


def read_orders(path: Path, limits: Limits = LIMITS) -> OrderFile:
    """Read an order export. Raises `FileProblem` where it isn't one; bad rows become problems."""
    return orders_of(read_table(path, limits))


def orders_of(sheet: Sheet) -> OrderFile:
    """The orders of a sheet that was read already."""
    form = sheet.layout.form
    if sheet.kind is not Kind.ORDERS or form is None:
        raise not_imported(sheet)
    missing = [form.header(name) for name in form.required if sheet.layout.index(name) is None]
    if missing:
        raise FileProblem(FileTrouble.MISSING_COLUMNS, sheet.file, sheet.name, ", ".join(missing))
    with uncollected():
        return _read(sheet)


def _read(sheet: Sheet) -> OrderFile:
    body = list(sheet.body())
    if not body:
        raise FileProblem(FileTrouble.EMPTY, sheet.file, sheet.name)
    groups = _group(sheet, body)
    reader = _Reader(sheet, faults=groups.faults)
    orders = [order for number, rows in groups.orders.items() if (order := reader.order(number, rows))]
    _refuse_shared_numbers(reader, orders, groups.orders)
    good = [order for order in orders if order.number not in reader.bad]
    problems = sorted(_all_rows(reader, groups), key=lambda problem: problem.row)
    return OrderFile(sheet.file, sheet.name, len(body), good, problems)


@dataclass(slots=True)
class _Groups:
    """Rows by order number, in the order of their first row; `faults` are the rows that belong nowhere."""

    orders: dict[str, list[_Numbered]] = field(default_factory=dict)
    faults: list[RowProblem] = field(default_factory=list)


def _group(sheet: Sheet, body: list[_Numbered]) -> _Groups:
    """Sort rows to their orders, wherever they stand.

    A row without a readable order number is refused, and with it the order that it may be a part of: the one
    that has its section, or, where the other order columns are blank too (merged cells), the one above.
    """
    groups = _Groups()
    at, section = sheet.layout.index("number"), sheet.layout.index("section")
    assert at is not None and section is not None
    order_columns = [index for name in _OF_ORDER if (index := sheet.layout.index(name)) is not None]
    lost: list[tuple[_Numbered, RowTrouble, str]] = []
    above = ""
    for row_number, row in body:
        kind, number = RowTrouble.NUMBER_MISSING, ""
        try:
            number = cells.identifier(row[at])
        except CellTrouble as trouble:
            kind = trouble.kind
        if number:
            groups.orders.setdefault(number, []).append((row_number, row))
            above = number
        else:
            merged = row[at] is None and all(row[index] is None for index in order_columns)
            lost.append(((row_number, row), kind, above if merged else ""))
    if lost:
        owners = {row[section]: number for number, rows in groups.orders.items() for _, row in rows}
        owners.pop(None, None)
        header = sheet.header("number")
        groups.faults = [
            RowProblem(row_number, header, _shown(row[at]), kind, owners.get(row[section], above))
            for (row_number, row), kind, above in lost
        ]
    return groups


class _Reader:
    """Makes orders of rows, noting every problem; `bad` holds the numbers of the orders that are refused.

    `warnings` are what is only odd about orders that are taken.
    """

    def __init__(self, sheet: Sheet, faults: list[RowProblem]) -> None:
        self.sheet = sheet
        self.problems = list(faults)
        self.bad = {fault.order for fault in faults if fault.order}
        self._at = {name: sheet.layout.index(name) for name in ORDER_COLUMNS}
        self._fields = frozenset(name for name, at in self._at.items() if at is not None)
        self.warnings: list[RowProblem] = []
        self._order = ""

    def order(self, number: str, rows: list[_Numbered]) -> FileOrder | None:
        """The order of *rows*, or None with its problems noted."""
        self._order = number
        before = len(self.problems)
        common = self._common(rows, _OF_ORDER, RowTrouble.ORDER_DIFFERS)
        sections: dict[str, list[_Numbered]] = {}
        for row_number, row in rows:
            section = self._take(cells.identifier, "section", row_number, row)
            if section == "":
                self._note(RowTrouble.REQUIRED, "section", row_number, None)
            sections.setdefault(section or "", []).append((row_number, row))
        first = rows[0][0]
        sums = self._each(cells.won_or_zero, _SUMS, common)
        paid = self._one(cells.won, "paid", common, first)
        placed_at = self._one(cells.moment, "placed_at", common, first)
        words = self._each(cells.text, _WORDS, common)
        phone = self._one(cells.phone, "buyer_phone", common, first)
        made = tuple(self._section(section, its_rows) for section, its_rows in sections.items())
        if len(self.problems) > before or number in self.bad:
            self.bad.add(number)
            return None
        assert placed_at is not None
        order = FileOrder(
            number=number,
            shop_channel_label=words.get("channel", ""),
            trade_label=words.get("trade", ""),
            items_total=sums.get("items_total", 0),
            discount=sums.get("discount", 0),
            ship_fee=sums.get("ship_fee", 0),
            points=sums.get("points", 0),
            paid=paid or 0,
            buyer_name=words.get("buyer_name", ""),
            buyer_email=words.get("buyer_email", ""),
            buyer_phone=phone or "",
            placed_at=placed_at,
            sections=made,
            row=first,
        )
        self._weigh(order, common)
        return None if number in self.bad else order

    def _weigh(self, order: FileOrder, common: dict[str, _Numbered]) -> None:
        """Compare the order's sums; items_total counts only where a cell has it."""
        fields = self._fields if "items_total" in common else self._fields - {"items_total"}
        for finding in sum_findings(order, fields):
            row = finding.row or common.get(finding.field, (order.row, None))[0]
            if finding.kind.refuses:
                self.refuse(finding.kind, finding.field, row, str(finding.won), order.number)
            else:
                self._warn(finding.kind, finding.field, row, finding.won)

    def _section(self, number: str, rows: list[_Numbered]) -> FileSection:
        common = self._common(rows, _OF_SECTION, RowTrouble.SECTION_DIFFERS)
        first = rows[0][0]
        said = self._each(cells.text, _SECTION_WORDS, common).get
        country = said("country", "")
        return FileSection(
            number=number,
            delivery_label=said("delivery", ""),
            pay_label=said("delivery_pay", ""),
            tracking=self._tracking(common, first),
            courier_label=said("courier", ""),
            receiver=said("receiver", ""),
            receiver_phone=self._one(cells.phone, "receiver_phone", common, first) or "",
            country=country,
            zip=self._one(lambda cell: cells.postcode(cell, country), "zip", common, first) or "",
            address=said("address", ""),
            detail=said("detail", ""),
            memo=said("memo", ""),
            cancel_reason=said("cancel_reason", ""),
            cancel_detail=said("cancel_detail", ""),
            return_reason=said("return_reason", ""),
            return_detail=said("return_detail", ""),
            lines=tuple(self._line(row_number, row) for row_number, row in rows),
        )

    def _tracking(self, common: dict[str, _Numbered], first: int) -> str:
        number = self._one(cells.tracking_number, "tracking", common, first) or ""
        if number.endswith(cells.LOST_DIGITS):
            self._warn(RowTrouble.TRAILING_ZEROS, "tracking", common["tracking"][0], number)
        return number

    def _line(self, row_number: int, row: _Row) -> FileLine:
        def required(name: str, read: Callable[[Cell], str]) -> str:
            value = self._take(read, name, row_number, row)
            if value == "":
                self._note(RowTrouble.REQUIRED, name, row_number, None)
            return value or ""

        take = self._take
        return FileLine(
            number=required("item", cells.identifier),
            product_no=take(cells.identifier, "product_no", row_number, row) or "",
            name=required("name", cells.text),
            option=take(cells.text, "option", row_number, row) or "",
            qty=take(cells.pieces, "qty", row_number, row) or 0,
            unit_price=take(cells.won, "unit_price", row_number, row) or 0,
            grade_discount=take(cells.won_or_zero, "grade_discount", row_number, row) or 0,
            points=take(cells.won_or_zero, "line_points", row_number, row) or 0,
            coupon=take(cells.won_or_zero, "coupon", row_number, row) or 0,
            paid=take(cells.won, "line_paid", row_number, row) or 0,
            row=row_number,
        )

    def _common(
        self, rows: list[_Numbered], names: tuple[str, ...], kind: RowTrouble
    ) -> dict[str, _Numbered]:
        """Field → the first row that has it; other rows must say the same or nothing."""
        common: dict[str, _Numbered] = {}
        for name in names:
            at = self._at[name]
            if at is None:
                continue
            for row_number, row in rows:
                cell = row[at]
                if cell is None:
                    continue
                if name not in common:
                    common[name] = (row_number, row)
                elif cell != common[name][1][at]:
                    self._note(kind, name, row_number, cell)
        return common

    def _one(self, read: Callable[[Cell], T], name: str, common: dict[str, _Numbered], row: int) -> T | None:
        """The value of a field that several rows share; a blank one is read as an empty cell of *row*."""
        return self._take(read, name, *common.get(name, (row, None)))

    def _each(
        self, read: Callable[[Cell], T], names: tuple[str, ...], common: dict[str, _Numbered]
    ) -> dict[str, T]:
        """The values of those of *names* that a row has, in their order; of blank and of bad cells none."""
        found: dict[str, T] = {}
        for name in names:
            place = common.get(name)
            if place is not None and (value := self._take(read, name, *place)) is not None:
                found[name] = value
        return found

    def _take(self, read: Callable[[Cell], T], name: str, row_number: int, row: _Row | None) -> T | None:
        at = self._at[name]
        cell = None if row is None or at is None else row[at]
        try:
            return read(cell)
        except CellTrouble as trouble:
            self._note(trouble.kind, name, row_number, cell)
            return None

    def _note(self, kind: RowTrouble, name: str, row_number: int, cell: Cell) -> None:
        column = self.sheet.header(name)
        self.problems.append(RowProblem(row_number, column, _shown(cell), kind, self._order))

    def _warn(self, kind: RowTrouble, name: str, row_number: int, cell: Cell) -> None:
        column = self.sheet.header(name)
        self.warnings.append(RowProblem(row_number, column, _shown(cell), kind, self._order))

    def refuse(self, kind: RowTrouble, name: str, row_number: int, value: str, order: str) -> None:
        """Refuse *order* after it was read."""
        self.problems.append(RowProblem(row_number, self.sheet.header(name), value, kind, order))
        self.bad.add(order)


def _refuse_shared_numbers(
    reader: _Reader, orders: list[FileOrder], groups: dict[str, list[_Numbered]]
) -> None:
    """Refuse orders with an item number that the file has twice, or a section number of another order."""
    owner_of_section: dict[str, FileOrder] = {}
    owner_of_item: dict[str, FileOrder] = {}
    for order in orders:
        for section in order.sections:
            other = owner_of_section.setdefault(section.number, order)
            if other is not order:
                for each, row in ((order, section.lines[0].row), (other, other.row)):
                    reader.refuse(RowTrouble.SECTION_ELSEWHERE, "section", row, section.number, each.number)
            for line in section.lines:
                seen = owner_of_item.get(line.number)
                owner_of_item.setdefault(line.number, order)
                if seen is not None:
                    reader.refuse(RowTrouble.DUPLICATE_ITEM, "item", line.row, line.number, order.number)
                    reader.bad.add(seen.number)


def _all_rows(reader: _Reader, groups: _Groups) -> list[RowProblem]:
    """The problems noted, one for every other row of a refused order, and what is odd about the rest."""
    spoken_for = {problem.row for problem in reader.problems}
    others = [
        RowProblem(row_number, reader.sheet.header("number"), shown(number), RowTrouble.ORDER_REFUSED, number)
        for number in groups.orders
        if number in reader.bad
        for row_number, _ in groups.orders[number]
        if row_number not in spoken_for
    ]
    taken = [warning for warning in reader.warnings if warning.order not in reader.bad]
    return reader.problems + others + taken


def _shown(cell: Cell) -> str:
    return shown(cell.text if isinstance(cell, BadCell) else cell)
