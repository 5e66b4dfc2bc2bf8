"""Exchanging goods for other goods: both parts at once, and only the difference in price is settled."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.breakdown import breakdown
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Channel, Delivery, Order
from orderdesk.core.domain.payments import order_payment_state, paid_balance, payments
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import Badge, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from tests.domain.builders import do, line, order, refusal, states, told


def swapped(of: Order, price: str, qty: str = "1", **more: str) -> Order:
    fields = {"reason": "COLOR_AND_SIZE", "name": "새 상품", "price": price, "qty": qty}
    return do(of, make_request("swap", fields | more))


def settled(of: Order) -> Order:
    return do(do(of, "pickup-done"), "approve")


@pytest.mark.parametrize(("price", "asked"), [("10,000", 0), ("13,000", 3_000), ("25,000", 15_000)])
def test_dearer_goods_ask_for_the_difference(price: str, asked: int) -> None:
    now = swapped(order(state=S.DELIVERED, trade=Trade.CLOSED), price)
    assert (states(now), badge(now)) == ({1: S.RETURN_REQUESTED, 2: S.PREPARING}, Badge.PART_RETURNED)
    assert [p.due for p in payments(now.entries)] == [0, asked]
    assert order_payment_state(now.entries) is PaymentState.COMPLETE
    now = settled(do(now, "confirm-payment", None) if asked else now)
    assert paid_balance(now.entries) == 10_000 + asked and check(now) == ()
    assert sum(each.amount for each in breakdown(now)[:-1]) == paid_balance(now.entries)


def test_cheaper_goods_leave_the_difference_to_be_refunded() -> None:
    now = settled(swapped(order(state=S.DELIVERED), "7,000"))
    assert paid_balance(now.entries) == 7_000 and check(now) == ()
    assert sum(each.amount for each in breakdown(now)[:-1]) == 7_000
    assert order_payment_state(now.entries) is PaymentState.PART_REFUNDED


def test_what_was_not_sent_is_cancelled_instead() -> None:
    now = swapped(order(line(1, 3), state=S.PREPARING), "12,000", items="1:1")
    assert states(now) == {1: S.PREPARING, 2: S.CANCEL_REQUESTED, 3: S.PREPARING}
    assert now.claims[0].fee_withheld == 10_000
    now = do(now, "approve", 2)
    assert paid_balance(now.entries) == 30_000 and check(now) == ()


def test_the_money_of_new_goods_does_not_depend_on_how_it_divides() -> None:
    now = settled(swapped(order(line(1, 1, 9_999), state=S.DELIVERED), "5,000", qty="3", fee="2,500"))
    assert [p.due for p in payments(now.entries)] == [0, 15_000 - 9_999 + 2_500]
    new = now.lines[-1]
    assert (new.qty, new.unit_price, new.total, new.promotion_discount) == (3, 5_000, 5_001, 9_999)


def test_a_seller_may_still_refund_otherwise() -> None:
    now = do(swapped(order(state=S.DELIVERED), "10,000"), "pickup-done")
    assert paid_balance(do(now, "approve", withhold="0").entries) == 0
    assert paid_balance(do(now, "approve", refund="4,000").entries) == 6_000


def test_a_proposal_stands_again_when_the_approval_is_taken_back() -> None:
    now = settled(swapped(order(state=S.DELIVERED), "10,000"))
    back = do(now, "back")
    assert back.claims[0].fee_withheld == 10_000
    assert paid_balance(do(back, "approve").entries) == 10_000


def test_it_happens_as_a_return_and_an_addition() -> None:
    _, happenings = told(order(line(1, 2), state=S.DELIVERED), "swap", reason="ETC", name="새", price="1",
                         qty="1", items="1:1", option="파랑")  # fmt: skip
    assert [(h.verb, h.section) for h in happenings] == [("split", 1), ("return", 2), ("add", None)]


@pytest.mark.parametrize(
    ("of", "code"),
    [
        (order(state=S.EXCHANGE_REQUESTED), "in-claim"),
        (order(state=S.CONFIRMED, trade=Trade.CLOSED), "closed"),
        (order(state=S.DELIVERED, channel=Channel.NAVER), "channel-no-add"),
        (order(unpaid=True), "closed"),
        (order(state=S.CONFIRMED, delivery=Delivery.DIGITAL, trade=Trade.CLOSED), "closed"),
    ],
)
def test_each_part_may_refuse_the_whole(of: Order, code: str) -> None:
    assert refusal(of, "swap", reason="ETC", name="새 상품", price="1", qty="1") == code


def test_digital_goods_are_cancelled_for_others_once_reopened() -> None:
    now = do(order(state=S.CONFIRMED, delivery=Delivery.DIGITAL, trade=Trade.CLOSED), "reopen", None)
    assert states(swapped(now, "10,000"))[1] is S.CANCEL_REQUESTED
