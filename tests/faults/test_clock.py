"""A clock that goes back or jumps: things stay in the order in which they were done, nothing comes early."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.monkey import seed_here
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.jobs import jobs
from tests.cli.shell import Shell
from tests.services.desk import NOW, Desk, number, sold

DAY = 86_400
SHIFTED = (
    "import sys, time; real, off = time.time, float(sys.argv.pop(1)); time.time = lambda: real() + off;"
    " from orderdesk.__main__ import main; sys.exit(main())"
)
"""The real program in a process whose clock is that many seconds off."""


def test_the_history_keeps_the_order_in_which_things_were_done(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    chance = random.Random(seed_here(4))
    done = []
    for verb in ("ready", "back", "hold", "release", "ready", "back", "ready"):
        desk.now = NOW + chance.randrange(-3, 4) * DAY
        job = desk.do(verb, 1, reason="STOCK") if verb == "hold" else desk.do(verb, 1)
        done.append((job, verb))
    assert desk.verbs(1) == ["create", *(verb for _, verb in done)]
    with store.reader() as conn:
        assert [(job.id, job.action) for job in jobs(conn, 50)] == done[::-1]
    desk.now = NOW - 30 * DAY
    desk.undo(done[-1][0])
    assert desk.verbs(1)[-1] == "undo" and desk.sound()


def test_a_delivery_is_not_confirmed_before_its_time_and_only_once(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("ready", 1)
    desk.do("track", 1, courier="CJ", number="521853123460")
    desk.do("ship", 1)
    desk.do("deliver", 1)
    for days in (-400, -3, 0, 6.9, -1, 6.99):
        desk.now = NOW + int(days * DAY)
        tick(desk.store, desk.clock)
    assert "confirm" not in desk.verbs(1)
    for days in (7, 3, 8, -100, 700):
        desk.now = NOW + days * DAY
        tick(desk.store, desk.clock)
    assert desk.verbs(1).count("confirm") == 1 and desk.sound()


def test_a_backup_from_the_future_is_not_minus_some_days_old(shell: Shell) -> None:
    shell.add(sold(1))
    shell("tick")
    listed = shell("backups", "--json").json[0]
    os.utime(listed["file"], (shell.clock + 9 * DAY,) * 2)
    said = shell("backups").out
    assert "시계 확인" in said and "-9" not in said and "일 전" not in said


@pytest.mark.slow
def test_the_real_program_under_a_clock_that_goes_back(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        Desk(store).add(*(sold(n) for n in range(1, 4)))

    def at(shift: float, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", SHIFTED, str(shift), "--db", f"sqlite:///{path}", *arguments],
            capture_output=True, text=True, env=dict(os.environ),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    at(0, "do", "ready", number(1), "--yes")
    at(-3 * DAY, "do", "back", number(1), "--yes")
    at(40 * DAY, "do", "ready", number(1), "--yes")
    at(-40 * DAY, "undo", "--yes")
    at(-3 * DAY, "tick")
    assert '"findings": []' in at(0, "verify", "--json").replace("[\n", "[")
    with open_store(f"sqlite:///{path}") as store:
        assert Desk(store).verbs(1) == ["create", "ready", "back", "ready", "undo"]
