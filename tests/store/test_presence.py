"""Who is on which order: told beside the store, seen by the others, gone by itself."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn, scalar
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.presence import BEAT, GONE, TABLE, Here, Presence
from orderdesk.core.store.problems import StoreProblem
from tests.store.samples import add, order


@dataclass
class Tick:
    """A clock of seconds that goes on when it is told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def tick() -> Tick:
    return Tick()


@pytest.fixture
def kim(store: Store, tick: Tick) -> Iterator[Presence]:
    with contextlib.closing(Presence(store.backend, tick)) as made:
        yield made


@pytest.fixture
def lee(store: Store) -> Iterator[Presence]:
    with contextlib.closing(Presence(store.backend)) as made:
        yield made


@contextlib.contextmanager
def told(store: Store) -> Iterator[Conn]:
    """What stands beside the store."""
    with contextlib.closing(store.backend.connect_beside(TABLE)) as conn:
        yield conn


def seen_by_a_third(store: Store) -> Here:
    with contextlib.closing(Presence(store.backend)) as third:
        return third.others()


def age(store: Store, seconds: int) -> None:
    """So much time goes by without a word from anybody."""
    with told(store) as conn:
        conn.execute("UPDATE presence SET seen = seen - ?", (seconds,))


def test_a_desk_sees_the_others_and_not_itself(kim: Presence, lee: Presence) -> None:
    assert lee.others() == {}
    kim.be_on("김포장", 7)
    assert (lee.others(), kim.others()) == ({7: ("김포장",)}, {})
    lee.be_on("이민준", 7)
    assert (lee.others(), kim.others()) == ({7: ("김포장",)}, {7: ("이민준",)})
    kim.be_on("김포장", 8)
    assert lee.others() == {8: ("김포장",)}
    kim.be_on("김포장", None)
    assert lee.others() == {}


def test_several_on_one_order_stand_side_by_side(store: Store, kim: Presence, lee: Presence) -> None:
    kim.be_on("김포장", 7)
    lee.be_on("이민준", 7)
    assert seen_by_a_third(store) == {7: ("김포장", "이민준")}


def test_who_is_not_heard_of_is_gone_and_is_swept_out(store: Store, kim: Presence, lee: Presence) -> None:
    kim.be_on("김포장", 7)
    age(store, GONE - 2)
    assert lee.others() == {7: ("김포장",)}
    age(store, 4)
    assert lee.others() == {}
    lee.be_on("이민준", 9)
    with told(store) as conn:
        assert scalar(conn, "SELECT COUNT(*) FROM presence") == 1


def test_a_clock_that_went_back_leaves_nobody_standing(store: Store, kim: Presence, lee: Presence) -> None:
    kim.be_on("김포장", 7)
    age(store, -3600)
    assert lee.others() == {}


def test_staying_is_told_again_after_a_beat_and_not_before(
    store: Store, kim: Presence, lee: Presence, tick: Tick
) -> None:
    kim.be_on("김포장", 7)
    age(store, GONE + 1)
    tick.now += BEAT - 1
    kim.be_on("김포장", 7)
    assert lee.others() == {}
    tick.now += 1
    kim.be_on("김포장", 7)
    assert lee.others() == {7: ("김포장",)}


def test_an_end_is_told_at_once(store: Store, store_url: str, lee: Presence) -> None:
    with open_store(store_url) as other:
        other.presence.be_on("김포장", 7)
        assert lee.others() == {7: ("김포장",)}
    assert lee.others() == {}


def test_it_waits_for_no_writer_and_changes_nothing_in_the_store(
    store: Store, kim: Presence, lee: Presence
) -> None:
    add(store, [order(1)])
    with store.reader() as conn:
        before = _state(conn)
    with store.writer():
        kim.be_on("김포장", 1)
        assert lee.others() == {1: ("김포장",)}
    with store.reader() as conn:
        assert _state(conn) == before


def _state(conn: Conn) -> list[int]:
    """What would tell everybody to read again: the file's change counter where there is one, and the rest."""
    asked = ["SELECT MAX(id) FROM event", "SELECT COUNT(*) FROM chain", "SELECT MAX(version) FROM orders"]
    if conn.engine == "sqlite":
        asked.append("PRAGMA data_version")
    return [scalar(conn, sql) for sql in asked]


def test_nobody_is_there_where_nothing_can_be_told(
    store: Store, kim: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told(store) as conn:
        conn.execute("DROP TABLE presence")
        conn.execute("CREATE TABLE presence (other INTEGER)")
    kim.be_on("김포장", 7)
    assert kim.others() == {}
    with told(store) as conn:
        conn.execute("DROP TABLE presence")
    kim.be_on("김포장", 7)
    assert seen_by_a_third(store) == {7: ("김포장",)}


def test_a_killed_desk_leaves_the_others_alone(store: Store, store_url: str, lee: Presence) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, store_url], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"on\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert lee.others() == {7: ("박포장",)}
    age(store, GONE + 1)
    assert lee.others() == {}
    lee.be_on("이민준", 7)


CHILD = """
import sys, time
from orderdesk.core.store.engine import open_store
store = open_store(sys.argv[1])
store.presence.be_on("박포장", 7)
print("on", flush=True)
time.sleep(60)
"""


def test_a_store_alone_leaves_no_file_until_somebody_opens_an_order(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'a.db'}") as store:
        assert store.presence.others() == {}
        assert not list(tmp_path.glob("*.presence*"))
        store.presence.be_on("김영희", 1)
        modes = {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.presence*")}
    assert modes == {0o600}


def test_where_nobody_can_be_told_anything_nobody_is_there_and_nothing_fails(
    store: Store, kim: Presence, lee: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    lee.be_on("이민준", 2)

    def refused(table: str) -> Conn:
        raise StoreProblem("store-lost", Word("끊김", "lost"), store.where)

    monkeypatch.setattr(store.backend, "connect_beside", refused)
    kim.be_on("김포장", 1)
    assert kim.others() == {}
    monkeypatch.undo()
    assert kim.others() == {2: ("이민준",)}
