"""What stands in front is whole; of what stands beneath, half a wide character is a blank.

Tests of upstream's faults fail once Textual has mended them; then our fix can go.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.widgets._textual_fixes import FrugalScreen, KnownTerminal, _Changes

LEFT, RIGHT, TOAST = "왼쪽에있는주문", "오른쪽패널주문", "작업으로 한 일이 아닙니다"
WIDTH, SPLIT = 40, 15
"""Cells of the screen, and of its left column: an odd number, so that it halves a character."""


def cells(*layers: tuple[int, str]) -> list[str]:
    """One line with each of *layers* (first cell and text) over those before, "" after a wide character."""
    line = [" "] * WIDTH
    for x, text in layers:
        for char in text:
            width = cell_len(char)
            if x > 0 and x < WIDTH and line[x] == "":
                line[x - 1] = " "
            if x + width < WIDTH and line[x + width] == "":
                line[x + width] = " "
            line[x : x + width] = [char, ""][:width]
            x += width
    return line


class Layers:
    """Two columns, and a toast that lies over them."""

    def compose(self) -> ComposeResult:
        yield Static(LEFT, id="left")
        yield Static(RIGHT, id="right")
        yield Static(TOAST, id="toast")


class Frugal(Layers, FrugalScreen[None]):
    pass


class Upstream(Layers, Screen[None]):
    pass


class Host(App[None]):
    CSS = f"""
    Screen {{ layers: below above; }}
    Static {{ position: absolute; layer: below; height: 3; }}
    #left {{ width: {SPLIT}; }}
    #right {{ width: {WIDTH - SPLIT}; offset: {SPLIT} 0; }}
    #toast {{ layer: above; width: {cell_len(TOAST)}; height: 1; }}
    """

    def __init__(self, screen: Screen[None]) -> None:
        super().__init__()
        self._first = screen

    def get_default_screen(self) -> Screen[None]:
        return self._first


def shown(screen: Screen[Any]) -> str:
    """The first line as it is put together."""
    return screen._compositor.render_strips()[0].text


PLACES = range(WIDTH - cell_len(TOAST) + 1)


async def test_what_is_in_front_is_whole_at_every_place() -> None:
    async with Host(Frugal()).run_test(size=(WIDTH, 3)) as pilot:
        for x in PLACES:
            pilot.app.screen.query_one("#toast").styles.offset = (x, 0)
            await pilot.pause()
            wanted = "".join(cells((0, LEFT), (SPLIT, RIGHT), (x, TOAST)))
            assert shown(pilot.app.screen) == wanted, x


async def test_upstream_still_cuts_what_is_in_front_at_edges_beneath() -> None:
    async with Host(Upstream()).run_test(size=(WIDTH, 3)) as pilot:
        pilot.app.screen.query_one("#toast").styles.offset = (5, 0)
        await pilot.pause()
        assert shown(pilot.app.screen).startswith(f"왼쪽 {TOAST.replace('한', '  ')}")


def written(line: list[str], data: str) -> None:
    """Writes the first line of *data* into *line* as a terminal does."""
    for place, text in re.findall(r"\x1b\[1;(\d+)H((?:[^\x1b]|\x1b\[[\d;]*m)*)", data):
        x = int(place) - 1
        line[:] = over(line, x, re.sub(r"\x1b\[[\d;]*m", "", text))


def over(line: list[str], x: int, text: str) -> list[str]:
    """*line* with *text* from *x* on."""
    return cells(*((at, char) for at, char in enumerate(line) if char), (x, text))


@pytest.mark.parametrize("beneath", ["#left", "#right"])
async def test_a_change_beneath_leaves_it_whole(beneath: str) -> None:
    async with Host(Frugal()).run_test(size=(WIDTH, 3)) as pilot:
        screen = pilot.app.screen
        for x in PLACES:
            screen.query_one("#toast").styles.offset = (x, 0)
            await pilot.pause()
            line = cells((0, LEFT), (SPLIT, RIGHT), (x, TOAST))
            widget = screen.query_one(beneath)
            widget.refresh()
            screen._compositor.update_widgets({widget})
            update = screen._compositor.render_partial_update()
            assert isinstance(update, ChopsUpdate)
            wanted = [*line]
            written(line, _Changes(update, KnownTerminal()).render_segments(Console(color_system=None)))
            assert line == wanted, x
