"""결제 내역: a row a payment, a row a refund, and what they add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order, Receipt
from orderdesk.core.domain.payment_rows import PAYMENTS, PaymentRows
from orderdesk.core.domain.payments import paid_balance
from tests.domain.builders import DAY, NOW, line, order

HEADERS = (
    "주문번호 결제번호 결제상태 결제시간 결제수단 결제구분 금액 간편결제_잔액_상세정보 PG주문번호 PG거래번호"
    " 은행명 계좌번호 예금주 입금자명 만료일시 현금영수증_신청정보 현금영수증_발급번호 현금영수증_발급일시"
)
K = EntryKind


def bank() -> Order:
    """Paid a day late by bank transfer, with a receipt; a part refunded, and something added since."""
    entries = (
        Entry(1, K.REQUEST, Method.BANK, 20_000, NOW - 4 * DAY, due_at=NOW),
        Entry(
            2, K.PAID, Method.BANK, 20_000, NOW - 3 * DAY, follows=1,
            depositor="홍길순", account="국민은행 · 000-0000-00-000000 · 우리상점",
        ),
        Entry(3, K.REFUND_DUE, Method.BANK, -5_000, NOW - DAY, follows=1),
        Entry(4, K.REFUND, Method.BANK, -5_000, NOW - DAY, follows=3),
        Entry(5, K.REQUEST, Method.BANK, 3_000, NOW, due_at=NOW + DAY, extra=True),
    )  # fmt: skip
    receipt = Receipt(1, "income", "010-0000-1234", "done", "pg", "123456789", NOW - 2 * DAY)
    return replace(order(line(1, 2)), entries=entries, receipts=(receipt,))


def test_the_eighteen_columns_stand_in_their_order_and_numbers_are_text() -> None:
    form = PaymentRows()
    assert [head.replace(" ", "_") for head in form.headers] == HEADERS.split()
    assert [column.head for column in PAYMENTS.shown] == list(form.headers)
    codes = {head for head, kind in zip(form.headers, form.kinds, strict=True) if kind is Kind.CODE}
    assert {"주문번호", "결제번호", "PG거래번호", "계좌번호", "현금영수증 발급번호"} <= codes


def test_each_payment_has_a_row_and_each_refund_one_behind_it() -> None:
    of = bank()
    n = of.number
    paid, refund, extra = PaymentRows().of(of)
    assert paid == [
        n, f"{n}-P1", "부분환불완료", "2026-09-18 23:13:20", "무통장입금", "결제", 20_000, None, None, None,
        "국민은행", "000-0000-00-000000", "우리상점", "홍길순", "2026-09-21 23:13:20",
        "소득공제 010-0000-1234", "123456789", "2026-09-19 23:13:20",
    ]  # fmt: skip
    assert list(refund[:7]) == [
        n, f"{n}-P4", "부분환불완료", "2026-09-20 23:13:20", "무통장입금", "환불", -5_000
    ]  # fmt: skip
    assert set(refund[7:]) == {None}
    assert list(extra[1:7]) == [f"{n}-P5", "결제대기", None, "무통장입금", "추가결제", 3_000]
    settled = [row[6] for row in PaymentRows().of(of) if row[3]]
    assert sum(won for won in settled if isinstance(won, int)) == paid_balance(of.entries)


@pytest.mark.parametrize(
    ("within", "numbers"),
    [
        ((NOW - 3 * DAY, NOW - 3 * DAY), ["P1"]),
        ((NOW - 2 * DAY, None), ["P4"]),
        ((None, NOW), ["P1", "P4"]),
        ((NOW, None), []),
    ],
)
def test_of_a_time_only_money_that_moved_in_it_is_taken(
    within: tuple[int | None, int | None], numbers: list[str]
) -> None:
    form, of = PaymentRows(within), bank()
    assert [str(row[1]).rpartition("-")[2] for row in form.of(of)] == numbers
    assert form.takes(of) is bool(numbers)


def test_a_payment_that_never_came_says_what_was_asked() -> None:
    entry = Entry(1, K.REQUEST, Method.VIRTUAL, 10_000, NOW, due_at=NOW + DAY)
    gone = Entry(2, K.VOID, Method.VIRTUAL, 0, NOW, follows=1)
    for entries, state in (((entry,), "결제대기"), ((entry, gone), "입금전취소")):
        (row,) = PaymentRows().of(replace(order(line(1)), entries=entries))
        assert list(row[2:7]) == [state, None, "가상계좌", "결제", 10_000]


def test_an_account_that_is_no_three_stands_as_its_number() -> None:
    paid = Entry(1, K.PAID, Method.BANK, 10_000, NOW, account="=1234-56")
    (row,) = PaymentRows().of(replace(order(line(1)), entries=(paid,)))
    assert list(row[10:13]) == [None, "=1234-56", None]
