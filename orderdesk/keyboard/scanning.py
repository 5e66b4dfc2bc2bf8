"""Scanners: keyboards that type a number and Enter faster than any hand.

Where digits are keys of their own, as in the order list, a scan must not be taken for them. A digit acts at
once, as a hand expects; when more follows in the same burst, what it did is taken back and the burst waits
for its end: with Enter it is a scan, anything else is given on as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from textual import events

from orderdesk.core.domain.text import clean, is_hangul
from orderdesk.keyboard.burst import BURST_GAP
from orderdesk.keyboard.ime import to_keys

LEAST: Final = 6
"""Fewer characters than this are keys that came in a burst, as over a slow line, and no scan."""

_MARKS: Final = frozenset("-_/.")
"""What else than letters and digits an order number may hold."""

_SECTION: Final = re.compile(r"\S+-S\d+")
_PIECES: Final = re.compile(r"\s*(\d{1,4})\s*\*(.*)")


def scanned(text: str) -> str:
    """What a scanner meant: full-width characters and Hangul turned back to ASCII, no blanks at the ends."""
    cleaned = clean(text)
    if any(is_hangul(char) for char in cleaned):
        cleaned = to_keys(cleaned).upper()
    return unicodedata.normalize("NFKC", cleaned).strip()


def searched(text: str) -> str:
    """*text* as it is searched for: a section number that was scanned in Korean mode is one, names stay."""
    code = scanned(text)
    return code if _SECTION.fullmatch(code) else text


def pieces_of(text: str) -> tuple[int, str]:
    """How many pieces *text* means, and its code: ``3*880123`` is three, without a star it is one."""
    found = _PIECES.fullmatch(text)
    return (int(found[1]), found[2].strip()) if found else (1, text)


class TakesScans(Protocol):
    """A screen that a scanner may be used on: where `takes_scans`, its keys are no text."""

    @property
    def takes_scans(self) -> bool:
        """Whether keys are no text now."""

    def digit(self, digit: int) -> Callable[[], object]:
        """Does what the key of *digit* does; what this gives takes it back."""

    def scanned(self, code: str) -> None:
        """*code* was scanned."""


class Heard(NamedTuple):
    """The keys that are handled now, and after them what was scanned ("" for nothing)."""

    keys: list[events.Key]
    code: str = ""


class ScanGate:
    """Tells scans from keys; *gap* are the seconds that two keys of one burst lie apart at most."""

    def __init__(self, gap: float = BURST_GAP) -> None:
        self.gap = gap
        self._keys: list[events.Key] = []

    @property
    def count(self) -> int:
        """How many keys the burst has that may become a scan; the first of them has acted already."""
        return len(self._keys)

    def hear(self, key: events.Key) -> Heard:
        """*key* was pressed; it is held, ends a scan, or is handled now, after what was held before it."""
        late = self.let_go() if self.is_over(key.time) else []
        char = key.character or ""
        if key.key == "enter" and self._keys:
            code = scanned("".join(each.character or "" for each in self._keys))
            held = self.let_go()
            return Heard(late, code) if len(code) >= LEAST else Heard([*late, *held, key])
        if self._keys and (char.isalnum() or char in _MARKS) and char:
            self._keys.append(key)
            return Heard(late)
        held = self.let_go()
        if char.isascii() and char.isdecimal():
            self._keys = [key]
        return Heard([*late, *held, key])

    def is_over(self, now: float) -> bool:
        """Whether the burst had ended by *now* (a key event's `time`)."""
        return bool(self._keys) and now - self._keys[-1].time > self.gap

    def let_go(self) -> list[events.Key]:
        """The keys that were held, with the first that was taken back: they were no scan."""
        held, self._keys = self._keys, []
        return held if len(held) > 1 else []
