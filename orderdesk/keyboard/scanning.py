"""Scanners: keyboards that type a number and Enter faster than any hand.

Where digits are keys of their own, as in the order list, a scan must not be taken for them. So a digit waits
for as long as two keys of one burst may lie apart; what then comes as a burst and ends with Enter is a scan,
anything else is given on as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from textual import events

from orderdesk.core.domain.text import clean, is_hangul
from orderdesk.keyboard.burst import BURST_GAP
from orderdesk.keyboard.ime import to_keys

LEAST: Final = 6
"""Fewer characters than this are keys that came in a burst, as over a slow line, and no scan."""

_SECTION: Final = re.compile(r"\S+-S\d+")


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
    def waits(self) -> bool:
        """Whether keys are held that may become a scan."""
        return bool(self._keys)

    def hear(self, key: events.Key) -> Heard:
        """*key* was pressed; it is held, ends a scan, or is handled now, after what was held before it."""
        late = self.let_go() if self.is_over(key.time) else []
        char = key.character or ""
        if key.key == "enter" and self._keys:
            code = scanned("".join(each.character or "" for each in self._keys))
            held = self.let_go()
            return Heard(late, code) if len(code) >= LEAST else Heard([*late, *held, key])
        if char.isdecimal() or (self._keys and len(char) == 1 and char.isprintable()):
            self._keys.append(key)
            return Heard(late)
        return Heard([*late, *self.let_go(), key])

    def is_over(self, now: float) -> bool:
        """Whether the burst had ended by *now* (a key event's `time`)."""
        return bool(self._keys) and now - self._keys[-1].time > self.gap

    def let_go(self) -> list[events.Key]:
        """The keys that were held: they were no scan."""
        held, self._keys = self._keys, []
        return held
