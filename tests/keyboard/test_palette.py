from __future__ import annotations

import unicodedata

import pytest

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.palette import Entry, entries, rank

COMMANDS = [
    Entry("track", Word("송장 등록", "Tracking entry"), "F4"),
    Entry("ship", Word("배송중 처리", "Ship")),
    Entry("deliver", Word("배송완료 처리", "Deliver")),
    Entry("split", Word("나누기", "Split")),
    Entry("quit", Word("종료", "Quit"), "Ctrl+Q"),
]


def found(query: str) -> list[str]:
    return [entry.id for entry in rank(query, COMMANDS)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("송장", "track"),
        ("송장 등록", "track"),
        ("등록", "track"),
        ("ㅅㅈ", "track"),
        ("ㅅㅈㄷㄹ", "track"),
        ("소", "track"),
        ("송ㅈ", "track"),
        ("송자", "track"),
        ("thdwkd", "track"),
        ("THDWKD", "track"),
        ("emdfhr", "track"),
        ("뱃", "ship"),
        ("배송와", "deliver"),
        ("처리 완료", "deliver"),
        ("track", "track"),
        ("entry", "track"),
        ("ㅅㄱㅁ차", "track"),
        ("f4", "track"),
        ("ctrl+q", "quit"),
        ("ㄴㄴㄱ", "split"),
        (unicodedata.normalize("NFD", "송장"), "track"),
    ],
)
def test_a_command_is_found_the_way_it_is_typed(query: str, first: str) -> None:
    assert found(query)[:1] == [first]


def test_an_empty_query_finds_everything_in_order() -> None:
    assert found("  ") == [entry.id for entry in COMMANDS]


def test_nonsense_finds_nothing() -> None:
    assert found("ㅋㅋㅋ") == []
    assert found("송장 ㅋㅋ") == []
    assert found("\x1b[2J") == []


def test_better_matches_come_first() -> None:
    words = [
        Entry("inside", Word("새 송장", "x")),
        Entry("start", Word("송장 빼기", "y")),
        Entry("is", Word("송장", "z")),
    ]
    assert [entry.id for entry in rank("송장", words)] == ["is", "start", "inside"]


def test_a_syllable_is_not_found_inside_other_syllables() -> None:
    assert rank("ㅏ", [Entry("split", Word("나누기", "Split"))]) == []


def test_the_table_gives_entries_for_a_screen() -> None:
    ids = [entry.id for entry in entries(Scope.ORDERS)]
    assert "import_file" in ids
    assert "quit" in ids
    assert "tab" in ids
    assert "confirm" not in ids
    assert rank("thdwkd", entries(Scope.ORDERS))[0].id == "tracking"
