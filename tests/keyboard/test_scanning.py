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
    """Its first digit acts, for nobody knows yet, and is the screen's to take back."""
    gate = ScanGate()
    assert heard(gate, keys("202609210000001-S1\n102609210000002-ㄴ2\n")) == (
        "21",
        ["202609210000001-S1", "102609210000002-S2"],
    )
    assert gate.count == 0


def test_digits_that_are_pressed_act_at_once() -> None:
    gate = ScanGate()
    assert heard(gate, keys("12\n", apart=0.2)) == ("12\n", [])  # Enter follows the digit late
    assert heard(gate, keys("3\n", begin=200)) == ("3\n", [])  # a slow line brings both at once
    assert heard(gate, keys("4", begin=300)) == ("4", []) and gate.count == 1
    assert not gate.is_over(300.04) and gate.is_over(300.06)
    assert gate.let_go() == [] and gate.count == 0


def test_a_burst_that_is_no_scan_is_given_on_whole_and_in_its_order() -> None:
    """Its first digit was taken back when the second came."""
    gate = ScanGate()
    assert heard(gate, keys("45", begin=100)) == ("4", []) and gate.count == 2
    assert [each.character for each in gate.let_go()] == ["4", "5"]
    up = events.Key("up", None)
    up.time = 200.02
    assert heard(gate, [*keys("j12", begin=200), up]) == ("j112?", [])
    assert heard(gate, keys("12\n", begin=300)) == ("112\n", [])
    assert heard(gate, [*keys("12", begin=400), *keys("5", begin=500)]) == ("1125", [])
    assert heard(gate, keys("6 ", begin=600)) == ("6 ", [])  # no code has a blank


def test_letters_are_keys_at_once() -> None:
    assert heard(ScanGate(), keys("abcdefgh\n")) == ("abcdefgh\n", [])
