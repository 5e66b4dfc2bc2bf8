"""A disk that fills up at any moment: told in words, nothing lost, and work goes on once there is room."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.verifying import verify
from orderdesk.core.store import sqlite
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.problems import StoreProblem
from tests.cli.shell import Shell
from tests.screens.driver import opened
from tests.services.desk import Desk, number, sold

ORDERS = 700
OLD_STORE = Path(__file__).parents[1] / "store" / "stores" / "schema-0001.db"
FULL = "디스크가 가득"
DEV_FULL = Path("/dev/full")


@contextmanager
def room_for(pages: int) -> Iterator[None]:
    """SQLite's file can't grow beyond so many pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_SETTINGS", (*sqlite._SETTINGS, f"PRAGMA max_page_count = {pages}"))
        yield


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with some orders, and as small as it can be."""
    path = tmp_path_factory.mktemp("full") / "filled.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        Desk(store).add(*(sold(n) for n in range(1, ORDERS + 1)))
        with store.connection() as conn:
            conn.execute("VACUUM")
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def pages_of(path: Path) -> int:
    return path.stat().st_size // 4096


def all_ready(desk: Desk) -> bool:
    """Whether every section of every order is 배송대기."""
    return {section.state for order in desk.whole() for section in order.sections} == {SectionState.READY}


def ship_all(path: Path, room: int | None) -> bool:
    """One job over all orders with *room* for so many more pages; whether it came through.

    However far it came, what it said is done is done, and with room again all of it is.
    """
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        before = desk.listed()
        plan = desk.plan("ready")
    came_through = False
    with room_for(pages_of(path) + (room or 0)), open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        try:
            desk.apply(plan)
            came_through = True
        except StoreProblem as problem:
            assert FULL in problem.message.ko
        assert len(desk.listed()) == len(before) and desk.sound()
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        if not recover(store, desk.clock) and not came_through:
            assert desk.listed() == before  # the plan itself found no room, so nothing was begun
            desk.apply(desk.plan("ready"))
        assert all_ready(desk) and desk.sound()
        assert desk.verbs(1) == ["create", "ready"]
    return came_through


@pytest.mark.slow
def test_a_job_comes_through_a_disk_that_fills_up_at_any_page(filled: Path, tmp_path: Path) -> None:
    """The room grows page by page until the job needs no more of it, as SQLite's own tests do."""
    room = 0
    while True:
        path = tmp_path / f"{room}.db"
        shutil.copy(filled, path)
        if ship_all(path, room):
            break
        room += 1
    assert room > 4


def test_an_import_and_an_undo_on_a_full_disk_are_told_and_change_nothing(
    shell: Shell, tmp_path: Path
) -> None:
    shell.add(*(sold(n) for n in range(1, 301)))
    file = tmp_path / "orders.csv"
    assert shell("export", "--scope", "tab", "--out", str(file)).status == 0
    head, *lines = file.read_text(encoding="utf-8-sig").splitlines()
    new = [line.replace("20261122", "20261101") for line in lines]
    file.write_text("\r\n".join([head, *new]), encoding="utf-8-sig")
    job = shell("do", "ready", "--all", "--yes", "--json").json["job"]
    before = shell("list", "--format", "jsonl").out
    with open_store(shell.url) as store, store.connection() as conn:
        conn.execute("VACUUM")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(shell.url.removeprefix("sqlite:///"))
    with room_for(pages_of(path)):
        for command in (("import", str(file)), ("undo", str(job), "--yes")):
            said = shell(*command)
            assert said.status == 3 and FULL in said.err and "Traceback" not in said.err, said.err
        assert shell("list", "--format", "jsonl").out == before
    assert shell("verify").status == 0
    assert shell("undo", str(job), "--yes").status in (0, 2)  # 2: carried on already, as it was begun
    assert shell("import", str(file)).status == 0
    assert shell("list", "--where", "section=상품준비", "--count").out == "600\n"
    assert shell("verify").status == 0


