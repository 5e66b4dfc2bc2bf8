"""Draws the picture of the desk for the documentation.

``python -m tests.snapshots.picture docs/desk.svg`` opens the desk on a demo store at a fixed time, marks some
rows, and writes what stands on the screen.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from orderdesk.app import Desk
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.marking import mark_of
from orderdesk.core.store.engine import open_store
from orderdesk.screens.context import context
from orderdesk.settings import Settings
from tests.screens.driver import DeskDriver
from tests.snapshots.svg import scene_of, still

NOW = 1_795_411_920
"""2026-11-23 14:32 in Seoul."""

ORDERS, SEED, SIZE = 2000, 1, (120, 32)
KEYS = ("2", "down", "space", "space", "down", "space", "down")


async def draw() -> str:
    """The desk as SVG."""
    with tempfile.TemporaryDirectory() as place, open_store(f"sqlite:///{place}/desk.db") as store:
        fill_demo(store, ORDERS, SEED, NOW)
        settings = Settings(operator="김영희")
        app = Desk(replace(context(store, settings, lambda: NOW), mark=mark_of(store)))
        async with app.run_test(size=SIZE) as pilot:
            driver = DeskDriver(app, pilot)
            await driver.settle()
            await driver.press(*KEYS)
            return still(scene_of(app))


def main(path: str) -> None:
    """Writes the picture to *path*."""
    Path(path).write_text(asyncio.run(draw()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
