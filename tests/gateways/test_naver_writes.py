"""What Naver is told, every no that it documents, and honest answers where none came."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.domain.verbs import (
    DELAY_REASONS,
    EXCHANGE_HOLD_REASONS,
    PICKUPS,
    REASONS,
    RETURN_HOLD_REASONS,
)
from orderdesk.core.gateways.naver import NaverSettings, client
from orderdesk.core.gateways.naver.words import COLLECTS, DELAYS
from orderdesk.core.gateways.ports import ClaimRef, Parcel, Pickup
from orderdesk.core.gateways.results import (
    AlreadyDone,
    Done,
    Fault,
    GatewayError,
    ItemResult,
    Later,
    Rejected,
    Unsupported,
)
from orderdesk.core.reference import courier_codes
from orderdesk.simulators.naver import Knobs, words
from orderdesk.simulators.world import Mishap
from tests.gateways.naver_shop import MONDAY, OTHER, OURS, AtNaver

CANCEL, RETURN, EXCHANGE = ClaimKind.CANCEL, ClaimKind.RETURN, ClaimKind.EXCHANGE
STATE = Rejected("9999", "주문상태 및 클레임상태를 확인하세요")
LATER = Later("unanswered", after=60.0)


def bodies(shop: AtNaver) -> list[tuple[str, Any]]:
    """Path and body of every write from now on."""
    found: list[tuple[str, Any]] = []
    real = shop.shop.door.answer

    def watched(request: httpx.Request) -> httpx.Response:
        path = request.url.path.rpartition("/product-orders/")[2]
        if path not in ("query", "last-changed-statuses") and "oauth2" not in path:
            found.append((path, json.loads(request.content) if request.content else None))
        return real(request)

    shop.shop.door.answer = watched  # type: ignore[method-assign]
    return found


# --- 발주확인 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("objects", [False, True])
def test_confirming_is_answered_in_either_shape(objects: bool) -> None:
    shop = AtNaver(Knobs(confirm_tells_objects=objects))
    refs = shop.buys(1, 1)
    assert shop.client.confirm(refs) == {ref.line: Done() for ref in refs}
    assert all(shop.line(ref).state is ChannelState.PREPARING for ref in refs)


def test_each_line_has_an_answer_of_its_own() -> None:
    shop = AtNaver()
    new, done, cancelled, unknown = *shop.buys(1, 1, 1), LineRef("x", "9")
    shop.client.confirm([done])
    shop.asks(CANCEL, cancelled)
    assert shop.client.confirm([new, done, cancelled, unknown, new]) == {
        new.line: Done(),
        done.line: AlreadyDone(),
        cancelled.line: STATE,
        unknown.line: Rejected("100001", "주문을 찾을 수 없습니다"),
    }


def test_thirty_lines_go_at_once() -> None:
    shop = AtNaver()
    refs = shop.buys(*[1] * 61)
    calls = bodies(shop)
    shop.client.confirm(refs)
    assert [len(body["productOrderIds"]) for _path, body in calls] == [30, 30, 1]
    assert [each for _path, body in calls for each in body["productOrderIds"]] == [ref.line for ref in refs]


def test_nothing_is_asked_of_nobody() -> None:
    shop = AtNaver()
    calls = bodies(shop)
    assert shop.client.confirm([]) == {} == shop.client.dispatch([])
    assert calls == []


# --- 발송처리 ---------------------------------------------------------------------------------


def test_what_is_said_of_a_parcel() -> None:
    shop = AtNaver()
    first, second = shop.buys(1, 1)
    calls = bodies(shop)
    at = int(MONDAY) + 3600
    shop.client.dispatch([Parcel((first, second), "lotte", OURS, at)])
    assert calls == [
        (
            "dispatch",
            {
                "dispatchProductOrders": [
                    {
                        "productOrderId": each.line,
                        "deliveryMethod": "DELIVERY",
                        "deliveryCompanyCode": "HYUNDAI",
                        "trackingNumber": OURS,
                        "dispatchDate": "2026-11-23T11:00:00.000+09:00",
                    }
                    for each in (first, second)
                ]
            },
        )
    ]


def test_what_is_sent_already_with_our_number_is_done_and_with_another_is_not() -> None:
    shop = AtNaver()
    ours, theirs, brought = shop.buys(1, 1, 1)
    shop.shop.seller_dispatches(ours.line, "CJGLS", OURS)
    shop.shop.seller_dispatches(theirs.line, "CJGLS", OTHER)
    shop.shop.seller_dispatches(brought.line, "CJGLS", OURS)
    shop.delivers(brought)
    results = shop.client.dispatch([shop.parcel(ours, theirs, brought)])
    assert results == {ours.line: AlreadyDone(), theirs.line: STATE, brought.line: AlreadyDone()}
    hanjin = Parcel((ours,), "hanjin", OURS, int(MONDAY))
    assert shop.client.dispatch([hanjin]) == {ours.line: STATE}


def test_a_cancelled_line_is_not_sent() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.asks(CANCEL, ref)
    shop.client.approve_claim(shop.claim_of(ref), None)
    assert shop.client.dispatch([shop.parcel(ref)]) == {ref.line: STATE}


def test_a_courier_without_a_code_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own table has wrong codes never; were one wrong, Naver would say so."""
    shop = AtNaver()
    known, unknown = shop.buys(1, 1)
    calls = bodies(shop)
    results = shop.client.dispatch([Parcel((unknown,), "pigeon", OURS, int(MONDAY))])
    assert (results, calls) == ({unknown.line: Rejected("courier-unknown", "")}, [])
    monkeypatch.setattr(client, "courier_codes", lambda: {"naver": {"cj": "NO-SUCH"}})
    assert shop.client.dispatch([shop.parcel(known)]) == {
        known.line: Rejected("104119", "택배사 코드를 확인하세요")
    }


