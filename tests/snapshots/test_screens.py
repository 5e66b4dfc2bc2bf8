"""Pictures of the screens at the widths that operators use; look at them when they change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdesk.app import Desk
from orderdesk.core.store.engine import Store, open_store
from orderdesk.widgets.path_input import PathInput
from tests.screens.driver import DeskDriver, desk_app, fill, shop
from tests.screens.test_laboratory import bad_form

Snap = Callable[..., bool]

SIZES = [(60, 16), (80, 24), (120, 30), (160, 36)]


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'desk.db'}") as store:
        yield store


@pytest.fixture
def desk(empty_store: Store) -> Desk:
    fill(empty_store, shop())
    return desk_app(empty_store)


def after(app: Desk, *keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Waits until the desk is quiet, and presses *keys*."""

    async def run(pilot: Pilot[None]) -> None:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        for key in keys:
            await driver.press(key)

    return run


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_orders(snap_compare: Snap, desk: Desk, size: tuple[int, int]) -> None:
    assert snap_compare(desk, terminal_size=size, run_before=after(desk, "down", "space", "down"))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_detail(snap_compare: Snap, desk: Desk, size: tuple[int, int]) -> None:
    keys = (*["down"] * 8, "enter", "down")
    assert snap_compare(desk, terminal_size=size, run_before=after(desk, *keys))


@pytest.mark.parametrize("theme", ["light", "contrast", "mono"])
def test_themes(snap_compare: Snap, desk: Desk, theme: str) -> None:
    desk.theme = theme
    assert snap_compare(desk, terminal_size=(120, 24), run_before=after(desk, "3", "space"))


def test_no_orders(snap_compare: Snap, empty_store: Store) -> None:
    app = desk_app(empty_store)
    assert snap_compare(app, terminal_size=(80, 24), run_before=after(app))


@pytest.mark.parametrize("size", [(120, 36), (160, 45)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_docked_filter(snap_compare: Snap, desk: Desk, size: tuple[int, int]) -> None:
    keys = ("f3", "1", "right", "left", "down", "down", "1", "3")
    assert snap_compare(desk, terminal_size=size, run_before=after(desk, *keys))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_fees(snap_compare: Snap, desk: Desk, size: tuple[int, int]) -> None:
    keys = ("apostrophe", "3", "down", "down", "down", "down", "down")
    assert snap_compare(desk, terminal_size=size, run_before=after(desk, *keys))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", ["dark", "mono"])
def test_laboratory(
    snap_compare: Snap,
    empty_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    theme: str,
) -> None:
    monkeypatch.setattr("orderdesk.core.files.tracking_form._TEXT_ROWS", 30)
    app = desk_app(empty_store, default_courier="CJ대한통운")
    app.theme = theme
    path = bad_form(empty_store, tmp_path)

    async def run(pilot: Pilot[None]) -> None:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        await driver.press("ctrl+e")
        driver.screen.query_one(PathInput).value = str(path)
        for key in ("ctrl+s", "enter", "delete", "down", "tab"):
            await driver.press(key)

    assert snap_compare(app, terminal_size=size, run_before=run)
