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
from orderdesk.widgets.columns import fit, right
from orderdesk.widgets.look import Look

AMOUNT: Final = 12
"""Cells of an amount."""

_LABEL: Final = 24
_MOST: Final = 36
_INDENT: Final = 4


def term_lines(terms: Iterable[Term], width: int, lang: Lang, look: Look) -> list[Text]:
    """Each term with its rule, beside it where that fits in *width* cells, else below."""
    lines: list[Text] = []
    for term in terms:
        what = "" if term.words is GOODS and term.name else term.words.text(lang)
        label = " ".join(part for part in (term.where, what, term.name) if part)
        lines += sum_lines(label, term.amount, term.rule, width, lang, look)
    return lines


def sum_lines(
    label: str,
    amount: int,
    rule: Word,
    width: int,
    lang: Lang,
    look: Look,
    style: Style | None = None,
) -> list[Text]:
    """One amount under its *label*, which may hold outside text, with its *rule*."""
    room = min(_MOST, max(_LABEL, width - AMOUNT - 34))
    line = Text(fit(f"  {label}", room) + right(won(amount), AMOUNT), style or Style.null())
    told = Text(rule.text(lang), look.quiet)
    if line.cell_len + 2 + told.cell_len <= width:
        return [line.append("  ").append_text(told)]
    return [line, Text(" " * _INDENT).append_text(told)]
