from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.combining import Match, Miss, candidates, combine
from orderdesk.core.domain.orders import Delivery, Freight, Hold, Order
from orderdesk.core.domain.states import SectionState, Trade
from tests.domain.builders import HOME, NOW, order, section

S = SectionState


def bought(n: int, held: bool = False, unpaid: bool = False, separate: bool = False, **more: Any) -> Order:  # noqa: ANN401
    """Order *n* with one section; *more* are fields of its address and of the section."""
    address = {key: more.pop(key) for key in ("receiver", "phone", "zip", "line1", "line2") if key in more}
    made = order(sections=[section(1, address=replace(HOME, **address), **more)], unpaid=unpaid)
    holds = (Hold(1, 1, "STOCK", "", "김영희", NOW),) if held else ()
    return replace(made, id=n, number=f"N{n}", holds=holds, separate=separate)


def look(*orders: Order) -> tuple[list[tuple[list[int], list[str]]], list[tuple[int, int, str]]]:
    """The groups as (orders, reasons) and the near misses as (order, order, reason)."""
    groups, misses = combine(one for each in orders for one in candidates(each, NOW))
    return (
        [([m.order_id for m in group.members], [why.code for why in group.why]) for group in groups],
        [(miss.one.order_id, miss.other.order_id, miss.why.code) for miss in misses],
    )


def test_equal_places_of_different_orders_share_a_parcel() -> None:
    assert look(bought(1), bought(2), bought(3, phone="010-0000-9999")) == (
        [([1, 2], ["same"])],
        [(3, 1, "other-phone")],
    )


@pytest.mark.parametrize(
    ("spelt", "why"),
    [
        ({"receiver": "홍길동 님"}, ["receiver-spelt"]),
        ({"phone": "+82 10 0000 1234"}, ["phone-spelt"]),
        ({"zip": "06234 "}, ["zip-spelt"]),
        ({"line1": "서울특별시 강남구 테헤란로 1 (역삼동)"}, ["address-spelt"]),
        ({"line2": "101"}, ["address-spelt"]),
        ({"phone": "01000001234", "line2": "제101호"}, ["phone-spelt", "address-spelt"]),
    ],
)
def test_what_is_only_spelt_otherwise_is_named(spelt: dict[str, Any], why: list[str]) -> None:
    assert look(bought(1), bought(2, **spelt)) == ([([1, 2], why)], [])


DIFFERENCES: list[tuple[dict[str, Any], Miss]] = [
    ({"line2": "102호"}, Miss.OTHER_DETAIL),
    ({"line1": "서울 강남구 테헤란로 2"}, Miss.OTHER_STREET),
    ({"receiver": "김철수"}, Miss.OTHER_RECEIVER),
    ({"phone": "010-0000-9999"}, Miss.OTHER_PHONE),
    ({"zip": "06235"}, Miss.OTHER_ZIP),
    ({"separate": True}, Miss.SEPARATE),
    ({"held": True}, Miss.HELD),
    ({"unpaid": True}, Miss.UNPAID),
    ({"delivery": Delivery.QUICK}, Miss.OTHER_DELIVERY),
    ({"freight": Freight.COLLECT}, Miss.OTHER_FREIGHT),
    ({"courier": "CJ", "tracking": "521853123451"}, Miss.TRACKED),
    ({"courier": "CJ", "tracking": "521853123451", "shared": True, "label_stale": True}, Miss.LABEL_STALE),
]


@pytest.mark.parametrize(("other", "why"), DIFFERENCES)
def test_one_difference_is_a_near_miss_with_its_reason(other: dict[str, Any], why: Miss) -> None:
    assert look(bought(1), bought(2, **other)) == ([], [(2, 1, why.code)])


def test_every_reason_of_a_miss_has_a_case() -> None:
    assert {why for _, why in DIFFERENCES} == set(Miss)
    assert all((*one.words, one.code) for one in (*Miss, *Match))


def test_a_near_miss_shows_the_two_texts() -> None:
    _, misses = combine(one for n in (1, 2) for one in candidates(bought(n, line2=f"30{n}호"), NOW))
    assert [miss.texts for miss in misses] == [("302호", "301호")]


@pytest.mark.parametrize(
    "other",
    [
        {"line2": "102호", "phone": "010-0000-9999"},
        {"receiver": "김철수", "zip": "06235"},
        {"line2": "102호", "held": True},
        {"state": S.SHIPPING},
        {"state": S.CANCEL_REQUESTED},
        {"delivery": Delivery.DIGITAL},
    ],
)
def test_two_differences_and_what_waits_no_more_are_nothing(other: dict[str, Any]) -> None:
    assert look(bought(1), bought(2, **other)) == ([], [])


def test_sections_of_one_order_alone_and_closed_orders_are_no_parcel() -> None:
    twice = order(sections=[section(1), section(2)])
    assert look(twice) == ([], [])
    assert look(bought(1), replace(bought(2), trade=Trade.CLOSED)) == ([], [])


LABEL: dict[str, Any] = {"courier": "CJ", "tracking": "521853123451", "shared": True}


def test_a_number_that_orders_share_already_is_offered_to_the_next() -> None:
    groups, misses = combine(
        one for each in (bought(1, **LABEL), bought(2, **LABEL), bought(3)) for one in candidates(each, NOW)
    )
    assert [(len(group.members), group.label) for group in groups] == [(3, ("CJ", "521853123451"))]
    assert misses == []
    assert look(bought(1, **LABEL), bought(2, **LABEL)) == ([], [])


def test_a_number_whose_label_has_an_old_address_is_offered_to_nobody() -> None:
    moved = LABEL | {"label_stale": True, "line2": "102호"}
    found = look(bought(1, **moved), bought(2, **moved), bought(3, line2="102호"), bought(4, line2="102호"))
    assert found == ([([3, 4], ["same"])], [(1, 3, "label-stale"), (2, 3, "label-stale")])


ANY = st.fixed_dictionaries(
    {
        "receiver": st.sampled_from(["홍길동", "홍길동님", "김철수"]),
        "phone": st.sampled_from(["010-0000-1234", "+82 10-0000-1234", "010-0000-9999"]),
        "line2": st.sampled_from(["101동 301호", "101-301", "101동 302호", "301호"]),
    }
)


@given(st.lists(ANY, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_looking_changes_nothing_and_rooms_never_mix(
    fields: Sequence[dict[str, Any]],
    shuffled: Any,  # noqa: ANN401
) -> None:
    orders = [bought(n, **given) for n, given in enumerate(fields, 1)]
    found = look(*orders)
    shuffled.shuffle(orders)
    assert look(*orders) == found
    for members, _ in found[0]:
        assert len({fields[n - 1]["line2"].endswith("302호") for n in members}) == 1
        assert len({fields[n - 1]["line2"].startswith("101") for n in members}) == 1
