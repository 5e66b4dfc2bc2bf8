"""A bulk change beside the bare SQL that would do the same writes, in one run.

    python benchmarks/bulk.py [--sections 100000] [--rounds 3]

A store of orders that wait with their number in 배송대기 is made. In every round a copy of it is shipped by
the bare statements (job rows, sections, events and the link of the chain in one transaction, nothing looked
at), and another one by the desk's services: preview, apply, undo, each beside the bare time of its round.
Then another process writes once every few moments while the services apply and take back, and at last a real
desk in a terminal ships everything while keys are pressed in it as fast as it answers them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from orderdesk.bench.terminal import REST, Program
from orderdesk.core.domain.orders import (
    Actor,
    ActorKind,
    Address,
    Channel,
    Entry,
    EntryKind,
    Item,
    Line,
    Method,
    Order,
    Section,
)
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import Plan, make_plan
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.undoing import apply_undo, plan_undo
from orderdesk.core.store.bulk import bulk_load
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.events import CREATE, NewEvent
from orderdesk.core.store.jobs import jobs as newest_jobs

NOW = 1_790_000_000
MAKER = Actor(ActorKind.SELLER, "maker")
Result = TypeVar("Result")

SHIP, CONFIRM = "2", "\x13"
"""The number of 배송중 처리 in the process menu, and Ctrl+S."""

QUIET = 0.015
"""Seconds without a byte after which the next key is pressed."""

THINK_SECONDS = 0.02
"""How long the other process waits between its writes."""


# --- the store -------------------------------------------------------------------------------


def make_orders(sections: int) -> Iterator[tuple[Order, Sequence[NewEvent]]]:
    """Paid orders of one section each that waits with its number, *sections* in all."""
    for n in range(1, sections + 1):
        address = Address(f"받는이{n}", "010-0000-0000", "06234", f"서울 강남구 테헤란로 {n}")
        placed = NOW - n * 60
        section = Section(
            1, SectionState.READY, address, courier="CJ대한통운", tracking=f"68{n:010d}", tracked_at=NOW - 60
        )
        order = Order(
            0,
            f"B{n:08d}",
            Channel.OWN,
            placed,
            f"구매자{n}",
            "010-0000-0000",
            (section,),
            (Item(1, 1, 1, 1 + n % 3),),
            (Line(1, f"상품 {n % 50}", "", 1 + n % 3, 10_000, 10_000 * (1 + n % 3)),),
            (Entry(1, EntryKind.PAID, Method.CARD, 10_000 * (1 + n % 3), placed),),
            items_made=1,
        )
        yield order, (NewEvent(0, CREATE, None, placed, MAKER),)


def make_store(path: Path, sections: int) -> None:
    """A new store of *sections* sections at *path*."""
    with open_store(f"sqlite:///{path}") as store:
        bulk_load(store, make_orders(sections))
        begin_shop(store, MAKER, NOW)


def copy_of(path: Path, name: str) -> Path:
    """A fresh copy of the store file, which nobody has open."""
    copy = path.with_name(name)
    for old in path.parent.glob(f"{name}*"):
        old.unlink()
    shutil.copyfile(path, copy)
    return copy


# --- the bare statements ---------------------------------------------------------------------

_CHANGES = f"[[201,1,1,2],[217,1,null,{NOW}]]"
_BARE = (
    "CREATE TEMP TABLE chosen (order_id INTEGER PRIMARY KEY)",
    "INSERT INTO chosen SELECT order_id FROM section WHERE state = 1",
    f"""INSERT INTO job (id, action, state, actor, at, note, planned, applied, skipped, refused)
 SELECT 1, 'ship', 2, 1, {NOW}, '', 0, COUNT(*), 0, 0 FROM chosen""",
    """INSERT INTO job_row (job_id, order_id, section, verdict, code, version)
 SELECT 1, order_id, 1, 1, NULL, 1 FROM chosen""",
    f"""UPDATE section SET state = 2, sent_at = {NOW}
 WHERE order_id IN (SELECT order_id FROM chosen) AND n = 1""",
    f"""INSERT INTO event (id, order_id, verb, section, at, actor, job, note, changes, sealed)
 SELECT (SELECT MAX(id) FROM event) + ROW_NUMBER() OVER (ORDER BY order_id), order_id, 'ship', 1, {NOW}, 1, 1,
 '', '{_CHANGES}', NULL FROM chosen""",
)
_ROWS_TO_LINK = """SELECT json_array(id, order_id, verb, section, at, 0, 'maker', job, note, changes, NULL)
 FROM event WHERE job = 1 ORDER BY id"""


def bare(conn: Conn) -> None:
    """The same section and event writes, job rows and link, by statements alone; nothing is looked at."""
    conn.execute("BEGIN IMMEDIATE")
    for sql in _BARE:
        conn.execute(sql)
    link = conn.execute("SELECT link FROM chain ORDER BY last_event DESC LIMIT 1").fetchone()
    text = "".join(row[0] for row in conn.execute(_ROWS_TO_LINK))
    digest = hashlib.sha256((bytes(link[0]) if link else b"") + text.encode()).digest()
    conn.execute(f"INSERT INTO chain (last_event, link, at) SELECT MAX(id), ?, {NOW} FROM event", (digest,))
    conn.execute("COMMIT")


# --- the services ----------------------------------------------------------------------------


def clock() -> int:
    """The time at which everything happens."""
    return NOW


def plan(store: Store) -> Plan:
    """The preview of shipping every order."""
    with store.reader() as conn:
        ids = [row[0] for row in conn.execute("SELECT id FROM orders ORDER BY placed_at DESC")]
        return make_plan(conn, ids, Request("ship"), MAKER, NOW, shop_of(conn))


def undo_plan(store: Store, job: int) -> Plan:
    """The preview of taking *job* back."""
    with store.reader() as conn:
        return plan_undo(conn, job)


@dataclass(slots=True)
class Times:
    """Seconds of each step, by the clock on the wall and by the processor."""

    wall: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)

    def take(self, step: str, work: Callable[[], Result]) -> Result:
        """The result of *work*, timed as *step*."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        self.cpu.setdefault(step, []).append(time.process_time() - cpu)
        self.wall.setdefault(step, []).append(time.perf_counter() - wall)
        return result


