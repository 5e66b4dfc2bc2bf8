"""Claims from beginning to end: decisions, ways back, holds, exchanges and what they send again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain import apply
from orderdesk.core.domain.check import check
from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.facts import resend_of
from orderdesk.core.domain.orders import ActorKind, Channel, Delivery, EntryKind, Method, Order, Origin
from orderdesk.core.domain.payments import paid_balance, payments
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import BadRequest, make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState, Trade
from tests.domain.builders import (
    ACCOUNT,
    BUYER,
    CHANNEL,
    NOW,
    SELLER,
    SYSTEM,
    decide,
    do,
    line,
    order,
    refusal,
    states,
)

S = SectionState


def exchanged(of: Order, section: int = 1) -> Order:
    for verb in ("exchange", "pickup", "pickup-done", "approve"):
        fields: dict[str, Any] = {"reason": "BROKEN"} if verb == "exchange" else {}
        of = do(of, verb, section, **fields)
    return of


@pytest.mark.parametrize("verb", ["cancel", "return", "exchange"])
@pytest.mark.parametrize("end", ["reject", "withdraw"])
def test_a_claim_that_ends_goes_back_where_it_came_from(verb: str, end: str) -> None:
    starts = [S.PREPARING, S.READY] if verb == "cancel" else [S.SHIPPING, S.DELIVERED, S.CONFIRMED]
    for start in starts:
        now = do(order(line(1, 2), state=start), verb, reason="ETC", items="1:1")
        back = do(now, end, 2)
        assert states(back) == {1: start, 2: start}
        assert back.claims[0].decision is (Decision.REJECTED if end == "reject" else Decision.WITHDRAWN)
        assert back.claims[0].decided_at == NOW and check(back) == ()


def test_a_rejected_return_closes_the_order_again() -> None:
    now = do(order(state=S.DELIVERED, trade=Trade.CLOSED), "return", reason="ETC")
    assert now.trade is Trade.OPEN
    assert do(now, "reject").trade is Trade.CLOSED


def test_confirmed_goods_come_back_only_by_the_seller_after_reopening() -> None:
    now = order(state=S.CONFIRMED, trade=Trade.CLOSED)
    assert refusal(now, "return", 1, BUYER, reason="ETC") == "confirmed"
    assert refusal(now, "return", reason="ETC") == "closed"
    now = do(do(now, "reopen", None), "return", reason="ETC")
    assert states(now) == {1: S.RETURN_REQUESTED}


def test_who_asked_and_whose_fault_are_kept() -> None:
    now = do(
        order(state=S.DELIVERED), "return", 1, BUYER, reason="WRONG_ORDER", detail="작아요", pickup="BUYER"
    )
    claim = now.claims[0]
    assert (claim.by, claim.detail, claim.restock) == (ActorKind.BUYER, "작아요", False)
    assert (claim.buyer_fault, claim.cost, claim.pickup_asked) == (True, "REFUND", "BUYER")
    now = do(now, "pickup", courier="CJ", number="9", pay="COLLECT", note="문 앞")
    claim = now.claims[0]
    assert (claim.pickup, claim.pickup_courier, claim.pickup_number, claim.pickup_pay, claim.pickup_note) == (
        "BUYER",
        "CJ",
        "9",
        "COLLECT",
        "문 앞",
    )
    assert do(now, "pickup-done").claims[0].collected_at == NOW


@pytest.mark.parametrize(
    ("verb", "fields", "fault", "cost"),
    [
        ("return", {"reason": "BROKEN"}, False, ""),
        ("return", {"reason": "WRONG_ORDER"}, True, "REFUND"),
        ("exchange", {"reason": "COLOR_AND_SIZE"}, True, "CASH"),
        ("exchange", {"reason": "COLOR_AND_SIZE", "cost": "BOX"}, True, "BOX"),
        ("return", {"reason": "BROKEN", "fault": "BUYER", "cost": "CASH"}, True, "CASH"),
        ("return", {"reason": "INTENT_CHANGED", "fault": "판매자"}, False, ""),
    ],
)
def test_the_fault_follows_the_reason_unless_it_is_said(
    verb: str, fields: dict[str, str], fault: bool, cost: str
) -> None:
    claim = do(order(state=S.DELIVERED), make_request(verb, fields)).claims[0]
    assert (claim.buyer_fault, claim.cost) == (fault, cost)


def test_a_buyer_without_fault_bears_no_cost() -> None:
    now = order(state=S.DELIVERED)
    assert refusal(now, "return", reason="BROKEN", cost="CASH") == "cost-not-buyers"
    assert refusal(now, "exchange", reason="WRONG_ORDER", fault="SELLER", cost="BOX") == "cost-not-buyers"
    assert refusal(order(), "cancel", reason="SOLD_OUT", cost="CASH") == "cost-not-buyers"


def test_nothing_comes_in_a_box_for_what_was_never_sent() -> None:
    with pytest.raises(BadRequest):
        make_request("cancel", {"reason": "WRONG_ORDER", "cost": "BOX"})
    assert do(order(), "cancel", reason="WRONG_ORDER", cost="CASH").claims[0].cost == "CASH"
    assert do(order(unpaid=True), "cancel", reason="WRONG_ORDER").claims[0].cost == ""


@pytest.mark.parametrize("verb", ["return", "exchange"])
def test_how_the_goods_come_back_is_what_the_buyer_chose(verb: str) -> None:
    fetched = do(order(state=S.DELIVERED), verb, reason="BROKEN")
    assert fetched.claims[0].pickup_asked == "SHOP"
    assert do(fetched, "pickup").claims[0].pickup == "AUTO"
    sent = do(order(state=S.DELIVERED), verb, reason="BROKEN", pickup="직접 발송")
    assert refusal(sent, "pickup", pickup="AUTO") == "pickup-by-buyer"
    assert refusal(sent, "pickup") == "field-missing"


@pytest.mark.parametrize("way", ["MANUAL", "BUYER"])
@pytest.mark.parametrize("left_out", ["courier", "number", "pay"])
def test_a_pickup_with_a_parcel_says_its_number_and_who_pays(way: str, left_out: str) -> None:
    now = do(order(state=S.DELIVERED), "return", reason="BROKEN")
    fields = {"pickup": way, "courier": "CJ", "number": "9", "pay": "착불"}
    assert do(now, make_request("pickup", fields)).claims[0].pickup_pay == "COLLECT"
    assert refusal(now, make_request("pickup", fields | {left_out: ""})) == "field-missing"


def test_any_other_pickup_says_how() -> None:
    now = do(order(state=S.DELIVERED), "return", reason="BROKEN")
    assert refusal(now, "pickup", pickup="ETC") == "field-missing"
    assert do(now, "pickup", pickup="ETC", note="매장으로 가져옴").claims[0].pickup_note == "매장으로 가져옴"


def test_what_arrived_parts_from_what_is_waited_for() -> None:
    now = do(order(line(1, 3), state=S.DELIVERED), "return", reason="WRONG_ORDER", detail="작아요")
    now = do(do(now, "pickup"), "pickup-done", items="1:2")
    assert states(now) == {1: S.RETURN_COLLECTING, 2: S.RETURN_COLLECTED}
    assert [(i.section, i.qty) for i in now.items] == [(1, 1), (2, 2)]
    rest, came = now.claims
    assert (rest.section, came.section) == (1, 2)
    assert replace(came, n=rest.n, section=1, collected_at=None) == rest
    assert (came.collected_at, rest.collected_at) == (NOW, None) and check(now) == ()
    done = do(do(do(now, "approve", 2), "pickup-done"), "approve")
    assert states(done) == {1: S.RETURNED, 2: S.RETURNED}
    assert paid_balance(done.entries) == 0 and check(done) == ()


def test_no_more_arrives_than_was_sent_back() -> None:
    now = do(order(line(1, 3), state=S.DELIVERED), "return", reason="ETC", items="1:2")
    assert refusal(now, "pickup-done", 2, items="2:3") == "bad-quantity"
    assert states(do(now, "pickup-done", 2, items="2:2")) == {1: S.DELIVERED, 2: S.RETURN_COLLECTED}


def test_a_channel_parts_with_whole_items_only() -> None:
    two = order(line(1, 2), line(2), state=S.DELIVERED, channel=Channel.NAVER)
    for verb in ("return", "exchange"):
        assert refusal(two, verb, reason="ETC", items="1:1") == "channel-line"
        assert states(do(two, verb, reason="ETC", items="1:2"))[1] is S.DELIVERED
    assert refusal(replace_state(two, S.PREPARING), "cancel", reason="ETC", items="1:1") == "channel-line"
    now = do(do(two, "return", reason="ETC"), "pickup")
    assert refusal(now, "pickup-done", items="1:1") == "channel-line"


def replace_state(of: Order, state: SectionState) -> Order:
    return order(*of.lines, state=state, channel=of.channel)


def test_a_return_without_pickup_must_be_said() -> None:
    now = do(order(state=S.DELIVERED), "return", reason="ETC")
    assert refusal(now, "approve") == "pickup-first"
    assert states(do(now, "approve", no_pickup="yes")) == {1: S.RETURNED}


@pytest.mark.parametrize("verb", ["return", "exchange"])
def test_what_can_not_do_without_pickup_is_not_told_to(verb: str) -> None:
    now = do(do(order(state=S.DELIVERED), verb, reason="ETC"), "pickup", pickup="ETC", note="가져옴")
    assert refusal(now, "approve") == refusal(now, "approve", no_pickup="yes") == "pickup-needed"


def test_a_channel_wants_a_reason_for_a_rejection() -> None:
    now = do(order(state=S.DELIVERED, channel=Channel.NAVER), "return", 1, CHANNEL, reason="ETC")
    assert refusal(now, "reject") == "field-missing"
    assert do(now, "reject", reason="사용 흔적").claims[0].decision_note == "사용 흔적"


@pytest.mark.parametrize(("verb", "start"), [("cancel", S.PREPARING), ("return", S.DELIVERED)])
def test_an_approval_is_taken_back_while_its_refund_waits(verb: str, start: SectionState) -> None:
    now = order(state=start, method=Method.BANK)
    now = do(now, verb, reason="ETC")
    now = do(now, "approve") if verb == "cancel" else do(do(now, "pickup-done"), "approve")
    back = do(now, "back")
    assert states(back) == {1: S.CANCEL_REQUESTED if verb == "cancel" else S.RETURN_COLLECTED}
    assert back.trade is Trade.OPEN and check(back) == ()
    assert [p.refund_due for p in payments(back.entries)] == [0]
    twice = do(do(do(do(back, "approve"), "back"), "approve"), "refund", None, **ACCOUNT)
    assert [e.kind for e in twice.entries].count(EntryKind.VOID) == 2
    assert paid_balance(twice.entries) == 0 and check(twice) == ()
    assert refusal(twice, "back") == "refund-executed"


def test_what_the_payment_company_refunded_is_not_taken_back() -> None:
    now = do(do(order(), "cancel", reason="ETC"), "approve")
    assert refusal(now, "back") == "refund-executed"


def test_a_second_claim_on_the_same_pieces_waits_for_the_first() -> None:
    now = do(order(state=S.DELIVERED), "return", reason="ETC")
    assert refusal(now, "return", reason="ETC") == "already"
    assert refusal(now, "exchange", reason="ETC") == "in-claim"
    assert refusal(do(now, "approve", no_pickup="yes"), "return", reason="ETC") == "already"


def test_added_goods_are_returned_from_their_own_payment() -> None:
    now = do(order(), "add", None, name="양말", qty="2", price="3,000")
    now = do(do(now, "confirm-payment", None), "track", 2, courier="CJ", number="1", to="ship")
    now = do(do(now, "return", 2, reason="BROKEN"), "approve", 2, no_pickup="yes")
    assert [(p.paid, p.refund_due) for p in payments(now.entries)] == [(10_000, 0), (6_000, 6_000)]


def test_an_exchange_sends_the_same_goods_again_at_no_price() -> None:
    now = exchanged(order(line(1, 2, sku="A-1", option="빨강"), state=S.DELIVERED))
    resend = now.section(2)
    sent = now.line(2)
    assert (resend.origin, resend.paid_by, resend.address) == (Origin.RESEND, 1, now.section(1).address)
    assert (sent.qty, sent.unit_price, sent.total, sent.sku, sent.option, sent.cause) == (
        2,
        0,
        0,
        "A-1",
        "빨강",
        Origin.RESEND,
    )
    assert check(now) == () and now.trade is Trade.OPEN


def test_five_exchanges_in_a_row_keep_the_money() -> None:
    now = order(state=S.DELIVERED)
    for n in range(1, 6):
        now = exchanged(now, n)
        now = do(do(now, "track", n + 1, courier="CJ", number=str(n), to="ship"), "deliver", n + 1)
    assert paid_balance(now.entries) == 10_000 and now.trade is Trade.CLOSED and check(now) == ()


def test_an_exchange_is_taken_back_while_the_resend_is_untouched() -> None:
    before = order(line(1, 2), state=S.DELIVERED)
    now = do(exchanged(before), "hold", 2, reason="STOCK")
    back = do(now, "back")
    assert states(back) == {1: S.EXCHANGE_COLLECTED}
    assert (back.lines, back.items, back.holds) == (before.lines, before.items, ())
    assert check(back) == () and back.sections_made == 2
    assert states(do(back, "approve")) == {1: S.EXCHANGED, 3: S.PREPARING}


@pytest.mark.parametrize("verb", ["ready", "track", "split", "cancel"])
def test_an_exchange_stays_once_its_resend_has_moved(verb: str) -> None:
    fields: dict[str, Any] = {
        "ready": {},
        "track": {"courier": "CJ", "number": "1"},
        "split": {"items": "2:1"},
        "cancel": {"reason": "ETC"},
    }[verb]
    now = exchanged(order(line(1, 2), state=S.DELIVERED))
    assert refusal(do(now, verb, 2, **fields), "back") == "resend-moved"


def test_a_merged_resend_has_moved() -> None:
    now = do(order(line(1), line(2), state=S.READY), "split", items="1:1")
    now = do(now, "back", 1)
    now = do(do(now, "track", 2, courier="CJ", number="1", to="ship"), "exchange", 2, reason="BROKEN")
    for verb in ("pickup", "pickup-done", "approve"):
        now = do(now, verb, 2)
    now = do(now, "merge", None, sections="S1,S3")
    assert refusal(now, "back", 2) == "resend-moved" and check(now) == ()


def test_each_exchange_takes_back_its_own_goods() -> None:
    now = do(order(line(1), line(2), state=S.READY), "split", items="2:1")
    for n in (1, 2):
        now = do(now, "track", n, courier="CJ", number=str(n), to="ship")
    now = exchanged(exchanged(now, 1), 2)
    first, second = resend_of(now, 1), resend_of(now, 2)
    assert first is not None and second is not None and (first.n, second.n) == (3, 4)
    back = do(now, "back", 2)
    assert states(back) == {1: S.EXCHANGED, 2: S.EXCHANGE_COLLECTED, 3: S.PREPARING}
    assert check(back) == ()


@pytest.mark.parametrize(
    ("verb", "reason", "end"),
    [("exchange", "EXCHANGE_HOLDBACK", S.EXCHANGED), ("return", "RETURN_DELIVERYFEE", S.RETURNED)],
)
def test_naver_claims_may_be_withheld(verb: str, reason: str, end: SectionState) -> None:
    now = do(order(state=S.DELIVERED, channel=Channel.NAVER), verb, 1, CHANNEL, reason="ETC")
    assert refusal(now, "release") == "not-held"
    now = do(now, "hold", reason=reason)
    assert now.claims[0].held == reason and now.holds == ()
    assert refusal(now, "hold", reason=reason) == "already"
    now = do(do(now, "pickup"), "pickup-done")
    assert refusal(now, "approve") == "claim-held"
    assert states(do(do(now, "release", reasons=reason), "approve"))[1] is end


def test_each_kind_of_hold_has_its_own_reasons() -> None:
    exchange = do(order(state=S.DELIVERED, channel=Channel.NAVER), "exchange", reason="ETC")
    back = do(order(state=S.DELIVERED, channel=Channel.NAVER), "return", reason="ETC")
    assert refusal(exchange, "hold", reason="STOCK") == "hold-reason"
    assert refusal(exchange, "hold", reason="RETURN_DELIVERYFEE") == "hold-reason"
    assert refusal(back, "hold", reason="EXCHANGE_HOLDBACK") == "hold-reason"
    assert refusal(order(), "hold", reason="EXCHANGE_HOLDBACK") == "hold-reason"
    own = do(order(state=S.DELIVERED), "exchange", reason="ETC")
    assert refusal(own, "hold", reason="EXCHANGE_HOLDBACK") == "not-withholdable"


def test_only_another_exchange_fee_states_its_amount() -> None:
    now = do(order(state=S.DELIVERED, channel=Channel.NAVER), "exchange", reason="ETC")
    assert refusal(now, "hold", reason="EXCHANGE_EXTRAFEE") == "field-missing"
    assert refusal(now, "hold", reason="EXCHANGE_DELIVERYFEE", amount="5000") == "field-bad"
    held = do(now, "hold", reason="EXCHANGE_EXTRAFEE", amount="5,000")
    assert held.claims[0].held_amount == 5_000
    assert do(held, "release").claims[0].held_amount == 0


def test_rejecting_a_channels_cancel_ships_the_goods() -> None:
    now = do(order(state=S.READY, channel=Channel.NAVER), "cancel", 1, CHANNEL, reason="ETC")
    assert refusal(now, "reject", reason="출고됨") == "no-tracking"
    assert refusal(now, "reject", courier="CJ") == "no-tracking"
    sent = do(now, "reject", courier="CJ", number="521853123451")
    assert states(sent) == {1: S.SHIPPING} and sent.sections[0].sent_at == NOW and check(sent) == ()


def test_a_menu_offers_what_still_has_to_be_answered() -> None:
    naver = do(order(state=S.READY, channel=Channel.NAVER), "cancel", 1, CHANNEL, reason="ETC")
    back = do(order(state=S.DELIVERED, channel=Channel.NAVER), "return", reason="ETC", pickup="BUYER")
    for of, verb in ((naver, "reject"), (back, "reject"), (back, "pickup"), (back, "approve")):
        assert apply.may(of, 1, verb, SELLER, NOW, Shop()).kind is Kind.APPLY, verb


def test_an_exchange_sends_other_options_of_chosen_items() -> None:
    lines = line(1, 2, option="빨강", sku="R"), line(2, option="S", sku="S")
    now = do(order(*lines, state=S.DELIVERED), "exchange", reason="COLOR_AND_SIZE", options="1:파랑; 2:S")
    assert now.claims[0].options == ((1, "파랑"),)
    for verb in ("pickup", "pickup-done", "approve"):
        now = do(now, verb)
    assert [(x.option, x.sku, x.qty) for x in now.lines[2:]] == [("파랑", "", 2), ("S", "S", 1)]
    resend = resend_of(now, 1)
    assert resend is not None and resend.n == 2 and check(now) == ()
    assert states(do(now, "back")) == {1: S.EXCHANGE_COLLECTED}


def test_a_change_of_colour_or_size_sends_another_option() -> None:
    now = order(line(1, 2, option="빨강"), line(2, option="S"), state=S.DELIVERED)
    for reason in ("COLOR_AND_SIZE", "WRONG_ORDER"):
        assert refusal(now, "exchange", reason=reason, options="1:빨강; 2:S") == "same-option"
        assert do(now, "exchange", reason=reason, options="1:빨강; 2:M").claims[0].options == ((2, "M"),)
    assert do(now, "exchange", reason="BROKEN", options="1:빨강; 2:S").claims[0].options == ()
    assert do(now, "exchange", 1, CHANNEL, reason="COLOR_AND_SIZE").claims[0].options == ()


def test_nobody_comes_for_goods_without_a_contract_or_a_channel_that_sends_somebody() -> None:
    alone = Shop(has_courier=False)
    own, naver = (
        do(order(state=S.DELIVERED, channel=channel), "return", reason="BROKEN")
        for channel in (Channel.OWN, Channel.NAVER)
    )
    auto = make_request("pickup", {"pickup": "AUTO"})
    assert decide(own, auto, shop=alone).code == decide(own, "pickup", shop=alone).code == "no-contract"
    assert decide(naver, auto, shop=replace(alone, connected=frozenset({Channel.NAVER}))).code == ""
    assert decide(own, "pickup", 1, SYSTEM, shop=alone).code == ""
    by_hand = make_request("pickup", {"pickup": "ETC", "note": "가져옴"})
    assert decide(own, by_hand, shop=alone).code == ""
    assert apply.may(own, 1, "pickup", SELLER, NOW, alone).kind is Kind.APPLY


def test_part_of_an_item_is_exchanged_for_another_option() -> None:
    now = do(order(line(1, 3, option="빨강"), state=S.DELIVERED), "exchange", reason="ETC", items="1:1",
             options="1:파랑 / L")  # fmt: skip
    assert now.claims[0].options == ((1, "파랑 / L"),)
    for verb in ("pickup", "pickup-done", "approve"):
        now = do(now, verb, 2)
    assert (now.lines[1].option, now.lines[1].qty) == ("파랑 / L", 1)


@pytest.mark.parametrize(
    ("options", "code"),
    [("파랑", "field-bad"), ("9:파랑", "no-item"), ("1:", "field-bad"), ("2:M", "no-item")],
)
def test_options_are_of_the_chosen_items(options: str, code: str) -> None:
    now = order(line(1, 2), line(2), state=S.DELIVERED)
    assert refusal(now, "exchange", reason="ETC", items="1:1", options=options) == code


def test_digital_goods_stay_confirmed_or_are_cancelled() -> None:
    now = order(state=S.CONFIRMED, delivery=Delivery.DIGITAL, trade=Trade.CLOSED)
    assert refusal(now, "back") == "not-physical"
    assert refusal(now, "cancel", reason="ETC") == "closed"
    assert refusal(now, "cancel", 1, BUYER, reason="ETC") == "confirmed"
    now = do(do(now, "reopen", None), "cancel", reason="ETC")
    assert states(do(now, "reject")) == {1: S.CONFIRMED}
    assert refusal(do(now, "approve"), "back") == "cancel-lasts"


def test_an_unpaid_cancel_leaves_neither_hold_nor_open_claim() -> None:
    now = do(order(unpaid=True, held=True), "cancel", reason="ETC")
    assert (now.holds, now.claims[0].decision) == ((), Decision.APPROVED)
    back = do(now, "back")
    assert back.claims[0].decision is Decision.WITHDRAWN and back.trade is Trade.OPEN


def test_two_partial_claims_of_one_section_stand_beside_each_other() -> None:
    now = do(order(line(1, 3), state=S.DELIVERED), "return", reason="ETC", items="1:1")
    now = do(now, "exchange", 1, reason="ETC", items="1:1")
    assert states(now) == {1: S.DELIVERED, 2: S.RETURN_REQUESTED, 3: S.EXCHANGE_REQUESTED}
    assert check(now) == ()
