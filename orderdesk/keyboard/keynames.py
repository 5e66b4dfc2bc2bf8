"""How keys are called on screen, and which keys must never be bound."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Final

from orderdesk.core.domain.words import Word

_SHOWN: Final = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "enter": "Enter", "escape": "Esc", "space": "Space",
    "tab": "Tab", "delete": "Del", "backspace": "Backspace",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "question_mark": "?",
    "colon": ":", "slash": "/", "full_stop": ".", "plus": "+", "minus": "-", "asterisk": "*",
    "exclamation_mark": "!", "left_square_bracket": "[", "right_square_bracket": "]", "vertical_line": "|",
    "less_than_sign": "<", "greater_than_sign": ">", "equals_sign": "=", "number_sign": "#", "ampersand": "&",
    "semicolon": ";", "at": "@", "percent_sign": "%", "dollar_sign": "$",
    "left_parenthesis": "(", "right_parenthesis": ")", "circumflex_accent": "^",
    "tilde": "~", "comma": ",", "apostrophe": "'",
    "left_curly_bracket": "{", "right_curly_bracket": "}", "quotation_mark": '"', "underscore": "_",
}  # fmt: skip
"""Key names of Textual and what is printed on the key."""

_TMUX: Final = Word("tmux가 먼저 가져갑니다", "tmux takes it first")
_SCREEN: Final = Word("GNU screen이 먼저 가져갑니다", "GNU screen takes it first")
_SAME_BYTE: Final = Word("터미널이 다른 키와 구별하지 못합니다", "a terminal sends another key's byte")
_IME: Final = Word("한글 입력기가 먼저 가져갑니다", "the Korean input method takes it first")
_WINDOW: Final = Word("터미널 창이 먼저 가져갑니다", "the terminal window takes it first")
_BROWSER: Final = Word("브라우저와 편집기가 먼저 가져갑니다", "browsers and editors take it first")
_QUIT_SIGNAL: Final = Word("프로그램을 끝내는 신호입니다", "it is the signal that kills programs")
_PASTES: Final = Word("터미널과 입력란이 붙여넣기에 씁니다", "terminals and fields paste by it")
_WON: Final = Word("한글 자판에서는 ₩입니다", "Korean layouts type ₩ there")
_NOT_SENT: Final = Word("터미널이 보내지 않습니다", "terminals don't send it")
_SAME_IN_KOREAN: Final = Word("한글 입력에서는 소문자와 같습니다", "the same as lower case in Korean mode")

_FORBIDDEN: Final = {
    "ctrl+b": _TMUX, "ctrl+a": _SCREEN,
    "ctrl+h": _SAME_BYTE, "ctrl+i": _SAME_BYTE, "ctrl+m": _SAME_BYTE, "ctrl+j": _SAME_BYTE,
    "ctrl+left_square_bracket": _SAME_BYTE,
    "ctrl+at": _IME, "ctrl+space": _IME, "shift+space": _IME, "f9": _IME,
    "f10": _WINDOW, "f11": _WINDOW,
    "ctrl+w": _BROWSER, "ctrl+t": _BROWSER, "ctrl+n": _BROWSER,
    "ctrl+backslash": _QUIT_SIGNAL, "ctrl+v": _PASTES,
    "grave_accent": _WON, "backslash": _WON,
    "ctrl+enter": _NOT_SENT, "shift+enter": _NOT_SENT,
}  # fmt: skip


_NAMED: Final = {label: key for key, label in _SHOWN.items()}

CURSOR_KEYS: Final = frozenset(
    {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "ctrl+home", "ctrl+end"}
)
"""Keys that move a cursor."""

IMMEDIATE: Final = frozenset(
    {
        *_SHOWN, *"0123456789", *(f"f{n}" for n in range(1, 13)),
        *(f"ctrl+{each}" for each in ascii_lowercase),
        *(f"shift+{each}" for each in ("tab", "up", "down", "left", "right")), "ctrl+home", "ctrl+end",
    }
)  # fmt: skip
"""Keys that reach every terminal and work with the Korean input method on or off, unless `forbidden`."""


def forbidden(key: str) -> Word | None:
    """Why *key* (a Textual key name) must not be bound; None where it may be.

    Besides the keys that something else takes, no Alt combination (terminals send other characters) and no
    upper-case letter: nineteen letters give the same jamo with and without Shift in Korean mode.
    """
    if "alt" in key.split("+")[:-1]:
        return _NOT_SENT
    if len(key) == 1 and key.isalpha() and not ("a" <= key <= "z"):
        return _SAME_IN_KOREAN
    return _FORBIDDEN.get(key)


def shown(key: str) -> str:
    """What stands on the key: ``ctrl+s`` → Ctrl+S, ``full_stop`` → ``.``, ``shift+up`` → Shift+↑."""
    *modifiers, name = key.split("+")
    if name in _SHOWN:
        last = _SHOWN[name]
    elif modifiers or (name.startswith("f") and name[1:].isdigit()):
        last = name.upper()
    else:
        last = name
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])


def named(label: str) -> str:
    """The Textual key name of what `shown` prints; of a label for several keys, a name that no key has."""
    *modifiers, last = label.split("+") if len(label) > 1 else [label]
    name = _NAMED.get(last, last.lower() if modifiers or len(last) > 1 else last)
    return "+".join([*(modifier.lower() for modifier in modifiers), name])
