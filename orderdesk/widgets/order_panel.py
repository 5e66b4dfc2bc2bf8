"""The order under the cursor, beside the list on wide terminals."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from rich.segment import Segment
from rich.text import Text
from textual.events import MouseEvent, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from orderdesk.widgets.safe_text import sieve_of

Draw = Callable[[int], Text]
"""What writes an order for so many columns."""

_EDGE: Final = "▏"
_PADDING: Final = 3
"""Cells of the edge and of the blanks at both sides."""

_WHEEL: Final = 3


class OrderPanel(Widget, can_focus=False):
    """One order in short; the wheel scrolls what is longer than the panel.

    It draws its own edge, so that its lines can be emptied and written one by one.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"order-panel--edge"}
    DEFAULT_CSS = """
    OrderPanel { & > .order-panel--edge { color: $panel; } }
    """

    def __init__(self) -> None:
        super().__init__()
        self._draw: Draw | None = None
        self._lines: list[Strip] = []
        self._first = 0
        self._restyled = False

    def show(self, draw: Draw | None) -> None:
        """Shows what *draw* writes; nothing for None. Only lines that change are drawn."""
        self._draw = draw
        self._first = 0
        self._set_lines(self._drawn())

    def blank(self) -> list[int]:
        """Empties it without drawing; the lines (from 0) that held something."""
        filled = list(range(min(len(self._lines) - self._first, self.size.height)))
        self._draw, self._lines, self._first = None, [], 0
        return filled

    def blank_line(self) -> Strip:
        """One of its lines when it is empty."""
        edge = self.get_component_rich_style("order-panel--edge")
        room = " " * max(0, self.size.width - 1)
        return Strip([Segment(_EDGE, edge), Segment(room, self.rich_style)], self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of *crop*."""
        if self._restyled:
            self._lines, self._restyled = self._drawn(), False
        shown = self._lines[self._first :][crop.y : crop.bottom]
        lines = shown + [self.blank_line()] * (crop.height - len(shown))
        return [line.crop(crop.x, crop.right) for line in lines]

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self._set_lines(self._drawn())

    def notify_style_update(self) -> None:
        """Other colours: those of the edge are not known yet, so that the lines wait until they are drawn."""
        super().notify_style_update()
        self._restyled = True

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Shows what is further down."""
        self._scroll(event, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Shows what is further up."""
        self._scroll(event, -1)

    def _scroll(self, event: MouseEvent, way: int) -> None:
        event.stop()
        self._first = max(0, min(self._first + way * _WHEEL, len(self._lines) - self.size.height))
        self.refresh()

    def _set_lines(self, lines: list[Strip]) -> None:
        before, self._lines = self._lines, lines
        rows = range(self.size.height)
        old, new = ([each[at] if at < len(each) else None for at in rows] for each in (before, lines))
        changed = [y for y in rows if old[y] != new[y]]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _drawn(self) -> list[Strip]:
        """What is shown as lines of the present width."""
        width = self.size.width
        if self._draw is None or width < _PADDING + 2:
            return []
        text, console = self._draw(width - _PADDING), self.app.console
        options = console.options.update(width=width - _PADDING, height=None)
        edge = Segment(_EDGE, self.get_component_rich_style("order-panel--edge"))
        blank = Segment(" ", self.rich_style)
        sieve = sieve_of(self)
        found = []
        for line in console.render_lines(text, options, style=self.rich_style, pad=True):
            found.append(Strip(sieve([edge, blank, *line, blank]), width).simplify())
        return found
