"""Naver's simulator with the desk's client to it, as the scenarios and this client's own tests see it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import httpx

from orderdesk.core.domain.channels import ChannelLine, ChannelOrder, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.gateways.naver import Naver, NaverSettings
from orderdesk.core.gateways.ports import ClaimRef, Parcel
from orderdesk.core.gateways.results import AlreadyDone, Done
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.naver import Goods, Knobs, NaverShop
from orderdesk.simulators.world import Clock, World

MONDAY: Final = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL).timestamp()
"""When these worlds begin."""

QUICK_SECRET: Final = "$2a$04$abcdefghijklmnopqrstuu"
"""A salt that costs little to reckon with."""

OURS: Final = "600000000001"
OTHER: Final = "600000000012"


class AtNaver:
    """A shop at Naver, its own or *shop*, and a client to it; refs name lines."""

    def __init__(
        self,
        knobs: Knobs | None = None,
        settings: NaverSettings | None = None,
        shop: NaverShop | None = None,
    ) -> None:
        self.shop = shop or NaverShop(World(clock=Clock(at=MONDAY)), knobs or Knobs())
        self.world, self.knobs = self.shop.world, self.shop.knobs
        if shop is None:
            self.knobs.client_secret = QUICK_SECRET
        self.settings = settings or NaverSettings(client_id=self.knobs.client_id)
        self.client = self.another_client()

    def another_client(self, secret: str = QUICK_SECRET, wrong_by: float = 0.0) -> Naver:
        """A client with *secret* whose clock is *wrong_by* seconds."""
        clock = self.world.clock
        return Naver(
            self.settings,
            lambda: Secret("naver", secret),
            times=Times(lambda: clock.now() + wrong_by, clock.sleep),
            transport=httpx.MockTransport(self.shop.handle),
        )

    def buys(self, *pieces: int) -> list[LineRef]:
        """A buyer orders one line for each number of *pieces*, and pays."""
        order = self.shop.buyer_orders([Goods(qty=each) for each in pieces])
        return [LineRef(order.id, line.id) for line in order.lines]

    def shipped(self, *pieces: int) -> list[LineRef]:
        """Lines that were bought, accepted and sent."""
        refs = self.buys(*pieces)
        self.client.confirm(refs)
        results = self.client.dispatch([self.parcel(*refs)])
        assert all(isinstance(each, Done | AlreadyDone) for each in results.values()), results
        return refs

    def delivered(self, *pieces: int) -> list[LineRef]:
        """Lines that arrived."""
        refs = self.shipped(*pieces)
        for ref in refs:
            self.delivers(ref)
        return refs

    def asks(self, kind: ClaimKind, ref: LineRef, qty: int | None = None) -> None:
        """The buyer asks for a claim on *qty* pieces, None: on all of the line."""
        {
            ClaimKind.CANCEL: self.shop.cancel_request,
            ClaimKind.RETURN: self.shop.return_request,
            ClaimKind.EXCHANGE: self.shop.exchange_request,
        }[kind](ref.line, qty)

    def moves(self, ref: LineRef, line1: str) -> None:
        """The buyer writes another address."""
        self.shop.address_change(ref.order, baseAddress=line1)

    def delivers(self, ref: LineRef) -> None:
        """The courier brings the line, or what an exchange sent."""
        self.shop.carrier_delivers(ref.line)

    def parcel(self, *refs: LineRef, number: str = OURS) -> Parcel:
        return Parcel(refs, "cj", number, int(self.world.clock.now()))

    def order(self, ref: LineRef) -> ChannelOrder:
        (found,) = self.client.fetch([ref])
        return found

    def line(self, ref: LineRef) -> ChannelLine:
        (found,) = self.order(ref).lines
        return found

    def claim_of(self, ref: LineRef) -> ClaimRef:
        claim = self.line(ref).claim
        assert claim is not None
        return ClaimRef(ref, claim.kind, claim.id)

    def polled(self, cursor: str | None) -> tuple[list[LineRef], str]:
        """All that changed since *cursor*, and where to go on; it ends."""
        refs: list[LineRef] = []
        for _ in range(200):
            page = self.client.poll(cursor)
            refs, cursor = [*refs, *page.refs], page.cursor
            if not page.more:
                return refs, cursor
        raise AssertionError("polling never ends")

    def sent(self, ref: LineRef) -> str:
        """The tracking number in Naver's own books, empty while it has none."""
        parcel = self.shop.books()[ref.line]["parcel"]
        return str(parcel[1]) if parcel else ""


class NaverScenes:
    """The shop as the scenarios of all channels play with it: orders are named, not lines.

    The desk always asks a moment later, for what Naver tells is complete after five seconds only.
    """

    page = 3
    sends = "product-orders/dispatch"

    def __init__(self) -> None:
        self._at = AtNaver(Knobs(page=self.page, rate=50))
        self._shop = self._at.shop
        self.world = self._at.world

    @property
    def client(self) -> Naver:
        self.world.clock.advance(6)
        return self._at.client

    def buys(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        goods = [Goods(product, price=price, qty=qty) for product, price, qty in lines]
        return self._shop.buyer_orders(goods, at=at).id

    def refs(self, order: str) -> list[LineRef]:
        return [LineRef(order, line.id) for line in self._shop.orders[order].lines]

    def moves(self, order: str) -> None:
        self._at.moves(self.refs(order)[0], "부산광역시 해운대구 센텀중앙로 55")

    def claims(self, kind: ClaimKind, order: str, qty: int | None) -> None:
        self._at.asks(kind, self.refs(order)[0], qty)

    def delivers(self, order: str) -> None:
        for ref in self.refs(order):
            self._at.delivers(ref)

    def collects(self, order: str) -> None:
        """Of an exchange nobody hears before we say that the goods are here."""
        for line in self._shop.orders[order].lines:
            if line.claim is not None:
                self._shop.carrier_collects(line.id, done=line.claim.kind == "RETURN")

    def confuses(self, order: str) -> None:
        for line in self._shop.orders[order].lines:
            line.said = "TELEPORTED_HOME"

    def sent(self) -> list[tuple[str, str]]:
        """One for each order, since a parcel of several lines is told of line by line."""
        return sorted(
            {(order.id, line.parcel.tracking) for order, line in self._shop.lines.values() if line.parcel}
        )