@pytest.mark.slow
def test_an_upgrade_comes_through_a_disk_that_fills_up_at_any_page(tmp_path: Path) -> None:
    room = 0
    while True:
        path = tmp_path / f"{room}.db"
        shutil.copy(OLD_STORE, path)
        try:
            with room_for(pages_of(path) + room):
                open_store(f"sqlite:///{path}").close()
            break
        except StoreProblem as problem:
            assert FULL in problem.message.ko
        with contextlib.closing(sqlite.LIBRARY.connect(path)) as conn:
            assert conn.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        with open_store(f"sqlite:///{path}") as store:
            found = verify(store)
        assert (found.orders, found.findings) == (60, ())
        room += 1 if room < 4 else 7
    assert room > 4


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no small disk can be made here: needs Linux and root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill_up(disk: Path) -> Path:
    """A file that takes all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        size = 65536
        while size:
            try:
                stream.write(b"x" * size)
            except OSError:
                size //= 2
    return filler


async def test_a_desk_on_a_full_disk_stays_and_goes_on_when_there_is_room(
    sqlite_template: Path, small_disk: Path
) -> None:
    path = small_disk / "desk.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        desk = Desk(store)
        desk.add(*(sold(n) for n in range(1, 40)))
        async with opened(store) as screen:
            filler = fill_up(small_disk)
            await screen.press("asterisk", "full_stop", "1")
            await screen.press("ctrl+s")
            assert any(FULL in each or "쓸 수 없습니다" in each for each in screen.told), screen.told
            assert desk.sound()
            filler.unlink()
            await screen.press("escape", "escape", "f5")
            if not recover(store, desk.clock):
                await screen.press("asterisk", "full_stop", "1")
                await screen.press("ctrl+s")
        assert all_ready(desk) and desk.sound()


def test_files_on_a_full_disk_are_told_and_leave_nothing(shell: Shell, small_disk: Path) -> None:
    shell.add(*(sold(n) for n in range(1, 40)))
    filler = fill_up(small_disk)
    for command in (
        ("export", "--scope", "tab", "--out", str(small_disk / "a.xlsx")),
        ("export", "--scope", "tab", "--out", str(small_disk / "a.csv")),
        ("tracking", "template", "--out", str(small_disk / "a.xlsx")),
        ("backup", str(small_disk / "a.db")),
    ):
        said = shell(*command)
        assert said.status == 3 and "a." in said.err and "Traceback" not in said.err, command
        assert [file.name for file in small_disk.iterdir()] == ["filler"]
    filler.unlink()
    assert shell("export", "--scope", "tab", "--out", str(small_disk / "a.xlsx")).status == 0


def test_a_new_store_on_a_full_disk_is_told(shell: Shell, small_disk: Path) -> None:
    filler = fill_up(small_disk)
    url = f"sqlite:///{small_disk / 'desk.db'}"
    said = shell("--db", url, "demo", "--orders", "5", "--no-open", db=False)
    assert said.status == 3 and said.err and "Traceback" not in said.err
    filler.unlink()
    assert shell("--db", url, "demo", "--orders", "5", "--no-open", db=False).status == 0


@pytest.mark.skipif(not DEV_FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "command",
    [
        ("list", "--format", "csv"),
        *(
            pytest.param(words, marks=pytest.mark.slow)
            for words in [("list", "--format", "json"), ("show", number(1)), ("verify",), ("jobs",)]
        ),
    ],
)
def test_a_full_disk_behind_the_output_is_told(shell: Shell, command: tuple[str, ...]) -> None:
    shell.add(*(sold(n) for n in range(1, 40)))
    shell("do", "ready", number(2), "--yes")
    with DEV_FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "orderdesk", "--db", shell.url, *command],
            stdout=full, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
        )  # fmt: skip
    assert done.returncode == 3 and "다 쓰지 못했습니다" in done.stderr and "Traceback" not in done.stderr
