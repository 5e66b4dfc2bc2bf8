"""What is told of tracking numbers and couriers as they are entered, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.text import Text

from orderdesk.core.domain.parcels import NumberProblem
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.tracking_rows import RowVerdict
from orderdesk.core.services.tracking_rules import advice_on
from orderdesk.screens.dialogs.tracking_lines import EntryLine
from orderdesk.widgets.columns import between, fit
from orderdesk.widgets.plan_groups import MARKS

ALL_ENTERED: Final = Word(
    "모두 입력했습니다. 고치려면 ↑↓로 줄을 고르고 다시 적습니다",
    "All are entered; to correct one choose its line with ↑↓, and enter it again",
)
NONE: Final = Word(
    "입력한 송장번호가 없습니다. 번호가 이미 있는 섹션은 배송중으로·배송대기로를 고르면 그 번호로 보냅니다",
    "No number was entered. Sections that have one go out with it: choose Ship or Set ready",
)
LOST: Final = Word(
    "{}줄은 들어갈 섹션이 없습니다 (섹션번호,송장번호)", "{} without a section (section,number)"
)
"""So many pasted lines found no section."""
_NUMBER_OF: Final = Word("{}의 번호", "The number of {}")
_NEW_NUMBER_OF: Final = Word("{}의 새 번호", "A new number for {}")
_KEPT: Final = Word(" · 그대로면 Ctrl+S", " · Ctrl+S keeps it")
_REFUSED: Final = Word("✗ {:,}건: ↑↓로 골라 고칩니다", "✗ {:,} refused: ↑↓ choose one")
_ODD: Final = Word("⚠ {:,}건 확인 · Ctrl+S", "⚠ {:,} to check · Ctrl+S")
_ENTERED: Final = Word("모두 입력했습니다 · Ctrl+S", "All are entered · Ctrl+S")
_HAS: Final = Word("번호 있음", "has a number")
_NUMBER: Final = 12
"""Cells that most numbers take."""

_ABOUT: Final = 18
"""Cells that buyer and goods keep beside what is wrong or odd."""


def why(verdict: RowVerdict, lang: Lang) -> str:
    """What is wrong or odd with a row."""
    found = [verdict.reason] if verdict.reason else list(verdict.odd)
    return ", ".join(verdict.words(reason).text(lang) for reason in found)


def in_full(verdict: RowVerdict, lang: Lang) -> str:
    """What is wrong or odd with a row, of which section, and what to do about it."""
    first = verdict.reason or verdict.odd[0]
    mark = "" if verdict.reason else "⚠ "
    return f"{mark}{verdict.section}: {why(verdict, lang)} · {advice_on(first).text(lang)}"


def first_wrong(verdicts: Mapping[int, RowVerdict], at: int, lang: Lang) -> str:
    """What is wrong or odd with the line *at*, or else with another, refused ones first."""
    told = [v for v in verdicts.values() if v.kind is not Kind.SKIP and (v.reason or v.odd)]
    told.sort(key=lambda verdict: (verdict.row != at, verdict.kind is not Kind.REFUSE))
    return next((in_full(verdict, lang) for verdict in told), "")


def advised(problem: NumberProblem, lang: Lang) -> str:
    """What is wrong with a courier or a number, and what to do about it."""
    return f"{problem.message.text(lang)} · {advice_on(problem).text(lang)}"


def drawn_line(line: EntryLine, verdict: RowVerdict | None, lang: Lang, width: int) -> Text:
    """A line of the entry: how it is judged, whose it is, its number, and what is wrong or odd."""
    entered = " ".join(part for part in (line.courier, line.number) if part) or line.has or "-"
    mark, told = " ", _HAS.text(lang) if line.has else ""
    if verdict:
        mark, told = MARKS[verdict.kind], why(verdict, lang)
        mark = "⚠" if mark == "✓" and told else mark
    style = "red" if mark == "✗" else "yellow" if mark == "⚠" else ""
    return between(
        f"{mark} {fit(line.target, 20)} {entered.ljust(_NUMBER)}  {line.about}",
        fit(told, max(0, width - 24 - _NUMBER - _ABOUT)).rstrip(),
        width,
        style,
        style,
    )


def asked_for(line: EntryLine, done: bool, at: int, verdicts: Mapping[int, RowVerdict], lang: Lang) -> str:
    """What the next number is for: the *line* of the cursor, or what the others lack where it is *done*."""
    kinds = [verdict.kind for verdict in verdicts.values()]
    wrong, odd = kinds.count(Kind.REFUSE), sum(bool(verdict.odd) for verdict in verdicts.values())
    if done and wrong:
        return _REFUSED.text(lang).format(wrong)
    if done:
        return (_ODD if odd else _ENTERED).text(lang).format(odd)
    verdict = verdicts.get(at)
    if not (line.number or verdict):
        return _NUMBER_OF.text(lang).format(line.target)
    stays = verdict is not None and verdict.kind is Kind.APPLY and (bool(verdict.odd) or not line.number)
    return _NEW_NUMBER_OF.text(lang).format(line.target) + (_KEPT.text(lang) if stays else "")
