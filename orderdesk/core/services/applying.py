"""Apply: a plan becomes a job, and the job changes the orders.

The plan is stored before the first change, and what a killed process left behind is carried on before that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from orderdesk.core.domain.orders import Actor, Region
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.job_requests import JobRequests, read_requests, write_requests
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.running import Clock, Progress, applying, never, nothing, run_job
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import AtOnce, JobRow, begun_job, job_rows
from orderdesk.core.store.request_keys import AskedBefore, job_of

__all__ = ["Clock", "Progress", "apply_plan", "asked_before", "job_rows_of", "never", "nothing"]


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
    key: str = "",
) -> int:
    """Store *plan* as a job and carry it out, or until *cancelled* between two slices; the job's number.

    Abandoned jobs are carried on first; rows whose orders they change are then refused as moved. Of requests
    with one *key* only the first is carried out, and later ones have its job; JobRefused where they differ.
    """
    recover(store, clock)
    asked = JobRequests(plan.request, plan.each, region)
    request, rows = write_requests(asked), job_rows_of(plan)
    at_once = AtOnce(applying(asked), cancelled)
    try:
        with begun_job(store, actor, clock(), plan.action, request, rows, key=key, at_once=at_once) as job:
            run_job(store, job, asked, actor, clock, progress, cancelled, held=True)
    except AskedBefore as known:
        with store.reader() as conn:
            _same(conn, known.job, plan, region)
        return known.job
    return job


def asked_before(conn: Conn, key: str, plan: Plan, region: Region = Region.DOMESTIC) -> int | None:
    """The job that the request named *key* has become already; JobRefused when that was another request."""
    job = job_of(conn, key) if key else None
    if job is not None:
        _same(conn, job, plan, region)
    return job


def _same(conn: Conn, number: int, plan: Plan, region: Region) -> None:
    """JobRefused unless job *number* was asked the same of the orders of *plan*.

    What the first request did may have changed which of them are meant, so they may be fewer now.
    """
    asked = write_requests(JobRequests(plan.request, {}, region))
    was = read_requests(request_of(conn, number))
    if write_requests(JobRequests(was.request, {}, was.region)) != asked:
        raise JobRefused(Refusal.KEY_USED, number)
    if not {row.order_id for row in plan.rows} <= {row.order_id for row in job_rows(conn, number)}:
        raise JobRefused(Refusal.KEY_USED, number)
