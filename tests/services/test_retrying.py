"""The refused rows of a job are tried again: what has become possible is done, nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.retrying import apply_retry, plan_retry
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from orderdesk.core.store.jobs import create_job, set_state
from tests.services.desk import KIM, LEE, Desk, codes, number, reasons, sections, sold

S = SectionState
A, B = "680123456782", "680123456790"


def again(desk: Desk, job: int, codes: frozenset[str] | None = None) -> Plan:
    with desk.store.reader() as conn:
        return plan_retry(conn, job, KIM, desk.now, codes)


def retry(desk: Desk, job: int) -> int:
    return apply_retry(desk.store, job, again(desk, job), KIM, desk.clock)


def tracked(desk: Desk, *rows: tuple[str, str], state: str = "") -> Plan:
    made = [
        TrackingRow(n, section, "", None, "CJ대한통운", text, state, text, "")
        for n, (section, text) in enumerate(rows)
    ]
    with desk.store.reader() as conn:
        return plan_tracking(conn, made, KIM, desk.now, Options("CJ대한통운")).plan


def test_what_passes_now_is_done_and_the_rest_is_refused_as_before(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2, 1, 1, sections=[[1], [2]]), sold(3), sold(4, unpaid=True))
    desk.do("hold", *sections(2, 2), number(3), reason="STOCK")
    job = desk.apply(desk.plan("ready", 1, 2, 3, 4))
    desk.do("release", *sections(2, 2))
    first = {**dict.fromkeys(sections(2, 2), "apply"), f"{number(3)}-S1": "held", f"{number(4)}-S1": "unpaid"}
    assert reasons(again(desk, job)) == first
    new = retry(desk, job)
    assert new != job and desk.states(2) == [S.READY, S.READY] and desk.states(3) == [S.PREPARING]
    assert reasons(again(desk, job))[f"{number(2)}-S2"] == "already"
    desk.undo(new)
    assert desk.states(2) == [S.READY, S.PREPARING] and desk.sound()


def test_only_rows_with_the_codes_that_are_meant(desk: Desk) -> None:
    desk.add(sold(1), sold(2, unpaid=True))
    plan = desk.plan("ready", 1, 2)
    desk.do("hold", 1, actor=LEE, reason="STOCK")
    desk.do("release", 1, actor=LEE)
    job = desk.apply(plan)
    assert reasons(again(desk, job, frozenset({"moved"}))) == {f"{number(1)}-S1": "apply"}


def test_numbers_that_were_refused_are_remembered_and_set_once_they_may(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    desk.do("hold", 2, reason="STOCK")
    plan = tracked(desk, (f"{number(1)}-S1", A), (f"{number(2)}-S1", B), state="배송중")
    assert reasons(plan) == {f"{number(1)}-S1": "apply", f"{number(2)}-S1": "held"}
    job = desk.apply(plan)
    desk.do("release", 2)
    assert codes(desk.outcomes(retry(desk, job))) == [("apply", None)]
    section = desk.order(2).sections[0]
    assert (section.courier, section.tracking, section.state) == ("CJ대한통운", B, S.SHIPPING)
    assert desk.sound()


def test_a_number_that_could_not_be_read_is_not_tried_again(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    job = desk.apply(tracked(desk, (f"{number(1)}-S1", A), (f"{number(2)}-S1", "12")))
    assert reasons(again(desk, job)) == {f"{number(2)}-S1": "not-retryable"}


def test_a_section_with_a_request_of_its_own_is_asked_that_again(desk: Desk) -> None:
    made = desk.add(sold(1, 3, 1, sections=[[1], [2]]))[0]
    plan = desk.plan("ready", 1)
    own = make_request("ready", {"items": "1:2"})
    desk.do("hold", 1, actor=LEE, reason="STOCK")
    desk.do("release", 1, actor=LEE)
    job = desk.apply(replace(plan, each={(made.id, 1): (own,)}))
    assert codes(desk.outcomes(job)) == [("refuse", "moved")] * 2
    retry(desk, job)
    ready = {section.n for section in desk.order(1).sections if section.state is S.READY}
    held = {item.line: item.qty for item in desk.order(1).items if item.section in ready}
    assert held == {1: 2, 2: 1} and desk.sound()


def test_an_undo_is_tried_again_on_the_rows_that_it_could_not_take_back(desk: Desk) -> None:
    desk.add(sold(1), sold(2))
    job = desk.do("ready", 1, 2)
    later = desk.do("back", 2, actor=LEE)
    undo = desk.undo(job)
    assert codes(desk.outcomes(undo)) == [("apply", None), ("refuse", "changed-since")]
    desk.undo(later, actor=LEE)
    plan = again(desk, undo)
    assert reasons(plan) == {f"{number(2)}-S1": "apply"}
    apply_retry(desk.store, undo, plan, KIM, desk.clock)
    assert [desk.states(n) for n in (1, 2)] == [[S.PREPARING]] * 2 and desk.sound()


def test_a_section_that_is_gone_is_refused_by_name(desk: Desk) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]], unpaid=True))
    job = desk.apply(desk.plan("ready", 1))
    desk.do("confirm-payment", 1)
    desk.do("merge", 1)
    assert reasons(again(desk, job)) == {f"{number(1)}-S1": "apply", f"{number(1)}-S2": "no-section"}


@pytest.mark.parametrize(
    ("action", "verdict", "code"),
    [("import", "refuse", "not-retryable"), ("ready", "skip", "nothing-refused")],
)
def test_imports_and_jobs_without_refused_rows_are_not_tried_again(
    desk: Desk, action: str, verdict: str, code: str
) -> None:
    desk.add(sold(1))
    job = desk.do("ready", 1)
    row = desk.outcomes(job)[0]
    with desk.store.unit(KIM, desk.now) as unit:
        other = create_job(unit, action, "{}", [row._replace(verdict=verdict)])
        set_state(unit, other, "done")
    with pytest.raises(JobRefused) as caught:
        again(desk, other)
    assert caught.value.code == code
    with pytest.raises(KeyError):
        again(desk, 99)


def test_what_was_erased_is_not_tried_again(desk: Desk) -> None:
    desk.add(sold(1), sold(2, unpaid=True))
    job = desk.apply(desk.plan("ready", 1, 2))
    with desk.store.unit(KIM, desk.now) as unit:
        erase_personal(unit.conn, [desk.order(2).id])
    with pytest.raises(JobRefused) as caught:
        again(desk, job)
    assert caught.value.code == "not-retryable"
