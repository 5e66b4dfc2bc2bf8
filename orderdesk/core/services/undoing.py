"""Undo and redo: a job's events folded backwards, as a plan of their own.

What was applied can be taken back while the world outside has not moved and nobody changed the
same fields since. Redo is the undo of an undo.
"""

from __future__ import annotations

from collections.abc import Callable

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import APPLY, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.applying import job_rows_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.folding import fold_back
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, plan_row
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.running import DONE, Clock, Progress, never, nothing, run_undo
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import Job, begun_job, job_rows, jobs, running_elsewhere
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders

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
    """What taking *job* back would do: a verdict on every row that it applied.

    With *redo* the plan is called so; *job* is then an undo. Of a job that is never taken back every row
    is refused; JobRefused when it has none. KeyError when there is no such job, StoreProblem while it is run.
    """
    found = read_job(conn, job)
    if found.state in ("planned", "running"):
        raise running_elsewhere(job, f"job {job}")
    lasting = found.action in NOT_TAKEN_BACK
    rows: list[PlanRow] = []
    by_order: dict[int, list[int | None]] = {}
    for row in job_rows(conn, job):
        if row.verdict == DONE[0]:
            by_order.setdefault(row.order_id, []).append(row.section)
    if lasting and not by_order:
        raise JobRefused(Refusal.NOT_UNDOABLE, job)
    for ids in chunks(by_order, CHUNK):
        orders = load_orders(conn, ids)
        refusals = dict.fromkeys(ids, Refusal.NOT_UNDOABLE) if lasting else fold_back(conn, job, orders)[1]
        for order in orders:
            verdict = refuse(refusals[order.id]) if order.id in refusals else APPLY
            rows.extend(plan_row(order, n, verdict) for n in by_order[order.id])
    return Plan(REDO if redo else UNDO, Request(REDO if redo else UNDO), tuple(rows))


def apply_undo(
    store: Store,
    job: int,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> int:
    """Take *job* back as *plan* says, or until *cancelled*; the number of the job that does it.

    Abandoned jobs are carried on first, as before every plan that is applied.
    """
    recover(store, clock)
    with begun_job(store, actor, clock(), plan.action, "{}", job_rows_of(plan), undo_of=job) as undo:
        run_undo(store, undo, job, actor, clock, progress, cancelled, held=True)
    return undo
