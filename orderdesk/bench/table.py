"""The table of the order list: every goal, measured in one run."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from orderdesk.bench import changes, peers, series, stores
from orderdesk.bench.figures import Row, judged, median, p95
from orderdesk.bench.programs import HELLO
from orderdesk.bench.series import Series
from orderdesk.bench.terminal import REST, Program
from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import Store, open_store
from orderdesk.settings import STORE_VARIABLE

Say = Callable[[Word], None]

_ROUNDS: Final = 5
_SHOWN: Final = 31
"""Rows that must stand on the screen for its first frame to be full."""

_IDLE_SECONDS: Final = 3.0
UNWANTED: Final = ("sqlmodel", "sqlalchemy", "pydantic", "openpyxl", "httpx")
"""Libraries that the first frame must not wait for."""

_OPERATORS: Final = count()
"""Each program is another operator's, for the desk opens where its operator left it."""

HELLO_WORLD, TABLE, SMALL, LARGE = "hello", "table", "small", "large"
_DESK: Final = (sys.executable, "-m", "orderdesk")
_PROGRAMS: Final = "orderdesk.bench.programs"


@dataclass(frozen=True, slots=True)
class Bench:
    """The two stores, the folder that everything lives in, and the texts that tell that rows have come."""

    folder: Path
    urls: Mapping[str, str]
    marks: Mapping[str, list[str]]

    def environ(self, name: str, **more: str) -> dict[str, str]:
        """The environment of a program: a modern terminal, and nothing of the operator's own."""
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH", "LANG", "LC_ALL") if key in os.environ}
        home = {
            key: str(self.folder) for key in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        }
        return {
            "LANG": "C.UTF-8",
            **kept,
            **home,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TEXTUAL_ANIMATIONS": "none",
            "LOGNAME": f"operator{next(_OPERATORS)}",
            STORE_VARIABLE: self.urls.get(name, ""),
            **more,
        }

    def start(self, name: str, **more: str) -> Program:
        """One of the four programs."""
        commands = {
            HELLO_WORLD: (sys.executable, "-m", f"{_PROGRAMS}.hello"),
            TABLE: (sys.executable, "-m", f"{_PROGRAMS}.table", self.urls.get(SMALL, "")),
        }
        return Program(commands.get(name, _DESK), self.environ(name, **more))

    def ready(self, name: str, **more: str) -> Program:
        """One of the four programs, with its rows on the screen and nothing left to do."""
        program = self.start(name, **more)
        try:
            program.until_shown(self.first_mark(name), program.start)
            program.until_quiet(program.start, REST)
        except BaseException:
            program.close()
            raise
        return program

    def first_mark(self, name: str) -> str:
        """What stands on the first full frame of a program."""
        return HELLO if name == HELLO_WORLD else self.marks[SMALL if name == TABLE else name][_SHOWN - 1]

    @property
    def ground(self) -> peers.Ground:
        """What other programs are measured on, beside the desk."""
        start, mark = partial(self.start, LARGE), self.first_mark(LARGE)
        return peers.Ground(self.folder, self.urls[LARGE], self.environ(LARGE), start, mark)


def measure(orders: int, source: Store | None, say: Say) -> list[Row]:
    """The whole table for *orders* demo orders, or for a copy of *source*; *say* is told what goes on."""
    with _bench(orders, source, say) as bench, ExitStack() as running:
        say(Word("시작 시간을 잽니다", "Measuring starts"))
        rows = _starts(bench)
        say(Word("키를 잽니다", "Measuring keys"))
        programs = {name: running.enter_context(bench.ready(name)) for name in (TABLE, SMALL, LARGE)}
        large = programs[LARGE]
        idle = large.listen(_IDLE_SECONDS).size
        rows += _keys(bench, programs)
        rows += _counted(bench, large, idle)
        rows += _held(bench, large)
        say(Word("목록 바꾸기를 잽니다", "Measuring changes of the list"))
        rows += changes.changes(bench.urls[LARGE], large, _ROUNDS, _SHOWN)
        resident = [programs[name].resident / 2**20 for name in (LARGE, SMALL)]
        rows.append(
            judged(
                "memory_more_mib",
                Word("메모리: 작은 저장소보다 (MiB)", "memory, more than the small store (MiB)"),
                resident[0] - resident[1],
                most=20,
            )
        )
        words = Word("창 크기 바꾸기 (ms)", "resize (ms)")
        rows.append(_against("resize_ms", words, series.resizes(programs, 3), LARGE, TABLE, 1, most=80))
        return rows + _inside(bench) + peers.beside(bench.ground, say)


