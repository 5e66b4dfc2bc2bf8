"""Every refusal of imweb's that is known, provoked; and what its calls change."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.world import Clock, World

NOON = 1_795_748_400.0
CUP, TEA = ("머그컵", 12_000, 3), ("녹차", 9_000, 1)
PARCEL = {"invoiceNo": "301234567896", "parcelCompanyIdx": 1}
BACK = {"retrieveType": "AUTO", "returnReason": "BROKEN"}
SWAP = {"retrieveType": "AUTO", "exchangeReason": "BROKEN"}


class Caller:
    """A shop at imweb, and somebody who was let in."""

    def __init__(self) -> None:
        self.sim = ImwebSim(World(clock=Clock(at=NOON)))
        self.refresh = self.sim.office.let_in(NOON)
        self.access = self.token(self.refresh)["data"]["accessToken"]

    def token(self, refresh: str, **more: str) -> dict[str, Any]:
        form = {
            "grantType": "refresh_token",
            "clientId": "client",
            "clientSecret": "secret",
            "refreshToken": refresh,
        }
        request = httpx.Request("POST", "http://imweb/oauth2/token", data={**form, **more})
        reply: dict[str, Any] = self.sim.handle(request).json()
        return reply

    def call(self, method: str, path: str, body: object = None, **params: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.access}"}
        url = httpx.URL(f"http://imweb{path}", params={k: str(v) for k, v in params.items()})
        return self.sim.handle(httpx.Request(method, url, json=body, headers=headers))

    def refused(self, method: str, path: str, body: object = None, **params: object) -> tuple[int, str]:
        reply = self.call(method, path, body, **params)
        assert reply.status_code >= 400, reply.text
        assert reply.json()["statusCode"] == reply.status_code
        return reply.status_code, reply.json()["error"]["message"]

    def done(self, method: str, path: str, body: object = None) -> None:
        reply = self.call(method, path, body)
        assert reply.status_code == 200, reply.text

    def section(self, order: str, n: int = 0) -> str:
        return f"/orders/{order}/order-section/{self.sim.orders[order].sections[n].code}"

    def item(self, order: str, n: int = 0) -> str:
        return f"/orders/{order}/order-section-items/{self.sim.orders[order].sections[0].items[n].no}"

    def states(self, order: str) -> list[tuple[str, list[int]]]:
        sections = self.sim.orders[order].sections
        return [(section.status, [item.qty for item in section.items]) for section in sections]

    def shipped(self, channel: str = "IMWEB") -> str:
        order = self.sim.buyer_orders([CUP], channel=channel)
        self.done("PATCH", f"/orders/{order}/shipping-operation", {"orderSectionStatus": "SHIPPING_READY"})
        self.done("PATCH", f"/orders/{order}/shipping-operation", {"orderSectionStatus": "SHIPPING"})
        return order


@pytest.fixture
def at() -> Caller:
    return Caller()


# --- who calls -------------------------------------------------------------------------------


def test_a_refresh_token_works_once(at: Caller) -> None:
    assert at.token(at.refresh)["error"]["errorCode"] == "30105"


def test_a_refresh_token_ends_after_ninety_days(at: Caller) -> None:
    token = at.sim.office.let_in(NOON)
    at.sim.world.clock.advance(90 * 86_400)
    assert at.token(token)["statusCode"] == 400


def test_an_access_token_ends_after_two_hours(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA])
    at.sim.world.clock.advance(2 * 3600 - 1)
    at.done("GET", f"/orders/{order}")
    at.sim.world.clock.advance(1)
    assert at.refused("GET", f"/orders/{order}") == (401, "유효하지 않은 토큰입니다.")


def test_a_wrong_secret(at: Caller) -> None:
    assert at.token(at.sim.office.let_in(NOON), clientSecret="wrong")["statusCode"] == 401


def test_a_token_asked_for_in_json(at: Caller) -> None:
    request = httpx.Request("POST", "http://imweb/oauth2/token", json={"grantType": "refresh_token"})
    assert at.sim.handle(request).json()["error"]["errorCode"] == "30122"


def test_scope_is_a_list_or_a_text(at: Caller) -> None:
    assert isinstance(at.token(at.sim.office.let_in(NOON))["data"]["scope"], list)
    at.sim.office.scope_as_text = True
    assert isinstance(at.token(at.sim.office.let_in(NOON))["data"]["scope"], str)


def test_a_page_to_be_let_in_at_needs_the_clients_name(at: Caller) -> None:
    reply = at.sim.handle(httpx.Request("GET", "http://imweb/oauth2/authorize?responseType=code&clientId=x"))
    assert reply.status_code == 400


def test_twenty_five_calls_at_once_and_two_a_second(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA])
    answers = [at.call("GET", f"/orders/{order}").status_code for _ in range(30)]
    assert answers.count(429) == 30 - 24, "one call was for the token"
    at.sim.world.clock.advance(1)
    answers = [at.call("GET", f"/orders/{order}").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


# --- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {"page": 0, "limit": 10, "unitCode": "u2026"},
        {"page": 1, "limit": 101, "unitCode": "u2026"},
        {"page": 1, "unitCode": "u2026"},
        {"page": 1, "limit": 10},
        {"page": 1, "limit": 10, "unitCode": "u2026", "orderSectionStatus": "NO_SUCH"},
    ],
)
def test_lists_that_are_refused(at: Caller, asked: dict[str, object]) -> None:
    at.sim.strict_states = True
    assert at.refused("GET", "/orders", None, **asked)[0] == 400


def test_lists_are_in_pages_and_by_conditions(at: Caller) -> None:
    orders = [at.sim.buyer_orders([TEA], at=NOON - n) for n in range(5)]
    naver = at.sim.buyer_orders([TEA], channel="NAVERPAY", at=NOON - 86_400)
    at.sim.buyer_moves(naver, {"addr2": "다른 층"})
    at.sim.buyer_claims("cancel", orders[2])

    def listed(**asked: object) -> list[int]:
        reply = at.call("GET", "/orders", None, **{"page": 1, "limit": 100, "unitCode": "u2026", **asked})
        return [row["orderNo"] for row in reply.json()["data"]["list"]]

    assert listed(limit=2, page=2) == [int(no) for no in orders[2:4]]
    assert listed(saleChannel="NAVERPAY") == [int(naver)] == listed(isDeliveryHold="Y")
    assert listed(orderSectionStatus="CANCEL_REQUEST") == [int(orders[2])]
    assert listed(startCancelRequestTime="2026-11-27T00:00:00.000Z") == [int(orders[2])]
    assert listed(endWtime="2026-11-27T00:00:00.000Z") == [int(naver)]


@pytest.mark.parametrize(
    "path",
    [
        "/orders/202611270000099",
        "/orders/{order}/order-section/{code}/order-section-item/none",
        "/orders/{order}/order-section/none",
        "/orders/{order}/order-sections/{code}",
        "/orders/{order}/order-section-item/{item}",
        "/nothing",
    ],
)
def test_paths_that_lead_nowhere(at: Caller, path: str) -> None:
    order = at.sim.buyer_orders([TEA])
    section = at.sim.orders[order].sections[0]
    where = path.format(order=order, code=section.code, item=section.items[0].no)
    assert at.refused("GET", where)[0] == 404


def test_every_reading(at: Caller) -> None:
    order = at.sim.buyer_orders([CUP])
    section = at.sim.orders[order].sections[0]
    code, item = section.code, section.items[0].no

    def data(path: str) -> Any:  # noqa: ANN401 - whatever a reply holds
        return at.call("GET", f"/orders/{path}").json()["data"]

    assert data(f"{order}/order-sections")[0]["orderSectionCode"] == code
    assert data(f"{order}/order-section/{code}")["orderSectionNo"] == f"{order}-S1"
    assert data(f"{order}/order-section/{code}/order-section-items")[0]["qty"] == 3
    assert data(f"{order}/order-section/{code}/order-section-item/{item}")["orderSectionItemNo"] == item
    assert data(f"{order}/coupons") == []
    assert data("shipping-places")
    assert {row["parcelCompanyName"] for row in data("parcel-company-list")} >= {"CJ대한통운", "로젠"}


def test_errors_may_be_one_message_alone(at: Caller) -> None:
    at.sim.plain_errors = True
    assert at.call("GET", "/orders/1").json() == {"statusCode": 404, "message": "주문을 찾을 수 없습니다."}


# --- shipping --------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["SHIPPING", "SHIPPING_COMPLETE", "PRODUCT_PREPARATION", "NONSENSE", ""])
def test_no_step_is_left_out(at: Caller, target: str) -> None:
    order = at.sim.buyer_orders([TEA])
    body = {"orderSectionStatus": target}
    for path in (f"/orders/{order}", at.section(order), at.item(order)):
        assert at.refused("PATCH", f"{path}/shipping-operation", body)[0] == 400
    assert at.states(order) == [("PRODUCT_PREPARATION", [1])]


def test_what_is_not_paid_stays(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA], method="BANKTRANSFER")
    body = {"orderSectionStatus": "SHIPPING_READY"}
    assert at.refused("PATCH", f"/orders/{order}/shipping-operation", body)[0] == 400
    at.sim.deposit(order)
    at.done("PATCH", f"/orders/{order}/shipping-operation", body)


def test_pieces_are_split_on_the_way_to_ready_alone(at: Caller) -> None:
    order = at.sim.buyer_orders([CUP, TEA])
    body = {"orderSectionStatus": "SHIPPING_READY", "qty": 2, **PARCEL}
    at.done("PATCH", f"{at.item(order)}/shipping-operation", body)
    assert at.states(order) == [("PRODUCT_PREPARATION", [1, 1]), ("SHIPPING_READY", [2])]
    first, part = at.sim.orders[order].sections
    assert part.invoice == PARCEL["invoiceNo"]
    assert part.items[0].no != first.items[0].no
    assert part.items[0].code == first.items[0].code
    item = f"/orders/{order}/order-section-items/{part.items[0].no}"
    body = {"orderSectionStatus": "SHIPPING", "qty": 1}
    assert "배송대기" in at.refused("PATCH", f"{item}/shipping-operation", body)[1]


@pytest.mark.parametrize("qty", [0, 4])
def test_more_pieces_than_there_are(at: Caller, qty: int) -> None:
    order = at.sim.buyer_orders([CUP])
    body = {"orderSectionStatus": "SHIPPING_READY", "qty": qty}
    assert at.refused("PATCH", f"{at.item(order)}/shipping-operation", body)[0] == 400


def test_a_courier_by_a_number_that_is_none(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA])
    body = {"orderSectionStatus": "SHIPPING_READY", "invoiceNo": "1", "parcelCompanyIdx": 999}
    assert at.refused("PATCH", f"{at.section(order)}/shipping-operation", body)[0] == 400


def test_invoices(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA])
    section, item, whole = at.section(order), at.item(order), f"/orders/{order}"
    every = {"allInvoiceNo": "1234567890", "allParcelCompanyIdx": 2}
    assert at.refused("PATCH", f"{section}/invoice", PARCEL)[1] == "송장번호가 없습니다."
    assert at.refused("DELETE", f"{section}/invoice")[0] == 400
    assert at.refused("POST", f"{section}/invoice", PARCEL)[0] == 400, "a section's first is allInvoiceNo"
    at.done("POST", f"{section}/invoice", every)
    assert at.refused("POST", f"{section}/invoice", every)[1] == "이미 송장번호가 있습니다."
    assert at.refused("PATCH", f"{section}/invoice", {"invoiceNo": "1"})[0] == 400
    at.done("PATCH", f"{section}/invoice", PARCEL)
    at.done("DELETE", f"{section}/invoice")
    at.done("POST", f"{item}/invoice", PARCEL)
    assert at.refused("PATCH", f"{item}/invoice", PARCEL)[0] == 404, "an item's can only be first"
    code = at.sim.orders[order].sections[0].code
    at.done("DELETE", f"{whole}/invoice", {"orderSectionCodeList": [code]})
    listed = {"orderSectionInvoiceDataList": [{"orderSectionCode": code, **PARCEL}]}
    at.done("POST", f"{whole}/invoice", listed)
    assert at.sim.orders[order].sections[0].invoice == PARCEL["invoiceNo"]
    at.done("PATCH", f"{whole}/invoice", every)
    assert at.sim.orders[order].sections[0].company == 2


# --- claims ----------------------------------------------------------------------------------


def test_a_cancel_needs_a_reason_and_no_number(at: Caller) -> None:
    order = at.sim.buyer_orders([CUP])
    assert at.refused("PATCH", f"{at.section(order)}/cancel-request", {})[0] == 400
    every = {"allInvoiceNo": "1234567890", "allParcelCompanyIdx": 2}
    at.done("POST", f"/orders/{order}/invoice", every)
    said = at.refused("PATCH", f"{at.section(order)}/cancel-request", {"cancelReason": "SOLD_OUT"})
    assert said == (400, "송장번호를 삭제해야 취소가 가능합니다.")
    at.done("DELETE", f"/orders/{order}/invoice", {})
    at.done("PATCH", f"{at.item(order)}/cancel-request", {"cancelReason": "SOLD_OUT", "qty": 1})
    assert at.states(order) == [("PRODUCT_PREPARATION", [2]), ("CANCEL_REQUEST", [1])]


def test_what_is_on_its_way_is_not_cancelled(at: Caller) -> None:
    order = at.shipped()
    assert at.refused("PATCH", f"/orders/{order}/cancel-request", {"cancelReason": "SOLD_OUT"})[0] == 400


def test_an_unpaid_cancel_is_done_at_once(at: Caller) -> None:
    order = at.sim.buyer_orders([TEA], method="BANKTRANSFER")
    at.done("PATCH", f"/orders/{order}/cancel-request", {"cancelReason": "SOLD_OUT"})
    assert at.states(order) == [("CANCEL_COMPLETE", [1])]
    assert not at.sim.orders[order].open


@pytest.mark.parametrize("kind", ["cancel", "return", "exchange"])
def test_nothing_is_approved_of_a_whole_order(at: Caller, kind: str) -> None:
    order = at.sim.buyer_orders([CUP]) if kind == "cancel" else at.shipped()
    at.sim.buyer_claims(kind, order)
    assert at.refused("PATCH", f"/orders/{order}/{kind}-approve", {})[0] == 404
    assert at.refused(
        "PATCH", f"{at.section(order)}/{'return' if kind != 'return' else 'cancel'}-approve", {}
    )
    at.done("PATCH", f"{at.item(order)}/{kind}-approve", {})
    assert at.refused("PATCH", f"{at.item(order)}/{kind}-approve", {})[0] == 400


@pytest.mark.parametrize(
    "terms",
    [
        {"requestedRefundAmount": 100, "excludeRefundAmount": 100},
        {"requestedRefundAmount": 100, "excludeRefundPoint": 100},
        {"requestedRefundAmount": 0},
        {"requestedRefundAmount": 100_000},
        {"excludeRefundAmount": 100_000},
    ],
)
@pytest.mark.parametrize("kind", ["cancel", "return"])
def test_refunds_that_are_refused(at: Caller, kind: str, terms: dict[str, int]) -> None:
    order = at.sim.buyer_orders([CUP]) if kind == "cancel" else at.shipped()
    at.sim.buyer_claims(kind, order)
    assert at.refused("PATCH", f"{at.section(order)}/{kind}-approve", terms)[0] == 400
    assert at.sim.books()[order]["refunded"] == 0


@pytest.mark.parametrize("level", ["order", "section", "item"])
def test_another_channels_cancel_is_denied_by_shipping_alone(at: Caller, level: str) -> None:
    order = at.sim.buyer_orders([CUP], channel="NAVERPAY")
    at.sim.buyer_claims("cancel", order)
    path = {"order": f"/orders/{order}", "section": at.section(order), "item": at.item(order)}[level]
    assert at.refused("PATCH", f"{path}/cancel-reject", {})[1] == "invoiceNo should not be empty"
    assert at.refused("PATCH", f"{path}/cancel-reject", {"invoiceNo": "1"})[0] == 400
    at.done("PATCH", f"{path}/cancel-reject", PARCEL)
    assert at.states(order) == [("SHIPPING", [3])]
    assert at.refused("PATCH", f"{path}/cancel-reject", PARCEL)[0] == 400


def test_our_own_cancel_is_denied_and_goes_back(at: Caller) -> None:
    order = at.sim.buyer_orders([CUP])
    at.sim.buyer_claims("cancel", order, at.sim.orders[order].sections[0].items[0].no, 1)
    at.done("PATCH", f"/orders/{order}/cancel-reject", {})
    assert at.states(order) == [("PRODUCT_PREPARATION", [2]), ("PRODUCT_PREPARATION", [1])]


@pytest.mark.parametrize(
    "body",
    [
        {"returnReason": "BROKEN"},
        {"retrieveType": "AUTO"},
        {**BACK, "retrieveType": "BUYER"},
        {**BACK, "retrieveType": "MANUAL", **PARCEL},
        {**BACK, "retrieveType": "BUYER", "retrievePayType": "COD", "invoiceNo": "1"},
        {**BACK, "retrieveMemo": "경비실"},
        {**BACK, "retrieveType": "BUYER", "retrievePayType": "COD", "invoiceNo": "1", "parcelCompanyIdx": 99},
    ],
)
def test_returns_that_say_too_little_or_too_much(at: Caller, body: dict[str, object]) -> None:
    order = at.shipped()
    assert at.refused("PATCH", f"{at.section(order)}/return-request", body)[0] == 400
    swap = {("exchangeReason" if name == "returnReason" else name): value for name, value in body.items()}
    assert at.refused("PATCH", f"{at.section(order)}/exchange-request", swap)[0] == 400
    assert at.states(order) == [("SHIPPING", [3])]


def test_another_channel_takes_its_own_reasons_alone(at: Caller) -> None:
    order = at.shipped("NAVERPAY")
    assert (
        at.refused("PATCH", f"{at.section(order)}/return-request", {**BACK, "returnReason": "ETC"})[0] == 400
    )
    at.done("PATCH", f"{at.section(order)}/return-request", BACK)
    assert at.refused("PATCH", f"{at.section(order)}/return-reject", {})[0] == 400
    at.done("PATCH", f"{at.section(order)}/return-reject", {"externalRejectReason": "사용한 상품"})
    assert at.states(order) == [("SHIPPING", [3])]


def test_what_was_not_sent_does_not_come_back(at: Caller) -> None:
    order = at.sim.buyer_orders([CUP])
    assert at.refused("PATCH", f"/orders/{order}/return-request", BACK)[0] == 400
    assert at.refused("PATCH", f"/orders/{order}/exchange-request", SWAP)[0] == 400
    assert at.refused("PATCH", f"{at.section(order)}/retrieve-complete")[0] == 400


def test_goods_are_collected_once_and_of_a_section(at: Caller) -> None:
    order = at.shipped()
    at.done("PATCH", f"{at.item(order)}/return-request", {**BACK, "qty": 2})
    assert at.states(order) == [("SHIPPING", [1]), ("RETURN_REQUEST", [2])]
    at.sim.courier_collects(order)
    assert at.refused("PATCH", f"/orders/{order}/retrieve-complete")[0] == 404
    at.done("PATCH", f"{at.section(order, 1)}/retrieve-complete")
    assert at.refused("PATCH", f"{at.section(order, 1)}/retrieve-complete")[0] == 400
    at.done("PATCH", f"{at.section(order, 1)}/return-approve", {"excludeRefundAmount": 3_000})
    assert at.sim.books()[order]["refunded"] == 21_000
    assert at.states(order) == [("SHIPPING", [1]), ("RETURN_COMPLETE", [2])]


def test_an_exchange_adds_what_is_sent_instead(at: Caller) -> None:
    order = at.shipped()
    at.done("PATCH", f"{at.section(order)}/exchange-request", SWAP)
    assert at.refused("PATCH", f"{at.section(order)}/cancel-reject", {})[0] == 400
    at.done("PATCH", f"{at.section(order)}/exchange-approve", {"requestedDeliveryAmount": 5_000})
    assert at.states(order) == [("EXCHANGE_COMPLETE", [3]), ("PRODUCT_PREPARATION", [3])]
    assert at.sim.books()[order]["refunded"] == 0


def test_an_exchange_is_denied_without_words(at: Caller) -> None:
    order = at.shipped()
    at.sim.buyer_claims("exchange", order)
    at.done("PATCH", f"{at.item(order)}/exchange-reject")
    assert at.states(order) == [("SHIPPING", [3])]
    assert at.refused("PATCH", f"/orders/{order}/exchange-reject")[1] == "접수된 섹션이 없습니다."


def test_deposits(at: Caller) -> None:
    order, card = at.sim.buyer_orders([TEA], method="BANKTRANSFER"), at.sim.buyer_orders([TEA])
    path = "/payments/{}/bank-transfer/confirm"
    at.done("PATCH", path.format(order))
    for no in (order, card):
        assert at.call("PATCH", path.format(no)).json()["error"]["errorCode"] == "30061"
    assert at.refused("PATCH", path.format("202611270000099"))[0] == 404


def test_sellers_and_buyers_work_in_imweb_itself(at: Caller) -> None:
    order = at.sim.buyer_orders([CUP])
    at.sim.seller_ships(order, "1234567890")
    at.sim.courier_delivers(order)
    at.sim.buyer_confirms(order)
    other = at.sim.buyer_orders([TEA])
    at.sim.buyer_claims("cancel", other)
    at.sim.seller_approves("cancel", other)
    books = at.sim.books()
    assert [piece[1:] for piece in books[order]["pieces"]] == [("PURCHASE_CONFIRMATION", "1234567890", 3)]
    assert (books[other]["paid"], books[other]["refunded"]) == (12_000, 9_000)


def test_the_app_says_that_it_is_set_up(at: Caller) -> None:
    at.done("PATCH", "/site-info/integration-complete")
