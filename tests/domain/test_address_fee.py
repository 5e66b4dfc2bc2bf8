"""A changed address and the regional fee: every amount is written out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orderdesk.core.domain.address_fee import fee_gap, fee_words, follow_fee, gap_words, refuse_fee, settled
from orderdesk.core.domain.breakdown import breakdown
from orderdesk.core.domain.check import check
from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.orders import Channel, Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import paid_balance, payment_of, payments
from orderdesk.core.domain.refunds import plan_refund
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.sections import carve
from tests.domain.builders import NOW, SELLER, line, order, section


def priced(remote: int = 0, **more: Any) -> Order:  # noqa: ANN401
    """An order of 10,000 won and 3,000 for delivery, and *remote* for its region."""
    return order(line(), sections=[section(1, fee_base=3000, fee_remote=remote)], **more)


def address(**values: object) -> Request:
    return Request("address", (("zip", "63122"), *values.items()))  # type: ignore[arg-type]  # plain values


def moved(of: Order, before: int, after: int, answer: str = "") -> Order | Refusal:
    """*of* after its section went from a region of *before* won to one of *after*."""
    asked = settled(of, 1, address(fee=answer) if answer else address(), fee_gap(of, 1, before, after))
    if isinstance(asked, Refusal):
        return asked
    return refuse_fee(of, 1, asked) or follow_fee(of, 1, asked, NOW)


def entered(of: Order | Refusal, old: Order) -> list[tuple[EntryKind, int, int | None]]:
    assert isinstance(of, Order), of
    assert not list(check(of))
    return [(e.kind, e.amount, e.follows) for e in of.entries[len(old.entries) :]]


def test_before_payment_fee_and_request_follow() -> None:
    old = priced(unpaid=True)
    new = moved(old, 0, 3000)
    assert entered(new, old) == [(EntryKind.REQUEST, 16000, 1)]
    assert isinstance(new, Order)
    assert new.section(1).fee_remote == 3000
    assert (payment_of(new, 1).due, payment_of(new, 1).due_at) == (16000, old.entries[0].due_at)
    back = moved(new, 3000, 0)
    assert entered(back, new) == [(EntryKind.REQUEST, 13000, 1)]
    assert isinstance(back, Order) and back.section(1).fee_remote == 0


def test_before_payment_nothing_happens_within_one_fee_and_no_answer_is_taken() -> None:
    old = priced(3000, unpaid=True)
    assert moved(old, 3000, 3000) == old
    for answer in ("request", "refund", "3000"):
        assert moved(old, 3000, 5000, answer) is Refusal.FEE_FOLLOWS


def test_a_section_split_off_bears_what_its_new_place_costs() -> None:
    whole = order(line(qty=2), unpaid=True, sections=[section(1, fee_base=3000, fee_remote=3000)])
    apart, made = carve(whole, 1, ((1, 1),))
    request = settled(apart, made, address(), fee_gap(apart, made, 3000, 5000))
    assert isinstance(request, Request)
    new = follow_fee(apart, made, request, NOW)
    assert (new.section(1).fee_remote, new.section(made).fee_remote) == (3000, 5000)
    assert payment_of(new, 1).due == 20000 + 3000 + 3000 + 5000
    home = settled(apart, made, address(), fee_gap(apart, made, 3000, 0))
    assert isinstance(home, Request)
    assert payment_of(follow_fee(apart, made, home, NOW), 1).due == 26000


def test_after_payment_nothing_changes_without_an_answer() -> None:
    old = priced()
    assert moved(old, 0, 3000) == old
    assert gap_words(fee_gap(old, 1, 0, 3000)).ko == "도서산간 배송비 0 → 3,000원 · 차이 +3,000원"


def test_after_payment_the_difference_is_asked_for() -> None:
    old = priced()
    new = moved(old, 0, 3000, "request")
    assert entered(new, old) == [(EntryKind.REQUEST, 3000, None)]
    assert isinstance(new, Order)
    assert new.entries[1].extra and new.entries[1].refunds == ((0, 1, 3000),)
    assert new.section(1).fee_remote == 0 and paid_balance(new.entries) == 13000
    assert entered(moved(old, 0, 3000, "2,500"), old) == [(EntryKind.REQUEST, 2500, None)]


def test_after_payment_the_difference_is_given_back() -> None:
    old = priced(5000)
    new = moved(old, 5000, 3000, "refund")
    assert entered(new, old) == [(EntryKind.REFUND_DUE, -2000, 1)]
    assert isinstance(new, Order)
    assert new.entries[1].refunds == ((0, 1, 2000),) and new.section(1).fee_remote == 5000


def test_no_more_is_given_back_than_was_borne() -> None:
    assert moved(priced(0), 3000, 0, "refund") is Refusal.FEE_SAME
    old = priced(2000)
    new = moved(old, 5000, 0, "refund")
    assert entered(new, old) == [(EntryKind.REFUND_DUE, -2000, 1)]
    assert isinstance(new, Order)
    assert moved(new, 5000, 0, "refund") is Refusal.FEE_SAME


def test_what_was_asked_for_and_not_paid_is_withdrawn_first() -> None:
    old = priced(1000)
    asked = moved(old, 1000, 4000, "request")
    assert isinstance(asked, Order)
    new = moved(asked, 4000, 0, "refund")
    assert entered(new, asked) == [(EntryKind.VOID, 0, 2), (EntryKind.REFUND_DUE, -1000, 1)]


def test_what_was_asked_for_and_paid_is_given_back_from_the_payments() -> None:
    asked = moved(priced(), 0, 3000, "request")
    assert isinstance(asked, Order)
    paid = replace(
        asked, entries=(*asked.entries, Entry(3, EntryKind.PAID, Method.CARD, 3000, NOW, follows=2))
    )
    new = moved(paid, 3000, 0, "refund")
    assert entered(new, paid) == [(EntryKind.REFUND_DUE, -3000, 1)]


@pytest.mark.parametrize(
    ("of", "before", "after", "answer", "refusal"),
    [
        (priced(), 0, 0, "request", Refusal.FEE_SAME),
        (priced(3000), 3000, 0, "request", Refusal.FEE_SAME),
        (priced(), 0, 3000, "refund", Refusal.FEE_SAME),
        (priced(), 0, 3000, "많이", Refusal.FIELD_BAD),
        (priced(), 0, 3000, "0", Refusal.FIELD_BAD),
        (priced(), 0, 3000, "-3000", Refusal.FIELD_BAD),
        (priced(channel=Channel.NAVER), 0, 3000, "request", Refusal.CHANNEL_FEE),
    ],
)
def test_answers_that_can_not_be(of: Order, before: int, after: int, answer: str, refusal: Refusal) -> None:
    assert moved(of, before, after, answer) is refusal


def test_what_a_plan_made_is_refused_when_the_order_has_moved() -> None:
    waits, paid = priced(unpaid=True), priced()
    assert refuse_fee(paid, 1, address(**{"fee-follows": 3000})) is Refusal.MOVED
    assert refuse_fee(waits, 1, address(**{"fee-asked": 3000})) is Refusal.UNPAID
    assert refuse_fee(paid, 1, address(**{"fee-back": 13001})) is Refusal.REFUND_TOO_LARGE
    assert refuse_fee(paid, 1, address(**{"fee-back": 13000})) is None
    assert refuse_fee(paid, 1, address(fee="request")) is Refusal.FIELD_BAD


def test_a_refunded_order_asks_for_no_fee() -> None:
    due = Entry(2, EntryKind.REFUND_DUE, Method.CARD, -13000, NOW, follows=1)
    done = replace(due, n=3, kind=EntryKind.REFUND, follows=2)
    gone = replace(priced(), entries=(*priced().entries, due, done))
    assert refuse_fee(gone, 1, address(**{"fee-asked": 3000})) is Refusal.MONEY_RETURNED


def test_words() -> None:
    waits = fee_gap(priced(unpaid=True), 1, 0, 3000)
    assert gap_words(waits).ko == "도서산간 배송비 0 → 3,000원 · 결제 요청 13,000 → 16,000원"
    assert gap_words(fee_gap(priced(), 1, 3000, 3000)).ko == "도서산간 배송비 3,000원 그대로"
    told = [fee_words(address(**{key: 3000})) for key in ("fee-follows", "fee-asked", "fee-back")]
    assert [words.ko for words in told if words] == [
        "도서산간 배송비 3,000원으로, 결제 요청도 함께",
        "배송비 3,000원 추가 결제 요청",
        "배송비 3,000원 환불",
    ]
    assert fee_words(address()) is None


def cancelling(of: Order) -> Claim:
    return Claim(1, ClaimKind.CANCEL, 1, SELLER.kind, NOW, of.section(1).state, "SOLD_OUT")


def with_paid(of: Order | Refusal, asked: int) -> Order:
    """*of* after the request that stands last was paid: *asked* won."""
    assert isinstance(of, Order)
    n = of.entries[-1].n
    return replace(
        of, entries=(*of.entries, Entry(n + 1, EntryKind.PAID, Method.CARD, asked, NOW, follows=n))
    )


def test_a_cancel_gives_back_the_fee_that_was_really_paid() -> None:
    asked = moved(priced(), 0, 3000, "request")
    assert isinstance(asked, Order)
    paid = with_paid(asked, 3000)
    home = moved(paid, 3000, 0, "refund")
    assert isinstance(home, Order)
    given = moved(priced(5000), 5000, 3000, "refund")
    assert isinstance(given, Order)
    for of, shipping, amount in (
        (asked, 3000, 13000),  # 3,000 is asked for and not paid
        (paid, 3000 + 3000, 16000),
        (home, 3000 + 3000 - 3000, 13000),
        (given, 3000 + 5000 - 2000, 16000),
    ):
        plan = plan_refund(of, of.section(1), cancelling(of))
        assert (plan.shipping, plan.amount, plan.balance) == (shipping, amount, amount)


def test_a_fee_asked_for_later_stands_in_delivery_and_not_beside_it() -> None:
    asked = moved(priced(), 0, 3000, "request")
    for of in (asked, with_paid(asked, 3000)):
        assert isinstance(of, Order)
        money = {each.key: each.amount for each in breakdown(of)}
        assert (money["items"], money["ship_fee"], money["extra"]) == (10000, 3000 + 3000, 0)
    withdrawn = moved(asked, 3000, 0, "refund") if isinstance(asked, Order) else asked
    assert isinstance(withdrawn, Order)
    assert {each.key: each.amount for each in breakdown(withdrawn)}["ship_fee"] == 3000


FEES = st.sampled_from([0, 3000, 5000, 7000])


@given(st.booleans(), st.lists(st.tuples(FEES, st.sampled_from(["", "request", "refund"])), max_size=6))
def test_any_journey_keeps_the_money_sound(unpaid: bool, journey: list[tuple[int, str]]) -> None:
    now, here = priced(unpaid=unpaid), 0
    for there, answer in journey:
        after = moved(now, here, there, answer)
        if isinstance(after, Order):
            now, here = after, there
        assert not list(check(now))
        assert all(p.refunded + p.refund_due <= p.paid for p in payments(now.entries))
    if unpaid:
        assert payment_of(now, 1).due == 13000 + now.section(1).fee_remote
        assert now.section(1).fee_remote == here


def test_of_a_fee_that_is_still_asked_for_the_difference_is_asked_for_no_more() -> None:
    asked = moved(priced(), 0, 7000, "request")
    assert isinstance(asked, Order)
    nearer = moved(asked, 7000, 3000, "refund")
    assert isinstance(nearer, Order)
    assert [(p.paid, p.due, p.refund_due) for p in payments(nearer.entries)] == [(13000, 0, 0), (0, 3000, 0)]
    assert {each.key: each.amount for each in breakdown(nearer)}["ship_fee"] == 3000 + 3000
    home = moved(nearer, 3000, 0, "refund")
    assert isinstance(home, Order)
    assert [(p.paid, p.due, p.refund_due) for p in payments(home.entries)] == [(13000, 0, 0), (0, 0, 0)]


@given(st.lists(FEES, max_size=6))
@example([7000, 3000, 0, 7000, 3000, 0])
def test_who_always_settles_has_paid_for_the_last_place(journey: list[int]) -> None:
    now, here = priced(), 0
    for there in journey:
        gap = fee_gap(now, 1, here, there).gap
        after = moved(now, here, there, "request" if gap > 0 else "refund" if gap < 0 else "")
        assert isinstance(after, Order)
        now, here = after, there
    borne = sum(p.paid + p.due - p.refund_due for p in payments(now.entries))
    assert borne == 13000 + here
