"""A shop at TalkCheckout, as the scenarios and this client's own tests see it."""

from __future__ import annotations

import httpx

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.kakao import Kakao, KakaoSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.kakao import KakaoSim
from orderdesk.simulators.world import Clock, World

NOON = 1_795_748_400.0
"""2026-11-27 12:00 in Seoul, seconds UTC."""
ELSEWHERE = {"zipCode": "63309", "baseAddress": "제주특별자치도 제주시 첨단로 242", "detailAddress": "1층"}
NAMES = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}


class KakaoShop:
    """A `Shop` at TalkCheckout."""

    sends = ":delivery"

    def __init__(self, page: int = 3, **settings: object) -> None:
        self.world = World(clock=Clock(at=NOON))
        self.sim = KakaoSim(self.world)
        self.page = self.sim.page = page
        self.settings = KakaoSettings(rate=50.0, **settings)  # type: ignore[arg-type]
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

    def buys(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        return self.sim.buyer_orders(lines, at=at)

    def refs(self, order: str) -> list[LineRef]:
        return [LineRef(order, line.id) for line in self.sim.of(order)]

    def moves(self, order: str) -> None:
        self.sim.buyer_moves(order, ELSEWHERE)

    def claims(self, kind: ClaimKind, order: str, qty: int | None) -> None:
        self.sim.buyer_claims(NAMES[kind], self.sim.of(order)[0].id)

    def delivers(self, order: str) -> None:
        self.sim.courier_delivers(order)

    def collects(self, order: str) -> None:
        self.sim.courier_collects(order)

    def confuses(self, order: str) -> None:
        for line in self.sim.of(order):
            line.status = "TELEPORTED"

    def sent(self) -> list[tuple[str, str]]:
        return [(line.order, line.invoice) for line in self.sim.lines.values() for _ in range(line.sent)]
