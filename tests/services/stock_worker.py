"""A desk of its own, in a process of its own, that takes the last piece of a product.

`python -m tests.services.stock_worker URL WAY ORDER NAME` prepares what takes it: goods added to order
ORDER, its exchange approved, its goods exchanged for others, or an order made by hand. It says ``ready``,
waits for a line, does it, and says what came of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from orderdesk.core.domain.drafts import Draft, Pay
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.services.drafting import DraftRefused, create_order, line_of, priced
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.goods import products_of_skus
from tests.services.desk import NOW, Desk, number, sections

SKU, PHONE = "F101-01", "010-0000-0001"


def planned(desk: Desk, actor: Actor, verb: str, name: str, **fields: str) -> Callable[[], str]:
    """What applies *verb* on *name*; it must be possible as things are."""
    plan = desk.plan(verb, name, actor=actor, **fields)
    assert plan.applying() == plan.rows, plan.rows
    return lambda: desk.outcomes(desk.apply(plan, actor))[0].code or "done"


def draft_of_one(conn: Conn, buyer: str) -> Draft:
    """A draft of one piece that was paid for."""
    (product,) = products_of_skus(conn, [SKU])
    option = product.option_of(SKU)
    assert option is not None
    where: dict[str, Any] = {
        "receiver": buyer,
        "receiver_phone": PHONE,
        "zip": "06234",
        "line1": "테헤란로 1",
    }
    lines = (line_of(product, option, 1, NOW),)
    return Draft(buyer=buyer, phone=PHONE, lines=lines, pay=Pay.PAID, reason="전화", fee=0, **where)


def by_hand(desk: Desk, actor: Actor) -> Callable[[], str]:
    """What makes an order of one piece, as its preview saw it."""
    with desk.store.reader() as conn:
        draft = draft_of_one(conn, actor.name)
        seen = priced(conn, draft, NOW)
    assert not seen.lacking

    def make() -> str:
        try:
            create_order(desk.store, actor, NOW, draft, seen=seen)
        except DraftRefused as refused:
            return refused.why[0][1].code
        return "done"

    return make


def main(url: str, way: str, order: str, name: str) -> None:
    actor, n = Actor(ActorKind.SELLER, name), int(order)
    with open_store(url) as store:
        desk = Desk(store)
        match way:
            case "add":
                act = planned(desk, actor, "add", number(n), sku=SKU, qty="1", pay="free")
            case "swap":
                act = planned(desk, actor, "swap", *sections(n, 1), sku=SKU, qty="1", reason="BROKEN")
            case "approve":
                act = planned(desk, actor, "approve", *sections(n, 1))
            case _:
                act = by_hand(desk, actor)
        print("ready", flush=True)
        sys.stdin.readline()
        print(act(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
