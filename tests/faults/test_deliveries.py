"""Deliveries that come twice, late or in another order: files, and requests that are sent again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.monkey import seed_here
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from tests.services import forms
from tests.services.desk import KIM, Desk, sold
from tests.services.export_file import bought
from tests.services.imports import bring

S = SectionState


def test_the_same_request_five_times_is_done_once(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    plan = desk.plan("ready", 1, 2)
    made = {apply_plan(store, plan, KIM, desk.clock, key="web-17") for _ in range(5)}
    assert len(made) == 1 and desk.verbs(1) == ["create", "ready"]
    with pytest.raises(JobRefused):
        apply_plan(store, desk.plan("back", 1), KIM, desk.clock, key="web-17")
    with store.reader() as conn:
        assert len(jobs(conn, 10)) == 1
    assert desk.sound()


@pytest.mark.parametrize("seed", range(4))
def test_order_files_in_any_order_and_number_end_alike(desk: Desk, tmp_path: Path, seed: int) -> None:
    """Each of five files comes one to three times, shuffled: every order is there once, and sound."""
    chance = random.Random(seed_here(seed))
    deliveries = [n for n in range(1, 6) for _ in range(chance.randint(1, 3))]
    chance.shuffle(deliveries)
    for n in deliveries:
        bring(desk, tmp_path, bought(n), bought(n + 1))
    listed = desk.listed()
    assert sorted(str(row["order_no"])[-1] for row in listed) == list("123456")
    assert desk.sound()
    with desk.store.reader() as conn:
        assert len(jobs(conn, 50)) <= 5  # a file that brings nothing new makes no job


def test_an_old_file_after_a_new_one_takes_no_state_back(desk: Desk, tmp_path: Path) -> None:
    old = bought(1)
    bring(desk, tmp_path, old)
    (row,) = desk.listed()
    name = str(row["order_no"])
    desk.do("ready", name)
    desk.do("track", name, courier="CJ", number="521853123460")
    desk.do("ship", name)
    before = desk.whole()
    bring(desk, tmp_path, old)
    assert desk.whole() == before and desk.sound()
    assert [section.state for section in desk.order(name).sections] == [S.SHIPPING]


def test_a_tracking_form_twice_and_an_old_one_after_a_new_one(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    blank = forms.form(desk, tmp_path)
    first = {"courier": forms.CJ, "number": "521853123460", "state": "배송중"}
    (tmp_path / "new").mkdir()
    filled = forms.fill(blank, {forms.item(1): first})
    forms.bring(desk, filled)
    before, events = desk.whole(), desk.verbs(1)
    for _ in range(2):
        again = forms.bring(desk, filled)
        assert not any(row.kind.value == "apply" for row in again.rows)
    assert desk.whole() == before and desk.verbs(1) == events
    late = forms.fill(blank, {forms.item(1): {**first, "number": "", "courier": "", "state": "배송대기"}})
    forms.bring(desk, late)
    assert desk.states(1) == [S.SHIPPING] and desk.verbs(1) == events and desk.sound()


def test_an_old_address_that_comes_late_is_told_in_the_timeline(desk: Desk, tmp_path: Path) -> None:
    """A file says nothing of its own age, so before dispatch the last to come counts; nothing is hidden."""
    old, new = bought(1), bought(1, detail="2호")
    for row in (old, new, old):
        bring(desk, tmp_path, row)
    (listed,) = desk.listed()
    name = str(listed["order_no"])
    (section,) = desk.order(name).sections
    assert section.address.line2 == "1호" and desk.sound()
    assert [event.verb for event in desk.events(name)][1:] == ["import"] * 2
