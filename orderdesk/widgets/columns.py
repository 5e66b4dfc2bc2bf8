"""Setting texts beside each other in columns of terminal cells."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

from orderdesk.widgets.safe_text import safe, safe_line

_ELLIPSIS: Final = "…"

_PLAIN: Final = re.compile("[ -~가-힣]*")
"""ASCII and whole syllables: nothing hostile, one cell each or two, and in CP949 one byte a cell."""


_TOGETHER: Final = re.compile(" (?=× \\d)|(?<=×) (?=\\d)|(?<=\\d-\\d\\d) (?=\\d\\d:\\d)")
"""The blanks about the × before a number of pieces, and the one between a date and a time."""


def cells_in(text: str) -> int:
    """The cells that *text* takes; that of common Korean is reckoned, not looked up letter by letter."""
    return _plain_cells(text) if _PLAIN.fullmatch(text) else cell_len(text)


def _plain_cells(text: str) -> int:
    """As `cells_in`, for ASCII and syllables alone: one byte a cell, or three bytes for two."""
    return (len(text) + len(text.encode())) // 2


def fit(text: str, width: int) -> str:
    """*text*, made harmless, in exactly *width* cells: padded on the right, or cut with an ellipsis."""
    if width > 0 and _PLAIN.fullmatch(text):
        line = text.rstrip()
        room = width - _plain_cells(line)
        if room < 0:
            line = line.encode("cp949")[: width - 1].decode("cp949", "ignore").rstrip()
            room = width - 1 - _plain_cells(line)
            line += _ELLIPSIS
        return line + " " * room
    line = _indented(text)
    room = width - cell_len(line)
    if room >= 0:
        return line + " " * room
    return set_cell_size(set_cell_size(line, max(0, width - 1)).rstrip() + _ELLIPSIS, width)


def _indented(text: str) -> str:
    """*text* made harmless, its indent kept."""
    return " " * (len(text) - len(text.lstrip(" "))) + safe_line(text)


def right(text: str, width: int) -> str:
    """*text*, made harmless, at the right edge of *width* cells."""
    line = safe_line(text)
    room = width - cells_in(line)
    return " " * room + line if room >= 0 else fit(line, width)


def between(left: str, end: str, width: int, style: str = "", end_style: str = "") -> Text:
    """*left* and, at the right edge of *width* cells, *end*; the left one is cut when both don't fit.

    Blanks behind *end* stay: they keep it off the edge.
    """
    tail = safe(end).plain.rstrip(" ") + " " * (len(end) - len(end.rstrip(" ")))
    room = max(0, width - cell_len(tail) - 1)
    return Text.assemble((fit(left, room), style), " ", (tail, end_style), no_wrap=True, end="")


def cut(text: str, width: int) -> str:
    """*text*, made harmless, in at most *width* cells."""
    return fit(text, width).rstrip()


def folded(text: str, width: int, indent: int = 1) -> list[str]:
    """*text*, made harmless, in lines of at most *width* cells, all but the first behind *indent* blanks.

    Lines end between words; a number of pieces stays with the word before it, a time with its date.
    """
    lines, blanks = [""], " " * indent
    for word in _TOGETHER.sub("\N{NO-BREAK SPACE}", safe_line(text)).split(" "):
        first, *more = chop_cells(word, max(1, width - indent)) or [""]
        if lines[-1].strip() and cells_in(f"{lines[-1]} {first}") > width:
            lines.append(blanks + first)
        else:
            lines[-1] = f"{lines[-1]} {first}" if lines[-1].strip() else lines[-1] + first
        lines += [blanks + part for part in more]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def apart(one: str, other: str, width: int) -> str:
    """``one / other``, without the words that both begin or end with where *width* is too small for them."""
    whole = f"{one} / {other}"
    if cell_len(safe_line(whole)) <= width:
        return whole
    start = _shared(one, other)
    end = min(_shared(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    cores = (text[start : len(text) - end] for text in (one, other))
    before, after = _ELLIPSIS * (start > 0), _ELLIPSIS * (end > 0)
    return " / ".join(f"{before}{core}{after}" for core in cores)


def _shared(one: str, other: str) -> int:
    """How many characters of whole words both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    same = next((n for n, pair in pairs if pair[0] != pair[1]), min(len(one), len(other)))
    return max(one.rfind(gap, 0, same) for gap in " -,") + 1


def listed(parts: list[str]) -> str:
    """*parts* with a middle dot between them, empty ones left out."""
    return " · ".join(part for part in parts if part)
