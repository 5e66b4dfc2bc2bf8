"""What a plan of approvals leaves open, told beforehand: refunds only noted, amounts agreed on not said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.deciding import Decision, decision_for
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders

_NOTED: Final = "NOTED"
_WORDS: Final = {
    "REFUND": (
        Word(
            "차감하기로 한 클레임 {}건은 금액이 비어 있습니다: 차감 없이 돌려줍니다",
            "{} with a deduction agreed on, but no amount: nothing is deducted",
        ),
        "claim",
    ),
    "CASH": (
        Word(
            "송금하기로 한 클레임 {}건은 금액이 비어 있습니다: 청구하지 않습니다",
            "{} with a transfer agreed on, but no amount: nothing is charged",
        ),
        "claim",
    ),
    _NOTED: (
        Word(
            "환불 {}건은 적기만 함: 연결된 결제사가 없으니 결제사에서 환불하세요",
            "{} only noted: no payment company is connected, refund there",
        ),
        "refund",
    ),
}
"""What is told, and what is counted: first by how a buyer was to bear what a claim costs."""


def approval_warnings(conn: Conn, plan: Plan, actor: Actor, now: int) -> tuple[Word, ...]:
    """What *plan*, applied by *actor* at *now*, leaves open, counted."""
    if plan.action != "approve":
        return ()
    shop = shop_of(conn)
    rows: dict[int, list[PlanRow]] = {}
    for row in plan.applying():
        rows.setdefault(row.order_id, []).append(row)
    counted = Counter[str]()
    for ids in chunks(rows, CHUNK):
        for order in load_orders(conn, ids):
            for decision in _decisions(order, plan, rows[order.id], actor, now, shop):
                counted[decision.unsaid] += 1
                counted[_NOTED] += any(each.noted for each in decision.rows)
    return tuple(
        Word(words.ko.format(f"{n:,}"), words.en.format(many(n, what)))
        for key, (words, what) in _WORDS.items()
        if (n := counted[key])
    )


def _decisions(
    order: Order, plan: Plan, rows: list[PlanRow], actor: Actor, now: int, shop: Shop
) -> Iterator[Decision]:
    """What is decided on each of *rows* of *order*, one after the other."""
    for row in rows:
        assert row.section is not None
        yield decision_for(order, row.section, plan.request, actor, now, shop)
        order = decide_all(order, row.section, (plan.request,), actor, now, shop)[1]
