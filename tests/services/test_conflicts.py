"""Two at once: what a plan was decided on may no longer hold when it is applied, taken back or carried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import make_request
from orderdesk.core.services import acting, undoing
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.recovering import recover
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from orderdesk.core.store.job_locks import job_lock
from orderdesk.core.store.jobs import Job, create_job, set_state
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.problems import StoreProblem
from tests.services.desk import (
    KIM,
    LEE,
    NOW,
    SETTINGS,
    Desk,
    codes,
    number,
    reasons,
    sections,
    sold,
    store_plan,
)
from tests.services.forms import CJ, bring, fill, form, item

A, B = "680123456782", "680123456790"
SAME = "성춘향"


def numbers(desk: Desk, *orders: int) -> list[str | None]:
    return [section.tracking for n in orders for section in desk.order(n).sections]


def job_of(desk: Desk, job: int) -> Job:
    with desk.store.reader() as conn:
        return read_job(conn, job)


def undo_as(desk: Desk, job: int, plan: Plan) -> int:
    return undoing.apply_undo(desk.store, job, plan, KIM, desk.clock)


# tracking numbers


def test_a_number_that_another_order_took_after_the_preview_is_refused(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    late = desk.plan("track", 2, courier=CJ, number=A, to="ship")
    desk.do("track", 1, courier=CJ, number=A)
    job = desk.apply(late)
    assert codes(desk.outcomes(job)) == [("refuse", "number-taken")]
    assert numbers(desk, 1, 2) == [A, None] and desk.verbs(2) == ["create"] and desk.sound()


def test_the_other_rows_of_the_order_and_of_the_plan_are_done(desk: Desk) -> None:
    desk.add(sold(1), sold(2, 1, 1, sections=[[1], [2]]), sold(3))
    parts = [
        desk.plan("track", name, courier=CJ, number=text)
        for name, text in ((sections(2, 1)[0], A), (sections(2, 2)[0], B), (number(3), "680123456805"))
    ]
    each = {target: requests for part in parts for target, requests in part.each.items()}
    plan = replace(parts[0], rows=tuple(row for part in parts for row in part.rows), each=each)
    desk.do("track", 1, courier=CJ, number=A)
    job = desk.apply(plan)
    assert codes(desk.outcomes(job)) == [("refuse", "number-taken"), ("apply", None), ("apply", None)]
    assert numbers(desk, 2, 3) == [None, B, "680123456805"] and desk.sound()


@pytest.mark.parametrize(("allowed", "code"), [("no", "other-receiver"), ("yes", None)])
def test_a_shared_number_meets_another_receiver_only_where_that_was_allowed(
    desk: Desk, allowed: str, code: str | None
) -> None:
    desk.add(sold(1), sold(2, receiver=SAME), sold(3, receiver=SAME))
    late = desk.plan("track", 2, 3, courier=CJ, number=A, shared=allowed)
    desk.do("track", 1, courier=CJ, number=A)
    job = desk.apply(late)
    assert {row.code for row in desk.outcomes(job)} == {code} and desk.sound()


def test_numbers_that_change_places_in_one_plan_are_no_conflict(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number=A)
    desk.do("track", 2, courier=CJ, number=B)
    filled = {item(1): {"courier": CJ, "number": B}, item(2): {"courier": CJ, "number": A}}
    result = bring(desk, fill(form(desk, tmp_path), filled), overwrite=True)
    assert [row.kind for row in result.rows] == [Kind.APPLY] * 2 and result.job is not None
    assert numbers(desk, 1, 2) == [B, A]
    desk.undo(result.job)
    assert numbers(desk, 1, 2) == [A, B] and desk.sound()


@pytest.mark.parametrize("when", ["before the preview", "after the preview"])
def test_undo_does_not_bring_back_a_number_that_another_order_uses_now(store: Store, when: str) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number=A)
    job = desk.do("untrack", 1)
    plan = desk.undo_plan(job)
    desk.do("track", 2, courier=CJ, number=A)
    if when == "before the preview":
        plan = desk.undo_plan(job)
        assert reasons(plan) == {f"{number(1)}-S1": "number-taken"}
    undo = undo_as(desk, job, plan)
    assert codes(desk.outcomes(undo)) == [("refuse", "number-taken")]
    assert numbers(desk, 1, 2) == [None, A] and desk.sound()


def test_a_shared_parcel_is_taken_back_and_done_again(desk: Desk) -> None:
    desk.add(sold(1, receiver=SAME), sold(2, receiver=SAME))
    job = desk.do("track", 1, 2, courier=CJ, number=A)
    untracked = desk.do("untrack", 1)
    desk.undo(untracked)
    assert numbers(desk, 1, 2) == [A, A]
    desk.undo(desk.undo(job), redo=True)
    assert numbers(desk, 1, 2) == [A, A] and desk.sound()


# undo


def test_taking_a_memo_back_twice_is_refused_the_second_time(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    job = desk.do("memo", 1, 2, text="메모")
    first, second = desk.undo_plan(job), desk.undo_plan(job)
    undo_as(desk, job, first)
    undo = undo_as(desk, job, second)
    assert codes(desk.outcomes(undo)) == [("refuse", "changed-since")] * 2
    assert job_of(desk, undo).state == "refused" and recover(store, desk.clock) == []
    assert not desk.order().memos and desk.sound()


def test_what_was_erased_cant_be_taken_back(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    job = desk.do("memo", 1, 2, text="메모")
    plan = desk.undo_plan(job)
    with desk.store.unit(KIM, NOW) as unit:
        erase_personal(unit.conn, [desk.order(1).id])
    assert reasons(desk.undo_plan(job)) == {number(1): "not-undoable", number(2): "apply"}
    assert codes(desk.outcomes(undo_as(desk, job, plan))) == [("refuse", "not-undoable"), ("apply", None)]
    assert [len(desk.order(n).memos) for n in (1, 2)] == [1, 0]


def test_an_import_without_rows_is_refused_by_name(desk: Desk) -> None:
    with desk.store.unit(KIM, NOW) as unit:
        job = create_job(unit, "import", "{}", ())
        set_state(unit, job, "done")
    with pytest.raises(JobRefused) as caught:
        desk.undo_plan(job)
    assert caught.value.code == "not-undoable" and caught.value.message.ko == "되돌릴 수 없는 작업입니다"


def test_a_job_that_still_runs_is_not_taken_back(desk: Desk) -> None:
    desk.add(sold(1))
    job = store_plan(desk.store, desk.plan("ready", 1), KIM, NOW)
    with job_lock(desk.store, job), pytest.raises(StoreProblem) as caught:
        desk.undo_plan(job)
    assert caught.value.code == "job-running"


# jobs that were left behind


@pytest.mark.parametrize("write", [Desk.apply, lambda desk, plan: undo_as(desk, 1, desk.undo_plan(1))])
def test_whatever_writes_carries_on_first_what_was_left(
    desk: Desk, write: Callable[[Desk, Plan], int]
) -> None:
    desk.add(sold(1), sold(2), sold(3))
    desk.do("ready", 3)
    left = store_plan(desk.store, desk.plan("ready", 1), LEE, NOW)
    job = write(desk, desk.plan("ready", 2))
    assert [job_of(desk, n).state for n in (left, job)] == ["done", "done"]
    assert desk.events(1)[-1].id < max(desk.events(n)[-1].id for n in (2, 3))


def test_a_small_job_is_stored_and_done_in_one_transaction(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    seen: list[str] = []
    desk.store.checkpoint = seen.append
    job = desk.do("ready", 1, 2)
    undo = desk.undo(job)
    assert seen == ["plan", "slice", "written", "commit"] * 2
    assert [job_of(desk, n).state for n in (job, undo)] == ["done", "done"]
    assert all(desk.verbs(n) == ["create", "ready", "undo"] for n in (1, 2))


def test_nobody_finds_a_job_abandoned_before_its_owner_runs_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.core.store.jobs.AT_ONCE", 0)
    desk.add(sold(1))
    locked: list[bool] = []

    def look(point: str) -> None:
        if point == "commit":
            with desk.store.backend.try_lock(f"job-{1 + len(done)}") as free:
                locked.append(not free)

    done: list[int] = []
    desk.store.checkpoint = look
    done.append(desk.do("ready", 1))
    desk.undo(done[0])
    assert len(locked) == 4 and all(locked)


@pytest.mark.parametrize("kind", [ActorKind.SELLER, ActorKind.CHANNEL])
def test_a_job_is_carried_on_as_whoever_began_it(desk: Desk, kind: ActorKind) -> None:
    desk.add(sold(1))
    began = Actor(kind, "네이버")
    job = store_plan(desk.store, desk.plan("memo", 1, text="메모"), began, NOW)
    recover(desk.store, desk.clock)
    assert job_of(desk, job).actor_kind is kind and desk.events()[-1].actor == began


def test_a_job_that_cant_be_carried_on_is_ended_and_told_and_does_not_stop_others(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    good = desk.plan("ready", 2)
    bad = store_plan(desk.store, desk.plan("ready", 1), LEE, NOW)
    with desk.store.unit(KIM, NOW) as unit:
        unit.conn.execute("UPDATE job_request SET body = '[]' WHERE job_id = ?", (bad,))
    next_one = store_plan(desk.store, good, LEE, NOW)
    told: list[int] = []
    assert recover(desk.store, desk.clock, given_up=told.append) == [next_one] and told == [bad]
    ended = job_of(desk, bad)
    assert ended.state == "cancelled" and "이어서 할 수 없음" in ended.note and ended.ended_at == NOW
    assert recover(desk.store, desk.clock) == []


# what is meant


def test_no_numbers_mean_nothing_and_everything_must_be_said(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    with desk.store.reader() as conn:
        assert acting.resolve(conn, acting.Selection()) == ([], None, ())
        ids, only, missing = acting.resolve(conn, acting.Selection(everything=True))
    assert (len(ids), only, missing) == (2, None, ())


def test_naming_orders_and_sections_loads_none_of_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    monkeypatch.setattr("orderdesk.core.services.acting.load_orders", None)
    one, two = desk.order(1).id, desk.order(2).id
    with desk.store.reader() as conn:
        orders = acting.Selection((number(2), number(9), number(1)))
        assert acting.resolve(conn, orders) == ([two, one], None, (number(9),))
        mixed = acting.Selection((number(2), f"{number(1)}-S2", f"{number(1)}-S3"))
        found = acting.resolve(conn, mixed)
        assert found == ([two, one], frozenset({(two, 1), (one, 2)}), (f"{number(1)}-S3",))
        request = make_request("track", {"courier": CJ, "number": A, "shared": "yes"})
        plan, _ = acting.plan_action(conn, orders, request, KIM, NOW, SETTINGS)
    assert plan.count(Kind.APPLY) == 3


def test_one_label_is_not_for_thousands_of_orders(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderdesk.core.services.acting.LABEL_ORDERS", 2)
    desk.add(*(sold(n, receiver=SAME) for n in (1, 2, 3)))
    assert desk.plan("track", 1, 2, courier=CJ, number=A).count(Kind.APPLY) == 2
    plan = desk.plan("track", courier=CJ, number=A)
    assert [row.verdict.code for row in plan.rows] == ["one-at-a-time"] * 3


def test_a_memo_and_a_tracking_number_never_get_in_each_others_way(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    desk.do("memo", 1, text="전화")
    track = desk.plan("track", *sections(1, 1), courier="CJ대한통운", number="521853123451")
    edit = desk.plan("memo-edit", 1, n="1", text="전화함", actor=LEE)
    for plan, actor in ((desk.plan("memo", 1, text="둘", actor=LEE), LEE), (track, KIM), (edit, LEE)):
        assert codes(desk.outcomes(desk.apply(plan, actor))) == [("apply", None)]
    order = desk.order()
    assert [memo.text for memo in order.memos] == ["전화함", "둘"]
    assert (order.sections[0].tracking, order.version) == ("521853123451", 2)
