"""What is said of writes whose answers were lost, of batches that broke off, and of lists read again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from orderdesk.core.gateways.courier_names import KEPT, CourierList
from orderdesk.core.gateways.ports import CourierOption
from orderdesk.core.gateways.results import (
    AlreadyDone,
    Done,
    Fault,
    GatewayError,
    ItemResult,
    Later,
    Rejected,
)
from orderdesk.core.gateways.seen import Seen
from orderdesk.core.gateways.settling import in_turn, settled

NO = Rejected("1", "no")


def failing(fault: Fault) -> Callable[[], ItemResult]:
    def act() -> ItemResult:
        raise GatewayError(fault, "x", "words", 7.0)

    return act


@pytest.mark.parametrize(
    ("said", "so", "result"),
    [
        (Done(), True, Done()),
        (NO, True, AlreadyDone()),
        (NO, False, NO),
        (Later("busy"), True, Later("busy")),
    ],
)
def test_a_refusal_is_looked_into(said: ItemResult, so: bool, result: ItemResult) -> None:
    assert settled(lambda: said, lambda: AlreadyDone() if so else None) == result


def test_a_lost_answer_is_looked_into() -> None:
    lost = failing(Fault.TIMEOUT_UNKNOWN)
    assert settled(lost, AlreadyDone) == AlreadyDone()
    assert settled(lost, lambda: None) == Later(Fault.TIMEOUT_UNKNOWN, "words")


@pytest.mark.parametrize("fault", [Fault.TEMPORARY, Fault.AUTH])
def test_where_even_looking_fails_nobody_knows(fault: Fault) -> None:
    with pytest.raises(GatewayError) as caught:
        settled(failing(Fault.TIMEOUT_UNKNOWN), failing(fault))
    assert caught.value.fault is Fault.TIMEOUT_UNKNOWN


@pytest.mark.parametrize("fault", [each for each in Fault if each is not Fault.TIMEOUT_UNKNOWN])
def test_what_never_took_effect_is_raised_unread(fault: Fault) -> None:
    with pytest.raises(GatewayError) as caught:
        settled(failing(fault), lambda: pytest.fail("nothing to look into"))
    assert caught.value.fault is fault


def test_a_batch_that_breaks_off_loses_no_result() -> None:
    done: list[str] = []

    def act(name: str) -> Callable[[], ItemResult]:
        def do() -> ItemResult:
            done.append(name)
            return Done(name)

        return do

    results = in_turn([(["a", "b"], act("a")), (["c"], failing(Fault.RATE_LIMITED)), (["d"], act("d"))])
    later = Later(Fault.RATE_LIMITED, "words", 7.0)
    assert results == {"a": Done("a"), "b": Done("a"), "c": later, "d": later}
    assert done == ["a"]
    with pytest.raises(GatewayError):
        in_turn([(["c"], failing(Fault.AUTH)), (["d"], act("d"))])
    assert done == ["a"]


def test_only_what_looks_new_is_told_again() -> None:
    seen = Seen()
    seen.back_with(None)
    assert seen.changed([("a", "1"), ("b", "1"), ("c", "")], "page", more=True) == ["a", "b", "c"]
    seen.back_with("page")
    assert seen.changed([("a", "1"), ("c", "")], "end", more=False) == ["c"]
    seen.back_with("end")
    assert seen.changed([("a", "1"), ("b", "2")], "end 2", more=False) == ["b"]


def test_who_has_not_stored_is_told_again() -> None:
    seen = Seen()
    seen.back_with(None)
    seen.changed([("a", "1")], "page", more=True)
    seen.back_with("page")
    seen.changed([("b", "1")], "end", more=False)
    seen.back_with(None)
    assert seen.changed([("a", "1"), ("b", "1")], "page", more=True) == ["a", "b"], "nothing was stored"
    seen.back_with("page")
    assert seen.changed([("b", "1"), ("d", "1")], "end", more=False) == ["d"], "the first page was"
    seen.back_with("end")
    seen.changed([("c", "1")], "end 2", more=False)
    seen.back_with("end")
    assert seen.changed([("b", "1"), ("c", "1")], "end 2", more=False) == ["c"]
    seen.back_with("from another life")
    assert seen.changed([("a", "1")], "x", more=False) == ["a"]


def test_couriers_are_asked_for_once_a_day() -> None:
    now, asked = [0.0], [0]

    def ask() -> list[CourierOption]:
        asked[0] += 1
        return [CourierOption("7", "현대택배"), CourierOption("8", "롯데택배"), CourierOption("9", "누구")]

    couriers = CourierList(ask, lambda: now[0])
    assert (couriers.code("lotte"), couriers.code("cj")) == ("7", None)
    assert (couriers.name("9"), couriers.name("99"), couriers.name("")) == ("누구", "99", "")
    now[0] = KEPT - 1
    assert (len(couriers.options()), asked[0]) == (3, 1)
    now[0] = KEPT
    assert (couriers.code("lotte"), asked[0]) == ("7", 2)
