"""What the desk writes the short way leaves the same picture as what Textual would write; needs tmux."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

import pytest

from orderdesk.bench.stores import make_store
from tests.terminal import plain_desk
from tests.terminal.tmux import PATIENCE, Cell, Tmux, desk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: the desk was not tried"),
]

ORDERS: Final = 400
QUIET: Final = 0.3
"""Seconds without a change after which nothing comes any more: more than the desk waits for anything but
toasts and the clock, and those two end a wait when they have passed on both screens."""

SCROLLS: Final = re.compile(rb"\x1b\[\d+;\d+r\x1b\[\d+[ST]\x1b\[r")
"""Lines moved by the terminal."""

Step = list[str] | tuple[int, int] | str
"""Keys pressed one by one, another size of the window, or text typed at once."""

MOVES: Final[list[Step]] = [
    ["Down"] * 44,
    ["Down"] * 6,
    ["Up"] * 48,
    ["NPage", "NPage", "Down", "NPage"],
    ["PPage", "Up", "C-End", "Up"],
    ["C-Home", "Down", "Space", "Space", "S-Down", "S-Down", "S-Up"],
    ["Right", "Right", "Down"],
]
COLUMNS: Final[list[Step]] = [
    ["Right"] * 6,
    ["Down"] * 42,
    ["End", "Up", "Home", "Left"],
    ["-", "+", "Down"],
]
DIALOGS: Final[list[Step]] = [
    ["2"],  # what is pressed before another list is there goes to the old one
    ["Down", "Down"],
    ["]"],
    ["0"],
    ["F6"],
    ["Down", "Escape"],
    ["Down"] * 5,
    ["/"],
    "김",
    ["Down", "Escape"],
    ["Escape", "Down"],
    ["Down"] * 40,
    ["C-c"],  # says what was copied, over the list
    ["Down"] * 8,
    ["Enter"],
    ["Down", "Escape"],
    ["C-l"],
    ["F1"],
    ["Escape", "Down"],
]
STEPS: Final[list[Step]] = [
    *MOVES, *COLUMNS, *DIALOGS, (120, 36), *MOVES, *DIALOGS[-9:], (80, 24), *MOVES, *COLUMNS[:2], (160, 45),
    *MOVES[:2],
]  # fmt: skip


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Tmux, Tmux]]:
    """The desk as it is, and the one that writes as Textual does, each with its own copy of one store."""
    made = tmp_path / "made.db"
    make_store(made, ORDERS, lambda done: None)
    begun = []
    for name, command in (("short", ["-m", "orderdesk"]), ("plain", [plain_desk.__file__])):
        place = tmp_path / name
        place.mkdir()
        shutil.copy(made, place / "desk.db")
        begun.append(Tmux(place, 160, 45, [sys.executable, *command, *desk(place / "desk.db")[3:]]))
        begun[-1].record(place / "written")
    yield begun[0], begun[1]
    for each in begun:
        each.close()


def settled(pair: tuple[Tmux, Tmux]) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Both pictures, once they have been equal and at rest; or as they stand after a long wait."""
    end, since, before = time.monotonic() + PATIENCE / 2, time.monotonic(), None
    while True:
        now = (pair[0].picture, pair[1].picture)
        if now != before:
            since, before = time.monotonic(), now
        elif now[0] == now[1] and time.monotonic() > since + QUIET:
            return now
        if time.monotonic() > end:
            return now
        time.sleep(0.03)


def do(tmux: Tmux, step: Step) -> None:
    """One step; keys are sent one by one, so that most of them are drawn by themselves."""
    if isinstance(step, str):
        tmux.type(step)
    elif isinstance(step, tuple):
        tmux.resize(*step)
    else:
        for key in step:
            tmux.press(key)


def test_both_ways_of_writing_leave_the_same_picture(pair: tuple[Tmux, Tmux], tmp_path: Path) -> None:
    for each in pair:
        each.wait(r"▌0 전체 400▐")
    for n, step in enumerate(STEPS):
        for each in pair:
            do(each, step)
        short, plain = settled(pair)
        differing = [
            (y, [two for two in zip_longest(a, b) if two[0] != two[1]][:3])
            for y, (a, b) in enumerate(zip(short, plain, strict=True))
            if a != b
        ]
        assert differing == [], (n, step)
    direct, whole = ((tmp_path / name / "written").read_bytes() for name in ("short", "plain"))
    assert len(SCROLLS.findall(direct)) > 100
    assert not SCROLLS.search(whole)
    assert len(direct) < len(whole)
