"""Changes that the editor makes to a template, one at a time; none of them leaves one that can't be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Final, TypeVar

from orderdesk.core.domain.export_templates import (
    LONGEST_NAME,
    AddressMode,
    ExportColumn,
    Only,
    RowUnit,
    Template,
)
from orderdesk.core.domain.words import NO_YES, Word

OPTION_WORDS: Final = {
    "rows": Word("한 행은", "A row per"),
    "address": Word("주소 표시 방식", "Address"),
    "only": Word("내보낼 섹션", "Sections"),
    "merge": Word("주문 칸 병합", "Merge an order's cells"),
    "repeat_amounts": Word("금액 반복", "Repeat amounts"),
    "combine": Word("합포장을 한 행으로", "Combined parcels in one row"),
    "months": Word("월별 합계 시트", "Sheet of monthly totals"),
}
"""What of a template can be turned, beside its columns."""

_VALUE_WORDS: Final[dict[Enum, Word]] = {
    RowUnit.ITEM: Word("품목", "item"),
    RowUnit.SECTION: Word("주문섹션", "section"),
    RowUnit.ORDER: Word("주문", "order"),
    AddressMode.SPLIT: Word("주소, 상세주소 따로", "street and detail separately"),
    AddressMode.JOINED: Word("주소+상세주소 통합", "street and detail in one"),
    Only.ALL: Word("모두", "all"),
    Only.UNSENT: Word("보낼 것만 (결제됨, 보류 아님, 송장 없음)", "only those to be sent, without a number"),
    Only.NAVER: Word("네이버에 알릴 것만 (배송대기·배송중, 송장 있음)", "only those to report to Naver"),
}

_Choice = TypeVar("_Choice", bound=Enum)
_COPY: Final = Word("사본", "copy")


def option_word(template: Template, option: str) -> Word:
    """The value of an *option* of *template*, in words."""
    value = getattr(template, option)
    return _VALUE_WORDS[value] if isinstance(value, Enum) else NO_YES[bool(value)]


def turned(template: Template, option: str) -> Template:
    """*template* with the next value of *option*; what can't stand beside it is turned along."""
    match option:
        case "rows":
            changed = replace(template, rows=_next(template.rows))
        case "address":
            changed = replace(template, address=_next(template.address))
        case "only":
            changed = replace(template, only=_next(template.only))
        case "merge":
            changed = replace(template, merge=not template.merge)
        case "repeat_amounts":
            changed = replace(template, repeat_amounts=not template.repeat_amounts)
        case "months":
            changed = replace(template, months=not template.months)
        case _:
            combine = not template.combine
            return replace(template, combine=combine, rows=RowUnit.SECTION, only=Only.UNSENT)
    if changed.rows is not RowUnit.SECTION or changed.only is not Only.UNSENT:
        return replace(changed, combine=False)
    return changed


def _next(value: _Choice) -> _Choice:
    values = list(type(value))
    return values[(values.index(value) + 1) % len(values)]


def with_columns(template: Template, at: int, columns: Sequence[ExportColumn]) -> Template:
    """*template* with *columns* put in before column *at*."""
    return replace(template, columns=(*template.columns[:at], *columns, *template.columns[at:]))


def with_column(template: Template, at: int, column: ExportColumn) -> Template:
    """*template* with *column* in the place of column *at*."""
    return replace(template, columns=(*template.columns[:at], column, *template.columns[at + 1 :]))


def without_column(template: Template, at: int) -> Template:
    """*template* without column *at*."""
    return replace(template, columns=(*template.columns[:at], *template.columns[at + 1 :]))


def moved(template: Template, at: int, to: int) -> Template:
    """*template* with column *at* moved to place *to*; unchanged when there is no such place."""
    if not (0 <= at < len(template.columns) and 0 <= to < len(template.columns)):
        return template
    columns = list(template.columns)
    columns.insert(to, columns.pop(at))
    return replace(template, columns=tuple(columns))


def copy_name(name: str, taken: Sequence[str], english: bool = False) -> str:
    """A name for a copy of the template *name* that none of *taken* has."""
    used = {each.casefold() for each in taken}
    for n in range(1, len(used) + 2):
        tail = f" {_COPY.en if english else _COPY.ko}{n if n > 1 else ''}"
        made = name[: LONGEST_NAME - len(tail)] + tail
        if made.casefold() not in used:
            break
    return made
