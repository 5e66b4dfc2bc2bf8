"""Goodsflow, played: contracts, a print window whose tokens work once, labels, and news of the parcels."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs

import httpx

from orderdesk.simulators.world import World

_SEOUL = timezone(timedelta(hours=9))
COURIERS = {
    "CJGLS": "CJ대한통운",
    "EPOST": "우체국택배",
    "HANJIN": "한진택배",
    "HYUNDAI": "롯데택배",
    "KGB": "로젠택배",
    "ILYANG": "일양로지스",
}
"""The six couriers whose labels are printed; there are no others."""

_LENGTHS = {"CJGLS": 12, "EPOST": 13, "HANJIN": 12, "HYUNDAI": 12, "KGB": 11, "ILYANG": 10}
WAY = (("30", 4 * 3600.0), ("50", 10 * 3600.0), ("60", 24 * 3600.0), ("70", 30 * 3600.0))
"""What happens to a printed parcel by itself: the status and how long after printing, in seconds."""


@dataclass
class Contract:
    """A shop's contract with one courier."""

    state: str = "미등록"
    code: str = ""
    vendor: str = ""
    checked_at: float = 0.0


@dataclass
class Order:
    """A shipment that was handed in, and its label where it has been printed."""

    item: dict[str, Any]
    batch: str
    courier: str = ""
    number: str = ""
    printed_at: float = 0.0
    cancelled: bool = False
    steps: list[str] = field(default_factory=list)
    seq: int = 0


@dataclass(frozen=True)
class Rules:
    """What no public source says for certain.

    `drains`: news of printing is gone once it was read, without an ack. `statuses` are the numbers with which
    things are refused. `check_seconds`: how long a contract is being looked at.
    """

    drains: bool = True
    own_ack: bool = False
    duplicate: int = 409
    contract: int = 412
    unknown: int = 404
    check_seconds: float = 600.0


