"""Resume: what an operator stopped between two slices is carried on; taking it back is `undo`."""

from __future__ import annotations

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import APPLY, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, plan_row
from orderdesk.core.services.recovering import FAULTS, carry_on, recover
from orderdesk.core.services.running import Clock, Progress, Stop, never, nothing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.job_locks import job_lock
from orderdesk.core.store.jobs import Job, give_up, is_taken_back, job_rows, require_job, set_state
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders


def is_resumable(conn: Conn, job: Job) -> bool:
    """Whether *job* was stopped, has rows left to do, and was not taken back."""
    return job.state == "cancelled" and job.planned > 0 and not is_taken_back(conn, job.id)


def plan_resume(conn: Conn, number: int) -> Plan:
    """What carrying job *number* on would do: a verdict on every row that is left of it.

    Rows whose orders moved since the job's preview are refused. KeyError when there is no such job,
    JobRefused when nothing of it is left to do.
    """
    job = _stopped(conn, number)
    left: dict[int, list[tuple[int | None, int]]] = {}
    for row in job_rows(conn, number):
        if row.verdict == "planned":
            left.setdefault(row.order_id, []).append((row.section, row.version))
    rows: list[PlanRow] = []
    for ids in chunks(left, CHUNK):
        for order in load_orders(conn, ids):
            for section, version in left[order.id]:
                verdict = APPLY if order.version == version else refuse(Refusal.MOVED)
                rows.append(plan_row(order, section, verdict)._replace(version=version))
    return Plan(job.action, Request(job.action), tuple(rows))


def _stopped(conn: Conn, number: int) -> Job:
    job = read_job(conn, number)
    if not is_resumable(conn, job):
        raise JobRefused(Refusal.NOT_STOPPED, number)
    return job


def resume(
    store: Store,
    number: int,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Stop = never,
) -> int:
    """Carry the stopped job *number* on as *actor*, or until *cancelled*; the job's number.

    Exactly its rows are done, by what it was asked; those whose orders moved are refused. JobRefused when
    nothing is left of it or its request was erased; StoreProblem when somebody else is at it.
    """
    recover(store, clock)
    with job_lock(store, number):
        with store.unit(actor, clock()) as unit:
            job = _stopped(unit.conn, number)
            require_job(unit, job.action, job.undo_of)
            set_state(unit, number, "planned")
        try:
            carry_on(store, job, actor, clock, progress, cancelled, held=True)
        except FAULTS as fault:
            with store.unit(actor, clock()) as unit:
                give_up(unit, number, job.note)
            raise JobRefused(Refusal.NOT_RETRYABLE, number) from fault
    return number
