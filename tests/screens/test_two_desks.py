"""Two operators at two desks on one store: nothing is lost, done twice, or swallowed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import make_plan
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.events import events_of
from orderdesk.core.store.presence import GONE, TABLE
from orderdesk.screens.dialogs.moved_rows import MovedDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW
from tests.screens.dialog_desk import orders_of
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.store.fixtures import postgres_address, postgres_template, sqlite_template, store, store_url

__all__ = ["postgres_address", "postgres_template", "sqlite_template", "store", "store_url"]

pytestmark = pytest.mark.slow  # two applications at once

PATIENCE = 10.0
"""Seconds; far more than needed, only so that a broken program ends the test."""

LEE = Actor(ActorKind.SELLER, "이민준")
GOOD = "521853123451"


@asynccontextmanager
async def two_desks(address: str) -> AsyncIterator[tuple[DeskDriver, DeskDriver]]:
    """김영희's desk and 이민준's, each with the store opened by itself."""
    with open_store(address) as one, open_store(address) as other:
        async with (
            opened(one, default_courier="CJ대한통운") as kim,
            opened(other, operator=LEE.name, default_courier="CJ대한통운") as lee,
        ):
            yield kim, lee


@pytest.fixture
def empty_store(store: Store) -> Store:
    """An empty store, on each engine."""
    return store


@pytest.fixture
def address(store_url: str) -> str:
    """Where the store is."""
    return store_url


def by_lee(store: Store, ids: list[int], verb: str, **fields: str) -> int:
    """What 이민준 does at the command line."""
    request = make_request(verb, fields)
    with store.reader() as conn:
        plan = make_plan(conn, ids, request, LEE, NOW, shop_of(conn))
    return apply_plan(store, plan, LEE, lambda: NOW)


def states(store: Store, ids: list[int]) -> list[S]:
    return [each.sections[0].state for each in orders_of(store, ids)]


def verbs(store: Store, order_id: int) -> list[tuple[str, str]]:
    """What happened to an order and by whom, oldest first, after it was made."""
    with store.reader() as conn:
        return [(each.verb, each.actor.name) for each in events_of(conn, order_id)[1:]]


async def test_the_second_sees_what_the_first_changed_and_does_it_again_at_once(
    empty_store: Store, address: str
) -> None:
    ids = fill(empty_store, numbered(3))
    async with two_desks(address) as (kim, lee):
        await kim.press("asterisk", "full_stop", "1")  # 배송대기 처리, in the preview
        await lee.press("space", "full_stop", "1", "ctrl+s")  # the first order, done
        await lee.press("minus", "full_stop", "6", "1", "ctrl+s", "ctrl+s")  # the second: 배송보류
        await kim.press("ctrl+s")
        assert isinstance(kim.screen, MovedDialog)
        shown = kim.text()
        assert "미리보기 뒤에 바뀌어 하지 않은 2건" in shown
        assert "작업 1 (이민준 " in shown and "상품준비 → 배송대기" in shown
        assert "작업 2 (이민준 " in shown and "배송보류" in shown
        assert states(empty_store, ids) == [S.READY, S.PREPARING, S.READY]
        await kim.press("ctrl+s")
        assert isinstance(kim.screen, PreviewDialog)
        assert "건너뜀 · 이미 그 상태입니다" in kim.text() and "거절 · 배송보류 주문입니다" in kim.text()
        await kim.press("escape")
        await lee.press("full_stop", "7", "ctrl+s")  # 이민준 releases it
        await kim.press("f12")
        await kim.press("down", "exclamation_mark")
        assert "작업 3 거절된 것 다시 · 미리보기" in kim.text() and "✓ 바뀜" in kim.text()
        await kim.press("ctrl+s")
    assert states(empty_store, ids) == [S.READY] * 3
    assert verbs(empty_store, ids[0]) == [("ready", "이민준")]
    assert verbs(empty_store, ids[1]) == [("hold", "이민준"), ("release", "이민준"), ("ready", "김영희")]
    assert verbs(empty_store, ids[2]) == [("ready", "김영희")]
    assert verify(empty_store).wrong == 0


async def test_one_order_on_two_desks_shows_the_change_in_place_and_is_acted_on_once(
    empty_store: Store, address: str
) -> None:
    ids = fill(empty_store, numbered(1))
    async with two_desks(address) as (kim, lee):
        for desk in (kim, lee):
            await desk.press("enter")
            assert isinstance(desk.screen, OrderDetail)
        await kim.press("full_stop", "1")
        await lee.press("full_stop", "1", "ctrl+s")
        await kim.press("ctrl+s")
        assert isinstance(kim.screen, MovedDialog)
        await kim.press("escape")
        assert isinstance(kim.screen, OrderDetail)
        assert "S1  ▹ 배송대기" in kim.text() and "배송대기 S1 (이민준)" in kim.text()
        await lee.press("full_stop", "6", "2", "ctrl+s", "ctrl+s")  # a hold, while kim only looks
        await poll(kim)
        assert "재고 확인" in kim.text()
    assert verbs(empty_store, ids[0]) == [("ready", "이민준"), ("hold", "이민준")]


async def test_the_list_follows_the_other_desk_and_keeps_cursor_and_marks(
    empty_store: Store, address: str
) -> None:
    ids = fill(empty_store, numbered(4))
    async with two_desks(address) as (kim, lee):
        await kim.press("2")  # 상품준비
        await kim.grid.mark(1, 2)
        number = kim.grid.number
        await lee.press("space", "full_stop", "1", "ctrl+s")
        await poll(kim)
        assert kim.grid.widget.total == 3 and kim.grid.number == number
        assert kim.grid.widget.marks == set(ids[1:3])


async def test_a_memo_and_a_tracking_number_do_not_meet(empty_store: Store, address: str) -> None:
    ids = fill(empty_store, numbered(1, state=S.READY))
    async with two_desks(address) as (kim, _):
        await kim.press("f4", "1")
        await kim.type(GOOD)
        await kim.press("enter", "tab", "down", "space", "ctrl+s")
        by_lee(empty_store, ids, "memo", text="문 앞에 두세요")
        await kim.press("ctrl+s")
        assert kim.told[-1] == "1건 송장 입력, 배송중 1건 · Ctrl+Z 되돌리기 · F12 작업"
    (order,) = orders_of(empty_store, ids)
    assert (order.sections[0].tracking, [memo.text for memo in order.memos]) == (GOOD, ["문 앞에 두세요"])
    assert verbs(empty_store, ids[0]) == [("memo", "이민준"), ("track", "김영희"), ("ship", "김영희")]


async def test_numbers_that_others_were_faster_with_are_set_again_in_one_step(
    empty_store: Store, address: str
) -> None:
    ids = fill(empty_store, numbered(2, state=S.READY))
    async with two_desks(address) as (kim, _):
        await kim.press("f4", "1")
        await kim.type(GOOD)
        await kim.press("enter", "ctrl+s")
        by_lee(empty_store, ids[:1], "hold", reason="STOCK")
        by_lee(empty_store, ids[:1], "release")
        await kim.press("ctrl+s")
        assert isinstance(kim.screen, MovedDialog) and "배송보류" in kim.text()
        await kim.press("ctrl+s", "ctrl+s")
        assert isinstance(kim.screen, OrdersScreen)
    assert orders_of(empty_store, ids)[0].sections[0].tracking == GOOD


async def test_an_undo_says_which_job_stands_in_its_way(empty_store: Store, address: str) -> None:
    ids = fill(empty_store, numbered(2))
    async with two_desks(address) as (kim, lee):
        await kim.press("asterisk", "full_stop", "1", "ctrl+s")
        await lee.press("space", "full_stop", "5", "ctrl+s")  # 한 단계 뒤로
        await kim.press("u")
        assert "거절 · 그 뒤에 다시 바뀌어 되돌릴 수 없습니다" in kim.text()
        await kim.press("down", "enter")
        assert "작업 2 (이민준 " in kim.text() and "배송대기 → 상품준비" in kim.text()
        await kim.press("escape", "ctrl+s")
        await kim.press("f12", "enter")
        assert "작업 2 (이민준 " in kim.text()
    assert states(empty_store, ids) == [S.PREPARING] * 2
    assert verbs(empty_store, ids[0]) == [("ready", "김영희"), ("back", "이민준")]


async def test_either_may_take_back_what_the_other_did(empty_store: Store, address: str) -> None:
    ids = fill(empty_store, numbered(1))
    async with two_desks(address) as (kim, lee):
        await kim.press("full_stop", "1", "ctrl+s")
        await lee.press("u")
        assert lee.told[-1] == "되돌릴 작업이 없습니다"  # of their own
        await lee.press("f12", "u", "ctrl+s")
    assert states(empty_store, ids) == [S.PREPARING]
    assert verbs(empty_store, ids[0]) == [("ready", "김영희"), ("undo", "이민준")]


async def test_a_job_that_runs_at_the_other_desk_stands_in_the_heading(
    empty_store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.core.store.jobs.SliceSizer", OneRow)
    ids = fill(empty_store, numbered(3))
    begun, go_on = threading.Event(), threading.Event()

    def after_a_slice(done: int, total: int) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    request = make_request("ready", {})
    with empty_store.reader() as conn:
        plan = make_plan(conn, ids, request, LEE, NOW, shop_of(conn))
    async with opened(empty_store) as kim:
        with open_store(address) as other:
            job = asyncio.create_task(
                asyncio.to_thread(apply_plan, other, plan, LEE, lambda: NOW, after_a_slice)
            )
            assert await asyncio.to_thread(begun.wait, PATIENCE)
            await poll(kim)
            assert "김영희  작업 1  " in kim.row(0) and "3 배송대기 1" in kim.row(1)
            await kim.press("f12")
            assert "적용 1 · 남음 2   진행 중" in kim.text()
            await kim.press("escape")
            go_on.set()
            await job
        await poll(kim)
        assert "작업 1" not in kim.row(0) and "3 배송대기 3" in kim.row(1)


async def test_who_has_an_order_open_stands_in_the_list_and_in_the_order(
    empty_store: Store, address: str
) -> None:
    fill(empty_store, numbered(2))
    async with two_desks(address) as (kim, lee):
        await lee.press("down", "enter")
        await poll(kim)
        assert "◉ 이민준 · 상품 1" in kim.row(5) and "◉" not in kim.row(4)
        await lee.press("full_stop")  # a dialog over it
        await poll(kim)
        assert "◉ 이민준" in kim.row(5)
        await kim.press("down", "enter")
        assert "◉ 이민준 보는 중" in kim.text()
        await lee.press("escape")
        await poll(lee)
        assert "◉ 김영희 보는 중" in lee.text()
        await lee.press("escape")
        assert "◉ 김영희" in lee.row(5) and "◉ 이민준" not in lee.text()
        await poll(kim)
        assert "◉" not in kim.text()


async def test_the_next_order_of_the_list_is_told_too_and_a_killed_desk_is_gone_by_itself(
    empty_store: Store, address: str
) -> None:
    fill(empty_store, numbered(2))
    async with two_desks(address) as (kim, lee):
        await lee.press("enter")
        await poll(kim)
        assert "◉" in kim.row(4) and "◉" not in kim.row(5)
        await lee.press("right_square_bracket")  # the next order
        assert isinstance(lee.screen, OrderDetail)
        await poll(kim)
        assert "◉" not in kim.row(4) and "◉" in kim.row(5)
        with closing(empty_store.backend.connect_beside(TABLE)) as conn:
            conn.execute("UPDATE presence SET seen = seen - ?", (GONE + 1,))
        await poll(kim)
        assert "◉" not in kim.text()


async def test_what_one_took_the_other_sees_is_warned_about_and_takes_over(
    empty_store: Store, address: str
) -> None:
    ids = fill(empty_store, numbered(3))
    async with two_desks(address) as (kim, lee):
        await kim.grid.mark(0, 1)
        await kim.press("full_stop", "0", "0", "0", "5")
        assert "하는 일" in kim.text() and "포장 중" in kim.text() and "넘겨받기" not in kim.text()
        await kim.press("ctrl+s", "ctrl+s")
        assert kim.told[-1].startswith("2건 작업을 잡음")
        await poll(kim)
        await poll(lee)
        for desk in (kim, lee):
            assert "⚑ 김영희 · 상품 1" in desk.row(4) and "⚑ 김영희" in desk.row(5) and "⚑" not in desk.row(6)
        await lee.press("enter")
        assert "⚑ 김영희 · 포장 중 · 07:13까지" in lee.text()
        await lee.press("escape", "asterisk", "full_stop", "1")  # 배송대기 처리
        assert "김영희 님이 잡은 주문 2건 (포장 중)" in lee.text() and "✓ 바뀜" in lee.text()
        await lee.press("escape", "full_stop", "0", "0", "0", "5")
        assert "넘겨받기: 김영희 님이 잡은 주문 2건 (포장 중)" in lee.text()
        await lee.press("ctrl+s")
        assert "거절 · 다른 작업자가 잡은 주문입니다" in lee.text()
        await lee.press("escape", "escape", "minus", "full_stop", "0", "0", "0", "5", "tab", "1", "ctrl+s")
        assert "김영희 님이 잡은 주문 1건 (포장 중)" in lee.text() and "✓ 바뀜" in lee.text()
        await lee.press("ctrl+s")
        await poll(kim)
        assert "⚑ 이민준" in kim.row(4) and "⚑ 김영희" in kim.row(5)
        await kim.press("minus", "slash")
        await kim.type("taken=")
        await kim.press("내", "가", "enter")
        assert kim.grid.numbers == ["202609210000002"]
    assert verbs(empty_store, ids[0]) == [("take", "김영희"), ("take", "이민준")]
    assert verify(empty_store).wrong == 0


async def test_a_server_tells_the_other_desk_at_once(
    empty_store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if empty_store.engine == "sqlite":
        pytest.skip("a file tells nobody")
    monkeypatch.setattr("orderdesk.screens.orders.POLL", 3600.0)
    ids = fill(empty_store, numbered(3))
    async with two_desks(address) as (kim, _):
        assert "3 배송대기 3" not in kim.row(1)
        for verb in ("hold", "release") * 20:  # the session that listens may just be coming up
            by_lee(empty_store, ids, verb, **({"reason": "STOCK"} if verb == "hold" else {}))
            for _ in range(10):
                await asyncio.sleep(0.1)
                await kim.settle()
                if "보류" in kim.row(4):
                    return
    pytest.fail("nobody told it")


_POLLING = OrdersScreen | OrderDetail


class OneRow:
    """Slices of one row."""

    size = 1

    def measured(self, rows: int, seconds: float) -> None:
        """A slice stays one row, however long it took."""


async def poll(desk: DeskDriver) -> None:
    """Looks for what others did, as the desk does every second, and in its own task, which knows the desk."""
    screen = next(each for each in reversed(desk.app.screen_stack) if isinstance(each, _POLLING))
    screen.call_later(screen.poll)
    await desk.settle()
