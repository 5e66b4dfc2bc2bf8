"""Bulk jobs: a plan is stored before its first change, then applied in slices, each one transaction.

A running job holds a lock; whoever can take the lock of a planned or running job may resume it.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.roles import NEEDS, Act
from orderdesk.core.store import request_keys
from orderdesk.core.store.dialect import Conn, id_list, insert_same, next_id, one_of, scalar
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.job_locks import job_lock
from orderdesk.core.store.slices import BREATH_SECONDS, SliceSizer, in_turn
from orderdesk.core.uncollected import uncollected

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store
    from orderdesk.core.store.unit import UnitOfWork

VERDICTS = ("planned", "apply", "skip", "refuse")
"""What became of a row; stored as the number. A row to apply is `planned` until it was applied."""

_COUNTED = ("planned", "applied", "skipped", "refused")
"""The columns of a job that count its rows, by verdict."""

STATES = ("planned", "running", "done", "refused", "cancelled")
"""States of a job; `cancelled` keeps what was done. Stored as the number."""

_UNSTORED = "cancelled"
"""The state of a job while its plan is not all there: nobody carries it on."""

_VERDICT = {name: n for n, name in enumerate(VERDICTS)}
_PLANNED = {**_VERDICT, "apply": 0}
_STATE = {name: n for n, name in enumerate(STATES)}

JOBS = """SELECT job.id, job.action, job.state, actor.kind, actor.name, job.at, job.ended_at,
 job.undo_of, job.note, job.planned, job.applied, job.skipped, job.refused
 FROM job JOIN actor ON actor.id = job.actor"""
ROWS = "SELECT order_id, section, verdict, code, version FROM job_row WHERE job_id = ?"
TODO = f"{ROWS} AND verdict = 0 AND order_id >= ? ORDER BY order_id, section LIMIT ?"
MARK = "UPDATE job_row SET verdict = ?, code = ? WHERE job_id = ? AND section = ? AND "
COMPANIONS = """SELECT DISTINCT other.order_id FROM section
 JOIN section other ON other.parcel = section.parcel AND other.order_id <> section.order_id
 WHERE section.parcel IS NOT NULL AND other.parcel IS NOT NULL
 AND (section.shared = 1 OR other.shared = 1) AND """

AT_ONCE = 50
"""Most rows of a plan that is done in the transaction that stores it: one wait for the disk, not three."""

PLAN_PART = 20_000
"""How many rows of a plan are stored in one transaction, so that others need not wait for all of them."""


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
    """A job; `actor` is a name and `actor_kind` whose, times in UTC seconds. What it was asked: `request_of`.

    The last four are its rows by verdict: still to do, applied, skipped, refused.
    """

    id: int
    action: str
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

ApplySlice = Callable[["UnitOfWork", list[JobRow]], Verdicts]
"""Writes the orders of a slice and says what became of its rows."""


def create_job(
    unit: UnitOfWork,
    action: str,
    request_json: str,
    rows: Iterable[JobRow],
    undo_of: int | None = None,
    note: str = "",
) -> int:
    """Store a plan, state planned, and return its number. Rows to apply have the verdict `apply`."""
    job = _add_job(unit, action, request_json, undo_of, note)
    _add_rows(unit, job, list(rows), _PLANNED)
    unit.store.checkpoint("plan")
    return job


def _add_job(unit: UnitOfWork, action: str, request_json: str, undo_of: int | None, note: str) -> int:
    require_job(unit, action, undo_of)
    job = next_id(unit.conn, "job")
    columns = ("id", "action", "state", "actor", "at", "undo_of", "note", *_COUNTED)
    actor = actor_id(unit.conn, unit.actor)
    row = (job, action, _STATE["planned"], actor, unit.now, undo_of, note, 0, 0, 0, 0)
    unit.conn.insert("job", columns, [row])
    unit.conn.insert("job_request", ("job_id", "body"), [(job, request_json)])
    return job


def add_done(unit: UnitOfWork, job: int, rows: Sequence[JobRow]) -> None:
    """Add rows that are final already to *job*: what an import brings is known only slice by slice."""
    _add_rows(unit, job, rows, _VERDICT)


def _add_rows(unit: UnitOfWork, job: int, rows: Sequence[JobRow], numbers: Mapping[str, int]) -> None:
    alike: dict[tuple[str, str | None, int, int], list[int]] = defaultdict(list)
    for order, section, verdict, code, version in rows:
        alike[verdict, code, section or 0, version].append(order)
    counted: Counter[int] = Counter()
    for (verdict, code, n, version), orders in alike.items():
        counted[numbers[verdict]] += len(orders)
        same = {"job_id": job, "section": n, "verdict": numbers[verdict], "code": code, "version": version}
        insert_same(unit.conn, "job_row", "order_id", orders, same)
    settings = ", ".join(f"{name} = {name} + ?" for name in _COUNTED)
    values = [counted[n] for n in range(len(VERDICTS))]
    unit.conn.execute(f"UPDATE job SET {settings} WHERE id = ?", (*values, job))


def next_slice(unit: UnitOfWork, job: int, limit: int, since: int = 0) -> list[JobRow]:
    """Rows still to do, about *limit* of them, cut between orders; combined parcels stay in one slice.

    *since* is an order before which nothing is left to do.
    """
    found = _rows(unit.conn, TODO, job, since, limit + 1)
    own = {row.order_id for row in found}
    whole = len(found) <= limit
    if not whole and len(own) > 1:
        last = found[-1].order_id
        own.discard(last)
        found, whole = [row for row in found if row.order_id != last], True
    orders = _with_companions(unit.conn, own)
    if whole and orders == own:
        return found
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


def mark(unit: UnitOfWork, job: int, rows: Sequence[JobRow], verdicts: Verdicts) -> None:
    """Write the final *verdicts* of *rows*, which were planned until now."""
    counted: Counter[int] = Counter()
    alike: dict[tuple[int, str | None, int], list[int]] = defaultdict(list)
    for order, section, *_ in rows:
        became, code = verdicts[order, section]
        alike[_VERDICT[became], code, section or 0].append(order)
    for (verdict, code, section), orders in alike.items():
        counted[verdict] += len(orders)
        unit.conn.execute(
            MARK + one_of(unit.conn, "order_id"),
            (verdict, code, job, section, id_list(unit.conn, orders)),
        )
    unit.conn.execute(
        "UPDATE job SET planned = planned - ?, applied = applied + ?, skipped = skipped + ?,"
        " refused = refused + ? WHERE id = ?",
        (len(rows), counted[1], counted[2], counted[3], job),
    )


def give_up(unit: UnitOfWork, job: int, why: str) -> None:
    """End a job that can't be carried on; *why* is its note. What it did stays."""
    set_state(unit, job, "cancelled")
    unit.conn.execute("UPDATE job SET note = ? WHERE id = ?", (why, job))


