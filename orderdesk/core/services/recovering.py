"""Recover: carry on the jobs that a killed process left behind, before anything else is written."""

from __future__ import annotations

from collections.abc import Callable

from orderdesk.core.domain.changes import ChangeConflict
from orderdesk.core.domain.left_over_words import IMPORT, broken_off, carried_on, given_up
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.words import Word
from orderdesk.core.services.job_requests import read_requests
from orderdesk.core.services.running import Clock, Progress, Stop, never, nothing, run_job, run_undo
from orderdesk.core.store.engine import Store
from orderdesk.core.store.job_locks import abandoned_jobs
from orderdesk.core.store.job_requests import request_of
from orderdesk.core.store.jobs import Job, give_up, set_state
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import Conflict, StoreProblem

FAULTS = (LookupError, TypeError, ValueError, ChangeConflict, Conflict)
"""What carrying on raises when a stored job is not what this program means by one; no engine's trouble."""


def unheard(job: int) -> None:
    """A job that was given up, and nobody to tell; its note says so."""


def left_behind(store: Store, clock: Clock) -> list[Word]:
    """Carry every abandoned job on, for whoever comes in; what they are told of it."""
    lost: list[int] = []
    jobs = recover(store, clock, given_up=lost.append)
    with store.reader() as conn:
        imports = [number for number in jobs if read_job(conn, number).action == IMPORT]
    finished = [number for number in jobs if number not in imports]
    told = [carried_on(finished)] if finished else []
    return [*told, *map(broken_off, imports), *map(given_up, lost)]


def recover(
    store: Store, clock: Clock, progress: Progress = nothing, given_up: Callable[[int], None] = unheard
) -> list[int]:
    """Carry every abandoned job on to its end; the numbers of the jobs.

    A job that somebody else takes up in the same moment is left to them. One that can't be carried on is
    ended where it stands, with a note, and *given_up* is told: it must not keep later commands from writing.
    Nothing is done to a store that can only be looked at.
    """
    carried: list[int] = []
    for number in () if store.read_only else abandoned_jobs(store):
        with store.reader() as conn:
            job = read_job(conn, number)
        try:
            carry_on(store, job, _actor(job), clock, progress)
        except StoreProblem as problem:
            if problem.code != "job-running":
                raise
        except FAULTS as fault:
            with store.unit(_actor(job), clock()) as unit:
                give_up(unit, number, f"이어서 할 수 없음 · can't be carried on: {type(fault).__name__}")
            given_up(number)
        else:
            carried.append(number)
    return carried


def _actor(job: Job) -> Actor:
    return Actor(job.actor_kind, job.actor)


def carry_on(
    store: Store,
    job: Job,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Stop = never,
    held: bool = False,
) -> None:
    """Do what is left of *job* as *actor*, or until *cancelled*. *held*: its lock is ours."""
    if job.undo_of is not None:
        run_undo(store, job.id, job.undo_of, actor, clock, progress, cancelled, held)
    elif job.action == IMPORT:
        # its file is gone; what it brought is whole orders, and importing it again brings the rest
        with store.unit(actor, clock()) as unit:
            set_state(unit, job.id, "cancelled")
    else:
        with store.reader() as conn:
            asked = read_requests(request_of(conn, job.id))
        run_job(store, job.id, asked, actor, clock, progress, cancelled, held)
