"""Periods that move with the day: 오늘, 최근 7일, 이번 달 … (finding-and-files.md §3.2).

A period is kept as its name and becomes days only when it is used, so that 오늘 is today's today.
"""

from __future__ import annotations

from datetime import date, timedelta

from orderdesk.core.domain.words import Word

PERIOD_WORDS: dict[str, Word] = {
    "today": Word("오늘", "Today"),
    "yesterday": Word("어제", "Yesterday"),
    "last7": Word("최근7일", "Last 7 days"),
    "last30": Word("최근30일", "Last 30 days"),
    "last90": Word("최근90일", "Last 90 days"),
    "month": Word("이번달", "This month"),
    "lastmonth": Word("지난달", "Last month"),
}
"""The periods by key; the last days count today, too."""

_LAST = {"today": 1, "last7": 7, "last30": 30, "last90": 90}


def period_of(text: str) -> str | None:
    """The key of the period that *text* names: by its key or a word of either language, blanks aside."""
    wanted = "".join(text.split()).casefold()
    for key, word in PERIOD_WORDS.items():
        if wanted in (key, *("".join(each.split()).casefold() for each in word)):
            return key
    return None


def period_days(key: str, today: date) -> tuple[date, date]:
    """The first and last day of the period of that key, both included. KeyError for an unknown key."""
    if key == "yesterday":
        return today - timedelta(1), today - timedelta(1)
    first = today.replace(day=1)
    if key == "month":
        return first, today
    if key == "lastmonth":
        last = first - timedelta(1)
        return last.replace(day=1), last
    return today - timedelta(_LAST[key] - 1), today
