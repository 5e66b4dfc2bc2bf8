"""What TalkCheckout's client does beyond what every channel's does: times, phones, words, single lines."""

from __future__ import annotations

import httpx
import pytest

from orderdesk.core.domain.channels import ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.courier_names import our_key
from orderdesk.core.gateways.kakao import LIVE, TESTBOX, KakaoSettings
from orderdesk.core.gateways.kakao.reading import orders_of, phone, seconds, stamp
from orderdesk.core.gateways.kakao.shapes import OrderProduct
from orderdesk.core.gateways.kakao.words import PROCESSES, STATES
from orderdesk.core.gateways.ports import ClaimRef, Parcel, Pickup
from orderdesk.core.gateways.results import (
    AlreadyDone,
    Done,
    Fault,
    GatewayError,
    Later,
    Rejected,
    Unsupported,
)
from orderdesk.simulators.world import Mishap
from tests.gateways.kakao_shop import AtKakao
from tests.gateways.naver_shop import MONDAY

NUMBER, OTHER = "301234567896", "301234567885"
CANCEL, RETURN, EXCHANGE = ClaimKind.CANCEL, ClaimKind.RETURN, ClaimKind.EXCHANGE


def parcel(*refs: LineRef, number: str = NUMBER, courier: str = "cj") -> Parcel:
    return Parcel(refs, courier, number, int(MONDAY))


def shipped(shop: AtKakao) -> LineRef:
    (ref,) = shop.buys(1)
    assert isinstance(shop.client.dispatch([parcel(ref)])[ref.line], Done)
    return ref


def claimed(shop: AtKakao, kind: ClaimKind) -> ClaimRef:
    ref = shop.buys(1)[0] if kind is CANCEL else shipped(shop)
    shop.asks(kind, ref)
    return ClaimRef(ref, kind)


def read(line: dict[str, object]) -> OrderProduct:
    return OrderProduct.model_validate({"id": "p1", "orderId": "o1", **line})


# --- times, phones, words --------------------------------------------------------------------


def test_times_are_seouls_and_do_not_say_so() -> None:
    assert stamp(MONDAY) == "2026-11-23T10:00:00.000"
    assert seconds("2026-11-23T10:00:00.000") == MONDAY == seconds("2026-11-23T10:00:00.9")
    assert seconds("2026-11-23T01:00:00Z") == MONDAY
    assert seconds("") is None is seconds("soon")


@pytest.mark.parametrize(
    ("told", "dialled"),
    [
        ("821000001234", "01000001234"),
        ("+82-10-0000-1234", "010-0000-1234"),
        ("8201000001234", "01000001234"),
        ("010-0000-1234", "010-0000-1234"),
        ("8225550000", "8225550000"),
    ],
)
def test_phones_are_as_people_dial_them(told: str, dialled: str) -> None:
    assert phone(told) == dialled


def test_every_word_that_is_known_of_it_is_known_here() -> None:
    states = (
        "WAIT_DEPOSIT PAID PREPARING_DELIVERY IN_DELIVERY DELIVERY_COMPLETED PURCHASE_DECISION CANCELED"
        " RETURNED EXCHANGED DEPOSIT_CANCELED"
    )
    processes = (
        "CANCEL_REQUEST CANCEL_DONE CANCEL_REJECT CANCEL_REFUND_FAILED CANCEL_WAIT_REFUND_SAVING"
        " CANCEL_REFUND_BANK_ACCOUNT RETURN_REQUEST RETURN_BACKWARD_DELIVERY"
        " RETURN_BACKWARD_DELIVERY_CHECKING RETURN_BACKWARD_DELIVERY_DONE RETURN_HOLDBACK RETURN_REJECT"
        " RETURN_DONE RETURN_REFUND_FAILED RETURN_WAIT_REFUND_SAVING EXCHANGE_REQUEST"
        " EXCHANGE_BACKWARD_DELIVERY EXCHANGE_BACKWARD_DELIVERY_DONE EXCHANGE_FORWARD_DELIVERY"
        " EXCHANGE_HOLDBACK EXCHANGE_REJECT EXCHANGE_DONE EXCHANGE_REFUND_FAILED EXCHANGE_WAIT_REFUND_SAVING"
    )
    assert set(STATES) == set(states.split())
    assert set(PROCESSES) == set(processes.split())


