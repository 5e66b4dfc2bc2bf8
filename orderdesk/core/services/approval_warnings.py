"""Which refunds a plan of approvals would only note, told beforehand: nobody else will pay them back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.deciding import decision_for
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders

_NOTED: Final = Word(
    "환불 {}건은 적기만 함: 연결된 결제사가 없으니 결제사에서 환불하세요",
    "{} only noted: no payment company is connected, refund there",
)


def noted_refunds(conn: Conn, plan: Plan, actor: Actor, now: int) -> tuple[Word, ...]:
    """How many refunds of *plan*, applied by *actor* at *now*, nobody executes who is connected."""
    shop = shop_of(conn)
    if plan.action != "approve" or shop.refunds_outside:
        return ()
    rows: dict[int, list[PlanRow]] = {}
    for row in plan.applying():
        rows.setdefault(row.order_id, []).append(row)
    count = 0
    for ids in chunks(rows, CHUNK):
        for order in load_orders(conn, ids):
            count += sum(_noted(order, plan, rows[order.id], actor, now, shop))
    return (Word(_NOTED.ko.format(f"{count:,}"), _NOTED.en.format(many(count, "refund"))),) if count else ()


def _noted(
    order: Order, plan: Plan, rows: list[PlanRow], actor: Actor, now: int, shop: Shop
) -> Iterator[bool]:
    """Whether a refund is only noted, for each of *rows* of *order*, one after the other."""
    for row in rows:
        assert row.section is not None
        decision = decision_for(order, row.section, plan.request, actor, now, shop)
        yield any(each.noted for each in decision.rows)
        order = decide_all(order, row.section, (plan.request,), actor, now, shop)[1]
