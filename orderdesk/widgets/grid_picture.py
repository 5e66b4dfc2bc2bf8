"""The picture of the order list: which row stands on which line, and how the lines come to the terminal.

It draws the rows that are in memory; which rows those are, and where the cursor goes, is `order_grid`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from orderdesk.core.domain.layouts import DEFAULT
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets._textual_fixes import Beside, DirectLines, Unheeding
from orderdesk.widgets.columns import fit
from orderdesk.widgets.grid_layout import MARGIN, Placed, columns_for
from orderdesk.widgets.grid_lines import KEPT, GridLines, Look, Row, Shape
from orderdesk.widgets.grid_rows import RowPlaces
from orderdesk.widgets.row_cache import RowCache
from orderdesk.widgets.safe_text import sieve_of

HEADER: Final = 1
"""Lines above the rows."""

_OVER: Final = ("cursor", "cell", "marked", "stale")
"""The styles that lie over that of a row."""

_SLICE: Final = 0.005
_SLICE_ROWS: Final = 8
"""Seconds from one slice of drawing ahead to the next, and its rows: a key waits a millisecond at most."""


class GridPicture(Unheeding):
    """The rows of a list with a header, as far as they are in memory, and a cursor among them.

    It has neither padding nor border, so its `outer_size`, which is at hand, is all there is to draw on.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "order-grid--header", "order-grid--cursor", "order-grid--cell", "order-grid--marked",
        "order-grid--stale", "order-grid--empty",
    }  # fmt: skip
    DEFAULT_CSS = """
    GridPicture {
        & > .order-grid--header { text-style: bold; color: $text-muted; }
        & > .order-grid--cursor { background: $panel; }
        & > .order-grid--cell { text-style: bold; }
        & > .order-grid--marked { color: $primary; }
        & > .order-grid--stale { text-style: dim; }
        & > .order-grid--empty { color: $text-muted; }
        &:focus > .order-grid--cursor { background: $primary-muted; }
        &:focus > .order-grid--cell { text-style: bold reverse; }
        &.-behind > .order-grid--cursor { background: $panel; }
        &.-behind > .order-grid--cell { text-style: bold; }
    }
    """

    def __init__(self, lang: Lang, gutter: bool, beside: Beside | None) -> None:
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
        self.tags: Mapping[int, str] = {}
        """What stands before the items of orders, by id: who else is on them."""
        self.empty: Sequence[str] = ()
        """What to say when the list is empty."""
        self._top = 0
        self._first_column = 1
        self._foreign = self._awaits = False
        self._layout = DEFAULT
        self._details = DEFAULT.details
        self._unfolded: dict[int, frozenset[str]] = {}
        self._columns: tuple[Placed, ...] = columns_for(80, lang)
        self._placed_for = 80
        self._sort = ("", "")
        self._ahead: Timer
        self._drawn: GridLines | None = None
        self._direct = DirectLines(self, beside)

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

    # which rows stand where

    @property
    def _body(self) -> int:
        """Lines for rows."""
        return max(1, self.outer_size.height - HEADER)

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

    def _is_whole(self, column: int) -> bool:
        shown = (self._columns[0], *self._columns[self._first_column : column + 1])
        return MARGIN + sum(each.width + 1 for each in shown) - 1 <= self.outer_size.width

    def _place_columns(self) -> None:
        self._columns = columns_for(self.outer_size.width, self._lang, self._layout)
        self._placed_for = self.outer_size.width
        self._first_column = 1
        self._drawn = None

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
        return (lines + [self._blank(width)] * (height - len(lines)))[:height]

    def _blank(self, width: int) -> Strip:
        return Strip(sieve_of(self)([Segment(" " * width, self.rich_style)]), width)

    def _line(self, place: int, line: int) -> Strip:
        row = self.cache.get(place)
        if row is None:
            return self._lines.missing(place, place == self.cursor)
        return self._lines.row(self._row(place, row))[line]

    def _row(self, place: int, row: Listed) -> Row:
        unfolded = self._details ^ self._unfolded.get(row.id, frozenset())
        return Row(
            row,
            place == self.cursor,
            row.id in self.marks,
            self._foreign,
            unfolded,
            self.tags.get(row.id, ""),
        )

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
        if not 0 <= at < len(self.empty) or not self.screen.is_active:
            return self._blank(width)  # beside a dialog single letters of it would be seen
        text = self.empty[at]
        line = fit(" " * max(1, (width - cell_len(text)) // 2) + text, width)
        return Strip(sieve_of(self)([Segment(line, style)]), width)

    def on_mount(self) -> None:
        """Nothing to draw ahead yet."""
        self._ahead = self.set_interval(_SLICE, self._draw_ahead, pause=True)

    def _draw_ahead(self) -> None:
        """Draws some rows that are not seen yet but may be next: one screen around, and the last one."""
        seen, body = self.visible_rows, self._body
        likely = range(seen.stop, seen.stop + body), range(seen.start - body, seen.start)
        places = islice(chain(*likely, range(self.total - body, self.total)), KEPT // 2)
        rows = (self._row(place, row) for place in places if (row := self.cache.get(place)) is not None)
        if self._lines.all_drawn(rows, _SLICE_ROWS):
            self._ahead.pause()

    # drawing what has changed

    def _repaint(self, emptying: bool = False) -> None:
        """Draws everything, at once where that can be; with *emptying*, nothing is left beside it."""
        if not self._direct.write(lambda: dict(enumerate(self._all_lines())), True, emptying):
            self.refresh()

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
        return self._direct.scroll(by, HEADER, {y + HEADER: self._line(*lines[y]) for y in wanted})

    def _refresh_rows(self, places: set[int]) -> None:
        """Draws some rows again: over a slow line a whole screen takes its time."""
        if self._awaits:
            return
        if self._direct.owes:
            self._repaint()
            return
        lines = {y + HEADER: each for y, each in self._rows.lines_of(places)}
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
            self.refresh(*(Region(0, y + HEADER, self.outer_size.width, 1) for y in changed))