@pytest.mark.parametrize(
    ("status", "process", "state", "stage"),
    [
        ("PAID", "", ChannelState.PAID, None),
        ("PAID", "CANCEL_REQUEST", ChannelState.PAID, ClaimStage.REQUESTED),
        ("PAID", "CANCEL_DONE", ChannelState.CANCELLED, ClaimStage.DONE),
        ("IN_DELIVERY", "CANCEL_REJECT", ChannelState.SHIPPING, ClaimStage.REJECTED),
        ("DELIVERY_COMPLETED", "RETURN_REJECT", ChannelState.DELIVERED, ClaimStage.REJECTED),
        ("PAID", "CANCEL_REFUND_FAILED", ChannelState.PAID, ClaimStage.REQUESTED),
        ("DELIVERY_COMPLETED", "RETURN_REFUND_FAILED", ChannelState.DELIVERED, ClaimStage.COLLECTED),
        ("DELIVERY_COMPLETED", "EXCHANGE_FORWARD_DELIVERY", ChannelState.DELIVERED, ClaimStage.REDELIVERING),
        ("DELIVERY_COMPLETED", "RETURN_SOMETHING_NEW", None, ClaimStage.REQUESTED),
        ("PAID", "SOMETHING_NEW", None, None),
        ("SOMETHING_NEW", "", None, None),
        ("DEPOSIT_CANCELED", "", ChannelState.CANCELLED, None),
        ("WAIT_DEPOSIT", "", ChannelState.WAITING, None),
    ],
)
def test_a_claim_overrides_the_lines_own_word(
    status: str, process: str, state: ChannelState | None, stage: ClaimStage | None
) -> None:
    claim: dict[str, object] = {"claim": {"claimProcessType": process} if process else []}
    (order,) = orders_of([read({"status": status, **claim})], str, None)
    (line,) = order.lines
    assert (line.state, line.claim.stage if line.claim else None) == (state, stage)
    assert line.raw in (status, process)


def test_a_claim_that_is_withheld_says_so() -> None:
    claim = {"claimProcessType": "RETURN_HOLDBACK", "claimDetail": {"holdbackReason": "ETC", "claimId": 7}}
    (order,) = orders_of([read({"status": "DELIVERY_COMPLETED", "claim": claim})], str, None)
    told = order.lines[0].claim
    assert told is not None
    assert (told.held, told.hold_reason, told.id, told.kind) == (True, "ETC", "7", RETURN)


# --- reading ---------------------------------------------------------------------------------


def test_an_order_of_two_lines_pays_its_delivery_once() -> None:
    shop = AtKakao()
    refs = shop.buys(2, 1)
    shop.world.clock.advance(60)
    shop.client.poll(None)
    (order,) = shop.client.fetch(refs)
    assert (order.channel, order.method, order.whole) == (Channel.KAKAO, Method.CHANNEL, True)
    assert (order.paid, order.delivery_fee) == (33_000, 3_000)
    assert (order.buyer_phone, order.recipient.phone) == ("01000005678", "01000001234")
    assert [line.total for line in order.lines] == [20_000, 10_000]
    assert [line.option for line in order.lines] == ["", ""], "the product's own name is no option"
    assert len({line.bundle for line in order.lines}) == 1


def test_an_order_from_before_the_first_poll_may_have_other_lines() -> None:
    shop = AtKakao(first_days=1)
    refs = shop.buys(1)
    assert [order.whole for order in shop.client.fetch(refs)] == [False], "nothing was asked yet"
    shop.world.clock.advance(2 * 86_400)
    page = shop.client.poll(None)
    assert [order.whole for order in shop.client.fetch(refs)] == [False]
    new = shop.buys(1)
    shop.world.clock.advance(60)
    again = shop.another()
    again.poll(page.cursor)
    assert [order.whole for order in again.fetch(new)] == [True], "the cursor knows since when all was told"


def test_an_order_is_told_with_all_its_lines_when_one_changes() -> None:
    shop = AtKakao()
    refs = shop.buys(1, 1, 1)
    shop.sim.page = 1
    shop.world.clock.advance(60)
    page = shop.client.poll(None)
    assert (set(page.refs), page.more) == (set(refs), False), "all pages at once"
    (order,) = shop.client.fetch([LineRef(refs[0].order, "")])
    assert {line.ref for line in order.lines} == set(refs)
    shop.world.clock.advance(60)
    page = shop.client.poll(page.cursor)
    assert page.refs == ()
    shop.asks(CANCEL, refs[1])
    shop.world.clock.advance(60)
    assert set(shop.client.poll(page.cursor).refs) == set(refs)


