"""A plan in numbers: what changes, what is skipped, what is refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.message import Message

from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.planning import Group
from orderdesk.widgets.columns import between, cells_in, listed, right
from orderdesk.widgets.line_list import LineList

KIND_WORDS: Final = {
    Kind.APPLY: Word("바뀜", "Changes"),
    Kind.SKIP: Word("건너뜀", "Skipped"),
    Kind.REFUSE: Word("거절", "Refused"),
}
MARKS: Final = {Kind.APPLY: "✓", Kind.SKIP: "–", Kind.REFUSE: "✗"}
_STYLES: Final = {Kind.APPLY: "bold", Kind.SKIP: "", Kind.REFUSE: ""}


def reason(code: str, lang: Lang = "ko") -> str:
    """What *code* of a refusal says; the code itself when it is unknown."""
    found = BY_CODE.get(code)
    return found.message.text(lang) if found else code


def advice(code: str, lang: Lang = "ko") -> str:
    """What to do about *code*; "" when there is nothing to say."""
    found = BY_CODE.get(code)
    return found.advice.text(lang) if found else ""


def amounts(group: Group, lang: Lang = "ko", whole: bool = False, short: bool = False) -> list[str]:
    """The group in numbers: sections, orders, pieces, won; *whole* orders have no sections of their own.

    *short* leaves orders and pieces out, where there is no room for them.
    """
    counts = (
        Word(f"섹션 {group.sections:,}", many(group.sections, "section")),
        Word(f"주문 {group.orders:,}건", many(group.orders, "order")),
        Word(f"{group.pieces:,}개", many(group.pieces, "pc")),
    )
    wanted = counts[1:2] if whole else counts[:1] if short else counts
    return [each.text(lang) for each in (*wanted, Word(f"{group.won:,}원", f"{group.won:,} won"))]


class PlanGroups(LineList):
    """The groups of a plan, one a line; Enter opens one, Del asks to leave its rows out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete", "leave_out", show=False)]

    class LeftOut(Message):
        """The group at the cursor is to be left out."""

        def __init__(self, group: Group) -> None:
            super().__init__()
            self.group = group

    def __init__(self, lang: Lang = "ko") -> None:
        super().__init__(reserve=10)
        self._lang: Lang = lang
        self._whole = False
        self.groups: tuple[Group, ...] = ()

    def set_groups(self, groups: Sequence[Group], whole: bool) -> None:
        """Shows *groups*; *whole* says that their rows are whole orders, not sections."""
        self.groups, self._whole = tuple(groups), whole
        self.show(len(self.groups), self._drawn)

    @property
    def current(self) -> Group | None:
        """The group at the cursor."""
        return self.groups[self.cursor] if self.groups else None

    def action_leave_out(self) -> None:
        """Asks to leave the group at the cursor out."""
        if self.current is not None:
            self.post_message(self.LeftOut(self.current))

    @property
    def cut_amounts(self) -> str:
        """The numbers of the group at the cursor, where its line has no room for all of them; else ""."""
        group = self.current
        if group is None or self._have_room(self.line_width):
            return ""
        return listed(amounts(group, self._lang, self._whole))

    @property
    def cut_reason(self) -> str:
        """The reason of the group at the cursor, where its line has no room for all of it; else ""."""
        group, width = self.current, self.line_width
        if group is None or not group.code:
            return ""
        numbers = self._numbers(short=not self._have_room(width))[self.cursor]
        cut = cells_in(self._label(group)) + cells_in(numbers) >= width
        return reason(group.code, self._lang) if cut else ""

    def _label(self, group: Group) -> str:
        why = f" · {reason(group.code, self._lang)}" if group.code else ""
        return f"▸ {MARKS[group.kind]} {KIND_WORDS[group.kind].text(self._lang)}{why}"

    def _numbers(self, short: bool) -> list[str]:
        """The numbers of each group, below those of the others."""
        rows = [amounts(group, self._lang, self._whole, short) for group in self.groups]
        wide = [max(map(cells_in, column)) for column in zip(*rows, strict=True)]
        return [" · ".join(right(text, cells) for text, cells in zip(row, wide, strict=True)) for row in rows]

    def _have_room(self, width: int) -> bool:
        """Whether *width* cells hold the reasons and all numbers."""
        labels = map(self._label, self.groups)
        return all(
            cells_in(label) + cells_in(numbers) < width
            for label, numbers in zip(labels, self._numbers(short=False), strict=True)
        )

    def _drawn(self, index: int, width: int) -> Text:
        group = self.groups[index]
        style = _STYLES[group.kind]
        numbers = self._numbers(short=not self._have_room(width))
        return between(self._label(group), numbers[index], width, style, style)