@contextmanager
def _bench(orders: int, source: Store | None, say: Say) -> Iterator[Bench]:
    with TemporaryDirectory(prefix="orderdesk-bench-") as name:
        folder = Path(name)
        say(Word("저장소를 만듭니다", "Making the stores"))
        told = time.monotonic()

        def progress(done: int) -> None:
            nonlocal told
            if time.monotonic() > told + 5:
                told = time.monotonic()
                say(Word(f"주문 {done:,}/{orders:,}건", f"{done:,}/{orders:,} orders"))

        urls = {SMALL: stores.make_store(folder / "small.db", stores.SMALL, progress)}
        if source is not None:
            urls[LARGE] = stores.copy_store(source, folder / "large.db")
        else:
            urls[LARGE] = stores.make_store(folder / "large.db", orders, progress)
        marks = {}
        for size, url in urls.items():
            with open_store(url) as store, store.reader() as conn:
                marks[size] = stores.marks(conn, 0, 4 * stores.PAGE)
        yield Bench(folder, urls, marks)


# the parts of the table


def _starts(bench: Bench) -> list[Row]:
    took: dict[str, list[float]] = {name: [] for name in (HELLO_WORLD, TABLE, SMALL, LARGE)}
    sizes = []
    for _ in range(_ROUNDS):
        for name, times in took.items():
            with bench.start(name) as program:
                times.append(program.until_shown(bench.first_mark(name), program.start) * 1000)
                if name == LARGE:
                    sizes.append(program.until_quiet(program.start, REST).size)
    large, hello, table, small = (median(took[name]) for name in (LARGE, HELLO_WORLD, TABLE, SMALL))
    first = Word("시작 → 첫 화면 (ms)", "start to rows (ms)")
    return [
        judged("start_ms/hello", _and(first, "빈 프로그램", "hello-world"), large, hello, ratio=1.35),
        judged("start_ms/small", _and(first, "1,000건", "1,000 orders"), large, small, ratio=1.15),
        judged("start_ms/table", _and(first, "DataTable", "DataTable"), large, table, ratio=1),
        judged("start_bytes", Word("시작 (바이트)", "start (bytes)"), median(sizes), most=32_000),
    ]


def _keys(bench: Bench, programs: Mapping[str, Program]) -> list[Row]:
    moves, scrolls = series.moves(programs, _ROUNDS), series.scrolls(programs, _ROUNDS)
    pages = series.pages(programs, 3)
    end, home = series.jumps(bench.ready, tuple(programs), 3)
    rows = []
    for name, words, noted, most in (
        ("down", Word("커서 아래로", "cursor down"), moves, 1 / 4),
        ("scroll", Word("한 줄 스크롤", "one-line scroll"), scrolls, 1 / 4),
        ("page", Word("한 화면 아래로", "page down"), pages, 1 / 20),
        ("end", Word("맨 아래", "end"), end, 1 / 20),
        ("home", Word("맨 위", "home"), home, 1 / 20),
    ):
        label = _with(words, "(ms)")
        rows.append(
            _against(f"{name}_ms/table", _and(label, "DataTable", "DataTable"), noted, LARGE, TABLE, most)
        )
        if name == "down":
            worst = _and(label, "DataTable, 95 %", "DataTable, 95 %")
            large, table = p95(noted[LARGE].last), p95(noted[TABLE].last)
            rows.append(judged("down_p95_ms/table", worst, large, table, ratio=0.5))
        rows.append(
            _against(f"{name}_ms/small", _and(label, "1,000건", "1,000 orders"), noted, LARGE, SMALL, 1.25)
        )
    for name, words, noted, most in (
        ("move", Word("커서 아래로 (바이트)", "cursor down (bytes)"), moves, 550),
        ("scroll", Word("한 줄 스크롤 (바이트)", "one-line scroll (bytes)"), scrolls, 650),
        ("page", Word("한 화면 아래로 (바이트)", "page down (bytes)"), pages, 10_500),
    ):
        size, table = median(noted[LARGE].size), median(noted[TABLE].size)
        rows.append(judged(f"{name}_bytes", words, size, table, most=most))
    return rows


