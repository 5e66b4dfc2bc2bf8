"""A shop at imweb, as the scenarios and this client's own tests see it."""

from __future__ import annotations

import httpx

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.imweb import Imweb, ImwebSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.world import Clock, World

NOON = 1_795_748_400.0
"""2026-11-27 12:00 in Seoul, seconds UTC."""
ELSEWHERE = {"zipcode": "63309", "addr1": "제주특별자치도 제주시 첨단로 242", "addr2": "1층"}
NAMES = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}


class ImwebShop:
    """A `Shop` at imweb. `kept` are the refresh tokens that were stored, the newest last."""

    sends = "shipping-operation"

    def __init__(self, page: int = 3, **settings: object) -> None:
        self.world = World(clock=Clock(at=NOON))
        self.sim = ImwebSim(self.world)
        self.page = page
        self.kept = [self.sim.office.let_in(NOON)]
        self.settings = ImwebSettings(
            client_id="client",
            unit_code=self.sim.unit,
            page=page,
            rate=50.0,
            **settings,  # type: ignore[arg-type]
        )
        self.sim.limited = False
        self.client = self.another()

    def another(self) -> Imweb:
        """Another desk's client of the same shop."""
        return Imweb(
            self.settings,
            lambda: Secret("imweb.secret", "secret"),
            lambda: Secret("imweb.refresh", self.kept[-1]),
            self.kept.append,
            times=Times(self.world.clock.now, self.world.clock.sleep),
            transport=httpx.MockTransport(self.sim.handle),
        )

    def buys(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        return self.sim.buyer_orders(lines, at=at)

    def refs(self, order: str) -> list[LineRef]:
        sections = self.sim.orders[order].sections
        return [LineRef(order, item.no, section.code) for section in sections for item in section.items]

    def moves(self, order: str) -> None:
        self.sim.buyer_moves(order, ELSEWHERE)

    def claims(self, kind: ClaimKind, order: str, qty: int | None) -> None:
        self.sim.buyer_claims(NAMES[kind], order, self.refs(order)[0].line, qty)

    def delivers(self, order: str) -> None:
        self.sim.courier_delivers(order)

    def collects(self, order: str) -> None:
        self.sim.courier_collects(order)

    def confuses(self, order: str) -> None:
        self.sim.orders[order].sections[0].status = "TELEPORTED_HOME"

    def sent(self) -> list[tuple[str, str]]:
        return [
            (order.no, section.invoice)
            for order in self.sim.orders.values()
            for section in order.sections
            if section.sent_at is not None
        ]
