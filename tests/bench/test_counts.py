"""The counts that the order list promises, at 100,000 orders: bytes, writes, statements, modules; no times.

The store takes longer to make than everything else; `--dist loadgroup` keeps these tests in one worker.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from orderdesk.bench import series, stores
from orderdesk.bench.figures import median
from orderdesk.bench.series import BOTTOM, DOWN, PAGE_DOWN, TOP
from orderdesk.bench.table import LARGE, UNWANTED, Bench, asked, seen
from orderdesk.bench.terminal import REST, Program
from orderdesk.core.store.engine import open_store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the harness reads /proc"),
    pytest.mark.xdist_group("counts"),
]

PAGE_UP: Final = "\x1b[5~"
ORDERS: Final = 100_000
ALL: Final = f"{ORDERS:,}"
WITHOUT_PANEL: Final = (120, 40)
"""A size at which no order stands beside the list, so that only the list itself asks the store."""

OPERATORS: Final = {"bar": 'cursor = "bar"\n', "gutter": 'cursor = "gutter"\n', "probe": ""}
"""Who works at a program of their own, and what their settings say besides."""

DEEPEST: Final = 256
"""Rows that a statement may skip."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The store, made once; it takes about a minute."""
    folder = tmp_path_factory.mktemp("counts")
    url = stores.make_store(folder / "large.db", ORDERS, lambda done: None)
    with open_store(url) as store, store.reader() as conn:
        marks = stores.marks(conn, 0, 4 * stores.PAGE)
    for name, settings in OPERATORS.items():  # who begins, begins at the top of the list
        config = folder / name / "orderdesk"
        config.mkdir(parents=True)
        (config / "settings.toml").write_text(f'operator = "{name}"\n{settings}', encoding="utf-8")
    return Bench(folder, {LARGE: url}, {LARGE: marks})


def config(bench: Bench, operator: str) -> dict[str, str]:
    """The environment of a program that *operator* works at."""
    return {"XDG_CONFIG_HOME": str(bench.folder / operator)}


@pytest.fixture(scope="module")
def desk(bench: Bench) -> Iterator[Program]:
    """The desk, with its first rows on the screen."""
    with bench.ready(LARGE, **config(bench, "bar")) as program:
        yield program


def test_the_start_writes_little(desk: Program) -> None:
    assert 4_000 < desk.start.size <= 32_000


def test_nothing_is_written_while_nothing_happens(desk: Program) -> None:
    desk.press(DOWN, REST)
    assert 0 in [desk.listen(1.5).size for _ in range(2)]  # the clock may strike in one of both


def test_moving_and_scrolling_write_little(desk: Program) -> None:
    sizes = {
        name: median(one({LARGE: desk}, 1)[LARGE].size)
        for name, one in (("move", series.moves), ("scroll", series.scrolls), ("page", series.pages))
    }
    assert 0 < sizes["move"] <= 550
    assert 0 < sizes["scroll"] <= 650
    assert 0 < sizes["page"] <= 10_500


def test_a_gutter_cursor_writes_still_less(bench: Bench) -> None:
    with bench.ready(LARGE, **config(bench, "gutter")) as program:
        assert 0 < median(series.moves({LARGE: program}, 1)[LARGE].size) <= 150


def test_every_frame_is_one_write(desk: Program) -> None:
    desk.press(TOP, REST)
    before, burst = desk.writes, desk.send(DOWN)
    for _ in range(60):
        desk.send(DOWN)
        desk.listen(0.02, into=burst)
    desk.until_quiet(burst, REST)
    assert burst.frames > 10
    assert 0 < desk.writes - before <= burst.frames


def test_two_hundred_keys_at_once_are_not_drawn_one_by_one(bench: Bench, desk: Program) -> None:
    burst = series.keys_at_once(desk, bench.marks[LARGE])
    assert burst.size <= 30_000
    desk.until_shown(f"201/{ALL}", desk.until_quiet(burst, REST))


@pytest.fixture(scope="module")
def probed(bench: Bench) -> Iterator[tuple[Program, Path]]:
    """The desk with a look inside, and the file of its reports."""
    report = bench.folder / "seen.json"
    command = (sys.executable, "-m", "orderdesk.bench.programs.probe", str(report))
    with Program(command, bench.environ(LARGE, **config(bench, "probe"))) as program:
        program.until_shown(bench.first_mark(LARGE), program.start)
        program.until_quiet(program.start, REST)
        yield program, report


def statements(probed: tuple[Program, Path]) -> list[tuple[str, list[int]]]:
    """What the store was asked since the last look."""
    return asked(seen(*probed))


def test_the_first_frame_does_not_wait_for_libraries(probed: tuple[Program, Path]) -> None:
    loaded: list[Any] = seen(*probed)["modules"]
    assert "textual" in loaded
    assert {name.partition(".")[0] for name in loaded} & set(UNWANTED) == set()


def test_the_store_is_asked_once_for_a_page_and_never_for_a_line(probed: tuple[Program, Path]) -> None:
    program, _ = probed
    program.resize(*WITHOUT_PANEL)
    program.press(TOP, REST)
    statements(probed)
    for _ in range(8):
        program.press(DOWN, REST)
    assert statements(probed) == []
    for _ in range(6):
        program.press(PAGE_DOWN, REST)
        found = statements(probed)
        assert len(found) <= 1
        assert all(skipped(*each) <= DEEPEST for each in found)
    program.press(BOTTOM, REST)
    assert statements(probed) == [], "the last rows were read ahead"
    deep = []
    for _ in range(4):
        program.press(PAGE_UP, REST)
        found = statements(probed)
        assert len(found) <= 1
        deep += found
    assert deep, "those above them were not"
    assert all(skipped(*each) <= DEEPEST for each in deep)


def skipped(sql: str, numbers: list[int]) -> int:
    """The rows that a statement skips before it reads a page at most; it must say how many it reads."""
    before, bound, _ = sql.partition("LIMIT ? OFFSET ?")
    assert bound and sql.count("OFFSET") == 1 and sql.count("?") == len(numbers)
    limit, offset = numbers[before.count("?") :][:2]
    assert 0 < limit <= DEEPEST
    return offset