def set_state(unit: UnitOfWork, job: int, state: str) -> None:
    """Move a job to *state*; ending states get their time."""
    ended = unit.now if _STATE[state] > _STATE["running"] else None
    unit.conn.execute("UPDATE job SET state = ?, ended_at = ? WHERE id = ?", (_STATE[state], ended, job))


class AtOnce(NamedTuple):
    """How a small plan is carried out in the transaction that stores it: by what `apply` gives for the job's
    number, unless that was `cancelled` before.
    """

    apply: Callable[[int], ApplySlice]
    cancelled: Callable[[], bool]

    def fits(self, rows: Sequence[JobRow]) -> bool:
        """Whether *rows* are few enough, and still wanted."""
        return len(rows) <= min(AT_ONCE, SliceSizer().size) and not self.cancelled()


@contextlib.contextmanager
def begun_job(
    store: Store,
    actor: Actor,
    now: int,
    action: str,
    request_json: str,
    rows: Iterable[JobRow],
    undo_of: int | None = None,
    key: str = "",
    at_once: AtOnce | None = None,
) -> Iterator[int]:
    """Store a plan as a job and hold its lock, so that nobody ever finds it abandoned; its number.

    *key* is what the caller names the request; AskedBefore where one of that name was taken. The lock is
    taken before the plan can be seen, and held for the block. A small plan is carried out as *at_once* says
    in the same transaction; a large one is stored in parts, and what a killed process leaves of one is a
    cancelled job that has done nothing.
    """
    rest = iter(rows)
    with uncollected():
        part = list(islice(rest, PLAN_PART))
    with contextlib.ExitStack() as held:
        with store.unit(actor, now) as unit:
            number = _add_job(unit, action, request_json, undo_of, "")
            if key:
                request_keys.keep(unit.conn, key, now, number)
            small = at_once is not None and at_once.fits(part)
            if not small:
                held.enter_context(job_lock(store, number))
            following = _store_part(number, part, rest, unit)
            if at_once is not None and small:
                _do_slice(unit, number, AT_ONCE, 0, at_once.apply(number))
                store.checkpoint("slice")
        while following:
            time.sleep(BREATH_SECONDS)
            following = in_turn(store, actor, now, partial(_store_part, number, following, rest))
        yield number


def _store_part(job: int, part: Sequence[JobRow], rest: Iterator[JobRow], unit: UnitOfWork) -> list[JobRow]:
    """Store *part* of a plan; the next part out of *rest*. The job may be run once there is none."""
    with uncollected():
        _add_rows(unit, job, part, _PLANNED)
        following = list(islice(rest, PLAN_PART))
    set_state(unit, job, _UNSTORED if following else "planned")
    unit.store.checkpoint("plan")
    return following


