from __future__ import annotations

import pytest
from textual import events
from textual.keys import _character_to_key

from orderdesk.keyboard.scanning import ScanGate, scanned, searched


def keys(text: str, begin: float = 100.0, apart: float = 0.005) -> list[events.Key]:
    """The keys of *text*, "\\n" for Enter."""
    made = []
    for place, char in enumerate(text):
        key = events.Key("enter", "\r") if char == "\n" else events.Key(_character_to_key(char), char)
        key.time = begin + place * apart
        made.append(key)
    return made


def heard(gate: ScanGate, pressed: list[events.Key]) -> tuple[str, list[str]]:
    """What is handled as keys, and what was scanned."""
    handled, codes = "", []
    for key in pressed:
        given, code = gate.hear(key)
        handled += "".join("\n" if each.key == "enter" else each.character or "?" for each in given)
        codes += [code] if code else []
    return handled, codes


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("202609210000001-S1", "202609210000001-S1"),
        ("202609210000001-ㄴ1", "202609210000001-S1"),
        ("５２１８５３", "521853"),
        (" 6812-3456\t", "6812-3456"),
        ("ㄸㄸ123456789ㅏㄱ", "EE123456789KR"),
    ],
)
def test_what_a_scanner_types_in_any_mode_is_understood(raw: str, meant: str) -> None:
    assert scanned(raw) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("202609210000001-ㄴ1", "202609210000001-S1"),
        ("202609210000001", "202609210000001"),
        ("홍길동", "홍길동"),
        ("홍-1", "홍-1"),
        ("product=~쌀 홍 ", "product=~쌀 홍 "),
    ],
)
def test_a_search_takes_scanned_sections_and_leaves_names_alone(typed: str, meant: str) -> None:
    assert searched(typed) == meant


def test_a_burst_with_enter_is_a_scan_whatever_the_mode() -> None:
    gate = ScanGate()
    assert heard(gate, keys("202609210000001-S1\n202609210000002-ㄴ2\n")) == (
        "",
        ["202609210000001-S1", "202609210000002-S2"],
    )
    assert not gate.waits


def test_digits_that_are_pressed_stay_keys() -> None:
    gate = ScanGate()
    assert heard(gate, keys("12\n", apart=0.2)) == ("12\n", [])  # Enter follows the digit late
    assert heard(gate, keys("3\n", begin=200)) == ("3\n", [])  # a slow line brings both at once
    assert heard(gate, keys("4", begin=300)) == ("", []) and gate.waits
    assert not gate.is_over(300.04) and gate.is_over(300.06)
    assert [each.character for each in gate.let_go()] == ["4"] and not gate.waits


def test_keys_keep_their_order_around_a_burst() -> None:
    gate = ScanGate()
    up = events.Key("up", None)
    up.time = 100.02
    assert heard(gate, [*keys("j12"), up]) == ("j12?", [])
    late = keys("5", begin=300.0)
    assert heard(gate, [*keys("1", begin=200), *late]) == ("1", [])
    assert heard(gate, keys(".", begin=300.01)) == ("", [])
    assert heard(gate, keys("x", begin=400)) == ("5.x", [])


def test_letters_are_keys_at_once() -> None:
    assert heard(ScanGate(), keys("abcdefgh\n")) == ("abcdefgh\n", [])
