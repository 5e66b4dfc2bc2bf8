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
from tests.gateways.naver_shop import MONDAY

NAMES = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}


class AtKakao:
    """A shop at TalkCheckout and a client to it; refs name lines."""

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

    def asks(self, kind: ClaimKind, ref: LineRef) -> None:
        self.sim.buyer_claims(NAMES[kind], ref.line)

    def moves(self, ref: LineRef, line1: str) -> None:
        self.sim.buyer_moves(ref.order, {"baseAddress": line1})

    def delivers(self, ref: LineRef) -> None:
        self.sim.courier_delivers(ref.order)

    def sent(self, ref: LineRef) -> str:
        line = self.sim.lines[ref.line]
        return line.invoice if line.sent_at else ""


class KakaoScenes:
    """The shop as the scenarios of all channels play with it: orders are named, not lines."""

    page = 3
    sends = ":delivery"

    def __init__(self) -> None:
        self._at = AtKakao(lag=0)
        self._sim = self._at.sim
        self._sim.page = self.page
        self.world = self._at.world
        self.client = self._at.client

    def buys(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        return self._sim.buyer_orders(lines, at=at)

    def refs(self, order: str) -> list[LineRef]:
        return self._at.refs(order)

    def moves(self, order: str) -> None:
        self._at.moves(self.refs(order)[0], "부산광역시 해운대구 센텀중앙로 55")

    def claims(self, kind: ClaimKind, order: str, qty: int | None) -> None:
        self._at.asks(kind, self.refs(order)[0])

    def delivers(self, order: str) -> None:
        self._sim.courier_delivers(order)

    def collects(self, order: str) -> None:
        self._sim.courier_collects(order)

    def confuses(self, order: str) -> None:
        for line in self._sim.of(order):
            line.status = "TELEPORTED"

    def sent(self) -> list[tuple[str, str]]:
        """One for each order, since a parcel of several lines is told of line by line."""
        lines = self._sim.lines.values()
        told = {(line.order, line.invoice, time) for line in lines for time in range(line.sent)}
        return sorted((order, invoice) for order, invoice, _ in told)
