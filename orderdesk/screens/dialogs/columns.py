"""The columns of a tab: which are shown, in what order, how wide, with a sample beneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.layouts import FROZEN, NARROWEST, ColumnLayout
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.browsing import Listed
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.order_list import read_sample
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, fit
from orderdesk.widgets.grid_layout import Placed, cell, columns_for, head_text
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

TITLE: Final = Word("항목 설정", "Columns")
ALWAYS_SHOWN: Final = Word("주문번호는 맨 앞에 늘 보입니다", "The order number always stands first")
LAST_ONE: Final = Word(
    "주문번호 말고 하나는 보여야 합니다", "One column beside the order number must be shown"
)
_FIXED: Final = Word("고정", "fixed")
_MOVE: Final = Word("이동", "Move")
_WIDTH: Final = Word("너비", "Width")
_AUTOMATIC: Final = Word("자동", "automatic")
_GRID: Final = 118
"""Cells of the grid that widths nobody has chosen are shown for."""


class ColumnsDialog(Dialog[ColumnLayout | None]):
    """Edits *layout* of the tab called *tab* and answers the new one; *sample* is an order to show in it."""

    SCOPE = Scope.EDITOR
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EDITOR)
    DEFAULT_CSS = """
    ColumnsDialog #sample { height: 2; margin-top: 1; color: $text-muted; }
    """

    def __init__(self, tab: str, layout: ColumnLayout, sample: int | None) -> None:
        super().__init__()
        self._tab = tab
        self._before = self._layout = layout
        self._order = sample
        self._sample: Listed | None = None

    def parts(self) -> ComposeResult:
        """The columns, and two lines of the grid as it will be."""
        yield LineList(reserve=8)
        yield Static(id="sample", markup=False)

    def on_mount(self) -> None:
        """Shows the columns, and reads the sample."""
        self.entitle(f"{self.desk.word(TITLE)} · {self._tab}")
        self._hint()
        self.lines.show(len(self._layout.places), self._line)
        self._show_sample()
        desk, order = self.desk, self._order
        if order is not None:
            run(self, "sample", lambda: read_sample(desk, order), self._read)

    def on_resize(self, event: events.Resize) -> None:
        """The sample is cut anew, once its place is known."""
        self.call_after_refresh(self._show_sample)

    def _read(self, sample: Listed | None) -> None:
        self._sample = sample
        self._show_sample()

    @property
    def lines(self) -> LineList:
        """The columns."""
        return self.query_one(LineList)

    @property
    def edited(self) -> bool:
        """Whether closing would lose a change."""
        return self._layout != self._before

    def confirm(self) -> None:
        """Keeps the columns as they are shown."""
        self.dismiss(self._layout)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The sample shows the column of the cursor."""
        self._show_sample()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A click on the line of the cursor, or Enter, switches it."""
        event.stop()
        self.action_switch()

    def action_switch(self) -> None:
        """Shows or hides the column of the cursor."""
        at = self.lines.cursor
        if self._layout.may_switch(at):
            self._change(self._layout.switched(at))
        else:
            tell(self, ALWAYS_SHOWN if at == 0 else LAST_ONE, "warning")

    def action_earlier(self) -> None:
        """Moves the column of the cursor forward."""
        self._move(-1)

    def action_later(self) -> None:
        """Moves the column of the cursor back."""
        self._move(1)

    def _move(self, step: int) -> None:
        at = self.lines.cursor
        moved = self._layout.moved(at, at + step)
        if moved != self._layout:
            self._change(moved)
            self.lines.move_to(at + step)
        elif 0 in (at, at + step):
            tell(self, ALWAYS_SHOWN, "warning")

    def action_wider(self) -> None:
        """Makes the column of the cursor a cell wider."""
        self._resize(1)

    def action_narrower(self) -> None:
        """Makes the column of the cursor a cell narrower."""
        self._resize(-1)

    def _resize(self, by: int) -> None:
        at = self.lines.cursor
        self._change(self._layout.resized(at, self._width(self._layout.places[at].key) + by))

    def _change(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self.lines.refresh()
        self._show_sample()

    def _width(self, key: str) -> int:
        """The cells that the column takes now, or would take."""
        shown = (each.width for each in columns_for(_GRID, self.lang, self._layout) if each.key == key)
        return next(shown, self._layout.widths.get(key, BY_KEY[key].width))

    def _hint(self) -> None:
        pairs = (("earlier", "later", _MOVE), ("wider", "narrower", _WIDTH))
        label, word = self.desk.keys.label, self.desk.word
        both = [Hint(f"{label(one)} {label(other)}", word(words)) for one, other, words in pairs]
        self.hint(confirm_hint(self.say("저장", "Save")), self.hint_of("switch"), *both)

    def _line(self, at: int, width: int) -> Text:
        place = self._layout.places[at]
        fixed = f" ({self.desk.word(_FIXED)})" if place.key == FROZEN else ""
        shown = self._width(place.key)
        cells = self.say(f"{shown:,}칸", many(shown, "cell"))
        if place.width is None:
            cells = f"{self.desk.word(_AUTOMATIC)} {cells}"
        name = f" {'✓' if place.on else ' '} {self.desk.word(BY_KEY[place.key].words)}{fixed}"
        return between(name, f"{cells} ", width, "" if place.on else "dim")

    # the sample

    def _show_sample(self) -> None:
        """The heading and one order, scrolled so that the column of the cursor is seen."""
        shown = self._in_sight()
        heads = " ".join(head_text(each, "") for each in shown)
        row = self._sample
        values = " ".join(cell(row, each, self.lang) for each in shown) if row else ""
        width = self.query_one("#sample").size.width
        self.query_one("#sample", Static).update(Text(f"{fit(heads, width)}\n{fit(values, width)}"))

    def _in_sight(self) -> list[Placed]:
        """The order number and the columns from the first one with which that of the cursor fits."""
        placed = columns_for(_GRID, self.lang, self._layout)
        keys = [each.key for each in placed]
        key = self._layout.places[self.lines.cursor].key
        wanted = keys.index(key) if key in keys else 0
        room = self.query_one("#sample").size.width - placed[0].width
        first = 1
        while first < wanted and sum(each.width + 1 for each in placed[first : wanted + 1]) > room:
            first += 1
        return [placed[0], *within(placed[first:], room)]


def within(columns: Sequence[Placed], room: int) -> Iterator[Placed]:
    """Those of *columns* that *room* cells have room for, the last one as narrow as they leave it."""
    for column in columns:
        room -= 1
        if room < NARROWEST:
            return
        yield replace(column, width=min(column.width, room))
        room -= column.width
