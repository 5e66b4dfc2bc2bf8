"""The order list's rows as lines of the terminal: drawn once, kept while nothing about them changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from orderdesk.core.domain.layouts import NARROWEST
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets.columns import cells_in, fit, right
from orderdesk.widgets.grid_layout import MARGIN, Placed, cell_lines, head_text, lending
from orderdesk.widgets.safe_text import Sieve

MARK: Final = "✓"
CURSOR: Final = "▸"
KEPT: Final = 600
"""Drawn rows that are kept at most; then all are drawn anew."""

_LEAST: Final = 3
"""Cells that a tag leaves at least to the items: one letter and the ellipsis. With fewer it stands alone."""


_Key = tuple[int, bool, bool, bool, frozenset[str], str]


@dataclass(frozen=True)
class Look:
    """The styles of the list; `row` is that of a plain row, `under` lies over a row with the cursor."""

    row: Style
    header: Style
    under: Style
    cell: Style
    marked: Style
    stale: Style


@dataclass(frozen=True)
class Shape:
    """What all rows have in common: look, width, columns, and the first of those that are not frozen.

    With `gutter` the cursor is its sign alone, so that moving it writes two cells instead of two lines; its
    column is told by the heading. `sort` are the column that the list is sorted by and its arrow, `column` is
    that of the cursor.
    """

    look: Look
    lang: Lang
    width: int
    columns: tuple[Placed, ...]
    first: int
    column: int
    gutter: bool
    sort: tuple[str, str]

    def seen(self) -> dict[int, Placed]:
        """The columns on the screen by their places; the last one as narrow as the edge leaves it."""
        found, room = {0: self.columns[0]}, self.width - MARGIN - self.columns[0].width - 1
        for at in range(self.first, len(self.columns)):
            if room < NARROWEST:
                break
            column = self.columns[at]
            found[at] = replace(column, width=min(column.width, room))
            room -= column.width + 1
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is to be drawn; `unfolded` are the columns with all their lines.

    `tag` stands before its items.
    """

    row: Listed
    here: bool
    marked: bool
    stale: bool
    unfolded: frozenset[str]
    tag: str = ""


class GridLines:
    """The lines of rows, in one shape; another shape draws all of them anew."""

    def __init__(self, shape: Shape, sieve: Sieve) -> None:
        self.shape = shape
        self._sieve = sieve
        self._seen = shape.seen()
        self._room = shape.width - MARGIN + 1 - sum(each.width + 1 for each in self._seen.values())
        self._kept: dict[_Key, tuple[Listed, list[Strip]]] = {}

    def header(self) -> Strip:
        """The headings; with a gutter cursor, that of its column stands out."""
        shape = self.shape
        key, arrow = shape.sort
        heads = [head_text(each, arrow if each.key == key else "") for each in self._seen.values()]
        return self._line(" " * MARGIN, heads, shape.look.header, shape.gutter)

    def row(self, row: Row) -> list[Strip]:
        """The lines of *row*, one at least."""
        key = (row.row.id, row.here, row.marked, row.stale, row.unfolded, row.tag)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is row.row:
            return kept[1]
        if len(self._kept) >= KEPT:
            self._kept.clear()
        lines = self._drawn(row)
        self._kept[key] = (row.row, lines)
        return lines

    def all_drawn(self, rows: Iterable[Row], most: int) -> bool:
        """Whether *rows* are drawn and kept; *most* of those that were not are drawn now."""
        for row in rows:
            known = len(self._kept)
            self.row(row)
            most -= len(self._kept) != known
            if not most:
                return False
        return True

    def missing(self, place: int, here: bool) -> Strip:
        """The line of a row that is not in memory yet: its number."""
        texts = [" " * each.width for each in self._seen.values()]
        texts[0] = right(f"{place + 1:,} …", len(texts[0]))
        return self._line(f"  {CURSOR if here else ' '}", texts, self._style(here, False, True), False)

    def _drawn(self, row: Row) -> list[Strip]:
        shape = self.shape
        columns = lending(row.row, list(self._seen.values()), shape.lang)
        cells = [cell_lines(row.row, each, shape.lang, each.key in row.unfolded) for each in columns]
        if row.tag:
            self._put_before(columns, cells, row.tag)
        style = self._style(row.here, row.marked, row.stale)
        margin = f" {MARK if row.marked else ' '}{CURSOR if row.here else ' '}"
        cursor = row.here and not shape.gutter
        lines = [self._line(margin, [texts[0] for texts in cells], style, cursor)]
        for n in range(1, max(map(len, cells))):
            below = zip(columns, cells, strict=True)
            texts = [texts[n] if n < len(texts) else " " * each.width for each, texts in below]
            lines.append(self._line(" " * MARGIN, texts, style, cursor))
        return lines

    def _put_before(self, columns: Sequence[Placed], cells: list[list[str]], tag: str) -> None:
        """Puts *tag* before the items, or where they are not seen before the widest column; it gives way."""
        at = max(range(len(columns)), key=lambda n: (columns[n].key == "items", n > 0, columns[n].width))
        text = f"{tag} · {cells[at][0].strip()}"
        if columns[at].width - cells_in(f"{tag} · ") < _LEAST:
            text = tag
        cells[at] = [fit(text, columns[at].width), *cells[at][1:]]

    def _style(self, here: bool, marked: bool, stale: bool) -> Style:
        look, style = self.shape.look, self.shape.look.row
        under = here and not self.shape.gutter
        if marked and not under:  # on the ground of the cursor the accent is too weak; the mark tells it
            style += look.marked
        if stale:
            style += look.stale
        return style + look.under if under else style

    def _line(self, margin: str, texts: Sequence[str], style: Style, cursor: bool) -> Strip:
        """A line of *texts*, which stand under the columns on the screen; runs of one style are one piece."""
        rest = " " * self._room
        at = list(self._seen).index(self.shape.column) if cursor and self.shape.column in self._seen else None
        if at is None:
            text = f"{' '.join(texts)}{rest}"
            if self.shape.gutter:  # a piece of its own: it is all that changes when the cursor moves
                return self._strip([Segment(margin, style), Segment(text, style)])
            return self._strip([Segment(f"{margin}{text}", style)])
        before = "".join(f"{text} " for text in texts[:at])
        after = "".join(f" {text}" for text in texts[at + 1 :])
        under = Segment(texts[at], style + self.shape.look.cell)
        return self._strip([Segment(margin + before, style), under, Segment(after + rest, style)])

    def _strip(self, pieces: list[Segment]) -> Strip:
        return Strip(self._sieve([piece for piece in pieces if piece.text]), self.shape.width)