def test_all_our_couriers_are_naver_s() -> None:
    assert set(courier_codes()["naver"].values()) <= words.COURIERS


@pytest.mark.parametrize("number", ["", "12345678", "123456789012345", "60000000000A"])
def test_a_number_that_can_t_be_is_refused(number: str) -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    assert shop.client.dispatch([shop.parcel(ref, number=number)]) == {
        ref.line: Rejected("104122", "송장번호를 확인하세요")
    }


def test_what_fails_for_the_moment_is_asked_later() -> None:
    shop = AtNaver()
    first, second = shop.buys(1, 1)
    shop.shop.busy = 1
    assert shop.client.dispatch([shop.parcel(first, second)]) == {
        first.line: Later("104123", "일시적으로 발송처리에 실패했습니다"),
        second.line: Done(),
    }
    assert shop.client.dispatch([shop.parcel(first)]) == {first.line: Done()}


def test_some_pieces_of_a_line_can_t_be_sent_alone() -> None:
    shop = AtNaver()
    split, whole = shop.buys(3, 1)
    calls = bodies(shop)
    results = shop.client.dispatch([Parcel((split, whole), "cj", OURS, int(MONDAY), {split.line: 2})])
    assert results == {split.line: Unsupported(), whole.line: Done()}
    assert [each["productOrderId"] for each in calls[0][1]["dispatchProductOrders"]] == [whole.line]


def test_a_line_counted_whole_goes_whole_with_what_claims_have_left_of_it() -> None:
    shop = AtNaver()
    whole, less = shop.buys(2, 3)
    shop.client.confirm([whole, less])
    shop.asks(CANCEL, less, 1)
    shop.client.approve_claim(shop.claim_of(less), None)
    parcel = Parcel((whole, less), "cj", OURS, int(MONDAY), {whole.line: 2, less.line: 2})
    assert shop.client.dispatch([parcel]) == {whole.line: Done(), less.line: Done()}


def test_numbers_once_sent_stay() -> None:
    shop = AtNaver()
    (ref,) = shop.shipped(1)
    assert shop.client.amend_invoice(shop.parcel(ref, number=OTHER)) == {ref.line: Unsupported()}
    assert shop.client.remove_invoice([ref]) == {ref.line: Unsupported()}


