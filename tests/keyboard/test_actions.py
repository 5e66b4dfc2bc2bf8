from __future__ import annotations

import string
import unicodedata

import pytest
from textual.keys import _character_to_key

from orderdesk.keyboard.actions import ACTIONS, Action, Scope, action, heard_in, in_scope
from orderdesk.keyboard.ime import jamo_of, keys_of
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.keyboard.keynames import forbidden, shown

NAMED_KEYS = {
    "up", "down", "left", "right", "enter", "escape", "space", "tab", "pageup", "pagedown", "home", "end",
    "shift+tab", "shift+up", "shift+down", "shift+left", "shift+right", "ctrl+home", "ctrl+end", "insert",
    "delete", "backspace",
}  # fmt: skip
FUNCTION_KEYS = {f"f{number}" for number in range(1, 13)}
CTRL_LETTERS = {f"ctrl+{letter}" for letter in string.ascii_lowercase}


def is_immediate(key: str) -> bool:
    if key in NAMED_KEYS | FUNCTION_KEYS | CTRL_LETTERS:
        return True
    return len(shown(key)) == 1 and shown(key) in string.digits + string.punctuation


@pytest.mark.parametrize("each", ACTIONS, ids=lambda each: each.id)
def test_every_action_has_only_immediate_keys_beside_its_letter(each: Action) -> None:
    assert each.keys
    assert all(is_immediate(key) for key in each.keys)


@pytest.mark.parametrize("each", ACTIONS, ids=lambda each: each.id)
def test_no_forbidden_key_is_bound(each: Action) -> None:
    assert [key for key in each.bound_keys if forbidden(key)] == []


@pytest.mark.parametrize("each", ACTIONS, ids=lambda each: each.id)
def test_letters_are_lower_case_and_their_jamo_leads_back(each: Action) -> None:
    if each.letter is not None:
        assert each.letter in string.ascii_lowercase
        assert each.jamo == jamo_of(each.letter)
        assert keys_of(each.jamo) == (each.letter,)


@pytest.mark.parametrize("scope", Scope)
def test_a_key_means_one_thing_on_one_screen(scope: Scope) -> None:
    keys = [key for each in heard_in(scope) for key in each.bound_keys]
    assert sorted(keys) == sorted(set(keys))


def test_a_letter_means_the_same_on_every_screen() -> None:
    letters = [each.letter for each in ACTIONS if each.letter]
    assert len(letters) == len(set(letters))


def test_letters_never_finish_anything() -> None:
    assert action("confirm").bound_keys == ("ctrl+s",)


def test_ids_are_unique_method_names_and_words_are_complete() -> None:
    ids = [each.id for each in ACTIONS]
    assert len(ids) == len(set(ids))
    for each in ACTIONS:
        assert each.id.isidentifier()
        assert all((*each.words, *each.help))
        assert unicodedata.is_normalized("NFC", each.words.ko + each.help.ko)
        assert each.scopes


@pytest.mark.parametrize("scope", Scope)
def test_hint_places_are_unique_per_screen(scope: Scope) -> None:
    places = [each.hint for each in heard_in(scope) if each.hint]
    assert len(places) == len(set(places))


def test_dialogs_hear_nothing_but_their_own() -> None:
    assert heard_in(Scope.DIALOG) == in_scope(Scope.DIALOG)
    assert action("undo") not in heard_in(Scope.DIALOG)
    assert action("undo") in heard_in(Scope.ORDERS)


@pytest.mark.parametrize(
    "key",
    ["ctrl+b", "ctrl+a", "ctrl+h", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+at", "shift+space", "f9", "f10", "f11",
     "alt+x", "ctrl+alt+x", "ctrl+w", "ctrl+t", "ctrl+n", "ctrl+backslash", "grave_accent", "Q", "ㅂ",
     "backslash", "ctrl+v", "ctrl+enter", "shift+enter"],
)  # fmt: skip
def test_keys_that_terminals_or_input_methods_take_are_forbidden(key: str) -> None:
    reason = forbidden(key)
    assert reason is not None
    assert all(reason)


@pytest.mark.parametrize(
    ("key", "label"),
    [("ctrl+s", "Ctrl+S"), ("f12", "F12"), ("full_stop", "."), ("shift+up", "Shift+↑"), ("q", "q"),
     ("3", "3"), ("escape", "Esc"), ("f", "f"), ("vertical_line", "|")],
)  # fmt: skip
def test_keys_are_shown_as_they_are_printed(key: str, label: str) -> None:
    assert shown(key) == label


def test_labels_join_all_keys() -> None:
    assert USUAL_KEYS.labels("back") == "Esc, q (ㅂ)"
    assert USUAL_KEYS.labels("tab") == "0–9"
    assert USUAL_KEYS.label("tracking") == "F4"


@pytest.mark.parametrize("each", ACTIONS, ids=lambda each: each.id)
def test_punctuation_keys_are_named_as_the_terminal_reports_them(each: Action) -> None:
    for key in each.keys:
        if len(shown(key)) == 1 and shown(key) in string.punctuation:
            assert _character_to_key(shown(key)) == key


def test_every_bound_key_has_a_printed_name() -> None:
    assert [key for each in ACTIONS for key in each.bound_keys if "_" in shown(key)[1:]] == []
