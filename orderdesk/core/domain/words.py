"""The glossary's ground: a word in Korean and English.

Ids are English in code and stable in files; what people read is a `Word`. Each enum that people see
(states, verbs, refusals, fields) stands in its own module as a table of ids with their words.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["ko", "en"]


class Word(NamedTuple):
    """One label in both languages."""

    ko: str
    en: str

    def text(self, lang: Lang = "ko") -> str:
        """The label in *lang*."""
        return self.en if lang == "en" else self.ko


def counted(n: int, one: str, many: str) -> str:
    """*n* with the English word for *one* or for *many* of them."""
    return f"{n:,} {one if n == 1 else many}"
