"""A part of the detail: a title on a rule, and lines under it that know their width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.content import Content
from textual.geometry import Size
from textual.visual import visualize
from textual.widget import Widget

from orderdesk.widgets.safe_text import safe_content

Lines = Callable[[int], Sequence[Text]]
"""Makes the lines for a width in cells."""

_NARROWEST = 24


class Block(Widget):
    """Lines under a titled rule."""

    DEFAULT_CSS = """
    Block {
        height: auto;
        width: 1fr;
        border-top: solid $foreground 30%;
        border-title-color: $foreground;
        border-title-style: bold;
        padding: 0 1;
        margin: 0 0 1 0;
        &.-here { border-top: heavy $primary; border-title-color: $primary; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._make: Lines = lambda width: ()

    def show(self, title: str, make: Lines) -> None:
        """Shows what *make* gives under *title*, which may hold outside text."""
        self.border_title = Content.assemble(" ", safe_content(title.strip()), " ")
        self._make = make
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines for *width*, which is not yet that of the block where the screen gets another size."""
        room = max(1, width)  # a window may have none
        return visualize(self, self._lines(width)).get_height(self.styles.get_rules(), room)

    def render(self) -> Text:
        """The lines for the present width."""
        return self._lines(self.content_size.width)

    def _lines(self, width: int) -> Text:
        return Text("\n").join(self._make(max(_NARROWEST, width)))


class SectionCard(Block):
    """The block of one section."""

    def __init__(self, section: int) -> None:
        super().__init__()
        self.section = section
