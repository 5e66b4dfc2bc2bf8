"""A list of lines of any length: only the lines on the screen are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from orderdesk.widgets.safe_text import safe

_LEAST: Final = 3
"""Rows that a list has on the smallest screen, if it has as many lines."""

_PLAIN: Final = Style(dim=False)
"""Over a line that has a ground of its own, where quiet text is too weak to be read."""

_WIDE: Final = 200
"""Cells that a line may take when it is copied."""

MakeLine = Callable[[int, int], Text]
"""The line of an index, for a width in cells."""


class LineList(ScrollView, can_focus=True):
    """Lines with a cursor; posts `Moved` when the cursor moves and `Chosen` on Enter or a double click.

    The lines come from a function, so a hundred thousand cost no more than what is seen of them. Where its
    height is automatic, the list leaves *reserve* rows of the screen to what stands around it.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor", "line-list--resting", "line-list--behind"}
    DEFAULT_CSS = """
    LineList {
        height: auto;
        background: transparent;
        scrollbar-size-horizontal: 0;
        scrollbar-size-vertical: 1;
        & > .line-list--cursor { background: $primary; color: $background; text-style: bold; }
        & > .line-list--resting { background: $primary-muted; color: $foreground; }
        & > .line-list--behind { background: $panel; color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,ctrl+home", "edge(0)", show=False),
        Binding("end,ctrl+end", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another line."""

        def __init__(self, lines: LineList, index: int) -> None:
            super().__init__()
            self.lines = lines
            self.index = index

        @property
        def control(self) -> LineList:
            """The list."""
            return self.lines

    class Chosen(Moved):
        """The line of the cursor was chosen."""

    def __init__(self, id: str | None = None, reserve: int = 6) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._reserve = reserve
        self._count = 0
        self._line: MakeLine = lambda index, width: Text()
        self._nothing = ""
        self.cursor = 0

    @property
    def count(self) -> int:
        """How many lines there are."""
        return self._count

    @property
    def text(self) -> str:
        """The line of the cursor as text, "" when there is none."""
        return self._line(self.cursor, _WIDE).plain.strip() if self._count else ""

    def show(self, count: int, line: MakeLine, cursor: int | None = None, nothing: str = "") -> None:
        """Shows *count* lines made by *line*; the cursor stays where it is, as far as there are lines.

        Where there are none, the list says *nothing*, which is no line that the cursor could stand on.
        """
        self._count, self._line, self._nothing = count, line, nothing
        self.virtual_size = Size(self.virtual_size.width, count)
        self.cursor = max(0, min(self.cursor if cursor is None else cursor, count - 1))
        self._keep_in_sight()
        self.refresh(layout=True)

    @property
    def line_width(self) -> int:
        """The cells of a line; where a bar stands beside the list, one is left free before it."""
        return max(0, self.scrollable_content_region.width - self.show_vertical_scrollbar)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """All lines, or as many as the screen has room for."""
        lines = self._count or len(self._said(width))
        return min(lines, max(_LEAST, viewport.height - self._reserve))

    def _said(self, width: int) -> Sequence[Text]:
        """That there is nothing, on as many lines as it needs."""
        if self._count or not self._nothing:
            return ()
        said = safe(self._nothing, "dim")
        return [*said.wrap(self.app.console, max(1, width), overflow="fold", no_wrap=False)]

    def move_to(self, index: int) -> None:
        """Puts the cursor on line *index*, or on the nearest there is."""
        wanted = max(0, min(index, self._count - 1))
        if wanted != self.cursor and self._count:
            self.cursor = wanted
            self._keep_in_sight()
            self.refresh()
            self.post_message(self.Moved(self, wanted))

    def action_step(self, by: int) -> None:
        """Moves the cursor by lines."""
        self.move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Moves the cursor by screens."""
        self.move_to(self.cursor + by * max(1, self.size.height - 1))

    def action_edge(self, last: int) -> None:
        """Moves the cursor to the first or the last line."""
        self.move_to(self._count - 1 if last else 0)

    def action_choose(self) -> None:
        """Chooses the line of the cursor."""
        if self._count:
            self.post_message(self.Chosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click chooses."""
        index = event.y + self.scroll_offset.y
        if index < self._count:
            self.move_to(index)
            if event.chain == 2:
                self.action_choose()

    def on_resize(self) -> None:
        """Keeps the cursor's line in sight."""
        self.virtual_size = Size(self.scrollable_content_region.width, self._count)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        if self.is_mounted and self._count:
            self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """The line at row *y* of the widget."""
        index, width = y + self.scroll_offset.y, self.line_width
        said = self._said(width)
        if index >= (self._count or len(said)):
            return Strip.blank(width, self.rich_style)
        text = said[index] if said else self._line(index, width)
        text.truncate(width, overflow="ellipsis", pad=True)
        text.stylize_before(text.style)  # of a text without spans rich leaves its own style out
        cells = self.scrollable_content_region.width
        strip = Strip(text.render(self.app.console)).adjust_cell_length(cells).apply_style(self.rich_style)
        if index == self.cursor and not said:
            here = "cursor" if self.has_focus else "resting"
            name = here if self.screen.is_active else "behind"
            style = self.get_component_rich_style(f"line-list--{name}", partial=True)
            if style.bgcolor not in (None, self.rich_style.bgcolor):
                style += _PLAIN
            strip = Strip(
                [Segment(s.text, (s.style + style) if s.style else style, s.control) for s in strip]
            )
        return strip
