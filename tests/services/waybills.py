"""A desk whose labels are printed by a played Goodsflow."""

from __future__ import annotations

import httpx

from orderdesk.core.domain.identifiers import read_section
from orderdesk.core.domain.orders import Section
from orderdesk.core.domain.waybills import Waybill
from orderdesk.core.gateways.goodsflow.client import Goodsflow
from orderdesk.core.gateways.goodsflow.settings import GoodsflowSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import Contract, Place, Settlement
from orderdesk.core.gateways.wire import Times
from orderdesk.core.services import contracts, issuing
from orderdesk.core.services.issuing import Issued
from orderdesk.core.services.label_plans import FIRST, Kin, plan_issue
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.waybill_news import Heard, fetch_news
from orderdesk.core.store.unit import find
from orderdesk.core.store.waybills import waybills_of
from orderdesk.simulators.goodsflow import Goodsflow as Simulator
from orderdesk.simulators.goodsflow import Rules
from orderdesk.simulators.world import Clock, World
from tests.services.desk import KIM, NOW, Desk, number

SENDER = Place("우리상점", "010-0000-0001", "04524", "서울시 중구 세종대로 110", "1층")
CONTRACT = Contract("cj", "1248100998", "12345678", SENDER, Settlement.CREDIT, fees={"소": 2500})


class Printing:
    """*desk* with a Goodsflow that is played, and a checked contract."""

    def __init__(self, desk: Desk, checked: bool = True, **how: object) -> None:
        self.desk = desk
        self.sim = Simulator(World(clock=Clock(at=float(NOW))), rules=Rules(**how))  # type: ignore[arg-type]
        self.gateway = self.client()
        contracts.add_contract(desk.store, KIM, desk.now, CONTRACT)
        if checked:
            self.sim.confirm_contract("CJGLS")
            contracts.check_contract(desk.store, KIM, desk.now, "cj", self.gateway)

    def client(self, **how: object) -> Goodsflow:
        """Another client of the same Goodsflow."""
        clock = self.sim.world.clock
        settings = GoodsflowSettings("SHOP", Secret("goodsflow", "sim-key"), **how)  # type: ignore[arg-type]
        return Goodsflow(
            settings, times=Times(clock.now, clock.sleep), transport=httpx.MockTransport(self.sim.handle)
        )

    def pass_time(self, seconds: int) -> None:
        """Let *seconds* pass here and there."""
        self.desk.now += seconds
        self.sim.world.clock.advance(seconds)

    def plan(self, *orders: int, kin: Kin = FIRST) -> Plan:
        """The plan of labels for all sections of *orders*."""
        with self.desk.store.reader() as conn:
            ids = find(conn, [number(n) for n in orders])
            checked = contracts.checked_contracts(conn)
            contract = checked[0] if checked else None
            return plan_issue(conn, ids.values(), contract, KIM, self.desk.now, kin=kin)

    def issue(self, *orders: int, kin: Kin = FIRST) -> Issued:
        """Hand in labels for all sections of *orders* that can have one."""
        plan = self.plan(*orders, kin=kin)
        return issuing.issue(self.desk.store, self.gateway, CONTRACT, plan, KIM, self.desk.clock, kin)

    def print(self, issued: Issued) -> None:
        """Somebody presses the print button."""
        for batch in issued.batches:
            self.sim.print_batch(batch)

    def hear(self) -> Heard:
        """Fetch the news."""
        return fetch_news(self.desk.store, self.gateway, self.desk.clock)

    def labels(self, n: int) -> list[Waybill]:
        """The labels of order *n*, the oldest first."""
        with self.desk.store.reader() as conn:
            return waybills_of(conn, find(conn, [number(n)]).values())

    def section(self, name: str) -> Section:
        """A section by its number, as it is now."""
        order, n = read_section(name)
        return self.desk.order(int(order[8:])).section(n)
