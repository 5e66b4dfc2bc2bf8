"""What Naver tells of changes and of lines, and that none of it is lost."""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

import httpx
import pytest

from orderdesk.core.domain.channels import ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.naver import NaverSettings
from orderdesk.core.gateways.naver.reading import line_of, order_of
from orderdesk.core.gateways.naver.shapes import ChangesReply, Row, seconds
from orderdesk.core.gateways.naver.words import KINDS, NO_CLAIM, STAGES, STATES
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.simulators.naver import Goods, Knobs
from orderdesk.simulators.world import Mishap
from tests.gateways.naver_shop import MONDAY, AtNaver

DAY = 86_400
SETTINGS = NaverSettings(client_id="aaaabbbbcccc")


def asked(shop: AtNaver) -> list[dict[str, str]]:
    """The parameters of every call for changes from now on."""
    found: list[dict[str, str]] = []
    real = shop.shop.door.answer

    def watched(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("last-changed-statuses"):
            found.append(dict(request.url.params))
            assert b"%2B09%3A00" in request.url.query
        return real(request)

    shop.shop.door.answer = watched  # type: ignore[method-assign]
    return found


# --- windows and pages ------------------------------------------------------------------------


def test_a_window_begins_five_minutes_early_and_ends_five_seconds_ago() -> None:
    shop = AtNaver(settings=NaverSettings(client_id="aaaabbbbcccc", look_back=3600))
    calls = asked(shop)
    first = shop.client.poll(None)
    shop.world.clock.advance(60)
    second = shop.client.poll(first.cursor)
    assert not first.more and not second.more
    assert calls == [
        {
            "lastChangedFrom": "2026-11-23T09:00:00.000+09:00",
            "lastChangedTo": "2026-11-23T09:59:55.000+09:00",
            "limitCount": "300",
        },
        {
            "lastChangedFrom": "2026-11-23T09:54:55.000+09:00",
            "lastChangedTo": "2026-11-23T10:00:55.000+09:00",
            "limitCount": "300",
        },
    ]


def test_an_old_cursor_goes_on_day_by_day_and_says_that_there_is_more() -> None:
    shop = AtNaver()
    cursor = shop.client.poll(None).cursor
    _, cursor = shop.polled(cursor)
    shop.world.clock.advance(10 * DAY)
    calls = asked(shop)
    more = []
    page = shop.client.poll(cursor)
    more.append(page.more)
    while page.more:
        page = shop.client.poll(page.cursor)
        more.append(page.more)
    assert more == [True] * 10 + [False]
    for one, following in itertools.pairwise(calls):
        assert (seconds(one["lastChangedTo"]) or 0) - (seconds(following["lastChangedFrom"]) or 0) == 300


def test_a_cursor_is_text_that_another_process_goes_on_from() -> None:
    shop = AtNaver(Knobs(page=2))
    bought = [shop.buys(1)[0] for _ in range(7)]
    shop.world.clock.advance(60)
    found: list[LineRef] = []
    cursor: str | None = None
    for _ in range(60):
        page = shop.another_client().poll(cursor)
        found += page.refs
        cursor = json.loads(json.dumps(page.cursor))
        if not page.more:
            break
    assert [ref for ref in found if ref in bought] == sorted(bought, key=lambda ref: ref.line)


def test_a_cursor_that_repeats_stops_and_loses_nothing() -> None:
    """A page that says it goes on where it began itself ends the turn; the next one begins there again."""
    shop = AtNaver(Knobs(page=2))
    _, cursor = shop.polled(None)
    shop.world.clock.advance(600)
    bought = [shop.buys(1)[0] for _ in range(5)]
    shop.world.clock.advance(3600)
    real = shop.shop.door.answer

    def stuck(request: httpx.Request) -> httpx.Response:
        reply = real(request)
        told = reply.json()
        if "moreSequence" in request.url.params:
            told["data"]["more"] = {
                "moreFrom": request.url.params["lastChangedFrom"],
                "moreSequence": request.url.params["moreSequence"],
            }
            return httpx.Response(200, json=told, headers={"x": "y"})
        return reply

    shop.shop.door.answer = stuck  # type: ignore[method-assign]
    refs, cursor = shop.polled(cursor)
    assert len(set(refs)) == 4
    shop.shop.door.answer = real  # type: ignore[method-assign]
    refs, _ = shop.polled(cursor)
    assert set(refs) == set(bought)


@pytest.mark.parametrize(
    "cursor", ["", "words", "[]", '{"start": "x"}', '{"mark": "yesterday"}', '{"mark": 3}']
)
def test_what_is_no_cursor_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(GatewayError) as caught:
        AtNaver().client.poll(cursor)
    assert (caught.value.fault, caught.value.code) == (Fault.PROTOCOL, "cursor")


def test_another_address_is_news_once() -> None:
    """Naver goes on saying that the address changed; only the change itself is news, to who fetches too."""
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.world.clock.advance(60)
    refs, cursor = shop.polled(None)
    assert [each.address_changed for each in refs] == [False]
    shop.moves(ref, "부산광역시 해운대구 센텀중앙로 55")
    shop.world.clock.advance(60)
    (told,), cursor = shop.polled(cursor)
    assert told == ref and told.address_changed
    assert shop.line(told).address_changed and not shop.line(ref).address_changed
    (whole,) = shop.client.fetch([told, LineRef(ref.order, "")])
    assert whole.whole and whole.lines[0].address_changed
    assert whole.recipient.line1 == "부산광역시 해운대구 센텀중앙로 55"
    shop.client.dispatch([shop.parcel(ref)])
    shop.world.clock.advance(60)
    (told,), _ = shop.polled(cursor)
    assert shop.shop.lines[ref.line][1].moved and not told.address_changed


def test_a_clock_that_was_put_back_asks_nothing_and_forgets_nothing() -> None:
    shop = AtNaver()
    _, cursor = shop.polled(None)
    shop.world.clock.advance(-3600)
    calls = asked(shop)
    page = shop.client.poll(cursor)
    assert (page.refs, page.cursor, page.more, calls) == ((), cursor, False, [])


def test_nothing_announced_is_lost_whatever_happens_when() -> None:
    """Buyers act at odd times, pages are small, calls go wrong, the desk looks when it likes."""
    for seed in range(12):
        lot = random.Random(seed)
        shop = AtNaver(Knobs(page=lot.choice([1, 2, 3, 300]), rate=50))
        shop.world.unlucky = lambda _path, lot=lot: (  # type: ignore[misc]
            lot.choice(list(Mishap)) if lot.random() < 0.05 else None
        )
        cursor: str | None = None
        seen: dict[str, tuple[str, int]] = {}
        for _ in range(60):
            _something(shop, lot)
            shop.world.clock.advance(lot.choice([0, 0, 0.001, 1, 4.999, 5, 301, 7200, DAY, 2 * DAY]))
            if lot.random() < 0.3:
                cursor = _looked(shop, cursor, seen)
        for _ in range(2):
            shop.world.clock.advance(10)
            cursor = _looked(shop, cursor, seen)
        books = shop.shop.books()
        assert seen == {number: (entry["status"], entry["left"]) for number, entry in books.items()}


def _something(shop: AtNaver, lot: random.Random) -> None:
    """Something that Naver announces."""
    lines = [line for _order, line in shop.shop.lines.values()]
    paid = [line for line in lines if line.status == "PAYED" and line.claim is None]
    gone = [line for line in lines if line.status == "DELIVERING" and line.claim is None]
    match lot.randrange(5):
        case 0 if paid:
            shop.shop.cancel_request(lot.choice(paid).id)
        case 1 if paid:
            shop.shop.seller_dispatches(lot.choice(paid).id)
        case 2 if gone:
            shop.shop.purchase_decide(lot.choice(gone).id)
        case 3 if gone:
            shop.shop.admin_cancels(lot.choice(gone).id)
        case _:
            shop.shop.buyer_orders([Goods(qty=lot.randint(1, 3)) for _ in range(lot.randint(1, 3))])


def _looked(shop: AtNaver, cursor: str | None, seen: dict[str, tuple[str, int]]) -> str | None:
    """Polls and fetches to the end; the cursor goes on only with what it brought."""
    words = {state: word for word, state in STATES.items() if word != "CANCELED_BY_NOPAYMENT"}
    words[ChannelState.PREPARING] = "PAYED"
    while True:
        try:
            page = shop.client.poll(cursor)
            orders = shop.client.fetch(page.refs)
        except GatewayError:
            continue
        for each in orders:
            for told in each.lines:
                seen[told.ref.line] = (words[told.state] if told.state is not None else told.raw, told.left)
        cursor = page.cursor
        if not page.more:
            return cursor


# --- orders and lines -------------------------------------------------------------------------


def test_lines_of_an_order_come_together_with_what_was_paid() -> None:
    shop = AtNaver()
    bought = shop.shop.buyer_orders(
        [
            Goods("유기농 쌀 10kg", "현미", 3, 38_000, 1_000, 3_000, "5002001"),
            Goods("참기름", "", 1, 15_000, code="5002002"),
        ],
        region=3_000,
    )
    other = shop.buys(1)
    refs = [LineRef(bought.id, each.id) for each in bought.lines]
    first, second = shop.client.fetch([refs[0], *other, refs[1]])
    assert (first.number, second.number) == (bought.id, other[0].order)
    assert [each.ref for each in first.lines] == refs
    rice, oil = first.lines
    assert (rice.product, rice.option, rice.qty, rice.left) == ("유기농 쌀 10kg", "현미", 3, 3)
    assert (rice.unit_price, rice.total, oil.unit_price, oil.total) == (39_000, 114_000, 15_000, 15_000)
    assert (rice.product_code, rice.sku) == ("5002001", "5002001-현미")
    assert (first.delivery_fee, first.paid) == (6_000, 114_000 + 15_000 + 6_000)
    assert rice.bundle == oil.bundle == bought.package != second.lines[0].bundle
    assert (first.channel, first.method) == (Channel.NAVER, Method.CHANNEL)
    assert (first.placed_at, first.paid_at) == (int(MONDAY), int(MONDAY))
    assert (first.buyer_name, first.buyer_phone) == ("김영희", "010-0000-5678")
    to = first.recipient
    assert (to.name, to.phone, to.postcode) == ("홍길동", "010-0000-1234", "04524")
    assert (to.line1, to.line2, to.note) == ("서울특별시 중구 세종대로 110", "3층", "문 앞에 놓아 주세요")
    assert rice.due_at == int(MONDAY) + 3 * DAY


def test_an_order_is_whole_where_it_is_asked_for_without_a_line() -> None:
    shop = AtNaver()
    refs = shop.buys(1, 1, 1)
    (part,) = shop.client.fetch(refs[:2])
    assert (len(part.lines), part.whole) == (2, False)
    (whole,) = shop.client.fetch([refs[0], LineRef(refs[0].order, "")])
    assert (len(whole.lines), whole.whole) == (3, True)


def test_an_order_that_naver_does_not_know_is_left_out() -> None:
    """The others come all the same; what can't be asked like that is told."""
    shop = AtNaver()
    (ref,) = shop.buys(1)
    (found,) = shop.client.fetch([LineRef("20261123", ""), LineRef(ref.order, "")])
    assert found.number == ref.order
    shop.shop.door.answer = lambda request: httpx.Response(400, json={"code": "BAD"})  # type: ignore[method-assign]
    with pytest.raises(GatewayError) as caught:
        shop.client.fetch([LineRef("20261123", "")])
    assert (caught.value.fault, caught.value.code) == (Fault.PROTOCOL, "BAD")


def test_lines_that_naver_leaves_out_are_left_out() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    (found,) = shop.client.fetch([LineRef("x", "2026112399999999"), ref])
    assert [each.ref for each in found.lines] == [ref]
    assert shop.client.fetch([]) == []


def test_three_hundred_lines_are_asked_for_at_once() -> None:
    shop = AtNaver(Knobs(rate=50))
    refs = shop.buys(*[1] * 601)
    (found,) = shop.client.fetch([*refs, *refs])
    assert len(found.lines) == 601
    assert shop.shop.door.calls["query"] == 3


def test_an_unpaid_order_waits_for_its_payment() -> None:
    shop = AtNaver()
    bought = shop.shop.buyer_orders(paid=False)
    ref = LineRef(bought.id, bought.lines[0].id)
    assert (shop.order(ref).paid_at, shop.line(ref).state, shop.line(ref).raw) == (
        None,
        ChannelState.WAITING,
        "PAYMENT_WAITING",
    )
    assert shop.order(ref).paid == 41_000
    shop.shop.deadline_passes(bought.id)
    assert (shop.line(ref).state, shop.line(ref).left) == (ChannelState.CANCELLED, 0)


def test_a_present_that_nobody_took_yet_goes_nowhere() -> None:
    shop = AtNaver()
    bought = shop.shop.buyer_orders(gift=True)
    ref = LineRef(bought.id, bought.lines[0].id)
    assert (shop.order(ref).recipient.name, shop.order(ref).recipient.line1) == ("", "")
    shop.shop.gift_received(bought.id)
    assert shop.order(ref).recipient.name == "홍길동"


def test_what_nobody_announces_is_seen_by_fetching() -> None:
    """발주확인 in the seller's centre and the delivery: no poll tells of them."""
    shop = AtNaver()
    ref, sent = shop.buys(1)[0], shop.shipped(1)[0]
    shop.world.clock.advance(600)
    _, cursor = shop.polled(None)
    shop.world.clock.advance(600)
    shop.shop.seller_confirms(ref.line)
    shop.delivers(sent)
    shop.world.clock.advance(600)
    refs, _ = shop.polled(cursor)
    assert refs == []
    assert shop.line(ref).state is ChannelState.PREPARING and shop.line(ref).confirmed
    assert shop.line(sent).state is ChannelState.DELIVERED


def test_a_number_that_no_courier_knows_is_told() -> None:
    shop = AtNaver()
    (ref,) = shop.shipped(1)
    assert (shop.line(ref).courier, shop.line(ref).tracking) == ("CJGLS", "600000000001")
    assert (shop.line(ref).sent_at, shop.line(ref).wrong_tracking) == (int(MONDAY), False)
    shop.shop.number_unknown(ref.line)
    assert shop.line(ref).wrong_tracking


def test_what_a_claim_says() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(3)
    shop.asks(ClaimKind.CANCEL, ref, 2)
    claim = shop.line(ref).claim
    assert claim is not None
    assert (claim.kind, claim.stage, claim.qty, claim.by_buyer) == (
        ClaimKind.CANCEL,
        ClaimStage.REQUESTED,
        2,
        True,
    )
    assert (claim.reason, claim.detail, claim.asked_at) == ("INTENT_CHANGED", "구매자가 쓴 말", int(MONDAY))
    assert claim.id and claim.raw == "CANCEL_REQUEST"
    shop.shop.claim_withdraw(ref.line)
    past = shop.line(ref).claim
    assert past is not None and (past.stage, past.id) == (ClaimStage.REJECTED, claim.id)
    assert (shop.line(ref).state, shop.line(ref).left) == (ChannelState.PAID, 3)


def test_the_latest_of_several_claims_is_told() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(3)
    for qty in (1, 2):
        shop.asks(ClaimKind.CANCEL, ref, qty)
        shop.client.approve_claim(shop.claim_of(ref), None)
        shop.world.clock.advance(60)
    now = shop.line(ref)
    assert now.claim is not None
    assert (now.claim.qty, now.claim.stage, now.left) == (2, ClaimStage.DONE, 0)
    assert now.state is ChannelState.CANCELLED


def test_naver_s_own_cancel_is_not_the_buyer_s() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.shop.admin_cancels(ref.line)
    now = shop.line(ref)
    assert now.claim is not None
    assert (now.claim.kind, now.claim.by_buyer, now.claim.stage) == (ClaimKind.CANCEL, False, ClaimStage.DONE)
    assert now.state is ChannelState.CANCELLED


def test_a_claim_on_its_way_back_is_seen() -> None:
    shop = AtNaver()
    (ref,) = shop.shipped(1)
    shop.asks(ClaimKind.RETURN, ref)
    for done, stage in ((False, ClaimStage.COLLECTING), (True, ClaimStage.COLLECTED)):
        shop.shop.carrier_collects(ref.line, done)
        claim = shop.line(ref).claim
        assert claim is not None and claim.stage is stage


# --- words and shapes -------------------------------------------------------------------------


STATUSES = """
PAYMENT_WAITING PAYED DELIVERING DELIVERED PURCHASE_DECIDED EXCHANGED CANCELED RETURNED CANCELED_BY_NOPAYMENT
"""
CLAIM_TYPES = "CANCEL RETURN EXCHANGE PURCHASE_DECISION_HOLDBACK ADMIN_CANCEL"
CLAIM_STATUSES = """
CANCEL_REQUEST CANCELING CANCEL_DONE CANCEL_REJECT RETURN_REQUEST EXCHANGE_REQUEST COLLECTING COLLECT_DONE
EXCHANGE_REDELIVERING RETURN_DONE EXCHANGE_DONE RETURN_REJECT EXCHANGE_REJECT ADMIN_CANCELING
ADMIN_CANCEL_DONE ADMIN_CANCEL_REJECT
"""


def test_every_word_that_naver_documents_is_known() -> None:
    assert set(STATES) == set(STATUSES.split())
    assert set(KINDS) | NO_CLAIM - {""} == set(CLAIM_TYPES.split())
    assert set(STAGES) == set(CLAIM_STATUSES.split())


def row(part: dict[str, Any] | None = None, **more: Any) -> Row:  # noqa: ANN401 - any JSON
    told = {
        "order": {"orderId": "1"},
        "productOrder": {"productOrderId": "2", "productOrderStatus": "PAYED", **(part or {})},
    }
    return Row.model_validate({**told, **more})


def test_a_claim_in_an_unknown_stage_keeps_goods_here() -> None:
    found = line_of(row({"claimType": "CANCEL"}, currentClaim={"cancel": {"claimStatus": "NEW_STAGE"}}))
    assert found.state is None and found.raw == "PAYED CANCEL"
    assert found.claim is not None
    assert (found.claim.stage, found.claim.raw) == (ClaimStage.REQUESTED, "NEW_STAGE")


def test_a_claim_of_an_unknown_kind_is_no_state_of_ours() -> None:
    found = line_of(row({"claimType": "SWAP", "claimStatus": "SWAP_REQUEST"}))
    assert (found.state, found.raw, found.claim) == (None, "PAYED SWAP", None)


def test_a_confirmation_that_waits_is_no_claim() -> None:
    part = {"claimType": "PURCHASE_DECISION_HOLDBACK", "claimStatus": "PURCHASE_DECISION_HOLDBACK"}
    found = line_of(row(part))
    assert (found.state, found.claim) == (ChannelState.PAID, None)


def test_a_claim_that_only_the_line_tells_of_is_one() -> None:
    found = line_of(row({"claimType": "RETURN", "claimStatus": "COLLECTING", "claimId": "9"}))
    assert found.claim is not None
    assert (found.claim.kind, found.claim.stage, found.claim.id) == (
        ClaimKind.RETURN,
        ClaimStage.COLLECTING,
        "9",
    )


@pytest.mark.parametrize(("told", "held"), [("HOLDBACK", True), ("RELEASED", False), (None, False)])
def test_a_claim_is_held_until_it_is_released(told: str | None, held: bool) -> None:
    block = {"claimStatus": "RETURN_REQUEST", "holdbackStatus": told, "holdbackReason": "ETC"}
    claim = line_of(row(currentClaim={"return": block})).claim
    assert claim is not None
    assert (claim.held, claim.hold_reason) == (held, "ETC" if held else "")


def test_of_past_claims_the_latest_is_told_in_whatever_order_they_come() -> None:
    past = [
        {
            "claimType": "RETURN",
            "claimStatus": "RETURN_REJECT",
            "claimRequestDate": f"2026-11-{day}T10:00:00.000+09:00",
        }
        for day in ("21", "23", "22")
    ]
    claim = line_of(row(completedClaims=past)).claim
    assert claim is not None and claim.asked_at == int(MONDAY)


def test_an_order_goes_where_those_lines_go_that_are_still_here() -> None:
    gone = row({"productOrderStatus": "DELIVERED", "shippingAddress": {"baseAddress": "옛 주소"}})
    here = row(
        {"shippingAddress": {"baseAddress": "새 주소", "tel2": "010-0000-2222", "country": "대한민국"}}
    )
    to = order_of([gone, here], (), False, SETTINGS).recipient
    assert (to.line1, to.phone, to.country) == ("새 주소", "010-0000-2222", "KR")
    assert order_of([gone], (), False, SETTINGS).recipient.line1 == "옛 주소"


def test_nulls_and_unknown_fields_are_as_if_they_were_not_there() -> None:
    found = line_of(
        row(
            {"claimType": None, "remainQuantity": None, "quantity": 4, "brandNew": {"a": 1}},
            currentClaim=None,
            completedClaims=None,
            delivery=None,
            somethingElse=[1],
        )
    )
    assert (found.qty, found.left, found.claim) == (4, 4, None)
    assert ChangesReply.model_validate_json(b'{"timestamp": "x", "data": null}').data.more is None


def test_what_claims_left_is_told_beside_what_was_bought() -> None:
    found = line_of(
        row(
            {
                "quantity": 5,
                "initialQuantity": 5,
                "remainQuantity": 2,
                "totalPaymentAmount": 50_000,
                "initialPaymentAmount": 50_000,
                "remainPaymentAmount": 20_000,
            }
        )
    )
    assert (found.qty, found.left, found.total) == (5, 2, 50_000)


@pytest.mark.parametrize(
    ("once", "with_region", "fee"),
    [(True, False, 5_500), (True, True, 3_000), (False, False, 11_000), (False, True, 6_000)],
)
def test_the_fee_of_delivery_as_the_shop_is_set(once: bool, with_region: bool, fee: int) -> None:
    part = {"deliveryFeeAmount": 3_000, "sectionDeliveryFee": 2_500, "packageNumber": "7"}
    settings = NaverSettings("a", fee_once_a_package=once, fee_with_region=with_region)
    assert order_of([row(part), row(part)], (), False, settings).delivery_fee == fee


def test_what_is_paid_at_the_door_was_not_paid() -> None:
    part = {"deliveryFeeAmount": 3_000, "shippingFeeType": "착불"}
    free = {"deliveryFeeAmount": 3_000, "deliveryDiscountAmount": 3_000}
    assert order_of([row(part)], (), False, SETTINGS).delivery_fee == 0
    assert order_of([row(free)], (), False, SETTINGS).delivery_fee == 0


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2023-01-16T17:14:51.794+09:00", 1_673_856_891),
        ("2023-01-16T08:14:51Z", 1_673_856_891),
        ("2023-01-16T17:14:51", 1_673_856_891),
        ("soon", None),
        (None, None),
        (3, None),
    ],
)
def test_times(text: object, at: int | None) -> None:
    assert seconds(text) == at
