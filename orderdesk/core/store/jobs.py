"""Bulk jobs: a plan is stored before its first change, then applied in slices, each one transaction.

A running job holds a lock; whoever can take the lock of a planned or running job may resume it.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of, scalar
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.slices import SliceSizer

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store
    from orderdesk.core.store.unit import UnitOfWork

VERDICTS = ("planned", "apply", "skip", "refuse")
"""What became of a row; stored as the number. A row to apply is `planned` until it was applied."""

_COUNTED = ("planned", "applied", "skipped", "refused")
"""The columns of a job that count its rows, by verdict."""

STATES = ("planned", "running", "done", "refused", "cancelled")
"""States of a job; `cancelled` keeps what was done. Stored as the number."""

_VERDICT = {name: n for n, name in enumerate(VERDICTS)}
_PLANNED = {**_VERDICT, "apply": 0}
_STATE = {name: n for n, name in enumerate(STATES)}

JOBS = """SELECT job.id, job.action, job.request, job.state, actor.kind, actor.name, job.at, job.ended_at,
 job.undo_of, job.note, job.planned, job.applied, job.skipped, job.refused
 FROM job JOIN actor ON actor.id = job.actor"""
ROWS = "SELECT order_id, section, verdict, code, version FROM job_row WHERE job_id = ?"
TODO = f"{ROWS} AND verdict = 0 ORDER BY order_id, section LIMIT ?"
COMPANIONS = """SELECT DISTINCT other.order_id FROM section
 JOIN section other ON other.parcel = section.parcel
 WHERE section.parcel IS NOT NULL AND other.parcel IS NOT NULL
 AND (section.shared = 1 OR other.shared = 1) AND """
_COLUMNS = ("job_id", "order_id", "section", "verdict", "code", "version")


class JobRow(NamedTuple):
    """One row of a plan: what becomes of a section (None: the whole order), decided on an order's version.

    `verdict` is one of `VERDICTS`; `code` says why a row is skipped or refused.
    """

    order_id: int
    section: int | None
    verdict: str
    code: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job; `request` is the JSON that it was asked with, `actor` a name and `actor_kind` whose, times in
    UTC seconds.

    The last four are its rows by verdict: still to do, applied, skipped, refused.
    """

    id: int
    action: str
    request: str
    state: str
    actor_kind: ActorKind
    actor: str
    at: int
    ended_at: int | None
    undo_of: int | None
    note: str
    planned: int
    applied: int
    skipped: int
    refused: int


Verdicts = Mapping[tuple[int, int | None], tuple[str, str | None]]
"""(order, section) → (verdict, code) of the rows of a slice."""


def create_job(
    unit: UnitOfWork,
    action: str,
    request_json: str,
    rows: Iterable[JobRow],
    undo_of: int | None = None,
    note: str = "",
) -> int:
    """Store a plan, state planned, and return its number. Rows to apply have the verdict `apply`."""
    conn = unit.conn
    job = next_id(conn, "job")
    actor = actor_id(conn, unit.actor)
    plan = [(job, r.order_id, r.section or 0, _PLANNED[r.verdict], r.code, r.version) for r in rows]
    counted = Counter(row[3] for row in plan)
    columns = ("id", "action", "request", "state", "actor", "at", "undo_of", "note", *_COUNTED)
    row = (job, action, request_json, 0, actor, unit.now, undo_of, note)
    conn.insert("job", columns, [(*row, *(counted[n] for n in range(len(VERDICTS))))])
    conn.insert("job_row", _COLUMNS, plan)
    unit.store.checkpoint("plan")
    return job


def add_done(unit: UnitOfWork, job: int, rows: Sequence[JobRow]) -> None:
    """Add rows that are final already to *job*: what an import brings is known only slice by slice."""
    values = [(job, r.order_id, r.section or 0, _VERDICT[r.verdict], r.code, r.version) for r in rows]
    unit.conn.insert("job_row", _COLUMNS, values)
    counted = Counter(_VERDICT[row.verdict] for row in rows)
    unit.conn.execute(
        "UPDATE job SET applied = applied + ?, skipped = skipped + ?, refused = refused + ? WHERE id = ?",
        (counted[1], counted[2], counted[3], job),
    )


def next_slice(unit: UnitOfWork, job: int, limit: int) -> list[JobRow]:
    """Rows still to do, about *limit* of them, cut between orders; combined parcels stay in one slice."""
    found = _rows(unit.conn, TODO, job, limit + 1)
    if len(found) > limit:
        last = found[-1].order_id
        whole = [row for row in found if row.order_id != last]
        found = whole or found
    orders = _with_companions(unit.conn, {row.order_id for row in found})
    return _rows(
        unit.conn,
        f"{ROWS} AND verdict = 0 AND {one_of(unit.conn, 'order_id')} ORDER BY order_id, section",
        job,
        id_list(unit.conn, sorted(orders)),
    )


def _with_companions(conn: Conn, orders: set[int]) -> set[int]:
    sql = COMPANIONS + one_of(conn, "section.order_id")
    reached, fresh = set(orders), orders
    while fresh:
        fresh = {row[0] for row in conn.execute(sql, (id_list(conn, sorted(fresh)),))} - reached
        reached |= fresh
    return reached


def mark(unit: UnitOfWork, job: int, rows: Iterable[JobRow]) -> None:
    """Write the final verdicts of *rows*, which were planned until now."""
    final = list(rows)
    counted = Counter(_VERDICT[row.verdict] for row in final)
    unit.conn.execute(
        "UPDATE job SET planned = planned - ?, applied = applied + ?, skipped = skipped + ?,"
        " refused = refused + ? WHERE id = ?",
        (len(final), counted[1], counted[2], counted[3], job),
    )
    unit.conn.executemany(
        "UPDATE job_row SET verdict = ?, code = ? WHERE job_id = ? AND order_id = ? AND section = ?",
        [(_VERDICT[r.verdict], r.code, job, r.order_id, r.section or 0) for r in final],
    )


