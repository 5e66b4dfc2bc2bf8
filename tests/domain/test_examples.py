"""The worked examples of the rules: sections, badge, trade, payment state and entries after each."""

from __future__ import annotations

from typing import Any

import pytest

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.breakdown import breakdown
from orderdesk.core.domain.facts import CONFIRM_AFTER
from orderdesk.core.domain.orders import Channel, Delivery, EntryKind, Method, Order
from orderdesk.core.domain.payments import order_payment_state, paid_balance
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from tests.domain.builders import (
    ACCOUNT,
    BUYER,
    CHANNEL,
    DAY,
    NOW,
    SELLER,
    SYSTEM,
    decide,
    do,
    line,
    order,
    refusal,
    section,
    states,
    told,
)

S = SectionState
TRACK: dict[str, Any] = {"courier": "CJ", "number": "521853123456"}


def axes(of: Order) -> tuple[Badge, Trade, PaymentState]:
    return badge(of), of.trade, order_payment_state(of.entries)


def entries(of: Order) -> list[tuple[EntryKind, int]]:
    return [(entry.kind, entry.amount) for entry in of.entries]


def held(of: Order, section: int) -> dict[int, list[int]]:
    """Quantities in a section, by line."""
    found: dict[int, list[int]] = {}
    for item in of.items_of(section):
        found.setdefault(item.line, []).append(item.qty)
    return found


def shipped(of: Order, section: int, number: str = "1") -> Order:
    return do(of, "track", section, courier="CJ", number=number, to="ship")


def test_x1_partial_shipment() -> None:
    now = order(line(1, 2), line(2, 4))
    now = do(now, "ready", items="1:1,2:2")
    assert states(now) == {1: S.PREPARING, 2: S.READY}
    assert held(now, 1) == held(now, 2) == {1: [1], 2: [2]}
    assert badge(now) is Badge.PREPARING
    now = shipped(now, 2)
    assert badge(now) is Badge.PART_SHIPPED
    now = shipped(now, 1, "2")
    assert axes(now) == (Badge.SHIPPING, Trade.OPEN, PaymentState.COMPLETE)
    now = do(now, "deliver", 1)
    assert now.trade is Trade.OPEN
    now = do(now, "deliver", 2)
    assert axes(now) == (Badge.DELIVERED, Trade.CLOSED, PaymentState.COMPLETE)
    assert entries(now) == [(EntryKind.PAID, 60_000)]


def test_x2_cancel_with_a_number() -> None:
    now = do(order(fee=3_000), "track", **TRACK, to="ready")
    assert refusal(now, "cancel", reason="SOLD_OUT") == "has-tracking"
    now = do(do(now, "untrack"), "cancel", reason="SOLD_OUT")
    assert axes(now) == (Badge.CANCEL_REQUESTED, Trade.OPEN, PaymentState.COMPLETE)
    now = do(now, "approve")
    assert states(now) == {1: S.CANCELLED}
    assert axes(now) == (Badge.CANCELLED, Trade.CLOSED, PaymentState.REFUNDED)
    assert entries(now) == [
        (EntryKind.PAID, 13_000),
        (EntryKind.REFUND_DUE, -13_000),
        (EntryKind.REFUND, -13_000),
    ]
    assert now.claims[0].restock


@pytest.mark.parametrize("verb", ["cancel", "expire"])
def test_x3_unpaid(verb: str) -> None:
    now = order(unpaid=True, method=Method.BANK, fee=3_000)
    assert axes(now) == (Badge.WAITING, Trade.OPEN, PaymentState.WAITING)
    assert refusal(now, "ready") == "unpaid"
    if verb == "cancel":
        now = do(now, "cancel", actor=BUYER, reason="INTENT_CHANGED")
        ended = (Badge.UNPAID_CANCELLED, Trade.CLOSED, PaymentState.CANCELLED_UNPAID)
    else:
        assert decide(now, Request("expire"), 1, SYSTEM, NOW + DAY - 1).code == "not-overdue"
        now = told(now, Request("expire"), 1, SYSTEM, NOW + DAY)[0]
        ended = (Badge.OVERDUE, Trade.CLOSED, PaymentState.OVERDUE)
    assert states(now) == {1: S.CANCELLED}
    assert axes(now) == ended
    assert paid_balance(now.entries) == 0
    assert [one.amount for one in breakdown(now)] == [0] * 6
    now = do(now, "reopen", None)
    assert states(now) == {1: S.PREPARING}
    assert axes(now) == (Badge.WAITING, Trade.OPEN, PaymentState.WAITING)
    now = do(now, "confirm-payment", None)
    assert order_payment_state(now.entries) is PaymentState.COMPLETE
    assert entries(now)[-1] == (EntryKind.PAID, 13_000)
    assert states(shipped(now, 1)) == {1: S.SHIPPING}


