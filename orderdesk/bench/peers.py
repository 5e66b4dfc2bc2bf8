"""Viewers of tables that others have made, beside the desk: run where they are installed, never needed.

They read the orders as a CSV file. Nothing in their figures is a goal; they say what can be had elsewhere.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orderdesk.bench import series
from orderdesk.bench.figures import Row, judged, median
from orderdesk.bench.programs import COLUMNS
from orderdesk.bench.series import Noted
from orderdesk.bench.terminal import REST, NoAnswer, Program
from orderdesk.core.domain import columns
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import View
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.listing import ListQuery

MOST: Final = 100_000
"""Orders in the file; VisiData reads all of it, and is measured after that."""

_ROUNDS: Final = 3
_MOVES, _PAGES = 10, 6
"""Presses of a key in a round; all rounds of down stay on the first screen."""

_CURSES_DOWN: Final = "\x1bOB"
"""Down, in the mode that curses puts the keyboard into; it takes the other one for Alt and letters."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program: its name for people, the command that opens a file, and its key for down."""

    name: str
    command: str
    down: str


PEERS: Final = (Peer("VisiData", "vd", _CURSES_DOWN), Peer("datui", "datui", series.DOWN))


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same for all: folder, store, environment, the desk, and the mark of a full first screen."""

    folder: Path
    url: str
    environ: Mapping[str, str]
    desk: Callable[[], Program]
    mark: str


def beside(ground: Ground, say: Callable[[Word], None]) -> list[Row]:
    """The desk against each peer on the PATH of *ground*; one that does not answer is left out, and told."""
    found = [peer for peer in PEERS if shutil.which(peer.command, path=ground.environ.get("PATH"))]
    if not found:
        return []
    sheet = write_sheet(ground.url, ground.folder / "orders.csv")
    rows = []
    for peer in found:
        say(Word(f"{peer.name}와 견줍니다 (CSV)", f"Measuring beside {peer.name} (CSV)"))
        try:
            rows += _rows(peer, sheet, ground)
        except NoAnswer:
            say(Word(f"{peer.name}: 답이 없어 뺐습니다", f"{peer.name} does not answer and is left out"))
    return rows


def write_sheet(url: str, path: Path) -> Path:
    """The newest orders of a store, at most MOST, as a CSV file with the columns of the baseline; *path*."""
    with (
        open_store(url) as store,
        store.reader() as conn,
        path.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for order in browsing.orders(conn, View(ListQuery()), MOST):
            cells = columns.row(order, COLUMNS).values()
            writer.writerow([clean(cell) if isinstance(cell, str) else cell for cell in cells])
    return path


def _rows(peer: Peer, sheet: Path, ground: Ground) -> list[Row]:
    def start() -> Program:
        return Program((peer.command, str(sheet)), ground.environ)

    starts: dict[Callable[[], Program], list[float]] = {ground.desk: [], start: []}
    for _ in range(_ROUNDS):
        for begin, times in starts.items():
            with begin() as program:
                times.append(program.until_shown(ground.mark, program.start) * 1000)
    with ground.desk() as desk, start() as other:
        for program in (desk, other):
            program.until_shown(ground.mark, program.start)
            program.until_quiet(program.start, REST)
        down = _by_turns(desk, series.DOWN, other, peer.down, _MOVES)
        page = _by_turns(desk, series.PAGE_DOWN, other, series.PAGE_DOWN, _PAGES)
    return [
        _row("start_ms", Word("시작 → 첫 화면 (ms)", "start to rows (ms)"), peer, *starts.values()),
        _row("down_ms", Word("커서 아래로 (ms)", "cursor down (ms)"), peer, *(each.last for each in down)),
        _row("page_ms", Word("한 화면 아래로 (ms)", "page down (ms)"), peer, *(each.last for each in page)),
        _row(
            "move_bytes",
            Word("커서 아래로 (바이트)", "cursor down (bytes)"),
            peer,
            *(each.size for each in down),
        ),
        _row(
            "page_bytes",
            Word("한 화면 아래로 (바이트)", "page down (bytes)"),
            peer,
            *(each.size for each in page),
        ),
    ]


def _by_turns(desk: Program, key: str, other: Program, other_key: str, times: int) -> tuple[Noted, Noted]:
    noted = Noted(), Noted()
    for _ in range(_ROUNDS):
        for program, pressed, figures in ((desk, key, noted[0]), (other, other_key, noted[1])):
            program.until_quiet(program.press(pressed), REST)  # awake, and nothing left from the other's turn
            for _ in range(times):
                figures.note(program.press(pressed))
    return noted


def _row(name: str, words: Word, peer: Peer, desk: list[float], other: list[float]) -> Row:
    label = Word(f"{words.ko} / {peer.name}", f"{words.en} / {peer.name}")
    return judged(f"{name}/{peer.command}", label, median(desk), median(other))
