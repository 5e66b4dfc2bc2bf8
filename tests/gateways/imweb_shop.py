"""imweb's simulator with the desk's client to it, as the tests play with them."""

from __future__ import annotations

import httpx

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.imweb import Imweb, ImwebSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times
from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.imweb.shop import Item, Section
from orderdesk.simulators.world import Clock, World
from tests.gateways.naver_shop import MONDAY

NAMES = {ClaimKind.CANCEL: "cancel", ClaimKind.RETURN: "return", ClaimKind.EXCHANGE: "exchange"}


class AtImweb:
    """A shop at imweb and a client to it; refs name lines.

    `kept` are the refresh tokens that were stored, the newest last.
    """

    def __init__(self, **settings: object) -> None:
        self.world = World(clock=Clock(at=MONDAY))
        self.sim = ImwebSim(self.world)
        self.sim.limited = False
        self.sim.office.refresh_life = 3 * 365 * 86_400
        self.kept = [self.sim.office.let_in(MONDAY)]
        given = {"client_id": "client", "unit_code": self.sim.unit, "rate": 50.0, "page": 3, **settings}
        self.settings = ImwebSettings(**given)  # type: ignore[arg-type]
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

    def bought(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        """The number of a new order of (product, won a piece, pieces)."""
        return self.sim.buyer_orders(lines, at=at)

    def refs(self, order: str) -> list[LineRef]:
        """The lines of an order as the client calls them."""
        found: dict[str, LineRef] = {}
        for section in self.sim.orders[order].sections:
            for item in section.items:
                name = f"{order}-{item.code}"
                found.setdefault(name, LineRef(order, name, section.code))
        return list(found.values())

    def parts(self, ref: LineRef) -> list[tuple[Section, Item]]:
        """Where the pieces of a line are."""
        order, code = ref.line.split("-")
        return [
            (section, item)
            for section in self.sim.orders[order].sections
            for item in section.items
            if item.code == code
        ]

    def buys(self, *pieces: int) -> list[LineRef]:
        return self.refs(self.bought(*((f"물건 {n}", 10_000, qty) for n, qty in enumerate(pieces, 1))))

    def asks(self, kind: ClaimKind, ref: LineRef, qty: int | None = None) -> None:
        self.sim.buyer_claims(NAMES[kind], ref.order, self.parts(ref)[0][1].no, qty)

    def moves(self, ref: LineRef, line1: str) -> None:
        self.sim.buyer_moves(ref.order, {"addr1": line1})

    def delivers(self, ref: LineRef) -> None:
        self.sim.courier_delivers(ref.order)

    def sent(self, ref: LineRef) -> str:
        return next((section.invoice for section, _ in self.parts(ref) if section.sent_at), "")


class ImwebScenes:
    """The shop as the scenarios of all channels play with it: orders are named, not lines."""

    page = 3
    sends = "shipping-operation"

    def __init__(self) -> None:
        self._at = AtImweb(page=self.page)
        self._sim = self._at.sim
        self.world = self._at.world
        self.client = self._at.client

    def buys(self, *lines: tuple[str, int, int], at: float | None = None) -> str:
        return self._at.bought(*lines, at=at)

    def refs(self, order: str) -> list[LineRef]:
        return self._at.refs(order)

    def moves(self, order: str) -> None:
        self._at.moves(self.refs(order)[0], "부산광역시 해운대구 센텀중앙로 55")

    def claims(self, kind: ClaimKind, order: str, qty: int | None) -> None:
        self._at.asks(kind, self.refs(order)[0], qty)

    def delivers(self, order: str) -> None:
        self._sim.courier_delivers(order)

    def collects(self, order: str) -> None:
        self._sim.courier_collects(order)

    def confuses(self, order: str) -> None:
        for section in self._sim.orders[order].sections:
            section.status = "TELEPORTED_HOME"

    def sent(self) -> list[tuple[str, str]]:
        return [
            (order.no, section.invoice)
            for order in self._sim.orders.values()
            for section in order.sections
            if section.sent_at is not None
        ]
