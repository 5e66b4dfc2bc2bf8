"""What goes wrong has one shape, says no more than it should, and is found by its number in the log."""

from __future__ import annotations

import json
import logging

import httpx
import pytest

from orderdesk.api import reads
from orderdesk.api.app import make_app
from orderdesk.api.callers import Office
from orderdesk.api.door import LARGEST_BODY
from orderdesk.api.errors import STATUS
from orderdesk.api.shapes import Error
from orderdesk.core.domain.api_refusals import ApiRefusal
from orderdesk.core.domain.words import Word
from orderdesk.core.store.problems import StoreProblem
from tests.api.client import speak
from tests.api.conftest import Caller
from tests.services.desk import Desk, number, sold

TIME = "2026-11-22T09:00:00+09:00 처럼 적으세요"


def error(reply: httpx.Response) -> Error:
    """The error of *reply*, which must have the one shape."""
    found = Error.model_validate(reply.json())
    assert set(reply.json()) == {"code", "message", "details", "traceId"}
    assert reply.headers["X-Trace-Id"] == found.trace_id and len(found.trace_id) == 16
    assert any("가" <= char <= "힣" for char in found.message)
    return found


def test_refusals_of_whole_calls_have_code_message_and_advice_in_both_languages() -> None:
    codes = [reason.code for reason in ApiRefusal]
    assert len(codes) == len(set(codes))
    for reason in ApiRefusal:
        assert all((*reason.message, *reason.advice)) and reason.message.en.isascii()
    assert {reason for reason in ApiRefusal if reason not in STATUS} == {
        *(ApiRefusal.KEY_NAME, ApiRefusal.KEY_SCOPES, ApiRefusal.KEY_NETWORK, ApiRefusal.NO_KEY),
        *(ApiRefusal.WEBHOOK_URL, ApiRefusal.NO_WEBHOOK, ApiRefusal.REHEARSAL),
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/orders/없음", 404, "not-found"),
        ("GET", "/sections/없음", 404, "not-found"),
        ("GET", f"/sections/{number(1)}-S9", 404, "not-found"),
        ("POST", "/claims/없음:approve", 404, "not-found"),
        ("POST", f"/claims/{number(1)}-C9:approve", 404, "not-found"),
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/orders/", 404, "not-found"),
        ("DELETE", "/orders", 405, "method-not-allowed"),
        ("PUT", "/sections:ship", 405, "method-not-allowed"),
    ],
)
def test_what_is_not_there(desk: Desk, call: Caller, method: str, path: str, status: int, code: str) -> None:
    desk.add(sold(1))
    reply = call().request(method, path, json={})
    assert (reply.status_code, error(reply).code) == (status, code)
    assert status != 405 or reply.headers["allow"]


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("/orders?limit=0", None, [("limit", "범위를 벗어났습니다 (1)")]),
        ("/orders?limit=301&cursor=x", None, [("cursor", ""), ("limit", "범위를 벗어났습니다 (300)")]),
        ("/orders?status=CLOSE", None, [("status.0", "쓸 수 있는 값이 아닙니다 ('OPEN' or 'CLOSED')")]),
        (
            "/orders?modifiedFrom=2026-11-22T00:00:00",
            None,
            [("modifiedFrom", TIME)],
        ),
        ("/orders?orderedTo=0", None, [("orderedTo", TIME)]),
        ("/orders?modifiedfrom=2026-11-22", None, [("modifiedfrom", "없는 항목입니다")]),
        ("/products", None, [("sku", "값이 필요합니다")]),
        ("/sections:confirm", {}, [("sectionCodes", "값이 필요합니다")]),
        ("/sections:confirm", {"sectionCodes": []}, [("sectionCodes", "너무 짧거나 적습니다 (1)")]),
        (
            "/sections:confirm",
            {"sectionCodes": ["x"] * 101},
            [("sectionCodes", "너무 길거나 많습니다 (100)")],
        ),
        ("/sections:confirm", {"sectionCodes": ["x"], "all": True}, [("all", "없는 항목입니다")]),
        ("/sections:hold", {"sectionCodes": [1], "reason": ""}, [("sectionCodes.0", ""), ("reason", "")]),
    ],
)
def test_what_cannot_be_read_is_named(
    call: Caller, path: str, body: object, wrong: list[tuple[str, str]]
) -> None:
    client = call()
    reply = client.get(path) if body is None else client.post(path, json=body)
    found = error(reply)
    assert (reply.status_code, found.code) == (422, "invalid-request")
    assert [each.field for each in found.details] == [field for field, _ in wrong]
    for each, (_, message) in zip(found.details, wrong, strict=True):
        assert not message or each.message == message