def test_what_is_paid_on_delivery_is_none_of_the_order() -> None:
    collect = {"shippingFee": 3_000, "shippingFeePayType": "POSTPAID", "shippingFeeGroupId": 1}
    prepaid = {"shippingFee": 2_500, "shippingFeePayType": "PREPAID", "shippingFeeGroupId": 2}
    lines = [read({"price": 5_000, **collect}), read({"price": 4_000, **prepaid})]
    (order,) = orders_of(lines, str, None)
    assert (order.paid, order.delivery_fee) == (11_500, 2_500)


@pytest.mark.parametrize("repeat", [False, True])
def test_lines_are_read_many_at_once(repeat: bool) -> None:
    shop = AtKakao(repeat_names=repeat, batch=2)
    refs = shop.buys(1, 1, 1)
    assert {line.ref for order in shop.client.fetch(refs) for line in order.lines} == set(refs)
    asked = [call for call in shop.sim.calls if call.endswith("/v1/order-products")]
    assert len(asked) == 2


def test_what_is_not_known_is_left_out() -> None:
    assert AtKakao().client.fetch([LineRef("o", "nobody"), LineRef("o", "")]) == []


def test_a_broken_cursor_is_told() -> None:
    with pytest.raises(GatewayError) as caught:
        AtKakao().client.poll("[1]")
    assert caught.value.fault is Fault.CONFIG


# --- couriers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("CJ대한통운,대한통운,CJGLS", "cj"),
        ("롯데택배,현대택배", "lotte"),
        ("로젠", "logen"),
        ("듣도보도못한택배,우체국택배", "epost"),
        ("듣도보도못한택배", None),
    ],
)
def test_couriers_by_name_and_aliases(name: str, key: str | None) -> None:
    assert our_key(name) == key


def test_parcels_go_by_its_codes() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    shop.client.dispatch([parcel(ref, courier="logen")])
    assert shop.sim.books()[ref.line]["parcel"] == ("L0005", NUMBER)
    assert shop.client.fetch([ref])[0].lines[0].courier == "로젠"
    (ref,) = shop.buys(1)
    said = shop.client.dispatch([parcel(ref, courier="homepick")])[ref.line]
    assert said == Rejected("courier", "homepick")


def test_what_is_brought_by_hand_has_no_number() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    assert isinstance(shop.client.dispatch([parcel(ref, number="", courier="")])[ref.line], Done)
    assert shop.sim.books()[ref.line]["parcel"] == ("", "0")
    assert shop.client.fetch([ref])[0].lines[0].tracking == ""
    again = shop.client.dispatch([parcel(ref, number="", courier="")])[ref.line]
    assert isinstance(again, AlreadyDone)


# --- writing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_refusal_is_known_by_its_words_whatever_its_status(status: int) -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    shop.sim.lines[ref.line].status = "CANCELED"
    shop.sim.refused_with = status
    said = shop.client.confirm([ref])[ref.line]
    if status == 500:
        assert isinstance(said, Later), "a broken server may have done it"
    else:
        assert said == Rejected(str(status), "처리할 수 없는 상태입니다.")


def test_a_reply_that_says_nothing_is_looked_into() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)

    def mute(request: httpx.Request) -> httpx.Response:
        reply = shop.sim.handle(request)
        return httpx.Response(200, text="<html>") if request.method == "POST" else reply

    shop.client._api._wire._http = httpx.Client(transport=httpx.MockTransport(mute), base_url=LIVE)
    assert isinstance(shop.client.confirm([ref])[ref.line], AlreadyDone)


def test_a_line_goes_whole() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(3)
    part = Parcel((ref,), "cj", NUMBER, int(MONDAY), {ref.line: 1})
    assert isinstance(shop.client.dispatch([part])[ref.line], Rejected)
    assert isinstance(shop.client.request_claim(CANCEL, ref, 1, "SOLD_OUT", "품절", None), Rejected)
    whole = Parcel((ref,), "cj", NUMBER, int(MONDAY), {ref.line: 3})
    assert isinstance(shop.client.dispatch([whole])[ref.line], Done)
    assert not [call for call in shop.sim.calls if "cancel" in call]


