"""What a preview's rows would change, before it happens."""

from __future__ import annotations

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.requests import make_request
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.foreseeing import Eyes, Foreseen, foresee, steps_of
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.undoing import plan_undo
from orderdesk.core.store.load import load_orders
from tests.services.desk import KIM, Desk, sold

CJ = "CJ대한통운"


def seen(desk: Desk, plan: Plan, undone: int | None = None, hide: bool = False) -> list[Foreseen]:
    with desk.store.reader() as conn:
        eyes = Eyes(KIM, desk.clock(), shop_of(conn), "ko", hide)
        orders = load_orders(conn, dict.fromkeys(row.order_id for row in plan.rows))
        return list(foresee(conn, plan, plan.rows, orders, eyes, undone).values())


def planned(desk: Desk, verb: str, **given: str) -> Plan:
    with desk.store.reader() as conn:
        return plan_request(conn, [desk.order(1).id], make_request(verb, given), KIM, desk.clock())


def test_a_row_tells_whom_it_is_about_and_every_change(desk: Desk) -> None:
    desk.add(sold(1, 1, 1))
    (told,) = seen(desk, planned(desk, "track", courier=CJ, number="680123456782", to="ship"))
    order = desk.order(1)
    assert told.about.startswith(f"{order.buyer_name} {order.lines[0].name}") and told.about.endswith("+1")
    assert told.step == "상품준비 → 배송중"
    assert f"송장 없음 → {CJ} 680123456782" in told.details
    (hidden,) = seen(desk, planned(desk, "ready"), hide=True)
    assert order.buyer_name not in hidden.about and hidden.step == "상품준비 → 배송대기"


def test_of_some_pieces_the_step_is_theirs(desk: Desk) -> None:
    desk.add(sold(1, 2, 3))
    (told,) = seen(desk, planned(desk, "ready", items="1:1"))
    assert told.step == "상품준비 → 배송대기" and "+" not in told.about


def test_of_an_undo_the_way_back_is_told(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("ready", 1)
    with desk.store.reader() as conn:
        plan = plan_undo(conn, job)
    (told,) = seen(desk, plan, undone=job)
    assert told.step == "배송대기 → 상품준비"


def test_what_is_refused_is_told_without_changes(desk: Desk) -> None:
    desk.add(sold(1))
    (told,) = seen(desk, planned(desk, "deliver"))
    assert told.about and (told.step, told.details) == ("", ())


def test_steps_that_differ_are_counted() -> None:
    steps = [Foreseen("", step) for step in ("a → b", "a → b", "c → d", "")]
    assert steps_of(steps) == ("a → b 2", "c → d 1")
    assert steps_of(steps[:2]) == ("a → b",)


def test_of_an_exchange_the_reason_and_the_options_are_told_from_and_to(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("track", 1, courier=CJ, number="680123456782", to="ship")
    asked = {"reason": "COLOR_AND_SIZE", "fault": "BUYER", "cost": "CASH", "options": "1:파랑"}
    (told,) = seen(desk, planned(desk, "exchange", **asked))
    assert told.step == "배송중 → 교환접수"
    (claim,) = (each for each in told.details if "교환 " in each and "→ 파랑" in each)
    assert f"{item_text(desk.order(1).lines[0])} → 파랑" in claim and "색상 및 사이즈 변경" in claim
