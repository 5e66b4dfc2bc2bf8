"""Pictures of the screens at the widths that operators use; look at them when they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdesk.app import Desk
from orderdesk.core.store.engine import open_store
from tests.screens.driver import DeskDriver, desk_app, fill, shop

Snap = Callable[..., bool]

SIZES = [(60, 16), (80, 24), (120, 30), (160, 36)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    fill(store, shop())
    return desk_app(store)


def after(app: Desk, *keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Waits until the desk is quiet, and presses *keys*."""

    async def run(pilot: Pilot[None]) -> None:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        for key in keys:
            await driver.press(key)

    return run


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_orders(snap_compare: Snap, desk: Desk, size: tuple[int, int]) -> None:
    assert snap_compare(desk, terminal_size=size, run_before=after(desk, "down", "space", "down"))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_detail(snap_compare: Snap, desk: Desk, size: tuple[int, int]) -> None:
    keys = (*["down"] * 8, "enter", "down")
    assert snap_compare(desk, terminal_size=size, run_before=after(desk, *keys))


@pytest.mark.parametrize("theme", ["light", "contrast", "mono"])
def test_themes(snap_compare: Snap, desk: Desk, theme: str) -> None:
    desk.theme = theme
    assert snap_compare(desk, terminal_size=(120, 24), run_before=after(desk, "3", "space"))


def test_no_orders(snap_compare: Snap, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    fill(store, [])
    app = desk_app(store)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(app))
