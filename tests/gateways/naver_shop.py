"""Naver's simulator with the desk's client to it, as the tests play with them."""

from __future__ import annotations

import httpx

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.naver import Naver, NaverSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.naver import Goods, Knobs, NaverShop
from orderdesk.simulators.world import Clock, World
from tests.gateways.scenarios import MONDAY

QUICK_SECRET = "$2a$04$abcdefghijklmnopqrstuu"
"""A salt that costs little to reckon with."""


class AtNaver:
    """A `Shop` of the scenarios."""

    renews = True

    def __init__(self, knobs: Knobs | None = None, settings: NaverSettings | None = None) -> None:
        self.world = World(clock=Clock(at=MONDAY))
        self.knobs = knobs or Knobs()
        self.knobs.client_secret = QUICK_SECRET
        self.shop = NaverShop(self.world, self.knobs)
        self.settings = settings or NaverSettings(client_id=self.knobs.client_id)
        self.client = self.another_client()

    def another_client(self, secret: str = QUICK_SECRET) -> Naver:
        clock = self.world.clock
        return Naver(
            self.settings,
            lambda: Secret("naver", secret),
            times=Times(clock.now, clock.sleep),
            transport=httpx.MockTransport(self.shop.handle),
        )

    def buys(self, *pieces: int) -> list[LineRef]:
        order = self.shop.buyer_orders([Goods(qty=each) for each in pieces])
        return [LineRef(order.id, line.id) for line in order.lines]

    def asks(self, kind: ClaimKind, ref: LineRef, qty: int | None = None) -> None:
        {
            ClaimKind.CANCEL: self.shop.cancel_request,
            ClaimKind.RETURN: self.shop.return_request,
            ClaimKind.EXCHANGE: self.shop.exchange_request,
        }[kind](ref.line, qty)

    def moves(self, ref: LineRef, line1: str) -> None:
        self.shop.address_change(ref.order, baseAddress=line1)

    def delivers(self, ref: LineRef) -> None:
        self.shop.carrier_delivers(ref.line)

    def says(self, ref: LineRef, word: str) -> None:
        self.shop.lines[ref.line][1].said = word

    def pages(self, most: int) -> None:
        self.knobs.page = most

    def sent(self, ref: LineRef) -> str:
        parcel = self.shop.books()[ref.line]["parcel"]
        return str(parcel[1]) if parcel else ""

    def write_path(self) -> str:
        return "product-orders/dispatch"
