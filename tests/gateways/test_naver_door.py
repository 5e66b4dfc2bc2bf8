"""Who we are to Naver, how fast it lets us go, and what its gateway says when it doesn't."""

from __future__ import annotations

import logging

import bcrypt
import httpx
import pytest

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.gateways.naver import Naver, NaverSettings
from orderdesk.core.gateways.naver.faults import FAULTS
from orderdesk.core.gateways.naver.signing import canonical, signature
from orderdesk.core.gateways.ports import Parcel
from orderdesk.core.gateways.results import Done, Fault, GatewayError, Later
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.naver import Knobs, NaverShop
from orderdesk.simulators.naver.words import GATEWAY
from orderdesk.simulators.world import Mishap
from tests.gateways.naver_shop import QUICK_SECRET, AtNaver

BASE64_64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def fault(shop: AtNaver) -> tuple[Fault, str]:
    """What polling ends with."""
    with pytest.raises(GatewayError) as caught:
        shop.client.poll(None)
    return caught.value.fault, caught.value.code


# --- tokens -----------------------------------------------------------------------------------


def test_the_signature_is_the_one_that_naver_documents() -> None:
    assert signature("aaaabbbbcccc", "$2a$10$abcdefghijklmnopqrstuv", 1643961623299) == (
        "JDJhJDEwJGFiY2RlZmdoaWprbG1ub3BxcnN0dXVCVldZSk42T0VPdEx1OFY0cDQxa2IuTnpVaUEzbmsy"
    )


@pytest.mark.parametrize("last", BASE64_64)
def test_every_last_character_of_a_salt_is_taken(last: str) -> None:
    made = bcrypt.hashpw(b"word", canonical(f"$2a$04$abcdefghijklmnopqrstu{last}").encode())
    assert bcrypt.checkpw(b"word", made)


@pytest.mark.parametrize("secret", ["", "no salt", "$2a$04$short", "$2a$04$abcdefghijklmnopqrst!!"])
def test_what_is_no_salt_is_no_secret(secret: str) -> None:
    shop = AtNaver()
    shop.client = shop.another_client(secret)
    assert fault(shop) == (Fault.CONFIG, "client-secret")
    assert not shop.shop.door.calls


def test_the_golden_secret_opens_the_door() -> None:
    shop = AtNaver()
    shop.knobs.client_secret = "$2a$04$abcdefghijklmnopqrstuv"
    shop.client = shop.another_client("$2a$04$abcdefghijklmnopqrstuv")
    shop.client.poll(None)
    assert shop.shop.door.calls == {"oauth2/token": 1, "last-changed-statuses": 1}


def test_desks_of_one_shop_hold_the_same_token_until_half_an_hour_before_its_end() -> None:
    shop = AtNaver()
    first = _token(shop)
    shop.world.clock.advance(10_800 - 1_800)
    same = _token(shop)
    assert same["access_token"] == first["access_token"]
    assert (first["expires_in"], same["expires_in"]) == (10_800, 1_800)
    shop.world.clock.advance(1)
    assert _token(shop)["access_token"] != first["access_token"]
    headers = {"Authorization": f"Bearer {first['access_token']}"}
    assert _post(shop.shop, "query", {"productOrderIds": ["1"]}, headers).status_code == 200
    shop.world.clock.advance(1_799)
    assert _post(shop.shop, "query", {"productOrderIds": ["1"]}, headers).status_code == 401


def test_a_token_is_got_once_and_anew_before_its_end() -> None:
    shop = AtNaver()
    for _ in range(3):
        shop.client.poll(None)
    assert shop.shop.door.calls["oauth2/token"] == 1
    shop.world.clock.advance(10_800 - 60)
    shop.client.poll(None)
    assert shop.shop.door.calls["oauth2/token"] == 2


def test_a_token_that_is_no_longer_taken_is_asked_for_once_more() -> None:
    shop = AtNaver()
    shop.client.poll(None)
    shop.shop.door.forget_tokens()
    shop.client.poll(None)
    assert shop.shop.door.calls["oauth2/token"] == 2


@pytest.mark.parametrize(("wrong", "taken"), [(299, True), (-299, True), (301, False), (-301, False)])
def test_a_clock_that_is_five_minutes_wrong_is_told(wrong: float, taken: bool) -> None:
    shop = AtNaver()
    shop.client = shop.another_client(wrong_by=wrong)
    if taken:
        shop.client.poll(None)
    else:
        assert fault(shop) == (Fault.CONFIG, "BAD_REQUEST")


def test_a_wrong_secret_an_unknown_application_and_missing_rights_are_told() -> None:
    shop = AtNaver()
    shop.client = shop.another_client("$2a$04$zzzzzzzzzzzzzzzzzzzzzu")
    assert fault(shop) == (Fault.CONFIG, "BAD_REQUEST")
    other = AtNaver(settings=NaverSettings(client_id="somebody"))
    assert fault(other) == (Fault.CONFIG, "BAD_REQUEST")
    barred = AtNaver(Knobs(token_refusal="ROLE_NOT_FOUND"))
    assert fault(barred) == (Fault.AUTH, "ROLE_NOT_FOUND")


