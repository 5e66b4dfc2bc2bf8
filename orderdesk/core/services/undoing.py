"""Undo and redo: a job's events folded backwards, as a plan of their own.

What was applied can be taken back while the world outside has not moved and nobody changed the
same fields since. Redo is the undo of an undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from orderdesk.core.domain.changes import ChangeConflict, take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import APPLY, Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.applying import Clock, Outcome, Progress, never, nothing
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, chunks, plan_row
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import Event, NewEvent, events_of_job
from orderdesk.core.store.jobs import JobRow, create_job, job_rows, jobs, run_slices
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.outbox import claimed_orders
from orderdesk.core.store.unit import UnitOfWork

UNDO, REDO = "undo", "redo"
NOT_TAKEN_BACK = frozenset({"import"})
"""Actions that are jobs, but are not undone (DESIGN §3)."""


class NothingToUndo(Exception):
    """There is no job that could be taken back (or done again)."""


def last_job(conn: Conn, actor: Actor, redo: bool = False) -> int:
    """The newest job of *actor* that `undo` (or `redo`) means. NothingToUndo without one."""
    listed = jobs(conn, limit=500)
    undone = {job.undo_of for job in listed if job.undo_of is not None and job.applied}
    for job in listed:
        fits = (job.action == UNDO) if redo else (job.action != UNDO and job.action not in NOT_TAKEN_BACK)
        if fits and job.applied and job.id not in undone and job.actor == actor.name:
            return job.id
    raise NothingToUndo


def plan_undo(conn: Conn, job: int, redo: bool = False) -> Plan:
    """What taking *job* back would do, a row per row that it applied."""
    rows: list[PlanRow] = []
    refused = Refusal.NOT_UNDOABLE if read_job(conn, job).action in NOT_TAKEN_BACK else None
    by_order: dict[int, list[int | None]] = {}
    for row in job_rows(conn, job):
        if row.verdict == Kind.APPLY.value:
            by_order.setdefault(row.order_id, []).append(row.section)
    for ids in chunks(by_order, CHUNK):
        events = _by_order(events_of_job(conn, job, ids))
        claimed = claimed_orders(conn, job, ids)
        for order in load_orders(conn, ids):
            if refused:
                verdict = refuse(refused)
            elif order.id in claimed:
                verdict = refuse(Refusal.SENT_OUTSIDE)
            else:
                verdict = _verdict(order, events.get(order.id, ()))
            rows.extend(plan_row(order, _present(order, n), verdict) for n in by_order[order.id])
    return Plan(REDO if redo else UNDO, Request(REDO if redo else UNDO), tuple(rows))


def _present(order: Order, section: int | None) -> int | None:
    return section if any(s.n == section for s in order.sections) else None


def _by_order(events: Iterable[Event]) -> Mapping[int, Sequence[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.order_id, []).append(event)
    return found


def fold_back(order: Order, events: Sequence[Event]) -> Order:
    """The order before *events* (oldest first). ChangeConflict when it changed again since."""
    for event in reversed(events):
        order = take_back(order, event.changes)
    return order


def _verdict(order: Order, events: Sequence[Event]) -> Verdict:
    try:
        earlier = fold_back(order, events)
    except ChangeConflict:
        return refuse(Refusal.CHANGED_SINCE)
    return refuse(Refusal.CHANGED_SINCE) if check(earlier) and not check(order) else APPLY


def apply_undo(
    store: Store,
    job: int,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Callable[[Progress], None] = nothing,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Take *job* back as *plan* says; the number of the job that does it."""
    rows = [
        JobRow(row.order_id, row.section, row.verdict.kind.value, row.verdict.code or None, row.version)
        for row in plan.rows
    ]
    with store.unit(actor, clock()) as unit:
        undo = create_job(unit, plan.action, "{}", rows, undo_of=job)
    run_undo(store, undo, job, actor, clock, progress, cancelled)
    return undo


def run_undo(
    store: Store,
    undo: int,
    job: int,
    actor: Actor,
    clock: Clock,
    progress: Callable[[Progress], None] = nothing,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Carry the undo job *undo* of *job* on to its end."""

    def apply_slice(unit: UnitOfWork, rows: Sequence[JobRow]) -> Mapping[Target, Outcome]:
        return _undo_slice(unit, rows, job, undo)

    run_slices(
        store,
        undo,
        actor,
        clock,
        apply_slice,
        progress=lambda done, total: progress(Progress(done, total)),
        cancelled=cancelled,
    )


def _undo_slice(unit: UnitOfWork, rows: Sequence[JobRow], job: int, undo: int) -> Mapping[Target, Outcome]:
    outcomes: dict[Target, Outcome] = {}
    pairs: list[tuple[Order, Order]] = []
    written: list[NewEvent] = []
    ids = list(dict.fromkeys(row.order_id for row in rows))
    orders = {order.id: order for order in unit.orders(ids)}
    events = _by_order(events_of_job(unit.conn, job, ids))
    versions = {row.order_id: row.version for row in rows}
    claimed = claimed_orders(unit.conn, job, ids)
    for order_id in ids:
        order = orders[order_id]
        if order.version != versions[order_id] or order_id in claimed:
            refusal = Refusal.SENT_OUTSIDE if order_id in claimed else Refusal.MOVED
            ending: Outcome = (Kind.REFUSE.value, refusal.code)
        else:
            pairs.append((order, fold_back(order, events.get(order_id, ()))))
            written.extend(_reversed_events(events.get(order_id, ()), unit))
            ending = (Kind.APPLY.value, None)
        outcomes.update({(order_id, row.section): ending for row in rows if row.order_id == order_id})
    unit.save(pairs, written, undo)
    return outcomes


def _reversed_events(events: Sequence[Event], unit: UnitOfWork) -> list[NewEvent]:
    return [
        NewEvent(
            event.order_id,
            UNDO,
            event.section,
            unit.now,
            unit.actor,
            tuple(change.reversed() for change in reversed(event.changes)),
            event.verb,
        )
        for event in reversed(events)
    ]
