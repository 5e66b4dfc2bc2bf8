from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.facts import CONFIRM_AFTER
from orderdesk.core.domain.orders import ActorKind, Order
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.domain.unpaid import deposit_deadline
from orderdesk.core.services import ticking
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.ticking import Ticked, tick
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job
from tests.services.desk import NOW, Desk, codes, sold

S = SectionState
RIPE = NOW + CONFIRM_AFTER
OVERDUE = NOW + 86_400


class Killed(Exception):
    """The end of a process."""


def delivered(n: int, at: int = NOW, **more: object) -> Order:
    made = sold(n, **more)  # type: ignore[arg-type]  # fields of an order
    return replace(
        made,
        placed_at=NOW - 86_400 - n,
        trade=Trade.CLOSED,
        sections=tuple(replace(each, state=S.DELIVERED, done_at=at) for each in made.sections),
    )


def ticked(desk: Desk) -> dict[str, int]:
    """How many rows each kind applied."""
    return {each.verb: each.applied for each in tick(desk.store, desk.clock)}


def test_a_purchase_confirms_itself_seven_days_after_delivery_and_not_a_second_earlier(store: Store) -> None:
    desk = Desk(store)
    desk.add(delivered(1), delivered(2, NOW + 60))
    desk.now = RIPE - 1
    assert ticked(desk) == {"expire": 0, "confirm": 0, "receipt-issue": 0, "receipt-cancel": 0}
    desk.now = RIPE
    ticks = tick(desk.store, desk.clock)
    assert ticks[:2] == (Ticked("expire"), Ticked("confirm", 1, 1, 0))
    assert ticks[2:] == (Ticked("receipt-issue"), Ticked("receipt-cancel"))
    assert (desk.states(1), desk.states(2)) == ([S.CONFIRMED], [S.DELIVERED])
    assert desk.order(1).sections[0].confirmed_at == RIPE
    *_, last = desk.events(1)
    assert (last.verb, last.actor, last.job) == ("confirm", SYSTEM, 1)
    with desk.store.reader() as conn:
        done = job(conn, 1)
    assert (done.action, done.actor_kind, done.state) == ("confirm", ActorKind.SYSTEM, "done")
    assert desk.sound()


def test_a_second_tick_finds_nothing_left(desk: Desk) -> None:
    desk.add(delivered(1), sold(2, unpaid=True))
    desk.now = RIPE
    assert ticked(desk) == {"expire": 1, "confirm": 1, "receipt-issue": 0, "receipt-cancel": 0}
    assert [each.job for each in tick(desk.store, desk.clock)] == [None] * 4
    assert desk.verbs(1) == ["create", "confirm"]


def test_an_order_that_nobody_paid_is_cancelled_at_its_deadline(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 2, unpaid=True), sold(2))
    desk.now = OVERDUE - 1
    assert ticked(desk)["expire"] == 0
    desk.now = OVERDUE
    assert ticked(desk)["expire"] == 1
    order = desk.order(1)
    assert (badge(order), order.trade, order_payment_state(order.entries)) == (
        Badge.OVERDUE, Trade.CLOSED, PaymentState.OVERDUE,
    )  # fmt: skip
    assert desk.events(1)[-1].actor == SYSTEM
    assert desk.states(2) == [S.PREPARING]
    assert desk.sound()


def test_held_sections_and_orders_with_an_open_claim_are_left_alone(desk: Desk) -> None:
    desk.add(delivered(1, sections=[[1], [2]]), delivered(2))
    desk.do("return", f"{desk.order(1).number}-S2", reason="BROKEN")
    desk.now = RIPE
    assert ticked(desk)["confirm"] == 1
    assert desk.states(1) == [S.DELIVERED, S.RETURN_REQUESTED]
    desk.do("withdraw", f"{desk.order(1).number}-S2")
    assert ticked(desk)["confirm"] == 2
    assert desk.states(1) == [S.CONFIRMED, S.CONFIRMED]


def test_what_was_undone_is_not_done_again(store: Store) -> None:
    desk = Desk(store)
    desk.add(delivered(1), sold(2, unpaid=True))
    desk.now = RIPE
    tick(desk.store, desk.clock)
    desk.undo(1)
    desk.undo(2)
    assert (desk.states(1), desk.states(2)) == ([S.DELIVERED], [S.PREPARING])
    desk.now += 60
    assert ticked(desk) == {"expire": 0, "confirm": 0, "receipt-issue": 0, "receipt-cancel": 0}


def test_what_was_stepped_back_is_not_confirmed_again(desk: Desk) -> None:
    desk.add(delivered(1))
    desk.now = RIPE
    tick(desk.store, desk.clock)
    desk.do("reopen", 1)
    desk.do("back", 1)
    assert desk.states(1) == [S.DELIVERED]
    assert ticked(desk)["confirm"] == 0


def test_delivered_anew_it_confirms_itself_anew(desk: Desk) -> None:
    desk.add(delivered(1))
    desk.now = RIPE
    tick(desk.store, desk.clock)
    desk.do("reopen", 1)
    desk.do("back", 1)
    desk.do("back", 1)
    desk.do("deliver", 1)
    desk.now = RIPE + CONFIRM_AFTER
    assert ticked(desk)["confirm"] == 1


def test_a_reopened_order_gets_its_own_deadline(desk: Desk) -> None:
    desk.add(sold(1, unpaid=True))
    desk.now = OVERDUE
    tick(desk.store, desk.clock)
    desk.do("reopen", 1)
    assert ticked(desk)["expire"] == 0
    desk.now = deposit_deadline(desk.now)
    assert ticked(desk)["expire"] == 1


def test_who_comes_second_leaves_it_to_who_came_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(delivered(1))
    desk.now = RIPE
    inner: list[tuple[Ticked, ...]] = []

    def meanwhile(*given: object) -> int:
        inner.append(tick(desk.store, desk.clock))
        return apply_plan(*given)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(ticking, "apply_plan", meanwhile)
    assert [each.applied for each in tick(desk.store, desk.clock)] == [0, 1, 0, 0]
    assert inner == [()]
    assert desk.verbs(1) == ["create", "confirm"]


def test_a_desk_takes_only_so_many_at_a_time(desk: Desk) -> None:
    desk.add(*(delivered(n) for n in range(1, 6)))
    desk.now = RIPE
    assert [tick(desk.store, desk.clock, 3)[1].applied for _ in range(3)] == [3, 2, 0]


def test_a_tick_that_was_killed_is_carried_on_by_the_system(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.core.store.jobs.AT_ONCE", 0)
    desk.add(delivered(1), sold(2))
    desk.now = RIPE

    def die(point: str) -> None:
        if point == "slice":
            raise Killed

    desk.store.checkpoint = die
    with pytest.raises(Killed):
        tick(desk.store, desk.clock)
    desk.store.checkpoint = lambda name: None
    assert desk.states(1) == [S.DELIVERED]
    desk.do("memo", 2, text="다음 일")
    assert [(event.verb, event.actor) for event in desk.events(1)[1:]] == [("confirm", SYSTEM)]
    assert codes(desk.outcomes(1)) == [("apply", None)]
