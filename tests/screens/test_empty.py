"""Empty places say what to do next, with a key that is heard there."""

from __future__ import annotations

import re

import pytest
from textual.screen import Screen

from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import Scope, heard_in
from orderdesk.keyboard.keynames import shown
from tests.domain.builders import order
from tests.screens.driver import DeskDriver, fill, opened

PLACES: dict[str, tuple[tuple[str, ...], str]] = {
    "the list": ((), "아직 주문이 없습니다"),
    "a tab": (("4",), "이 탭에는 지금 주문이 없습니다"),
    "jobs": (("f12",), "아직 작업이 없습니다"),
    "combining": (("left_parenthesis",), "한 상자에 담을 주문이 없습니다"),
    "near misses": (("left_parenthesis", "2"), "거의 맞는 주문이 없습니다"),
    "the outbox": (("tilde",), "연결이 없습니다"),
    "claims": (("circumflex_accent",), "기다리는 클레임이 없습니다"),
    "goods": (("right_curly_bracket",), "주문이나 목록을 불러오면 생깁니다"),
    "goods not found": (("right_curly_bracket", "x"), "찾은 것이 없습니다"),
    "customers": (("quotation_mark",), "주문이나 목록을 불러오면 생깁니다"),
    "connections": (("apostrophe", "5"), "연결이 없습니다"),
    "contracts": (("apostrophe", "6"), ""),
    "keys": (("apostrophe", "7"), "키가 없습니다"),
}


def heard(screen: Screen[object]) -> set[str]:
    """The keys of the screen as they are printed; lists that are edited hear + too."""
    scope = getattr(screen, "SCOPE", Scope.GLOBAL)
    return {shown(key) for each in heard_in(scope) for key in each.keys} | {"+"}


def line_of(desk: DeskDriver, words: str) -> list[str]:
    lines = desk.text().split("\n")
    at = next(at for at, line in enumerate(lines) if words in line)
    return lines[at : at + 4]


@pytest.mark.parametrize("place", PLACES)
async def test_an_empty_place_names_a_key_that_leads_on(empty_store: Store, place: str) -> None:
    keys, words = PLACES[place]
    fill(empty_store, [order()] if place == "a tab" else [])
    async with opened(empty_store) as desk:
        await desk.press(*keys)
        told = " ".join(line_of(desk, words)) if words else desk.text()
        named = set(re.findall(r"(?<![^\s(·])([^\s가-힣\w]|Ctrl\+\w|Esc|F\d+|\d)(?=\s)", told))
        assert named & heard(desk.screen), told
