"""An undo looks at more than the fields that it restores: what became of the goods since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.orders import Delivery
from orderdesk.core.services.moved import in_the_way
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import erase_personal
from tests.services.desk import KIM, LEE, NOW, Desk, reasons, sections, sold
from tests.services.forms import CJ

LABEL: dict[str, Any] = {"courier": CJ, "number": "680123456782"}
SENT: dict[str, Any] = {**LABEL, "to": "ship"}
AWAY: dict[str, Any] = {"line1": "서울 종로구 세종대로 1"}
HOLD: dict[str, Any] = {"reason": "STOCK"}

Step = tuple[str, int, Mapping[str, Any]]
"""A verb, a section of order 1, and the verb's fields."""
SPLIT: Step = ("split", 1, {"items": "1:1"})
MERGE: Step = ("merge", 0, {})
UNDO: Step = ("undo", 0, {})


def take(desk: Desk, step: Step) -> int:
    """Do a step; the number of its job. An undo takes back the last job."""
    verb, section, fields = step
    if verb == "undo":
        return desk.undo(desk.last())
    return desk.do(verb, sections(1, section)[0] if section else 1, **fields)


REFUSED: Mapping[str, tuple[tuple[Step, ...], tuple[Step, ...]]] = {
    "split off, and the rest went": ((SPLIT,), (("track", 1, SENT),)),
    "merged, and all of it went": ((MERGE,), (("track", 1, SENT),)),
    "not split after all, and all of it went": ((SPLIT, UNDO), (("track", 1, SENT),)),
    "split off, and the rest goes elsewhere": ((SPLIT,), (("address", 1, AWAY),)),
    "split off, and the rest is held": ((SPLIT,), (("hold", 1, HOLD),)),
    "held ones split, and the rest was released": ((("hold", 1, HOLD), SPLIT), (("release", 1, {}),)),
    "released, and all of it went": ((("hold", 1, HOLD), ("release", 1, {})), (("track", 1, SENT),)),
    "merged, and all of it is held": ((MERGE,), (("hold", 1, HOLD),)),
    "the address changed, and a label was made for it": ((("address", 1, AWAY),), (("track", 1, LABEL),)),
    "the label went, and the address changed": (
        (("track", 1, LABEL), ("untrack", 1, {})),
        (("address", 1, AWAY),),
    ),
    "a label, and another address": ((("track", 1, LABEL),), (("address", 1, AWAY),)),
    "the address changed, and others that go there came in": (
        (("address", 2, AWAY), ("address", 1, AWAY)),
        (MERGE,),
    ),
    "ready, and part of it split off": ((("ready", 1, {}),), (SPLIT,)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_mean_something_else_now_is_not_taken_back(desk: Desk, name: str) -> None:
    desk.add(sold(1, 3, 1, sections=[[1], [2]]))
    first, since = REFUSED[name]
    job = [take(desk, step) for step in first][-1]
    for step in since:
        take(desk, step)
    now = desk.whole()
    assert set(reasons(desk.undo_plan(job)).values()) == {"changed-since"}
    assert {row.code for row in desk.outcomes(desk.undo(job))} == {"changed-since"}
    assert desk.whole() == now and desk.sound()


def test_goods_that_went_by_hand_and_were_split_are_not_sent_again(desk: Desk) -> None:
    order = sold(1, 2)
    desk.add(replace(order, sections=(replace(order.sections[0], delivery=Delivery.DIRECT),)))
    for verb in ("ready", "ship"):
        desk.do(verb, 1)
    job = desk.do("back", 1)
    desk.do("split", *sections(1, 1), items="1:1")
    assert set(reasons(desk.undo_plan(job)).values()) == {"changed-since"}


ALLOWED: Mapping[str, tuple[tuple[Step, ...], tuple[Step, ...]]] = {
    "a memo": ((SPLIT,), (("memo", 0, {"text": "메모"}),)),
    "another section": ((SPLIT,), (("track", 2, SENT),)),
    "held since": ((("ready", 1, {}),), (("hold", 1, HOLD),)),
    "there and back": ((SPLIT,), (("hold", 1, HOLD), ("release", 1, {}))),
    "an address without a label": ((("address", 1, AWAY),), (("ready", 1, {}),)),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_others_did_elsewhere_does_not_stand_in_the_way(desk: Desk, name: str) -> None:
    desk.add(sold(1, 3, 1, sections=[[1], [2]]))
    first, since = ALLOWED[name]
    job = [take(desk, step) for step in first][-1]
    for step in since:
        take(desk, step)
    assert set(reasons(desk.undo_plan(job)).values()) == {"apply"}
    desk.undo(job)
    assert desk.sound()


def test_where_the_history_since_was_erased_nobody_knows_and_nothing_is_taken_back(desk: Desk) -> None:
    desk.add(sold(1, 3))
    job = desk.do("ready", 1)
    desk.do("address", *sections(1, 1), **AWAY)
    with desk.store.unit(KIM, NOW) as unit:
        erase_personal(unit.conn, [desk.order(1).id])
    assert set(reasons(desk.undo_plan(job)).values()) == {"not-undoable"}


def test_what_happened_since_is_looked_at_on_both_engines(store: Store) -> None:
    desk = Desk(store)
    desk.add(*(sold(n, 1, 1, sections=[[1], [2]]) for n in (1, 2, 3)))
    job = desk.do("merge", 1, 2, 3)
    desk.do("track", 2, **LABEL)
    desk.do("memo", 3, text="메모")
    verdicts = dict(zip((1, 2, 3), reasons(desk.undo_plan(job)).values(), strict=True))
    assert verdicts == {1: "apply", 2: "changed-since", 3: "apply"}
    desk.undo(job)
    assert desk.sound()


@pytest.mark.parametrize("later", [(1, "1:1"), (1, "2:1"), (2, "3:1")])
def test_a_split_since_stands_in_the_way_and_is_named(desk: Desk, later: tuple[int, str]) -> None:
    """Also one of other pieces: sections get their numbers one after the other, and undo restores exactly."""
    desk.add(sold(1, 3, 3, 3, sections=[[1, 2], [3]]))
    before = desk.whole()
    job = desk.do("split", *sections(1, 1), items="1:1")
    section, items = later
    second = desk.do("split", *sections(1, section), items=items, actor=LEE)
    assert set(reasons(desk.undo_plan(job)).values()) == {"changed-since"}
    with desk.store.reader() as conn:
        (why,) = in_the_way(conn, job, [desk.order().id])[desk.order().id]
    assert (why.job, why.who, why.verb, why.words.ko) == (second, LEE, "split", "나눔")
    desk.undo(second, LEE)
    desk.undo(job)
    assert desk.whole() == before and desk.sound()


def test_taking_back_a_split_is_about_the_pieces_that_were_split_off(desk: Desk) -> None:
    """And doing it again, too: those that stayed where they were never left."""
    desk.add(sold(1, 5))
    job = desk.do("split", *sections(1, 1), items="1:2")
    (row,) = desk.undo_plan(job).rows
    line = desk.order().lines[0]
    assert (row.pieces, row.won, row.left) == (2, line.total * 2 // 5, 0)
    (row,) = desk.undo_plan(desk.undo(job)).rows
    assert (row.pieces, row.won) == (2, line.total * 2 // 5)


# numbers that several orders share


def shared_parcel(store: Store) -> Desk:
    """Orders 1 and 2 in one parcel; the first of them does not say that it shares it."""
    desk = Desk(store)
    desk.add(sold(1, receiver="성춘향"), sold(2, receiver="성춘향"), sold(3, receiver="성춘향"))
    desk.do("track", 1, **SENT)
    desk.do("track", 2, **SENT)
    assert [desk.order(n).sections[0].shared for n in (1, 2)] == [False, True]
    return desk


@pytest.mark.parametrize("orders", [(1,), (2,), (1, 2)])
def test_the_arrival_of_a_shared_parcel_is_taken_back(store: Store, orders: tuple[int, ...]) -> None:
    desk = shared_parcel(store)
    before = desk.whole()
    back = desk.undo(desk.do("deliver", *orders))
    assert desk.whole() == before and desk.sound()
    desk.undo(desk.undo(back, redo=True))
    assert desk.whole() == before and desk.sound()


@pytest.mark.parametrize("orders", [(1,), (2,), (1, 2)])
def test_the_first_of_a_shared_parcel_comes_back_into_it(store: Store, orders: tuple[int, ...]) -> None:
    desk = shared_parcel(store)
    desk.do("back", 1, 2)
    before = desk.whole()
    desk.undo(desk.do("untrack", *orders))
    assert desk.whole() == before and desk.sound()


def test_a_parcel_does_not_come_to_life_again_whose_number_is_another_ones_now(store: Store) -> None:
    desk = shared_parcel(store)
    job = desk.do("deliver", 1, 2)
    desk.do("track", 3, **LABEL)
    assert set(reasons(desk.undo_plan(job)).values()) == {"number-taken"}
    assert desk.sound()


def test_a_number_that_arrived_with_another_section_is_used_again_with_its_new_users(store: Store) -> None:
    desk = Desk(store)
    desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2))
    desk.do("track", *sections(1, 1), **SENT)
    desk.do("deliver", *sections(1, 1))
    desk.do("track", 2, **LABEL)
    desk.do("track", *sections(1, 2), **LABEL, shared="yes")
    assert desk.sound()
