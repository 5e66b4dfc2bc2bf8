"""The payment export (결제 내역): one row a payment or refund. See finding-and-files.md §7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from orderdesk.core.domain.glossary import METHOD_WORDS
from orderdesk.core.domain.orders import Method
from orderdesk.core.domain.states import PAYMENT_WORDS, PaymentState
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.files.reading import Cell, Sheet, not_imported
from orderdesk.core.files.row_cells import RowCells, named

_METHODS: Final[Mapping[str, Method]] = {word.ko: method for method, word in METHOD_WORDS.items()} | {
    "카드": Method.CARD
}
_STATES: Final[Mapping[str, PaymentState]] = {
    word.ko.replace(" ", ""): state for state, word in PAYMENT_WORDS.items()
} | {"부분환불": PaymentState.PART_REFUNDED, "전체환불": PaymentState.REFUNDED}
_REFUND: Final = "환불"
_ENTRIES: Final = frozenset({"결제", "추가결제", _REFUND})


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
    """What was read: good rows, and a problem for each row that can't be taken."""

    file: str
    rows: list[PaymentRow]
    problems: list[RowProblem]


def payments_of(sheet: Sheet) -> PaymentFile:
    """The rows of *sheet*. FileProblem when it is no payment export."""
    if sheet.kind is not Kind.PAYMENTS:
        raise not_imported(sheet)
    read = PaymentFile(sheet.file, [], [])
    seen: set[str] = set()
    for number, row in sheet.body():
        payment = _row(RowCells(sheet, number, row, read.problems, "number"))
        if payment is None:
            continue
        if payment.number in seen:
            value = shown(payment.number)
            read.problems.append(
                RowProblem(number, sheet.header("payment"), value, RowTrouble.DUPLICATE_ROW, payment.order)
            )
            continue
        seen.add(payment.number)
        read.rows.append(payment)
    return read


def _row(row: RowCells) -> PaymentRow | None:
    before = len(row.problems)
    order, number = row.take("number", named), row.take("payment", named)
    row.take("pay_status", _state)
    paid_at = row.take("paid_at", _moment)
    method, refund = row.take("method", _method), row.take("entry", _is_refund)
    amount = row.take("amount", cells.signed_won)
    if amount is not None and refund is False and amount < 0:
        row.take("amount", cells.won)
    if len(row.problems) > before:
        return None
    assert order is not None and number is not None and amount is not None
    signed = -abs(amount) if refund else amount
    return PaymentRow(row.number, order, number, paid_at, method, bool(refund), signed)


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


def _is_refund(cell: Cell) -> bool:
    name = cells.text(cell).replace(" ", "")
    if name and name not in _ENTRIES:
        raise CellTrouble(RowTrouble.UNKNOWN_ENTRY)
    return name == _REFUND