@pytest.mark.parametrize("body", ["", "{", "[1]", "null", '{"sectionCodes": "\\ud800"}', b"\xff"])
def test_bodies_that_are_none(call: Caller, body: str | bytes) -> None:
    reply = call().post("/sections:confirm", content=body, headers={"Content-Type": "application/json"})
    assert (reply.status_code, error(reply).code) == (422, "invalid-request")


@pytest.mark.parametrize("told", [True, False])
def test_bodies_are_limited_whether_their_length_is_told_or_not(
    office: Office, call: Caller, told: bool
) -> None:
    big = b'{"sectionCodes": ["' + b"x" * LARGEST_BODY + b'"]}'
    content = big if told else iter([big[: len(big) // 2], big[len(big) // 2 :]])
    reply = call().post("/sections:confirm", content=content)
    assert (reply.status_code, error(reply).code) == (413, "body-too-large")


def test_what_people_sent_is_not_told_back(call: Caller) -> None:
    secret = "010-0000-1234"
    client = call()
    for reply in (
        client.post("/sections:hold", json={"sectionCodes": [secret * 9], "reason": secret, "note": 5}),
        client.get("/orders", params={"status": secret, "cursor": secret}),
        client.get(f"/orders/{secret}"),
    ):
        assert secret not in reply.text


def test_a_store_that_is_away_and_a_fault_of_ours(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    client = call()

    def away(*_: object) -> None:
        raise StoreProblem("store-lost", Word("끊김", "lost"), "postgresql://somewhere")

    def fault(*_: object) -> None:
        raise RuntimeError("홍길동 010-0000-1234")

    for broken, status, code in ((away, 503, "store-unavailable"), (fault, 500, "internal-error")):
        monkeypatch.setattr(reads, "orders_page", broken)
        reply = client.get("/orders")
        assert (reply.status_code, error(reply).code) == (status, code)
        assert "홍길동" not in reply.text and "somewhere" not in reply.text


def test_the_log_tells_routes_and_numbers_and_nobody(
    desk: Desk, call: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.add(sold(1))
    client = call(name="플레이오토")
    key = client.headers["Authorization"].removeprefix("Bearer ")

    def fault(*_: object) -> None:
        raise RuntimeError("홍길동")

    with caplog.at_level(logging.INFO, "orderdesk.api"):
        reply = client.get(f"/orders/{number(1)}?note=홍길동")
        client.get("/홍길동")
        client.post("/sections:hold", json={"sectionCodes": [], "note": "홍길동"})
        client.request("홍".encode().hex(), "/orders")
        monkeypatch.setattr(reads, "orders_page", fault)
        client.get("/orders")
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert f"trace={reply.headers['X-Trace-Id']} key=플레이오토 GET /orders/{{no}} 422" in said
    assert "key=플레이오토 GET /orders 500" in said and "fault=RuntimeError at tests.api.test_errors" in said
    assert not any(text in said for text in (key, "홍길동", number(1)))


def test_no_reply_is_kept_by_anybody_on_the_way(office: Office, call: Caller) -> None:
    with speak(make_app(office)) as client:
        for reply in (call().get("/orders"), client.get("/orders"), client.get("/x")):
            assert reply.headers["Cache-Control"] == "no-store"


def test_replies_are_utf8_json(call: Caller) -> None:
    reply = call().get("/carriers")
    assert reply.headers["content-type"] == "application/json"
    assert json.loads(reply.content.decode())["data"][0]["name"] == "CJ대한통운"


def test_what_no_store_can_keep_is_kept_out_on_each_engine(both: tuple[Desk, httpx.Client]) -> None:
    """NUL is no text to PostgreSQL."""
    desk, client = both
    desk.add(sold(1))
    nul, named = "a\0b", {"Idempotency-Key": "a1"}
    parcel = {"carrier": nul, "trackingNumber": nul}
    for reply, status in (
        (client.get("/orders/a%00b"), 404),
        (client.get("/products", params={"sku": nul}), 200),
        (client.post("/claims/a%00b:approve", json={}, headers=named), 404),
        (client.post("/sections:confirm", json={"sectionCodes": [nul]}, headers=named), 200),
        (client.post("/sections:ship", json={"items": [{"sectionCode": f"{number(1)}-S1", **parcel}]}), 200),
    ):
        assert reply.status_code == status, reply.text