def one_round(path: Path, times: Times) -> None:
    """Each step once, on fresh copies."""
    with open_store(f"sqlite:///{copy_of(path, 'bare.db')}") as store, store.connection() as conn:
        conn.execute("PRAGMA cache_size = -16384")
        times.take("bare", lambda: bare(conn))
    with open_store(f"sqlite:///{copy_of(path, 'desk.db')}") as store:
        planned = times.take("preview", lambda: plan(store))
        job = times.take("apply", lambda: apply_plan(store, planned, MAKER, clock))
        back = times.take("undo preview", lambda: undo_plan(store, job))
        times.take("undo", lambda: apply_undo(store, job, back, MAKER, clock))


def report(times: Times, sections: int) -> None:
    """The table of the rounds: medians, and the ratio to the bare statements in each round."""
    print(f"{'':14}{'s':>8}{'cpu s':>8}{'sections/s':>12}{'× bare':>8}{'× cpu':>7}")
    for step, walls in times.wall.items():
        ratio = statistics.median(a / b for a, b in zip(walls, times.wall["bare"], strict=True))
        cpu = statistics.median(a / b for a, b in zip(times.cpu[step], times.cpu["bare"], strict=True))
        wall = statistics.median(walls)
        took = statistics.median(times.cpu[step])
        print(f"{step:14}{wall:8.2f}{took:8.2f}{sections / wall:12,.0f}{ratio:8.2f}{cpu:7.2f}")


# --- another process -------------------------------------------------------------------------

