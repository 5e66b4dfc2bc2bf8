"""Kill a bulk job again and again, and see that nothing is lost, half done or done twice.

    python benchmarks/kill.py [--sections 10000] [--kills 40] [--seed 1]

A store of paid, unpaid and held sections is made. Then `orderdesk do ready --all --yes` runs over it and
is killed (SIGKILL) at random moments: while it starts, while it plans, between and inside its slices. After
every kill the job's rows and the history must agree; the next start carries the job on. When it is through,
every section must have exactly one event of the step, `verify` must be clean, and after `undo`, which is
killed likewise, the list must be what it was before.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.core.domain import columns
from orderdesk.core.domain.orders import (
    Actor,
    ActorKind,
    Address,
    Channel,
    Entry,
    EntryKind,
    Hold,
    Item,
    Line,
    Method,
    Order,
    Section,
)
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import browsing
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.events import events_of_job
from orderdesk.core.store.jobs import Job, job_rows, jobs

NOW = 1_790_000_000
MAKER = Actor(ActorKind.SELLER, "maker")
BATCH = 1000
EARLY, STARTUP = 0.3, 1.0
"""The share of kills that come at any time within so many seconds of the start, whatever happens then."""

LATEST = 0.1
"""The other kills come within so many seconds of the first change that a life makes."""


class Wrong(Exception):
    """Something was lost, half done or done twice."""


@dataclass(slots=True)
class Tally:
    """What happened: how often the job was done and taken back, the lives it took, and kills by phase."""

    rounds: int = 0
    lives: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    rows_when_killed: list[int] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """All kills."""
        return self.kills.total()


def make_orders(sections: int) -> Iterator[Order]:
    """Orders of one to three sections, *sections* in all; some unpaid, some held."""
    made = n = 0
    while made < sections:
        n += 1
        count = min(1 + n % 3, sections - made)
        made += count
        address = Address(f"받는이{n}", "010-0000-0000", "06234", f"서울 강남구 테헤란로 {n}")
        unpaid = n % 50 == 0
        amount = 10_000 * count
        yield Order(
            0,
            f"K{n:08d}",
            Channel.OWN,
            NOW - n * 60,
            f"구매자{n}",
            "010-0000-0000",
            tuple(Section(k, SectionState.PREPARING, address) for k in range(1, count + 1)),
            tuple(Item(k, k, k, 1) for k in range(1, count + 1)),
            tuple(Line(k, f"상품 {k}", "", 1, 10_000, 10_000) for k in range(1, count + 1)),
            (Entry(1, EntryKind.REQUEST if unpaid else EntryKind.PAID, Method.BANK, amount, NOW - n * 60),),
            sections_made=count,
            items_made=count,
            holds=(Hold(1, 1, "STOCK", "", "maker", NOW),) if n % 30 == 0 else (),
        )


def fill(store: Store, sections: int) -> None:
    """Put the orders into a new store."""
    begin_shop(store, MAKER, NOW)
    orders = list(make_orders(sections))
    for start in range(0, len(orders), BATCH):
        with store.unit(MAKER, NOW) as unit:
            unit.insert(orders[start : start + BATCH])


def listed(store: Store) -> list[str]:
    """`list --format jsonl` of every order."""
    with store.reader() as conn:
        found = browsing.orders(conn, browsing.make_view())
        return [json.dumps(columns.row(order), ensure_ascii=False) for order in found]


def newest(store: Store) -> Job | None:
    """The newest job."""
    with store.reader() as conn:
        return next(iter(jobs(conn, 1)), None)


def start(url: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """The command line on the store, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "orderdesk", "--db", url, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def done_rows(job: Job | None) -> int:
    """How many rows of a job have their verdict."""
    return job.applied + job.skipped + job.refused if job else 0


def live(store: Store, arguments: Sequence[str], kill_after: float | None, early: float | None) -> bool:
    """One life of the command; whether it was killed.

    It is killed *early* seconds after its start, or, without that, *kill_after* seconds after it first
    changed something; None for both lets it live.
    """
    before = newest(store)
    process = start(store.url, arguments)
    deadline = None if early is None else time.monotonic() + early
    while process.poll() is None:
        now = time.monotonic()
        if deadline is None and kill_after is not None and newest(store) != before:
            deadline = now + kill_after
        if deadline is not None and now >= deadline:
            process.kill()
            break
        time.sleep(0.002)
    return process.wait() == -9


