"""Finding a command by what was typed, as Korean operators type: no screen, pure functions.

A command is found by its Korean or English name or a part of it, by initials (ㅅㅈ for 송장), by syllables
not yet complete (소, 송ㅈ, 배ㅅ), by a name typed with the keyboard in the wrong mode (thdwkd for 송장,
ㅅㄱㅁ차 for track), by its key (F4), and after all that by the other words that people have for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from orderdesk.core.domain.text import choseong, clean
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.ime import to_keys
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable
from orderdesk.keyboard.other_words import OTHER_WORDS


class Entry(NamedTuple):
    """One command of the palette: its id, its name, its key as printed (may be empty).

    `reason` is why it can't be done now, None where it can; `also` are other words for it.
    """

    id: str
    words: Word
    keys: str = ""
    reason: Word | None = None
    also: tuple[str, ...] = ()


_NO_NUMBER: Final = Word("지금 번호로 고를 것이 없습니다", "There is nothing to pick by number now")

_WHOLE, _KEY, _START, _WORD_START, _INSIDE, _INITIALS, _TYPED_START, _TYPED, _ENGLISH_KEYS, _ALSO = range(10)


def entries(
    scope: Scope,
    refused: Mapping[str, Word] | None = None,
    numbered: Callable[[str], Mapping[int, str]] = lambda action_id: {},
    keys: KeyTable = USUAL_KEYS,
) -> list[Entry]:
    """The commands of the action table for a screen of *scope*.

    *refused* says by action id why it can't be done now. What takes a digit stands there once for each that
    *numbered* gives a meaning, made harmless; where it gives none, once with that as the reason.
    """
    reasons, found = refused or {}, list[Entry]()
    for each in keys.heard_in(scope):
        reason, digits = reasons.get(each.id), numbered(each.id) if each.by_digit else {}
        also = OTHER_WORDS.get(each.id, ())
        if each.by_digit and not digits:
            found.append(Entry(each.id, each.words, keys.label(each.id), reason or _NO_NUMBER, also))
        elif not digits:
            found.append(Entry(each.id, each.words, keys.label(each.id), reason, also))
        for digit, meaning in digits.items():
            names = (f"{name} {digit} {clean(meaning)}" for name in each.words)
            key = str(digit) if str(digit) in each.keys else ""
            found.append(Entry(f"{each.id}({digit})", Word(*names), key, reason))
    return found


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
    named = _score_korean(word, korean, english)
    return _ALSO if named is None and _is_other_word(word, entry.also) else named


def _is_other_word(word: str, also: tuple[str, ...]) -> bool:
    """Whether *word* begins one of the other words, or its initials, or was meant to in the other mode."""
    typed = to_keys(word)
    return any(
        part.startswith(word)
        or (len(word) > 1 and choseong(part).startswith(word))
        or to_keys(part).startswith(typed)
        for each in also
        for part in (each.lower(), each.lower().replace(" ", ""), *each.lower().split())
    )


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