_WRITER = """
import json, sys, time
from orderdesk.core.store.engine import open_store
from benchmarks.bulk import MAKER, NOW, THINK_SECONDS
waits = []
with open_store(sys.argv[1]) as store:
    print("ready", flush=True)
    while not sys.stdin.closed and (line := sys.stdin.readline()) == "go\\n":
        begun = time.perf_counter()
        with store.unit(MAKER, NOW) as unit:
            unit.put_preference("maker", "width", "{}")
        print(time.perf_counter() - begun, flush=True)
"""


def others_wait(url: str, work: Callable[[], object]) -> list[float]:
    """Seconds that each single write of another process took while *work* ran."""
    done = threading.Event()
    waits: list[float] = []
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdin and writer.stdout
        writer.stdout.readline()

        def ask() -> None:
            assert writer.stdin and writer.stdout
            while not done.wait(THINK_SECONDS):
                writer.stdin.write("go\n")
                writer.stdin.flush()
                waits.append(float(writer.stdout.readline()))

        asking = threading.Thread(target=ask)
        asking.start()
        work()
        done.set()
        asking.join()
        writer.stdin.close()
    return waits


def waiting(path: Path) -> None:
    """How long another process waits for its single write while a job is applied and taken back."""
    url = f"sqlite:///{copy_of(path, 'desk.db')}"
    with open_store(url) as store:
        planned = plan(store)
        jobs: list[int] = []
        told(
            "others' single writes during apply",
            others_wait(url, lambda: jobs.append(apply_plan(store, planned, MAKER, clock))),
        )
        back = undo_plan(store, jobs[0])
        told(
            "others' single writes during undo",
            others_wait(url, lambda: apply_undo(store, jobs[0], back, MAKER, clock)),
        )


# --- a real desk -----------------------------------------------------------------------------


def keys_meanwhile(path: Path, sections: int) -> None:
    """How soon a desk that ships everything answers keys: Tab, from the key to the first byte."""
    copy = copy_of(path, "keys.db")
    home = str(path.parent)
    environ = {
        **os.environ,
        "HOME": home,
        "XDG_DATA_HOME": home,
        "XDG_CONFIG_HOME": home,
        "TERM": "xterm-256color",
    }
    command = (sys.executable, "-m", "orderdesk", "--db", f"sqlite:///{copy}", "--lang", "ko")
    waits: list[float] = []
    with Program(command, environ) as desk, open_store(f"sqlite:///{copy}") as store:
        desk.until_shown(f"1/{sections:,}", desk.start)
        for keys, mark in (("*", f"{sections:,}건"), (".", "배송중 처리"), (SHIP, f"{sections:,}섹션")):
            desk.until_shown(mark, desk.send(keys))
            desk.listen(REST)
        desk.press("\t", REST)
        desk.press(str(sections), REST)
        begun = time.perf_counter()
        desk.send(CONFIRM)
        while not shipped(store):
            waits.append(desk.press("\t", QUIET).first)
        took = time.perf_counter() - begun
    told(f"keys in a desk during apply ({took:.1f} s)", waits)


def shipped(store: Store) -> bool:
    """Whether the newest job has ended."""
    with store.reader() as conn:
        return any(job.ended_at is not None and not job.planned for job in newest_jobs(conn, 1))


def told(step: str, waits: Sequence[float]) -> None:
    """One line about waits."""
    ms = sorted(wait * 1000 for wait in waits)
    print(
        f"{step}: {len(ms)}, median {ms[len(ms) // 2]:.0f} ms,"
        f" p95 {ms[int(len(ms) * 0.95)]:.0f} ms, worst {ms[-1]:.0f} ms"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sections", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "waiting.db"
        # In a process of its own: no desk that ships orders has made them all before.
        made = get_context("spawn").Process(target=make_store, args=(path, given.sections))
        made.start()
        made.join()
        times = Times()
        for _ in range(given.rounds):
            one_round(path, times)
        report(times, given.sections)
        waiting(path)
        keys_meanwhile(path, given.sections)
    return 0


if __name__ == "__main__":
    sys.exit(main())
