from __future__ import annotations

from dataclasses import replace

import pytest
from rich.cells import cell_len

from orderdesk.core.domain.glossary import UNSAID_WORDS
from orderdesk.core.services.approval_warnings import (
    approval_gaps,
    approval_warnings,
    awaits_cost,
)
from orderdesk.core.services.planning import Plan
from tests.services.desk import KIM, Desk, number, sold
from tests.services.outside import link_toss

TOLD = "환불 2건은 적기만 함: 연결된 결제사가 없으니 결제사에서 환불하세요"


def told(desk: Desk, verb: str = "approve", **values: str) -> list[str]:
    """What is told before *verb* is done to all orders, of which two wait with a cancel."""
    plan = desk.plan(verb, *map(number, range(1, 4)), **values)  # type: ignore[arg-type]
    return warned(desk, plan)


def warned(desk: Desk, plan: Plan, left: Plan | None = None) -> list[str]:
    """What is told of *plan*, or of what is *left* of it."""
    with desk.store.reader() as conn:
        gaps = approval_gaps(conn, plan, KIM, desk.now)
    return [words.ko for words in approval_warnings(left or plan, gaps)]


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


def test_amounts_that_the_buyer_bears_and_nobody_says_are_counted(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    link_toss(desk.store)
    desk.do("cancel", number(1), number(2), reason="WRONG_ORDER")
    desk.do("cancel", number(3), reason="WRONG_ORDER", cost="CASH")
    assert told(desk) == [
        "구매자 부담(차감) 2건은 금액이 비어 있습니다: 차감 없이 돌려줍니다",
        "구매자 부담(송금) 1건은 금액이 비어 있습니다: 청구하지 않습니다",
    ]
    assert told(desk, fee="3000") == told(desk, withhold="0") == []


def test_what_was_decided_or_changed_meanwhile_is_left_out(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    desk.do("cancel", number(1), number(2), number(3), reason="SOLD_OUT")
    plan = desk.plan("approve", *map(number, range(1, 4)))
    desk.do("approve", number(3))
    assert warned(desk, plan) == [TOLD]
    now = tuple(row._replace(version=row.version + 1) for row in plan.rows)
    assert warned(desk, replace(plan, rows=now)) == []


def test_what_is_left_out_of_the_plan_is_not_told(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    desk.do("cancel", number(1), number(2), number(3), reason="SOLD_OUT")
    plan = desk.plan("approve", *map(number, range(1, 4)))
    assert warned(desk, plan, replace(plan, rows=plan.rows[1:])) == [TOLD]
    assert warned(desk, plan, replace(plan, rows=())) == []


def test_sections_of_one_order_are_decided_one_after_the_other(desk: Desk) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]))
    desk.do("cancel", number(1), reason="SOLD_OUT")
    assert warned(desk, desk.plan("approve", number(1))) == [TOLD]


def test_looking_can_be_stopped(desk: Desk) -> None:
    def stop() -> None:
        raise InterruptedError

    desk.add(sold(1))
    desk.do("cancel", number(1), reason="SOLD_OUT")
    plan = desk.plan("approve", number(1))
    with desk.store.reader() as conn, pytest.raises(InterruptedError):
        approval_gaps(conn, plan, KIM, desk.now, stop)


def test_a_cost_is_awaited_only_where_the_claim_stays_open(desk: Desk) -> None:
    desk.add(sold(1), sold(2, unpaid=True))
    both = desk.plan("cancel", number(1), number(2), reason="WRONG_ORDER")
    assert len(both.applying()) == 2 and awaits_cost(both)
    assert not awaits_cost(desk.plan("cancel", number(2), reason="WRONG_ORDER"))
    assert not awaits_cost(desk.plan("cancel", number(1), reason="SOLD_OUT"))
    assert not awaits_cost(desk.plan("cancel", number(1), reason="WRONG_ORDER", withhold="1000"))
    assert not awaits_cost(desk.plan("ready", number(1)))


def test_the_words_fit_beside_their_mark_in_the_decision_too() -> None:
    words = [text for each in UNSAID_WORDS.values() for text in each]
    assert all(cell_len(f"⚠ {text}") <= 68 for text in words)
