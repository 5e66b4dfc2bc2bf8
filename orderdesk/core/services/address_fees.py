"""The regional fee of an order whose address changes: what the table says, and what a plan makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orderdesk.core.domain.address_fee import FeeGap, fee_gap, settled
from orderdesk.core.domain.fees import Doubt, FeeRules, Goods, Place, quote
from orderdesk.core.domain.orders import Channel, Delivery, Freight, Order
from orderdesk.core.domain.plans import Kind, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.fees import Wanted, goods_of, read_fees
from orderdesk.core.services.planning import Plan, Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders


@dataclass(frozen=True, slots=True)
class AddressFees:
    """What a change of the address of *section* does to its regional fee, whatever the new address is."""

    order: Order
    section: int
    goods: tuple[Goods, ...]
    rules: FeeRules

    def moved_to(self, request: Request) -> tuple[FeeGap, tuple[Doubt, ...]]:
        """The difference that the address of *request* makes, and what about it wants a look."""
        there = self.order.section(self.section).address
        line1, line2 = request.text("line1") or there.line1, there.line2
        if request.gives("line2"):
            line2 = request.text("line2")
        old = Place(there.zip, f"{there.line1} {there.line2}", there.country)
        new = Place(request.text("zip") or there.zip, f"{line1} {line2}", there.country)
        before, after = (quote(self.goods, place, self.rules, naver=self._naver) for place in (old, new))
        return fee_gap(self.order, self.section, before.remote, after.remote), after.doubts

    @property
    def _naver(self) -> bool:
        return self.order.channel is Channel.NAVER


def address_fees(conn: Conn, order: Order, section: int) -> AddressFees:
    """What there is to know before the new address is: only a parcel of prepaid freight bears such a fee."""
    book, where = read_fees(conn), order.section(section)
    if where.delivery is not Delivery.PARCEL or where.freight is Freight.COLLECT:
        return AddressFees(order, section, (), book.rules)
    wanted = []
    for item in order.items_of(section):
        line = order.line(item.line)
        wanted.append(Wanted(line.product or line.sku or line.name, item.qty, line.unit_price * item.qty))
    return AddressFees(order, section, goods_of(conn, book, wanted), book.rules)


def plan_fees(conn: Conn, plan: Plan, answer: Request) -> Plan:
    """*plan* of an address with what becomes of the fee of each section, as *answer* (its `fee`) wants it."""
    each: dict[Target, tuple[Request, ...]] = dict(plan.each)
    refused: dict[Target, Refusal] = {}
    for (order_id, section), fees in _changing(conn, plan).items():
        gap, _ = fees.moved_to(plan.request)
        found = settled(fees.order, section, answer, gap)
        if isinstance(found, Refusal):
            refused[order_id, section] = found
        elif found != plan.request:
            each[order_id, section] = (found,)
    plan = replace(plan, each=each)
    for target, refusal in refused.items():
        plan = plan.refusing({target}, refuse(refusal))
    return plan


def gaps(conn: Conn, plan: Plan) -> Mapping[Target, tuple[FeeGap, tuple[Doubt, ...]]]:
    """The difference that a *plan* of an address makes to each section that it changes, and its doubts."""
    if plan.action != "address":
        return {}
    found = _changing(conn, plan)
    return {target: fees.moved_to(plan.request) for target, fees in found.items()}


def _changing(conn: Conn, plan: Plan) -> dict[tuple[int, int], AddressFees]:
    rows = [(row.order_id, row.section) for row in plan.rows if row.verdict.kind is Kind.APPLY]
    orders = {order.id: order for order in load_orders(conn, {order_id for order_id, _ in rows})}
    return {
        (order_id, section): address_fees(conn, orders[order_id], section)
        for order_id, section in rows
        if section is not None and order_id in orders
    }
