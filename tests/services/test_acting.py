from __future__ import annotations

from typing import Any

import pytest

from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.services import acting, undoing
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.number_warnings import number_warnings
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.tracking_rules import BadLabel
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job as read_job
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

S = SectionState


def test_every_section_gets_its_own_verdict_and_applying_does_exactly_the_plan(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 2, 1, sections=[[1], [2]]), sold(2, unpaid=True), sold(3))
    desk.do("hold", *sections(1, 2), reason="STOCK")
    plan = desk.plan("ready", 1, 2, 3)
    assert reasons(plan) == {
        f"{number(1)}-S1": "apply",
        f"{number(1)}-S2": "held",
        f"{number(2)}-S1": "unpaid",
        f"{number(3)}-S1": "apply",
    }
    job = desk.apply(plan)
    assert sorted(codes(desk.outcomes(job)), key=str) == [
        ("apply", None),
        ("apply", None),
        ("refuse", "held"),
        ("refuse", "unpaid"),
    ]
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.READY, S.PREPARING], [S.PREPARING], [S.READY]]
    assert desk.sound()


def test_the_numbers_of_a_plan_add_up(desk: Desk) -> None:
    desk.add(sold(1, 2, 3), sold(2, 1), sold(3, unpaid=True))
    plan = desk.plan("ready", 1, 2, 3)
    assert [(g.kind, g.code, g.orders, g.sections, g.pieces, g.won) for g in plan.groups()] == [
        (Kind.APPLY, "", 2, 2, 6, 60_000),
        (Kind.REFUSE, "unpaid", 1, 1, 1, 10_000),
    ]
    assert [plan.count(kind) for kind in Kind] == [2, 0, 1]
    changes, refusals = plan.groups()
    assert plan.without(refusals).groups() == (changes,) and plan.without(changes).groups() == (refusals,)


def test_a_second_time_everything_is_skipped(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("ready", 1)
    assert reasons(desk.plan("ready", 1)) == {f"{number(1)}-S1": "already"}
    assert desk.plan("ready", 1).count(Kind.SKIP) == 1


def test_an_order_that_moved_after_the_preview_is_left_alone(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    plan = desk.plan("ready", 1, 2)
    desk.do("hold", *sections(1, 2), actor=LEE, reason="STOCK")
    job = desk.apply(plan)
    assert codes(desk.outcomes(job)) == [("refuse", "moved"), ("refuse", "moved"), ("apply", None)]
    assert desk.states(1) == [S.PREPARING, S.PREPARING] and desk.states(2) == [S.READY]


def test_orders_that_come_after_the_plan_are_not_touched(desk: Desk) -> None:
    desk.add(sold(1))
    plan = desk.plan("ready", tab="상품준비")
    desk.add(sold(2))
    desk.apply(plan)
    assert desk.states(2) == [S.PREPARING]


def test_named_sections_are_meant_alone_and_unknown_numbers_come_back(desk: Desk) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]))
    selection = acting.Selection((f"{number(1)}-S2", number(9), f"{number(1)}-S7", "-", "x-S"))
    with desk.store.reader() as conn:
        request = make_request("ready")
        plan, missing = acting.plan_action(conn, selection, request, KIM, NOW, SETTINGS)
    assert reasons(plan) == {f"{number(1)}-S2": "apply"}
    assert missing == (number(9), f"{number(1)}-S7", "-", "x-S")


def test_what_may_not_be_done_in_bulk_is_refused_for_two_and_done_for_one(desk: Desk) -> None:
    desk.add(sold(1, 2), sold(2, 2))
    both = desk.plan("split", 1, 2, items="1:1")
    assert {row.verdict.refusal for row in both.rows} == {Refusal.ONE_AT_A_TIME} and not both.applying()
    desk.do("split", 1, items="1:1")
    assert [desk.order(1).items_of(n)[0].qty for n in (1, 2)] == [1, 1]


def test_a_payment_is_confirmed_only_with_an_account(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, unpaid=True))
    with desk.store.unit(KIM, NOW) as unit:
        unit.conn.execute("DELETE FROM bank_account")
    assert reasons(desk.plan("confirm-payment", 1)) == {number(1): "no-account"}
    with desk.store.unit(KIM, NOW) as unit:
        unit.add_bank_account("우리은행", "000-00", "우리상점")
    desk.do("confirm-payment", 1)
    assert desk.listed()[0]["pay_status"] == "결제완료"


def test_the_ladder_closes_the_order_and_undo_walks_it_back(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    before = [desk.whole()]
    jobs = []
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("ready", {}),
        ("track", {"courier": "CJ대한통운", "number": "680123456782"}),
        ("ship", {}),
        ("deliver", {}),
    )
    for verb, fields in steps:
        jobs.append(desk.do(verb, 1, **fields))
        before.append(desk.whole())
    assert desk.order(1).trade is Trade.CLOSED
    for job, earlier in zip(reversed(jobs), reversed(before[:-1]), strict=True):
        desk.undo(job)
        assert desk.whole() == earlier
    assert desk.sound()


