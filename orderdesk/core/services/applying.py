"""Apply: a plan becomes a job, and the job changes the orders.

The plan is stored before the first change, and what a killed process left behind is carried on before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from orderdesk.core.domain.orders import Actor, Region
from orderdesk.core.services.job_requests import JobRequests, write_requests
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.running import Clock, Progress, never, nothing, run_job
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import JobRow, begun_job

__all__ = ["Clock", "Progress", "apply_plan", "job_rows_of", "never", "nothing"]


def job_rows_of(plan: Plan) -> Iterator[JobRow]:
    """The rows of *plan* as a job stores them."""
    said: dict[int, tuple[str, str | None]] = {}  # by the verdict itself: there are few, looked up very often
    for row in plan.rows:
        verdict = row.verdict
        if id(verdict) not in said:
            said[id(verdict)] = verdict.kind.value, verdict.code or None
        kind, code = said[id(verdict)]
        yield JobRow(row.order_id, row.section, kind, code, row.version)


def apply_plan(
    store: Store,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
    region: Region = Region.DOMESTIC,
) -> int:
    """Store *plan* as a job and carry it out, or until *cancelled*; the job's number.

    Abandoned jobs are carried on first; rows whose orders they change are then refused as moved.
    """
    recover(store, clock)
    asked = JobRequests(plan.request, plan.each, region)
    with begun_job(store, actor, clock(), plan.action, write_requests(asked), job_rows_of(plan)) as job:
        run_job(store, job, asked, actor, clock, progress, cancelled, held=True)
    return job
