"""Payment state from entries: every step that a payment can take, and what several give together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Entry, EntryKind, Method
from orderdesk.core.domain.payments import (
    AUTOMATIC_REFUND,
    due_refunds,
    next_entry,
    open_request,
    order_payment_state,
    paid_balance,
    payment_of,
    payments,
)
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import PaymentState, SectionState, Trade
from orderdesk.core.domain.unpaid import deposit_deadline
from tests.domain.builders import (
    ACCOUNT,
    BUYER,
    DAY,
    NOW,
    asked,
    decide,
    do,
    line,
    order,
    paid,
    refusal,
    states,
    told,
)

P, K, S = PaymentState, EntryKind, SectionState


def row(n: int, kind: EntryKind, amount: int = 0, follows: int | None = 1) -> Entry:
    return Entry(n, kind, Method.BANK, amount, NOW + n, follows=follows)


DUE = row(2, K.REFUND_DUE, -40)
FOLDS: dict[str, tuple[tuple[Entry, ...], PaymentState, tuple[int, int, int, int], bool]] = {
    "P1 asked": ((asked(100),), P.WAITING, (0, 0, 0, 100), False),
    "P2 paid at once": ((paid(100),), P.COMPLETE, (100, 0, 0, 0), True),
    "P2 free": ((paid(0, Method.FREE),), P.COMPLETE, (0, 0, 0, 0), True),
    "P3 confirmed": ((asked(100), row(2, K.PAID, 100)), P.COMPLETE, (100, 0, 0, 0), True),
    "P4 overdue": ((asked(100), row(2, K.OVERDUE)), P.OVERDUE, (0, 0, 0, 0), False),
    "P5 cancelled": ((asked(100), row(2, K.VOID)), P.CANCELLED_UNPAID, (0, 0, 0, 0), False),
    "P6 asked again": (
        (asked(100), row(2, K.VOID), row(3, K.REQUEST, 90)),
        P.WAITING,
        (0, 0, 0, 90),
        False,
    ),
    "promised": ((paid(100), DUE), P.COMPLETE, (100, 0, 40, 0), True),
    "withdrawn": ((paid(100), DUE, row(3, K.VOID, 0, 2)), P.COMPLETE, (100, 0, 0, 0), True),
    "P7 started": ((paid(100), DUE, row(3, K.REFUND_STARTED, 0, 2)), P.REFUNDING, (100, 0, 40, 0), True),
    "P7 part": ((paid(100), DUE, row(3, K.REFUND, -40, 2)), P.PART_REFUNDED, (100, 40, 0, 0), True),
    "P8 all": (
        (paid(100), row(2, K.REFUND_DUE, -100), row(3, K.REFUND, -100, 2)),
        P.REFUNDED,
        (100, 100, 0, 0),
        False,
    ),
    "P9 failed": (
        (paid(100), DUE, row(3, K.REFUND_STARTED, 0, 2), row(4, K.REFUND_FAILED, 0, 3)),
        P.REFUND_FAILED,
        (100, 0, 40, 0),
        True,
    ),
    "P9 failed, then withdrawn": (
        (paid(100), DUE, row(3, K.REFUND_FAILED, 0, 2), row(4, K.VOID, 0, 2)),
        P.COMPLETE,
        (100, 0, 0, 0),
        True,
    ),
    "P9 retried to the end": (
        (paid(100), DUE, row(3, K.REFUND_FAILED, 0, 2), row(4, K.REFUND, -40, 3)),
        P.PART_REFUNDED,
        (100, 40, 0, 0),
        True,
    ),
    "one refund done does not hide another that failed": (
        (
            paid(100),
            DUE,
            row(3, K.REFUND_FAILED, 0, 2),
            row(4, K.REFUND_DUE, -10),
            row(5, K.REFUND, -10, 4),
        ),
        P.REFUND_FAILED,
        (100, 10, 40, 0),
        True,
    ),
}


@pytest.mark.parametrize("name", FOLDS)
def test_a_payment_is_what_its_rows_say(name: str) -> None:
    entries, state, amounts, settled = FOLDS[name]
    (payment,) = payments(entries)
    assert payment.state is order_payment_state(entries) is state
    assert (payment.paid, payment.refunded, payment.refund_due, payment.due) == amounts
    assert payment.settled is settled
    assert payment.refundable == amounts[0] - amounts[1] - amounts[2]
    assert paid_balance(entries) == amounts[0] - amounts[1]
    assert next_entry(entries) == len(entries) + 1


EXTRA = Entry(5, K.REQUEST, Method.BANK, 50, NOW, extra=True)


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ((paid(100), EXTRA), P.COMPLETE),
        ((asked(100), EXTRA), P.WAITING),
        ((asked(100), row(2, K.VOID), EXTRA), P.WAITING),
        ((asked(100), row(2, K.VOID), replace(EXTRA, kind=K.PAID)), P.COMPLETE),
        ((asked(100), row(2, K.OVERDUE), EXTRA, row(6, K.VOID, 0, 5)), P.OVERDUE),
        ((paid(100), row(2, K.REFUND, -100), EXTRA, row(6, K.PAID, 50, 5)), P.PART_REFUNDED),
        ((paid(100), row(2, K.REFUND, -100), EXTRA), P.REFUNDED),
        ((paid(100), DUE, row(3, K.REFUND_STARTED, 0, 2), replace(EXTRA, kind=K.PAID)), P.REFUNDING),
    ],
)
def test_several_payments_together(entries: tuple[Entry, ...], state: PaymentState) -> None:
    assert order_payment_state(entries) is state


def test_due_refunds_are_those_neither_done_nor_withdrawn() -> None:
    entries = (
        paid(100),
        DUE,
        row(3, K.REFUND, -40, 2),
        row(4, K.REFUND_DUE, -1),
        row(5, K.VOID, 0, 4),
        row(6, K.REFUND_DUE, -2),
    )
    assert [entry.n for entry in due_refunds(entries)] == [6]


def test_confirming_a_deposit() -> None:
    now = order(unpaid=True, pending=True)
    assert decide(now, "confirm-payment", None, shop=Shop(has_account=False)).code == "no-account"
    done = do(now, "confirm-payment", None, depositor="홍판서", account="신한 110", note="확인")
    last = done.entries[-1]
    assert (last.kind, last.amount, last.follows, last.at) == (K.PAID, 10_000, 1, NOW)
    assert (last.depositor, last.account, last.note, done.pending) == ("홍판서", "신한 110", "확인", False)
    assert refusal(done, "confirm-payment", None) == "paid-already"
    assert do(now, "confirm-payment", None).entries[-1].depositor == "홍길동"
    assert do(now, "confirm-payment", None, at="2026-09-20 10:00").entries[-1].at < NOW


def test_nothing_to_confirm_after_a_cancel() -> None:
    now = do(order(unpaid=True, method=Method.BANK), "cancel", reason="ETC")
    assert refusal(now, "confirm-payment", None) == "nothing-due"


def test_refund_done_by_hand() -> None:
    now = order(method=Method.BANK)
    assert refusal(now, "refund", None) == "nothing-to-refund"
    now = do(do(now, "cancel", reason="ETC"), "approve")
    assert order_payment_state(now.entries) is P.COMPLETE and now.trade is Trade.CLOSED
    now = do(now, "refund", None, note="이체", **ACCOUNT)
    assert (now.entries[-1].account, now.entries[-1].note) == ("국민은행 · 000000-00-000000 · 홍길동", "이체")
    assert order_payment_state(now.entries) is P.REFUNDED
    assert refusal(now, "refund", None) == "refunded-already"


def test_part_of_an_unpaid_order_is_cancelled_and_the_rest_asked_for() -> None:
    now = order(line(1, 3, 11_000), fee=3_000, unpaid=True)
    now = do(now, "cancel", 1, BUYER, reason="ETC", items="1:1")
    assert states(now) == {1: S.PREPARING, 2: S.CANCELLED}
    assert [p.state for p in payments(now.entries)] == [P.CANCELLED_UNPAID, P.WAITING]
    assert open_request(now.entries) == payment_of(now, now.section(1).paid_by)
    assert [p.due for p in payments(now.entries)] == [0, 14_000 - 3_666]
    assert order_payment_state(now.entries) is P.WAITING
    assert refusal(now, "ready") == "unpaid"
    back = do(now, "back", 2)
    assert [p.due for p in payments(back.entries)] == [3_666, 10_334]
    assert back.claims[0].decision.name == "WITHDRAWN"


def test_the_delivery_fee_goes_with_what_is_left() -> None:
    now = do(order(line(1, 2), fee=3_000, unpaid=True), "split", items="1:1")
    now = do(now, "cancel", 1, reason="ETC")
    assert [section.fee for section in now.sections] == [0, 3_000]
    assert [p.due for p in payments(now.entries)] == [0, 13_000]


def test_a_deadline_ends_every_section_in_turn_and_all_come_back() -> None:
    now = do(order(line(1, 2), unpaid=True, method=Method.BANK), "split", items="1:1")
    for n in (1, 2):
        now = told(now, Request("expire"), n, SYSTEM, NOW + DAY)[0]
    assert order_payment_state(now.entries) is P.OVERDUE and now.trade is Trade.CLOSED
    now = do(now, "reopen", None)
    assert sum(p.due for p in payments(now.entries)) == 20_000
    assert {p.due_at for p in payments(now.entries) if p.due} == {deposit_deadline(NOW)}
    for _ in range(2):
        now = do(now, "confirm-payment", None)
    assert paid_balance(now.entries) == 20_000


def test_reopening_needs_a_closed_order_and_changes_no_section() -> None:
    assert refusal(order(), "reopen", None) == "already"
    now = order(state=S.DELIVERED, trade=Trade.CLOSED)
    again = do(now, "reopen", None)
    assert (again.trade, states(again)) == (Trade.OPEN, states(now))
    assert do(do(again, "back"), "deliver").trade is Trade.CLOSED


def test_receipts_of_confirmed_deposits() -> None:
    assert refusal(order(), "receipt", None) == "receipt-state"
    waiting = order(unpaid=True)
    assert refusal(waiting, "receipt", None) == "receipt-state"
    now = do(waiting, "confirm-payment", None)
    assert refusal(now, "receipt", None) == "field-missing"
    now = do(now, "receipt", None, identity="010-0000-1234")
    (receipt,) = now.receipts
    assert (receipt.state, receipt.mode, receipt.approval, receipt.done_at) == ("done", "manual", "", NOW)
    assert refusal(now, "receipt", None, identity="1") == "receipt-state"


def test_added_goods_wait_for_their_own_payment_only() -> None:
    now = do(order(), "add", None, name="양말", qty="2", price="3,000", fee="2,500")
    assert [p.due for p in payments(now.entries)] == [0, 8_500]
    assert states(now) == {1: S.PREPARING, 2: S.PREPARING}
    assert order_payment_state(now.entries) is P.COMPLETE
    assert refusal(now, "ready", 2) == "unpaid" and states(do(now, "ready", 1))[1] is S.READY
    free = do(order(), "add", None, name="사은품", qty="1", price="0")
    assert states(do(free, "ready", 2))[2] is S.READY
    assert refusal(order(), "add", None, name="x", qty="0", price="0") == "bad-quantity"
    assert refusal(
        order(trade=Trade.CLOSED, state=S.DELIVERED), "add", None, name="x", qty="1", price="0"
    ) == ("closed")


def test_memos_are_numbered_and_signed() -> None:
    now = do(do(order(), "memo", None, text="하나"), "memo", None, text="둘")
    assert [(memo.n, memo.text, memo.author) for memo in now.memos] == [
        (1, "하나", "김영희"),
        (2, "둘", "김영희"),
    ]


def test_automatic_refunds_are_the_payment_companies_own() -> None:
    assert Method.BANK not in AUTOMATIC_REFUND and Method.VIRTUAL not in AUTOMATIC_REFUND


def test_the_deadline_is_the_end_of_a_day_in_seoul() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=SEOUL)
    early = datetime(2026, 11, 22, 0, 5, tzinfo=SEOUL)
    end = int(datetime(2026, 11, 25, 23, 59, 59, tzinfo=SEOUL).timestamp())
    assert {deposit_deadline(int(each.timestamp())) for each in (late, early)} == {end}


def test_a_reopened_order_waits_as_long_as_the_operator_says() -> None:
    now = told(order(unpaid=True, method=Method.BANK), Request("expire"), 1, SYSTEM, NOW + DAY)[0]
    again = do(now, "reopen", None, due="2030-01-05 18:00")
    assert again.entries[-1].due_at == int(datetime(2030, 1, 5, 18, tzinfo=SEOUL).timestamp())
    assert refusal(now, "reopen", None, due="2001-01-05") == "field-bad"