def test_undo_and_redo_pass_the_job_to_and_fro(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    start, job = desk.whole(), desk.do("ready", 1, 2)
    done = desk.whole()
    taken_back = desk.undo(desk.last())
    assert desk.whole() == start and desk.last(redo=True) == taken_back
    with pytest.raises(undoing.NothingToUndo):
        desk.last()
    again = desk.undo(desk.last(redo=True), redo=True)
    assert desk.whole() == done and desk.last() == again > job
    with pytest.raises(undoing.NothingToUndo):
        desk.last(redo=True)
    assert desk.undo_plan(again).count(Kind.APPLY) == 3
    desk.undo(again)
    assert desk.whole() == start and desk.sound()


def test_redo_is_written_down_as_redo_and_can_be_undone(desk: Desk) -> None:
    desk.add(sold(1))
    start, job = desk.whole(), desk.do("ready", 1)
    redone = desk.undo(desk.undo(job), redo=True)
    with desk.store.reader() as conn:
        assert read_job(conn, redone).action == "redo"
    assert desk.states() == [S.READY] and desk.last() == redone
    desk.undo(redone)
    assert desk.whole() == start
    assert desk.last(redo=True) > redone


def test_undo_is_refused_where_something_changed_since(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    job = desk.do("ready", 1, 2)
    desk.do("track", 1, courier="CJ대한통운", number="680123456782", to="ship", actor=LEE)
    plan = desk.undo_plan(job)
    assert reasons(plan) == {f"{number(1)}-S1": "changed-since", f"{number(2)}-S1": "apply"}
    desk.undo(job)
    assert desk.states(1) == [S.SHIPPING] and desk.states(2) == [S.PREPARING] and desk.sound()


def test_undo_leaves_alone_what_moves_between_preview_and_undo(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("ready", 1)
    plan = desk.undo_plan(job)
    desk.do("hold", 1, actor=LEE, reason="STOCK")
    undo = undoing.apply_undo(desk.store, job, plan, KIM, desk.clock)
    assert codes(desk.outcomes(undo)) == [("refuse", "moved")] and desk.states() == [S.READY]


def test_undo_of_sections_that_were_merged_since_is_refused(desk: Desk) -> None:
    desk.add(sold(1, 1, 1, 1, sections=[[1], [2], [3]]))
    job = desk.do("ready", 1)
    desk.do("merge", 1, sections="1,2,3")
    plan = desk.undo_plan(job)
    assert {row.verdict.refusal for row in plan.rows} == {Refusal.CHANGED_SINCE}
    assert [row.section for row in plan.rows] == [1, 2, 3]
    assert codes(desk.outcomes(desk.undo(job))) == [("refuse", "changed-since")] * 3


def test_everybody_undoes_their_own_last_job(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    mine = desk.do("ready", 1)
    theirs = desk.do("ready", 2, actor=LEE)
    assert (desk.last(KIM), desk.last(LEE)) == (mine, theirs)
    desk.undo(mine)
    with pytest.raises(undoing.NothingToUndo):
        desk.last(KIM)
    assert desk.last(LEE) == theirs and desk.states(2) == [S.READY]
    assert desk.events(2)[-1].actor == LEE


def test_an_unknown_job_is_a_key_error(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.undo_plan(99)


def test_a_plan_that_was_only_stored_is_carried_on_once(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    job = store_plan(store, desk.plan("ready", 1, 2), LEE, NOW)
    assert recover(store, desk.clock) == [job] and recover(store, desk.clock) == []
    assert [desk.states(n) for n in (1, 2)] == [[S.READY], [S.READY]]
    assert desk.verbs(1) == ["create", "ready"] and desk.events(1)[-1].actor == LEE
    assert desk.sound()


def test_a_job_that_runs_elsewhere_is_left_to_whoever_runs_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(sold(1))
    job = store_plan(desk.store, desk.plan("ready", 1), KIM, NOW)
    monkeypatch.setattr("orderdesk.core.services.recovering.abandoned_jobs", lambda store: [job])
    with desk.store.backend.try_lock(f"job-{job}") as mine:
        assert mine and recover(desk.store, desk.clock) == []
    assert desk.states() == [S.PREPARING]


def test_a_cancelled_job_keeps_what_it_did_and_says_so(desk: Desk) -> None:
    desk.add(*(sold(n) for n in range(1, 6)))
    job = apply_plan(desk.store, desk.plan("ready", *range(1, 6)), KIM, desk.clock, cancelled=lambda: True)
    with desk.store.reader() as conn:
        ended = read_job(conn, job)
    assert (ended.state, ended.applied, ended.planned) == ("cancelled", 0, 5)
    assert recover(desk.store, desk.clock) == []


@pytest.mark.parametrize(
    ("courier", "text", "code"),
    [
        ("없는택배", "680123456782", "courier-unknown"),
        ("CJ", "12", "number-too-short"),
        ("", "1", "courier-missing"),
    ],
)
def test_a_label_that_cant_be_is_refused_at_once(desk: Desk, courier: str, text: str, code: str) -> None:
    desk.add(sold(1))
    with pytest.raises(BadLabel) as caught:
        desk.plan("track", 1, courier=courier, number=text)
    assert caught.value.reason.code == code and caught.value.text in (courier, text)


def test_a_label_that_another_courier_has_is_told_beforehand(desk: Desk) -> None:
    for n in (1, 2):
        desk.add(sold(n))
    desk.do("track", 1, courier="롯데", number="680123456782")
    with desk.store.reader() as conn:
        plans = [desk.plan("track", 2, courier=name, number="680123456782") for name in ("롯데", "CJ")]
        told = [[words.ko for words in number_warnings(conn, plan)] for plan in plans]
    taken = f"다른 택배사로 이미 등록된 번호입니다 (롯데택배 {number(1)}-S1 상품준비)"
    assert told[1] == [taken] and taken not in told[0]


def test_a_number_on_a_preparing_section_with_target_shipping_does_both_steps(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1))
    job = desk.do("track", 1, courier="cj", number="6801-2345-6782", to="배송중")
    assert desk.verbs() == ["create", "track", "ready", "ship"]
    assert {event.job for event in desk.events()[1:]} == {job}
    assert desk.order().sections[0].tracking == "680123456782"
    assert desk.order().version == 2