def test_x3_only_bank_transfer_comes_back() -> None:
    now = order(unpaid=True, method=Method.VIRTUAL)
    now = do(now, "cancel", reason="ETC")
    assert refusal(now, "reopen", None) == "not-reopenable"
    assert refusal(now, "back") == "not-reopenable"


def test_x4_exchange_of_a_part() -> None:
    now = order(line(1, 2), state=S.DELIVERED, trade=Trade.CLOSED)
    now = do(now, "exchange", actor=BUYER, reason="BROKEN", items="1:1")
    assert states(now) == {1: S.DELIVERED, 2: S.EXCHANGE_REQUESTED}
    assert axes(now) == (Badge.PART_RETURNED, Trade.OPEN, PaymentState.COMPLETE)
    for verb in ("pickup", "pickup-done", "approve"):
        now = do(now, verb, 2)
    assert states(now) == {1: S.DELIVERED, 2: S.EXCHANGED, 3: S.PREPARING}
    assert [x.total for x in now.lines] == [20_000, 0]
    now = do(shipped(now, 3), "deliver", 3)
    assert axes(now) == (Badge.PART_RETURNED, Trade.CLOSED, PaymentState.COMPLETE)
    assert entries(now) == [(EntryKind.PAID, 20_000)]


def test_x4_exchange_of_a_single_piece() -> None:
    now = do(order(state=S.DELIVERED, trade=Trade.CLOSED), "exchange", reason="BROKEN")
    for verb in ("pickup", "pickup-done"):
        assert badge(now) is Badge.RETURN_REQUESTED
        now = do(now, verb)
    assert badge(now) is Badge.RETURN_REQUESTED
    assert badge(do(now, "approve")) is Badge.PART_RETURNED


def test_x5_channel_address_change() -> None:
    now = do(order(channel=Channel.NAVER, delivery=Delivery.DIRECT), "ready")
    now, first = told(now, "address", 1, SYSTEM, line1="제주 제주시 1", zip="63122")
    now, second = told(now, "hold", 1, SYSTEM, reason="CHANNEL")
    assert [happening.actor.kind.name for happening in (*first, *second)] == ["SYSTEM", "SYSTEM"]
    assert now.sections[0].address.line1 == "제주 제주시 1"
    assert refusal(now, "ship") == "held"
    now = do(do(now, "release"), "ship")
    assert axes(now) == (Badge.SHIPPING, Trade.OPEN, PaymentState.COMPLETE)


def test_x6_channel_cancel_rejected_means_shipped() -> None:
    now = do(order(channel=Channel.NAVER), "cancel", actor=CHANNEL, reason="INTENT_CHANGED")
    assert refusal(now, "reject") == "no-tracking"
    assert refusal(now, "reject", courier="CJ") == "no-tracking"
    now = do(now, "reject", **TRACK)
    assert states(now) == {1: S.SHIPPING}
    assert (now.sections[0].tracking, now.sections[0].sent_at) == ("521853123456", NOW)
    assert axes(now) == (Badge.SHIPPING, Trade.OPEN, PaymentState.COMPLETE)


def test_x6_a_held_one_is_not_shipped_by_rejecting() -> None:
    now = do(order(channel=Channel.NAVER, held=True), "cancel", actor=CHANNEL, reason="ETC")
    assert refusal(now, "reject", **TRACK) == "held"
    assert states(do(do(now, "release"), "reject", **TRACK)) == {1: S.SHIPPING}


