"""TalkCheckout as a server: its calls, and what buyers, couriers and the seller's own browser do there."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from orderdesk.simulators.kakao.shop import (
    COMPANIES,
    DECIDED,
    DELIVERED,
    PAID,
    PREPARING,
    SHIPPING,
    WAITING,
    Claim,
    Line,
    Refused,
    instant,
    simple,
    view,
)
from orderdesk.simulators.kakao.verbs import CLAIMS, REQUESTS, SINGLE, Body, deliver, open_claim, request
from orderdesk.simulators.world import World

HOME: Final = {
    "receiverName": "김하늘",
    "receiverMobileNumber": "821000001234",
    "zipCode": "06236",
    "baseAddress": "서울특별시 강남구 테헤란로 152",
    "detailAddress": "3층",
    "deliveryMessage": "문 앞에 두세요",
}
BUYER: Final = {"name": "바다", "phone": "821000005678"}
_VERB: Final = re.compile(r"/(?P<version>v1|v2)/order-products:(?P<verb>[a-z-]+)")
_INDEXED: Final = re.compile(r"orderProductIds(\[\d*\])?")


class KakaoSim:
    """A shop at TalkCheckout that has given *made* numbers before. What no source says can be set.

    `page` is how many rows a list holds; `refused_with` the HTTP status of refusals; `amends` whether a
    dispatch may be told again; `repeat_names` whether a list in a question may be a name that is repeated.
    """

    def __init__(self, world: World | None = None, made: int = 0) -> None:
        self.world = world or World()
        self.lines: dict[str, Line] = {}
        self.access, self.shop = "partner-key", "shop-key"
        self.page = 50
        self.refused_with = 400
        self.amends = False
        self.repeat_names = True
        self.calls: list[str] = []
        self._made = made

    # --- the wire ----------------------------------------------------------------------------

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a call."""
        return self.world.carry(request, self._answer)

    def _answer(self, call: httpx.Request) -> httpx.Response:
        self.calls.append(f"{call.method} {call.url.path}")
        headers = (call.headers.get("Access-Token"), call.headers.get("checkout-shop-key"))
        if headers != (self.access, self.shop):
            return httpx.Response(401, json={"message": "인증 정보가 올바르지 않습니다."})
        try:
            return httpx.Response(200, json=self._routed(call))
        except Refused as no:
            status = no.status if no.status == 404 else self.refused_with
            return httpx.Response(status, json={"message": no.message})

    @property
    def now(self) -> float:
        """What time it is."""
        return self.world.clock.now()

    def _routed(self, call: httpx.Request) -> object:
        path = call.url.path
        found = _VERB.fullmatch(path)
        if call.method == "POST" and found:
            if not call.headers.get("Content-Type", "").startswith("application/json"):
                raise Refused("Content-Type이 올바르지 않습니다.")
            return self._told(found["version"], found["verb"], json.loads(call.content))
        if call.method != "GET":
            raise Refused("찾을 수 없습니다.", 404)
        if path == "/v1/logistics-companies":
            return [{"code": code, "name": name} for code, name in COMPANIES.items()]
        if path in ("/v1/questions", "/v1/reviews"):
            return {"content": [], "continuationToken": None}
        ids = self._ids(call.url.params)
        if path == "/v1/order-products.simple":
            rows = [simple(self.lines[each]) for each in ids if each in self.lines]
            return {"content": rows, "continuationToken": None} if ids else self._changed(call.url.params)
        if path == "/v1/order-products":
            if not ids:
                raise Refused("orderProductIds 값이 필요합니다.")
            return {"orderProducts": [view(self.lines[each]) for each in ids if each in self.lines]}
        raise Refused("찾을 수 없습니다.", 404)

    def _ids(self, asked: httpx.QueryParams) -> list[str]:
        found = [(name, value) for name, value in asked.multi_items() if _INDEXED.fullmatch(name)]
        plain = [value for name, value in found if "[" not in name]
        if len(plain) > 1 and not self.repeat_names:
            return plain[-1:]
        return [value for _, value in found]

    def _changed(self, asked: httpx.QueryParams) -> dict[str, Any]:
        if not asked.get("startDateTime"):
            raise Refused("startDateTime 값이 필요합니다.")
        since = instant(asked["startDateTime"])
        until = instant(asked["endDateTime"]) if asked.get("endDateTime") else self.now
        rows = [line for line in self.lines.values() if since <= int(line.changed_at) <= until]
        rows.sort(key=lambda line: (line.changed_at, line.id))
        start = _page_at(asked.get("continuationToken") or "")
        token = _token(start + self.page) if start + self.page < len(rows) else None
        shown = rows[start : start + self.page]
        return {"content": [simple(line) for line in shown], "continuationToken": token}

    def _told(self, version: str, verb: str, body: Body) -> dict[str, Any]:
        if (version == "v2") != (verb == "cancel-force"):
            raise Refused("찾을 수 없습니다.", 404)
        if verb in SINGLE:
            line = self._line(body.get("orderProductId"))
            if verb == "delivery":
                deliver(line, body, self.now, self.amends)
            else:
                SINGLE[verb](line, body, self.now)
            self._touch(line)
            return {"orderProductId": line.id}
        if verb not in CLAIMS and verb not in REQUESTS:
            raise Refused("찾을 수 없습니다.", 404)
        ids = body.get("orderProductIds")
        if not isinstance(ids, list) or not ids:
            raise Refused("orderProductIds 값이 필요합니다.")
        lines = [self._line(each) for each in ids]
        if any(line.order != body.get("orderId") for line in lines):
            raise Refused("orderId 값을 확인하세요.")
        for line in lines:
            if verb in REQUESTS:
                request(REQUESTS[verb], line, body, self.now, self._next("c"))
            else:
                CLAIMS[verb](line, body, self.now)
            self._touch(line)
        return {"claimIds": [line.claim.id for line in lines if line.claim]}

    def _line(self, name: object) -> Line:
        if not isinstance(name, str) or name not in self.lines:
            raise Refused("주문상품을 찾을 수 없습니다.", 404)
        return self.lines[name]

    def _touch(self, line: Line) -> None:
        line.changed_at = max(self.now, line.changed_at + 0.001)

    def _next(self, kind: str) -> str:
        self._made += 1
        return f"{kind}{self._made:08}"

    # --- buyers ------------------------------------------------------------------------------

    def buyer_orders(
        self,
        lines: Sequence[tuple[str, int, int]],
        method: str = "KAKAOPAY_CARD",
        fee: int = 3000,
        at: float | None = None,
        address: Mapping[str, str] = HOME,
    ) -> str:
        """Somebody buys *lines* (product, won a piece, pieces); paid unless by VIRTUAL_ACCOUNT. The id."""
        placed = self.now if at is None else at
        order = self._next("o")
        paid = method != "VIRTUAL_ACCOUNT"
        for product, price, qty in lines:
            name = self._next("p")
            self.lines[name] = Line(
                name,
                order,
                product,
                option="",
                price=price,
                qty=qty,
                fee=fee,
                placed_at=placed,
                changed_at=placed,
                address=dict(address),
                buyer=dict(BUYER),
                method=method,
                status=PAID if paid else WAITING,
                paid_at=placed if paid else None,
            )
        return order

    def of(self, order: str) -> list[Line]:
        """The lines of an order."""
        return [line for line in self.lines.values() if line.order == order]

    def deposit(self, order: str) -> None:
        """The virtual account of an order is paid."""
        for line in self._all(order, WAITING, PAID):
            line.paid_at = self.now

    def deposit_expires(self, order: str) -> None:
        """Nobody paid in time."""
        self._all(order, WAITING, "DEPOSIT_CANCELED")

    def buyer_claims(self, kind: str, line_id: str, reason: str = "INTENT_CHANGED") -> None:
        """The buyer asks to cancel, return or exchange a line, all of it."""
        line = self.lines[line_id]
        allowed = (PAID, PREPARING) if kind == "cancel" else (SHIPPING, DELIVERED)
        if line.status not in allowed or open_claim(line):
            raise Refused("요청할 수 없는 상태입니다.")
        process = f"{kind.upper()}_REQUEST"
        line.claim = Claim(self._next("c"), kind, process, reason, "마음이 바뀌었어요", self.now)
        self._touch(line)

    def buyer_withdraws(self, line_id: str) -> None:
        """The buyer takes a claim back."""
        line = self.lines[line_id]
        line.claim = None
        self._touch(line)

    def buyer_moves(self, order: str, address: Mapping[str, str]) -> None:
        """The buyer gives another address."""
        for line in self.of(order):
            if line.status in (PAID, PREPARING):
                line.address.update(address)
                self._touch(line)

    def buyer_confirms(self, order: str) -> None:
        """The buyer confirms what was delivered."""
        self._all(order, DELIVERED, DECIDED)

    # --- couriers and the seller's own browser -----------------------------------------------

    def courier_delivers(self, order: str) -> None:
        """What is on its way arrives, to the buyer or anew in an exchange."""
        self._all(order, SHIPPING, DELIVERED)
        for line in self.of(order):
            if line.claim and line.claim.process == "EXCHANGE_FORWARD_DELIVERY":
                line.claim.process, line.status = "EXCHANGE_DONE", "EXCHANGED"
                self._touch(line)

    def courier_collects(self, order: str, done: bool = True) -> None:
        """What is to come back is on its way, or *done*."""
        step = "BACKWARD_DELIVERY_DONE" if done else "BACKWARD_DELIVERY"
        for line in self.of(order):
            claim = open_claim(line)
            if claim is not None and claim.kind != "cancel":
                claim.process = f"{claim.kind.upper()}_{step}"
                self._touch(line)

    def seller_ships(self, order: str, invoice: str, company: str = "L0001") -> None:
        """The seller ships in TalkCheckout's own centre."""
        for line in [*self._all(order, PAID, SHIPPING), *self._all(order, PREPARING, SHIPPING)]:
            line.invoice, line.company, line.sent_at = invoice, company, self.now

    def seller_releases(self, line_id: str) -> None:
        """The seller ends a withholding in TalkCheckout's own centre."""
        line = self.lines[line_id]
        if line.claim is not None and line.claim.process.endswith("_HOLDBACK"):
            line.claim.process = f"{line.claim.kind.upper()}_BACKWARD_DELIVERY_DONE"
            line.claim.held = ""
            self._touch(line)

    def refund_gets_stuck(self, line_id: str, how: str = "REFUND_FAILED") -> None:
        """A claim is granted, but its refund failed or waits for the buyer's account."""
        line = self.lines[line_id]
        if line.claim is not None:
            line.claim.process = f"{line.claim.kind.upper()}_{how}"
            self._touch(line)

    def _all(self, order: str, before: str, after: str) -> list[Line]:
        lines = [line for line in self.of(order) if line.status == before and not open_claim(line)]
        for line in lines:
            line.status = after
            self._touch(line)
        return lines

    def books(self) -> dict[str, Any]:
        """What TalkCheckout holds, by line."""
        return {
            line.id: {
                "order": line.order,
                "status": line.status,
                "claim": line.claim.process if line.claim else "",
                "parcel": (line.company, line.invoice),
                "qty": line.qty,
                "refunded": line.refunded,
                "sent": line.sent,
                "resent": line.resent,
            }
            for line in self.lines.values()
        }


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"at:{start}".encode()).decode()


def _page_at(token: str) -> int:
    if not token:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("at:"))
    except ValueError:
        raise Refused("continuationToken 값을 확인하세요.") from None