def run_slices(
    store: Store,
    number: int,
    actor: Actor,
    clock: Callable[[], int],
    apply_slice: ApplySlice,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
    held: bool = False,
) -> str:
    """Apply what is still planned of job *number* and end it; returns its state.

    Each slice is one transaction: `apply_slice` writes the orders and returns the verdict of every row.
    `progress` is told (rows done by this run, rows that it found to do). StoreProblem when somebody else
    runs the job; *held* says that the caller holds its lock.
    """
    sizer, done, since = SliceSizer(), 0, 0
    with contextlib.nullcontext() if held else job_lock(store, number):
        with store.reader() as conn:
            found = job(conn, number)
        if found.state not in ("planned", "running"):
            return found.state

        def write(unit: UnitOfWork) -> tuple[list[JobRow], str, float]:
            started = time.perf_counter()
            if cancelled():  # asked here: it may have waited for long
                set_state(unit, number, "cancelled")
                return [], "cancelled", started
            rows, state = _do_slice(unit, number, sizer.size, since, apply_slice)
            store.checkpoint("slice")
            return rows, state, started

        while True:
            with uncollected():
                rows, state, started = in_turn(store, actor, clock(), write)
            if rows:
                since, done = rows[0].order_id, done + len(rows)
                sizer.measured(len(rows), time.perf_counter() - started)
                progress(done, found.planned)
            if state != "running":
                return state
            store.checkpoint("between")
            time.sleep(BREATH_SECONDS)


def _do_slice(
    unit: UnitOfWork, number: int, limit: int, since: int, apply_slice: ApplySlice
) -> tuple[list[JobRow], str]:
    """Apply the next slice of a job, and end the job with its last one; the rows, and the job's state."""
    rows = next_slice(unit, number, limit, since)
    if rows:
        mark(unit, number, rows, apply_slice(unit, rows))
    now = job(unit.conn, number)
    state = "running" if now.planned else "refused" if now.refused and not now.applied else "done"
    if state != now.state:
        set_state(unit, number, state)
    return rows, state


def jobs(conn: Conn, limit: int) -> list[Job]:
    """The newest jobs, newest first."""
    return [_job(row) for row in conn.execute(f"{JOBS} ORDER BY job.id DESC LIMIT ?", (limit,))]


def job(conn: Conn, number: int) -> Job:
    """One job; KeyError when there is none of that number."""
    row = conn.execute(f"{JOBS} WHERE job.id = ?", (number,)).fetchone()
    if row is None:
        raise KeyError(number)
    return _job(row)


def undo_needs(conn: Conn, number: int, actor: Actor) -> tuple[str, ...]:
    """What *actor* must be allowed to do, by the ids, to take back job *number*: also what that job did."""
    found = undone = job(conn, number)
    while undone.undo_of is not None:
        undone = job(conn, undone.undo_of)
    others = (Act.UNDO_OTHERS.value,) if (found.actor_kind, found.actor) != (actor.kind, actor.name) else ()
    own = (undone.action,) if undone.action in NEEDS else ()  # the rest nobody but the program itself does
    return (Act.UNDO.value, *others, *own)


def require_job(unit: UnitOfWork, action: str, undo_of: int | None) -> None:
    """NotPermitted unless the actor may run a job of *action*, or one that takes back job *undo_of*."""
    for act in (action,) if undo_of is None else undo_needs(unit.conn, undo_of, unit.actor):
        unit.require(act)


def is_taken_back(conn: Conn, number: int) -> bool:
    """Whether another job took back something of job *number*."""
    return bool(scalar(conn, "SELECT COUNT(*) FROM job WHERE undo_of = ? AND applied > 0", (number,)))


def job_rows(conn: Conn, number: int) -> list[JobRow]:
    """The rows of a job by order and section."""
    return _rows(conn, f"{ROWS} ORDER BY order_id, section", number)


def done_rows(conn: Conn, number: int) -> list[JobRow]:
    """The rows of a job that were done, by order and section."""
    return [row for row in job_rows(conn, number) if row.verdict == "apply"]


def refused_code(conn: Conn, number: int) -> str | None:
    """Why the first row of a job that was not done was not; None where all were."""
    return next((row.code for row in job_rows(conn, number) if row.code), None)


def _job(row: Sequence[Any]) -> Job:
    number, action, state, kind, *rest = row
    return Job(number, action, STATES[state], ActorKind(kind), *rest)


def _rows(conn: Conn, sql: str, *params: object) -> list[JobRow]:
    return [
        JobRow(order, section or None, VERDICTS[verdict], code, version)
        for order, section, verdict, code, version in conn.execute(sql, params)
    ]
