"""Undo and redo: a job's events folded backwards, as a plan of their own.

What was applied can be taken back while the world outside has not moved and nobody changed the
same fields since. Redo is the undo of an undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from orderdesk.core.domain.changes import ChangeConflict, take_back
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import APPLY, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.applying import (
    DONE,
    Clock,
    Outcome,
    Progress,
    job_rows_of,
    never,
    nothing,
    refused,
)
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, chunks, plan_row
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import Event, NewEvent, events_of_job
from orderdesk.core.store.jobs import Job, JobRow, create_job, job_rows, jobs, run_slices
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.outbox import claimed_orders
from orderdesk.core.store.unit import UnitOfWork

UNDO, REDO = "undo", "redo"
NOT_TAKEN_BACK = frozenset({"import"})
"""Actions that are jobs, but are not undone (DESIGN §3)."""


RECENT = 200
"""How many jobs back `undo` without a number looks."""


class NothingToUndo(Exception):
    """There is no job that could be taken back (or done again)."""


def last_job(conn: Conn, actor: Actor, redo: bool = False) -> int:
    """The newest job of *actor* that `undo` (or `redo`) means. NothingToUndo without one."""
    listed = jobs(conn, RECENT)
    undone = {job.undo_of for job in listed if job.undo_of is not None and job.applied}
    for job in listed:
        if _may_mean(job, redo) and job.applied and job.actor == actor.name and job.id not in undone:
            return job.id
    raise NothingToUndo


def _may_mean(job: Job, redo: bool) -> bool:
    return job.action == UNDO if redo else job.action not in (UNDO, *NOT_TAKEN_BACK)


def plan_undo(conn: Conn, job: int, redo: bool = False) -> Plan:
    """What taking *job* back would do, a row per row that it applied. KeyError when there is no such job."""
    rows: list[PlanRow] = []
    lasting = read_job(conn, job).action in NOT_TAKEN_BACK
    by_order: dict[int, list[int | None]] = {}
    for row in job_rows(conn, job):
        if row.verdict == DONE[0]:
            by_order.setdefault(row.order_id, []).append(row.section)
    for ids in chunks(by_order, CHUNK):
        events = _by_order(events_of_job(conn, job, ids))
        told = claimed_orders(conn, job, ids)
        for order in load_orders(conn, ids):
            if lasting:
                verdict = refuse(Refusal.NOT_UNDOABLE)
            elif order.id in told:
                verdict = refuse(Refusal.SENT_OUTSIDE)
            else:
                verdict = _verdict(order, events.get(order.id, ()))
            rows.extend(plan_row(order, n, verdict) for n in by_order[order.id])
    return Plan(REDO if redo else UNDO, Request(REDO if redo else UNDO), tuple(rows))


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
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Take *job* back as *plan* says; the number of the job that does it."""
    with store.unit(actor, clock()) as unit:
        undo = create_job(unit, plan.action, "{}", job_rows_of(plan), undo_of=job)
    run_undo(store, undo, job, actor, clock, progress, cancelled)
    return undo


def run_undo(
    store: Store,
    undo: int,
    job: int,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> None:
    """Carry the undo job *undo* of *job* on to its end."""

    def apply_slice(unit: UnitOfWork, rows: Sequence[JobRow]) -> Mapping[Target, Outcome]:
        return _undo_slice(unit, rows, job, undo)

    run_slices(store, undo, actor, clock, apply_slice, progress, cancelled)


def _undo_slice(unit: UnitOfWork, rows: Sequence[JobRow], job: int, undo: int) -> Mapping[Target, Outcome]:
    outcomes: dict[int, Outcome] = {}
    pairs: list[tuple[Order, Order]] = []
    written: list[NewEvent] = []
    versions = {row.order_id: row.version for row in rows}
    events = _by_order(events_of_job(unit.conn, job, versions))
    told = claimed_orders(unit.conn, job, versions)
    for order in unit.orders(versions):
        if order.id in told or order.version != versions[order.id]:
            outcomes[order.id] = refused(Refusal.SENT_OUTSIDE if order.id in told else Refusal.MOVED)
            continue
        pairs.append((order, fold_back(order, events.get(order.id, ()))))
        written.extend(_reversed_events(events.get(order.id, ()), unit))
        outcomes[order.id] = DONE
    unit.save(pairs, written, undo)
    unit.withdraw_intents(job, [order.id for order, _ in pairs])
    return {(row.order_id, row.section): outcomes[row.order_id] for row in rows}


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