def test_x7_digital() -> None:
    now = order(unpaid=True, method=Method.BANK, delivery=Delivery.DIGITAL)
    now, happenings = told(now, "confirm-payment", None)
    assert [(h.verb, h.actor.kind.name) for h in happenings] == [
        ("confirm-payment", "SELLER"),
        ("settle", "SYSTEM"),
    ]
    assert axes(now) == (Badge.CONFIRMED, Trade.CLOSED, PaymentState.COMPLETE)
    assert refusal(now, "cancel", 1, BUYER, reason="ETC") == "confirmed"
    assert refusal(now, "cancel", reason="ETC") == "closed"
    now = do(do(now, "reopen", None), "cancel", reason="ETC")
    assert states(now) == {1: S.CANCEL_REQUESTED}
    now = do(now, "approve")
    assert axes(now) == (Badge.CANCELLED, Trade.CLOSED, PaymentState.COMPLETE)
    assert refusal(now, "back") == "cancel-lasts"
    now = do(now, "refund", None, **ACCOUNT)
    assert order_payment_state(now.entries) is PaymentState.REFUNDED


def test_x7_held_digital_goods_wait_for_their_release() -> None:
    now = order(unpaid=True, method=Method.BANK, delivery=Delivery.DIGITAL, held=True)
    now = do(now, "confirm-payment", None)
    assert states(now) == {1: S.PREPARING}
    assert states(do(now, "release")) == {1: S.CONFIRMED}


def returned(fields: dict[str, Any]) -> Order:
    now = order(line(1, 1, 30_000, 30_000), fee=3_000, state=S.DELIVERED, trade=Trade.CLOSED)
    now = do(now, "return", actor=BUYER, reason="INTENT_CHANGED")
    return do(do(now, "pickup-done"), "approve", **fields)


def test_x8_return_fee_asked() -> None:
    now = returned({"fee": "5,000"})
    (asked,) = (entry for entry in now.entries if entry.extra)
    assert now.entries[0].method is not Method.BANK and asked.method is Method.BANK  # no card is charged anew
    money = {one.key: one.amount for one in breakdown(now)}
    assert (money["ship_fee"], money["refund"], money["paid"]) == (8_000, -30_000, 3_000)
    assert axes(now) == (Badge.RETURNED, Trade.CLOSED, PaymentState.PART_REFUNDED)
    now = do(now, "confirm-payment", None)
    money = {one.key: one.amount for one in breakdown(now)}
    assert sum(money.values()) - money["paid"] == money["paid"] == 8_000


def test_x8_return_fee_withheld() -> None:
    now = returned({"withhold": "5,000"})
    assert entries(now)[1:] == [(EntryKind.REFUND_DUE, -25_000), (EntryKind.REFUND, -25_000)]
    assert now.claims[0].fee_withheld == 5_000
    assert now.entries[1].refunds == ((1, 1, 30_000), (0, 0, -5_000))


def test_x9_merge_never_sums_pieces() -> None:
    now = do(do(order(line(1, 3)), "ready"), "split", items="1:2")
    assert states(now) == {1: S.READY, 2: S.READY}
    now = do(now, "merge", None, sections="S1,S2")
    assert states(now) == {1: S.READY}
    assert held(now, 1) == {1: [1, 2]}
    assert axes(now) == (Badge.READY, Trade.OPEN, PaymentState.COMPLETE)


def test_x10_seven_days() -> None:
    now = order(state=S.DELIVERED, trade=Trade.CLOSED, sections=(section(1, S.DELIVERED, done_at=NOW),))
    ripe = NOW + CONFIRM_AFTER
    assert decide(now, "confirm", 1, SYSTEM, ripe - 1).code == "not-ripe"
    assert axes(do(now, "confirm", 1, SYSTEM, ripe))[:2] == (Badge.CONFIRMED, Trade.CLOSED)


def test_x10_not_while_a_return_is_open() -> None:
    now = order(line(1, 2), sections=(section(1, S.DELIVERED, done_at=NOW),), trade=Trade.CLOSED)
    now = do(now, "return", actor=BUYER, reason="BROKEN", items="1:1")
    assert decide(now, "confirm", 1, SYSTEM, NOW + CONFIRM_AFTER).code == "in-claim"
    now = do(now, "withdraw", 2, BUYER)
    assert states(do(now, "confirm", 1, SYSTEM, NOW + CONFIRM_AFTER)) == {1: S.CONFIRMED, 2: S.DELIVERED}


def test_seller_confirms_before_seven_days() -> None:
    assert states(do(order(state=S.DELIVERED), "confirm", actor=SELLER)) == {1: S.CONFIRMED}
