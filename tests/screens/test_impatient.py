"""Keys typed faster than the desk shows things wait for what they are for, or it is said that they do not."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens import order_list
from orderdesk.screens.dialogs import flow, process_menu
from orderdesk.screens.dialogs.accounts import AccountsDialog
from orderdesk.screens.dialogs.base import TOO_EARLY
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from tests.screens.driver import DeskDriver, opened

NAMES = {"/": "slash", "+": "plus", "-": "minus", ".": "full_stop", "]": "right_square_bracket", " ": "space"}


class Clock:
    """The time that keys carry, which passes when a test says so."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self) -> float:
        return self.now


class Held:
    """A function that does not return before it is let go."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._go = threading.Event()
        self.asked = 0

    def __call__(self, *arguments: Any, **more: Any) -> Any:  # noqa: ANN401  # as the function
        self.asked += 1
        assert self._go.wait(20)
        return self._function(*arguments, **more)

    def let_go(self) -> None:
        self._go.set()


@contextmanager
def slow(patch: pytest.MonkeyPatch, module: Any, name: str) -> Iterator[Held]:  # noqa: ANN401
    """The function *name* of *module* is slow."""
    held = Held(getattr(module, name))
    patch.setattr(module, name, held)
    try:
        yield held
    finally:
        held.let_go()


async def until(happened: Callable[[], bool]) -> None:
    """Waits until something is so; twenty seconds at most."""
    async with asyncio.timeout(20):
        while not happened():
            await asyncio.sleep(0.001)


def send(desk: DeskDriver, *keys: str, at: float | None = None) -> None:
    """*keys* as one burst, which came *at* that time, by default now."""
    for key in keys:
        event = events.Key(NAMES.get(key, key), key if len(key) == 1 else None)
        event.time = time.monotonic() if at is None else at
        desk.app.post_message(event)


def taken(desk: DeskDriver) -> bool:
    """Whether every key sent has been taken, or waits."""
    return not desk.app.message_queue_size


def planned(desk: DeskDriver) -> bool:
    """Whether a preview stands on the screen, with its plan."""
    return isinstance(desk.screen, PreviewDialog) and "1건 처리" in desk.text()


def states(store: Store) -> list[S]:
    with store.reader() as conn:
        return [order.sections[0].state for order in load_orders(conn, range(1, 10))]


async def test_keys_typed_before_the_menu_was_counted_confirm_nothing_whatever_is_pressed_meanwhile(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = states(shop_store)
    async with opened(shop_store) as desk:
        await desk.press("3")
        desk.app.guard = BurstGuard(clock := Clock())
        with slow(monkeypatch, process_menu, "make_menu") as counting:
            send(desk, ".")
            await until(lambda: bool(counting.asked))
            send(desk, "5", "ctrl+s", at=clock.now)
            send(desk, "down", at=clock.now + 10)
            await until(lambda: taken(desk) and desk.app.holds_keys)
            assert isinstance(desk.screen, ProcessMenu)
            counting.let_go()
            await until(lambda: planned(desk))
            await desk.settle()
        assert states(shop_store) == before
        assert planned(desk) and desk.told == [TOO_EARLY.ko]

        clock.now += 20
        send(desk, "ctrl+s", at=clock.now)
        await desk.settle()
        assert states(shop_store) != before


async def test_a_key_that_came_before_the_plan_was_shown_does_not_apply_it(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = states(shop_store)
    async with opened(shop_store) as desk:
        await desk.press("3")
        desk.app.guard = BurstGuard(clock := Clock())
        with slow(monkeypatch, flow, "plan_request") as planning:
            send(desk, ".", "5", at=clock.now)
            await until(lambda: bool(planning.asked))
            await until(lambda: "살펴보는 중" in desk.text())
            clock.now += 1
            send(desk, "ctrl+s", at=clock.now)
            await until(lambda: bool(desk.told))
            assert desk.told == [TOO_EARLY.ko]
            unseen = clock.now = clock.now + 1
            clock.now += 1
            planning.let_go()
            await until(lambda: planned(desk))
            await desk.settle()
        send(desk, "ctrl+s", at=unseen)  # it was on its way while the plan was drawn
        send(desk, "ctrl+s", "ctrl+s", at=clock.now + 0.2)
        await desk.settle()
        assert states(shop_store) == before
        assert planned(desk) and desk.told == [TOO_EARLY.ko, TOO_EARLY.ko]

        send(desk, "ctrl+s", at=clock.now + 0.4)
        await desk.settle()
        assert states(shop_store) != before


async def test_what_is_marked_while_another_list_is_read_is_of_that_list(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop_store) as desk:
        assert isinstance(desk.screen, OrdersScreen)
        with slow(monkeypatch, order_list, "read_list") as reading:
            send(desk, "3")
            await until(lambda: bool(reading.asked))
            send(desk, " ", ".")
            await until(lambda: taken(desk) and desk.app.holds_keys)
            assert not desk.grid.widget.marks
            reading.let_go()
            await desk.settle()
        assert isinstance(desk.screen, ProcessMenu) and "주문 1건" in desk.text()
        await desk.press("escape")
        assert desk.grid.widget.marks == {3}


async def test_another_list_is_chosen_at_once_while_one_is_read(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop_store) as desk:
        with slow(monkeypatch, order_list, "read_list") as reading:
            send(desk, "3")
            await until(lambda: bool(reading.asked))
            send(desk, "]")
            await until(lambda: desk.app.screen._choice.tab == 4)  # type: ignore[attr-defined]
            reading.let_go()
            await desk.settle()
        assert "▌4 배송중 2▐" in desk.text()


async def test_keys_after_the_one_that_goes_to_the_next_order_are_for_that(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop_store) as desk:
        await desk.press("enter")
        with slow(monkeypatch, order_list, "neighbour") as reading:
            send(desk, "]")
            await until(lambda: bool(reading.asked))
            send(desk, "]", ".")
            await until(lambda: taken(desk) and desk.app.holds_keys)
            reading.let_go()
            await desk.settle()
        assert isinstance(desk.screen, ProcessMenu)
        assert desk.screen._ids == [3]
        await desk.press("escape")
        assert isinstance(desk.screen, OrderDetail) and desk.screen.open_order == 3


async def test_a_scan_that_is_handled_slowly_is_one_still(shop_store: Store) -> None:
    """The time that its burst may last has passed, while the rest of it waits to be handled."""
    async with opened(shop_store) as desk:
        desk.app._gate.gap = 60
        send(desk, *(code := "202609210000005"), at=time.monotonic() - 90)
        await until(lambda: desk.app._gate.count == len(code))
        send(desk, "enter", at=time.monotonic() - 90)
        await desk.app._end_of_burst()
        await desk.settle()
        assert isinstance(desk.screen, OrderDetail) and desk.screen.open_order == 5


async def test_what_follows_enter_in_the_search_is_for_the_list_it_found(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        send(desk, "/", *"남궁", "enter", "enter")
        await desk.settle()
        assert isinstance(desk.screen, OrderDetail)


async def test_text_after_tab_or_enter_is_for_the_next_field(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        desk.app.push_screen(AccountsDialog())
        await desk.settle()
        send(desk, "+", *"새은행", "tab", *"000-0000-0009", "enter", *"우리상점")
        await desk.settle()
        assert [field.value for field in desk.screen.query(Input)] == ["새은행", "000-0000-0009", "우리상점"]
