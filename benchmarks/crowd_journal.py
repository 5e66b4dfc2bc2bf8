"""The journal of a crowd: what each operator was told, kept apart from the store and held against it.

Every operator appends to a file of its own, and syncs it: before it writes to the store what it is about to
do, and afterwards what it was told. `held_against` then reads all of it, and the store by SQL of its own.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orderdesk.core.store.engine import Store

APPLY = "apply"

EVENTS_OF: Mapping[str, Counter[str]] = {
    "ready": Counter(ready=1),
    "ship": Counter(track=1, ship=1),
    "hold": Counter(hold=1),
    "release": Counter(release=1),
    "memo": Counter(memo=1),
    "split": Counter(split=1),
    "bulk": Counter(ready=1),
    "import": Counter(create=1),
}
"""What happens to a row that an act changes; of an undo it is counted from the job that it takes back."""

MAY_ALSO: Mapping[str, frozenset[str]] = {"ship": frozenset({"ready"})}
"""What may happen to a row once as well: the plan takes a step that somebody took back since the list."""


class Journal:
    """One operator's file; what is noted is on the disk before the next line of the program runs."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def note(self, kind: str, n: int, **what: Any) -> None:  # noqa: ANN401  # anything that JSON takes
        """Append a line about the operator's deed number *n*."""
        self._file.write(json.dumps({"kind": kind, "n": n, **what}, ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass(slots=True)
class Deed:
    """Something that an operator began: `job` is None as long as nobody said that it was done.

    `mark` is what only this deed brings: a memo's text, a tracking number, the numbers of orders.
    """

    who: str
    act: str
    mark: tuple[str, ...]
    undoes: int | None
    job: int | None = None
    rows: tuple[tuple[int, int | None, str, str | None], ...] = ()
    over: bool = False
    """Whether the operator was told in the end: done, or refused as a whole."""


@dataclass(slots=True)
class Findings:
    """What the journal and the store say of each other; all of `lost`, `doubled` and `unknown` are faults."""

    deeds: int = 0
    changes: int = 0
    in_flight: int = 0
    arrived: int = 0
    """Of those in flight, how many the store has."""

    conflicts: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether every acknowledged change is there exactly once, and nothing that nobody asked for."""
        return not (self.lost or self.doubled or self.unknown)


def read_deeds(folder: Path) -> list[Deed]:
    """All that the journals in *folder* tell; a torn last line is something that was not yet begun."""
    deeds: list[Deed] = []
    for path in sorted(folder.glob("*.journal")):
        own: dict[int, Deed] = {}
        for line in path.read_text("utf-8").splitlines():
            told = json.loads(line)
            if told["kind"] == "begin":
                own[told["n"]] = Deed(path.stem, told["act"], tuple(told["mark"]), told.get("undoes"))
            elif told["kind"] == "done":
                deed = own[told["n"]]
                deed.job, deed.over = told["job"], True
                deed.rows = tuple((o, s, v, c) for o, s, v, c in told["rows"])
            elif told["kind"] == "nothing":
                own[told["n"]].over = True
        deeds += own.values()
    return deeds


def held_against(store: Store, folder: Path, first_job: int) -> Findings:
    """Compare the journals in *folder* with *store*; jobs from *first_job* on are the crowd's."""
    deeds, found = read_deeds(folder), Findings()
    known = {deed.job: deed for deed in deeds if deed.job is not None}
    found.deeds = len(deeds)
    found.in_flight = sum(not deed.over for deed in deeds)
    acknowledged = Counter(deed.job for deed in deeds if deed.job is not None)
    found.doubled += [f"job {job} was told {n} times" for job, n in acknowledged.items() if n > 1]
    jobs = _jobs(store, first_job)
    _whose(jobs, known, deeds, found)
    told = _events(store, first_job)
    for number, deed in known.items():
        if number in jobs:
            _same_rows(number, deed, jobs[number].rows, found)
            _same_events(number, deed, known, told, found)
    _marks(store, deeds, known, found)
    return found


@dataclass(slots=True)
class _Job:
    who: str
    action: str
    rows: dict[tuple[int, int | None], tuple[str, str | None]] = field(default_factory=dict)


def _jobs(store: Store, first: int) -> dict[int, _Job]:
    """The crowd's jobs in the store; the system's own are nobody's."""
    with store.reader() as conn:
        rows = conn.execute(
            "SELECT job.id, actor.name, job.action FROM job JOIN actor ON actor.id = job.actor"
            " WHERE job.id >= ? AND actor.kind < 2",
            (first,),
        ).fetchall()
        jobs = {row[0]: _Job(row[1], row[2]) for row in rows}
        words = ("planned", "apply", "skip", "refuse")
        for job, order, section, verdict, code in conn.execute(
            "SELECT job_id, order_id, section, verdict, code FROM job_row WHERE job_id >= ?", (first,)
        ):
            if job in jobs:
                jobs[job].rows[order, section or None] = words[verdict], code
    return jobs


def _events(store: Store, first: int) -> dict[int, Counter[tuple[int, int | None, str]]]:
    """How often what happened where, by job."""
    found: dict[int, Counter[tuple[int, int | None, str]]] = {}
    with store.reader() as conn:
        for job, order, section, verb in conn.execute(
            "SELECT job, order_id, section, verb FROM event WHERE job >= ?", (first,)
        ):
            found.setdefault(job, Counter())[order, section, verb] += 1
    return found


def _whose(
    jobs: Mapping[int, _Job], known: Mapping[int, Deed], deeds: Iterable[Deed], found: Findings
) -> None:
    """Every acknowledged job is there, under its operator's name; the others are those in flight."""
    found.lost += [f"job {job} of {deed.who} is not there" for job, deed in known.items() if job not in jobs]
    open_deeds = Counter((deed.who, _action(deed.act)) for deed in deeds if not deed.over)
    for number, job in jobs.items():
        if number in known:
            if (job.who, job.action) != (known[number].who, _action(known[number].act)):
                found.unknown.append(f"job {number} is {job.who}'s {job.action}")
        elif open_deeds[job.who, job.action]:
            open_deeds[job.who, job.action] -= 1
            found.arrived += 1
        else:
            found.unknown.append(f"job {number}: nobody was told of {job.who}'s {job.action}")


def _action(act: str) -> str:
    """The action that the store calls a deed."""
    return {"ship": "track", "bulk": "ready"}.get(act, act)


def _same_rows(
    number: int, deed: Deed, stored: Mapping[tuple[int, int | None], tuple[str, str | None]], found: Findings
) -> None:
    told = {(order, section): (verdict, code) for order, section, verdict, code in deed.rows}
    found.conflicts += sum(code == "moved" for _, code in told.values())
    found.changes += sum(verdict == APPLY for verdict, _ in told.values())
    for place in told.keys() | stored.keys():
        if told.get(place) != stored.get(place):
            found.lost.append(f"job {number}, {place}: told {told.get(place)}, stored {stored.get(place)}")


def _same_events(
    number: int,
    deed: Deed,
    known: Mapping[int, Deed],
    told: Mapping[int, Counter[tuple[int, int | None, str]]],
    found: Findings,
) -> None:
    """What happened in a job is what its rows say, once each."""
    wanted: Counter[tuple[int, int | None, str]] = Counter()
    for order, section, verdict, _ in deed.rows:
        if verdict != APPLY:
            continue
        if deed.undoes is None:
            for verb, times in EVENTS_OF[deed.act].items():
                wanted[order, section, verb] += times
            for verb in MAY_ALSO.get(deed.act, ()):
                wanted[order, section, verb] += told.get(number, Counter())[order, section, verb] == 1
        else:
            for (which, place, _), times in told.get(deed.undoes, Counter()).items():
                if which == order and place == section:
                    wanted[order, section, "undo"] += times
    happened = told.get(number, Counter())
    found.lost += [f"job {number}: {place} is missing" for place in (wanted - happened)]
    found.doubled += [f"job {number}: {place} is too much" for place in (happened - wanted)]


_MARKS = {
    "memo": "SELECT text, COUNT(*) FROM memo GROUP BY text",
    "ship": "SELECT parcel.number, COUNT(*) FROM section JOIN parcel ON parcel.id = section.parcel"
    " GROUP BY parcel.number",
    "import": "SELECT number, COUNT(*) FROM orders GROUP BY number",
}
"""Where what only one deed brings stands in the store."""


def _marks(store: Store, deeds: Iterable[Deed], known: Mapping[int, Deed], found: Findings) -> None:
    """What was brought and not taken back stands there once, what was taken back not at all."""
    undone = {deed.undoes for deed in known.values() if any(row[2] == APPLY for row in deed.rows)}
    unsure = {deed.undoes for deed in deeds if not deed.over}
    with store.reader() as conn:
        there = {act: {mark: times for mark, times in conn.execute(sql)} for act, sql in _MARKS.items()}
    for deed in deeds:
        if deed.act not in there or deed.job is None or deed.job in unsure:
            continue
        applied = any(row[2] == APPLY for row in deed.rows) and deed.job not in undone
        for mark in deed.mark:
            times = there[deed.act].get(mark, 0)
            if times < applied:
                found.lost.append(f"{deed.act} {mark} of job {deed.job} is not there")
            elif times > applied:
                found.doubled.append(f"{deed.act} {mark} of job {deed.job} is there {times} times")
