"""Three lists that show a file under correction: its problems, the rows of one, the cells of one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.layouts import Kind
from orderdesk.core.services.laboratory.groups import Group
from orderdesk.core.services.laboratory.laboratory import Laboratory, State
from orderdesk.core.services.row_runs import rows_from
from orderdesk.widgets._textual_toasts import keep_clear
from orderdesk.widgets.columns import cut, folded, listed
from orderdesk.widgets.laboratory_lines import (
    SIGNS,
    STATE_WORDS,
    cell_line,
    finding_at,
    group_line,
    heads,
    row_line,
    rows_line,
    usual_field,
    why,
)
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import OneLine
from orderdesk.widgets.safe_text import safe, safe_multi

_ALL: Final = Word("모든 행", "All rows")
_ASIDE: Final = (State.LEFT_OUT, State.STRUCK, State.DONE)
_WIDE: Final = 110
"""From so many columns on the cells of the row stand beside the rows."""


_HIGH: Final = 20
"""Rows that problems, rows and cells below each other need to be shown at their usual heights."""


class View(NamedTuple):
    """What the list of rows shows: a problem's rows, those in one state, or (neither) all."""

    group: Group | None = None
    state: State | None = None

    @property
    def key(self) -> object:
        """What makes it the same list after a correction."""
        return self.group.key if self.group is not None else self.state