def give_up(unit: UnitOfWork, job: int, why: str) -> None:
    """End a job that can't be carried on; *why* is its note. What it did stays."""
    set_state(unit, job, "cancelled")
    unit.conn.execute("UPDATE job SET note = ? WHERE id = ?", (why, job))


def set_state(unit: UnitOfWork, job: int, state: str) -> None:
    """Move a job to *state*; ending states get their time."""
    ended = unit.now if _STATE[state] > _STATE["running"] else None
    unit.conn.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", (_STATE[state], ended, job))


@contextlib.contextmanager
def job_lock(store: Store, number: int) -> Iterator[None]:
    """Hold the lock of a job while it runs; StoreProblem when somebody else runs it."""
    with store.backend.try_lock(f"job-{number}") as free:
        if not free:
            raise running_elsewhere(number, store.where)
        yield


def running_elsewhere(number: int, where: str) -> StoreProblem:
    """What to tell whoever wants a job that somebody else runs."""
    return StoreProblem(
        "job-running",
        Word(
            f"작업 {number}은(는) 다른 곳에서 실행 중입니다. 끝날 때까지 기다리세요.",
            f"Job {number} is being run elsewhere; wait until it is done.",
        ),
        where,
    )


@contextlib.contextmanager
def begun_job(
    store: Store,
    actor: Actor,
    now: int,
    action: str,
    request_json: str,
    rows: Iterable[JobRow],
    undo_of: int | None = None,
) -> Iterator[int]:
    """Store a plan as a job and hold its lock, so that nobody ever finds it abandoned; its number.

    The lock is taken before the plan can be seen, and given back at the end of the block.
    """
    with contextlib.ExitStack() as held:
        with store.unit(actor, now) as unit:
            number = create_job(unit, action, request_json, rows, undo_of)
            held.enter_context(job_lock(store, number))
        yield number


def abandoned_jobs(store: Store) -> list[int]:
    """Jobs that are planned or running and that nobody runs, oldest first."""
    with store.reader() as conn:
        found = [row[0] for row in conn.execute("SELECT id FROM job WHERE state IN (0, 1) ORDER BY id")]
    free = []
    for number in found:
        with store.backend.try_lock(f"job-{number}") as mine:
            if mine:
                free.append(number)
    return free


def run_slices(
    store: Store,
    number: int,
    actor: Actor,
    clock: Callable[[], int],
    apply_slice: Callable[[UnitOfWork, list[JobRow]], Verdicts],
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    held: bool = False,
) -> str:
    """Apply what is still planned of job *number* and end it; returns its state.

    Each slice is one transaction: `apply_slice` writes the orders and returns the verdict of every row.
    `progress` is told (rows done by this run, rows that it found to do). StoreProblem when somebody else
    runs the job; *held* says that the caller holds its lock.
    """
    sizer, done = SliceSizer(), 0
    with contextlib.nullcontext() if held else job_lock(store, number):
        with store.reader() as conn:
            found = job(conn, number)
        if found.state not in ("planned", "running"):
            return found.state
        while not cancelled():
            with store.unit(actor, clock()) as unit:
                started = time.perf_counter()
                rows = next_slice(unit, number, sizer.size)
                if rows:
                    verdicts = apply_slice(unit, rows)
                    mark(unit, number, [_judged(row, verdicts) for row in rows])
                state = "running" if rows else _ending(unit, number)
                if not rows or found.state == "planned":
                    set_state(unit, number, state)
                store.checkpoint("slice")
            if not rows:
                break
            sizer.measured(len(rows), time.perf_counter() - started)
            done += len(rows)
            progress(done, found.planned)
            store.checkpoint("between")
        else:
            state = "cancelled"
            with store.unit(actor, clock()) as unit:
                set_state(unit, number, state)
    return state


def _judged(row: JobRow, verdicts: Verdicts) -> JobRow:
    verdict, code = verdicts[row.order_id, row.section]
    return row._replace(verdict=verdict, code=code)


def _ending(unit: UnitOfWork, number: int) -> str:
    ended = job(unit.conn, number)
    return "refused" if ended.refused and not ended.applied else "done"


def jobs(conn: Conn, limit: int) -> list[Job]:
    """The newest jobs, newest first."""
    return [_job(row) for row in conn.execute(f"{JOBS} ORDER BY job.id DESC LIMIT ?", (limit,))]


def job(conn: Conn, number: int) -> Job:
    """One job; KeyError when there is none of that number."""
    row = conn.execute(f"{JOBS} WHERE job.id = ?", (number,)).fetchone()
    if row is None:
        raise KeyError(number)
    return _job(row)


def is_taken_back(conn: Conn, number: int) -> bool:
    """Whether another job took back something of job *number*."""
    return bool(scalar(conn, "SELECT COUNT(*) FROM job WHERE undo_of = ? AND applied > 0", (number,)))


def job_rows(conn: Conn, number: int) -> list[JobRow]:
    """The rows of a job by order and section."""
    return _rows(conn, f"{ROWS} ORDER BY order_id, section", number)


def _job(row: Sequence[Any]) -> Job:
    number, action, request, state, kind, *rest = row
    return Job(number, action, request, STATES[state], ActorKind(kind), *rest)


def _rows(conn: Conn, sql: str, *params: object) -> list[JobRow]:
    return [
        JobRow(order, section or None, VERDICTS[verdict], code, version)
        for order, section, verdict, code, version in conn.execute(sql, params)
    ]
