"""The lines of the import laboratory: problems, rows with a cell beside its value, cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from rich.text import Text

from orderdesk.core.domain.channel_agreeing import DIFFERS_MARK
from orderdesk.core.domain.differences import MOST_NAMED, Difference, told
from orderdesk.core.domain.glossary import rows_of
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.reading import SHOP_LISTS, BadCell, Cell
from orderdesk.core.services.laboratory.groups import Group
from orderdesk.core.services.laboratory.judged import Finding, Level
from orderdesk.core.services.laboratory.laboratory import Laboratory, State
from orderdesk.core.services.laboratory.understanding import understood
from orderdesk.widgets.cells import end_of
from orderdesk.widgets.columns import between, cells_in, fit, right

STATE_WORDS: Final = {
    State.GOOD: Word("적용 가능", "To apply"),
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
_BAD: Final = {
    "error": Word("오류", "error"),
    "formula": Word("수식", "formula"),
    "encoding": Word("깨짐", "garbled"),
}
_MOSTLY: Final = {
    Kind.ORDERS: ("number",),
    Kind.PAYMENTS: ("amount",),
    Kind.BANK: ("deposit", "signed"),
    Kind.PRODUCTS: ("name",),
    Kind.CUSTOMERS: ("name",),
}
"""The field that a file of a kind is mostly about: the first of these that it has; else the number."""

_ORDER: Final = "number"
_SECTION: Final = Word("섹션·주문", "Section or order")
_CODE: Final = Word("코드", "Code")
_BLANK: Final = Word("빈칸", "blank")
_NOTHING: Final = Word("(없음)", "(none)")
_CHANGED: Final = "✎"
_ASIDE: Final = frozenset({State.LEFT_OUT, State.STRUCK, State.DONE})
_HEAD, _MOST_HEAD = 16, 24
"""Cells of a column's header in the list of cells: at least, and at most where a header is longer."""

_MARGIN: Final = 14
"""Cells of a row that are no column: sign, number, arrow, gaps."""

_TARGET: Final = 20
"""Cells of a section's or order's number."""

_BOTH: Final = 90
"""A list so wide has room for the section or order and the verdict; otherwise only one of them is shown."""


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
    if about:
        return about
    mostly = _MOSTLY.get(lab.table.sheet.kind, ("tracking",))
    return next((field for field in mostly if field in lab.table.fields), mostly[0])


def group_line(group: Group, column: str, lang: Lang, width: int) -> Text:
    """A problem, its column and value, and how many rows have it."""
    where = " ".join(part for part in (column, group.key.value) if part)
    label = f"{_LEVEL_SIGNS[group.key.level]} {group.finding.message.text(lang)}"
    return between(f"{label} · {where}" if where else label, rows_of(len(group.rows)).text(lang), width)


def rows_line(sign: str, words: str, count: int, lang: Lang, width: int) -> Text:
    """All rows, or those in one state, with how many they are."""
    return between(f"{sign} {words}", rows_of(count).text(lang), width)


class Widths(NamedTuple):
    """The columns of the list of rows, in cells; one of 0 is not shown."""

    cell: int
    target: int
    verdict: int


