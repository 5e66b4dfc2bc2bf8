"""Who may call: keys, their scopes, where from, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.api.limits import BURST, PER_SECOND, Buckets
from orderdesk.core.domain.api_keys import SCOPE_ACTS, KeyScope
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.roles import NEEDS, may
from orderdesk.core.services.api_keys import add_key, list_keys, revoke_key
from tests.api.client import speak
from tests.api.conftest import Caller
from tests.services.desk import KIM, NOW, Desk, number, sold

S1 = f"{number(1)}-S1"
C1 = f"{number(2)}-C1"

CALLS: Mapping[tuple[str, str], tuple[KeyScope | None, Any]] = {
    ("GET", "/orders"): (KeyScope.ORDERS_READ, None),
    ("GET", f"/orders/{number(1)}"): (KeyScope.ORDERS_READ, None),
    ("GET", f"/sections/{S1}"): (KeyScope.ORDERS_READ, None),
    ("GET", "/products?sku=A"): (KeyScope.ORDERS_READ, None),
    ("GET", "/claims"): (KeyScope.CLAIMS_READ, None),
    ("GET", "/carriers"): (None, None),
    ("POST", "/sections:confirm"): (KeyScope.ORDERS_WRITE, {"sectionCodes": [S1]}),
    ("POST", "/sections:hold"): (KeyScope.ORDERS_WRITE, {"sectionCodes": [S1], "reason": "STOCK"}),
    ("POST", "/sections:release"): (KeyScope.ORDERS_WRITE, {"sectionCodes": [S1]}),
    ("POST", "/sections:split"): (
        KeyScope.ORDERS_WRITE,
        {"items": [{"sectionCode": S1, "lines": [{"lineNo": 1, "qty": 1}]}]},
    ),
    ("POST", "/sections:merge"): (KeyScope.ORDERS_WRITE, {"items": [{"sectionCodes": [S1, S1]}]}),
    ("POST", "/sections:ship"): (
        KeyScope.INVOICES_WRITE,
        {"items": [{"sectionCode": S1, "carrier": "cj", "trackingNumber": "640863626002"}]},
    ),
    ("POST", f"/claims/{C1}:approve"): (KeyScope.CLAIMS_WRITE, {}),
    ("POST", f"/claims/{C1}:reject"): (KeyScope.CLAIMS_WRITE, {}),
    ("POST", f"/claims/{C1}:hold"): (KeyScope.CLAIMS_WRITE, {"reason": "ETC"}),
    ("POST", f"/claims/{C1}:collect-done"): (KeyScope.CLAIMS_WRITE, {}),
    ("POST", f"/claims/{C1}:redeliver"): (
        KeyScope.CLAIMS_WRITE,
        {"carrier": "cj", "trackingNumber": "640863626002"},
    ),
}
"""Every route, by a call that can be read, with the scope that it needs."""


@pytest.fixture(autouse=True)
def orders(desk: Desk) -> None:
    desk.add(sold(1, 2), sold(2))
    desk.do("cancel", 2, reason="SOLD_OUT")


def told(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


def test_every_route_by_every_scope(call: Caller) -> None:
    for scope in KeyScope:
        client = call(scope)
        for (method, path), (needed, body) in CALLS.items():
            reply = client.request(method, path, json=body)
            if needed in (None, scope):
                assert reply.status_code == 200, (scope, path, reply.text)
            else:
                assert told(reply) == (403, "scope-missing"), (scope, path)
                assert reply.json()["details"] == [{"field": "", "message": needed.value}]


def test_no_route_is_left_out(call: Caller) -> None:
    paths = call().get("/openapi.json").json()["paths"]
    declared = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    names = {number(1): "{no}", S1: "{code}", C1: "{id}"}
    tried = set()
    for method, path in CALLS:
        for value, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
            path = path.replace(value, name)
        tried.add((method, "/api/v1" + path.partition("?")[0]))
    assert tried == declared


def test_the_services_refuse_what_the_role_of_a_key_may_not(desk: Desk, call: Caller) -> None:
    """The role that is derived from scopes is asked for behind the door too."""
    for scope in KeyScope:
        key, _ = add_key(desk.store, KIM, NOW, f"역할 {scope.value}", [scope])
        for act, least in NEEDS.items():
            assert may(key.role, act) is (key.role is not None and key.role >= least)
        assert all(may(key.role, act) for act in SCOPE_ACTS[scope])
    client = call(KeyScope.ORDERS_WRITE, name="곧 폐기")
    revoke_key(desk.store, KIM, NOW, "곧 폐기")
    assert client.post("/sections:hold", json={"sectionCodes": [S1], "reason": "STOCK"}).status_code == 401
    assert desk.order(1).holds == ()


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer odk_wrong", "Basic b2RrOg==", "odk_wrong"])
def test_without_a_key_that_works_nothing_opens(office: Office, header: str) -> None:
    with speak(make_app(office)) as client:
        for method, path in CALLS:
            reply = client.request(method, path, headers={"Authorization": header} if header else {})
            assert told(reply) == (401, "unauthorized")
            assert reply.headers["www-authenticate"] == "Bearer"


def test_a_revoked_key_fails_with_the_next_call(desk: Desk, call: Caller) -> None:
    client = call(KeyScope.ORDERS_READ, name="사방넷")
    assert client.get("/orders").status_code == 200
    revoke_key(desk.store, KIM, NOW, "사방넷")
    assert told(client.get("/orders")) == (401, "unauthorized")


def test_a_key_opens_only_from_its_addresses(desk: Desk, office: Office) -> None:
    _, text = add_key(desk.store, KIM, NOW, "파스토", [KeyScope.ORDERS_READ], ["203.0.113.0/24"])
    for address, status in (("203.0.113.9", 200), ("203.0.114.9", 403), ("testclient", 403)):
        with speak(make_app(office), text, address) as client:
            client.headers["X-Forwarded-For"] = "203.0.113.9"  # anybody can say that
            assert client.get("/orders").status_code == status
    assert list_keys(desk.store, KIM)[-1].used_from == "203.0.113.9"


def test_a_key_of_one_channel_reaches_no_other_orders(desk: Desk, call: Caller) -> None:
    desk.add(sold(3, channel=Channel.NAVER, channel_number="N3"))
    desk.do("cancel", 3, reason="SOLD_OUT")
    client = call(channel=Channel.NAVER)
    assert [order["no"] for order in client.get("/orders").json()["data"]] == [number(3)]
    assert [claim["orderNo"] for claim in client.get("/claims").json()["data"]] == [number(3)]
    assert client.get(f"/orders/{number(3)}").status_code == 200
    for path in (f"/orders/{number(1)}", f"/sections/{S1}"):
        assert told(client.get(path)) == (404, "not-found")
    for (method, path), (_, body) in CALLS.items():
        if method == "POST":
            reply = client.post(path, json=body)
            refused = reply.json().get("failed")
            assert reply.status_code == 404 or [each["code"] for each in refused] == ["no-section"], path
    assert (desk.order(1).version, desk.order(2).version) == (1, 2)


def test_too_many_calls_wait(
    desk: Desk, call: Caller, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(office.buckets, "clock", lambda: seconds[0])
    client, other = call(KeyScope.ORDERS_READ), call(KeyScope.ORDERS_READ)
    left = [int(client.get("/carriers").headers["RateLimit-Remaining"]) for _ in range(BURST)]
    assert left == list(range(BURST - 1, -1, -1))
    reply = client.get("/carriers")
    assert told(reply) == (429, "rate-limited")
    said = {name: reply.headers[name] for name in ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining")}
    assert said == {"Retry-After": "1", "RateLimit-Limit": str(BURST), "RateLimit-Remaining": "0"}
    assert int(reply.headers["RateLimit-Reset"]) == BURST / PER_SECOND
    assert other.get("/carriers").status_code == 200
    seconds[0] = 1
    assert [client.get("/carriers").status_code for _ in range(PER_SECOND + 1)] == [200] * PER_SECOND + [429]


def test_a_bucket_never_holds_more_than_it_can() -> None:
    seconds = [0.0]
    buckets = Buckets(lambda: seconds[0])
    assert buckets.take(1).remaining == BURST - 1
    seconds[0] = 10_000
    assert (buckets.take(1).remaining, buckets.take(1).reset) == (BURST - 1, 1)
