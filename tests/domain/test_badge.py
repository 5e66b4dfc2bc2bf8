"""The badge: total over every combination, and as the rules say for each kind."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from itertools import chain, combinations_with_replacement

import pytest

from orderdesk.core.domain.badge import badge, badge_of
from orderdesk.core.domain.facets import facets
from orderdesk.core.domain.orders import Item, Order, Section
from orderdesk.core.domain.states import BADGE_WORDS, Badge, PaymentState, SectionState
from tests.domain.builders import HOME, line, order

S, P, B = SectionState, PaymentState, Badge


def test_badge_is_total_and_every_badge_is_reached() -> None:
    reached = set()
    for states in itertools.chain.from_iterable(itertools.combinations(S, size) for size in (1, 2, 3)):
        for payment in P:
            reached.add(badge_of(frozenset(states), payment))
    assert reached == set(B) == set(BADGE_WORDS)


def expected(states: frozenset[SectionState], payment: PaymentState) -> Badge:
    """The rule written a second time, by names alone: first match wins."""
    ladder = ["PREPARING", "READY", "SHIPPING", "DELIVERED", "CONFIRMED"]
    names = {state.name for state in states}
    normal = names & set(ladder)
    cancel = {name for name in names if name.startswith("CANCEL")}
    back = names - normal - cancel
    if not normal and not back and payment.name in ("CANCELLED_UNPAID", "OVERDUE"):
        return B.UNPAID_CANCELLED if payment.name == "CANCELLED_UNPAID" else B.OVERDUE
    if payment.name == "WAITING" and normal and not back:
        return B.WAITING_PART_CANCELLED if cancel else B.WAITING
    if back and (normal or cancel):
        return B.PART_RETURNED
    if back:
        return B.RETURNED if back <= {"RETURNED", "EXCHANGED"} else B.RETURN_REQUESTED
    if cancel and normal:
        return B.PART_CANCELLED
    if cancel:
        return B.CANCEL_REQUESTED if "CANCEL_REQUESTED" in cancel else B.CANCELLED
    rungs = sorted(ladder.index(name) for name in normal)
    if rungs[0] < 2 <= rungs[-1]:
        return B.PART_SHIPPED
    return B[ladder[rungs[0]]]


def test_badge_follows_the_rule_everywhere() -> None:
    for size in (1, 2, 3):
        for states in itertools.combinations(S, size):
            for payment in P:
                assert badge_of(frozenset(states), payment) is expected(frozenset(states), payment)


@pytest.mark.parametrize(
    ("states", "payment", "word"),
    [
        ({S.PREPARING}, P.WAITING, "결제대기"),
        ({S.PREPARING, S.CANCELLED}, P.WAITING, "결제대기·부분취소"),
        ({S.CANCELLED}, P.CANCELLED_UNPAID, "입금전취소"),
        ({S.CANCELLED}, P.OVERDUE, "결제기한 초과"),
        ({S.READY, S.SHIPPING}, P.COMPLETE, "부분배송"),
        ({S.SHIPPING, S.DELIVERED}, P.COMPLETE, "배송중"),
        ({S.EXCHANGE_REQUESTED}, P.COMPLETE, "반품접수"),
        ({S.EXCHANGED, S.PREPARING}, P.COMPLETE, "부분반품"),
        ({S.CANCELLED, S.RETURNED}, P.REFUNDED, "부분반품"),
        ({S.CANCEL_REQUESTED, S.CANCELLED}, P.COMPLETE, "취소접수"),
    ],
)
def test_badge_in_the_operators_words(states: set[SectionState], payment: PaymentState, word: str) -> None:
    assert BADGE_WORDS[badge_of(frozenset(states), payment)].ko == word


def test_badge_of_an_order() -> None:
    assert badge(order()) is B.PREPARING
    assert badge(order(unpaid=True)) is B.WAITING


# the badge and the facet are functions of buckets: how many pieces of which line stand in which state (D5)

Buckets = Sequence[tuple[SectionState, ...]]
"""For each line the states of its pieces."""
FEW = (S.PREPARING, S.SHIPPING, S.CANCELLED, S.RETURN_REQUESTED)


def pieces(states: Iterable[SectionState], most: int = 3) -> list[tuple[SectionState, ...]]:
    """Every way in which up to *most* pieces of a line stand in *states*."""
    chosen = list(states)
    return [way for qty in range(1, most + 1) for way in combinations_with_replacement(chosen, qty)]


def in_sections(buckets: Buckets, alone: bool) -> Order:
    """An order with such pieces: a section for each state, or one for each piece, the last first."""
    made: dict[object, int] = {}
    sections: list[Section] = []
    items: list[Item] = []
    for n, states in enumerate(buckets, 1):
        for k, state in enumerate(states):
            place: object = (n, k) if alone else state
            if place not in made:
                made[place] = len(made) + 1
                sections.append(Section(made[place], state, HOME))
            items.append(Item(len(items) + 1, made[place], n, 1))
    lines = [line(n, len(states)) for n, states in enumerate(buckets, 1)]
    return order(*lines, sections=sections[::-1] if alone else sections, items=items)


def same_status(buckets: Buckets) -> Badge:
    """The badge of an order with such pieces, which must not depend on how they are put into sections."""
    together, apart = in_sections(buckets, alone=False), in_sections(buckets, alone=True)
    assert facets(together) == facets(apart)
    assert badge(together) is badge(apart)
    return badge(together)


def test_status_is_a_function_of_the_pieces_of_one_line_in_every_state() -> None:
    for way in pieces(S):
        assert same_status([way]) is expected(frozenset(way), P.COMPLETE)


@pytest.mark.slow
def test_status_is_a_function_of_the_pieces_of_up_to_three_lines() -> None:
    ways = pieces(FEW)
    seen: dict[frozenset[SectionState], Badge] = {}
    for size in (2, 3):
        for buckets in combinations_with_replacement(ways, size):
            states = frozenset(chain.from_iterable(buckets))
            assert same_status(buckets) is seen.setdefault(states, expected(states, P.COMPLETE))
    assert len(seen) == 2 ** len(FEW) - 1


@pytest.mark.slow
def test_the_table_of_badges_holds_for_every_set_of_states() -> None:
    for size in range(4, len(S) + 1):
        for states in map(frozenset, itertools.combinations(S, size)):
            for payment in P:
                assert badge_of(states, payment) is expected(states, payment)
