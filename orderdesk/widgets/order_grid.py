"""The order list: a window of rows over a list of any length, with a cursor and marks.

The grid holds no orders but those around what is looked at. It asks for rows by a message and goes on showing
what it has until they come; it never reads the store itself. It scrolls by whole rows, which may be several
lines high, so it knows its first row and never the height of the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.message import Message

from orderdesk.core.domain.layouts import ColumnLayout
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets._textual_fixes import Beside
from orderdesk.widgets.grid_layout import value_text
from orderdesk.widgets.grid_mouse import GridHeading
from orderdesk.widgets.grid_picture import HEADER

_PATIENCE: Final = 0.3
"""Seconds for which the old rows stay on the screen while others are read; then their numbers are shown."""

_WHEEL: Final = 3
"""Rows that one notch of the wheel scrolls."""


class OrderGrid(GridHeading, can_focus=True, inherit_bindings=False):
    """The rows of the list with a header; the first column stays when the others scroll."""

    @dataclass
    class RowsNeeded(Message):
        """Rows *place* to *place + number* are wanted."""

        place: int
        number: int

    class CursorMoved(Message, bubble=False):
        """The cursor stands on another order."""

    class Scrolled(Message, bubble=False):
        """Other rows are on the screen."""

    class Marked(Message):
        """Other orders are marked than before."""

    class Opened(Message):
        """The row of the cursor was double-clicked."""

    def __init__(self, lang: Lang, gutter: bool = False, beside: Beside | None = None) -> None:
        super().__init__(lang, gutter, beside)
        self._anchor: int | None = None
        self._asked: tuple[int, int] | None = None
        self._asked_ahead = False
        self._pushed: Listed | None = None  # the cursor's row when a shorter list pushed the cursor up
        self._told: tuple[int, int | None] | None = None
        self._stays = False

    # what is shown

    def show(self, total: int, rows: Sequence[Listed]) -> None:
        """Another list: *total* rows, which begin with *rows*; the cursor goes to the top."""
        self.cache.clear()
        self.cache.put(0, rows)
        self.total, self._asked, self._foreign, self._awaits = total, None, False, False
        self.cursor = self._top = 0
        self._anchor, self._stays = None, False
        self._unfolded.clear()
        self._repaint()
        self._moved()
        self._ask()

    def set_layout(self, layout: ColumnLayout) -> None:
        """Shows other columns; the cursor stays in its column, if that is still there."""
        if layout != self._layout:
            key, before, first = self._columns[self.column].key, self._layout.keys, self._first_column
            self._layout = layout
            self._details = layout.details
            self._place_columns()
            if layout.keys == before:  # only wider or narrower: they stay where they were scrolled to
                self._first_column = first
            self.column = next((at for at, each in enumerate(self._columns) if each.key == key), 0)
            self._unfolded.clear()
            self.move_column(0)
            self._top = self._rows.top_to_show(self.cursor)

    def set_sort(self, key: str, desc: bool) -> None:
        """Marks the heading of the column that the list is sorted by."""
        sort = (key, "↓" if desc else "↑")
        if sort != self._sort:
            self._sort = sort
            self.redraw()

    def dim(self) -> None:
        """What is shown belongs to another list than the one that is being read, which takes its time."""
        self._foreign = True
        self.refresh()

    def put(self, place: int, rows: Sequence[Listed]) -> None:
        """The rows that were asked for."""
        before, shown = self._pushed or self.current, self._on_screen()
        self._pushed = None
        seen = self.cursor in self.visible_rows
        self._asked = None
        self.cache.put(place, rows)
        self._follow(before)
        if seen:  # rows may be higher than they were taken for
            self._top = self._rows.top_to_show(self.cursor)
        if self._awaits:
            self._show_awaited()
        else:
            self._refresh_changed(shown)
        self._ahead.resume()
        self._moved()
        self._ask()

    def expire(self, total: int) -> None:
        """The list has changed and holds *total* rows now; visible rows are read again."""
        shown, before = self._on_screen(), self.total
        self._pushed = self.current if self.cursor >= total else None
        self.total, self._asked = total, None
        self.cache.keep_only(total)
        self.cache.expire()
        self.cursor = max(0, min(self.cursor, total - 1))
        self._top = self._rows.top_to_show(self.cursor)
        if total and before:
            self._refresh_changed(shown)
        else:
            self.refresh()
        self._ask()

    def stay_at_top(self) -> None:
        """A cursor at the top stays there, whatever comes in above its order, until it is moved."""
        self._stays = not self.cursor

    def give_up(self) -> None:
        """The rows asked for do not come; they are asked for again at the next move."""
        self._asked = None
        self._stop_waiting()

    def cell_text(self) -> str:
        """The whole text of the cursor's cell; "" where there is none."""
        row = self.current
        return value_text(row, self._columns[self.column].key, self._lang) if row else ""

    def marked_text(self) -> str:
        """The marked rows in memory as lines of tab-separated cells, with a line of headings."""
        lines = [[column.head for column in self._columns]]
        for _, row in self.cache:
            if row.id in self.marks:
                lines.append([value_text(row, column.key, self._lang) for column in self._columns])
        return "\n".join("\t".join(line) for line in lines)

    # moving

    def move(self, rows: int) -> None:
        """Moves the cursor by *rows*; marks are not extended any more."""
        self._anchor = None
        self.go_to(self.cursor + rows)

    def page(self, pages: int) -> None:
        """Moves by whole screens."""
        self.move(pages * max(1, len(self.visible_rows) - 1))

    def go_to(self, place: int) -> None:
        """Puts the cursor on the row at *place*, the nearest there is."""
        self._stays = False
        before, self.cursor = self.cursor, max(0, min(place, self.total - 1))
        if self.outer_size:  # else its first size says how far it is scrolled
            self._scroll(self._rows.top_to_show(self.cursor), before)
        self._moved()
        self._ask()

    def move_column(self, columns: int) -> None:
        """Moves the cursor by *columns*; the columns scroll so that it is seen whole."""
        self.column = max(0, min(self.column + columns, len(self._columns) - 1))
        if 0 < self.column < self._first_column:
            self._first_column = self.column
        elif self.column == 0:
            self._first_column = 1
        while self._first_column < self.column and not self._is_whole(self.column):
            self._first_column += 1
        self.redraw()

    def page_columns(self, pages: int) -> None:
        """Moves the cursor by as many columns as are seen whole beside the frozen one."""
        seen = [at for at in range(self._first_column, len(self._columns)) if self._is_whole(at)]
        self.move_column(pages * max(1, len(seen)))

    def unfold(self) -> None:
        """Shows all lines of the cursor's cell in this row, or its summary again."""
        row = self.current
        if row is not None:
            key = self._columns[self.column].key
            keys = self._unfolded.pop(row.id, frozenset()) ^ {key}
            if keys:
                self._unfolded[row.id] = keys
            self._top = self._rows.top_to_show(self.cursor)
            self.refresh()

    # marking

    def mark_here(self) -> None:
        """Marks or unmarks the row of the cursor and moves down."""
        row = self.current
        if row is not None:
            self.set_marks(self.marks ^ {row.id})
            self.move(1)

    def extend(self, rows: int) -> None:
        """Moves by *rows* and marks everything from where the extending began."""
        if self._anchor is None:
            self._anchor = self.cursor
        anchor = self._anchor
        self.go_to(self.cursor + rows)
        self._anchor = anchor
        self.set_marks(self.marks | self._ids(range(min(anchor, self.cursor), max(anchor, self.cursor) + 1)))

    def mark_visible(self) -> None:
        """Marks every row on the screen."""
        self.set_marks(self.marks | self._ids(self.visible_rows))

    def set_marks(self, ids: Iterable[int]) -> None:
        """Marks exactly the orders *ids*."""
        before, self.marks = self.marks, set(ids)
        self._refresh_orders(before ^ self.marks)
        self.post_message(self.Marked())

    @property
    def visible_ids(self) -> list[int]:
        """The orders whose rows are on the screen, from the top."""
        rows = (self.cache.get(place) for place in self.visible_rows)
        return [row.id for row in rows if row is not None]

    def set_tags(self, tags: Mapping[int, str]) -> None:
        """Puts exactly these *tags* into the rows of orders, by id; only what changed is drawn."""
        before, self.tags = self.tags, tags
        self._refresh_orders({each for each in before.keys() | tags if before.get(each) != tags.get(each)})

    def _refresh_orders(self, ids: set[int]) -> None:
        """Draws the rows of the orders *ids* again, where they stand on the screen."""
        if ids:
            seen = ((place, self.cache.get(place)) for place in self.visible_rows)
            self._refresh_rows({place for place, row in seen if row is not None and row.id in ids})

    def _ids(self, places: Iterable[int]) -> set[int]:
        return {row.id for place in places if (row := self.cache.get(place)) is not None}

    # behind the scenes

    def on_resize(self, event: events.Resize) -> None:
        """Another size, filled as far as there are rows: the cursor stays on it, and its column too."""
        if self._placed_for != self.outer_size.width:
            self._place_columns()
            self.move_column(0)
        self._top = self._rows.within(self._rows.top_to_show(self.cursor))
        self._ask()

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor where the mouse is; a double click opens. In the heading it sorts."""
        if self.head_clicked(event):
            return
        places = [place for place, _ in self._rows.lines()]
        if HEADER <= event.y < HEADER + len(places):
            self.move(places[event.y - HEADER] - self.cursor)
            if event.chain == 2:
                self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls, with Shift sideways; the cursor stays on its order."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """As down, the other way."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        event.stop()
        if event.shift:
            self.move_column(way)
            return
        self._scroll(self._rows.within(self._top + way * _WHEEL), self.cursor)
        self._ask()

    def _scroll(self, top: int, before: int) -> None:
        """Makes *top* the first row; the cursor came from the row *before*, the lines of both are drawn."""
        old, self._top = self._top, top
        if top == old or self._awaits:
            self._refresh_rows({before, self.cursor})
            return
        if any(self.cache.get(place) is None for place in self.visible_rows):
            self._awaits = True
            self.set_timer(_PATIENCE, self._stop_waiting)
        elif self._shift(old, {before, self.cursor}):
            self._tell(self.Scrolled())
        else:
            self._show_others()

    def _show_awaited(self) -> None:
        """Shows the rows that were waited for, once all of them are there."""
        if all(self.cache.get(place) is not None for place in self.visible_rows):
            self._stop_waiting()

    def _stop_waiting(self) -> None:
        """Shows what is there instead of the rows from before."""
        if self._awaits:
            self._awaits = False
            self._show_others()

    def _show_others(self) -> None:
        """Draws other rows than before, and nothing beside them: that was about one of those."""
        self._repaint(emptying=True)
        self._tell(self.Scrolled())
        self._ahead.resume()

    def _ask(self) -> None:
        """Asks for rows that are missing on the screen or one screen around it, once at a time.

        When nothing else is missing, the last screen is read ahead: it is where one jumps to. Nobody waits
        for it, so it gives way to what is asked for next.
        """
        waits = self._asked is not None and not self._asked_ahead
        if waits or self._foreign or not self.outer_size.height:
            return
        seen, total = self.visible_rows, self.total
        wanted = self.cache.missing(seen.start, seen.stop - 1, total) or self.cache.missing(
            seen.start - self._body, seen.stop + self._body, total
        )
        ahead = wanted is None and self._asked is None and self.has_focus
        if ahead:
            wanted = self.cache.missing(total - self._body, total - 1, total, stale=False)
        if wanted is not None:
            self._asked, self._asked_ahead = wanted, ahead
            self._tell(self.RowsNeeded(*wanted))

    def _follow(self, before: Listed | None) -> None:
        """Keeps the cursor on its order when rows were added or taken above it."""
        now = self.current
        if self._stays or before is None or now is None or now.id == before.id:
            return
        place = next((place for place, row in self.cache if row.id == before.id), None)
        if place is not None:
            self._top = self._rows.within(self._top + place - self.cursor)
            self.cursor = place

    def _tell(self, message: Message) -> None:
        """Posts *message* to the screen, whom all of it is for: without a stop at everything in between."""
        self.screen.post_message(message)

    def _moved(self) -> None:
        row = self.current
        at = (self.cursor, row.id if row else None)
        if at != self._told:
            self._told = at
            self._tell(self.CursorMoved())