def test_a_number_is_amended_only_where_that_is_asked_for_and_taken() -> None:
    shop = AtKakao()
    ref = shipped(shop)
    assert shop.client.dispatch([parcel(ref, number=OTHER)])[ref.line] == Rejected("IN_DELIVERY", NUMBER)
    assert isinstance(shop.client.amend_invoice(parcel(ref, number=OTHER))[ref.line], Rejected)
    shop.sim.amends = True
    assert shop.client.dispatch([parcel(ref, number=OTHER)])[ref.line] == Rejected("IN_DELIVERY", NUMBER)
    assert isinstance(shop.client.amend_invoice(parcel(ref, number=OTHER))[ref.line], Done)
    assert shop.sim.books()[ref.line]["parcel"] == ("L0001", OTHER)


def test_delays_are_told_in_its_words() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    due = int(MONDAY) + 3 * 86_400
    shop.world.fail_next(Mishap.LOST_AFTER)
    assert isinstance(shop.client.delay(ref, due, "MADE_TO_ORDER", "제작 중입니다"), AlreadyDone)
    assert shop.client.fetch([ref])[0].lines[0].due_at == due
    assert isinstance(shop.client.delay(ref, due, "TOO_MUCH_ORDER", "주문이 많아요"), Done)
    assert isinstance(shop.client.delay(ref, due + 60, "NONSENSE", "이유"), Rejected)


def test_a_cancel_by_the_seller_is_the_second_versions() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    assert isinstance(shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None), Done)
    assert "POST /v2/order-products:cancel-force" in shop.sim.calls
    assert isinstance(shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None), AlreadyDone)
    assert shop.client.fetch([ref])[0].lines[0].state is ChannelState.CANCELLED


def test_a_cancel_by_the_seller_grants_what_the_buyer_has_asked_for() -> None:
    shop = AtKakao()
    ref = claimed(shop, CANCEL).ref
    assert isinstance(shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None), Done)
    assert shop.sim.books()[ref.line]["claim"] == "CANCEL_DONE"
    assert isinstance(shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None), AlreadyDone)


@pytest.mark.parametrize("kind", [RETURN, EXCHANGE])
def test_the_seller_asks_for_goods_to_come_back(kind: ClaimKind) -> None:
    shop = AtKakao()
    ref = shipped(shop)
    pickup = Pickup("BUYER", "epost", OTHER)
    assert isinstance(shop.client.request_claim(kind, ref, 1, "BROKEN", "깨짐", pickup), Done)
    claim = shop.sim.lines[ref.line].claim
    assert claim is not None
    assert (claim.collect, claim.company, claim.invoice) == ("RETURN_INDIVIDUAL", "L0002", OTHER)
    other = Pickup("BUYER", "homepick", OTHER)
    assert isinstance(shop.client.request_claim(kind, ref, 1, "BROKEN", "", other), Rejected)


@pytest.mark.parametrize("kind", [RETURN, EXCHANGE])
def test_returns_and_exchanges_are_denied_with_a_reason(kind: ClaimKind) -> None:
    shop = AtKakao()
    claim = claimed(shop, kind)
    assert isinstance(shop.client.reject_claim(claim, "", None), Rejected)
    assert isinstance(shop.client.reject_claim(claim, "사용한 상품", None), Done)
    assert isinstance(shop.client.reject_claim(claim, "사용한 상품", None), AlreadyDone)
    line = shop.client.fetch([claim.ref])[0].lines[0]
    assert line.state is ChannelState.SHIPPING
    assert line.claim is not None
    assert line.claim.stage is ClaimStage.REJECTED


def test_a_cancel_is_denied_with_a_parcel_alone() -> None:
    shop = AtKakao()
    claim = claimed(shop, CANCEL)
    assert isinstance(shop.client.reject_claim(claim, "보냈습니다", None), Rejected)
    left = [Mishap.LOST_AFTER]
    shop.world.unlucky = lambda path: left.pop() if left and "cancel-reject" in path else None
    assert isinstance(shop.client.reject_claim(claim, "", parcel(claim.ref)), AlreadyDone)
    assert shop.sim.books()[claim.ref.line]["sent"] == 1


