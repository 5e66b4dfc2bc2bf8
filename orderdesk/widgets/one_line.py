"""A line with a text at each end: the heading of a screen, the chips beside the search field."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget


class OneLine(Widget):
    """Text on the left, text on the right; the left one gives way. Drawn anew only when something changed."""

    DEFAULT_CSS = "OneLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._left = Text()
        self._right = Text()

    def show(self, left: Text, right: Text | None = None) -> None:
        """Shows both texts; what came from outside must have gone through `safe`."""
        right = right or Text()
        if (left.markup, right.markup) != (self._left.markup, self._right.markup):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> Text:
        """The line for the present width."""
        width = self.content_size.width
        line, right = self._left.copy(), self._right.copy()
        right.truncate(width)
        room = width - right.cell_len - (1 if right.plain else 0)
        line.truncate(max(0, room), overflow="ellipsis")
        line.no_wrap, line.end = True, ""
        if right.plain:
            line.pad_right(width - right.cell_len - line.cell_len)
        return line.append_text(right)


class Heading(OneLine):
    """The first line of a screen."""

    DEFAULT_CSS = "Heading { background: $panel; padding: 0 1; }"


class Chips(OneLine):
    """What narrows the list, and how many orders are left."""

    DEFAULT_CSS = "Chips { width: 1fr; padding: 0 1; color: $text-muted; }"
