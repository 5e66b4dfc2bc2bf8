"""What is read: pages by change, one by one, masked unless the key may see more, which is recorded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from orderdesk.api.cursors import read_cursor, write_cursor
from orderdesk.core.domain.api_keys import KeyScope
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.reference import couriers
from orderdesk.core.services.access_records import look_through
from orderdesk.core.services.change_feed import Place
from orderdesk.core.services.goods import put_products
from orderdesk.core.store.accesses import Sought
from tests.api.conftest import Caller
from tests.services.desk import KIM, NOW, Desk, number, sold

READS = KeyScope.ORDERS_READ, KeyScope.CLAIMS_READ


def seoul(at: int) -> str:
    return datetime.fromtimestamp(at, SEOUL).isoformat()


def pages(client: httpx.Client, path: str, **params: Any) -> list[list[Any]]:  # noqa: ANN401  # JSON
    """All pages of a list, as a partner reads them."""
    found: list[list[Any]] = []
    while True:
        reply = client.get(path, params=params)
        assert reply.status_code == 200, reply.text
        found.append(reply.json()["data"])
        params["cursor"] = reply.json()["nextCursor"]
        if params["cursor"] is None:
            return found


def numbers(client: httpx.Client, **params: Any) -> list[int]:  # noqa: ANN401  # what httpx takes
    """The orders of a list, by their last digits."""
    return [int(order["no"][-7:]) for page in pages(client, "/orders", **params) for order in page]


def test_orders_by_their_last_change_on_each_engine(both: tuple[Desk, httpx.Client]) -> None:
    desk, client = both
    for n in range(1, 6):
        desk.now = NOW + n
        desk.add(sold(n, 2))
    desk.now = NOW + 60
    desk.do("hold", 2, reason="STOCK")
    got = pages(client, "/orders", limit=2)
    assert [[order["no"] for order in page] for page in got] == [
        [number(1), number(3)],
        [number(4), number(5)],
        [number(2)],
    ]
    last = got[-1][0]
    assert (last["modifiedAt"], last["sections"][0]["held"]) == (seoul(NOW + 60), True)
    assert client.get(f"/orders/{number(2)}").json() == last
    assert client.get(f"/sections/{number(2)}-S1").json() == last["sections"][0]


def test_an_order_tells_all_that_a_warehouse_needs(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 2, 1, sections=[[1], [2]]))
    desk.do("track", f"{number(1)}-S2", courier="CJ대한통운", number="640863626002", to="ship")
    order = call(*READS, KeyScope.PII_READ).get(f"/orders/{number(1)}").json()
    first, second = order["sections"]
    assert order["orderedAt"] == seoul(NOW - 3600)
    assert (order["channel"], order["status"], order["paymentStatus"], order["badge"]) == (
        *("OWN", "OPEN", "COMPLETE", "PART_SHIPPED"),
    )
    assert order["buyer"] == {"name": "구매자1", "phone": "010-0000-0001", "email": ""}
    assert (first["code"], first["state"], first["carrier"]) == (f"{number(1)}-S1", "PREPARING", None)
    assert first["address"]["receiver"] == "받는이1" and first["address"]["line2"] == "101호"
    assert [(line["lineNo"], line["name"], line["qty"], line["unitPrice"]) for line in first["lines"]] == [
        (1, "상품 1", 2, 10_000)
    ]
    assert (second["state"], second["carrier"], second["trackingNumber"]) == (
        *("SHIPPING", "CJ대한통운", "640863626002"),
    )
    assert second["shippedAt"] == seoul(NOW) and second["deliveredAt"] is None
    assert [(row["kind"], row["method"], row["amount"]) for row in order["payments"]] == [
        ("PAID", "CARD", 30_000)
    ]


def test_conditions_narrow_the_list(desk: Desk, call: Caller) -> None:
    desk.add(sold(1), sold(2, unpaid=True), sold(3), sold(4, channel=Channel.NAVER, channel_number="N4"))
    desk.do("ready", 3)
    desk.now = NOW + 100
    desk.do("ready", 4)
    client = call(KeyScope.ORDERS_READ)
    day = timedelta(hours=1)
    for params, wanted in (
        ({}, [1, 2, 3, 4]),
        ({"paymentStatus": "WAITING"}, [2]),
        ({"sectionStatus": ["READY", "SHIPPING"]}, [3, 4]),
        ({"status": "CLOSED"}, []),
        ({"status": ["OPEN", "CLOSED"]}, [1, 2, 3, 4]),
        ({"modifiedFrom": seoul(NOW + 100)}, [4]),
        ({"modifiedTo": seoul(NOW + 99)}, [1, 2, 3]),
        ({"modifiedTo": seoul(NOW - 1)}, []),
        ({"orderedFrom": (datetime.fromtimestamp(NOW, SEOUL) - 2 * day).isoformat()}, [1, 2]),
        ({"orderedTo": (datetime.fromtimestamp(NOW, SEOUL) - 3 * day).isoformat()}, [3, 4]),
        ({"modifiedFrom": "2026-09-21T14:15:00Z"}, [4]),
    ):
        assert numbers(client, **params) == wanted, params


def test_a_poller_that_asks_from_the_last_time_misses_nothing(desk: Desk, call: Caller) -> None:
    client = call(KeyScope.ORDERS_READ)
    desk.add(sold(1), sold(2))
    last = client.get("/orders").json()["data"][-1]["modifiedAt"]
    desk.do("hold", 1, reason="STOCK")  # within the same second
    desk.now = NOW - 3600
    desk.do("hold", 2, reason="STOCK")  # by a clock that is late
    again = client.get("/orders", params={"modifiedFrom": last}).json()["data"]
    assert {order["no"]: order["sections"][0]["held"] for order in again} == {
        number(1): True,
        number(2): True,
    }


def test_claims_by_change_and_in_pages_within_an_order(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 1, 1, 1, sections=[[1], [2], [3]]), sold(2), sold(3))
    desk.do("cancel", 2, reason="SOLD_OUT")
    for n in (1, 2, 3):
        desk.do("cancel", f"{number(1)}-S{n}", reason="ETC", detail="연락처 010-0000-1234")
    desk.do("reject", f"{number(1)}-S2")
    client = call(KeyScope.CLAIMS_READ)

    def ids(**params: Any) -> list[list[str]]:  # noqa: ANN401  # what httpx takes
        return [[claim["id"][-9:] for claim in page] for page in pages(client, "/claims", **params)]

    assert ids() == [["000002-C1", "000001-C1", "000001-C2", "000001-C3"]]
    assert ids(limit=2) == [["000002-C1", "000001-C1"], ["000001-C2", "000001-C3"]]
    assert ids(limit=1) == [["000002-C1"], ["000001-C1"], ["000001-C2"], ["000001-C3"]]
    assert ids(limit=1, status="OPEN") == [["000002-C1"], ["000001-C1"], ["000001-C3"]]
    assert ids(status="REJECTED") == [["000001-C2"]]
    assert ids(kind=["RETURN", "EXCHANGE"]) == [[]]
    claim = client.get("/claims", params={"status": "REJECTED"}).json()["data"][0]
    assert (claim["sectionCode"], claim["kind"], claim["reason"]) == (f"{number(1)}-S2", "CANCEL", "ETC")
    assert claim["detail"] == "연락처 010-****-1234" and claim["decidedAt"] == seoul(NOW)


def test_an_order_that_changes_between_its_claims_comes_again_whole(desk: Desk, call: Caller) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    for n in (1, 2):
        desk.do("cancel", f"{number(1)}-S{n}", reason="SOLD_OUT")
    desk.do("cancel", 2, reason="SOLD_OUT")
    client = call(KeyScope.CLAIMS_READ)
    first = client.get("/claims", params={"limit": 1}).json()
    desk.do("reject", f"{number(1)}-S1")
    rest = client.get("/claims", params={"cursor": first["nextCursor"]}).json()["data"]
    assert [claim["id"] for claim in rest] == [f"{number(2)}-C1", f"{number(1)}-C1", f"{number(1)}-C2"]


def test_people_are_masked_unless_the_key_says_otherwise_and_that_is_recorded(
    desk: Desk, call: Caller
) -> None:
    desk.add(sold(1), sold(2))
    masked = call(*READS).get("/orders").json()["data"][0]
    assert masked["buyer"] == {"name": "구**1", "phone": "010-****-0001", "email": ""}
    assert masked["sections"][0]["address"] == {
        **{"receiver": "받**1", "phone": "010-****-0001", "zip": "062**", "country": "KR"},
        **{"line1": "서울 강남구 테헤란로 ***", "line2": "***"},
    }

    def told() -> list[tuple[str, str, str, int]]:
        with desk.store.reader() as conn:
            found = look_through(conn, KIM, 9, Sought())
        return [
            (each.actor.name, each.access.scope, each.access.reason, each.access.orders) for each in found
        ]

    assert told() == []
    client = call(*READS, KeyScope.PII_READ, name="창고")
    assert client.get("/orders").json()["data"][0]["buyer"]["phone"] == "010-0000-0001"
    assert client.get(f"/sections/{number(2)}-S1").json()["address"]["receiver"] == "받는이2"
    client.get("/claims")
    client.get("/orders/없음")
    assert told() == [
        ("API 창고", number(2), "API /sections/{code}", 1),
        ("API 창고", f"{number(1)}, {number(2)}", "API /orders", 2),
    ]


def test_couriers_and_products(desk: Desk, call: Caller) -> None:
    put_products(
        desk.store,
        KIM,
        NOW,
        [
            Product(
                "P1",
                "쌀 10kg",
                30_000,
                (Option("R10", "백미"), Option("R20", "현미", 2_000)),
                sale_price=25_000,
            ),
            Product("P2", "사과", 9_000, (Option("A1"),)),
        ],
    )
    client = call(KeyScope.ORDERS_READ)
    found = client.get("/products", params={"sku": ["R20", "없음"]}).json()["data"]
    assert [(product["code"], product["kind"]) for product in found] == [("P1", "physical")]
    assert [(option["sku"], option["price"], option["onHand"]) for option in found[0]["options"]] == [
        ("R10", 25_000, None),
        ("R20", 27_000, None),
    ]
    listed = client.get("/carriers").json()["data"]
    assert [each["key"] for each in listed] == [courier.key for courier in couriers()]


def test_a_cursor_comes_back_as_the_place_that_it_was() -> None:
    for place in (Place(), Place(7), Place(7, 9, 2), Place(2**63 - 1, 2**63 - 1, 2**32 - 1)):
        assert read_cursor(write_cursor(place)) == place
    for wrong in ("", "x" * 40, "F" * 40, "f" * 40, write_cursor(Place(1))[:-1]):
        with pytest.raises(ValueError, match="cursor"):
            read_cursor(wrong)
