"""Two act on one section in the same moment: one wins, the other is told, and nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from orderdesk.core.domain.orders import Actor
from orderdesk.core.services import undoing
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, Desk, sections, sold
from tests.services.forms import CJ

NUMBERS = ("680123456782", "680123456790")
Act = Callable[[], int]
Prepare = Callable[[Desk, Actor], Act]
"""Plans something, and gives what applies it."""


def asks(verb: str, whole: bool = False, **fields: str) -> Prepare:
    def prepare(desk: Desk, actor: Actor) -> Act:
        name = desk.order().number if whole else sections(1, 1)[0]
        number = {"number": NUMBERS[actor is LEE]} if verb == "track" else {}
        plan = desk.plan(verb, name, actor=actor, **fields, **number)
        assert plan.applying() == plan.rows
        return lambda: desk.apply(plan, actor)

    return prepare


def takes_back(desk: Desk, actor: Actor) -> Act:
    """The undo of the last job."""
    job = desk.last()
    plan = desk.undo_plan(job)
    return lambda: undoing.apply_undo(desk.store, job, plan, actor, desk.clock)


SPLIT = asks("split", items="1:1")
SHIP = asks("track", courier=CJ, to="ship")
PART = asks("track", courier=CJ, to="ship", items="1:2")
MERGE = asks("merge", whole=True)
HOLD = asks("hold", reason="STOCK")
READY = asks("ready")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SPLIT, SPLIT),
        (SHIP, SHIP),
        (PART, PART),
        (SPLIT, SHIP),
        (MERGE, MERGE),
        (MERGE, SPLIT),
        (MERGE, SHIP),
        (takes_back, takes_back),
        (takes_back, SHIP),
        (takes_back, HOLD),
        (takes_back, READY),
    ],
)
def test_exactly_one_of_two_wins(store: Store, one: Prepare, other: Prepare) -> None:
    desk = Desk(store)
    desk.add(sold(1, 3, 1, 1, sections=[[1, 2, 3]]))
    desk.do("split", *sections(1, 1), items="3:1")
    before, history = desk.order(), len(desk.events())
    acts = [one(desk, KIM), other(desk, LEE)]
    start = threading.Barrier(2)

    def run(act: Act) -> int:
        start.wait(30)
        return act()

    with ThreadPoolExecutor(2) as people:
        jobs = [future.result(60) for future in [people.submit(run, act) for act in acts]]
    outcomes = sorted((row.verdict, row.code) for job in jobs for row in desk.outcomes(job))
    assert outcomes == [("apply", None), ("refuse", "moved")]
    now = desk.order()
    assert now.version == before.version + 1
    assert sum(item.qty for item in now.items) == sum(item.qty for item in before.items)
    events = desk.events()[history:]
    assert events and {event.job for event in events} == {
        job for job in jobs if desk.outcomes(job)[0].verdict == "apply"
    }
    assert desk.sound()
