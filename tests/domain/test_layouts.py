from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.layouts import DEFAULT, FROZEN, NARROWEST, SHOWN, WIDEST, ColumnLayout

PLACES = len(DEFAULT.places)


def at(layout: ColumnLayout, key: str) -> int:
    return [place.key for place in layout.places].index(key)


def test_the_default_shows_what_the_catalogue_has_on() -> None:
    assert DEFAULT.keys == SHOWN
    assert set(SHOWN) == {key for key, column in BY_KEY.items() if column.shown}
    assert {place.key for place in DEFAULT.places} == set(BY_KEY)


def test_columns_are_switched_moved_and_resized() -> None:
    changed = DEFAULT.switched(at(DEFAULT, "phone")).switched(at(DEFAULT, "channel"))
    assert "phone" in changed.keys
    assert "channel" not in changed.keys
    moved = changed.moved(at(changed, "phone"), 1)
    assert moved.keys[:3] == ("order_no", "phone", "ordered_at")
    assert moved.resized(1, 20).widths == {"phone": 20}
    assert moved.resized(1, 0).widths == {"phone": NARROWEST}
    assert moved.resized(1, 500).widths == {"phone": WIDEST}


def test_only_items_and_the_address_have_details() -> None:
    layout = DEFAULT.detailed("items").detailed("address").detailed("paid")
    assert layout.details == {"items", "address"}
    assert layout.detailed("items").details == {"address"}
    assert layout.switched(at(layout, "address")).details == {"items"}


def test_the_order_number_stays_first_and_one_other_column_stays() -> None:
    assert DEFAULT.switched(0) == DEFAULT
    assert DEFAULT.moved(0, 3) == DEFAULT.moved(3, 0) == DEFAULT.moved(1, PLACES) == DEFAULT
    bare = DEFAULT
    for key in SHOWN[1:]:
        bare = bare.switched(at(bare, key))
    assert bare.keys == (FROZEN, SHOWN[-1])


@given(
    st.lists(
        st.tuples(st.sampled_from("smrd"), st.integers(0, PLACES - 1), st.integers(0, PLACES - 1)),
        max_size=20,
    )
)
def test_whatever_is_done_a_layout_is_whole_and_comes_back_from_text(
    steps: list[tuple[str, int, int]],
) -> None:
    layout = DEFAULT
    for what, place, other in steps:
        if what == "s":
            layout = layout.switched(place)
        elif what == "d":
            layout = replace(layout.detailed(layout.places[place].key), compact=other % 2 == 0)
        else:
            layout = layout.moved(place, other) if what == "m" else layout.resized(place, other)
    assert layout.keys[0] == FROZEN
    assert len(layout.keys) > 1
    assert sorted(place.key for place in layout.places) == sorted(BY_KEY)
    assert ColumnLayout.from_json(layout.to_json()) == layout


@pytest.mark.parametrize("text", ["", "{}", "null", "[1]", '[["order_no",true,null]]', "[" * 100_000])
def test_text_that_is_no_layout_gives_the_default(text: str) -> None:
    assert ColumnLayout.from_json(text) == DEFAULT


def test_a_layout_of_another_version_is_completed() -> None:
    other = [
        ["moon", True, 5, False],
        ["phone", True, 9_000, True],
        ["phone", False, None, False],
        ["paid", True, True, False],
        ["items", True],
    ]
    layout = ColumnLayout.from_json(json.dumps({"places": other, "moon": 1}))
    assert layout.keys == ("order_no", "phone")
    assert layout.widths == {"phone": WIDEST}
    assert not layout.details
    assert {place.key for place in layout.places} == set(BY_KEY)
