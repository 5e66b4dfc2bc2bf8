from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.telling import Intent
from orderdesk.core.store import job_locks, jobs
from orderdesk.core.store.connections import add_connection
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import events_of_job
from orderdesk.core.store.jobs import JobRow, Verdicts
from orderdesk.core.store.outbox import add_intents, claimed_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.slices import SliceSizer
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.core.store.verify import findings
from tests.store.samples import ME, NOW, add, change, order, ship
from tests.store.worker import apply_slice


def plan(store: Store, rows: list[JobRow]) -> int:
    with store.unit(ME, NOW) as unit:
        return jobs.create_job(unit, "ship", '{"verb": "ship"}', rows)


def planned(*orders: int) -> list[JobRow]:
    return [JobRow(n, 1, "apply", None, 1) for n in orders]


def test_a_job_goes_from_its_plan_to_its_end(store: Store) -> None:
    add(store, [order(n) for n in range(4)])
    number = plan(
        store, [*planned(1, 2), JobRow(3, 1, "skip", "already", 1), JobRow(4, None, "refuse", "unpaid", 1)]
    )
    with store.reader() as conn:
        stored = jobs.job(conn, number)
        assert (stored.state, stored.actor, stored.action, stored.ended_at) == (
            "planned",
            "김영희",
            "ship",
            None,
        )
        assert (stored.planned, stored.applied, stored.skipped, stored.refused) == (2, 0, 1, 1)
    told: list[tuple[int, int]] = []
    ended = jobs.run_slices(
        store,
        number,
        ME,
        lambda: NOW + 5,
        apply_slice(number),
        lambda done, total: told.append((done, total)),
    )
    assert ended == "done"
    assert told == [(2, 2)]
    with store.reader() as conn:
        stored = jobs.job(conn, number)
        assert (stored.state, stored.ended_at, stored.planned, stored.applied) == ("done", NOW + 5, 0, 2)
        assert jobs.job_rows(conn, number) == [
            JobRow(1, 1, "apply", None, 1),
            JobRow(2, 1, "apply", None, 1),
            JobRow(3, 1, "skip", "already", 1),
            JobRow(4, None, "refuse", "unpaid", 1),
        ]
        assert [e.order_id for e in events_of_job(conn, number, [2])] == [2]
        assert [j.id for j in jobs.jobs(conn, 5)] == [number]
        with pytest.raises(KeyError):
            jobs.job(conn, 99)


def test_rows_of_orders_that_moved_are_refused(store: Store) -> None:
    made = add(store, [order(n) for n in range(2)])
    number = plan(store, planned(1, 2))
    change(store, [(made[0], replace(made[0], gift=True))])
    jobs.run_slices(store, number, ME, lambda: NOW, apply_slice(number))
    with store.reader() as conn:
        assert [(row.verdict, row.code) for row in jobs.job_rows(conn, number)] == [
            ("refuse", "moved"),
            ("apply", None),
        ]


def test_a_job_whose_every_row_is_refused_says_so(store: Store) -> None:
    (made,) = add(store, [order(1)])
    number = plan(store, planned(1))
    change(store, [(made, replace(made, gift=True))])
    assert jobs.run_slices(store, number, ME, lambda: NOW, apply_slice(number)) == "refused"


def test_a_cancelled_job_keeps_what_it_did_and_is_not_resumed(store: Store) -> None:
    add(store, [order(n) for n in range(400)])
    number = plan(store, planned(*range(1, 401)))
    done: list[int] = []
    state = jobs.run_slices(
        store, number, ME, lambda: NOW, apply_slice(number), lambda n, _: done.append(n), lambda: bool(done)
    )
    assert state == "cancelled"
    with store.reader() as conn:
        stored = jobs.job(conn, number)
        assert 0 < stored.applied == done[-1] < 400
        assert stored.applied + stored.planned == 400
    assert job_locks.abandoned_jobs(store) == []
    assert jobs.run_slices(store, number, ME, lambda: NOW, apply_slice(number)) == "cancelled"


def test_a_job_is_run_by_one_at_a_time(store: Store) -> None:
    add(store, [order(1)])
    number = plan(store, planned(1))
    assert job_locks.abandoned_jobs(store) == [number]
    with job_locks.job_lock(store, number):
        assert job_locks.abandoned_jobs(store) == []
        with pytest.raises(StoreProblem) as caught:
            jobs.run_slices(store, number, ME, lambda: NOW, apply_slice(number))
        assert caught.value.code == "job-running"
    assert job_locks.abandoned_jobs(store) == [number]


