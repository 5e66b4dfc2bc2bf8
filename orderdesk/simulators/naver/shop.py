"""A shop at Naver: what buyers, couriers and the seller's centre do with it, and its books."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from orderdesk.simulators.naver.door import Door
from orderdesk.simulators.naver.goods import Claim, Line, Order, Parcel
from orderdesk.simulators.naver.telling import stamp
from orderdesk.simulators.world import World

DUE_AFTER = 3 * 86_400.0
"""Seconds after payment by which a line must be sent."""


@dataclass
class Knobs:
    """What is not known of Naver for certain, or differs from shop to shop.

    `rate`: calls a second for each API (twice as many at once). `ships_over_cancel`: a dispatch is taken
    while a cancel is asked for, and denies it. `seller_cancels_at_once`: what the seller cancels needs
    nobody's consent. `confirm_tells_objects`: 발주확인 names what it did in objects. `token_refusal`: the
    code with which tokens are denied. `page`: the most changes of one reply.
    """

    client_id: str = "aaaabbbbcccc"
    client_secret: str = "$2a$10$abcdefghijklmnopqrstuv"
    accounts: frozenset[str] = frozenset()
    rate: float = 2.0
    ships_over_cancel: bool = True
    seller_cancels_at_once: bool = True
    confirm_tells_objects: bool = False
    token_refusal: str = ""
    page: int = 300


@dataclass(frozen=True)
class Goods:
    """What somebody buys: `discount` won off for all pieces together."""

    product: str = "유기농 쌀 10kg"
    option: str = ""
    qty: int = 1
    price: int = 38_000
    option_price: int = 0
    discount: int = 0
    code: str = "5002001"


ADDRESS = {
    "name": "홍길동",
    "tel1": "010-0000-1234",
    "zipCode": "04524",
    "baseAddress": "서울특별시 중구 세종대로 110",
    "detailedAddress": "3층",
}


class NaverShop:
    """The shop as its API shows it; *made* numbers were given before. `busy` dispatches fail for now."""

    def __init__(self, world: World | None = None, knobs: Knobs | None = None, made: int = 0) -> None:
        self.world = world or World()
        self.knobs = knobs or Knobs()
        self.orders: dict[str, Order] = {}
        self.lines: dict[str, tuple[Order, Line]] = {}
        self.busy = 0
        self.door = Door(self)
        self._numbers = itertools.count(made + 1)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The answer to *request*, or what happens to it on its way."""
        return self.world.carry(request, self.door.answer)

    def gateway_fails(self, code: str, times: int = 1) -> None:
        """The gateway answers the next *times* calls by itself, with *code*."""
        self.door.faults.extend([code] * times)

    # --- what buyers do -----------------------------------------------------------------------

    def buyer_orders(
        self,
        goods: Sequence[Goods] = (Goods(),),
        *,
        paid: bool = True,
        fee: int = 3_000,
        region: int = 0,
        gift: bool = False,
        at: float | None = None,
    ) -> Order:
        """Somebody orders *goods* now, or did so *at* some time, and pays at once unless not *paid*."""
        now = self.world.clock.now() if at is None else at
        order = Order(
            id=self._number(),
            at=now,
            buyer="김영희",
            phone="010-0000-5678",
            address=dict(ADDRESS),
            note="문 앞에 놓아 주세요",
            lines=[],
            package=self._number(),
            fee=fee,
            region=region,
            gift="WAIT_FOR_RECEIVING" if gift else "",
        )
        for each in goods:
            line = Line(
                self._number(),
                each.product,
                each.option,
                each.qty,
                each.price,
                each.option_price,
                each.discount,
                "PAYMENT_WAITING",
                each.qty,
                each.code,
            )
            order.lines.append(line)
            self.lines[line.id] = (order, line)
            self.announce(line, "PAY_WAITING", now)
        self.orders[order.id] = order
        if paid:
            self.buyer_pays(order.id, now)
        return order

    def buyer_pays(self, order: str, at: float | None = None) -> None:
        """The payment of *order* comes in."""
        now = self.world.clock.now() if at is None else at
        self.orders[order].paid_at = now
        for line in self.orders[order].lines:
            line.status, line.due_at = "PAYED", now + DUE_AFTER
            self.announce(line, "PAYED", now)

    def deadline_passes(self, order: str) -> None:
        """Nobody paid for *order*."""
        for line in self.orders[order].lines:
            line.status, line.left = "CANCELED_BY_NOPAYMENT", 0
            self.announce(line, "CLAIM_COMPLETED")

    def gift_received(self, order: str) -> None:
        """Whom *order* was given says where it shall go."""
        self.orders[order].gift = "RECEIVED"
        for line in self.orders[order].lines:
            self.announce(line, "GIFT_RECEIVED")

    def cancel_request(self, line: str, qty: int | None = None, reason: str = "INTENT_CHANGED") -> Claim:
        """The buyer asks to cancel. LookupError where Naver offers it to nobody, here and below."""
        return self._asked_by_buyer(line, "CANCEL", qty, reason)

    def return_request(self, line: str, qty: int | None = None, reason: str = "BROKEN") -> Claim:
        """The buyer asks to give goods back."""
        return self._asked_by_buyer(line, "RETURN", qty, reason)

    def exchange_request(self, line: str, qty: int | None = None, reason: str = "WRONG_OPTION") -> Claim:
        """The buyer asks for other goods."""
        return self._asked_by_buyer(line, "EXCHANGE", qty, reason)

    def claim_withdraw(self, line: str) -> None:
        """The buyer takes back what they asked for."""
        found = self.lines[line][1]
        if found.claim is None:
            raise LookupError(line)
        self.end(found, f"{found.claim.kind}_REJECT")

    def address_change(self, order: str, **address: str) -> None:
        """The buyer writes another address, after paying."""
        self.orders[order].address |= address
        for line in self.orders[order].lines:
            line.moved = True
            self.announce(line, "DELIVERY_ADDRESS_CHANGED")

    def purchase_decide(self, line: str) -> None:
        """The buyer confirms that all is well (구매확정)."""
        found = self.lines[line][1]
        if found.status not in ("DELIVERING", "DELIVERED") or found.claim is not None:
            raise LookupError(f"confirmation of {found.status}")
        found.status, found.decided_at = "PURCHASE_DECIDED", self.world.clock.now()
        self.announce(found, "PURCHASE_DECIDED")

    # --- what couriers and Naver do -----------------------------------------------------------

    def carrier_delivers(self, line: str) -> None:
        """The parcel of *line* is with the buyer, which nobody announces; so is what an exchange sent."""
        found = self.lines[line][1]
        if found.claim is not None and found.claim.status == "EXCHANGE_REDELIVERING":
            self.end(found, "EXCHANGE_DONE")
            return
        if found.parcel is not None:
            found.parcel.delivered_at = self.world.clock.now()
        found.status = "DELIVERED"

    def carrier_collects(self, line: str, done: bool = False) -> None:
        """The courier is on its way with what comes back, or brought it."""
        found = self.lines[line][1]
        if found.claim is None:
            raise LookupError(line)
        found.claim.status = "COLLECT_DONE" if done else "COLLECTING"
        if done:
            self.announce(found, "COLLECT_DONE")

    def number_unknown(self, line: str) -> None:
        """No courier knows the number that *line* was sent with."""
        parcel = self.lines[line][1].parcel
        if parcel is None:
            raise LookupError(line)
        parcel.wrong = True

    def admin_cancels(self, line: str) -> None:
        """Naver itself cancels *line* (직권취소)."""
        found = self.lines[line][1]
        self.claim(found, "ADMIN_CANCEL", found.left, "ETC", "", "관리자").status = "ADMIN_CANCELING"
        self.end(found, "ADMIN_CANCEL_DONE")

    # --- what the seller does in the seller's centre, past the API -----------------------------

    def seller_confirms(self, line: str) -> None:
        """발주확인 in the seller's centre, which nobody announces."""
        self.lines[line][1].placed = "OK"

    def seller_dispatches(self, line: str, courier: str = "CJGLS", tracking: str = "600000000012") -> None:
        """발송처리 in the seller's centre."""
        self.send(self.lines[line][1], Parcel("DELIVERY", courier, tracking, self.world.clock.now()))

    # --- what becomes of lines ------------------------------------------------------------------

    def announce(self, line: Line, what: str, at: float | None = None) -> None:
        """*line* changed now, or *at* some time; of several changes only the last one is told."""
        line.changed, line.changed_at = what, self.world.clock.now() if at is None else at

    def send(self, line: Line, parcel: Parcel) -> None:
        """*line* is on its way."""
        line.parcel, line.status, line.placed = parcel, "DELIVERING", "OK"
        self.announce(line, "DISPATCHED")

    def claim(self, line: Line, kind: str, qty: int, reason: str, detail: str, channel: str) -> Claim:
        """A claim on *qty* pieces of *line* begins."""
        status = f"{kind}_REQUEST"
        claim = Claim(self._number(), kind, status, qty, reason, detail, channel, self.world.clock.now())
        line.claim = claim
        self.announce(line, "CLAIM_REQUESTED")
        return claim

    def end(self, line: Line, status: str) -> None:
        """The claim of *line* ends with *status*; with all its pieces the line itself does."""
        claim = line.claim
        if claim is None:
            raise LookupError(line.id)
        claim.status, line.claim = status, None
        line.past.append(claim)
        if status.endswith("_REJECT"):
            self.announce(line, "CLAIM_REJECTED")
            return
        if claim.kind != "EXCHANGE":
            line.left -= claim.qty
        if claim.kind == "EXCHANGE" and claim.qty == line.left:
            line.status = "EXCHANGED"
        elif line.left == 0:
            line.status = "RETURNED" if claim.kind == "RETURN" else "CANCELED"
        self.announce(line, "CLAIM_COMPLETED")

    def _asked_by_buyer(self, line: str, kind: str, qty: int | None, reason: str) -> Claim:
        found = self.lines[line][1]
        before = ("PAYED",) if kind == "CANCEL" else ("DELIVERING", "DELIVERED")
        pieces = qty or found.left
        if found.status not in before or found.claim is not None or not 1 <= pieces <= found.left:
            raise LookupError(f"{kind} of {found.status}")
        return self.claim(found, kind, pieces, reason, "구매자가 쓴 말", "구매회원")

    def _number(self) -> str:
        day = (stamp(self.world.clock.now()) or "")[:10].replace("-", "")
        return f"{day}{next(self._numbers):08}"

    def books(self) -> dict[str, dict[str, Any]]:
        """What it holds of every line, by number."""
        return {line.id: dict(self._entry(order, line)) for order, line in self.lines.values()}

    def _entry(self, order: Order, line: Line) -> Iterator[tuple[str, Any]]:
        last = line.claim or (line.past[-1] if line.past else None)
        yield from (("order", order.id), ("status", line.status), ("placed", line.placed))
        yield from (("qty", line.qty), ("left", line.left), ("paid", line.paid(line.qty)))
        yield "claim", (last.kind, last.status, last.qty) if last else None
        yield "parcel", (line.parcel.courier, line.parcel.tracking) if line.parcel else None
        yield "address", dict(order.address)
