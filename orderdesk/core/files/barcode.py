"""Code 128: a text as bars that every scanner reads (ISO/IEC 15417).

Pairs of digits take one symbol in set C, everything else one a character in set B, so that the number of a
section is some 55 mm wide. `PATTERNS` are the widths of bars and spaces of each symbol, in turn.
"""

from __future__ import annotations

import re
from typing import Final

_WIDTHS: Final = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212
112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131
311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114
122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""

PATTERNS: Final = tuple(_WIDTHS.split())
"""By value: 0 to 105, and the stop symbol."""

QUIET: Final = 10
"""Modules of white that a scanner needs on either side."""

LONGEST: Final = 48
"""More characters make bars that no hand-held scanner sees at once."""

_START_B, _START_C, _STOP = 104, 105, 106
_TO_B, _TO_C = 100, 99
_CHECK_BASE: Final = 103
_RUN: Final = re.compile(r"\d{4,}", re.ASCII)


def encodable(text: str) -> bool:
    """Whether *text* can stand in bars: printable ASCII, not too long."""
    return 0 < len(text) <= LONGEST and text.isascii() and text.isprintable()


def symbols(text: str) -> list[int]:
    """The values of the symbols of *text*, with start, check and stop. ValueError where it can't be one.

    Runs of four digits and more are written in pairs; of an odd run the last digit stands alone.
    """
    if not encodable(text):
        raise ValueError(text)
    values: list[int] = []
    at = 0
    for run in _RUN.finditer(text):
        even = run.end() - (run.end() - run.start()) % 2
        _add_text(values, text[at : run.start()])
        values.append(_TO_C if values else _START_C)
        values += [int(text[pair : pair + 2]) for pair in range(run.start(), even, 2)]
        at = even
    _add_text(values, text[at:])
    check = values[0] + sum(place * value for place, value in enumerate(values))
    return [*values, check % _CHECK_BASE, _STOP]


def _add_text(values: list[int], text: str) -> None:
    if text:
        values.append(_TO_B if values else _START_B)
        values += [ord(character) - 32 for character in text]


def bars(text: str) -> list[tuple[int, int]]:
    """The bars of *text* as (start, width), in modules from the left edge of the quiet zone."""
    found, at = [], QUIET
    for pattern in (PATTERNS[value] for value in symbols(text)):
        for place, width in enumerate(map(int, pattern)):
            if place % 2 == 0:
                found.append((at, width))
            at += width
    return found