def test_a_seller_of_several_is_named() -> None:
    settings = NaverSettings(client_id="aaaabbbbcccc", account="shop-2")
    assert fault(AtNaver(settings=settings)) == (Fault.CONFIG, "INTERLOCK_NOT_FOUND")
    AtNaver(Knobs(accounts=frozenset({"shop-2"})), settings).client.poll(None)


def test_a_secret_is_seen_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.client.fetch([ref])
    with pytest.raises(GatewayError) as caught:
        shop.another_client("$2a$04$zzzzzzzzzzzzzzzzzzzzzu").poll(None)
    seen = caplog.text + repr(shop.client) + repr(shop.settings) + str(caught.value)
    assert QUICK_SECRET not in seen and "zzzzz" not in seen and "token-" not in seen
    assert "홍길동" not in seen and "010-0000" not in seen


def test_the_log_names_api_status_and_naver_s_own_trace(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="orderdesk.wire")
    shop = AtNaver()
    shop.client.poll(None)
    last = [each.getMessage() for each in caplog.records if each.name == "orderdesk.wire"][-1]
    assert last.startswith("GET last-changed 200 sim-00000002 ")


# --- the gateway ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", GATEWAY)
def test_what_the_gateway_says_to_who_reads(code: str) -> None:
    shop = AtNaver()
    shop.client.poll(None)
    shop.shop.gateway_fails(code, 10)
    assert fault(shop) == (FAULTS.get(code, Fault.TEMPORARY), code)


@pytest.mark.parametrize("code", GATEWAY)
def test_what_the_gateway_says_to_who_writes(code: str) -> None:
    """After most codes of 5xx nobody knows; an open circuit or maintenance let nothing through."""
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.client.poll(None)
    shop.shop.gateway_fails(code, 10)
    with pytest.raises(GatewayError) as caught:
        shop.client.confirm([ref])
    assert (caught.value.fault, caught.value.code) == (FAULTS.get(code, Fault.TIMEOUT_UNKNOWN), code)


@pytest.mark.parametrize("code", ["GW.TIMEOUT.01", "GW.PROXY.01"])
def test_a_write_that_broke_at_the_gateway_is_looked_after(code: str) -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.client.poll(None)
    shop.shop.gateway_fails(code)
    assert shop.client.confirm([ref]) == {ref.line: Later("unanswered", after=60.0)}
    assert shop.client.confirm([ref]) == {ref.line: Done()}


def test_an_error_that_can_t_be_read_keeps_its_status() -> None:
    shop = AtNaver()
    shop.client.poll(None)
    clock = shop.world.clock
    shop.client = Naver(
        shop.settings,
        lambda: Secret("naver", QUICK_SECRET),
        times=Times(clock.now, clock.sleep),
        transport=httpx.MockTransport(lambda _request: httpx.Response(400, text="<html>")),
    )
    assert fault(shop) == (Fault.CONFIG, "400")


def test_missing_rights_are_no_matter_of_one_line() -> None:
    shop = AtNaver()
    (ref,) = shop.buys(1)
    shop.client.poll(None)
    denied = {"code": "RESOURCE_NOT_AVAILABLE", "message": "권한이 없습니다"}
    shop.shop.door.answer = lambda request: httpx.Response(403, json=denied)  # type: ignore[method-assign]
    assert fault(shop) == (Fault.AUTH, "RESOURCE_NOT_AVAILABLE")
    with pytest.raises(GatewayError) as caught:
        shop.client.confirm([ref])
    assert caught.value.fault is Fault.AUTH


def test_paths_that_it_does_not_know_are_not_found() -> None:
    shop = AtNaver()
    assert _post(shop.shop, "nothing", {}).json()["code"] == "GW.NOT_FOUND"


# --- how fast ---------------------------------------------------------------------------------


def test_more_than_the_bucket_holds_is_refused_for_each_api_alone() -> None:
    shop = AtNaver(Knobs(rate=3))
    headers = {"Authorization": f"Bearer {_token(shop)['access_token']}"}
    replies = [_post(shop.shop, "query", {"productOrderIds": ["1"]}, headers) for _ in range(7)]
    assert [each.status_code for each in replies] == [200] * 6 + [429]
    assert replies[-1].json()["code"] == "GW.RATE_LIMIT"
    told = replies[1].headers
    assert told["GNCP-GW-RateLimit-Replenish-Rate"] == "3"
    assert told["GNCP-GW-RateLimit-Burst-Capacity"] == "6"
    assert told["GNCP-GW-RateLimit-Remaining"] == "4"
    assert _post(shop.shop, "confirm", {"productOrderIds": ["1"]}, headers).status_code == 200