def _counted(bench: Bench, large: Program, idle: int) -> list[Row]:
    with bench.ready(LARGE, SSH_CONNECTION="192.0.2.1 1 192.0.2.2 22", SSH_TTY="/dev/pts/0") as distant:
        moved = series.moves({LARGE: distant}, 1)
    over = Word("커서 아래로, SSH에서 (바이트)", "cursor down, over SSH (bytes)")
    writes = Word("화면 한 번에 쓰기 (회)", "writes per frame")
    return [
        judged("move_bytes_ssh", over, median(moved[LARGE].size), most=150),
        judged("idle_bytes", Word("쉬는 동안 (바이트)", "idle (bytes)"), idle, most=0),
        judged("writes_per_frame", writes, series.writes_per_frame(large), most=1),
    ]


def _held(bench: Bench, large: Program) -> list[Row]:
    held = series.hold_down(large, bench.marks[LARGE])
    burst = series.keys_at_once(large, bench.marks[LARGE])
    share = Word("누르고 있기: 그려진 키 (%)", "key held: keys painted (%)")
    cpu = Word("누르고 있기: 키마다 CPU (ms)", "key held: CPU per key (ms)")
    lag = Word("누르고 있기: 놓은 뒤 (ms)", "key held: lag after release (ms)")
    first = Word("키 200개: 첫 화면 (ms)", "200 keys: first paint (ms)")
    size = Word("키 200개 (바이트)", "200 keys (bytes)")
    return [
        judged("held_painted_percent", share, 100 * held.painted / held.presses, least=100),
        judged("held_cpu_ms", cpu, held.cpu_ms, most=2),
        judged("held_lag_ms", lag, held.lag_ms, most=16),
        judged("burst_first_ms", first, burst.first * 1000, most=60),
        judged("burst_bytes", size, burst.size, most=30_000),
    ]


def _inside(bench: Bench) -> list[Row]:
    """What the desk loads for its first frame, and what it asks of the store for each key."""
    report = bench.folder / "seen.json"
    command = (sys.executable, "-m", f"{_PROGRAMS}.probe", str(report))
    with Program(command, bench.environ(LARGE)) as program:
        program.until_shown(bench.first_mark(LARGE), program.start)
        program.until_quiet(program.start, REST)
        loaded = {name.partition(".")[0] for name in seen(program, report)["modules"]}
        for _ in range(10):
            program.press(series.DOWN)
        moving = len(asked(seen(program, report))) / 10
        for _ in range(6):
            program.press(series.PAGE_DOWN)
        paging = len(asked(seen(program, report))) / 6
        program.press(series.BOTTOM)
        deep = [numbers[-1] for sql, numbers in asked(seen(program, report)) if "OFFSET" in sql]
    modules = Word("첫 화면에 필요 없는 라이브러리", "libraries too many at the first frame")
    down, page = (
        Word("키마다 SQL: 커서", "SQL per key: cursor"),
        Word("키마다 SQL: 화면", "SQL per key: page"),
    )
    return [
        judged("unwanted_modules", modules, len(loaded & set(UNWANTED)), most=0),
        judged("down_statements", down, moving, most=0),
        judged("page_statements", page, paging, most=1),
        judged(
            "deepest_number",
            Word("SQL의 가장 큰 OFFSET", "deepest OFFSET"),
            max(deep, default=0),
            most=256,
        ),
    ]


def seen(program: Program, report: Path) -> dict[str, Any]:
    """What the probe has seen since it was last asked."""
    report.unlink(missing_ok=True)
    program.signal(signal.SIGUSR1)
    while not report.exists():
        program.listen(0.05)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def asked(report: Mapping[str, Any]) -> list[tuple[str, list[int]]]:
    """The statements of a report with their numbers, but those that only begin or end."""
    return [(sql, numbers) for sql, numbers in report["statements"] if sql not in ("BEGIN", "COMMIT")]


def _against(
    name: str, words: Word, noted: Series, of: str, to: str, ratio: float, most: float | None = None
) -> Row:
    return judged(name, words, median(noted[of].last), median(noted[to].last), ratio=ratio, most=most)


def _with(words: Word, text: str) -> Word:
    return Word(f"{words.ko} {text}", f"{words.en} {text}")


def _and(words: Word, ko: str, en: str) -> Word:
    return Word(f"{words.ko} / {ko}", f"{words.en} / {en}")
