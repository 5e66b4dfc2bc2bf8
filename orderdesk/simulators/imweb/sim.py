"""imweb as a server: its calls, and what buyers, couriers and the seller's own browser do there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import httpx

from orderdesk.simulators.imweb import verbs
from orderdesk.simulators.imweb.office import Office
from orderdesk.simulators.imweb.shop import (
    COMPANIES,
    COMPLETE,
    CONFIRMED,
    OWN,
    PREPARATION,
    READY,
    SHIPPING,
    Item,
    Order,
    Refused,
    Section,
    day,
    item_view,
    section_view,
    view,
)
from orderdesk.simulators.imweb.verbs import VERBS, Body, Scope
from orderdesk.simulators.world import World

HOME: Final = {
    "receiverName": "김하늘",
    "receiverCall": "010-0000-1234",
    "zipcode": "06236",
    "addr1": "서울특별시 강남구 테헤란로 152",
    "addr2": "3층",
    "memo": "문 앞에 두세요",
}
BUYER: Final = {"name": "이바다", "phone": "010-0000-5678", "email": "sea@example.com"}

_SCOPE: Final = re.compile(
    r"/orders/(?P<order>\d+)(?:/order-section/(?P<section>[^/]+)|/order-section-items/(?P<item>[^/]+))?"
    r"/(?P<verb>[a-z-]+)"
)
_READ: Final = re.compile(
    r"/orders/(?P<order>\d+)(?:/(?P<list>order-sections|coupons)|/order-section/(?P<section>[^/]+)"
    r"(?:/(?P<items>order-section-items)|/order-section-item/(?P<item>[^/]+))?)?"
)
_DEPOSIT: Final = re.compile(r"/payments/(?P<order>\d+)/bank-transfer/confirm")
_CAPACITY, _REFILL = 25, 2.0
"""Calls at once, and how many a second come back."""


class ImwebSim:
    """A shop at imweb that has *made* orders before. What no source says for certain can be set.

    `names` are its words for states that differ between sources, `strict_states` refuses lists of a state
    that it does not know, `plain_errors` tells of errors by one message alone, `limited` counts calls.
    """

    def __init__(self, world: World | None = None, made: int = 0) -> None:
        self.world = world or World()
        self.office = Office()
        self.orders: dict[str, Order] = {}
        self.names: dict[str, str] = {}
        self.unit = "u2026"
        self.strict_states = False
        self.plain_errors = False
        self.limited = True
        self.calls: list[str] = []
        self._made = made
        self._left = float(_CAPACITY)
        self._counted_at = self.world.clock.now()

    # --- the wire ----------------------------------------------------------------------------

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a call."""
        return self.world.carry(request, self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(f"{request.method} {request.url.path}")
        try:
            if self._too_many():
                raise Refused(429, "30429", "요청이 너무 많습니다.")
            if request.url.path == "/oauth2/authorize":
                return self.office.authorize(request, self.now)
            if request.url.path == "/oauth2/token":
                return _told(self.office.token(request, self.now))
            self.office.check(request, self.now)
            return _told(self._routed(request))
        except Refused as no:
            error = {"errorCode": no.code, "message": no.message, "data": None}
            told = {"message": no.message} if self.plain_errors else {"error": error}
            return httpx.Response(no.status, json={"statusCode": no.status, **told})

    def _too_many(self) -> bool:
        now = self.now
        self._left = min(float(_CAPACITY), self._left + (now - self._counted_at) * _REFILL)
        self._counted_at = now
        if self.limited and self._left < 1:
            return True
        self._left -= 1
        return False

    @property
    def now(self) -> float:
        """What time it is."""
        return self.world.clock.now()

    def _routed(self, request: httpx.Request) -> object:
        path = request.url.path
        if request.method == "GET":
            return self._read(path, request.url.params)
        if path == "/site-info/integration-complete" and request.method == "PATCH":
            return {}
        deposit = _DEPOSIT.fullmatch(path)
        if deposit and request.method == "PATCH":
            self._confirm_deposit(self.order(deposit["order"]))
            return {}
        found = _SCOPE.fullmatch(path)
        if found is None:
            raise Refused(404, "30001", "찾을 수 없습니다.")
        scope = self._scope(found)
        body: Body = json.loads(request.content) if request.content else {}
        self._write(request.method, found["verb"], scope, body)
        return {}

    def _scope(self, found: re.Match[str]) -> Scope:
        order = self.order(found["order"])
        if found["item"]:
            return Scope(order, *order.item(found["item"]))
        return Scope(order, order.section(found["section"]) if found["section"] else None)

    def _write(self, method: str, verb: str, scope: Scope, body: Body) -> None:
        if verb == "invoice" and method in ("POST", "PATCH", "DELETE"):
            if scope.level == "item" and method != "POST":
                raise Refused(404, "30001", "찾을 수 없습니다.")
            if method == "DELETE":
                verbs.remove_invoice(scope, body)
            else:
                verbs.put_invoice(scope, body, first=method == "POST")
            return
        levels, act = VERBS.get(verb, ((), None))
        if method != "PATCH" or act is None or scope.level not in levels:
            raise Refused(404, "30001", "찾을 수 없습니다.")
        act(scope, body, self.now)

    def _confirm_deposit(self, order: Order) -> None:
        if order.method != "BANKTRANSFER" or order.paid_at is not None or not order.open:
            raise Refused(400, "30061", "결제 정보가 없거나 이미 처리되었습니다.")
        self._paid(order)

    # --- reads -------------------------------------------------------------------------------

    def _read(self, path: str, asked: httpx.QueryParams) -> object:
        if path == "/orders":
            return self._page(asked)
        if path == "/orders/parcel-company-list":
            return [{"parcelCompanyIdx": idx, "parcelCompanyName": name} for idx, name in COMPANIES.items()]
        if path == "/orders/shipping-places":
            return [{"shippingPlaceCode": "sp1", "shippingPlaceName": "기본 출고지"}]
        found = _READ.fullmatch(path)
        if found is None:
            raise Refused(404, "30001", "찾을 수 없습니다.")
        order = self.order(found["order"])
        if found["list"]:
            sections = [section_view(each, self.names) for each in order.sections]
            return sections if found["list"] == "order-sections" else []
        if not found["section"]:
            return view(order, self.names)
        section = order.section(found["section"])
        if found["items"]:
            return [item_view(item) for item in section.items]
        if found["item"]:
            return item_view(order.item(found["item"])[1])
        return section_view(section, self.names)

    def _page(self, asked: httpx.QueryParams) -> dict[str, Any]:
        page, limit = (_whole(asked.get(name)) for name in ("page", "limit"))
        if page < 1 or not 1 <= limit <= 100:
            raise Refused(400, "30000", "page must not be less than 1, limit must be from 1 to 100")
        if asked.get("unitCode") != self.unit:
            raise Refused(400, "30000", "unitCode should not be empty")
        state = asked.get("orderSectionStatus")
        if state and self.strict_states and state not in self._known_states():
            raise Refused(400, "30000", "orderSectionStatus must be one of the following values")
        rows = [order for order in self.orders.values() if self._listed(order, asked)]
        rows.sort(key=lambda order: (-order.placed_at, order.no))
        shown = rows[(page - 1) * limit : page * limit]
        return {
            "totalCount": len(rows),
            "totalPage": -(-len(rows) // limit),
            "currentPage": page,
            "pageSize": limit,
            "list": [view(order, self.names) for order in shown],
        }

    def _known_states(self) -> set[str]:
        ladder = {PREPARATION, READY, SHIPPING, COMPLETE, CONFIRMED}
        stages = ("REQUEST", "RETRIEVE", "RETRIEVE_COMPLETE", "COMPLETE")
        claims = {f"{kind}_{stage}" for kind in ("CANCEL", "RETURN", "EXCHANGE") for stage in stages}
        return {self.names.get(state, state) for state in ladder | claims}

    def _listed(self, order: Order, asked: httpx.QueryParams) -> bool:
        if not _within(order.placed_at, asked.get("startWtime"), asked.get("endWtime")):
            return False
        if asked.get("saleChannel") not in (None, order.channel):
            return False
        state, held = asked.get("orderSectionStatus"), asked.get("isDeliveryHold")
        since, until = asked.get("startCancelRequestTime"), asked.get("endCancelRequestTime")
        return any(
            (state is None or self.names.get(section.status, section.status) == state)
            and (held is None or (held == "Y") == section.held)
            and ((since is None and until is None) or _cancelled_within(section, since, until))
            for section in order.sections
        )

    def order(self, no: str) -> Order:
        """The order of that number."""
        if no not in self.orders:
            raise Refused(404, "30001", "주문을 찾을 수 없습니다.")
        return self.orders[no]

    # --- buyers ------------------------------------------------------------------------------

    def buyer_orders(
        self,
        lines: Sequence[tuple[str, int, int]],
        method: str = "CARD",
        channel: str = OWN,
        fee: int = 3000,
        at: float | None = None,
        address: Mapping[str, str] = HOME,
    ) -> str:
        """Somebody buys *lines* (product, won a piece, pieces); paid unless by 무통장입금. The number."""
        placed = self.now if at is None else at
        self._made += 1
        no = f"{day(placed)}{self._made:07}"
        total = sum(price * qty for _, price, qty in lines) + fee
        external = "" if channel == OWN else f"{channel[:2]}{no}"
        order = Order(no, channel, external, dict(BUYER), placed, method, total, fee)
        section = order.next_section(PREPARATION, address)
        for n, (product, price, qty) in enumerate(lines, 1):
            item = Item(order.next_item(), f"oi{no}{n}", product, {"색상": "파랑"}, price, qty, 100 + n)
            section.items.append(item)
        self.orders[no] = order
        if method not in ("BANKTRANSFER", "VIRTUAL"):
            self._paid(order, placed)
        return no

    def deposit(self, no: str) -> None:
        """The bank transfer or virtual account of an order comes, and imweb notices by itself."""
        self._paid(self.order(no))

    def _paid(self, order: Order, at: float | None = None) -> None:
        order.paid_at = self.now if at is None else at
        order.paid = order.total

    def buyer_claims(
        self, kind: str, no: str, item: str = "", qty: int | None = None, reason: str = "INTENT_CHANGED"
    ) -> list[Section]:
        """The buyer asks to cancel, return or exchange: an item, or all that there is to claim."""
        order = self.order(no)
        body: Body = {f"{kind}Reason": reason, f"{kind}ReasonDetail": "마음이 바뀌었어요"}
        if item:
            if qty is not None:
                body["qty"] = qty
            return verbs.request(kind, Scope(order, *order.item(item)), body, self.now, by_buyer=True)
        return verbs.request(kind, Scope(order), body, self.now, by_buyer=True)

    def buyer_moves(self, no: str, address: Mapping[str, str]) -> None:
        """The buyer gives another address; another channel's orders are held for it."""
        order = self.order(no)
        for section in order.sections:
            if section.status in (PREPARATION, READY):
                section.address.update(address)
                section.held = section.held or order.external

    def buyer_confirms(self, no: str) -> None:
        """The buyer confirms what was delivered."""
        self._all(no, COMPLETE, CONFIRMED)

    # --- couriers and the seller's own browser -----------------------------------------------

    def courier_delivers(self, no: str) -> None:
        """What is on its way arrives."""
        for section in self._all(no, SHIPPING, COMPLETE):
            section.delivered_at = self.now

    def courier_collects(self, no: str) -> None:
        """What is to come back has been fetched."""
        for kind in ("RETURN", "EXCHANGE"):
            self._all(no, f"{kind}_REQUEST", f"{kind}_RETRIEVE")

    def seller_ships(self, no: str, invoice: str, company: int = 1) -> None:
        """The seller ships in imweb's own admin."""
        for section in [*self._all(no, PREPARATION, SHIPPING), *self._all(no, READY, SHIPPING)]:
            section.invoice, section.company, section.sent_at = invoice, company, self.now

    def seller_approves(self, kind: str, no: str) -> None:
        """The seller grants the order's open claims of *kind* in imweb's own admin."""
        order = self.order(no)
        _, act = VERBS[f"{kind}-approve"]
        for section in [each for each in order.sections if each.claim and each.claim.kind == kind]:
            act(Scope(order, section), {}, self.now)

    def _all(self, no: str, before: str, after: str) -> list[Section]:
        sections = [section for section in self.order(no).sections if section.status == before]
        for section in sections:
            section.status = after
        return sections

    def books(self) -> dict[str, Any]:
        """What imweb holds: of each order what was paid and refunded, and where its pieces are."""
        return {
            no: {
                "channel": order.channel,
                "paid": order.paid,
                "refunded": order.refunded,
                "pieces": sorted(
                    (item.code, section.status, section.invoice, item.qty)
                    for section in order.sections
                    for item in section.items
                ),
            }
            for no, order in sorted(self.orders.items())
        }


def _told(data: object) -> httpx.Response:
    if isinstance(data, httpx.Response):
        return data
    return httpx.Response(200, json={"statusCode": 200, "data": data})


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdigit() else 0


def _within(at: float, since: str | None, until: str | None) -> bool:
    after = since is None or at >= datetime.fromisoformat(since).timestamp()
    return after and (until is None or int(at) <= datetime.fromisoformat(until).timestamp())


def _cancelled_within(section: Section, since: str | None, until: str | None) -> bool:
    claim = section.claim
    return claim is not None and claim.kind == "cancel" and _within(claim.asked_at, since, until)
