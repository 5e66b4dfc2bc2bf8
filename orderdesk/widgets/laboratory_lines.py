"""The lines of the import laboratory: problems, rows with a cell beside its value, cells."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from rich.text import Text

from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.reading import BadCell, Cell
from orderdesk.core.services.laboratory.groups import Group
from orderdesk.core.services.laboratory.judged import Finding, Level
from orderdesk.core.services.laboratory.laboratory import Laboratory, State
from orderdesk.core.services.laboratory.understanding import understood
from orderdesk.widgets.columns import between, fit, right

STATE_WORDS: Final = {
    State.GOOD: Word("적용", "Good"),
    State.ODD: Word("주의", "To check"),
    State.SKIPPED: Word("건너뜀", "Skipped"),
    State.REFUSED: Word("거절", "Refused"),
    State.LEFT_OUT: Word("뺀 행", "Left out"),
    State.STRUCK: Word("지운 행", "Struck out"),
    State.DONE: Word("적용됨", "Applied"),
}
SIGNS: Final = {
    State.GOOD: " ",
    State.ODD: "⚠",
    State.SKIPPED: "–",
    State.REFUSED: "✗",
    State.LEFT_OUT: "‖",
    State.STRUCK: "×",
    State.DONE: "✓",
}
"""Every state has a sign of its own, so that nothing depends on colour."""

_LEVEL_SIGNS: Final = {Level.REFUSED: "✗", Level.SKIPPED: "–", Level.ODD: "⚠", Level.MENDED: "✎"}
_KINDS: Final = (
    (str, Word("글자", "text")),
    (bool, Word("예/아니요", "yes/no")),
    (int, Word("숫자", "number")),
    (float, Word("소수", "decimal")),
    (datetime, Word("날짜", "date")),
)
_BAD: Final = {"error": Word("오류", "error"), "formula": Word("수식", "formula")}
_BLANK: Final = Word("빈칸", "blank")
_ROWS: Final = Word("{:,}행", "{:,} rows")
_NOTHING: Final = Word("(없음)", "(none)")
_CHANGED: Final = "✎"
_TARGET: Final = 22
"""Cells of a section's or order's number."""

_WITH_TARGET: Final = 96
"""A list so wide has room for the number of the section or order."""


def kind_of(cell: Cell, lang: Lang) -> str:
    """What sort of value a cell holds."""
    if isinstance(cell, BadCell):
        return _BAD[cell.kind].text(lang)
    return next((words for sort, words in _KINDS if isinstance(cell, sort)), _BLANK).text(lang)


def raw(cell: Cell) -> str:
    """A cell as it was read."""
    return "" if cell is None else cell.text if isinstance(cell, BadCell) else str(cell)


def usual_field(lab: Laboratory, row: int) -> str:
    """The field of a row that its first finding is about, or that such a file is mostly about."""
    about = next((finding.field for finding in lab.judged(row).findings if finding.field), "")
    return about or ("number" if lab.table.sheet.kind is Kind.ORDERS else "tracking")


def group_line(group: Group, column: str, lang: Lang, width: int) -> Text:
    """A problem, its column and value, and how many rows have it."""
    where = " ".join(part for part in (column, group.key.value) if part)
    label = f"{_LEVEL_SIGNS[group.key.level]} {group.finding.message.text(lang)}"
    return between(f"{label} · {where}" if where else label, _ROWS.text(lang).format(len(group.rows)), width)


def rows_line(sign: str, words: str, count: int, lang: Lang, width: int) -> Text:
    """All rows, or those in one state, with how many they are."""
    return between(f"{sign} {words}", _ROWS.text(lang).format(count), width)


class Widths(NamedTuple):
    """The columns of the list of rows, in cells; a target of 0 is not shown."""

    number: int
    raw: int
    value: int
    target: int
    verdict: int


def widths(width: int) -> Widths:
    """The columns that *width* cells have room for."""
    target = _TARGET if width >= _WITH_TARGET else 0
    number = 7
    left = width - 2 - number - 3 - (target + 1 if target else 0)
    cell = max(8, min(24, left * 28 // 100))
    return Widths(number, cell, cell, target, max(0, left - 2 * cell - 1))


def heads(lang: Lang, width: int) -> str:
    """The headings over the list of rows."""
    en, each = lang == "en", widths(width)
    parts = [
        right("row" if en else "행", each.number),
        fit("as read" if en else "파일의 값", each.raw),
        " ",
        fit("understood" if en else "읽은 값", each.value),
        *([fit("section or order" if en else "섹션·주문", each.target)] if each.target else []),
        fit("verdict" if en else "판정", each.verdict),
    ]
    return "  " + " ".join(parts)


def row_line(lab: Laboratory, row: int, field: str, about: Group | None, lang: Lang, width: int) -> Text:
    """A row: one cell as read beside what is understood, and what is said *about* it, or the gravest."""
    each, state, judged = widths(width), lab.state(row), lab.judged(row)
    changed = (row, field) in lab.table.changed
    value = understood(lab.table, row, field)
    found = about.finding if about is not None else next(iter(judged.findings), None)
    text = found.message.text(lang) if found else ""
    if found is None or state in (State.LEFT_OUT, State.STRUCK, State.DONE):
        text = STATE_WORDS[state].text(lang)
    parts = [
        SIGNS[state],
        right(str(row), each.number),
        fit(raw(lab.table.read(row, field)), each.raw),
        _CHANGED if changed else "→",
        fit(value or (_NOTHING.text(lang) if lab.table.cell(row, field) is not None else ""), each.value),
        *([fit(judged.target, each.target)] if each.target else []),
        fit(text, each.verdict),
    ]
    dim = state in (State.LEFT_OUT, State.STRUCK, State.DONE, State.SKIPPED)
    return Text(" ".join(parts), style="dim" if dim else "", no_wrap=True, end="")


def cell_line(lab: Laboratory, row: int, field: str, lang: Lang, width: int) -> Text:
    """A cell of a row: its column, as read, as understood, and the sort of value."""
    found = finding_at(lab, row, field)
    cell = lab.table.read(row, field)
    kind = kind_of(cell, lang)
    head = max(10, min(18, width * 26 // 100))
    left = width - 2 - head - 1 - 10 - 3
    value = understood(lab.table, row, field)
    if not value and lab.table.cell(row, field) is not None:
        value = _NOTHING.text(lang)
    parts = [
        _LEVEL_SIGNS[found.level] if found else " ",
        fit(lab.table.header(field), head),
        fit(raw(cell), left // 2),
        _CHANGED if (row, field) in lab.table.changed else "→",
        fit(value, left - left // 2),
        right(kind, 9),
    ]
    return Text(" ".join(parts), style="bold" if found else "", no_wrap=True, end="")


def finding_at(lab: Laboratory, row: int, field: str) -> Finding | None:
    """The gravest finding about a cell."""
    return next((each for each in lab.judged(row).findings if each.field == field), None)
