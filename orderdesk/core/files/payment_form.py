"""The payment export (결제 내역): one row a payment or refund. See finding-and-files.md §7."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from orderdesk.core.domain.glossary import METHOD_WORDS
from orderdesk.core.domain.orders import Method
from orderdesk.core.domain.states import PAYMENT_WORDS, PaymentState
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowProblem, RowTrouble
from orderdesk.core.files.reading import Cell, Sheet, not_imported
from orderdesk.core.files.row_cells import RowCells

_METHODS: Final[Mapping[str, Method]] = {word.ko: method for method, word in METHOD_WORDS.items()} | {
    "카드": Method.CARD
}
_STATES: Final[Mapping[str, PaymentState]] = {
    word.ko.replace(" ", ""): state for state, word in PAYMENT_WORDS.items()
} | {"부분환불": PaymentState.PART_REFUNDED, "전체환불": PaymentState.REFUNDED}
_REFUND: Final = "환불"
_ENTRIES: Final = ("결제", "추가결제", _REFUND)


class PaymentRow(NamedTuple):
    """One row; `amount` in won, negative for a refund; `method` None where the row names none."""

    row: int
    order: str
    number: str
    paid_at: datetime | None
    method: Method | None
    refund: bool
    amount: int


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """What was read: good rows, and at least one problem for each row that can't be taken.

    `headers` are the words over the columns, by field.
    """

    file: str
    rows: list[PaymentRow]
    problems: list[RowProblem]
    headers: Mapping[str, str]


def payments_of(sheet: Sheet) -> PaymentFile:
    """The rows of *sheet*. FileProblem when it is no payment export, or holds no rows."""
    if sheet.kind is not Kind.PAYMENTS:
        raise not_imported(sheet)
    headers = {field: sheet.header(field) for field in sheet.layout.columns or ()}
    read = PaymentFile(sheet.file, [], [], headers)
    mixed = frozenset(sheet.origin.mixed)
    seen: set[str] = set()
    for number, row in sheet.body():
        found = RowCells(sheet, number, row, read.problems, named_by="number")
        payment = _row(found)
        if payment is None:
            continue
        if payment.number in seen:
            found.note(RowTrouble.DUPLICATE_ROW, "payment")
            continue
        if number in mixed:
            found.note(RowTrouble.MIXED_ENCODING)
        seen.add(payment.number)
        read.rows.append(payment)
    if not read.rows and not read.problems:
        raise FileProblem(FileTrouble.EMPTY, sheet.file, sheet.name)
    return read


def _row(row: RowCells) -> PaymentRow | None:
    before = len(row.problems)
    order, number = row.take("number", cells.named), row.take("payment", cells.named)
    row.take("pay_status", _state)
    paid_at = row.take("paid_at", _moment)
    method, entry = row.take("method", _method), row.take("entry", _entry)
    refund = entry == _REFUND
    amount = row.take("amount", cells.signed_won)
    if amount is not None and entry is not None and not refund and amount < 0:
        row.take("amount", cells.won)
    if len(row.problems) > before:
        return None
    assert order is not None and number is not None and amount is not None
    signed = -abs(amount) if refund else amount
    return PaymentRow(row.number, order, number, paid_at, method, refund, signed)


def _moment(cell: Cell) -> datetime | None:
    return cells.moment(cell) if cells.text(cell) else None


def _method(cell: Cell) -> Method | None:
    name = cells.text(cell).replace(" ", "")
    if name and name not in _METHODS:
        raise CellTrouble(RowTrouble.UNKNOWN_METHOD)
    return _METHODS.get(name)


def _state(cell: Cell) -> PaymentState | None:
    name = cells.text(cell).replace(" ", "")
    if name and name not in _STATES:
        raise CellTrouble(RowTrouble.UNKNOWN_PAY_STATE)
    return _STATES.get(name)


def _entry(cell: Cell) -> str:
    name = cells.text(cell).replace(" ", "")
    if name and name not in _ENTRIES:
        raise CellTrouble(RowTrouble.UNKNOWN_ENTRY)
    return name


READERS: Final[Mapping[str, Callable[[Cell], object]]] = {
    **dict.fromkeys(("number", "payment"), cells.named),
    **dict.fromkeys(("pg_order", "pg_deal", "account", "receipt"), cells.identifier),
    **dict.fromkeys(("paid_at", "due_at", "receipt_at"), _moment),
    "pay_status": _state,
    "method": _method,
    "entry": _entry,
    "amount": cells.signed_won,
}
"""How the columns are read; the others are texts."""

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "method": tuple(word.ko for word in METHOD_WORDS.values()),
    "pay_status": tuple(word.ko for word in PAYMENT_WORDS.values()),
    "entry": _ENTRIES,
}
"""What columns can say that are a list."""
