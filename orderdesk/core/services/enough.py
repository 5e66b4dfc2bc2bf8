"""Whether there is still enough in stock of what a preview saw enough of.

Too little warns and refuses nothing, for the seller knows what comes in. But who saw enough and confirmed is
told when somebody else has taken it meanwhile, instead of promising a buyer a piece that is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from orderdesk.core.domain.apply import carry_out, decide
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.stock import GoodsKey, MoveKind, order_moves
from orderdesk.core.domain.swap import SWAP
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Plan, Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.stock import available, tracks

ENOUGH = "enough"
"""The value of a request by which its preview saw enough of what it takes."""

_TAKING = frozenset({"add", SWAP, "approve"})
"""What people do that takes further pieces from the shelf. A payment does too, but money that came, came."""


def taken(before: Order | None, after: Order) -> Counter[GoodsKey]:
    """The pieces that a change of an order takes from the shelf, by goods."""
    found: Counter[GoodsKey] = Counter()
    for move in order_moves(before, after):
        if move.kind is MoveKind.ALLOCATED:
            found[move.goods] += move.qty
    return found


def short(conn: Conn, wanted: Mapping[GoodsKey, int]) -> dict[GoodsKey, int]:
    """The counted goods of which fewer than *wanted* are available, and how many are."""
    left = available(conn, wanted) if wanted else {}
    return {goods: pieces for goods, pieces in left.items() if pieces < wanted[goods]}


def seen_enough(conn: Conn, plan: Plan, actor: Actor, now: int, shop: Shop) -> Plan:
    """*plan* with a note on each row for which, as things are, there is enough in stock of what it takes."""
    if plan.action not in _TAKING or not tracks(conn):
        return plan
    takes: dict[Target, Counter[GoodsKey]] = {}
    targets = [(row.order_id, row.section) for row in plan.rows if row.verdict.kind is Kind.APPLY]
    for chunk in chunks(targets, CHUNK):
        orders = {order.id: order for order in load_orders(conn, {order_id for order_id, _ in chunk})}
        for target in chunk:
            if target[0] in orders:
                takes[target] = _takes(orders[target[0]], target, plan, actor, now, shop)
    wanted = sum(takes.values(), Counter[GoodsKey]())
    lacking = short(conn, wanted)
    each = dict(plan.each)
    for target, goods in takes.items():
        enough = bool(goods) and not goods.keys() & lacking.keys()
        if enough or target in each:
            each[target] = tuple(_noted(request, enough) for request in _asked(plan, target))
    return replace(plan, each=each)


def _asked(plan: Plan, target: Target) -> Iterable[Request]:
    return plan.each.get(target, (plan.request,))


def _noted(request: Request, enough: bool) -> Request:
    plain = request.without(ENOUGH)
    return replace(plain, values=(*plain.values, (ENOUGH, True))) if enough else plain


def _takes(order: Order, target: Target, plan: Plan, actor: Actor, now: int, shop: Shop) -> Counter[GoodsKey]:
    after = order
    for request in _asked(plan, target):
        verdict = decide(after, target[1], request, actor, now, shop)
        if verdict.kind is Kind.APPLY:
            after, _ = carry_out(after, target[1], verdict, Call(request, actor, now))
    return taken(order, after)


class Shelf:
    """What is left for the rows of a slice, one after the other; only under the gate."""

    def __init__(self, conn: Conn) -> None:
        self._conn = conn
        self._taken: Counter[GoodsKey] = Counter()

    def takes(self, before: Order, after: Order, request: Request) -> bool:
        """Whether the change can have its pieces; not when its preview saw enough and there is no more."""
        wanted = taken(before, after)
        if request.flag(ENOUGH) and short(self._conn, wanted + self._of(wanted)):
            return False
        self._taken += wanted
        return True

    def _of(self, goods: Iterable[GoodsKey]) -> Counter[GoodsKey]:
        return Counter({key: self._taken[key] for key in goods if self._taken[key]})
