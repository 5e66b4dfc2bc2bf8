"""The order list: a window of rows over a list of any length, with a cursor and marks.

The grid holds no orders but those around what is looked at. It asks for rows by a message and goes on showing
what it has until they come; it never reads the store itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from orderdesk.core.domain.layouts import DEFAULT, ColumnLayout
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets.columns import fit, right
from orderdesk.widgets.grid_layout import MARGIN, Placed, cell, columns_for, head_text, value_text
from orderdesk.widgets.row_cache import RowCache

MARK: Final = "✓"
CURSOR: Final = "▸"
_HEADER: Final = 1


class OrderGrid(ScrollView, can_focus=True, inherit_bindings=False):
    """The rows of the list with a header; the first column stays when the others scroll."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "order-grid--header", "order-grid--cursor", "order-grid--cell", "order-grid--marked",
        "order-grid--stale", "order-grid--empty",
    }  # fmt: skip
    DEFAULT_CSS = """
    OrderGrid {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .order-grid--header { text-style: bold; color: $text-muted; }
        & > .order-grid--cursor { background: $panel; }
        & > .order-grid--cell { text-style: bold; }
        & > .order-grid--marked { color: $primary; }
        & > .order-grid--stale { text-style: dim; }
        & > .order-grid--empty { color: $text-muted; }
        &:focus > .order-grid--cursor { background: $primary-muted; }
        &:focus > .order-grid--cell { text-style: bold reverse; }
    }
    """

    @dataclass
    class RowsNeeded(Message):
        """Rows *place* to *place + number* are wanted."""

        place: int
        number: int

    class CursorMoved(Message):
        """The cursor stands on another order."""

    class Marked(Message):
        """Other orders are marked than before."""

    class Opened(Message):
        """The row of the cursor was double-clicked."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang
        self.cache: RowCache[Listed] = RowCache()
        self.total = 0
        """Rows of the whole list."""
        self.cursor = 0
        """The place of the cursor, 0-based."""
        self.column = 0
        """The column of the cursor."""
        self.marks: set[int] = set()
        """Ids of marked orders."""
        self.empty: Sequence[str] = ()
        """What to say when the list is empty."""
        self._first_column = 1
        self._anchor: int | None = None
        self._asked: tuple[int, int] | None = None
        self._foreign = False
        self._layout = DEFAULT
        self._columns: tuple[Placed, ...] = columns_for(80, lang)
        self._arrow = ("", "")
        self._told: tuple[int, int | None] | None = None

    # what is shown

    def show(self, total: int, place: int, rows: Sequence[Listed]) -> None:
        """Another list: *total* rows, of which *rows* stand at *place*; the cursor goes to the top."""
        self.cache.clear()
        self.cache.put(place, rows)
        self.total, self.cursor, self._asked, self._foreign = total, 0, None, False
        self._anchor = None
        self.scroll_to(0, 0, animate=False, force=True)
        self._resize_list()
        self._moved()

    def set_layout(self, layout: ColumnLayout) -> None:
        """Shows other columns; the cursor stays in its column, if that is still there."""
        if layout != self._layout:
            key = self._columns[self.column].key
            self._layout = layout
            self._place_columns()
            self.column = next((at for at, each in enumerate(self._columns) if each.key == key), 0)
            self.move_column(0)

    def set_sort(self, key: str, desc: bool) -> None:
        """Marks the heading of the column that the list is sorted by."""
        self._arrow = (key, "↓" if desc else "↑")
        self.refresh()

    def dim(self) -> None:
        """What is shown belongs to another list than the one that is being read, which takes its time."""
        self._foreign = True
        self.refresh()

    def put(self, place: int, rows: Sequence[Listed]) -> None:
        """The rows that were asked for."""
        before, shown = self.current, self._shown()
        self._asked = None
        self.cache.put(place, rows)
        self._follow(before)
        if self._shown() != shown:
            self.refresh()
        self._moved()
        self._ask()

    def expire(self, total: int) -> None:
        """The list has changed and holds *total* rows now; visible rows are read again."""
        self.total, self._asked = total, None
        self.cache.keep_only(total)
        self.cache.expire()
        self.cursor = max(0, min(self.cursor, total - 1))
        self._resize_list()
        self._ask()

    def give_up(self) -> None:
        """The rows asked for do not come; they are asked for again at the next move."""
        self._asked = None

    @property
    def current(self) -> Listed | None:
        """The row of the cursor, None when it is not there (yet)."""
        return self.cache.get(self.cursor) if self.cursor < self.total else None

    @property
    def visible_rows(self) -> range:
        """The places that stand on the screen."""
        first = self.scroll_offset.y
        return range(first, min(self.total, first + max(1, self.size.height - _HEADER)))

    @property
    def columns(self) -> tuple[Placed, ...]:
        """The columns at the present width."""
        return self._columns

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
        self.move(pages * max(1, self.size.height - _HEADER - 1))

    def go_to(self, place: int) -> None:
        """Puts the cursor on the row at *place*, the nearest there is."""
        before, self.cursor = self.cursor, max(0, min(place, self.total - 1))
        height = max(1, self.size.height - _HEADER)
        top = self.scroll_offset.y
        if self.cursor < top:
            self._scroll(self.cursor)
        elif self.cursor >= top + height:
            self._scroll(self.cursor - height + 1)
        self._refresh_row(before)
        self._refresh_row(self.cursor)
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
        self.refresh()

    def _is_whole(self, column: int) -> bool:
        shown = (self._columns[0], *self._columns[self._first_column : column + 1])
        return MARGIN + sum(each.width + 1 for each in shown) - 1 <= self.size.width

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
        self.marks = set(ids)
        self.refresh()
        self.post_message(self.Marked())

    def _ids(self, places: Iterable[int]) -> set[int]:
        return {row.id for place in places if (row := self.cache.get(place)) is not None}

    # drawing

    def render_line(self, y: int) -> Strip:
        """One line: the header, a row, or what to do when there is none."""
        width = self.size.width
        if self.total == 0:
            return self._empty_line(y, width)
        if y < _HEADER:
            key, arrow = self._arrow
            heads = [head_text(each, arrow if each.key == key else "") for each in self._columns]
            return self._line(" " * MARGIN, heads, self.get_component_rich_style("order-grid--header"), None)
        place = self.scroll_offset.y + y - _HEADER
        if place >= self.total:
            return Strip.blank(width, self.rich_style)
        row = self.cache.get(place)
        style = self._row_style(place, row)
        here = place == self.cursor
        if row is None:
            texts = [right(f"{place + 1:,} …", self._columns[0].width)]
            texts += [" " * column.width for column in self._columns[1:]]
            return self._line(f" {CURSOR if here else ' '}", texts, style, None)
        margin = (MARK if row.id in self.marks else " ") + (CURSOR if here else " ")
        texts = [cell(row, column, self._lang) for column in self._columns]
        return self._line(margin, texts, style, self.column if here else None)

    def _row_style(self, place: int, row: Listed | None) -> Style:
        style = self.rich_style
        if row is not None and row.id in self.marks:
            style += self.get_component_rich_style("order-grid--marked", partial=True)
        if row is None or self._foreign:
            style += self.get_component_rich_style("order-grid--stale", partial=True)
        if place == self.cursor:
            style += self.get_component_rich_style("order-grid--cursor", partial=True)
        return style

    def _line(self, margin: str, texts: Sequence[str], style: Style, cursor: int | None) -> Strip:
        """A line from its cells: the frozen one, then those from the first that is scrolled to."""
        segments = [Segment(margin, style)]
        over = self.get_component_rich_style("order-grid--cell", partial=True)
        for at in (0, *range(self._first_column, len(texts))):
            segments.append(Segment(texts[at], style + over if at == cursor else style))
            segments.append(Segment(" ", style))
        return Strip(segments).simplify().adjust_cell_length(self.size.width, style)

    def _empty_line(self, y: int, width: int) -> Strip:
        style = self.get_component_rich_style("order-grid--empty")
        at = y - max(0, (self.size.height - len(self.empty)) // 3)
        if not 0 <= at < len(self.empty):
            return Strip.blank(width, self.rich_style)
        text = self.empty[at]
        return Strip([Segment(fit(" " * max(1, (width - cell_len(text)) // 2) + text, width), style)])

    # behind the scenes

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolled, by a key or by the wheel: other rows are needed."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has other columns."""
        self._place_columns()
        self._resize_list()
        self.move_column(0)
        self.go_to(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor where the mouse is; a double click opens."""
        place = self.scroll_offset.y + event.y - _HEADER
        if event.y >= _HEADER and place < self.total:
            self.move(place - self.cursor)
            if event.chain == 2:
                self.post_message(self.Opened())

    def _place_columns(self) -> None:
        self._columns = columns_for(self.size.width, self._lang, self._layout)
        self._first_column = 1

    def _shown(self) -> list[Listed | None]:
        return [self.cache.get(place) for place in self.visible_rows]

    def _resize_list(self) -> None:
        self.virtual_size = Size(self.size.width, self.total + _HEADER)
        self.refresh()

    def _refresh_row(self, place: int) -> None:
        """Draws one row again: over a slow line a whole screen takes its time."""
        y = place - self.scroll_offset.y + _HEADER
        if _HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _ask(self) -> None:
        """Asks for rows that are missing on the screen or one screen around it, once at a time."""
        if self._asked is not None or self._foreign or not self.size.height:
            return
        seen = self.visible_rows
        wanted = self.cache.missing(seen.start, seen.stop - 1, self.total) or self.cache.missing(
            seen.start - len(seen), seen.stop + len(seen), self.total
        )
        if wanted is not None:
            self._asked = wanted
            self.post_message(self.RowsNeeded(*wanted))

    def _follow(self, before: Listed | None) -> None:
        """Keeps the cursor on its order when rows were added or taken above it."""
        now = self.current
        if before is None or now is None or now.id == before.id:
            return
        place = next((place for place, row in self.cache if row.id == before.id), None)
        if place is not None:
            top = self.scroll_offset.y + place - self.cursor
            self.cursor = place
            self._scroll(max(0, top))

    def _moved(self) -> None:
        row = self.current
        at = (self.cursor, row.id if row else None)
        if at != self._told:
            self._told = at
            self.post_message(self.CursorMoved())
