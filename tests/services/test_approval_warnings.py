from __future__ import annotations

from orderdesk.core.services.noted_refunds import noted_refunds
from tests.services.desk import KIM, Desk, number, sold
from tests.services.outside import link_toss

TOLD = "환불 2건은 적기만 함: 연결된 결제사가 없으니 결제사에서 환불하세요"


def told(desk: Desk, verb: str = "approve") -> list[str]:
    """What is told before *verb* is done to all orders, of which two wait with a cancel."""
    plan = desk.plan(verb, *map(number, range(1, 4)))
    with desk.store.reader() as conn:
        return [words.ko for words in noted_refunds(conn, plan, KIM, desk.now)]


def test_refunds_that_nobody_connected_executes_are_counted(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    assert told(desk) == []
    desk.do("cancel", number(1), number(2), reason="SOLD_OUT")
    assert told(desk) == [TOLD]
    assert told(desk, "ready") == []


def test_where_a_payment_company_is_connected_none_is_only_noted(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    desk.do("cancel", number(1), number(2), reason="SOLD_OUT")
    link_toss(desk.store)
    assert told(desk) == []
