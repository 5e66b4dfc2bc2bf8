"""작업 잡기: who may take, take over and let go, and when it ends by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.apply import decide, may
from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import UNDISPATCHED_STATES, SectionState
from orderdesk.core.domain.taking import SHIFT, holder, taken_until
from tests.domain.builders import NOW, order, told

KIM, LEE = Actor(ActorKind.SELLER, "김포장"), Actor(ActorKind.SELLER, "이민준")
SHOP = Shop()


def taken(at: int = NOW, state: SectionState = SectionState.READY) -> Order:
    return replace(order(state=state), taken_by=KIM.name, taken_at=at, taken_note="포장 중")


def why(before: Order, verb: str, who: Actor = LEE, now: int = NOW, **fields: str) -> Refusal | None:
    return decide(before, None, make_request(verb, fields), who, now, SHOP).refusal


def test_one_who_takes_an_order_has_it_for_a_shift() -> None:
    before = order(state=SectionState.PREPARING)
    after, happened = told(before, make_request("take", {"note": "포장 중"}), None)
    assert (after.taken_by, after.taken_at, after.taken_note) == ("김영희", NOW, "포장 중")
    assert [each.verb for each in happened] == ["take"]
    assert holder(after, NOW) == holder(after, NOW + SHIFT - 1) == "김영희"
    assert holder(after, NOW + SHIFT) == "" and taken_until(after) == NOW + SHIFT
    free, _ = told(after, make_request("let-go"), None)
    assert free == before


@pytest.mark.parametrize("state", SectionState)
def test_it_ends_when_nothing_waits_to_be_sent(state: SectionState) -> None:
    waits = state in UNDISPATCHED_STATES
    assert bool(holder(taken(state=state), NOW)) is waits
    assert (why(order(state=state), "take") is None) is waits


def test_what_another_has_is_only_taken_over_on_purpose() -> None:
    assert why(taken(), "take") is Refusal.TAKEN
    assert why(taken(), "take", over="yes") is None
    after, happened = told(taken(), make_request("take", {"over": "yes"}), None, LEE)
    changed = {(each.field, each.before, each.after) for one in happened for each in one.changes}
    assert ("taken_by", "김포장", "이민준") in changed and holder(after, NOW) == "이민준"


def test_what_was_taken_a_shift_ago_is_free() -> None:
    assert why(taken(at=NOW - SHIFT), "take") is None
    assert why(taken(at=NOW - SHIFT), "let-go", KIM) is Refusal.ALREADY


def test_the_same_again_is_nothing_to_do_and_another_note_is_something() -> None:
    assert why(taken(), "take", KIM, note="포장 중") is Refusal.ALREADY
    assert why(taken(), "take", KIM, note="검수 중") is None


def test_only_who_has_it_lets_it_go() -> None:
    assert why(taken(), "let-go") is Refusal.TAKEN
    assert why(taken(), "let-go", KIM) is None
    assert why(order(), "let-go") is Refusal.ALREADY


def test_the_menu_offers_taking_over() -> None:
    assert may(taken(), None, "take", LEE, NOW, SHOP).kind is Kind.APPLY
    assert may(taken(), None, "take", KIM, NOW, SHOP).kind is Kind.SKIP
    assert may(taken(), None, "let-go", LEE, NOW, SHOP).kind is Kind.REFUSE


def test_nobody_is_kept_from_acting() -> None:
    assert decide(taken(), 1, make_request("ship"), LEE, NOW, SHOP).refusal is not Refusal.TAKEN