def test_an_exception_in_a_slice_leaves_its_rows_planned(store: Store) -> None:
    add(store, [order(1)])
    number = plan(store, planned(1))

    def fail(unit: UnitOfWork, rows: list[JobRow]) -> Verdicts:
        apply_slice(number)(unit, rows)
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        jobs.run_slices(store, number, ME, lambda: NOW, fail)
    with store.unit(ME, NOW) as unit:
        assert unit.orders([1])[0].version == 1
        assert len(jobs.next_slice(unit, number, 10)) == 1
    assert job_locks.abandoned_jobs(store) == [number]


def test_a_large_plan_is_stored_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PLAN_PART", 2)
    add(store, [order(n) for n in range(5)])
    with jobs.begun_job(store, ME, NOW, "ship", "{}", planned(*range(1, 6))) as number:
        with store.reader() as conn:
            stored = jobs.job(conn, number)
            assert (stored.state, stored.ended_at, stored.planned) == ("planned", None, 5)
            assert jobs.job_rows(conn, number) == [
                row._replace(verdict="planned") for row in planned(*range(1, 6))
            ]
        assert job_locks.abandoned_jobs(store) == []
    assert job_locks.abandoned_jobs(store) == [number]


def test_a_plan_that_was_not_stored_to_its_end_is_never_carried_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PLAN_PART", 2)
    add(store, [order(n) for n in range(5)])
    left = iter([None, OSError("killed")])

    def checkpoint(name: str) -> None:
        if name == "plan" and (error := next(left)):
            raise error

    store.checkpoint = checkpoint
    with (
        pytest.raises(OSError, match="killed"),
        jobs.begun_job(store, ME, NOW, "ship", "{}", planned(*range(1, 6))),
    ):
        pass
    assert job_locks.abandoned_jobs(store) == []
    with store.reader() as conn:
        assert [(j.state, j.ended_at, j.planned) for j in jobs.jobs(conn, 5)] == [("cancelled", NOW, 2)]
        assert list(findings(conn)) == []


def test_slices_are_cut_between_orders(store: Store) -> None:
    add(store, [order(n) for n in range(5)])
    number = plan(store, [JobRow(n, s, "apply", None, 1) for n in range(1, 6) for s in (1, 2)])
    with store.unit(ME, NOW) as unit:
        assert [row.order_id for row in jobs.next_slice(unit, number, 5)] == [1, 1, 2, 2]
        assert [row.order_id for row in jobs.next_slice(unit, number, 1)] == [1, 1]
        assert len(jobs.next_slice(unit, number, 50)) == 10


def test_combined_parcels_stay_in_one_slice(store: Store) -> None:
    made = add(store, [order(n) for n in range(6)])
    together = {made[0].id: "A", made[4].id: "A", made[1].id: "B"}
    change(store, [(o, ship(o, f"{together[o.id]}0000001", shared=True)) for o in made if o.id in together])
    number = plan(store, planned(*range(1, 7)))
    with store.unit(ME, NOW) as unit:
        assert [row.order_id for row in jobs.next_slice(unit, number, 1)] == [1, 5]
        assert [row.order_id for row in jobs.next_slice(unit, number, 2)] == [1, 2, 5]


def test_the_sizer_aims_at_its_target_without_jumping() -> None:
    sizer = SliceSizer(target=0.05, first=200)
    sizer.measured(200, 0.1)
    assert sizer.size == 100
    sizer.measured(100, 0.001)
    assert sizer.size == 200
    sizer.measured(200, 10.0)
    assert sizer.size == 100
    for _ in range(20):
        sizer.measured(sizer.size, 10.0)
    assert sizer.size == SliceSizer.LEAST
    for _ in range(20):
        sizer.measured(sizer.size, 0.0)
    assert sizer.size == SliceSizer.MOST
    sizer.measured(0, 1.0)
    assert sizer.size == SliceSizer.MOST


def test_undo_withdraws_waiting_intents_and_learns_of_claimed_ones(store: Store) -> None:
    add(store, [order(1), order(2)])
    number = plan(store, planned(1, 2))
    with store.unit(ME, NOW) as unit:
        add_connection(unit.conn, "naver", "네이버", {}, NOW)
        confirm = Intent(Operation.CONFIRM, 1)
        add_intents(unit.conn, [(1, number, 1, confirm), (2, number, 1, confirm)], NOW)
        unit.conn.execute("UPDATE outbox SET state = 1 WHERE order_id = 2")
    with store.unit(ME, NOW) as unit:
        assert claimed_orders(unit.conn, number, [1, 2]) == {2}
        unit.withdraw_intents(number, [1, 2])
        assert unit.conn.execute("SELECT order_id FROM outbox").fetchall() == [(2,)]
