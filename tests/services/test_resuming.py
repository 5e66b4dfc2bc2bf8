"""A job that its operator stopped is carried on exactly, or taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import undoing
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.resuming import plan_resume, resume
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from orderdesk.core.store.job_locks import job_lock
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem
from tests.services.desk import KIM, LEE, Desk, codes, reasons, sections, sold

S = SectionState


class OneRow:
    """Slices of one row."""

    size = 1

    def measured(self, rows: int, seconds: float) -> None:
        """A slice stays one row, however long it took."""


@pytest.fixture(autouse=True)
def slices_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderdesk.core.store.jobs.SliceSizer", OneRow)


def after(slices: int) -> Iterator[bool]:
    """Whether the operator wants to stop: yes after so many slices."""
    yield from [False] * slices
    while True:
        yield True


def stopped(desk: Desk, plan: Plan, slices: int) -> int:
    stop = after(slices)
    return apply_plan(desk.store, plan, KIM, desk.clock, cancelled=lambda: next(stop))


def job_of(desk: Desk, number: int) -> Job:
    with desk.store.reader() as conn:
        return read_job(conn, number)


def left(desk: Desk, job: int) -> Plan:
    with desk.store.reader() as conn:
        return plan_resume(conn, job)


def test_what_is_left_is_shown_and_done_once_by_whoever_carries_it_on(store: Store) -> None:
    desk = Desk(store)
    desk.add(*(sold(n) for n in range(1, 6)))
    job = stopped(desk, desk.plan("ready", *range(1, 6)), 2)
    done = [n for n in range(1, 6) if desk.states(n) == [S.READY]]
    assert len(done) == 2 and recover(store, desk.clock) == []
    waiting = {name for n in range(1, 6) if n not in done for name in sections(n, 1)}
    assert reasons(left(desk, job)) == dict.fromkeys(waiting, "apply")
    assert resume(store, job, LEE, desk.clock) == job
    assert [desk.states(n) for n in range(1, 6)] == [[S.READY]] * 5
    assert all(desk.verbs(n) == ["create", "ready"] for n in range(1, 6))
    assert {desk.events(n)[-1].actor for n in range(1, 6)} == {KIM, LEE}
    ended = job_of(desk, job)
    assert (ended.state, ended.applied, ended.planned) == ("done", 5, 0)
    desk.undo(job)
    assert [desk.states(n) for n in range(1, 6)] == [[S.PREPARING]] * 5 and desk.sound()


def test_orders_that_moved_since_the_preview_are_refused_when_it_is_carried_on(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    job = stopped(desk, desk.plan("ready", 1, 2, 3), 0)
    desk.do("hold", 2, actor=LEE, reason="STOCK")
    assert sorted(reasons(left(desk, job)).values()) == ["apply", "apply", "moved"]
    resume(desk.store, job, KIM, desk.clock)
    assert codes(desk.outcomes(job)) == [("apply", None), ("refuse", "moved"), ("apply", None)]
    assert desk.states(2) == [S.PREPARING] and desk.sound()


def test_it_can_be_stopped_and_carried_on_again(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    job = stopped(desk, desk.plan("ready", 1, 2, 3), 1)
    stop = after(1)
    resume(desk.store, job, KIM, desk.clock, cancelled=lambda: next(stop))
    again = job_of(desk, job)
    assert (again.state, again.applied, again.planned) == ("cancelled", 2, 1)
    resume(desk.store, job, KIM, desk.clock)
    assert job_of(desk, job).applied == 3


def test_a_stopped_undo_is_carried_on(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    job = desk.do("ready", 1, 2, 3)
    stop = after(1)
    undo = undoing.apply_undo(
        desk.store, job, desk.undo_plan(job), KIM, desk.clock, cancelled=lambda: next(stop)
    )
    assert sum(desk.states(n) == [S.PREPARING] for n in (1, 2, 3)) == 1
    resume(desk.store, undo, KIM, desk.clock)
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.PREPARING]] * 3 and desk.sound()


def test_only_a_stopped_job_that_was_not_taken_back_is_carried_on(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    whole = desk.do("hold", 1, 2, reason="STOCK")
    desk.undo(whole)
    half = stopped(desk, desk.plan("ready", 1, 2), 1)
    desk.undo(half)
    for job in (whole, half):
        with pytest.raises(JobRefused) as caught:
            left(desk, job)
        assert caught.value.code == "not-stopped"
        with pytest.raises(JobRefused):
            resume(desk.store, job, KIM, desk.clock)
    assert [desk.states(n) for n in (1, 2)] == [[S.PREPARING]] * 2
    with pytest.raises(KeyError):
        left(desk, 99)


def test_a_job_that_somebody_is_at_is_left_to_them(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    job = stopped(desk, desk.plan("ready", 1, 2), 0)
    with job_lock(desk.store, job), pytest.raises(StoreProblem) as caught:
        resume(desk.store, job, KIM, desk.clock)
    assert caught.value.code == "job-running" and job_of(desk, job).state == "cancelled"


def test_a_job_whose_request_was_erased_says_so_and_stays_stopped(desk: Desk) -> None:
    made = desk.add(sold(1), sold(2))
    job = stopped(desk, desk.plan("ready", 1, 2), 0)
    with desk.store.unit(KIM, desk.now) as unit:
        erase_personal(unit.conn, [made[0].id])
    with pytest.raises(JobRefused) as caught:
        resume(desk.store, job, KIM, desk.clock)
    assert caught.value.code == "not-retryable" and job_of(desk, job).state == "cancelled"
    assert desk.states(1) == [S.PREPARING]
