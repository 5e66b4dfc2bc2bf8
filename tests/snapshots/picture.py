"""Draws the picture of the desk for the documentation.

``python -m tests.snapshots.picture docs/desk.svg`` opens the desk on a demo store at a fixed time, marks some
rows, and writes what stands on the screen.
"""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len

from orderdesk.app import Desk
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.store.engine import open_store
from orderdesk.screens.context import context
from orderdesk.settings import Settings
from tests.screens.driver import DeskDriver

NOW = 1_795_411_920
"""2026-11-23 14:32 in Seoul."""

ORDERS, SEED, SIZE = 2000, 1, (120, 32)
KEYS = ("2", "down", "space", "space", "down", "space", "down")


CELL = 12.2
"""The width of a terminal cell in the picture, in pixels."""

RUN = re.compile(
    r'<text class="(terminal-[^"]+)" x="([^"]+)" y="([^"]+)" textLength="[^"]+"([^>]*)>([^<]*)</text>'
)


def aligned(picture: str) -> str:
    """The picture with every word in its own cells: a browser's Hangul is not two digits wide."""
    return RUN.sub(_words, picture)


def _words(run: re.Match[str]) -> str:
    style, x, y, rest, text = run.groups()
    line = html.unescape(text)
    placed = []
    for word in re.finditer(r"[^\s\u00a0]+", line):
        left = float(x) + cell_len(line[: word.start()]) * CELL
        width = cell_len(word[0]) * CELL
        where = f'x="{left:g}" y="{y}" textLength="{width:g}"{rest}'
        placed.append(f'<text class="{style}" {where}>{html.escape(word[0])}</text>')
    return "".join(placed)


async def draw() -> str:
    """The desk as SVG."""
    with tempfile.TemporaryDirectory() as place, open_store(f"sqlite:///{place}/desk.db") as store:
        fill_demo(store, ORDERS, SEED, NOW)
        settings = Settings(operator="김영희", shop_name="우리상점")
        app = Desk(context(store, settings, lambda: NOW))
        async with app.run_test(size=SIZE) as pilot:
            driver = DeskDriver(app, pilot)
            await driver.settle()
            await driver.press(*KEYS)
            return aligned(app.export_screenshot(title="orderdesk", simplify=True))


def main(path: str) -> None:
    """Writes the picture to *path*."""
    drawn = asyncio.run(draw())
    Path(path).write_text("\n".join(line.rstrip() for line in drawn.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
