"""Claims from beginning to end: decisions, ways back, holds, exchanges and what they send again."""

from __future__ import annotations

from typing import Any

import pytest

from orderdesk.core.domain.check import check
from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.facts import resend_of
from orderdesk.core.domain.orders import ActorKind, Channel, Delivery, EntryKind, Method, Order, Origin
from orderdesk.core.domain.payments import paid_balance, payments
from orderdesk.core.domain.states import SectionState, Trade
from tests.domain.builders import ACCOUNT, BUYER, CHANNEL, NOW, do, line, order, refusal, states

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
    assert (claim.by, claim.buyer_fault, claim.detail, claim.pickup, claim.restock) == (
        ActorKind.BUYER,
        True,
        "작아요",
        "BUYER",
        False,
    )
    now = do(now, "pickup", courier="CJ", number="9", note="문 앞")
    claim = now.claims[0]
    assert (claim.pickup, claim.pickup_courier, claim.pickup_number, claim.pickup_note) == (
        "BUYER",
        "CJ",
        "9",
        "문 앞",
    )
    assert do(now, "pickup-done").claims[0].collected_at == NOW


def test_a_return_without_pickup_must_be_said() -> None:
    now = do(order(state=S.DELIVERED), "return", reason="ETC")
    assert refusal(now, "approve") == "pickup-first"
    assert states(do(now, "approve", no_pickup="yes")) == {1: S.RETURNED}


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


def test_a_naver_exchange_may_be_withheld() -> None:
    now = do(order(state=S.DELIVERED, channel=Channel.NAVER), "exchange", 1, CHANNEL, reason="ETC")
    assert refusal(now, "release") == "not-held"
    now = do(now, "hold", reason="STOCK")
    assert now.claims[0].held == "STOCK" and now.holds == ()
    now = do(do(now, "pickup"), "pickup-done")
    assert refusal(now, "approve") == "claim-held"
    assert states(do(do(now, "release"), "approve"))[1] is S.EXCHANGED


def test_digital_goods_stay_confirmed_or_are_cancelled() -> None:
    now = order(state=S.CONFIRMED, delivery=Delivery.DIGITAL)
    assert refusal(now, "back") == "not-physical"
    now = do(now, "cancel", reason="ETC")
    assert states(do(now, "reject")) == {1: S.CONFIRMED}


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
