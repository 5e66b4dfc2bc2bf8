"""A line with a text at each end: the heading of a screen, the chips beside the search field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from rich.text import Text
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from orderdesk.widgets.hop import Spot

_TAKE: Final = " ×"
"""Behind a chip: a click there takes it away."""

_BETWEEN: Final = "  "

_GAP: Final = "   "
_DOT: Final = " · "
"""Between things of one sort; those that come last matter least."""

_NARROWER: Final = ("   ", "  ", " ")
"""What stands between the parts of a line, as it is and where there is no room for it."""


class OneLine(Widget):
    """Text on the left, text on the right; the left one gives way.

    Its last parts go, then its gaps get narrower, then the rest of its parts go, with gaps as there is room
    for, then it is cut.

    Drawn anew only when something changed.
    """

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
        right = self._right.copy()
        right.truncate(width)
        room = width - right.cell_len - (1 if right.plain else 0)
        shorter = list(_shorter(self._left))
        line = next((each for each in shorter if each.cell_len <= room), shorter[-1]).copy()
        line.truncate(max(0, room), overflow="ellipsis")
        line.no_wrap, line.end = True, ""
        if right.plain:
            line.pad_right(width - right.cell_len - line.cell_len)
        return line.append_text(right)


def _shorter(text: Text) -> Iterator[Text]:
    """*text*, then ever shorter: with narrower gaps, and without its last parts.

    Two of them are kept while narrower gaps help, then one, then none: cut, nobody would know what it is.
    """
    kept = [text]
    while kept[-1].plain.count(_DOT) > 1:
        kept.append(kept[-1][: kept[-1].plain.rindex(_DOT)])
    for gap in _NARROWER:
        yield from (Text(gap).join(each.split(_GAP)) for each in kept)
    before, gap, last = kept[-1].plain.rpartition(_GAP)
    if gap and _DOT in last:
        for end in (kept[-1].plain.rindex(_DOT), len(before)):
            for gap in _NARROWER:
                yield Text(gap).join(kept[-1][:end].split(_GAP))


class Heading(OneLine):
    """The first line of a screen; the application's subtitle, where it has one, stands before all else."""

    DEFAULT_CSS = "Heading { background: $panel; padding: 0 1; }"

    def show(self, left: Text, right: Text | None = None) -> None:
        """As every line, behind the subtitle."""
        mark = self.app.sub_title
        before = ((f" {mark} ", "reverse bold"), " ") if mark else ()
        super().show(Text.assemble(*before, left), right)


class Chips(Widget):
    """What narrows the list, each part as a chip with a × to take it away; on the right the rest.

    Where there is no room for all, the first of *ends* gives way, then the first chips: the last one is
    what a key takes away. Drawn anew only when something changed.
    """

    DEFAULT_CSS = "Chips { width: 1fr; height: 1; padding: 0 1; color: $text-muted; }"

    class Taken(Message):
        """The chip at that place was clicked away."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def __init__(self) -> None:
        super().__init__()
        self._chips: tuple[Text, ...] = ()
        self._ends: tuple[Text, ...] = ()
        self._problem: Text | None = None
        self._crosses: list[tuple[int, int]] = []

    def show(self, chips: Sequence[Text], ends: Sequence[Text], problem: Text | None = None) -> None:
        """Shows *chips*, or the *problem* instead; what came from outside must have gone through `safe`."""
        before = self._drawn_from()
        self._chips, self._ends, self._problem = tuple(chips), tuple(ends), problem
        if self._drawn_from() != before:
            self.refresh()

    def _drawn_from(self) -> list[str]:
        texts = (*self._chips, Text("|"), *self._ends, self._problem or Text())
        return [each.markup for each in texts]

    def render(self) -> Text:
        """The line for the present width."""
        width = self.content_size.width
        wanted = self._problem.cell_len if self._problem else sum(map(_cells, self._chips))
        ends = list(self._ends)
        while len(ends) > 1 and wanted + _width(ends) > width:
            ends.pop(0)
        line = self._left(max(0, width - _width(ends)))
        line.no_wrap, line.end = True, ""
        line.pad_right(max(0, width - line.cell_len - _width(ends)))
        return line.append_text(Text("   ").join(ends))

    def _left(self, room: int) -> Text:
        """The problem or the chips in *room* cells at most; notes where their crosses stand."""
        line = self._problem.copy() if self._problem else Text()
        self._crosses = []
        shown = [] if self._problem else list(enumerate(self._chips))
        while len(shown) > 1 and sum(_cells(chip) for _, chip in shown) + len(f"+{len(self._chips)} ") > room:
            shown.pop(0)
        if shown and shown[0][0]:
            line.append(f"+{shown[0][0]} ")
        for at, chip in shown:
            own = chip.copy()
            own.truncate(max(0, room - line.cell_len - len(_TAKE)), overflow="ellipsis")
            line.append_text(own)
            self._crosses.append((line.cell_len + 1, at))
            line.append(_TAKE + _BETWEEN)
        line.truncate(room, overflow="ellipsis" if self._problem else "crop")
        return line

    def spots(self) -> list[Spot]:
        """The crosses of the chips."""
        return [Spot(Offset(x, 0), partial(self.post_message, self.Taken(at))) for x, at in self._crosses]

    def on_click(self, event: events.Click) -> None:
        """A click on a × asks for the end of its condition."""
        place = event.get_content_offset(self)
        for x, at in self._crosses:
            if place is not None and abs(place.x - x) <= 1:
                self.post_message(self.Taken(at))
                return


def _cells(chip: Text) -> int:
    return chip.cell_len + len(_TAKE + _BETWEEN)


def _width(ends: Sequence[Text]) -> int:
    return sum(each.cell_len + 3 for each in ends) - 3 if ends else 0
