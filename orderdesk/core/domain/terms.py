"""One summand of a sum of money, so that every sum can say what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.words import Word, many


@dataclass(frozen=True, slots=True)
class Term:
    """A summand in signed won (of points: in points), what it is, and by which rule it is so.

    `name` is the name of the goods, which comes from outside; `where` is the section or payment row that it
    is of, as ``S1`` or ``P2``. Both are "" where they say nothing.
    """

    words: Word
    amount: int
    rule: Word
    name: str = ""
    where: str = ""


def pieces(qty: int) -> Word:
    """The rule of a share: so many pieces of a line."""
    return Word(f"{qty:,}개 몫", f"share of {many(qty, 'piece')}")
