"""Files that are held against the store and change nothing: what each kind of them is judged by.

A further kind is one more entry of `_COMPARISONS`, and one of `COMPARED` in `reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from orderdesk.core.domain.words import Word
from orderdesk.core.files.bank_statement import statement_rows
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.payment_form import payments_of
from orderdesk.core.files.reading import Sheet, not_imported
from orderdesk.core.services.payment_file import compare_payments
from orderdesk.core.services.statement_file import judge_statement
from orderdesk.core.services.tracking_file import RowResult
from orderdesk.core.store.engine import Store


class Compared(NamedTuple):
    """What was found: the verdict on every row, and `why` none of them is ever applied."""

    file: str
    kind: str
    rows: tuple[RowResult, ...]
    why: Word


class _Comparison(NamedTuple):
    name: str
    judge: Callable[[Store, Sheet], tuple[RowResult, ...]]
    why: Word


_COMPARISONS: Final[Mapping[Kind, _Comparison]] = {
    Kind.PAYMENTS: _Comparison(
        "payments",
        lambda store, sheet: compare_payments(store, payments_of(sheet)),
        Word(
            "결제 내역은 주문의 결제와 견주기만 하고, 아무것도 바꾸지 않습니다",
            "Payments are only compared with those of the orders; nothing is changed",
        ),
    ),
    Kind.BANK: _Comparison(
        "deposits",
        lambda store, sheet: judge_statement(store, statement_rows(sheet)),
        Word(
            "은행 거래내역은 여기서 아무것도 바꾸지 않습니다. 입금 대조로 주문과 맞춥니다",
            "A statement changes nothing here; its deposits are matched with orders",
        ),
    ),
}


def compare(store: Store, sheet: Sheet) -> Compared:
    """The verdicts on the rows of *sheet*. FileProblem when it is of no kind that is compared, or empty."""
    how = _COMPARISONS.get(sheet.kind)
    if how is None:
        raise not_imported(sheet)
    return Compared(sheet.file, how.name, how.judge(store, sheet), how.why)
