from __future__ import annotations

import pytest

from orderdesk.core.domain.layouts import DEFAULT
from orderdesk.core.services.remembered import Remembered
from orderdesk.core.services.sorting import SortBy

KEPT = Remembered(
    "배송대기", 3, ("ordered_at=최근7일",), SortBy("buyer", False), {"": DEFAULT.switched(3)}, 17
)


def test_it_is_read_as_it_was_written() -> None:
    assert Remembered.from_json(KEPT.to_json()) == KEPT


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", "[" * 100_000])
def test_what_is_no_such_text_is_as_if_nothing_were_set(text: str) -> None:
    assert Remembered.from_json(text) == Remembered()


def test_unknown_keys_are_passed_over() -> None:
    assert Remembered.from_json('{"later": 1,' + KEPT.to_json()[1:]) == KEPT


@pytest.mark.parametrize(
    "text",
    [
        '{"tab": 1}',
        '{"at": -1}',
        '{"at": true}',
        '{"filters": ["없는열=1"]}',
        '{"filters": "a=b"}',
        '{"sort": ["address", true]}',
        '{"sort": ["paid", 1]}',
        '{"layouts": {"": 3}}',
        '{"cursor": true}',
        '{"cursor": 99999999999999999999}',
    ],
)
def test_each_part_that_cant_be_read_is_left_out(text: str) -> None:
    assert Remembered.from_json(text) == Remembered()
