"""Many operators on one store at once, and whether everything that they were told is so.

    python benchmarks/crowd.py [--operators 8] [--seconds 60] [--think 0] [--orders 20000]
                               [--url postgresql+psycopg://…] [--seed 1]

A store of orders is made, SQLite in a folder of its own or the empty PostgreSQL database of `--url`. Each
operator is a process that finds, opens, ships by number, holds, releases, writes memos, splits, makes twenty
ready at once, brings small files in and takes back, with about `--think` seconds between two deeds. Each
keeps a journal of what it was told, beside the store; at the end the journals are held against the store.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.crowd_journal import Findings, held_against
from benchmarks.crowd_operator import Tally, Work, work
from orderdesk.core.domain.logins import Login
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
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import operators
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.bulk import bulk_load
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.events import CREATE, NewEvent

MAKER = Actor(ActorKind.SELLER, "주인")
BUYERS = 500
PATIENCE = 300.0
"""Seconds beyond their time after which operators that did not end are given up."""

Meanwhile = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of it: each operator's tally, what journals and store say, and what `verify` found wrong."""

    tallies: list[Tally]
    findings: Findings
    wrong: int
    seconds: float

    @property
    def times(self) -> dict[str, list[float]]:
        """Milliseconds of all operators by deed."""
        found: dict[str, list[float]] = {}
        for tally in self.tallies:
            for act, times in tally.times.items():
                found.setdefault(act, []).extend(times)
        return found

    @property
    def problems(self) -> Counter[tuple[str, str, str]]:
        """What operators were told was wrong with the store."""
        return Counter((code, ko, en) for tally in self.tallies for code, ko, en in tally.problems)

    @property
    def fairness(self) -> float:
        """Deeds of the slowest operator to those of the fastest."""
        counts = [tally.deeds for tally in self.tallies]
        return min(counts) / max(counts)

    @property
    def longest_silence(self) -> float:
        """The most seconds between two acknowledged changes, whoever made them."""
        at = sorted(moment for tally in self.tallies for moment in tally.acknowledged)
        return max((later - earlier for earlier, later in itertools.pairwise(at)), default=0.0)


def make_orders(count: int, now: int) -> Iterator[tuple[Order, Sequence[NewEvent]]]:
    """Paid orders of one section each, half of them to be prepared, half to be shipped."""
    for n in range(1, count + 1):
        placed = now - n * 60
        state = SectionState.READY if n % 2 else SectionState.PREPARING
        address = Address(f"받는이{n}", "010-0000-0000", "06234", f"서울 강남구 테헤란로 {n}")
        qty = 1 + n % 3
        order = Order(
            0,
            f"C{n:08d}",
            Channel.OWN,
            placed,
            f"구매자{n % BUYERS}",
            "010-0000-0000",
            (Section(1, state, address),),
            (Item(1, 1, 1, qty),),
            (Line(1, f"상품 {n % 50}", "", qty, 10_000, 10_000 * qty),),
            (Entry(1, EntryKind.PAID, Method.CARD, 10_000 * qty, placed),),
            items_made=1,
        )
        yield order, (NewEvent(0, CREATE, None, placed, MAKER),)


def fill(url: str, orders: int, people: Sequence[str]) -> None:
    """A store with its shop, its operators and its orders."""
    now = int(time.time())
    with open_store(url) as store:
        bulk_load(store, make_orders(orders, now))
        begin_shop(store, MAKER, now)
        operators.come_in(store, Login("owner"), MAKER.name, now)
        for name in people:
            operators.add(store, MAKER, now, name, Role.DESK, name)


def run(
    url: str,
    folder: Path,
    count: int = 8,
    seconds: float = 60.0,
    think: float = 0.0,
    orders: int = 20_000,
    seed: int = 1,
    meanwhile: Meanwhile = lambda: None,
) -> Crowd:
    """The whole experiment on an empty store at *url*, with journals in *folder*.

    *meanwhile* runs here while the operators work.
    """
    given = [Work(url, folder, n, seconds, think, seed) for n in range(1, count + 1)]
    fill(url, orders, [each.who for each in given])
    context = get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.crowd_operator"])
    barrier = context.Barrier(count + 1)
    people = [context.Process(target=_work, args=(each, barrier)) for each in given]
    for one in people:
        one.start()
    barrier.wait(PATIENCE)
    begun = time.monotonic()
    try:
        meanwhile()
    finally:
        for one in people:
            one.join(seconds + PATIENCE)
            one.kill()
    took = time.monotonic() - begun
    if any(one.exitcode for one in people):
        raise RuntimeError(f"operators ended with {[one.exitcode for one in people]}")
    tallies = [Tally(**json.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.json"))]
    with open_store(url) as store:
        return Crowd(tallies, held_against(store, folder, 1), verify(store).wrong, took)


def _work(given: Work, barrier: Any) -> None:  # noqa: ANN401  # a barrier between processes
    work(given, lambda: barrier.wait(PATIENCE))


def report(crowd: Crowd) -> None:
    """A summary for people."""
    times, findings = crowd.times, crowd.findings
    everything = [ms for each in times.values() for ms in each]
    rate = len(everything) / crowd.seconds
    print(f"{len(crowd.tallies)} operators, {crowd.seconds:.0f} s: {rate:,.0f} deeds/s")
    print(f"{'deed':10} {'times':>8} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}")
    for act, each in (*sorted(times.items()), ("all", everything)):
        p50, p99 = statistics.median(each), statistics.quantiles([*each, each[0]], n=100)[98]
        print(f"{act:10} {len(each):8,} {p50:8.1f} {p99:8.1f} {max(each):8.1f}")
    print(f"slowest to fastest operator: {crowd.fairness:.2f}")
    print(f"{findings.changes:,} acknowledged changes in {findings.deeds:,} deeds that write;")
    print(f"{findings.conflicts:,} shown as changed meanwhile by somebody else")
    print(f"in flight {findings.in_flight}, of which the store has {findings.arrived}")
    print(f"longest time without an acknowledged change: {crowd.longest_silence:.1f} s")
    for (code, korean, english), n in crowd.problems.most_common(8):
        print(f"told {n} times: {code}: {korean} / {english}")
    for name, faults in (
        ("lost", findings.lost),
        ("doubled", findings.doubled),
        ("unknown", findings.unknown),
    ):
        print(f"{name}: {len(faults)}", *faults[:5], sep="\n  ")
    print(f"verify: {crowd.wrong} wrong")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--operators", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--think", type=float, default=0.0)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--url", default="")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{Path(folder) / 'crowd.db'}"
        journals = Path(folder) / "journals"
        journals.mkdir()
        crowd = run(url, journals, given.operators, given.seconds, given.think, given.orders, given.seed)
        report(crowd)
    faults = not crowd.findings.clean or crowd.wrong or crowd.problems
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
