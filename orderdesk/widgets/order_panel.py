"""The order under the cursor, beside the list on wide terminals."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.dom import DOMNode
from textual.events import MouseEvent, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from orderdesk.core.domain.facets import assumed
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.showing import OrderView
from orderdesk.widgets.cells import won
from orderdesk.widgets.order_text import (
    ASSUMED,
    Look,
    NextSteps,
    buyer_lines,
    next_line,
    order_heading,
    section_lines,
    section_title,
)
from orderdesk.widgets.safe_text import safe_multi

_MEMOS = Word("메모", "Memos")
_EDGE: Final = "▏"
_PADDING: Final = 3
"""Cells of the edge and of the blanks at both sides."""

_WHEEL: Final = 3
_PAID = Word("최종 실결제금액", "Paid in the end")


def look_of(node: DOMNode) -> Look:
    """The styles of the present theme, for the blocks of `order_text`."""
    colours = node.app.theme_variables
    return Look(
        quiet=Style(dim=True),
        strong=Style(bold=True),
        accent=Style(color=_hex(colours["primary"]), bold=True),
        alert=Style(color=_hex(colours["warning"]), bold=True),
    )


def _hex(colour: str) -> str | None:
    return colour if colour.startswith("#") else None


class OrderPanel(Widget, can_focus=False):
    """Sections, buyer and address, memos of one order; the wheel scrolls what is longer than the panel.

    It draws its own edge, so that its lines can be emptied and written one by one.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"order-panel--edge"}
    DEFAULT_CSS = """
    OrderPanel { & > .order-panel--edge { color: $panel; } }
    """

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang
        self._shown: tuple[OrderView, NextSteps] | None = None
        self._lines: list[Strip] = []
        self._first = 0

    def show(self, view: OrderView | None, steps: NextSteps) -> None:
        """Shows *view*; nothing for None. Only lines that change are drawn."""
        self._shown = None if view is None else (view, steps)
        self._first = 0
        self._set_lines(self._drawn())

    def blank(self) -> list[int]:
        """Empties it without drawing; the lines (from 0) that held something."""
        filled = list(range(min(len(self._lines) - self._first, self.size.height)))
        self._shown, self._lines, self._first = None, [], 0
        return filled

    def blank_line(self) -> Strip:
        """One of its lines when it is empty."""
        edge = self.get_component_rich_style("order-panel--edge")
        room = " " * max(0, self.size.width - 1)
        return Strip([Segment(_EDGE, edge), Segment(room, self.rich_style)], self.size.width)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of *crop*."""
        lines = (self._line(y) for y in range(crop.y, crop.bottom))
        return [line.crop(crop.x, crop.right) for line in lines]

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self._set_lines(self._drawn())

    def notify_style_update(self) -> None:
        """Other colours."""
        super().notify_style_update()
        self._lines = self._drawn()

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

    def _line(self, y: int) -> Strip:
        at = self._first + y
        return self._lines[at] if at < len(self._lines) else self.blank_line()

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
        if self._shown is None or width < _PADDING + 2:
            return []
        text, console = self._text(*self._shown, width - _PADDING), self.app.console
        options = console.options.update(width=width - _PADDING, height=None)
        edge = Segment(_EDGE, self.get_component_rich_style("order-panel--edge"))
        blank = Segment(" ", self.rich_style)
        found = []
        for line in console.render_lines(text, options, style=self.rich_style, pad=True):
            pieces = [edge, blank, *line, blank]
            for each in self.get_line_filters():
                pieces = each.apply(pieces, self.background_colors[1])
            found.append(Strip(pieces, width).simplify())
        return found

    def _text(self, view: OrderView, steps: NextSteps, width: int) -> Text:
        order, look, lang = view.order, look_of(self), self._lang
        lines = [order_heading(order, lang, look, between="\n"), Text()]
        for section in order.sections:
            lines.append(section_title(section, lang, look))
            lines += section_lines(order, section, width, lang, look)
            following = next_line(steps.get(section.n), lang, look)
            lines += [following] if following is not None else []
            lines.append(Text())
        lines += [*buyer_lines(order, lang, look), Text()]
        lines.append(Text(f"{_PAID.text(lang)} {won(view.money[-1].amount)}", look.strong))
        if assumed(order.entries):
            lines.append(Text("! ", look.alert).append(ASSUMED.text(lang)))
        if order.memos:
            lines += [Text(), Text(f"{_MEMOS.text(lang)} {len(order.memos)}", look.quiet)]
            lines += [safe_multi(memo.text) for memo in reversed(order.memos)]
        return Text("\n").join(lines)