class LaboratoryPane(Container):
    """Shows a laboratory; only what is on the screen is drawn, so rows may be a hundred thousand."""

    DEFAULT_CSS = """
    LaboratoryPane {
        height: 1fr;
        layout: vertical;
        & #groups { height: auto; max-height: 6; padding: 0 1; background: $panel; }
        & OneLine { padding: 0 1; }
        & #body { height: 1fr; layout: vertical; }
        & #list { height: 1fr; }
        & #rows { height: 1fr; padding: 0 1; }
        & #side { height: 8; }
        & #side OneLine { background: $panel; }
        & #cells { height: 1fr; padding: 0 1; }
        & #why { height: 2; padding: 0 1; }
        &.wide #groups { max-height: 9; }
        &.wide #body { layout: horizontal; }
        &.wide #list { width: 50%; height: 100%; }
        &.wide #side { width: 50%; height: 100%; }
        &.low #groups { max-height: 3; }
        &.low #side { height: 5; }
        &.low #why { height: 1; }
    }
    """

    class Viewed(Message):
        """Another problem is looked at."""

    class FixAsked(Message):
        """The cell of the cursor is to be corrected."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang: Lang = lang
        self._lab: Laboratory | None = None
        self._views: list[View] = [View()]
        self._fields: Sequence[str] = ()
        self.rows: Sequence[int] = ()

    def compose(self) -> ComposeResult:
        """Problems above; rows, and beside or below them the cells of one; what to do."""
        yield LineList("groups")
        with Container(id="body"):
            with Vertical(id="list"):
                yield OneLine()
                yield LineList("rows")
            with Vertical(id="side"):
                yield OneLine()
                yield LineList("cells")
        yield Static(id="why")

    def on_mount(self) -> None:
        """What is told in the corner leaves what to do about a row to be read."""
        self.screen.screen_layout_refresh_signal.subscribe(self, self._keep_why_clear, immediate=True)

    def _keep_why_clear(self, screen: Screen[Any]) -> None:
        keep_clear(screen, self.query_one("#why"))

    def on_resize(self, event: events.Resize) -> None:
        """The cells stand beside the rows where there is room; a low window shows a few of everything."""
        self.set_class(event.size.width >= _WIDE, "wide")
        self.set_class(event.size.width < _WIDE and event.size.height < _HIGH, "low")
        self.call_after_refresh(self._show_heads)
        self.call_after_refresh(self._tell_why)

    def part(self, name: str) -> LineList:
        """One of the lists: groups, rows, cells."""
        return self.query_one(f"#{name}", LineList)

    @property
    def goes_to_rows(self) -> bool:
        """Whether Enter goes to the rows of the problem, which are more than the one to correct."""
        return self.here.id == "groups" and (self.view.group is None or len(self.rows) != 1)

    @property
    def here(self) -> LineList:
        """The list that has the focus; the rows where none has."""
        focused = self.screen.focused
        return focused if isinstance(focused, LineList) else self.part("rows")

    @property
    def view(self) -> View:
        """What is looked at."""
        at = self.part("groups").cursor
        return self._views[at] if at < len(self._views) else View()

    @property
    def row(self) -> int | None:
        """The row of the cursor; None when there is none."""
        at = self.part("rows").cursor
        return self.rows[at] if at < len(self.rows) else None

    @property
    def field(self) -> str:
        """The field of the cell that is meant: that of the cells' cursor where they have the focus."""
        at = self.part("cells").cursor
        if self.here.id == "cells" and at < len(self._fields):
            return self._fields[at]
        return self._shown_field

    @property
    def _shown_field(self) -> str:
        """The field whose cell the list of rows shows at its cursor."""
        group, row = self.view.group, self.row
        if group is not None and group.key.field:
            return group.key.field
        return usual_field(self._lab, row) if self._lab is not None and row is not None else ""

    def show(self, lab: Laboratory) -> None:
        """Shows problems, rows and cells as they are now; the cursors stay where they are."""
        first = self._lab is None
        before = self.view
        self._lab = lab
        groups = [View(group=group) for group in lab.groups()]
        aside = [View(state=state) for state in _ASIDE if lab.counts[state]]
        self._views = [View(), *groups, *aside]
        same = (at for at, view in enumerate(self._views) if view.key == before.key)
        menu = self.part("groups")
        cursor = min(1, len(groups)) if first else next(same, menu.cursor)
        menu.show(len(self._views), self._view_line, cursor)
        self._show_rows()

    def _show_rows(self, cursor: int | None = None) -> None:
        lab, view = self._lab, self.view
        if lab is None:
            return
        if view.group is not None:
            self.rows = view.group.rows
        else:
            self.rows = lab.table.rows if view.state is None else lab.rows_in({view.state})
        self.part("rows").show(len(self.rows), self._row_line, cursor)
        self._show_heads()
        self._show_cells()

    def _show_heads(self) -> None:
        width = self.part("rows").line_width
        kind = self._lab.table.sheet.kind if self._lab else Kind.UNKNOWN
        told = heads(kind, self.view.group, self._lang, width)
        self.query_one("#list OneLine", OneLine).show(Text(told, style="dim"))

    def _show_cells(self) -> None:
        lab, row = self._lab, self.row
        if lab is None or row is None:
            self._fields = ()
            self.part("cells").show(0, self._cell_line)
            return
        there = lab.table.fields
        missing = {each.field for each in lab.judged(row).findings if each.field} - set(there)
        self._fields = (*there, *sorted(missing))
        at = self._fields.index(self._shown_field) if self._shown_field in self._fields else 0
        self.part("cells").show(len(self._fields), self._cell_line, at)
        told = [rows_from(row).text(self._lang), lab.judged(row).target]
        state = STATE_WORDS[lab.state(row)]
        head = safe(listed([*told, state.text(self._lang).lower()]), "bold")
        self.query_one("#side OneLine", OneLine).show(head)
        self._tell_why()

    def _tell_why(self) -> None:
        """What is wrong with the cell of the cursor, and what to do."""
        lab, row, group = self._lab, self.row, self.view.group
        found = None
        if lab is not None and row is not None:
            at = self.part("cells").cursor
            found = finding_at(lab, row, self._fields[at]) if at < len(self._fields) else None
            own = next(iter(lab.judged(row).findings), None)
            found = found or (group.finding if group and not (own and own.differences) else own)
        place = self.query_one("#why", Static)
        width, rows = place.content_size
        lines: list[str] = []
        shorter = why(found, self._lang) if found and width else ()
        for told in shorter:  # the advice comes last, and matters most
            lines = folded(told, width, 0)
            if len(lines) <= rows:
                break
        if rows and len(lines) > rows:
            lines[rows - 1 :] = [cut(f"{lines[rows - 1]} {lines[rows]}", width)]
        place.update(safe_multi("\n".join(lines)))

    def _view_line(self, index: int, width: int) -> Text:
        lab, view = self._lab, self._views[index]
        if lab is None:
            return Text()
        if view.group is not None:
            return group_line(view.group, lab.table.header(view.group.key.field), self._lang, width)
        words = _ALL if view.state is None else STATE_WORDS[view.state]
        count = len(lab.table.rows) if view.state is None else lab.counts[view.state]
        sign = " " if view.state is None else SIGNS[view.state]
        return rows_line(sign, words.text(self._lang), count, self._lang, width)

    def _row_line(self, index: int, width: int) -> Text:
        lab, group = self._lab, self.view.group
        if lab is None:
            return Text()
        row = self.rows[index]
        field = group.key.field if group is not None else ""
        return row_line(lab, row, field or usual_field(lab, row), group, self._lang, width)

    def _cell_line(self, index: int, width: int) -> Text:
        lab, row = self._lab, self.row
        if lab is None or row is None:
            return Text()
        return cell_line(lab, row, self._fields[index], self._lang, width)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another problem shows its rows, another row its cells."""
        event.stop()
        if event.lines.id == "groups":
            self._show_rows(0)
            self.post_message(self.Viewed())
        elif event.lines.id == "rows":
            self._show_cells()
        else:
            self._tell_why()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a problem goes to its rows; on a row or a cell, or where it has one row only, it asks to
        correct the cell.
        """
        event.stop()
        if not self.goes_to_rows:
            self.post_message(self.FixAsked())
        if event.lines.id == "groups":
            self.part("rows").focus()
