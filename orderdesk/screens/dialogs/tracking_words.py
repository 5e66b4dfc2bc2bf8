"""What is told of tracking numbers and couriers as they are entered, in one language."""

from __future__ import annotations

from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.tracking_rows import RowVerdict
from orderdesk.core.services.tracking_rules import advice_on


def why(verdict: RowVerdict, lang: Lang) -> str:
    """What is wrong or odd with a row."""
    found = [verdict.reason] if verdict.reason else list(verdict.odd)
    return ", ".join(verdict.words(reason).text(lang) for reason in found)


def in_full(verdict: RowVerdict, lang: Lang) -> str:
    """What is wrong or odd with a row, of which section, and what to do about it."""
    first = verdict.reason or verdict.odd[0]
    return f"{verdict.section}: {why(verdict, lang)} · {advice_on(first).text(lang)}"


def advised(problem: NumberProblem, lang: Lang) -> str:
    """What is wrong with a courier or a number, and what to do about it."""
    return f"{problem.message.text(lang)} · {advice_on(problem).text(lang)}"
