"""Draws the moving picture of the desk among the played shops and companies.

``python -m tests.snapshots.moving_picture docs/live.svg`` opens the desk of ``demo --live``, lets buyers and
shops do what a day brings, works by keys, and writes what stood on the screen.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

from orderdesk.cli.live import played
from orderdesk.core.gateways.naver import polling
from orderdesk.core.services.demo.fill import fill_demo, operator
from orderdesk.core.store.engine import open_store
from orderdesk.simulators.world import Mishap
from tests.screens.driver import DeskDriver
from tests.screens.live_desk import Training
from tests.snapshots.svg import Scene, moving, scene_of

ORDERS, SEED, SIZE = 300, 1, (110, 28)
NUMBER = "521853123451"

Scenes = list[tuple[Scene, float]]
Show = Callable[..., Awaitable[None]]


async def play(training: Training) -> Scenes:
    """What is shown, and for how many seconds."""
    scenes: Scenes = []
    async with training.opened(SIZE) as desk:

        async def show(seconds: float, *keys: str) -> None:
            await desk.press(*keys)
            scenes.append((scene_of(desk.app), seconds))

        await show(2.0, "2", "ctrl+home")
        (ref,) = training.buys(1)
        await training.later(desk)
        await show(2.0, "ctrl+home")
        await _ship(training, desk, show)
        training.naver.delivers(ref)
        (moved,) = training.buys(2)
        await training.later(desk)
        training.naver.moves(moved, "부산광역시 해운대구 가상대로 3")
        await training.later(desk)
        await show(2.0, "6", "ctrl+home")
        await show(3.5, "enter")
    return scenes


async def _ship(training: Training, desk: DeskDriver, show: Show) -> None:
    """The order under the cursor is sent; the shop does not answer at first."""
    await desk.press("f4", "1")
    await desk.type(NUMBER)
    await desk.press("enter", "tab", "down", "space")
    await show(2.0)
    await show(2.5, "ctrl+s")
    await show(1.5, "ctrl+s")
    training.town.world.unlucky = lambda _path: Mishap.BROKEN_BEFORE
    await training.later(desk)
    await show(2.5, "tilde")
    training.town.world.unlucky = lambda _path: None
    for _ in range(3):
        await desk.press("ctrl+home", "exclamation_mark", "down", "exclamation_mark")
        await training.later(desk)
    await show(1.5, "escape")


def main(path: str) -> None:
    """Writes the picture to *path*."""
    with (
        tempfile.TemporaryDirectory() as place,
        patch.object(polling, "LAG", 0.0),
        open_store(f"sqlite:///{place}/desk.db") as store,
    ):
        fill_demo(store, ORDERS, SEED, int(time.time()))
        with played(store, operator(), SEED, 3600) as live:
            live.town.world.unlucky = lambda _path: None
            scenes = asyncio.run(play(Training(store, live)))
    Path(path).write_text(moving(scenes), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