def widths(width: int, about: Group | None) -> Widths:
    """The columns that *width* cells have room for; the rows of a group have their verdict in common, and
    where its cells are the orders' numbers, they need no column for these.
    """
    room = width - _MARGIN
    cell = max(8, min(26, room * 28 // 100))
    left = max(0, room - 2 * cell)
    if width >= _BOTH:
        return Widths(cell, _TARGET, max(0, left - _TARGET - 1))
    if about is not None and about.key.field == _ORDER:
        return Widths(min(26, room // 2), 0, 0)
    return Widths(cell, left, 0) if about is not None else Widths(cell, 0, left)


def heads(kind: Kind, group: Group | None, lang: Lang, width: int) -> str:
    """The headings over the list of rows of *group*, or of all, of a file of *kind*."""
    about = _CODE if kind in SHOP_LISTS else _SECTION
    en, each = lang == "en", widths(width, group)
    parts = [
        right("Row" if en else "행", 6) + " ",  # with the next one it would read as a phrase
        fit("In the file" if en else "파일의 값", each.cell),
        " ",
        fit("Read as" if en else "읽은 값", each.cell),
        *([fit(about.text(lang), each.target)] if each.target else []),
        *([fit("Verdict" if en else "판정", each.verdict)] if each.verdict else []),
    ]
    return "  " + " ".join(parts)


def row_line(lab: Laboratory, row: int, field: str, about: Group | None, lang: Lang, width: int) -> Text:
    """A row: one cell as read beside what is understood, and what is said *about* it, or the gravest."""
    each, state, judged = widths(width, about), lab.state(row), lab.judged(row)
    found = about.finding if about is not None else next(iter(judged.findings), None)
    differing = difference_at(lab, row, field) if state not in _ASIDE else None
    verdict = found.message if found is not None and state not in _ASIDE else STATE_WORDS[state]
    parts = [
        SIGNS[state],
        right(str(row), 7),
        fit(raw(lab.table.read(row, field)), each.cell),
        _between(lab, row, field, differing),
        fit(differing.stands.text(lang) if differing else _value(lab, row, field, lang), each.cell),
        *([end_of(judged.target, each.target)] if each.target else []),
        *([fit(verdict.text(lang), each.verdict)] if each.verdict else []),
    ]
    dim = state in _ASIDE or state is State.SKIPPED
    return Text(" ".join(parts), style="dim" if dim else "", no_wrap=True, end="")


def _value(lab: Laboratory, row: int, field: str, lang: Lang) -> str:
    """What a cell is understood as; where something stands there and nothing is understood, that is said."""
    value = understood(lab.table, row, field)
    return value or (_NOTHING.text(lang) if lab.table.cell(row, field) is not None else "")


def why(found: Finding, lang: Lang) -> Iterator[str]:
    """What is wrong and what to do, ever shorter; where a row differs from the order that is here, how, for
    the list of problems says the rest, in fewer and fewer columns. The last one is without the list in
    brackets at the end of the advice: what is corrected offers the same.
    """
    advice = found.advice.text(lang)
    brief = advice.partition(" (")[0] if advice.endswith(")") else advice
    for named, what in (*((n, advice) for n in range(MOST_NAMED, -1, -1)), (0, brief)):
        about = told(found.differences, named) if found.differences else found.message
        yield f"{about.text(lang)}. {what}"


def cell_line(lab: Laboratory, row: int, field: str, lang: Lang, width: int) -> Text:
    """A cell of a row: its column, as read with the sort of value where it is no text, and as understood; or
    beside what the order that is here has in its place.
    """
    found = finding_at(lab, row, field)
    differing = difference_at(lab, row, field)
    cell = lab.table.read(row, field)
    read = raw(cell) if cell is None or isinstance(cell, str) else f"{raw(cell)} ({kind_of(cell, lang)})"
    longest = max(cells_in(lab.table.header(each)) for each in lab.table.fields)
    head = max(_HEAD, min(_MOST_HEAD, longest))
    left = width - head - 6
    value = _value(lab, row, field, lang)
    parts = [
        _LEVEL_SIGNS[found.level] if found else " ",
        fit(lab.table.header(field), head),
        fit(differing.says.text(lang) if differing else read, left // 2),
        _between(lab, row, field, differing),
        fit(differing.stands.text(lang) if differing else value, left - left // 2),
    ]
    return Text(" ".join(parts), style="bold" if found or differing else "", no_wrap=True, end="")


def _between(lab: Laboratory, row: int, field: str, differing: Difference | None) -> str:
    """What stands between the two values of a cell."""
    if differing:
        return DIFFERS_MARK
    if lab.table.read(row, field) is None and not understood(lab.table, row, field):
        return " "
    return _CHANGED if (row, field) in lab.table.changed else "→"


def difference_at(lab: Laboratory, row: int, field: str) -> Difference | None:
    """Where a cell differs from the order that is here."""
    differing = (each for finding in lab.judged(row).findings for each in finding.differences)
    return next((each for each in differing if lab.table.field(each.column) == field), None)


def finding_about(lab: Laboratory, row: int, field: str) -> Finding | None:
    """The gravest finding about a cell, or the one that says how it differs from the order that is here."""
    differs = difference_at(lab, row, field)
    found = (each for each in lab.judged(row).findings if differs in each.differences)
    return finding_at(lab, row, field) or next(found, None)


def finding_at(lab: Laboratory, row: int, field: str) -> Finding | None:
    """The gravest finding about a cell."""
    return next((each for each in lab.judged(row).findings if each.field == field), None)
