"""TalkCheckout's simulator with the desk's client to it, as the tests play with them."""

from __future__ import annotations

import httpx

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.kakao import Kakao, KakaoSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.kakao import KakaoSim
from orderdesk.simulators.world import Clock, World
from tests.gateways.scenarios import MONDAY

NAMES = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}


class AtKakao:
    """A `Shop` of the scenarios."""

    renews = False

    def __init__(self, **settings: object) -> None:
        self.world = World(clock=Clock(at=MONDAY))
        self.sim = KakaoSim(self.world)
        self.settings = KakaoSettings(**{"rate": 50.0, **settings})  # type: ignore[arg-type]
        self.client = self.another()

    def another(self, shop_key: str = "shop-key") -> Kakao:
        """Another desk's client of the same shop."""
        return Kakao(
            self.settings,
            lambda: Secret("kakao.access", "partner-key"),
            lambda: Secret("kakao.shop", shop_key),
            times=Times(self.world.clock.now, self.world.clock.sleep),
            transport=httpx.MockTransport(self.sim.handle),
        )

    def refs(self, order: str) -> list[LineRef]:
        """The lines of an order as the client calls them."""
        return [LineRef(order, line.id) for line in self.sim.of(order)]

    def buys(self, *pieces: int) -> list[LineRef]:
        lines = [(f"물건 {n}", 10_000, qty) for n, qty in enumerate(pieces, 1)]
        return self.refs(self.sim.buyer_orders(lines))

    def asks(self, kind: ClaimKind, ref: LineRef, qty: int | None = None) -> None:
        assert qty is None, "a line is claimed whole"
        self.sim.buyer_claims(NAMES[kind], ref.line)

    def moves(self, ref: LineRef, line1: str) -> None:
        self.sim.buyer_moves(ref.order, {"baseAddress": line1})

    def delivers(self, ref: LineRef) -> None:
        self.sim.courier_delivers(ref.order)

    def says(self, ref: LineRef, word: str) -> None:
        self.sim.lines[ref.line].status = word

    def pages(self, most: int) -> None:
        self.sim.page = most

    def sent(self, ref: LineRef) -> str:
        line = self.sim.lines[ref.line]
        return line.invoice if line.sent_at else ""

    def write_path(self) -> str:
        return ":delivery"
