"""Text that came from outside: made safe, comparable and searchable.

Everything a file, a channel or a keyboard brings goes through `clean` (or `multi_line` for memos) once, on
its way in. Three dangers are met here: characters that command a terminal, characters that change what
people read (direction overrides, invisible ones), and Korean in decomposed form, as macOS file names and
some workbooks bring it, which looks the same and compares unequal.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_CONTROL: Final = "\\x00-\\x1f\\x7f-\\x9f"
_DIRECTION: Final = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u206f"
_SEPARATORS: Final = "\\u2028\\u2029"
_ANNOTATION_AND_TAGS: Final = "\\ufff9-\\ufffb\\U000e0000-\\U000e007f"
_NOT_TEXT: Final = "\\ud800-\\udfff\\ufffe\\uffff"
_INVISIBLE: Final = "\\u00ad\\u180e\\u200b\\u2060-\\u2064\\ufeff"

HOSTILE: Final = re.compile(f"[{_CONTROL}{_DIRECTION}{_SEPARATORS}{_ANNOTATION_AND_TAGS}{_NOT_TEXT}]")
"""One character that must never reach a terminal or a file as data: C0, DEL and C1 controls, direction
marks and overrides, line and paragraph separators, annotation and tag characters, lone surrogates and
the two non-characters. Joiners (U+200C, U+200D) are not in it: emoji need them."""

LINE_MARK: Final = "⏎"
"""Stands for a line break where only one line fits; one cell wide in every terminal."""

_LINE_BREAK: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = re.compile(r"[ \t]*(?:\r\n|[\t\n\r\x0b\x0c\x85\u2028\u2029])[\s]*")
_UNSEEN: Final = re.compile(f"{HOSTILE.pattern[:-1]}{_INVISIBLE}]")
_WORD: Final = re.compile(r"[^\W_]+")

_NO_DIGITS: Final = re.compile("[^0-9]+")

_SYLLABLES: Final = range(0xAC00, 0xD7A4)
_PER_INITIAL: Final = 588
INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""The nineteen initial consonants (초성), in the order of the Unicode syllable block."""


def nfc(text: str) -> str:
    """*text* in Unicode form NFC: 홍길동 as three syllables, however it was composed before."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """*text* as one harmless line: NFC, nothing hostile or invisible in it.

    A line break or tab, with the blanks around it, becomes one space, so that words don't grow together.
    Brackets, formulas and other printable text stay as they are: they are somebody's data. Blanks at both
    ends are dropped.
    """
    if text.isprintable():  # which nothing hostile or invisible is, and no line break or tab
        return text.strip() if text.isascii() else nfc(text).strip()
    return nfc(_UNSEEN.sub("", _BLANKS.sub(" ", text))).strip()


def multi_line(text: str) -> str:
    """*text* as harmless lines, for memos: as `clean`, but line breaks stay, all of them as ``\\n``.

    A tab becomes a space; blank lines at both ends and blanks at the ends of lines are dropped.
    """
    lines = _LINE_BREAK.sub("\n", text).split("\n")
    cleaned = (nfc(_UNSEEN.sub("", line.replace("\t", " "))).rstrip() for line in lines)
    return "\n".join(cleaned).strip("\n")


def one_line(text: str) -> str:
    """A text of several lines shown on one: as `multi_line`, with ⏎ for every run of line breaks."""
    if _UNSEEN.search(text) is None:
        return nfc(text).strip()
    return re.sub(r"\s*\n\s*", f"{LINE_MARK} ", multi_line(text)).strip()


def digits(text: str) -> str:
    """The decimal digits of *text* as ASCII, in order; full-width and other scripts' digits count too."""
    if text.isascii():
        bare = text.replace("-", "")
        return bare if bare.isdecimal() else _NO_DIGITS.sub("", bare)
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def is_hangul(char: str) -> bool:
    """Whether *char* is a complete Hangul syllable or a compatibility jamo (the keys of a 2-set keyboard)."""
    return ord(char) in _SYLLABLES or "ㄱ" <= char <= "ㅣ"


def choseong(text: str) -> str:
    """*text* with every Hangul syllable replaced by its initial consonant; other characters lower-cased.

    ``홍길동 LG`` gives ``ㅎㄱㄷ lg``. The length stays that of the NFC text, so positions carry over.
    """
    return "".join(_initial(char) for char in nfc(text))


def _initial(char: str) -> str:
    if ord(char) in _SYLLABLES:
        return INITIALS[(ord(char) - _SYLLABLES.start) // _PER_INITIAL]
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char


def words(text: str) -> tuple[str, ...]:
    """The words of *text* for search: lower-cased runs of letters and digits, NFC, in order."""
    return tuple(_WORD.findall(nfc(clean(text).lower())))


def grams(text: str) -> tuple[str, ...]:
    """The search keys of *text*: every one- and two-syllable piece of every word, each once, in order.

    ``남궁민수`` gives 남 남궁 궁 궁민 민 민수 수. A query of more than two syllables matches where all its
    two-syllable grams occur and the text really contains it; so the same function serves both sides.
    """
    pieces: dict[str, None] = {}
    for word in words(text):
        for start in range(len(word)):
            pieces[word[start]] = None
            if start + 1 < len(word):
                pieces[word[start : start + 2]] = None
    return tuple(pieces)
