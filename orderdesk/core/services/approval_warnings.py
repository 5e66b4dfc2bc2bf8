"""What a plan leaves open, told beforehand: refunds only noted, what the buyer bears without an amount."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from orderdesk.core.domain.claim_rules import CLAIMS, cost_is_said_later
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.deciding import Decision, decision_for
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders

_NOTED: Final = "NOTED"
_WORDS: Final = {
    "REFUND": (
        Word(
            "구매자 부담(차감) {}건은 금액이 비어 있습니다: 차감 없이 돌려줍니다",
            "{} borne by buyers (deducted): no amount, nothing is deducted",
        ),
        "claim",
    ),
    "CASH": (
        Word(
            "구매자 부담(송금) {}건은 금액이 비어 있습니다: 청구하지 않습니다",
            "{} borne by buyers (transfer): no amount, nothing is charged",
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
"""What is told, and what is counted: first by how a buyer is to bear what a claim costs."""


Gaps = Mapping[Target, tuple[str, ...]]
"""What each approval of a plan leaves open, by the keys of the words."""


def approval_gaps(
    conn: Conn, plan: Plan, actor: Actor, now: int, pause: Callable[[], None] = lambda: None
) -> Gaps:
    """What each row of *plan*, applied by *actor* at *now*, leaves open; *pause* may raise, to stop.

    What others changed since the plan was made is left out: those rows will be refused.
    """
    found: dict[Target, tuple[str, ...]] = {}
    if plan.action != "approve":
        return found
    shop = shop_of(conn)
    rows: dict[int, list[PlanRow]] = {}
    for row in plan.applying():
        rows.setdefault(row.order_id, []).append(row)
    for ids in chunks(rows, CHUNK):
        pause()
        for order in load_orders(conn, ids):
            same = [row for row in rows[order.id] if row.version == order.version]
            for decision in _decisions(order, plan, same, actor, now, shop):
                if kinds := tuple(_kinds(decision)):
                    found[order.id, decision.section.n] = kinds
    return found


def approval_warnings(plan: Plan, gaps: Gaps) -> tuple[Word, ...]:
    """The *gaps* of those rows that *plan* still applies, counted."""
    targets = ((row.order_id, row.section) for row in plan.applying()) if gaps else ()
    counted = Counter(kind for target in targets for kind in gaps.get(target, ()))
    return tuple(
        Word(words.ko.format(f"{n:,}"), words.en.format(many(n, what)))
        for key, (words, what) in _WORDS.items()
        if (n := counted[key])
    )


def _kinds(decision: Decision) -> Iterator[str]:
    if decision.unsaid:
        yield decision.unsaid
    if any(each.noted for each in decision.rows):
        yield _NOTED


def _decisions(
    order: Order, plan: Plan, rows: list[PlanRow], actor: Actor, now: int, shop: Shop
) -> Iterator[Decision]:
    """What is decided on each of *rows* of *order* that has an open claim, one after the other."""
    for row in rows:
        assert row.section is not None
        if order.open_claim(row.section) is None:
            continue
        yield decision_for(order, row.section, plan.request, actor, now, shop)
        if row is not rows[-1]:
            order = decide_all(order, row.section, (plan.request,), actor, now, shop)[1]


def awaits_cost(plan: Plan) -> bool:
    """Whether *plan* makes claims that the buyer pays for, and leaves how much to their approvals."""
    if plan.action not in CLAIMS:
        return False
    requests = {each for row in plan.applying() if not _ends_at_once(row) for each in plan.asked(row)}
    return any(map(cost_is_said_later, requests))


def _ends_at_once(row: PlanRow) -> bool:
    """Whether the claim that *row* makes is decided with it, so that no approval follows."""
    return any("claim_closed" in step.effects for step in row.verdict.steps)
