"""Recover: carry on the jobs that a killed process left behind, before anything else is written."""

from __future__ import annotations

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.services.applying import Clock, Progress, nothing, run_job
from orderdesk.core.services.undoing import REDO, UNDO, run_undo
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import Job, abandoned_jobs, set_state
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem


def recover(store: Store, clock: Clock, progress: Progress = nothing) -> list[int]:
    """Carry every abandoned job on to its end; the numbers of the jobs.

    A job that somebody else takes up in the same moment is left to them.
    """
    carried: list[int] = []
    for number in abandoned_jobs(store):
        with store.reader() as conn:
            job = read_job(conn, number)
        try:
            _carry_on(store, job, clock, progress)
        except StoreProblem as problem:
            if problem.code != "job-running":
                raise
        else:
            carried.append(number)
    return carried


def _carry_on(store: Store, job: Job, clock: Clock, progress: Progress) -> None:
    actor = Actor(ActorKind.SELLER, job.actor)
    if job.action in (UNDO, REDO) and job.undo_of is not None:
        run_undo(store, job.id, job.undo_of, actor, clock, progress)
    elif job.action == "import":
        # its file is gone; what it brought is whole orders, and importing it again brings the rest
        with store.unit(actor, clock()) as unit:
            set_state(unit, job.id, "cancelled")
    else:
        run_job(store, job.id, job.request, actor, clock, progress)
