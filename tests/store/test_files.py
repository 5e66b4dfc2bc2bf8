"""The files of a SQLite store: whom they belong to, what stays of locks, and what failures are called."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from orderdesk.core.store import sqlite
from orderdesk.core.store.dialect import Conn, scalar
from orderdesk.core.store.engine import Store, open_store, public_address
from orderdesk.core.store.job_locks import abandoned_jobs
from orderdesk.core.store.jobs import JobRow, create_job, run_slices
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.sqlite import SqliteBackend
from tests.store.samples import ME, NOW, add, order
from tests.store.worker import apply_slice

posix = pytest.mark.skipif(os.name != "posix", reason="modes are of Unix")


@posix
def test_every_file_of_a_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_store(f"sqlite:///{path}") as store:
        add(store, [order(1)])
        with store.backend.try_lock("job-1"):
            store.backend.backup_to(tmp_path / "desk.db.0000.backup")
            modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert {"desk.db", "desk.db-wal", "desk.db.gate", "desk.db.job-1", "desk.db.0000.backup"} <= set(modes)
    assert set(modes.values()) == {0o600}


def test_neither_a_job_nor_looking_for_one_leaves_a_file(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'desk.db'}") as store:
        add(store, [order(1)])
        with store.unit(ME, NOW) as unit:
            job = create_job(unit, "ship", "{}", [JobRow(1, 1, "apply", None, 1)])
        before = {file.name for file in tmp_path.iterdir()}
        assert abandoned_jobs(store) == [job]
        run_slices(store, job, ME, lambda: NOW, apply_slice(job))
        assert {file.name for file in tmp_path.iterdir()} == before


def test_a_lock_whose_file_goes_away_is_still_held_by_one_at_a_time(tmp_path: Path) -> None:
    backend = SqliteBackend(tmp_path / "desk.db")
    inside: list[int] = []
    most: list[int] = []

    def work(me: int) -> None:
        for _ in range(300):
            with backend.try_lock("job-1") as mine:
                if mine:
                    inside.append(me)
                    most.append(len(inside))
                    inside.remove(me)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(most) == {1}


def test_a_full_disk_is_told_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    open_store(url).close()
    monkeypatch.setattr(sqlite, "_SETTINGS", (*sqlite._SETTINGS, "PRAGMA max_page_count = 1"))
    with open_store(url) as store:
        with pytest.raises(StoreProblem) as caught:
            add(store, [order(n) for n in range(2000)])
        with store.reader() as conn:
            assert conn.execute("SELECT COUNT(*) FROM orders").fetchone() == (0,)
    assert caught.value.code == "store-failed" and "디스크" in caught.value.message.ko


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with open_store(f"sqlite:///{path}") as store, store.reader() as conn:
        ((page,),) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'memo'").fetchall()
        ((size,),) = conn.execute("PRAGMA page_size").fetchall()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    with (
        open_store(f"sqlite:///{path}") as store,
        pytest.raises(StoreProblem) as caught,
        store.reader() as conn,
    ):
        conn.execute("SELECT * FROM memo").fetchall()
    assert caught.value.code == "store-damaged" and "손상" in caught.value.message.ko


def test_a_fault_of_this_program_stays_a_fault(store: Store) -> None:
    with pytest.raises(Exception, match="nowhere") as caught, store.reader() as conn:
        conn.execute("SELECT 1 FROM nowhere")
    assert not isinstance(caught.value, StoreProblem)


@pytest.mark.parametrize("content", [None, b""])
def test_a_store_that_is_not_there_is_made_only_when_asked(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "typo" / "desk.db"
    if content is not None:
        path.parent.mkdir()
        path.write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreProblem) as caught:
        open_store(f"sqlite:///{path}", create=False)
    assert caught.value.code == "store-missing" and caught.value.where == str(path)
    assert sorted(tmp_path.rglob("*")) == before
    open_store(f"sqlite:///{path}").close()
    open_store(f"sqlite:///{path}", create=False).close()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://me:secret@host:5/x", "postgresql+psycopg://host:5/x"),
        ("postgresql+psycopg://host/x?user=me&password=secret", "postgresql+psycopg://host/x"),
        ("postgresql+psycopg://host/x?password=s@secret", "postgresql+psycopg://host/x"),
        ("postgresql+psycopg:///x?password=secret", "postgresql+psycopg:///x"),
        ("postgresql+psycopg://me:sec?secret@host/x", "postgresql+psycopg://…"),
        ("postgresql+psycopg://me:s@secret@host/x", "postgresql+psycopg://host/x"),
        ("me:secret@host/x", "host/x"),
        ("sqlite:////home/a@b/desk.db", "sqlite:////home/a@b/desk.db"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, shown: str) -> None:
    assert public_address(url) == shown


@pytest.mark.parametrize("url", ["mysql://host/x?password=secret", "mysql://me:secret@host/x"])
def test_a_wrong_address_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StoreProblem) as caught:
        open_store(url)
    assert "secret" not in str(caught.value) and "host/x" in caught.value.where


def test_a_connection_that_has_written_keeps_no_more_pages_than_another_when_it_reads(tmp_path: Path) -> None:
    def pages(conn: Conn) -> int:
        return scalar(conn, "PRAGMA cache_size")

    with open_store(f"sqlite:///{tmp_path / 'desk.db'}") as store:
        with store.reader() as conn:
            before = pages(conn)
        with store.writer() as conn:
            assert pages(conn) < before < 0  # below 0 it is KiB
        with store.reader() as conn:
            assert pages(conn) == before
