"""The driver of the desk in tests: what goes wrong in the desk fails the test, it never waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.worker import WorkerFailed

from orderdesk.core.store.engine import Store
from orderdesk.screens import order_list
from orderdesk.screens.dialogs import flow, process_menu
from tests.screens import quiet
from tests.screens.dialog_desk import desk_on
from tests.screens.driver import opened


class WentWrong(Exception):
    """A fault in a worker, as of a mistaken type."""


def fault(*arguments: object, **more: object) -> None:
    raise WentWrong


@contextmanager
def seen() -> Iterator[None]:
    """The fault ends the block; the application raises it a second time when it is left."""
    with pytest.raises(WorkerFailed, match="WentWrong"):
        yield


@pytest.mark.parametrize("keys", [("full_stop",), ("full_stop", "5", "ctrl+s", "enter")])
async def test_a_fault_of_a_worker_fails_the_test_with_keys_held_too(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    monkeypatch.setattr(process_menu, "make_menu", fault)
    at_once = False
    with seen():
        async with opened(shop_store) as desk:
            with seen():
                await desk.press(*keys)
            at_once = True
    assert at_once


async def test_a_fault_of_another_list_fails_the_test(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = False
    with seen():
        async with opened(shop_store) as desk:
            monkeypatch.setattr(order_list, "read_list", fault)
            with seen():
                await desk.press("3", "space")
            at_once = True
    assert at_once


async def test_a_fault_fails_the_test_of_a_dialog_alone(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_menu, "make_menu", fault)
    at_once = False
    with seen():
        async with desk_on(shop_store) as desk:
            with seen():
                await desk.start(lambda screen: flow.process(screen, [1]))
            at_once = True
    assert at_once


async def test_a_desk_that_is_never_quiet_fails_the_test_and_says_why(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop_store) as desk:
        with monkeypatch.context() as patch:
            patch.setattr(desk, "_busy", lambda: True)
            patch.setattr(quiet.Patience.__init__, "__defaults__", (0.05,))
            with pytest.raises(AssertionError, match=r"never quiet: .*OrdersScreen"):
                await desk.settle()
