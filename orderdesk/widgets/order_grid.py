"""The order list: a window of rows over a list of any length, with a cursor and marks.

The grid holds no orders but those around what is looked at. It asks for rows by a message and goes on showing
what it has until they come; it never reads the store itself. It scrolls by whole rows, which may be several
lines high, so it knows its first row and never the height of the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from orderdesk.core.domain.layouts import DEFAULT, ColumnLayout
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets._textual_fixes import Beside, DirectLines, Unheeding
from orderdesk.widgets.columns import fit
from orderdesk.widgets.grid_layout import MARGIN, Placed, columns_for, value_text
from orderdesk.widgets.grid_lines import GridLines, Look, Row, Shape
from orderdesk.widgets.grid_rows import RowPlaces
from orderdesk.widgets.row_cache import RowCache
from orderdesk.widgets.safe_text import sieve_of

_HEADER: Final = 1
_OVER: Final = ("cursor", "cell", "marked", "stale")
"""The styles that lie over that of a row."""

_PATIENCE: Final = 0.3
"""Seconds for which the old rows stay on the screen while others are read; then their numbers are shown."""

_WHEEL: Final = 3
"""Rows that one notch of the wheel scrolls."""


class OrderGrid(Unheeding, can_focus=True, inherit_bindings=False):
    """The rows of the list with a header; the first column stays when the others scroll."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "order-grid--header", "order-grid--cursor", "order-grid--cell", "order-grid--marked",
        "order-grid--stale", "order-grid--empty",
    }  # fmt: skip
    DEFAULT_CSS = """
    OrderGrid {
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

    class Scrolled(Message):
        """Other rows are on the screen."""

    class Marked(Message):
        """Other orders are marked than before."""

    class Opened(Message):
        """The row of the cursor was double-clicked."""

    def __init__(self, lang: Lang, gutter: bool = False, beside: Beside | None = None) -> None:
        super().__init__()
        self._lang = lang
        self._gutter = gutter
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
        self._top = 0
        self._first_column = 1
        self._anchor: int | None = None
        self._asked: tuple[int, int] | None = None
        self._pushed: Listed | None = None  # the cursor's row when a shorter list pushed the cursor up
        self._foreign = self._awaits = False
        self._layout = DEFAULT
        self._details = DEFAULT.details
        self._unfolded: dict[int, frozenset[str]] = {}
        self._columns: tuple[Placed, ...] = columns_for(80, lang)
        self._placed_for = 80
        self._sort = ("", "")
        self._told: tuple[int, int | None] | None = None
        self._drawn: GridLines | None = None
        self._direct = DirectLines(self, beside)

    # what is shown

    def show(self, total: int, rows: Sequence[Listed]) -> None:
        """Another list: *total* rows, which begin with *rows*; the cursor goes to the top."""
        self.cache.clear()
        self.cache.put(0, rows)
        self.total, self._asked, self._foreign, self._awaits = total, None, False, False
        self.cursor = self._top = 0
        self._anchor = None
        self._unfolded.clear()
        self._repaint()
        self._moved()
        self._ask()

    def set_layout(self, layout: ColumnLayout) -> None:
        """Shows other columns; the cursor stays in its column, if that is still there."""
        if layout != self._layout:
            key = self._columns[self.column].key
            self._layout = layout
            self._details = layout.details
            self._place_columns()
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

    def give_up(self) -> None:
        """The rows asked for do not come; they are asked for again at the next move."""
        self._asked = None
        self._stop_waiting()

    @property
    def current(self) -> Listed | None:
        """The row of the cursor, None when it is not there (yet)."""
        return self.cache.get(self.cursor) if self.cursor < self.total else None

    @property
    def visible_rows(self) -> range:
        """The places that stand on the screen, if only in part."""
        return self._rows.seen

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
        self.move(pages * max(1, len(self.visible_rows) - 1))

    def go_to(self, place: int) -> None:
        """Puts the cursor on the row at *place*, the nearest there is."""
        before, self.cursor = self.cursor, max(0, min(place, self.total - 1))
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

    def _is_whole(self, column: int) -> bool:
        shown = (self._columns[0], *self._columns[self._first_column : column + 1])
        return MARGIN + sum(each.width + 1 for each in shown) - 1 <= self.outer_size.width

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
        changed = before ^ self.marks
        seen = ((place, self.cache.get(place)) for place in self.visible_rows)
        self._refresh_rows({place for place, row in seen if row is not None and row.id in changed})
        self.post_message(self.Marked())

    def _ids(self, places: Iterable[int]) -> set[int]:
        return {row.id for place in places if (row := self.cache.get(place)) is not None}

    # which rows stand where

    @property
    def _body(self) -> int:
        """Lines for rows."""
        return max(1, self.outer_size.height - _HEADER)

    def _height(self, place: int) -> int:
        """The lines of the row at *place*; one while it is not in memory."""
        row = self.cache.get(place)
        if row is None or not (self._details or row.id in self._unfolded):
            return 1
        return min(self._body, len(self._lines.row(self._row(place, row))))

    @property
    def _rows(self) -> RowPlaces:
        """Where the rows stand now."""
        even = not (self._details or self._unfolded)
        return RowPlaces(self._top, self._body, self.total, None if even else self._height)

    # drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of *crop*; past Textual's own cache, which would draw a whole list for one line."""
        lines = self._all_lines()[crop.y : crop.bottom]
        if crop.x or crop.right < self.outer_size.width:
            return [line.crop(crop.x, crop.right) for line in lines]
        return lines

    def render_line(self, y: int) -> Strip:
        """One line."""
        return self._all_lines()[y]

    def _all_lines(self) -> list[Strip]:
        width, height = self.outer_size
        if self.total == 0:
            return [self._empty_line(y, width) for y in range(height)]
        lines = [self._lines.header(), *(self._line(*each) for each in self._rows.lines())]
        return (lines + [Strip.blank(width, self.rich_style)] * (height - len(lines)))[:height]

    def _line(self, place: int, line: int) -> Strip:
        row = self.cache.get(place)
        if row is None:
            return self._lines.missing(place, place == self.cursor)
        return self._lines.row(self._row(place, row))[line]

    def _row(self, place: int, row: Listed) -> Row:
        unfolded = self._details ^ self._unfolded.get(row.id, frozenset())
        return Row(row, place == self.cursor, row.id in self.marks, self._foreign, unfolded)

    @property
    def _lines(self) -> GridLines:
        """What draws the rows, in the present shape."""
        if self._placed_for != self.outer_size.width:
            self._place_columns()
        if self._drawn is None:
            style = self.get_component_rich_style
            look = Look(
                self.rich_style,
                style("order-grid--header"),
                *(style(f"order-grid--{name}", partial=True) for name in _OVER),
            )
            first, column = self._first_column, self.column
            shape = Shape(
                look,
                self._lang,
                self.outer_size.width,
                self._columns,
                first,
                column,
                self._gutter,
                self._sort,
            )
            self._drawn = GridLines(shape, sieve_of(self))
        return self._drawn

    def redraw(self) -> None:
        """Draws everything anew: the shape of the rows has changed."""
        self._drawn = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Other colours: another theme, or the focus came or went."""
        super().notify_style_update()
        self._drawn = None

    def _empty_line(self, y: int, width: int) -> Strip:
        style = self.get_component_rich_style("order-grid--empty")
        at = y - max(0, (self.outer_size.height - len(self.empty)) // 3)
        if not 0 <= at < len(self.empty):
            return Strip.blank(width, self.rich_style)
        text = self.empty[at]
        line = fit(" " * max(1, (width - cell_len(text)) // 2) + text, width)
        return Strip(sieve_of(self)([Segment(line, style)]), width)

    # behind the scenes

    def on_resize(self, event: events.Resize) -> None:
        """Another size: the cursor stays on the screen, and its column too."""
        if self._placed_for != self.outer_size.width:
            self._place_columns()
            self.move_column(0)
        self._top = self._rows.top_to_show(self.cursor)
        self._ask()

    def on_click(self, event: events.Click) -> None:
        """Puts the cursor where the mouse is; a double click opens."""
        places = [place for place, _ in self._rows.lines()]
        if _HEADER <= event.y < _HEADER + len(places):
            self.move(places[event.y - _HEADER] - self.cursor)
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

    def _place_columns(self) -> None:
        self._columns = columns_for(self.outer_size.width, self._lang, self._layout)
        self._placed_for = self.outer_size.width
        self._first_column = 1
        self._drawn = None

    def _scroll(self, top: int, before: int) -> None:
        """Makes *top* the first row; the cursor came from the row *before*, the lines of both are drawn."""
        old, self._top = self._top, top
        if top == old or self._awaits:
            self._refresh_rows({before, self.cursor})
            return
        if any(self.cache.get(place) is None for place in self.visible_rows):
            self._awaits = True
            self.set_timer(_PATIENCE, self._stop_waiting)
        elif not self._shift(old, {before, self.cursor}):
            self._repaint()
        self._tell(self.Scrolled())

    def _show_awaited(self) -> None:
        """Shows the rows that were waited for, once all of them are there."""
        if all(self.cache.get(place) is not None for place in self.visible_rows):
            self._stop_waiting()

    def _stop_waiting(self) -> None:
        """Shows what is there instead of the rows from before."""
        if self._awaits:
            self._awaits = False
            self._repaint()

    def _shift(self, old: int, changed: set[int]) -> bool:
        """Lets the terminal move the lines that stay when the first row was *old*; whether that can be."""
        rows = range(min(old, self._top), max(old, self._top))
        if len(rows) > self._body // 2:
            return False
        by = sum(map(self._height, rows)) * (1 if self._top > old else -1)
        if abs(by) > self._body // 2:
            return False
        lines = list(self._rows.lines())
        new = range(len(lines) - by, len(lines)) if by > 0 else range(-by)
        if len(lines) < self._body:
            return False
        wanted = [y for y, (place, _) in enumerate(lines) if y in new or place in changed]
        return self._direct.scroll(by, _HEADER, {y + _HEADER: self._line(*lines[y]) for y in wanted})

    def _repaint(self) -> None:
        """Draws everything, at once where that can be."""
        if not self._direct.write(lambda: dict(enumerate(self._all_lines())), whole=True):
            self.refresh()

    def _refresh_rows(self, places: set[int]) -> None:
        """Draws some rows again: over a slow line a whole screen takes its time."""
        if self._awaits:
            return
        if self._direct.owes:
            self._repaint()
            return
        lines = {y + _HEADER: each for y, each in self._rows.lines_of(places)}
        if not self._direct.write(lambda: {y: self._line(*each) for y, each in lines.items()}):
            for y in lines:
                self.refresh(Region(0, y, self.outer_size.width, 1))

    def _on_screen(self) -> list[tuple[Listed | None, int]]:
        """What each line shows, to know after a change which ones are to be drawn."""
        return [(self.cache.get(place), line) for place, line in self._rows.lines()]

    def _refresh_changed(self, before: list[tuple[Listed | None, int]]) -> None:
        """Draws the lines that show something else than *before*."""
        now = self._on_screen()
        changed = [y for y, pair in enumerate(zip(before, now, strict=False)) if pair[0] != pair[1]]
        if len(before) != len(now) or len(changed) > len(now) // 2:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y + _HEADER, self.outer_size.width, 1) for y in changed))

    def _ask(self) -> None:
        """Asks for rows that are missing on the screen or one screen around it, once at a time."""
        if self._asked is not None or self._foreign or not self.outer_size.height:
            return
        seen = self.visible_rows
        wanted = self.cache.missing(seen.start, seen.stop - 1, self.total) or self.cache.missing(
            seen.start - self._body, seen.stop + self._body, self.total
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
