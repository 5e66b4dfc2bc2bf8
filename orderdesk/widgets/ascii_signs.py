"""Borders and signs in ASCII, for terminals that draw them two cells wide, or not at all.

Everything that should take one cell and is not ASCII is replaced by one ASCII character, in lines and in
data alike; what takes two cells (Hangul) or none stays, so that nothing moves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from re import Match
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SIGNS: Final = {
    **{"·": "-", "…": "~", "–": "-", "—": "-", "−": "-", "×": "x", "₩": "W", "§": "S", "≠": "#"},
    **{"←": "<", "→": ">", "↑": "^", "↓": "v", "↔": "-", "⇥": ">", "⏎": "/", "‹": "<", "›": ">"},
    **{"◦": "o", "▹": "-", "▸": ">", "✓": "v", "✗": "x", "↺": "<", "⟳": "@"},
    **{"○": "o", "●": "*", "◉": "@", "◎": "@", "⚠": "!", "⚑": "F", "✎": "e", "‖": "|"},
    **{"★": "*", "☆": "*", "※": "*", "■": "#", "□": "#", "◆": "*", "◇": "*"},
    **{"▲": "^", "△": "^", "▼": "v", "▽": "v", "“": '"', "”": '"', "‘": "'", "’": "'"},
    **dict.fromkeys("─━┄┅┈┉╌╍▁▂▔", "-"),
    **dict.fromkeys("│┃║╎╏┆┇┊┋▏▎▍▌▋▊▉▐▕", "|"),
    "═": "=",
}
"""What stands for a sign; those of states differ from each other."""

_CORNERS: Final = range(0x2500, 0x2580)
_BLOCKS: Final = range(0x2580, 0x25A0)
_OTHER: Final = re.compile("[^\x00-\x7f가-힣]")


class AsciiFilter(LineFilter):
    """Writes every line so."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The *segments* in ASCII and what takes two cells; the same list where there is nothing to do."""
        if all(segment.control or segment.text.isascii() for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(_OTHER.sub(_one, segment.text), segment.style)
            for segment in segments
        ]


def _one(found: Match[str]) -> str:
    return _ascii(found.group())


@lru_cache(4096)
def _ascii(char: str) -> str:
    """One ASCII character for *char*, or *char* where it takes no single cell."""
    if cell_len(char) != 1 or (unicodedata.east_asian_width(char) == "H" and char not in _SIGNS):
        return char
    if char in _SIGNS:
        return _SIGNS[char]
    if ord(char) in _CORNERS:
        return "+"
    if ord(char) in _BLOCKS:
        return "#"
    plain = unicodedata.normalize("NFKD", char)[:1]
    return plain if plain.isascii() and plain.isprintable() else "?"