def test_one_line_that_spoils_a_call_spoils_it_for_itself_alone() -> None:
    shop = AtNaver(Knobs(rate=50))
    refs = shop.buys(*[1] * 35)
    real = shop.shop.door.answer
    bad = refs[7].line.encode()

    def picky(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/dispatch") and bad in request.content:
            return httpx.Response(400, json={"code": "BAD_REQUEST", "message": "날짜"})
        return real(request)

    shop.shop.door.answer = picky  # type: ignore[method-assign]
    results = shop.client.dispatch([shop.parcel(*refs)])
    assert results.pop(refs[7].line) == Rejected("BAD_REQUEST", "날짜")  # type: ignore[attr-defined]
    assert set(results.values()) == {Done()} and len(results) == 34


# --- when a batch breaks off ------------------------------------------------------------------


def breaking(shop: AtNaver, nth: int, mishap: Mishap, times: int = 1) -> None:
    """The dispatches from the *nth* on go wrong, so many *times*."""
    seen: list[str] = []

    def unlucky(path: str) -> Mishap | None:
        if path.endswith("/dispatch"):
            seen.append(path)
            return mishap if nth <= len(seen) < nth + times else None
        return None

    shop.world.unlucky = unlucky


def test_what_was_done_before_a_batch_broke_off_stays_done() -> None:
    shop = AtNaver()
    refs = shop.buys(*[1] * 70)
    breaking(shop, 2, Mishap.TOO_MANY, 4)
    results = shop.client.dispatch([shop.parcel(*refs)])
    assert [results[ref.line] for ref in refs[:30]] == [Done()] * 30
    late = results[refs[30].line]
    assert isinstance(late, Later) and (late.code, late.after) == ("429", 1.0)
    assert [results[ref.line] for ref in refs[30:]] == [late] * 40
    assert [shop.sent(ref) for ref in refs] == [OURS] * 30 + [""] * 40


def test_a_batch_that_can_t_begin_is_a_fault() -> None:
    shop = AtNaver()
    refs = shop.buys(*[1] * 70)
    breaking(shop, 1, Mishap.TOO_MANY, 4)
    with pytest.raises(GatewayError) as caught:
        shop.client.dispatch([shop.parcel(*refs)])
    assert caught.value.fault is Fault.RATE_LIMITED


@pytest.mark.parametrize(
    ("mishap", "there"), [(Mishap.LOST_AFTER, AlreadyDone()), (Mishap.LOST_BEFORE, LATER)]
)
def test_a_lost_answer_amid_a_batch_is_looked_after(mishap: Mishap, there: ItemResult) -> None:
    shop = AtNaver()
    refs = shop.buys(*[1] * 70)
    breaking(shop, 2, mishap)
    results = shop.client.dispatch([shop.parcel(*refs)])
    assert [results[ref.line] for ref in refs] == [Done()] * 30 + [there] * 30 + [Done()] * 10


def test_where_nobody_can_look_nobody_knows() -> None:
    shop = AtNaver()
    refs = shop.buys(*[1] * 40)
    shop.client.poll(None)
    shop.world.unlucky = lambda path: Mishap.LOST_AFTER if "product-orders" in path else None
    with pytest.raises(GatewayError) as caught:
        shop.client.dispatch([shop.parcel(*refs)])
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN
    assert [shop.sent(ref) for ref in refs] == [OURS] * 30 + [""] * 10


def test_a_no_for_the_state_that_can_t_be_looked_into_is_for_later() -> None:
    shop = AtNaver()
    (ref,) = shop.shipped(1)
    shop.world.unlucky = lambda path: Mishap.BROKEN_BEFORE if path.endswith("/query") else None
    result = shop.client.dispatch([shop.parcel(ref)])[ref.line]
    assert isinstance(result, Later) and result.code == "9999"


@pytest.mark.parametrize("told", [b"<html>", b'{"data": {"successProductOrderIds": 3}}', b'{"data": {}}'])
def test_an_answer_that_can_t_be_read_or_says_nothing_is_looked_after(told: bytes) -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    real = shop.shop.door.answer

    def mumbling(request: httpx.Request) -> httpx.Response:
        reply = real(request)
        return httpx.Response(200, content=told) if request.url.path.endswith("/dispatch") else reply

    shop.shop.door.answer = mumbling  # type: ignore[method-assign]
    assert shop.client.dispatch([shop.parcel(ref)]) == {ref.line: AlreadyDone()}


# --- 발송지연 ---------------------------------------------------------------------------------


def test_a_delay_is_announced() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    due = int(datetime(2026, 12, 1, 18, 0, tzinfo=SEOUL).timestamp())
    calls = bodies(shop)
    assert shop.client.delay(ref, due, "MADE_TO_ORDER", "주문 제작입니다") == Done()
    assert calls[0][1] == {
        "dispatchDueDate": "2026-12-01T18:00:00.000+09:00",
        "delayedDispatchReason": "CUSTOM_BUILD",
        "dispatchDelayedDetailedReason": "주문 제작입니다",
    }
    assert shop.line(ref).due_at == due
    shop.client.dispatch([shop.parcel(ref)])
    assert shop.client.delay(ref, due + 86_400, "ETC", "") == STATE


def test_our_reasons_and_ways_have_naver_s_words() -> None:
    assert set(DELAYS) == {key for key, _word in DELAY_REASONS}
    assert set(DELAYS.values()) == words.DELAYS
    assert set(COLLECTS) == {key for key, _word in PICKUPS}
    assert set(COLLECTS.values()) <= words.METHODS
    assert {key for key, _word in (*EXCHANGE_HOLD_REASONS, *RETURN_HOLD_REASONS)} <= words.HOLDS
    assert {key for key, _word in REASONS} - {"ETC"} == words.RETURNS


def test_a_reason_that_naver_has_no_word_for_is_refused() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    assert shop.client.delay(ref, int(MONDAY) + 86_400, "BORED", "") == Rejected(
        "BAD_REQUEST", "delayedDispatchReason 값을 확인하세요"
    )


# --- claims -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("at_once", "left", "asked"), [(True, 1, False), (False, 3, True)])
def test_the_seller_cancels_some_pieces(at_once: bool, left: int, asked: bool) -> None:
    shop = AtNaver(Knobs(seller_cancels_at_once=at_once))
    (ref,) = shop.buys(3)
    calls = bodies(shop)
    assert shop.client.request_claim(CANCEL, ref, 2, "SOLD_OUT", "품절", None) == Done()
    assert calls[0][1] == {"cancelReason": "SOLD_OUT", "cancelDetailedReason": "품절", "cancelQuantity": 2}
    now = shop.line(ref)
    assert now.claim is not None and not now.claim.by_buyer
    assert (now.left, now.claim.raw == "CANCEL_REQUEST") == (left, asked)


@pytest.mark.parametrize("mishap", [Mishap.LOST_AFTER, Mishap.BROKEN_AFTER])
def test_a_cancel_of_pieces_whose_answer_is_lost_is_not_done_twice(mishap: Mishap) -> None:
    """An earlier claim on the same number of pieces is not taken for the one that was asked for now."""
    shop = AtNaver()
    (ref,) = shop.buys(5)
    assert shop.client.request_claim(CANCEL, ref, 1, "SOLD_OUT", "", None) == Done()
    shop.world.unlucky = lambda path: mishap if path.endswith("/claim/cancel/request") else None
    assert shop.client.request_claim(CANCEL, ref, 1, "SOLD_OUT", "", None) == AlreadyDone()
    assert shop.shop.books()[ref.line]["left"] == 3
    shop.world.unlucky = lambda path: Mishap.LOST_BEFORE if path.endswith("/claim/cancel/request") else None
    assert shop.client.request_claim(CANCEL, ref, 1, "SOLD_OUT", "", None) == LATER
    assert shop.shop.books()[ref.line]["left"] == 3


def test_a_long_word_is_cut_and_no_word_of_naver_s_is_refused() -> None:
    shop = AtNaver()
    first, second = shop.buys(1, 1)
    assert shop.client.request_claim(CANCEL, first, None, "SOLD_OUT", "가" * 501, None) == Done()
    assert shop.client.request_claim(CANCEL, second, None, "ETC", "", None) == Rejected(
        "BAD_REQUEST", "cancelReason 값을 확인하세요"
    )
    assert shop.client.request_claim(CANCEL, second, 2, "SOLD_OUT", "", None) == STATE


def test_a_return_is_asked_for_with_how_it_comes_back() -> None:
    shop = AtNaver()
    first, second = shop.delivered(2, 1)
    calls = bodies(shop)
    manual = Pickup("MANUAL", "hanjin", "500000000001")
    assert shop.client.request_claim(RETURN, first, 1, "BROKEN", "", manual) == Done()
    assert shop.client.request_claim(RETURN, second, None, "BROKEN", "", None) == Done()
    assert [body for _path, body in calls] == [
        {
            "returnReason": "BROKEN",
            "collectDeliveryMethod": "RETURN_DELIVERY",
            "collectDeliveryCompany": "HANJIN",
            "collectTrackingNumber": "500000000001",
            "returnQuantity": 1,
        },
        {"returnReason": "BROKEN", "collectDeliveryMethod": "RETURN_INDIVIDUAL"},
    ]
    claim = shop.line(first).claim
    assert claim is not None
    assert (claim.qty, claim.courier, claim.tracking) == (1, "HANJIN", "500000000001")
    pigeon = Pickup("MANUAL", "pigeon", "1")
    assert shop.client.request_claim(RETURN, second, None, "BROKEN", "", pigeon) == Rejected(
        "courier-unknown", ""
    )


def test_an_unsent_line_can_t_come_back_and_a_sent_one_can_t_be_cancelled() -> None:
    shop = AtNaver()
    unsent, sent = *shop.buys(1), *shop.shipped(1)
    assert shop.client.request_claim(RETURN, unsent, None, "BROKEN", "", None) == STATE
    assert shop.client.request_claim(CANCEL, sent, None, "SOLD_OUT", "", None) == STATE


def test_only_buyers_ask_for_exchanges() -> None:
    shop = AtNaver()
    (ref,) = shop.delivered(1)
    assert shop.client.request_claim(EXCHANGE, ref, None, "BROKEN", "", None) == Unsupported()


def test_a_cancel_is_denied_by_dispatching() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.asks(CANCEL, ref)
    claim = shop.claim_of(ref)
    assert shop.client.reject_claim(claim, "", None) == Rejected("parcel-missing", "")
    assert shop.client.reject_claim(claim, "", shop.parcel(ref)) == Done()
    assert shop.client.reject_claim(claim, "", shop.parcel(ref)) == AlreadyDone()
    assert shop.shop.books()[ref.line]["claim"] == ("CANCEL", "CANCEL_REJECT", 1)


def test_a_shop_whose_cancels_can_t_be_denied_by_dispatching() -> None:
    barred = AtNaver(Knobs(ships_over_cancel=False))
    (ref,) = barred.buys(1)
    barred.asks(CANCEL, ref)
    assert barred.client.reject_claim(barred.claim_of(ref), "", barred.parcel(ref)) == STATE
    settings = NaverSettings("aaaabbbbcccc", ships_over_cancel=False)
    told = AtNaver(settings=settings)
    (ref,) = told.buys(1)
    told.asks(CANCEL, ref)
    assert told.client.reject_claim(told.claim_of(ref), "", told.parcel(ref)) == Unsupported()


def test_a_withheld_return_is_not_granted() -> None:
    shop = AtNaver()
    (ref,) = shop.delivered(1)
    shop.asks(RETURN, ref)
    claim = shop.claim_of(ref)
    calls = bodies(shop)
    assert shop.client.hold_claim(claim, "EXTRAFEEE", "포장이 훼손되었습니다", 5_000) == Done()
    assert calls[0][1] == {
        "holdbackClassType": "EXTRAFEEE",
        "holdbackReturnDetailReason": "포장이 훼손되었습니다",
        "extraReturnFeeAmount": 5_000,
    }
    assert shop.client.hold_claim(claim, "EXTRAFEEE", "다시", None) == AlreadyDone()
    assert shop.client.hold_claim(claim, "ETC", "다시", None) == STATE
    assert shop.client.approve_claim(claim, None) == STATE
    assert shop.client.release_claim(claim) == Done()
    assert shop.client.release_claim(claim) == AlreadyDone()
    assert shop.client.approve_claim(claim, None) == Done()
    assert shop.client.approve_claim(claim, None) == AlreadyDone()


def test_a_withheld_exchange_is_not_sent_again() -> None:
    shop = AtNaver()
    (ref,) = shop.delivered(1)
    shop.asks(EXCHANGE, ref)
    claim = shop.claim_of(ref)
    assert shop.client.redeliver(claim, shop.parcel(ref, number=OTHER)) == STATE
    assert shop.client.mark_collected(claim) == Done()
    assert shop.client.mark_collected(claim) == AlreadyDone()
    assert shop.client.hold_claim(claim, "EXCHANGE_DELIVERYFEE", "배송비", 3_000) == Done()
    assert shop.client.redeliver(claim, shop.parcel(ref, number=OTHER)) == Rejected(
        "104418", "보류 중이어서 재배송할 수 없습니다"
    )
    assert shop.client.release_claim(claim) == Done()
    calls = bodies(shop)
    assert shop.client.redeliver(claim, shop.parcel(ref, number=OTHER)) == Done()
    assert calls[0][1] == {
        "reDeliveryMethod": "DELIVERY",
        "reDeliveryCompany": "CJGLS",
        "reDeliveryTrackingNumber": OTHER,
    }
    assert shop.client.redeliver(claim, None) == AlreadyDone()
    assert shop.client.reject_claim(claim, "이미 보냈습니다", None) == STATE
    pigeon = Parcel((ref,), "pigeon", OTHER, int(MONDAY))
    assert shop.client.redeliver(claim, pigeon) == Rejected("courier-unknown", "")


@pytest.mark.parametrize("kind", [RETURN, EXCHANGE])
def test_what_is_denied_or_withheld_needs_its_words(kind: ClaimKind) -> None:
    shop = AtNaver()
    (ref,) = shop.delivered(1)
    shop.asks(kind, ref)
    claim = shop.claim_of(ref)
    for result in (
        shop.client.reject_claim(claim, "", None),
        shop.client.hold_claim(claim, "ETC", "", None),
        shop.client.hold_claim(claim, "BORED", "사유", None),
    ):
        assert isinstance(result, Rejected) and result.code == "BAD_REQUEST"
    assert shop.client.reject_claim(claim, "사용한 흔적이 있습니다", None) == Done()
    assert shop.client.reject_claim(claim, "사용한 흔적이 있습니다", None) == AlreadyDone()
    assert shop.line(ref).state is ChannelState.DELIVERED


def test_a_later_claim_is_not_taken_for_the_one_that_is_meant() -> None:
    shop = AtNaver()
    (ref,) = shop.delivered(1)
    shop.asks(RETURN, ref)
    first = shop.claim_of(ref)
    assert shop.client.reject_claim(first, "사유", None) == Done()
    shop.asks(RETURN, ref)
    second = shop.claim_of(ref)
    shop.shop.claim_withdraw(ref.line)
    assert shop.client.reject_claim(first, "사유", None) == STATE
    assert shop.client.reject_claim(second, "사유", None) == AlreadyDone()


Step = Callable[[AtNaver, LineRef], ItemResult]


def _cancel_asked(shop: AtNaver) -> LineRef:
    (ref,) = shop.buys(1)
    shop.asks(CANCEL, ref)
    return ref


def _asked(kind: ClaimKind, *before: Step) -> Callable[[AtNaver], LineRef]:
    def begun(shop: AtNaver) -> LineRef:
        (ref,) = shop.delivered(1)
        shop.asks(kind, ref)
        for step in before:
            assert step(shop, ref) == Done()
        return ref

    return begun


def _hold(kind: ClaimKind) -> Step:
    return lambda shop, ref: shop.client.hold_claim(ClaimRef(ref, kind), "ETC", "사유", None)


def _release(kind: ClaimKind) -> Step:
    return lambda shop, ref: shop.client.release_claim(ClaimRef(ref, kind))


def _approve(kind: ClaimKind) -> Step:
    return lambda shop, ref: shop.client.approve_claim(ClaimRef(ref, kind), None)


def _reject(kind: ClaimKind) -> Step:
    return lambda shop, ref: shop.client.reject_claim(ClaimRef(ref, kind), "사유", shop.parcel(ref))


def _collected(shop: AtNaver, ref: LineRef) -> ItemResult:
    return shop.client.mark_collected(ClaimRef(ref, EXCHANGE))


STEPS: dict[str, tuple[Callable[[AtNaver], LineRef], Step]] = {
    "confirm": (lambda shop: shop.buys(1)[0], lambda shop, ref: shop.client.confirm([ref])[ref.line]),
    "dispatch": (
        lambda shop: shop.buys(1)[0],
        lambda shop, ref: shop.client.dispatch([shop.parcel(ref)])[ref.line],
    ),
    "delay": (
        lambda shop: shop.buys(1)[0],
        lambda shop, ref: shop.client.delay(ref, int(MONDAY) + 7 * 86_400, "ETC", "사유"),
    ),
    "cancel": (
        lambda shop: shop.buys(1)[0],
        lambda shop, ref: shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "", None),
    ),
    "return": (
        lambda shop: shop.delivered(1)[0],
        lambda shop, ref: shop.client.request_claim(RETURN, ref, None, "BROKEN", "", None),
    ),
    "approve-cancel": (_cancel_asked, _approve(CANCEL)),
    "reject-cancel": (_cancel_asked, _reject(CANCEL)),
    "approve-return": (_asked(RETURN), _approve(RETURN)),
    "reject-return": (_asked(RETURN), _reject(RETURN)),
    "hold-return": (_asked(RETURN), _hold(RETURN)),
    "release-return": (_asked(RETURN, _hold(RETURN)), _release(RETURN)),
    "collected": (_asked(EXCHANGE), _collected),
    "redeliver": (
        _asked(EXCHANGE, _collected),
        lambda shop, ref: shop.client.redeliver(ClaimRef(ref, EXCHANGE), shop.parcel(ref, number=OTHER)),
    ),
    "reject-exchange": (_asked(EXCHANGE), _reject(EXCHANGE)),
    "hold-exchange": (_asked(EXCHANGE), _hold(EXCHANGE)),
    "release-exchange": (_asked(EXCHANGE, _hold(EXCHANGE)), _release(EXCHANGE)),
}


