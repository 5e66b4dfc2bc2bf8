from __future__ import annotations

from orderdesk.core.services.approval_warnings import approval_warnings
from tests.services.desk import KIM, Desk, number, sold
from tests.services.outside import link_toss

TOLD = "환불 2건은 적기만 함: 연결된 결제사가 없으니 결제사에서 환불하세요"


def told(desk: Desk, verb: str = "approve", **values: str) -> list[str]:
    """What is told before *verb* is done to all orders, of which two wait with a cancel."""
    plan = desk.plan(verb, *map(number, range(1, 4)), **values)  # type: ignore[arg-type]
    with desk.store.reader() as conn:
        return [words.ko for words in approval_warnings(conn, plan, KIM, desk.now)]


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


def test_amounts_agreed_on_that_nobody_says_are_counted(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    link_toss(desk.store)
    desk.do("cancel", number(1), number(2), reason="WRONG_ORDER")
    desk.do("cancel", number(3), reason="WRONG_ORDER", cost="CASH")
    assert told(desk) == [
        "차감하기로 한 클레임 2건은 금액이 비어 있습니다: 차감 없이 돌려줍니다",
        "송금하기로 한 클레임 1건은 금액이 비어 있습니다: 청구하지 않습니다",
    ]
    assert told(desk, fee="3000") == told(desk, withhold="0") == []
