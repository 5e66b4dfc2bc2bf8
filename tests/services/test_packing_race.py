"""Two stations in processes of their own at one box in the same moment; on both engines."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, Desk, sections
from tests.services.processes import go, line_of, running
from tests.services.station import Packer, goods, labelled


def both(store: Store, *asked: tuple[str, str, str, str]) -> list[str]:
    """What two stations are answered that make their gestures at once."""
    with ExitStack() as stack:
        stations = [stack.enter_context(running("packing_worker", store, *words)) for words in asked]
        assert [line_of(each) for each in stations] == ["ready", "ready"]
        for each in stations:
            go(each)
        answers = sorted(line_of(each) for each in stations)
        assert [each.wait(60) for each in stations] == [0, 0]
    return answers


@pytest.mark.parametrize(
    ("names", "answers"),
    [
        (("g-1", "g-2"), {("already-shipped", "shipped"), ("one-too-many", "shipped")}),
        (("g-1", "g-1"), {("shipped", "shipped")}),
    ],
    ids=["two scans", "one scan that comes twice"],
)
def test_the_last_piece_is_counted_once_and_sent_once(
    store: Store, names: tuple[str, str], answers: set[tuple[str, str]]
) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A")
    told = both(store, *((KIM.name, name, "A", "1") for name in names))
    assert tuple(told) in answers
    assert desk.states() == [SectionState.SHIPPING] and desk.verbs().count("ship") == 1
    assert kim.shown(1).counted == 2 and desk.verbs().count("packed") == 1
    assert desk.sound()


def test_of_two_packers_that_open_a_section_one_has_the_box(store: Store) -> None:
    desk = Desk(store)
    desk.add(goods(1, 2))
    code = sections(1, 1)[0]
    told = both(store, (KIM.name, "a", code, "0"), (LEE.name, "b", code, "0"))
    assert told == ["opened", "packed-by-other"]
    assert desk.sound()
