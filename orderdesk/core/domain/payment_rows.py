"""An order as rows of the payment export (결제 내역), one a payment and one a refund.

See finding-and-files.md §7.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.export_form import Rows, Table
from orderdesk.core.domain.export_templates import ExportColumn, Template
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.glossary import METHOD_WORDS
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.list_words import PURPOSE_WORDS
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import Payment, payments
from orderdesk.core.domain.states import PAYMENT_WORDS

_COLUMNS: Final = (
    ("주문번호", Kind.CODE),
    ("결제번호", Kind.CODE),
    ("결제상태", Kind.TEXT),
    ("결제시간", Kind.TEXT),
    ("결제수단", Kind.TEXT),
    ("결제구분", Kind.TEXT),
    ("금액", Kind.WON),
    ("간편결제 잔액 상세정보", Kind.TEXT),
    ("PG주문번호", Kind.CODE),
    ("PG거래번호", Kind.CODE),
    ("은행명", Kind.TEXT),
    ("계좌번호", Kind.CODE),
    ("예금주", Kind.TEXT),
    ("입금자명", Kind.TEXT),
    ("만료일시", Kind.TEXT),
    ("현금영수증 신청정보", Kind.TEXT),
    ("현금영수증 발급번호", Kind.CODE),
    ("현금영수증 발급일시", Kind.TEXT),
)
PAYMENTS: Final = Template("결제 기본 양식", tuple(ExportColumn(header=head) for head, _ in _COLUMNS))
"""The 18 columns of the payment export; its rows are no orders, and nobody changes it."""

Period = tuple[int | None, int | None]
"""Seconds UTC from and to, both included; None leaves an end open."""

_PAID, _EXTRA, _REFUND = "결제", "추가결제", "환불"
_NOTES: Final = (
    "환불은 음수입니다. 결제시간이 비어 있는 행은 아직 또는 끝내 입금되지 않은 요청 금액입니다.",
    "간편결제 잔액 상세정보, PG주문번호, PG거래번호는 이 데스크에 없는 정보라 비어 있습니다.",
)
_LATER: Final = frozenset({Method.BANK, Method.VIRTUAL})


class PaymentRows:
    """Makes the rows of orders; see `export_form.Form`. With *within* only of money that moved in that time.

    The won of a refund are negative; a payment that never came has no time, and the won that were asked.
    """

    name: str = PAYMENTS.name
    sheet: str = "결제"
    headers: tuple[str, ...] = tuple(head for head, _ in _COLUMNS)
    kinds: tuple[Kind, ...] = tuple(kind for _, kind in _COLUMNS)
    merge: bool = False
    merged: tuple[int, ...] = ()
    notes: tuple[str, ...] = _NOTES

    def __init__(self, within: Period | None = None) -> None:
        self._within = within

    def takes(self, order: Order) -> bool:
        """Whether the order has a row."""
        return bool(self.of(order))

    def of(self, order: Order) -> Rows:
        """Each payment with its refunds behind it."""
        rows: list[list[Cell]] = []
        refunds = _refunds(order)
        for payment in payments(order.entries):
            if self._fits(payment.paid_at):
                rows.append(_payment(order, payment))
            rows += [
                _row(order, payment, refund.n, refund.at, _REFUND, refund.amount)
                for refund in refunds.get(payment.root.n, ())
                if self._fits(refund.at)
            ]
        return rows

    def rest(self) -> Iterator[Rows]:
        """Nothing: every order is written at once."""
        return iter(())

    def totals(self) -> Table | None:
        """None."""
        return None

    def _fits(self, at: int | None) -> bool:
        if self._within is None:
            return True
        first, last = self._within
        return at is not None and (first is None or at >= first) and (last is None or at <= last)


def _refunds(order: Order) -> dict[int, list[Entry]]:
    """The executed refunds of each payment, by its root."""
    roots: dict[int, int] = {}
    found: dict[int, list[Entry]] = {}
    for entry in order.entries:
        roots[entry.n] = entry.n if entry.follows is None else roots[entry.follows]
        if entry.kind is EntryKind.REFUND:
            found.setdefault(roots[entry.n], []).append(entry)
    return found


def _payment(order: Order, payment: Payment) -> list[Cell]:
    """The row of a payment, with what is known only of those whose money comes later."""
    root = payment.root
    amount = payment.paid or payment.due or root.amount
    row = _row(order, payment, root.n, payment.paid_at, _EXTRA if root.extra else _PAID, amount)
    if root.method in _LATER:
        paid = [entry for entry in order.entries if root.n in (entry.n, entry.follows)]
        row[10:13] = _account(next((entry.account for entry in reversed(paid) if entry.account), ""))
        row[13] = next((entry.depositor for entry in reversed(paid) if entry.depositor), None)
        row[14] = moment(payment.due_at)
    for receipt in order.receipts:
        if receipt.n == root.n:
            purpose = PURPOSE_WORDS.get(receipt.purpose)
            row[15] = " ".join(filter(None, (purpose.ko if purpose else receipt.purpose, receipt.identity)))
            row[16], row[17] = receipt.approval or None, moment(receipt.done_at)
    return row


def _row(order: Order, payment: Payment, n: int, at: int | None, kind: str, amount: int) -> list[Cell]:
    first: list[Cell] = [
        order.number,
        entry_number(order.number, n),
        PAYMENT_WORDS[payment.state].ko,
        moment(at),
        METHOD_WORDS[payment.root.method].ko,
        kind,
        amount,
    ]
    return [*first, *[None] * (len(_COLUMNS) - len(first))]


def _account(text: str) -> list[Cell]:
    """Bank, number and holder of an account as it was noted; what is no such three is its number."""
    parts = text.split(" · ")
    return list(parts) if len(parts) == 3 else [None, text or None, None]
