"""Every refusal of TalkCheckout's that is known, provoked; and what its calls change."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from orderdesk.simulators.kakao import KakaoSim
from orderdesk.simulators.kakao.shop import Refused
from orderdesk.simulators.world import Clock, World

MONDAY = 1_795_395_600.0
"""2026-11-23 10:00 in Seoul."""
TEA = ("녹차", 9_000, 2)
PARCEL = {"logisticsCode": "L0001", "invoiceNo": "301234567896"}
ASKED = {"requestType": "BROKEN", "requestReason": "깨짐"}
NAMED = {"orderId": "o00000001", "orderProductIds": ["p00000002"]}
BACK = {**ASKED, "collectMethodType": "RETURN_DESIGNATED"}


class Caller:
    """A shop at TalkCheckout with an order of one line, and its partner."""

    def __init__(self) -> None:
        self.sim = KakaoSim(World(clock=Clock(at=MONDAY)))
        self.order = self.sim.buyer_orders([TEA])
        self.line = self.sim.of(self.order)[0].id

    def call(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        keys = {"Access-Token": "partner-key", "checkout-shop-key": "shop-key", **headers}
        url = f"http://kakao{path}"
        return self.sim.handle(httpx.Request(method, url, json=body, headers=keys))

    def one(self, verb: str, **body: object) -> dict[str, Any]:
        path = f"/v1/order-products:{verb}"
        said: dict[str, Any] = self.call("POST", path, {"orderProductId": self.line, **body}).json()
        return said

    def claim(self, verb: str, **body: object) -> dict[str, Any]:
        version = "v2" if verb == "cancel-force" else "v1"
        given = {"orderId": self.order, "orderProductIds": [self.line], **body}
        said: dict[str, Any] = self.call("POST", f"/{version}/order-products:{verb}", given).json()
        return said

    def at(self, status: str, process: str = "", kind: str = "") -> None:
        if kind:
            self.sim.lines[self.line].status = "PAID" if kind == "cancel" else "IN_DELIVERY"
            self.sim.buyer_claims(kind, self.line)
        line = self.sim.lines[self.line]
        line.status = status
        if process and line.claim:
            line.claim.process = process

    @property
    def book(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sim.books()[self.line]
        return found


@pytest.fixture
def at() -> Caller:
    return Caller()


@pytest.mark.parametrize("name", ["Access-Token", "checkout-shop-key"])
def test_both_keys_are_needed(at: Caller, name: str) -> None:
    headers = {name: "wrong"}
    assert at.call("GET", "/v1/logistics-companies", None, **headers).status_code == 401


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?endDateTime=2026-11-23T10:00:00.000",
        "?startDateTime=2026-11-23T10:00:00.000%2B09:00",
        "?startDateTime=2026-11-23",
        "?startDateTime=yesterday",
        "?startDateTime=2026-11-23T00:00:00.000&continuationToken=nonsense",
    ],
)
def test_questions_about_changes_that_are_refused(at: Caller, asked: str) -> None:
    assert at.call("GET", f"/v1/order-products.simple{asked}").json()["message"]


def test_changes_are_in_pages_that_go_on_by_a_token(at: Caller) -> None:
    for _ in range(4):
        at.sim.buyer_orders([TEA])
    at.sim.page = 2
    token: str | None = ""
    seen: list[str] = []
    for _ in range(3):
        path = f"/v1/order-products.simple?startDateTime=2026-11-23T09:00:00.000&continuationToken={token}"
        page = at.call("GET", path).json()
        seen += [row["id"] for row in page["content"]]
        token = page["continuationToken"]
    assert sorted(seen) == sorted(at.sim.lines)
    assert token is None
    late = "/v1/order-products.simple?startDateTime=2026-11-23T10:00:01.000"
    assert at.call("GET", late).json()["content"] == []


def test_lines_by_their_ids(at: Caller) -> None:
    other = at.sim.of(at.sim.buyer_orders([TEA]))[0].id
    repeated = f"/v1/order-products?orderProductIds={at.line}&orderProductIds={other}"
    indexed = f"/v1/order-products?orderProductIds[0]={at.line}&orderProductIds[1]={other}"
    assert len(at.call("GET", repeated).json()["orderProducts"]) == 2
    at.sim.repeat_names = False
    assert len(at.call("GET", repeated).json()["orderProducts"]) == 1
    assert len(at.call("GET", indexed).json()["orderProducts"]) == 2
    simple = f"/v1/order-products.simple?orderProductIds[0]={at.line}"
    assert [row["id"] for row in at.call("GET", simple).json()["content"]] == [at.line]
    assert at.call("GET", "/v1/order-products").json()["message"]
    assert at.call("GET", "/v1/order-products?orderProductIds[0]=none").json() == {"orderProducts": []}


def test_other_readings(at: Caller) -> None:
    assert {"code": "L0005", "name": "로젠"} in at.call("GET", "/v1/logistics-companies").json()
    for path in ("/v1/questions", "/v1/reviews"):
        assert at.call("GET", path).json()["content"] == []
    for method, path in (("GET", "/v1/nothing"), ("PUT", "/v1/order-products")):
        assert at.call(method, path).status_code == 404


def test_what_is_known_of_a_line(at: Caller) -> None:
    (line,) = at.call("GET", f"/v1/order-products?orderProductIds[0]={at.line}").json()["orderProducts"]
    assert line["purchaserPhoneNumber"].startswith("8210")
    assert line["orderDateTime"] == "2026-11-23T10:00:00.000"
    assert (line["unitPrice"], line["price"], line["status"]) == (9_000, 18_000, "PAID")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/order-products:confirm", {"orderProductId": "none"}),
        ("/v1/order-products:confirm", {"orderProductId": ["p00000002"]}),
        ("/v1/order-products:confirm", {}),
        ("/v1/order-products:nonsense", {"orderProductId": "p00000002"}),
        ("/v2/order-products:confirm", {"orderProductId": "p00000002"}),
        ("/v1/order-products:cancel-force", {**NAMED, **ASKED}),
        ("/v1/order-products:cancel-approve", {"orderId": "other", "orderProductIds": ["p00000002"]}),
        ("/v1/order-products:cancel-approve", {"orderId": "o00000001", "orderProductIds": "p00000002"}),
        ("/v1/order-products:cancel-approve", {"orderId": "o00000001", "orderProductIds": []}),
    ],
)
def test_writes_that_name_nothing_rightly(at: Caller, path: str, body: dict[str, object]) -> None:
    assert at.call("POST", path, body).json()["message"]


def test_json_alone_is_read(at: Caller) -> None:
    keys = {"Access-Token": "partner-key", "checkout-shop-key": "shop-key"}
    url = "http://kakao/v1/order-products:confirm"
    reply = at.sim.handle(httpx.Request("POST", url, data={"orderProductId": at.line}, headers=keys))
    assert reply.json()["message"]


@pytest.mark.parametrize("status", [200, 400])
def test_refusals_may_have_any_status(at: Caller, status: int) -> None:
    at.sim.refused_with = status
    at.at("CANCELED")
    reply = at.call("POST", "/v1/order-products:confirm", {"orderProductId": at.line})
    assert (reply.status_code, "message" in reply.json()) == (status, True)


# --- on the way to the buyer -----------------------------------------------------------------


def test_accepting_sending_and_arriving(at: Caller) -> None:
    assert at.one("confirm") == {"orderProductId": at.line}
    assert at.one("confirm")["message"], "once"
    assert at.one("delivery", **PARCEL) == {"orderProductId": at.line}
    assert at.one("delivery", **PARCEL)["message"], "once"
    at.sim.courier_delivers(at.order)
    at.sim.buyer_confirms(at.order)
    assert (at.book["status"], at.book["parcel"]) == ("PURCHASE_DECISION", ("L0001", PARCEL["invoiceNo"]))
    assert at.book["sent"] == 1


def test_a_dispatch_told_again_may_amend(at: Caller) -> None:
    at.sim.amends = True
    at.one("delivery", **PARCEL)
    assert at.one("delivery", logisticsCode="L0002", invoiceNo="123")["orderProductId"]
    assert (at.book["parcel"], at.book["sent"]) == (("L0002", "123"), 1)


@pytest.mark.parametrize("verb", ["confirm", "delivery"])
@pytest.mark.parametrize("parcel", [{"logisticsCode": "CJ", "invoiceNo": "1"}, {"logisticsCode": "L0001"}])
def test_parcels_by_codes_of_its_own_with_a_number(at: Caller, verb: str, parcel: dict[str, str]) -> None:
    assert at.one(verb, **parcel)["message"]
    assert at.book["status"] == "PAID"


def test_what_has_no_parcel_says_zeros(at: Caller) -> None:
    assert at.one("delivery", logisticsCode=0, invoiceNo=0)["orderProductId"]
    assert at.book["parcel"] == ("", "0")


@pytest.mark.parametrize(
    "said",
    [
        {"reasonType": "NONSENSE"},
        {"estimatedDeliveryDate": "2026-11-23T09:00:00.000"},
        {"estimatedDeliveryDate": "2026-11-25"},
        {"message": ""},
        {"reasonType": None},
    ],
)
def test_delays_that_are_refused(at: Caller, said: dict[str, object]) -> None:
    good = {"estimatedDeliveryDate": "2026-11-25T00:00:00.000", "reasonType": "ETC", "message": "늦어요"}
    assert at.one("delay", **{**good, **said})["message"]
    assert at.one("delay", **good)["orderProductId"]
    at.one("delivery", **PARCEL)
    assert at.one("delay", **good)["message"], "only what is being prepared"


@pytest.mark.parametrize("verb", ["confirm", "delivery", "delay"])
@pytest.mark.parametrize("process", ["CANCEL_REQUEST", "CANCEL_DONE"])
def test_a_claim_stops_everything(at: Caller, verb: str, process: str) -> None:
    at.at("PAID", process, "cancel")
    body = {"estimatedDeliveryDate": "2026-11-25T00:00:00.000", "reasonType": "ETC", "message": "늦어요"}
    assert at.one(verb, **PARCEL, **body)["message"]


def test_unpaid_waits(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA], method="VIRTUAL_ACCOUNT")
    at.line = at.sim.of(order)[0].id
    assert at.one("confirm")["message"]
    at.sim.deposit(order)
    assert at.one("confirm")["orderProductId"]
    other = at.sim.buyer_orders([TEA], method="VIRTUAL_ACCOUNT")
    at.sim.deposit_expires(other)
    assert at.sim.of(other)[0].status == "DEPOSIT_CANCELED"


# --- claims ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("cancel-approve", {}),
        ("cancel-reject", {"deliveryMethod": "DELIVERY", **PARCEL}),
        ("return-approve", {}),
        ("return-reject", {"reason": "사유"}),
        ("return-holdback", {"holdbackReason": "ETC", "extraFee": 0}),
        ("exchange-reject", {"reason": "사유"}),
        ("exchange-holdback", {"holdbackReason": "ETC", "extraFee": 0}),
        ("exchange-redelivery", {"deliveryMethod": "DELIVERY", **PARCEL}),
    ],
)
def test_what_is_not_claimed_is_not_decided(at: Caller, verb: str, body: dict[str, object]) -> None:
    assert at.claim(verb, **body)["message"] == "클레임 상태를 확인하세요."
    kind = verb.partition("-")[0]
    at.at("PAID", "", kind)
    assert at.claim(verb, **body)["claimIds"]
    if not verb.endswith("holdback"):
        assert at.claim(verb, **body)["message"] == "클레임 상태를 확인하세요.", "once"
    else:
        assert at.claim(verb, **body)["message"] == "이미 보류 중입니다."


@pytest.mark.parametrize(
    ("kind", "verb", "body"),
    [
        ("cancel", "cancel-reject", {"deliveryMethod": "DELIVERY"}),
        ("cancel", "cancel-reject", {"deliveryMethod": "DELIVERY", "logisticsCode": 0, "invoiceNo": 0}),
        ("cancel", "cancel-reject", PARCEL),
        ("return", "return-reject", {}),
        ("return", "return-holdback", {"extraFee": 0}),
        ("return", "return-holdback", {"holdbackReason": "ETC"}),
        ("exchange", "exchange-reject", {"reason": ""}),
        ("exchange", "exchange-redelivery", {"deliveryMethod": "DELIVERY"}),
        ("exchange", "exchange-redelivery", PARCEL),
    ],
)
def test_decisions_that_say_too_little(at: Caller, kind: str, verb: str, body: dict[str, object]) -> None:
    at.at("PAID", "", kind)
    before = at.book
    assert at.claim(verb, **body)["message"]
    assert at.book == before


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("cancel-force", {"requestType": "SOLD_OUT"}),
        ("return-request", ASKED),
        ("exchange-request", {"collectMethodType": "X", "requestReason": "깨짐"}),
        ("return-request", {**BACK, "logisticsCode": "CJ", "invoiceNo": "1"}),
    ],
)
def test_requests_that_say_too_little(at: Caller, verb: str, body: dict[str, object]) -> None:
    at.at("PAID" if verb == "cancel-force" else "DELIVERY_COMPLETED")
    assert at.claim(verb, **body)["message"]
    assert at.book["claim"] == ""


def test_sellers_cancel_before_and_fetch_back_after_sending(at: Caller) -> None:
    assert at.claim("return-request", **BACK)["message"], "not sent yet"
    at.one("delivery", **PARCEL)
    assert at.claim("cancel-force", **ASKED)["message"], "sent"
    assert at.claim("exchange-request", **BACK)["claimIds"]
    assert at.claim("return-request", **BACK)["message"], "claimed"
    assert at.book["claim"] == "EXCHANGE_REQUEST"


def test_refunds(at: Caller) -> None:
    at.at("DELIVERY_COMPLETED", "", "return")
    at.sim.courier_collects(at.order, done=False)
    assert at.book["claim"] == "RETURN_BACKWARD_DELIVERY"
    at.claim("return-approve")
    assert (at.book["status"], at.book["refunded"]) == ("RETURNED", 18_000)


def test_an_exchange_ends_when_it_arrives(at: Caller) -> None:
    at.at("DELIVERY_COMPLETED", "", "exchange")
    at.claim("exchange-redelivery", deliveryMethod="DELIVERY", **PARCEL)
    at.sim.courier_delivers(at.order)
    assert (at.book["status"], at.book["claim"], at.book["resent"]) == ("EXCHANGED", "EXCHANGE_DONE", 1)


def test_buyers_claim_what_can_be_claimed(at: Caller) -> None:
    with pytest.raises(Refused):
        at.sim.buyer_claims("return", at.line)
    at.sim.buyer_claims("cancel", at.line)
    with pytest.raises(Refused):
        at.sim.buyer_claims("cancel", at.line)
    at.sim.buyer_withdraws(at.line)
    at.sim.seller_ships(at.order, "123")
    assert (at.book["claim"], at.book["parcel"]) == ("", ("L0001", "123"))
