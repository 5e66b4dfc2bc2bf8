"""Which keys an action may be put on by an operator, whatever else is bound; clashes see `key_table`."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Action, Scope
from orderdesk.keyboard.keynames import CURSOR_KEYS, IMMEDIATE, forbidden

FIXED: Final = frozenset(
    {
        *CURSOR_KEYS,
        *("enter", "escape", "tab", "shift+tab", "space", "f1", "ctrl+c", "ctrl+q", "ctrl+s"),
        *"0123456789",
    }
)
"""Keys that stay what they are: lists and fields hear them themselves, and nobody is ever locked out."""

BORROWED: Final = {Scope.DIALOG: ("explain", "switch"), Scope.MENU: ("tracking", "sheets")}
"""Actions whose keys dialogs of a scope hear too, though the table does not list them there."""

DIALOGS_OWN: Final = frozenset(
    {"plus", "minus", "asterisk", "delete", "less_than_sign", "greater_than_sign", "f6", "f8", "ctrl+e"}
)
"""What the lists and forms of dialogs hear themselves, beside the fixed keys."""

_FIELDS: Final = frozenset({Scope.STATION, Scope.WALK, Scope.HELP, Scope.LOCK, Scope.KEYS})
"""Where a text field always has the cursor."""

_BY_NUMBER: Final = Word("번호로 고르는 키는 바꿀 수 없습니다", "what is picked by number keeps its keys")
_CONFIRM: Final = Word("확정하는 키는 바꿀 수 없습니다", "the key that confirms can't be changed")
_FIXED: Final = Word("어디서나 뜻이 정해진 키입니다", "it means the same everywhere")
_NO_KEY: Final = Word(
    "쓸 수 없는 키입니다. 기능 키, Ctrl+글자, 기호, 소문자 가운데 고르세요",
    "it can't be used: choose a function key, Ctrl with a letter, a sign or a lower-case letter",
)
_IN_A_FIELD: Final = Word(
    "이 화면에서는 입력란에 적힙니다. 기능 키를 고르세요",
    "it is typed into the field there: choose a function key",
)
_IN_DIALOGS: Final = Word("대화상자의 목록이 쓰는 키입니다", "lists in dialogs use it")


def kept(action: Action) -> Word | None:
    """Why *action* keeps its keys; None where they may be changed."""
    if action.by_digit:
        return _BY_NUMBER
    return _CONFIRM if action.id == "confirm" else None


def unfit(action: Action, key: str) -> Word | None:
    """Why *action*, as it stands in the action table, can't have *key*; None where it can."""
    if key in action.bound_keys:
        return None
    if key in FIXED:
        return _FIXED
    if reason := forbidden(key):
        return reason
    if key not in IMMEDIATE and not is_letter(key):
        return _NO_KEY
    if _is_typed(action, key):
        return _IN_A_FIELD
    in_dialogs = Scope.DIALOG in action.scopes or action.id in BORROWED[Scope.DIALOG]
    return _IN_DIALOGS if in_dialogs and key in DIALOGS_OWN else None


def _is_typed(action: Action, key: str) -> bool:
    """Whether *key* would be typed into a field where *action* is heard, and nowhere or not there do it."""
    if is_function_key(key) or Scope.GLOBAL in action.scopes or not action.scopes & _FIELDS:
        return False
    return action.scopes <= _FIELDS or not is_letter(key)


def is_letter(key: str) -> bool:
    """Whether *key* is a mnemonic letter, which the Korean input method sends as its jamo."""
    return len(key) == 1 and "a" <= key <= "z"


def is_function_key(key: str) -> bool:
    """Whether *key* is one of F1 to F12."""
    return key.startswith("f") and key[1:].isdigit()
