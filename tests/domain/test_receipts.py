from __future__ import annotations

import re
from dataclasses import replace

import pytest

from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order, Receipt
from orderdesk.core.domain.receipts import (
    CANCEL,
    REISSUE,
    Mode,
    act_key,
    identity_fits,
    mark,
    receipt_done,
    refuse_receipt,
    replaced,
)
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import make_request
from tests.domain.builders import NOW, order

PHONE = "010-0000-1234"


def deposited(*receipts: Receipt, refunded: int = 0) -> Order:
    """An order of 10,000 won that was paid by bank transfer, and so much refunded."""
    made = order(unpaid=True)
    paid = Entry(2, EntryKind.PAID, Method.BANK, 10_000, NOW, follows=1)
    back = Entry(3, EntryKind.REFUND, Method.BANK, -refunded, NOW, follows=1)
    entries = (*made.entries, paid, *((back,) if refunded else ()))
    return replace(made, entries=entries, receipts=receipts)


def issued(amount: int = 10_000, mode: str = "pg") -> Receipt:
    return Receipt(1, "income", PHONE, "done", mode, "123456789", NOW, amount)


def asked(state: str = "wait") -> Receipt:
    return Receipt(1, "income", PHONE, state)


def refusal(of: Order, verb: str, mode: Mode = Mode.ASKED, **given: str) -> Refusal | None:
    return refuse_receipt(of, make_request(verb, given), mode)


def after(of: Order, verb: str, mode: Mode = Mode.ASKED, **given: str) -> Receipt:
    assert refusal(of, verb, mode, **given) is None
    (receipt,) = receipt_done(of, make_request(verb, given), NOW, mode).receipts
    return receipt


@pytest.mark.parametrize(
    ("of", "verb", "why"),
    [
        (order(), "receipt-issue", Refusal.RECEIPT_STATE),
        (order(unpaid=True), "receipt-issue", Refusal.RECEIPT_STATE),
        (deposited(issued()), "receipt-issue", Refusal.RECEIPT_STATE),
        (deposited(issued()), "receipt", Refusal.RECEIPT_STATE),
        (deposited(issued(), refunded=10_000), "receipt-issue", Refusal.RECEIPT_STATE),
        (deposited(asked("sent")), "receipt-issue", Refusal.ALREADY),
        (deposited(), "receipt-issue", Refusal.FIELD_MISSING),
        (deposited(asked()), "receipt-request", Refusal.RECEIPT_STATE),
        (deposited(), "receipt-cancel", Refusal.RECEIPT_STATE),
    ],
)
def test_no_payment_gets_a_second_receipt_and_none_before_its_money(
    of: Order, verb: str, why: Refusal
) -> None:
    assert refusal(of, verb) is why


def test_issuing_needs_that_the_shop_issues_receipts_completing_by_hand_does_not() -> None:
    assert refusal(deposited(asked()), "receipt-issue", Mode.OFF) is Refusal.RECEIPT_OFF
    done = after(deposited(asked()), "receipt", Mode.OFF)
    assert (done.state, done.mode, done.approval, done.amount) == ("done", "manual", "", 10_000)


def test_a_request_says_for_what_and_whom_and_issuing_sends_for_what_is_left() -> None:
    of = order(unpaid=True)
    assert after(of, "receipt-request", purpose="income", identity=PHONE) == asked()
    sent = after(deposited(asked(), refunded=4_000), "receipt-issue")
    assert (sent.state, sent.mode, sent.identity, sent.amount) == ("sent", "pg", PHONE, 6_000)


def test_nobody_asked_is_a_purpose_with_a_number_of_its_own() -> None:
    made = after(deposited(), "receipt-request", purpose="self")
    assert (made.purpose, made.identity) == ("self", "010-000-1234")


@pytest.mark.parametrize(
    ("purpose", "identity", "fits"),
    [
        ("income", PHONE, True),
        ("income", "0100001234", True),
        ("income", "02-000-0000", False),
        ("income", "010-0000", False),
        ("expense", "000-00-00000", True),
        ("expense", "123-45-67891", True),
        ("expense", "123-45-67890", False),
        ("expense", PHONE, False),
        ("self", "", True),
    ],
)
def test_the_number_fits_the_purpose(purpose: str, identity: str, fits: bool) -> None:
    assert identity_fits(purpose, identity) is fits
    if identity:
        why = refusal(deposited(), "receipt-request", purpose=purpose, identity=identity)
        assert why is (None if fits else Refusal.RECEIPT_IDENTITY)


@pytest.mark.parametrize(
    ("refunded", "wanted"), [(0, None), (4_000, REISSUE), (10_000, CANCEL)], ids=["whole", "part", "nothing"]
)
def test_a_refund_marks_what_was_issued(refunded: int, wanted: object) -> None:
    assert mark(deposited(issued(), refunded=refunded), issued()) is wanted


def test_a_receipt_of_a_file_is_for_all_that_was_paid() -> None:
    assert mark(deposited(issued(0)), issued(0)) is None
    assert mark(deposited(issued(0), refunded=1), issued(0)) is REISSUE


def test_issuing_anew_takes_the_mark_away() -> None:
    of = deposited(issued(), refunded=4_000)
    asked = after(of, "receipt-issue")
    assert asked == replace(issued(), state="replacing", act=of.version)  # what is cancelled first
    assert mark(replace(of, receipts=(asked,)), asked) is None
    sent = replaced(of, asked)
    assert (sent.state, sent.amount, sent.approval, sent.done_at) == ("sent", 6_000, "", None)
    assert replaced(deposited(issued(), refunded=10_000), asked).state == "cancelled"


def test_one_by_hand_is_done_anew_by_hand_and_one_outside_is_not() -> None:
    of = deposited(issued(mode="manual"), refunded=4_000)
    by_hand = after(of, "receipt", approval="9")
    assert mark(replace(of, receipts=(by_hand,)), by_hand) is None
    assert refusal(deposited(issued(), refunded=4_000), "receipt") is Refusal.RECEIPT_STATE


def test_what_is_being_cancelled_outside_is_not_cancelled_here_alone() -> None:
    asked = replace(issued(), state="cancelling", act=3)
    assert refusal(deposited(asked), "receipt-cancel") is Refusal.ALREADY
    anew = replace(issued(), state="replacing", act=3)
    assert after(deposited(anew), "receipt-cancel") == asked
    for under_way in (asked, anew):  # nobody is connected any more
        assert after(deposited(under_way), "receipt-cancel", Mode.OFF).state == "cancelled"


def test_every_act_has_a_name_of_its_own_outside() -> None:
    one, two = replace(issued(), act=1), replace(issued(), act=2)
    names = {act_key(order(), one), act_key(order(), two), act_key(replace(order(), number="2"), one)}
    assert len(names) == 3 and act_key(order(), one) in names
    assert all(re.fullmatch("[0-9a-f]{24}", name) for name in names)


@pytest.mark.parametrize(
    ("receipt", "mode", "state"),
    [
        (issued(), Mode.ASKED, "cancelling"),
        (issued(), Mode.OFF, "cancelled"),
        (issued(mode="manual"), Mode.AUTO, "cancelled"),
        (asked(), Mode.AUTO, "cancelled"),
    ],
)
def test_only_what_was_issued_outside_is_cancelled_there(receipt: Receipt, mode: Mode, state: str) -> None:
    assert after(deposited(receipt), "receipt-cancel", mode).state == state