def finish(
    store: Store, arguments: Sequence[str], kills: int, chance: random.Random, tally: Tally, action: str
) -> Job:
    """Start the command until its job is done, killing it until the tally has *kills*; the job."""
    while True:
        early = chance.uniform(0, STARTUP) if chance.random() < EARLY else None
        mortal = tally.killed < kills
        killed = live(
            store, arguments, chance.uniform(0, LATEST) if mortal else None, early if mortal else None
        )
        tally.lives += 1
        job = newest(store)
        mine = job if job is not None and job.action == action else None
        if killed:
            state = mine.state if mine else "not planned yet"
            tally.kills[f"{action}: {state}"] += 1
            tally.rows_when_killed.append(done_rows(mine))
        if mine is not None:
            agree(store, mine)
            if mine.state not in ("planned", "running"):
                return mine


def agree(store: Store, job: Job) -> None:
    """The rows of *job* that say they are done and its events are the same, each once. Wrong if not."""
    with store.reader() as conn:
        rows = job_rows(conn, job.id)
        told = Counter((event.order_id, event.section) for event in events_of_job(conn, job.id))
    done = {(row.order_id, row.section) for row in rows if row.verdict == "apply"}
    if set(told) != done or any(count != 1 for count in told.values()):
        raise Wrong(f"job {job.id}: {len(done)} rows are done, {told.total()} events tell of {len(told)}")


def settle(store: Store, wanted: SectionState, job: Job) -> None:
    """After a job: every row of it is done, and its section is in the state it should have. Wrong if not."""
    agree(store, job)
    if job.state != "done" or job.planned or (job.refused and job.action != "ready"):
        raise Wrong(f"job {job.id} is {job.state}: {job.planned} rows to do, {job.refused} refused")
    with store.reader() as conn:
        done = {(row.order_id, row.section) for row in job_rows(conn, job.id) if row.verdict == "apply"}
        for order in browsing.orders(conn, browsing.make_view()):
            for section in order.sections:
                state = wanted if (order.id, section.n) in done else SectionState.PREPARING
                if section.state is not state:
                    raise Wrong(f"{order.number}-S{section.n} is {section.state.name}, not {state.name}")
    result = verify(store)
    if result.wrong:
        raise Wrong(f"verify: {result.findings[:5]}")


def run(url: str, sections: int, kills: int, seed: int) -> tuple[Tally, Job]:
    """The whole experiment on a new store at *url*; Wrong when anything is not as it must be.

    The job is done and taken back as often as it takes to be killed *kills* times, at least once. The
    answer is the tally and the last job that was done and taken back.
    """
    chance, tally = random.Random(seed), Tally()
    with open_store(url) as store:
        fill(store, sections)
        before = listed(store)
        while True:
            tally.rounds += 1
            job = finish(store, ("do", "ready", "--all", "--yes"), kills, chance, tally, "ready")
            settle(store, SectionState.READY, job)
            undo = finish(store, ("undo", str(job.id), "--yes"), kills, chance, tally, "undo")
            settle(store, SectionState.PREPARING, undo)
            if listed(store) != before:
                raise Wrong("the list after undo is not the list before")
            if tally.killed >= kills:
                return tally, job


def report(tally: Tally, job: Job) -> None:
    """A summary for people."""
    print(f"{job.applied:,} sections applied once each, {job.refused:,} refused, all taken back")
    print(f"{tally.killed} kills in {tally.lives} lives, {tally.rounds} times done and taken back")
    for doing, count in tally.kills.most_common():
        print(f"  {count:3}  {doing}")
    print(f"rows done when killed: {sorted(tally.rows_when_killed)}")
    print("every job whole, no section half done or done twice, verify clean, list as before")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sections", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        url = f"sqlite:///{Path(folder) / 'kill.db'}"
        report(*run(url, given.sections, given.kills, given.seed))
        print(f"{time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
