"""Values as operators read them in a cell: money, times, tracking numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from rich.cells import cell_len, set_cell_size

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Word, many
from orderdesk.widgets.safe_text import safe_line

_UNITS: Final = (
    (1, 100, "초", "s"),
    (60, 100, "분", "min"),
    (3600, 48, "시간", "h"),
    (86_400, 10**6, "일", "day"),
)
"""Units of time in seconds, and how many of them are told before the next one is used."""


def end_of(text: str, width: int) -> str:
    """*text*, made harmless, in exactly *width* cells; its end stays when it is cut."""
    line = safe_line(text)
    if cell_len(line) <= width:
        return set_cell_size(line, width)
    return "…" + set_cell_size(line[::-1], width - 1)[::-1]


def won(amount: int) -> str:
    """Whole won with separators; a minus sign before what is taken away."""
    return f"{amount:,}" if amount >= 0 else f"−{-amount:,}"


def moment(at: int | None) -> str:
    """Seconds UTC as ``11-22 09:12`` in Seoul; ``-`` for none."""
    return "-" if at is None else datetime.fromtimestamp(at, SEOUL).strftime("%m-%d %H:%M")


def ago(seconds: int) -> Word:
    """How long ago something was, in the largest unit that still says something."""
    unit, _, ko, en = next(each for each in _UNITS if seconds < each[0] * each[1])
    n = max(0, seconds) // unit
    if en == "day":
        return Word(f"{n:,}일 전", f"{many(n, 'day')} ago")
    return Word(f"{n}{ko} 전", f"{n} {en} ago")


def day(at: int) -> str:
    """Seconds UTC as the day in Seoul, ``2026-11-22``."""
    return datetime.fromtimestamp(at, SEOUL).strftime("%Y-%m-%d")


def seoul_minute(at: int) -> str:
    """Seconds UTC as ``2026-11-22 09:12`` in Seoul, as people write a time."""
    return f"{day(at)} {moment(at)[6:]}"


def short_time(text: str) -> str:
    """A column's time (``2026-11-22T09:12:00+09:00``) as ``11-22 09:12``."""
    return f"{text[5:10]} {text[11:16]}" if len(text) >= 16 and text[10] == "T" else text


def tracking(number: str | None) -> str:
    """A tracking number in groups of four, as it stands on labels; ``-`` for none."""
    if not number:
        return "-"
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if number.isdigit() else number