@pytest.mark.parametrize("rate", [2.0, 50.0])
def test_ten_thousand_dispatches_take_as_long_as_naver_makes_them(rate: float) -> None:
    shop = AtNaver(Knobs(rate=rate))
    refs = shop.buys(*[1] * 10_000)
    shop.client.poll(None)
    began = shop.world.clock.now()
    results = shop.client.dispatch([Parcel(tuple(refs), "cj", "600000000001", int(began))])
    took = shop.world.clock.now() - began
    calls = shop.shop.door.calls["dispatch"]
    assert calls == 334 == -(-10_000 // 30)
    assert set(results.values()) == {Done()} and len(results) == 10_000
    assert took <= 1.1 * (calls - 2 * rate) / rate


def test_another_desk_at_the_same_bucket_is_met_with_patience() -> None:
    shop = AtNaver()
    others = shop.another_client()
    refs = shop.buys(*[1] * 300)
    for start in range(0, 300, 60):
        for client, at in ((shop.client, start), (others, start + 30)):
            sent = client.dispatch([Parcel(tuple(refs[at : at + 30]), "cj", "600000000001", 1_795_000_000)])
            assert set(sent.values()) == {Done()}


def test_429_without_an_end_is_told_with_when_to_come_again() -> None:
    shop = AtNaver()
    shop.client.poll(None)
    shop.world.fail_next(Mishap.TOO_MANY, 4)
    with pytest.raises(GatewayError) as caught:
        shop.client.fetch([LineRef("1", "2")])
    assert (caught.value.fault, caught.value.retry_after) == (Fault.RATE_LIMITED, 1.0)


# --- what the simulator itself refuses --------------------------------------------------------

FROM = "2026-11-23T09:00:00.000+09:00"


@pytest.mark.parametrize(
    ("asked", "blamed"),
    [
        ({}, "lastChangedFrom"),
        ({"lastChangedFrom": "2026-11-23"}, "lastChangedFrom"),
        ({"lastChangedFrom": "2026-11-23T09:00:00+09:00"}, "lastChangedFrom"),
        ({"lastChangedFrom": "2026-11-23T09:00:00.000"}, "lastChangedFrom"),
        ({"lastChangedFrom": FROM, "lastChangedTo": "2026-11-24T09:00:00.001+09:00"}, "lastChangedTo"),
        ({"lastChangedFrom": FROM, "lastChangedTo": "2026-11-23T08:59:59.999+09:00"}, "lastChangedTo"),
        ({"lastChangedFrom": FROM, "limitCount": "301"}, "limitCount"),
    ],
)
def test_odd_windows_are_refused(asked: dict[str, str], blamed: str) -> None:
    shop = AtNaver()
    headers = {"Authorization": f"Bearer {_token(shop)['access_token']}"}
    url = "https://naver/external/v1/pay-order/seller/product-orders/last-changed-statuses"
    reply = shop.shop.handle(httpx.Request("GET", url, params=asked, headers=headers))
    assert (reply.status_code, reply.json()["invalidInputs"][0]["name"]) == (400, blamed)


@pytest.mark.parametrize(
    ("api", "body"),
    [
        ("query", {"productOrderIds": ["1"] * 301}),
        ("query", {"productOrderIds": []}),
        ("confirm", {"productOrderIds": ["1"] * 31}),
        ("dispatch", {"dispatchProductOrders": [{"productOrderId": "1"}] * 31}),
        ("dispatch", {"dispatchProductOrders": [{"productOrderId": "1", "deliveryMethod": "TRAIN"}]}),
    ],
)
def test_too_many_or_odd_lines_are_refused(api: str, body: dict[str, object]) -> None:
    shop = AtNaver()
    headers = {"Authorization": f"Bearer {_token(shop)['access_token']}"}
    assert _post(shop.shop, api, body, headers).status_code == 400


@pytest.mark.parametrize("where", ["params", "data"])
def test_a_token_may_be_asked_for_in_the_query_or_as_a_form(where: str) -> None:
    assert "access_token" in _token(AtNaver(), where)


def _token(shop: AtNaver, where: str = "data") -> dict[str, object]:
    stamp = int(shop.world.clock.now() * 1000)
    form = {
        "client_id": shop.knobs.client_id,
        "timestamp": str(stamp),
        "client_secret_sign": signature(shop.knobs.client_id, QUICK_SECRET, stamp),
        "grant_type": "client_credentials",
        "type": "SELF",
    }
    url = "https://naver/external/v1/oauth2/token"
    query, body = (form, {}) if where == "params" else ({}, form)
    found: dict[str, object] = shop.shop.handle(httpx.Request("POST", url, params=query, data=body)).json()
    return found


def _post(
    shop: NaverShop, api: str, body: dict[str, object], headers: dict[str, str] | None = None
) -> httpx.Response:
    url = f"https://naver/external/v1/pay-order/seller/product-orders/{api}"
    return shop.handle(httpx.Request("POST", url, json=body, headers=headers))