class Goodsflow:
    """One partner's Goodsflow. `walks`: printed parcels go their way by the clock, without being scanned."""

    def __init__(
        self, world: World, key: str = "sim-key", partner: str = "SHOP", rules: Rules | None = None
    ) -> None:
        self.world = world
        self.key = key
        self.partner = partner
        self.rules = rules or Rules()
        self.walks = True
        self.contracts = {code: Contract() for code in COURIERS}
        self.refuses: set[str] = set()
        self._otps: dict[str, bool] = {}
        self._orders: dict[str, Order] = {}
        self._batches: dict[str, list[str]] = {}
        self._traced: dict[str, Order] = {}
        self._news: list[dict[str, Any]] = []
        self._printed = 0

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The answer to *request*."""
        return self.world.carry(request, self._answer)

    def confirm_contract(self, courier: str) -> None:
        """The contract with *courier* (their code) is looked at and found right: 확인완료."""
        self.contracts[courier].state = "확인완료"

    def refuse_contract(self, courier: str) -> None:
        """The contract with *courier* is looked at and found wrong, now or when next asked after: 거절."""
        self.contracts[courier].state = "거절"
        self.refuses.add(courier)

    def print_batch(self, batch: str) -> list[str]:
        """Somebody presses the print button: labels for all of *batch* that has none; their keys."""
        printed = []
        for key in self._batches.get(batch, []):
            order = self._orders[key]
            if order.batch == batch and not order.number and not order.cancelled:
                self._label(key, order)
                printed.append(key)
        return printed

    def unprinted(self) -> list[str]:
        """The batches with a shipment that has no label yet."""
        waiting = (each for each in self._orders.values() if not each.number and not each.cancelled)
        return list(dict.fromkeys(order.batch for order in waiting))

    def carrier_scan(self, key: str, status: str) -> None:
        """The carrier read the label of shipment *key*: *status* 30 to 70."""
        order = self._orders.get(key) or self._traced[key]
        order.steps.append(status)
        self._tell(key, order, status)

    def books(self) -> dict[str, dict[str, str]]:
        """Every shipment that was handed in, by key: batch, courier, number, newest status."""
        self._walk()
        return {
            key: {
                "batch": order.batch,
                "courier": order.courier,
                "number": order.number,
                "status": order.steps[-1] if order.steps else "",
                "cancelled": "Y" if order.cancelled else "N",
            }
            for key, order in self._orders.items()
        }

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = [part for part in request.url.path.split("/") if part]
        if path[:2] == ["__sim", "print"] and len(path) == 3:
            return httpx.Response(200, json={"printed": self.print_batch(path[2])})
        if path and path[0] == "print":
            return self._window(path[1:], request)
        if request.headers.get("goodsFLOW-Api-Key") != self.key:
            return _no(401, "인증키가 올바르지 않습니다.", http=401)
        if path[:3] == ["delivery", "api", "v2"]:
            return self._printing(request.method, path[3:], _body(request))
        if path[:4] == ["gws", "api", "Member", "v3"] and path[5:6] == [self.partner]:
            return self._tracing(path[4], path[6:], _body(request))
        return _no(404, "Not Found", http=404)

    def _printing(self, method: str, path: list[str], body: dict[str, Any]) -> httpx.Response:
        if path == ["orders", "traceresults"] and method == "GET":
            return self._results()
        if len(path) == 3 and path[1] == "partner" and path[2] != self.partner:
            return _no(404, "등록되지 않은 파트너입니다.")
        if method != "POST":
            return _no(405, "Method Not Allowed", http=405)
        if path == ["otps", "partner", self.partner]:
            otp = f"otp-{self.world.lot.getrandbits(64):016x}"
            self._otps[otp] = True
            return _yes(otp)
        if path == ["contracts", "partner", self.partner]:
            return self._contract(body.get("data") or {})
        if path == ["orders", "partner", self.partner]:
            return self._hand_in((body.get("data") or {}).get("items") or [])
        if len(path) == 3 and path[0] == "orders" and path[2] == "cancel":
            return self._cancel(path[1])
        if path == ["orders", "traceresults", "ack"] and self.rules.own_ack:
            return self._ack((body.get("data") or {}).get("items") or [], "transUniqueCd")
        return _no(404, "Not Found", http=404)

    def _contract(self, told: dict[str, Any]) -> httpx.Response:
        """A contract that is told is looked at for a while; wrong data is refused."""
        courier = str(told.get("deliverCode", ""))
        if courier not in COURIERS:
            return _no(400, "지원하지 않는 택배사입니다.")
        contract = self.contracts[courier]
        code, vendor = str(told.get("contractCode", "")), str(told.get("vendorCode", ""))
        if contract.state == "미등록" or (
            contract.code and (code, vendor) != (contract.code, contract.vendor)
        ):
            contract.state = "확인중"
            contract.checked_at = self.world.clock.now() + self.rules.check_seconds
        elif contract.state == "확인중" and self.world.clock.now() >= contract.checked_at:
            contract.state = "거절" if self._is_wrong(courier, told) else "확인완료"
        contract.code, contract.vendor = code, vendor
        return _yes({"status": contract.state})

    def _is_wrong(self, courier: str, told: dict[str, Any]) -> bool:
        code = str(told.get("contractCode", ""))
        wrong_code = not code or (courier == "CJGLS" and code.upper().startswith("IC"))
        no_vendor = courier == "EPOST" and not told.get("vendorCode")
        number = str(told.get("bizNo", "")).replace("-", "")
        return courier in self.refuses or wrong_code or no_vendor or len(number) != 10

    def _hand_in(self, items: list[dict[str, Any]]) -> httpx.Response:
        """All or none: a shipment that was printed and not cancelled refuses its whole batch."""
        if not items:
            return _no(400, "items가 비어 있습니다.")
        for item in items:
            key = str(item.get("transUniqueCd", ""))
            known = self._orders.get(key)
            if not key or not item.get("rcvName") or not item.get("rcvAddr1") or not item.get("rcvTel1"):
                return _no(400, "필수 항목이 없습니다.")
            if known is not None and known.number and not known.cancelled:
                return _no(self.rules.duplicate, f"이미 출력된 주문입니다: {key}")
            if self._courier(item) is None:
                return _no(self.rules.contract, "계약정보가 확인되지 않았습니다.")
        batch = f"B{len(self._batches) + 1:06}"
        self._batches[batch] = [str(item["transUniqueCd"]) for item in items]
        for item in items:
            key = str(item["transUniqueCd"])
            before = self._orders.get(key)
            seq = before.seq if before else 0
            self._orders[key] = Order(item, batch, self._courier(item) or "", seq=seq)
        return httpx.Response(200, json={"success": True, "id": batch, "error": None})

    def _courier(self, item: dict[str, Any]) -> str | None:
        """The courier whose label it gets: the one that is named, or the only one with a checked contract."""
        ready = [code for code, contract in self.contracts.items() if contract.state == "확인완료"]
        named = str(item.get("deliverCode") or (ready[0] if len(ready) == 1 else ""))
        return named if named in ready else None

    def _cancel(self, key: str) -> httpx.Response:
        order = self._orders.get(key)
        if order is None:
            return _no(self.rules.unknown, "등록되지 않은 주문입니다.")
        if order.steps:
            return _no(self.rules.duplicate, "이미 집하된 주문입니다.")
        order.cancelled = True
        return _yes(None)

    def _results(self) -> httpx.Response:
        self._walk()
        items = list(self._news)
        if self.rules.drains and not self.rules.own_ack:
            self._news.clear()
        return httpx.Response(
            200, json={"success": True, "id": None, "data": {"items": items} if items else ""}
        )

    def _tracing(self, verb: str, rest: list[str], body: dict[str, Any]) -> httpx.Response:
        items = (body.get("data") or {}).get("items") or []
        if verb == "SendTraceRequest":
            for item in items:
                key = str(item["transUniqueCode"])
                number, courier = str(item["invoiceNo"]), str(item["logisticsCode"])
                self._traced.setdefault(key, Order(item, "", courier, number, self.world.clock.now()))
            return _yes(None)
        if verb == "ReceiveTraceResult":
            self._walk()
            told = [_as_traced(news) for news in self._news]
            return httpx.Response(200, json={"success": True, "data": {"items": told}})
        if verb == "SendTraceResultResponse":
            return self._ack(items, "transUniqueCode")
        if verb == "TraceInfoByUniqueCode" and len(rest) == 1:
            return self._info(rest[0])
        return _no(404, "Not Found", http=404)

    def _ack(self, items: list[dict[str, Any]], name: str) -> httpx.Response:
        done = {(str(item.get(name)), item.get("seq")) for item in items}
        self._news = [news for news in self._news if (news["transUniqueCd"], news["seq"]) not in done]
        return _yes(None)

    def _info(self, key: str) -> httpx.Response:
        self._walk()
        order = self._orders.get(key) or self._traced.get(key)
        if order is None or not order.number:
            return _no(self.rules.unknown, "등록되지 않은 주문입니다.")
        status = order.steps[-1] if order.steps else ""
        return _yes(
            {
                "logisticsCode": order.courier,
                "invoiceNo": order.number,
                "lastDlvStatType": status,
                "lastDlvStatName": "배송완료" if status == "70" else "배송중",
            }
        )

    def _label(self, key: str, order: Order) -> None:
        """A label with the next number of its courier; a number is never given twice."""
        self._printed += 1
        order.number = _number(order.courier, self._printed)
        order.printed_at = self.world.clock.now()
        self._tell(key, order, "")

    def _walk(self) -> None:
        """What has happened to the parcels by now."""
        if not self.walks:
            return
        now = self.world.clock.now()
        for key, order in {**self._orders, **self._traced}.items():
            for status, after in WAY:
                if (
                    order.number
                    and not order.cancelled
                    and order.printed_at + after <= now
                    and (not order.steps or order.steps[-1] < status)
                ):
                    order.steps.append(status)
                    self._tell(key, order, status, order.printed_at + after)

    def _tell(self, key: str, order: Order, status: str, at: float | None = None) -> None:
        when = datetime.fromtimestamp(self.world.clock.now() if at is None else at, _SEOUL)
        order.seq += 1
        details = order.item.get("orderItems") or [{}]
        self._news.append(
            {
                "transUniqueCd": key,
                "uniqueCd": details[0].get("uniqueCd", ""),
                "seq": order.seq,
                "partnerCode": self.partner,
                "ordNo": details[0].get("ordNo", ""),
                "ordLineNo": 1,
                "itemQty": details[0].get("itemQty", 1),
                "deliverCode": order.courier,
                "sheetNo": order.number,
                "dlvStatCode": status,
                "procDateTime": when.strftime("%Y%m%d%H%M%S"),
                "errorCode": "",
                "exceptionCode": "",
            }
        )

    def _window(self, path: list[str], request: httpx.Request) -> httpx.Response:
        """The pages that people see; a token opens one of them, once."""
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        if not self._otps.pop(form.get("OTP", ""), False):
            return _page(403, "인증 실패", "이미 사용했거나 올바르지 않은 OTP입니다.")
        if path == ["contract", "List.aspx"]:
            rows = "".join(
                f"<li>{COURIERS[code]}: {html.escape(contract.state)}</li>"
                for code, contract in self.contracts.items()
            )
            return _page(200, "배송계약 정보", f"<ul>{rows}</ul>")
        if path == ["dlvmgr.aspx"]:
            batch = form.get("id", "")
            if batch not in self._batches:
                return _page(404, "운송장 출력", "출력할 주문이 없습니다.")
            count = len(self._batches[batch])
            button = (
                f'<form method="post" action="/__sim/print/{html.escape(batch)}"><button>출력</button></form>'
            )
            return _page(200, "운송장 출력", f"<p>{count}건</p>{button}")
        return _page(404, "없음", "없는 페이지입니다.")


def _as_traced(news: dict[str, Any]) -> dict[str, Any]:
    """News in the words of tracing."""
    return {
        "transUniqueCode": news["transUniqueCd"],
        "seq": news["seq"],
        "dlvStatType": news["dlvStatCode"],
        "logisticsCode": news["deliverCode"],
        "invoiceNo": news["sheetNo"],
        "procDateTime": news["procDateTime"],
    }


def _number(courier: str, n: int) -> str:
    """The *n*th number of *courier*; two couriers' end with a check digit."""
    length = _LENGTHS[courier]
    if courier == "CJGLS":
        body = f"5{n:010}"
        return body + str(int(body[2:]) % 7)
    if courier == "HYUNDAI":
        body = f"3{n:010}"
        return body + str(int(body) % 7)
    return f"6{n:0{length - 1}}"


def _body(request: httpx.Request) -> dict[str, Any]:
    try:
        told = json.loads(request.content or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _yes(data: object) -> httpx.Response:
    return httpx.Response(200, json={"appVersion": "2.0", "success": True, "id": None, "data": data})


def _no(status: int, message: str, http: int = 200) -> httpx.Response:
    error = {"status": status, "message": message}
    return httpx.Response(http, json={"success": False, "id": None, "data": None, "error": error})


def _page(status: int, title: str, body: str) -> httpx.Response:
    head = f'<!doctype html><html lang="ko"><meta charset="utf-8"><title>{title} (모의)</title>'
    return httpx.Response(status, html=f"{head}<h1>{title}</h1>{body}</html>")