def test_a_cancel_that_the_buyer_took_back_is_sent_all_the_same() -> None:
    shop = AtKakao()
    claim = claimed(shop, CANCEL)
    shop.sim.buyer_withdraws(claim.ref.line)
    assert isinstance(shop.client.reject_claim(claim, "", parcel(claim.ref)), Done)
    assert (shop.sent(claim.ref), shop.sim.books()[claim.ref.line]["sent"]) == (NUMBER, 1)


def test_what_people_left_empty_is_said_in_the_words_of_its_reason() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    assert isinstance(shop.client.delay(ref, int(MONDAY) + 86_400, "BUYER", ""), Done)
    assert isinstance(shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "", None), Done)
    claim = shop.sim.lines[ref.line].claim
    assert claim is not None
    assert (claim.reason, claim.detail) == ("SOLD_OUT", "상품 품절")


@pytest.mark.parametrize("how", ["REFUND_FAILED", "WAIT_REFUND_SAVING", "REFUND_BANK_ACCOUNT"])
def test_a_cancel_whose_refund_is_stuck_was_granted(how: str) -> None:
    shop = AtKakao()
    claim = claimed(shop, CANCEL)
    shop.sim.refund_gets_stuck(claim.ref.line, how)
    assert isinstance(shop.client.approve_claim(claim, None), AlreadyDone)
    told = shop.client.fetch([claim.ref])[0].lines[0].claim
    assert told is not None
    assert (told.stage, told.raw) == (ClaimStage.REQUESTED, f"CANCEL_{how}")


@pytest.mark.parametrize("by_note", [False, True])
def test_a_hold_gives_a_code_or_our_words(by_note: bool) -> None:
    shop = AtKakao(hold_by_note=by_note)
    claim = claimed(shop, EXCHANGE)
    assert isinstance(shop.client.hold_claim(claim, "EXCHANGE_EXTRAFEE", "교환비", 2_000), Done)
    assert isinstance(shop.client.hold_claim(claim, "EXCHANGE_EXTRAFEE", "교환비", 2_000), AlreadyDone)
    held = shop.sim.lines[claim.ref.line].claim
    assert held is not None
    assert (held.held, held.fee) == ("교환비" if by_note else "EXCHANGE_EXTRAFEE", 2_000)
    shop.sim.seller_releases(claim.ref.line)
    told = shop.client.fetch([claim.ref])[0].lines[0].claim
    assert told is not None
    assert (told.held, told.stage) == (False, ClaimStage.COLLECTED)


def test_an_exchange_is_sent_once() -> None:
    shop = AtKakao()
    claim = claimed(shop, EXCHANGE)
    left = [Mishap.LOST_AFTER]
    shop.world.unlucky = lambda path: left.pop() if left and "redelivery" in path else None
    assert isinstance(shop.client.redeliver(claim, parcel(number=OTHER)), AlreadyDone)
    assert shop.sim.books()[claim.ref.line]["resent"] == 1
    told = shop.client.fetch([claim.ref])[0].lines[0].claim
    assert told is not None
    assert (told.stage, told.tracking) == (ClaimStage.REDELIVERING, OTHER)


def test_keys_that_are_not_taken_are_told_at_once() -> None:
    shop = AtKakao()
    (ref,) = shop.buys(1)
    with pytest.raises(GatewayError) as caught:
        shop.another("other-key").fetch([ref])
    assert caught.value.fault is Fault.AUTH
    assert len(shop.sim.calls) == 1, "asking again makes no sense"


def test_no_key_is_in_what_is_shown_of_a_client() -> None:
    shop = AtKakao()
    shop.client.carriers()
    assert "partner-key" not in repr(vars(shop.client))
    assert "shop-key" not in repr(vars(shop.client))


def test_live_and_test_addresses() -> None:
    assert KakaoSettings().base == LIVE == "https://api.pay.kakao.com"
    assert TESTBOX == "https://testbox-api.pay.kakao.com"


def test_what_it_does_not_know_is_said_without_a_call() -> None:
    shop = AtKakao()
    ref = LineRef("o", "p")
    assert shop.client.remove_invoice([ref]) == {"p": Unsupported()}
    assert isinstance(shop.client.approve_claim(ClaimRef(ref, EXCHANGE), None), Unsupported)
    assert shop.sim.calls == []
