"""The glossary's ground: a word in Korean and English.

Ids are English in code and stable in files; what people read is a `Word`. Each enum that people see
(states, verbs, refusals, fields) stands in its own module as a table of ids with their words.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Lang = Literal["ko", "en"]


class Word(NamedTuple):
    """One label in both languages."""

    ko: str
    en: str

    def text(self, lang: Lang = "ko") -> str:
        """The label in *lang*."""
        return self.en if lang == "en" else self.ko


NO_YES: Final = (Word("아니요", "no"), Word("예", "yes"))
"""The two answers to whether something is so, by that."""


def many(number: int, noun: str, plural: str = "") -> str:
    """The English of *number* things: ``1 order``, ``1,200 orders``, ``2 boxes``.

    *plural* is given where it is another word, as of a person.
    """
    ending = "es" if noun.endswith(("s", "x", "ch")) else "s"
    return f"{number:,} {noun if number == 1 else plural or noun + ending}"
