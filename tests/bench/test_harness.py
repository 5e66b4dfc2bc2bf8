"""The benchmark's own parts: figures, bursts, a terminal that answers, and the command around it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from orderdesk.bench import figures, series, stores, table
from orderdesk.bench.figures import Row, judged
from orderdesk.bench.stores import Page
from orderdesk.bench.terminal import SIZE, Burst, NoAnswer, Program, answers, figure
from orderdesk.cli import main
from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import View
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.listing import ListQuery

WORDS = Word("무엇", "what")
START, END = b"\x1b[?2026h", b"\x1b[?2026l"


@pytest.mark.parametrize(
    ("values", "median", "p95"),
    [
        ([5.0], 5, 5),
        ([1.0, 9.0], 5, 9),
        ([float(n) for n in range(1, 21)], 10.5, 19),
        ([3.0, 1.0, 2.0], 2, 3),
    ],
)
def test_median_and_95th_percentile(values: list[float], median: float, p95: float) -> None:
    assert (figures.median(values), figures.p95(values)) == (median, p95)


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        figures.p95([])


@pytest.mark.parametrize(
    ("value", "baseline", "goals", "ok"),
    [
        (10, 10, {"ratio": 1.0}, True),
        (11, 10, {"ratio": 1.0}, False),
        (10, None, {"ratio": 1.0}, False),
        (10, 0, {"ratio": 1.0}, False),
        (10, 100, {"ratio": 1.0, "most": 9.0}, False),
        (200, 100, {"ratio": 2.0, "most": 200.0}, True),
        (0, None, {"most": 0.0}, True),
        (99, None, {"least": 100.0}, False),
        (100, None, {"least": 100.0}, True),
    ],
)
def test_every_goal_must_be_met(
    value: float, baseline: float | None, goals: dict[str, float], ok: bool
) -> None:
    assert judged("x", WORDS, value, baseline, **goals).ok is ok


def test_a_row_for_machines_and_for_people() -> None:
    row = judged("x_ms/y", WORDS, 1234.56789, 4938.0, ratio=1 / 4, most=2000)
    assert row.plain() == {
        "name": "x_ms/y", "value": 1234.5679, "baseline": 4938.0, "ratio": 0.25, "goal": "≤ 0.25 ×, ≤ 2,000",
        "ok": False,
    }  # fmt: skip
    assert figures.lines([row], "ko") == [["무엇", "1,235", "4,938", "0.25 ×", "≤ 0.25 ×, ≤ 2,000", "✗"]]
    assert [figures.shown(value) for value in (0, 3, 1.98765, 123.4)] == ["0", "3", "1.99", "123"]


def test_questions_are_answered_once_even_when_they_come_in_two_pieces() -> None:
    given, rest = answers(b"abc\x1b[?2026$p\x1b[?20")
    assert given == b"\x1b[?2026;2$y"
    assert answers(rest + b"48$p") == (b"\x1b[?2048;0$y", b"")
    assert answers(b"x" * 100)[0] == b"" and len(answers(b"x" * 100)[1]) < 100


def test_a_row_is_shown_when_its_frame_is_complete() -> None:
    burst = Burst(1.0, [(1.1, START + b"old" + END + START + b"ro"), (1.2, b"w 31 "), (1.5, b"rest" + END)])
    assert burst.shows("row 31") == pytest.approx(0.5)
    assert burst.shows("old") == pytest.approx(0.1)
    assert burst.shows("row 32") is None
    assert Burst(0.0, [(1.0, START + b"row 31")]).shows("row 31") is None
    assert Burst(0.0, [(1.0, b"plain row 31")]).shows("row 31") == pytest.approx(1.0)
    assert [burst.first, burst.last] == pytest.approx([0.1, 0.5])
    assert (burst.frames, burst.size) == (2, len(burst.data))


def test_an_empty_burst_has_no_times() -> None:
    with pytest.raises(NoAnswer):
        _ = Burst(0.0).last


def test_presses_without_a_frame_of_their_own_are_not_counted() -> None:
    frames = [b"ab", b"abc", b"e", b"b"]  # rows a to e come; d was never the newest
    assert series.painted(START + START.join(frames), ["a", "b", "c", "d", "e"]) == 3


def test_numbers_of_proc_files() -> None:
    text = "Name:\tx\nVmRSS:\t   34567 kB\nsyscw: 12\n"
    assert (figure("VmRSS", text), figure("syscw", text)) == (34567, 12)
    with pytest.raises(KeyError):
        figure("VmSwap", text)


def test_a_list_is_known_by_a_row_that_did_not_stand_there_before() -> None:
    before, page = Page(("a", "x", "c"), ()), Page(("a", "b", "c", "d"), ())
    assert (page.mark(3, before), page.mark(9, before), page.mark(3, page)) == ("b", "d", "d")


def test_statements_that_only_begin_or_end_are_not_counted() -> None:
    report = {"statements": [["BEGIN", []], ["SELECT 1", [5]], ["COMMIT", []]]}
    assert table.asked(report) == [("SELECT 1", [5])]


def test_a_demo_store_is_the_same_every_time_and_its_page_can_be_replayed(tmp_path: Path) -> None:
    pages = []
    for name in ("a.db", "b.db"):
        with open_store(stores.make_store(tmp_path / name, 30, lambda done: None)) as store:
            copied = stores.copy_store(store, tmp_path / f"copy of {name}")
        with open_store(copied) as store, store.reader() as conn:
            pages.append(stores.first_page(conn, View(ListQuery())))
            stores.replay(conn, pages[-1])
            assert stores.marks(conn, 0, 30) == list(pages[-1].marks)
    assert pages[0].marks == pages[1].marks and len(set(pages[0].marks)) == 30
    assert 0 < len(pages[0].statements) < 20


def test_a_program_runs_in_a_terminal_that_answers() -> None:
    code = (
        "import os, signal, sys, tty\n"
        "tty.setraw(0)\n"
        "def size(*_): os.write(1, b'size %d %d;' % tuple(os.get_terminal_size()))\n"
        "signal.signal(signal.SIGWINCH, size); size()\n"
        "os.write(1, b'\\x1b[?2026$p')\n"
        "while data := os.read(0, 99): os.write(1, b'got ' + data.replace(b'\\x1b', b'^') + b';')\n"
    )
    with Program([sys.executable, "-S", "-c", code], {**os.environ}) as program:
        program.until_shown("got ^[?2026;2$y;", program.start)
        assert b"size %d %d;" % SIZE in program.start.data
        assert program.press("가").data == "got 가;".encode()
        assert program.resize(100, 30).data == b"size 100 30;"
        assert program.cpu_seconds > 0 and program.resident > 0 and program.writes >= 4
        burst = program.send("end")
        program.signal(9)
        with pytest.raises(NoAnswer):
            program.until_shown("never", burst)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    rows = [judged("a_ms", WORDS, 1, most=2)]
    monkeypatch.setattr("orderdesk.bench.table.measure", lambda orders, source, say: rows)
    monkeypatch.setattr("sys.platform", "linux")
    return rows


def test_the_command_prints_rows_and_says_whether_a_goal_was_missed(
    measured: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"name": "a_ms", "value": 1, "baseline": None, "ratio": None, "goal": "≤ 2", "ok": True}
    ]
    measured.append(judged("b_ms", WORDS, 3, most=2))
    assert main(["bench", "--orders", "1000"]) == 1
    assert "✗" in capsys.readouterr().out


def test_too_few_orders_are_refused(
    measured: list[Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "--orders", "10"]) == 2
    url = stores.make_store(tmp_path / "tiny.db", 3, lambda done: None)
    capsys.readouterr()
    assert main(["--db", url, "bench"]) == 2
    assert "1,000" in capsys.readouterr().err
