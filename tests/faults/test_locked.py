"""A store that others write to: a writer waits for them, and then says who is in the way."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from textual import events

from orderdesk.core.store import sqlite
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.gate import gate
from orderdesk.core.store.jobs import JobRow, Verdicts, create_job, run_slices
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.waiting import WAITING
from tests.cli.shell import Shell
from tests.screens.driver import opened
from tests.services.desk import KIM, LEE, NOW, Desk, number, sold
from tests.store.samples import ME, add, order

PATIENCE = 30.0
HOLDER = """
import sys, time
from orderdesk.core.store.sqlite import LIBRARY
conn = LIBRARY.connect(sys.argv[1], isolation_level=None)
conn.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""
"""A program that is none of ours: it takes SQLite's own lock, and no gate."""


@contextmanager
def running_job(store: Store) -> Iterator[int]:
    """A job of 이민준 that is in the middle of a slice, in another desk's thread; its number."""
    inside, leave = threading.Event(), threading.Event()

    def apply(unit: UnitOfWork, rows: list[JobRow]) -> Verdicts:
        inside.set()
        assert leave.wait(PATIENCE)
        return {(row.order_id, row.section): ("skip", None) for row in rows}

    with open_store(store.url) as other:
        with other.unit(LEE, NOW) as unit:
            job = create_job(unit, "ship", "{}", [JobRow(1, 1, "apply", None, 1)])
        thread = threading.Thread(target=run_slices, args=(other, job, LEE, lambda: NOW, apply))
        thread.start()
        assert inside.wait(PATIENCE)
        try:
            yield job
        finally:
            leave.set()
            thread.join(PATIENCE)


def test_the_job_that_is_in_the_way_is_named(store: Store) -> None:
    add(store, [order(1)])
    with running_job(store) as job, pytest.raises(StoreProblem) as caught, store.writer(wait=0.05):
        raise AssertionError("somebody else writes")
    assert caught.value.code == "store-busy"
    told = f"이민준 · 배송중 처리 · 09-21 23:13부터 (작업 {job}). 끝난 뒤 다시 하세요."
    assert caught.value.message.ko == f"다른 작업이 저장소를 쓰고 있습니다: {told}"
    assert f"이민준 · Ship · since 09-21 23:13 (job {job})" in caught.value.message.en
    with store.writer(wait=PATIENCE):
        pass


def test_a_writer_without_a_job_has_no_name(store: Store) -> None:
    with (
        open_store(store.url) as other,
        other.unit(ME, NOW),
        pytest.raises(StoreProblem) as caught,
        store.writer(wait=0.05),
    ):
        raise AssertionError("somebody else writes")
    assert caught.value.code == "store-busy" and "다시 하세요" in caught.value.message.ko


def test_a_command_waits_until_the_other_is_done(shell: Shell) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store:
        entered, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with store.writer():
                entered.set()
                assert leave.wait(PATIENCE)

        thread = threading.Thread(target=hold)
        thread.start()
        assert entered.wait(PATIENCE)
        timer = threading.Timer(0.3, leave.set)
        timer.start()
        assert shell("do", "ready", number(1), "--yes").status == 0
        assert leave.is_set()
        thread.join(PATIENCE)


