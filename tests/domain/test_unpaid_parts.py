"""Parts of a line: cancelled before their deposit, asked for again, paid and given back in any order."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderdesk.core.domain import apply
from orderdesk.core.domain.asked_goods import taken_off
from orderdesk.core.domain.breakdown import breakdown, mismatch
from orderdesk.core.domain.check import check
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request, make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState
from tests.domain.builders import DAY, NOW, SELLER, SYSTEM, do, line, order

GONE: dict[str, Any] = {"reason": "BROKEN"}
STEPS = (
    "cancel",
    "cancel",
    "expire",
    "back",
    "back",
    "back",
    "confirm-payment",
    "approve",
    "approve",
    "merge",
)


def sound(of: Order) -> bool:
    return check(of) == () and mismatch(of, breakdown(of)) == 0


def test_what_was_asked_for_one_part_does_not_change_when_another_was_paid() -> None:
    """17 won for 3 pieces: the two that were cancelled and asked for again cost 11, so the third costs 6."""
    now = do(order(line(1, 3, 17, 0), unpaid=True), "cancel", 1, items="1:2", **GONE)
    now = do(do(now, "back", 2), "confirm-payment", None)
    assert [(p.paid, p.due) for p in payments(now.entries)] == [(11, 0), (0, 6)]
    now = do(now, "cancel", 1, **GONE)
    assert sound(now) and taken_off(now) == {1: (1, 6)}


def test_a_refund_between_unpaid_cancels_leaves_no_won_behind() -> None:
    """Three of four pieces for 13 won go unpaid, two of them twice, and the fourth is refunded in between."""
    now = do(order(line(1, 4, 13, 0), unpaid=True), "cancel", 1, items="1:2", **GONE)
    now = do(now, "cancel", 1, items="1:1", **GONE)
    assert [p.due for p in payments(now.entries)] == [0, 0, 4]
    now = do(now, "confirm-payment", None)
    now = do(now, "back", 2)
    now = do(do(now, "cancel", 1, **GONE), "approve", 1)
    now = do(now, "cancel", 2, **GONE)
    assert [(p.paid, p.refund_due, p.due) for p in payments(now.entries)] == [(0, 0, 0), (0, 0, 0), (4, 4, 0)]
    assert sound(now) and taken_off(now) == {1: (4, 13)}


def test_two_won_for_five_pieces_come_back_whole() -> None:
    now = do(order(line(1, 5, 2, 1), unpaid=True), "cancel", 1, items="1:3", **GONE)
    now = do(do(now, "back", 2), "confirm-payment", None)
    now = do(do(now, "cancel", 2, **GONE), "approve", 2)
    now = do(now, "cancel", 1, **GONE)
    assert sound(now) and taken_off(now) == {1: (5, 2)}


def test_a_part_is_asked_for_again_for_what_it_was_asked_for() -> None:
    """However often, and in another order than they went."""
    start = order(line(1, 4, 14, 0), unpaid=True)
    now = start
    for _ in range(3):
        now = do(now, "cancel", 1, items="1:1", **GONE)
    asked = {s.n: sum(won for _, _, won in now.entries[-1].refunds) for s in now.sections if s.n == 1}
    assert asked == {1: 4} and taken_off(now) == {1: (3, 10)}
    for n in (3, 2, 4, 2, 3):
        now = (
            do(now, "back", n)
            if now.section(n).state is SectionState.CANCELLED
            else do(now, "cancel", n, **GONE)
        )
        assert sound(now)
    assert sorted(p.due for p in payments(now.entries)) == [0, 0, 4, 4]


def a_step(rnd: Random, of: Order) -> tuple[int | None, Request]:
    verb, fields = rnd.choice(STEPS), {}
    if verb in ("confirm-payment", "merge"):
        return None, make_request(verb, {})
    where = rnd.choice(of.sections).n
    if verb == "cancel":
        item = rnd.choice(of.items_of(where))
        fields = GONE | ({"items": f"{item.n}:{rnd.randint(1, item.qty)}"} if rnd.random() < 0.7 else {})
    return where, Request(verb) if verb == "expire" else make_request(verb, fields)


@settings(max_examples=400)
@given(rnd=st.integers(0, 2**32).map(Random))
def test_any_order_of_cancelling_paying_and_taking_back_keeps_every_won(rnd: Random) -> None:
    lines = [line(n, rnd.randint(1, 6), rnd.randint(0, 30), rnd.randint(0, 10)) for n in (1, 2)]
    now = order(*lines[: rnd.randint(1, 2)], unpaid=True, fee=rnd.choice((0, 3)))
    for at in range(NOW, NOW + 30):
        where, request = a_step(rnd, now)
        actor, when = (SYSTEM, at + 10 * DAY) if request.verb == "expire" else (SELLER, at)
        verdict = apply.decide(now, where, request, actor, when, Shop())
        if verdict.kind is Kind.APPLY:
            now, _ = apply.carry_out(now, where, verdict, Call(request, actor, at))
            now = replace(now, version=now.version + 1)
            assert sound(now)
    for each in now.sections:
        if each.state is SectionState.CANCEL_REQUESTED:
            now = do(now, "approve", each.n)
    gone = all(each.state is SectionState.CANCELLED for each in now.sections)
    came = [p for p in payments(now.entries) if p.paid_at is not None]
    assert not gone or all(p.refundable == 0 for p in came)