@pytest.mark.parametrize("mishap", [*Mishap, None])
@pytest.mark.parametrize("name", STEPS)
def test_whatever_happens_on_the_way_the_answer_is_so(name: str, mishap: Mishap | None) -> None:
    """Said to be done exactly if it is; where it is not, asking again does it, and no more than once."""
    shop = AtNaver(Knobs(rate=50))
    begin, step = STEPS[name]
    ref = begin(shop)
    shop.world.clock.advance(3600)
    before = _facts(shop, ref)
    left = [mishap] if mishap else []

    def unlucky(path: str) -> Mishap | None:
        return left.pop() if left and not path.endswith(("/query", "/token")) else None

    shop.world.unlucky = unlucky
    result = step(shop, ref)
    after = _facts(shop, ref)
    assert not left
    assert isinstance(result, Done | AlreadyDone) == (after != before), result
    if after == before:
        assert result == LATER
        assert step(shop, ref) == Done()
    after = _facts(shop, ref)
    again = step(shop, ref)
    assert isinstance(again, AlreadyDone) or again == STATE or name == "delay"
    assert _facts(shop, ref) == after


def _facts(shop: AtNaver, ref: LineRef) -> Any:  # noqa: ANN401 - to be compared only
    now = shop.line(ref)
    claims = [(each.kind, each.status, each.qty) for each in shop.shop.lines[ref.line][1].past]
    return now, claims


def test_deposits_are_naver_s_own_matter() -> None:
    shop = AtNaver()
    assert shop.client.confirm_deposit("1") == Unsupported()
