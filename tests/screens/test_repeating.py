"""; does the last action again on other orders, and never without its preview."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.verbs import VERBS, Verb
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.repeating import NotRepeated, last_request, repeatable
from orderdesk.core.services.undoing import apply_undo, plan_undo
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.core.store.load import load_orders
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import fill, numbered, opened


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, numbered(6, state=S.PREPARING))
    return empty_store


def states(store: Store) -> list[str]:
    """The states of all sections, in the order of the list."""
    with store.reader() as conn:
        orders = sorted(load_orders(conn, range(1, 7)), key=lambda each: each.number)
    return [each.sections[0].state.name for each in orders]


def do(store: Store, request: Request, ids: list[int], actor: Actor = SELLER) -> None:
    """*request* on the orders *ids*, by *actor*."""
    with store.reader() as conn:
        plan = plan_request(conn, ids, request, actor, NOW)
    apply_plan(store, plan, actor, lambda: NOW)


async def test_the_last_action_is_done_on_what_is_marked_now_and_undone_alone(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("space", "space", "full_stop", "1", "ctrl+s")
        assert states(store) == ["READY", "READY"] + ["PREPARING"] * 4
        await desk.press("escape", "space", "down", "space", "semicolon")
        assert isinstance(desk.screen, PreviewDialog)
        assert "반복 · 배송대기 처리 · 미리보기" in desk.text()
        assert states(store) == ["READY", "READY"] + ["PREPARING"] * 4
        await desk.press("ctrl+s")
        assert states(store) == ["READY", "READY", "READY", "PREPARING", "READY", "PREPARING"]
        await desk.press("ㅕ", "ctrl+s")
        assert states(store) == ["READY", "READY"] + ["PREPARING"] * 4


async def test_it_is_left_by_escape_with_nothing_done(store: Store) -> None:
    do(store, Request("ready"), [1])
    async with opened(store) as desk:
        await desk.press("down", "semicolon", "escape")
        assert isinstance(desk.screen, OrdersScreen)
    with store.reader() as conn:
        assert len(jobs(conn, 9)) == 1


async def test_what_was_filled_in_is_done_again_too_on_the_order_that_is_open(store: Store) -> None:
    do(store, Request("hold", (("reason", "ADDRESS"), ("note", "확인 중"))), [1])
    async with opened(store) as desk:
        await desk.press("down", "enter", "semicolon", "ctrl+s")
        assert isinstance(desk.screen, OrderDetail)
        assert "확인 중" in desk.text()


async def test_after_a_restart_the_last_action_is_still_known(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("full_stop", "1", "ctrl+s")
    async with opened(store) as desk:
        await desk.press("ctrl+end", "semicolon", "ctrl+s")
    assert states(store).count("READY") == 2


async def test_nothing_done_yet_is_said(store: Store) -> None:
    do(store, Request("ready"), [1], Actor(ActorKind.SELLER, "이순신"))
    async with opened(store) as desk:
        await desk.press("semicolon")
        assert desk.told == ["아직 한 작업이 없습니다"]


async def test_without_a_row_there_is_nothing_to_repeat_it_on(empty_store: Store) -> None:
    fill(empty_store, [])
    async with opened(empty_store) as desk:
        await desk.press("semicolon")
        assert desk.told == ["먼저 주문을 고르세요 (Space)"]


async def test_a_number_is_never_given_to_another_order(store: Store) -> None:
    do(store, Request("ready"), [1])
    number = (("courier", "CJ대한통운"), ("number", "123456789012"), ("to", "READY"))
    do(store, Request("track", number), [1])
    async with opened(store) as desk:
        await desk.press("down", "semicolon")
        assert desk.told == ["마지막 작업은 그 주문에만 맞는 값이 있어 반복할 수 없습니다"]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.id)
def test_every_action_on_many_orders_is_repeated_and_no_other(verb: Verb) -> None:
    assert repeatable(Request(verb.id)) is verb.bulk


@pytest.mark.parametrize(
    "values",
    [(("items", ((1, 1),)),), (("number", "1"),), (("refund", 1),), (("depositor", "홍길동"),)],
)
def test_what_belongs_to_one_order_is_not_repeated(values: tuple[tuple[str, Value], ...]) -> None:
    assert not repeatable(Request("ready", values))


def test_taking_back_is_not_what_is_repeated(store: Store) -> None:
    do(store, Request("ready"), [1])
    with store.reader() as conn:
        plan = plan_undo(conn, 1)
    apply_undo(store, 1, plan, SELLER, lambda: NOW)
    with store.reader() as conn:
        assert last_request(conn, SELLER) == Request("ready")
        assert last_request(conn, Actor(ActorKind.SELLER, "이순신")) is NotRepeated.NOTHING
