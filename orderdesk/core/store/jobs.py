"""Bulk jobs: a plan is stored before its first change, then applied in slices, each one transaction.

A running job holds a lock; whoever can take the lock of a planned or running job may resume it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.problems import StoreProblem

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store
    from orderdesk.core.store.unit import UnitOfWork

VERDICTS = ("planned", "done", "skipped", "refused")
"""What became of a row; stored as the number."""

STATES = ("planned", "running", "done", "refused", "cancelled")
"""States of a job; `cancelled` keeps what was done. Stored as the number."""

_VERDICT = {name: n for n, name in enumerate(VERDICTS)}
_STATE = {name: n for n, name in enumerate(STATES)}

JOBS = """SELECT job.id, job.action, job.request, job.state, actor.kind, actor.name, job.at, job.ended_at,
 job.undo_of, job.note FROM job JOIN actor ON actor.id = job.actor"""
ROWS = "SELECT order_id, section, verdict, code, version FROM job_row WHERE job_id = ?"
TODO = f"{ROWS} AND verdict = 0 ORDER BY order_id, section LIMIT ?"
COUNTS = "SELECT verdict, COUNT(*) FROM job_row WHERE job_id = ? GROUP BY verdict"
COMPANIONS = """SELECT DISTINCT other.order_id FROM section JOIN section other ON other.parcel = section.parcel
 WHERE section.parcel IS NOT NULL AND other.parcel IS NOT NULL AND section.shared = 1 AND """
_COLUMNS = ("job_id", "order_id", "section", "verdict", "code", "version")


class JobRow(NamedTuple):
    """One row of a plan: what becomes of a section (None: the whole order) decided on an order's version."""

    order_id: int
    section: int | None
    verdict: str
    code: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job; `request` is the JSON that it was asked with, times in UTC seconds."""

    id: int
    action: str
    request: str
    state: str
    actor: Actor
    at: int
    ended_at: int | None
    undo_of: int | None
    note: str


def create_job(
    unit: UnitOfWork,
    action: str,
    request_json: str,
    rows: Iterable[JobRow],
    undo_of: int | None = None,
    note: str = "",
) -> int:
    """Store a plan, state planned, and return its number. Rows to apply have the verdict `planned`."""
    conn = unit.conn
    job = next_id(conn, "job")
    actor = actor_id(conn, unit.actor)
    columns = ("id", "action", "request", "state", "actor", "at", "undo_of", "note")
    conn.insert("job", columns, [(job, action, request_json, 0, actor, unit.now, undo_of, note)])
    plan = [(job, r.order_id, r.section or 0, _VERDICT[r.verdict], r.code, r.version) for r in rows]
    conn.insert("job_row", _COLUMNS, plan)
    unit.store.checkpoint("plan")
    return job


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
    """Write the final verdicts of *rows*."""
    unit.conn.executemany(
        "UPDATE job_row SET verdict = ?, code = ? WHERE job_id = ? AND order_id = ? AND section = ?",
        [(_VERDICT[r.verdict], r.code, job, r.order_id, r.section or 0) for r in rows],
    )


def set_state(unit: UnitOfWork, job: int, state: str) -> None:
    """Move a job to *state*; ending states get their time."""
    ended = unit.now if _STATE[state] > _STATE["running"] else None
    unit.conn.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", (_STATE[state], ended, job))


@contextlib.contextmanager
def job_lock(store: Store, number: int) -> Iterator[None]:
    """Hold the lock of a job while it runs; StoreProblem when somebody else runs it."""
    with store.backend.try_lock(f"job-{number}") as free:
        if not free:
            raise StoreProblem(
                "job-running",
                Word(
                    f"작업 {number}은(는) 다른 곳에서 실행 중입니다. 끝날 때까지 기다리세요.",
                    f"Job {number} is being run elsewhere; wait until it is done.",
                ),
                store.where,
            )
        yield


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


def jobs(conn: Conn, limit: int) -> list[Job]:
    """The newest jobs, newest first."""
    return [_job(row) for row in conn.execute(f"{JOBS} ORDER BY job.id DESC LIMIT ?", (limit,))]


def job(conn: Conn, number: int) -> Job | None:
    """One job; None when there is none of that number."""
    row = conn.execute(f"{JOBS} WHERE job.id = ?", (number,)).fetchone()
    return _job(row) if row else None


def job_rows(conn: Conn, number: int) -> list[JobRow]:
    """The rows of a job by order and section."""
    return _rows(conn, f"{ROWS} ORDER BY order_id, section", number)


def job_counts(conn: Conn, number: int) -> dict[str, int]:
    """How many rows of a job have each verdict."""
    return {VERDICTS[verdict]: n for verdict, n in conn.execute(COUNTS, (number,))}


def orders_of_job(conn: Conn, number: int) -> list[int]:
    """The ids of the orders that a job changed."""
    rows = conn.execute("SELECT DISTINCT order_id FROM event WHERE job = ? ORDER BY order_id", (number,))
    return [row[0] for row in rows]


def _job(row: Sequence[object]) -> Job:
    number, action, request, state, kind, name, at, ended, undo_of, note = row
    actor = Actor(ActorKind(kind), str(name))
    return Job(number, action, request, STATES[state], actor, at, ended, undo_of, note)  # type: ignore[arg-type, index]  # a row of JOBS


def _rows(conn: Conn, sql: str, *params: object) -> list[JobRow]:
    return [
        JobRow(order, section or None, VERDICTS[verdict], code, version)
        for order, section, verdict, code, version in conn.execute(sql, params)
    ]