@contextmanager
def held_by_a_foreign_program(path: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        process.communicate(b"\n", PATIENCE)


def test_a_foreign_program_is_waited_for_and_then_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(sold(1))
    shell("list")  # whoever comes first into a store is written down as its owner
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with held_by_a_foreign_program(Path(shell.url.removeprefix("sqlite:///"))):
        assert shell("list", "--count").out == "1\n"
        said = shell("do", "ready", number(1), "--yes")
        assert said.status == 3 and "저장소를 오래 쓰고 있습니다" in said.err and "Traceback" not in said.err
    assert shell("do", "ready", number(1), "--yes").status == 0 and shell("verify").status == 0


GATE_HOLDER = """
import sys
from orderdesk.core.store.engine import open_store
with open_store(sys.argv[1]) as store, store.writer():
    print("held", flush=True)
    sys.stdin.readline()
"""
"""Another desk of ours, that keeps the gate."""


@contextmanager
def held_by_another_desk(store: Store) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-c", GATE_HOLDER, store.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        process.communicate(b"\n", PATIENCE)


@pytest.mark.slow
def test_nobody_waits_for_another_process_longer_than_five_seconds(store: Store) -> None:
    begun = time.monotonic()
    with held_by_another_desk(store):
        begun = time.monotonic()
        with pytest.raises(StoreProblem) as caught, store.unit(ME, NOW):
            raise AssertionError("somebody else writes")
        waited = time.monotonic() - begun
    assert caught.value.code == "store-busy"
    assert 4.5 < waited < 7.5 and store.at_gate.seconds == 0


def test_a_job_that_has_begun_waits_on_for_another_process(store: Store) -> None:
    """Longer than anybody waits who has not begun; then it is done to its end."""
    add(store, [order(n) for n in range(3)])
    with store.unit(ME, NOW) as unit:
        job = create_job(unit, "ship", "{}", [JobRow(n, 1, "apply", None, 1) for n in (1, 2, 3)])
    store.patience = 0.05
    with held_by_another_desk(store):
        thread = threading.Thread(target=_skip_all, args=(store, job))
        thread.start()
        thread.join(0.4)
        assert thread.is_alive()
    thread.join(PATIENCE)
    with store.reader() as conn:
        assert read_job(conn, job).state == "done"


def test_a_job_that_waits_can_be_cancelled_and_has_done_nothing(store: Store) -> None:
    add(store, [order(1)])
    with store.unit(ME, NOW) as unit:
        job = create_job(unit, "ship", "{}", [JobRow(1, 1, "apply", None, 1)])
    store.patience, stop = 0.05, threading.Event()
    with held_by_another_desk(store):
        thread = threading.Thread(target=_skip_all, args=(store, job, stop.is_set))
        thread.start()
        stop.set()
    thread.join(PATIENCE)
    with store.reader() as conn:
        assert (read_job(conn, job).state, read_job(conn, job).planned) == ("cancelled", 1)


def _skip_all(store: Store, job: int, cancelled: Callable[[], bool] = lambda: False) -> None:
    def apply(unit: UnitOfWork, rows: list[JobRow]) -> Verdicts:
        return {(row.order_id, row.section): ("skip", None) for row in rows}

    run_slices(store, job, ME, lambda: NOW, apply, cancelled=cancelled)


async def test_a_desk_shows_that_it_waits_for_another_and_then_has_saved(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    async with opened(store) as screen:
        await screen.press("space", "full_stop", "1")
        with held_by_another_desk(store):
            screen.app.post_message(events.Key("ctrl+s", None))
            await until(lambda: WAITING.ko[:12] in screen.text())
            assert store.at_gate.seconds > 0.5
        await screen.settle()
        await until(lambda: WAITING.ko[:12] not in screen.text())
        assert desk.verbs(1)[-1] == "ready" and desk.verbs(2)[-1] != "ready"


async def test_a_desk_that_waited_in_vain_keeps_the_plan_and_does_it_once_when_asked_again(
    store: Store,
) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    async with opened(store) as screen:
        await screen.press("space", "full_stop", "1")
        store.patience = 0.1
        with held_by_another_desk(store):
            await screen.press("ctrl+s")
            assert any("다시 하세요" in each for each in screen.told), screen.told
            assert isinstance(screen.screen, PreviewDialog) and "1건 처리" in screen.text()
            assert desk.verbs(1)[-1] != "ready"
        store.patience = PATIENCE
        await screen.press("ctrl+s")
        assert desk.verbs(1).count("ready") == 1 and desk.sound()


async def until(happened: Callable[[], bool]) -> None:
    """Waits until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not happened():
            await asyncio.sleep(0.01)


async def test_a_desk_that_is_kept_waiting_stays_says_who_and_goes_on(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setattr(sqlite, "gate", _impatient)
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        desk.add(sold(1), sold(2))
        async with opened(store) as screen:
            with running_job(store):
                await screen.press("space", "full_stop", "1")
                await screen.press("ctrl+s")
                assert any("이민준 · 배송중 처리" in each for each in screen.told), screen.told
                await screen.press("escape", "escape", "down", "up")
                assert "구매자1" in screen.text()
            await screen.press("full_stop", "1")
            await screen.press("ctrl+s")
        assert desk.verbs(1)[-1] == "ready" and desk.sound()
        assert KIM.name in {event.actor.name for event in desk.events(1)}


def _impatient(path: str, mode: int, wait: float) -> AbstractContextManager[None]:
    """The gate, which is not waited for long."""
    return gate(path, mode, min(wait, 0.05))
