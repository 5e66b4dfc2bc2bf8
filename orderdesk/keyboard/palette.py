"""Finding a command by what was typed, as Korean operators type: no screen, pure functions.

A command is found by its Korean or English name or a part of it, by initials (ㅅㅈ for 송장), by syllables
not yet complete (소, 송ㅈ, 배ㅅ), by a name typed with the keyboard in the wrong mode (thdwkd for 송장,
ㅅㄱㅁ차 for track), and by its key (F4).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orderdesk.core.domain.text import choseong, clean
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope, heard_in
from orderdesk.keyboard.ime import to_keys


class Entry(NamedTuple):
    """One command of the palette: its id, its name, and its key as printed (may be empty)."""

    id: str
    words: Word
    keys: str = ""


_WHOLE, _KEY, _START, _WORD_START, _INSIDE, _INITIALS, _TYPED_START, _TYPED, _ENGLISH_KEYS = range(9)


def entries(scope: Scope) -> list[Entry]:
    """The commands of the action table for a screen of *scope*, but those picked by digit."""
    return [Entry(each.id, each.words, each.key_label) for each in heard_in(scope) if not each.by_digit]


def rank(query: str, entries: Iterable[Entry]) -> list[Entry]:
    """The *entries* that *query* finds, best first; ties stay in the order given.

    Every word of the query must be found in the same entry. An empty query finds everything.
    """
    wanted = clean(query).lower().split()
    found: list[tuple[int, int, Entry]] = []
    for place, entry in enumerate(entries):
        scores = [score for word in wanted if (score := _score(word, entry)) is not None]
        if len(scores) == len(wanted):
            found.append((sum(scores), place, entry))
    return [entry for _, _, entry in sorted(found, key=lambda each: each[:2])]


def _score(word: str, entry: Entry) -> int | None:
    """How well one word of the query names *entry*: 0 is best, None is not at all."""
    korean, english = (clean(each).lower() for each in entry.words)
    if word in (korean, english):
        return _WHOLE
    if entry.keys and word == entry.keys.lower():
        return _KEY
    names = (korean, english)
    if any(name.startswith(word) for name in names):
        return _START
    if any(part.startswith(word) for name in names for part in name.split()):
        return _WORD_START
    if any(word in name for name in names):
        return _INSIDE
    return _score_korean(word, korean, english)


def _score_korean(word: str, korean: str, english: str) -> int | None:
    joined = korean.replace(" ", "")
    if _fits_initials(word, joined):
        return _INITIALS
    typed = to_keys(word).lower()
    starts = [to_keys(joined[place:]).lower() for place in range(len(joined))]
    if starts and starts[0].startswith(typed):
        return _TYPED_START
    if any(rest.startswith(typed) for rest in starts):
        return _TYPED
    if any(part.startswith(typed) for part in english.split()):
        return _ENGLISH_KEYS
    return None


def _fits_initials(word: str, name: str) -> bool:
    """Whether *word*, its bare consonants standing for syllables that begin so, occurs in *name*."""
    initials = choseong(name)
    spans = range(len(name) - len(word) + 1)
    return any(
        all(char in (name[start + at], initials[start + at]) for at, char in enumerate(word))
        for start in spans
    )
