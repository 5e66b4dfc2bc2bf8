"""Sums of money term by term: what, how much, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.style import Style
from rich.text import Text

from orderdesk.core.domain.refund_terms import GOODS
from orderdesk.core.domain.terms import Term
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.cells import won
from orderdesk.widgets.columns import cells_in, fit, right
from orderdesk.widgets.look import Look

AMOUNT: Final = 12
"""Cells of an amount."""

_LABEL: Final = 24
_MOST: Final = 52
_RULE: Final = 32
"""Cells of a rule that are left free for it beside the amount; a longer one stands below."""
_INDENT: Final = 4


def label_room(terms: Iterable[Term], width: int, lang: Lang) -> int:
    """The cells that the labels of *terms* and their sums take, all the same: what their rules leave."""
    found = list(terms)
    rule = max((cells_in(each.rule.text(lang)) for each in found), default=0)
    label = max((cells_in(_label(each, lang)) + 3 for each in found), default=0)
    return max(_LABEL, min(_MOST, label, width - AMOUNT - 2 - min(rule, _RULE)))


def term_lines(terms: Iterable[Term], room: int, width: int, lang: Lang, look: Look) -> list[Text]:
    """Each term, labelled in *room* cells, its rule beside it where *width* cells hold it, else below."""
    return [
        line
        for term in terms
        for line in sum_lines(_label(term, lang), term.amount, term.rule, room, width, lang, look)
    ]


def _label(term: Term, lang: Lang) -> str:
    what = "" if term.words is GOODS and term.name else term.words.text(lang)
    return " ".join(part for part in (term.where, what, term.name) if part)


def sum_lines(
    label: str,
    amount: int,
    rule: Word,
    room: int,
    width: int,
    lang: Lang,
    look: Look,
    style: Style | None = None,
) -> list[Text]:
    """One amount under its *label*, which may hold outside text, with its *rule*; as in `term_lines`."""
    line = Text(fit(f"  {label}", room) + right(won(amount), AMOUNT), style or Style.null())
    told = Text(rule.text(lang), look.quiet)
    if line.cell_len + 2 + told.cell_len <= width:
        return [line.append("  ").append_text(told)]
    return [line, Text(" " * _INDENT).append_text(told)]
