"""The tabs with their counts on one line; short of room they stand closer, then it scrolls to the chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from orderdesk.widgets.hop import Spot
from orderdesk.widgets.safe_text import safe

_MORE_LEFT, _MORE_RIGHT = "‹", "›"
_ADD = " + "
_BETWEEN: Final = (" ", "")
"""What stands between two tabs: where there is room, and where there isn't."""


class Label(NamedTuple):
    """One tab: its name, and how many orders it holds (None while that is counted).

    The last one may be one that `stays` in sight, however many there are before it.
    """

    name: str
    orders: int | None
    stays: bool = False


class _Run(NamedTuple):
    """The tabs as they are drawn, what stands between two, and which of those that move are seen."""

    drawn: Sequence[Text]
    between: str
    first: int
    last: int


class TabStrip(Widget):
    """A line of numbered tabs; a click chooses one, and one on the + behind them asks for the editor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tab-strip--chosen", "tab-strip--number", "tab-strip--more"}
    DEFAULT_CSS = """
    TabStrip {
        height: 1;
        & > .tab-strip--chosen { color: $primary; text-style: bold; }
        & > .tab-strip--number { text-style: dim; }
        & > .tab-strip--more { color: $primary; text-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A tab was clicked."""

        at: int

    class EditAsked(Message):
        """The + was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[Label, ...] = ()
        self._chosen = 0
        self._spans: list[tuple[int, int, int]] = []
        self._add_at: int | None = None

    def show(self, labels: Sequence[Label], chosen: int) -> None:
        """Shows *labels* with the one at *chosen* picked out; draws only when something differs."""
        if (tuple(labels), chosen) != (self._labels, self._chosen):
            self._labels, self._chosen = tuple(labels), chosen
            self.refresh()

    def render(self) -> Text:
        """As many tabs as fit, the chosen one among them; signs at the ends say that there are more."""
        drawn = [self._drawn(at, label) for at, label in enumerate(self._labels)]
        runs = (self._run(drawn, between) for between in _BETWEEN)
        run = max(runs, key=lambda run: run.last - run.first)  # the first of the best
        more = self.get_component_rich_style("tab-strip--more", partial=True)
        line = Text(no_wrap=True, end="").append(_MORE_LEFT if run.first else " ", more)
        moving, self._spans = self._moving, []
        for at in range(run.first, run.last):
            self._put(line, run, at)
        line.append(_MORE_RIGHT if run.last < moving else "", more)
        for at in range(moving, len(run.drawn)):
            self._put(line, run, at)
        self._add_at = line.cell_len if run.drawn else None
        return line.append(_ADD if run.drawn else "", more)

    @property
    def _moving(self) -> int:
        """How many tabs move: the others stay in sight."""
        return sum(not label.stays for label in self._labels)

    def _put(self, line: Text, run: _Run, at: int) -> None:
        """Adds a tab to *line*, and keeps where it stands."""
        self._spans.append((line.cell_len, line.cell_len + run.drawn[at].cell_len, at))
        line.append_text(run.drawn[at]).append(run.between)

    def _run(self, drawn: Sequence[Text], between: str) -> _Run:
        """With *between* two tabs: the run around the chosen one that fits, from the left if possible."""
        widths, moving = [each.cell_len + len(between) for each in drawn], self._moving
        room = self.content_size.width - len(_MORE_LEFT) - len(_MORE_RIGHT) - len(_ADD) - sum(widths[moving:])
        first = 0
        while first < self._chosen and sum(widths[first : self._chosen + 1]) > room:
            first += 1
        last = first
        while last < moving and sum(widths[first : last + 1]) <= room + len(between):
            last += 1
        return _Run(drawn, between, first, max(last, min(moving, self._chosen + 1)))

    def _drawn(self, at: int, label: Label) -> Text:
        number = self.get_component_rich_style("tab-strip--number", partial=True)
        digit = f"{at} " if at <= 9 else ""
        count = "…" if label.orders is None else f"{label.orders:,}"
        text = Text.assemble((digit, number), safe(label.name), " ", count)
        if at != self._chosen:
            return Text(" ").append_text(text).append(" ")
        chosen = self.get_component_rich_style("tab-strip--chosen", partial=True)
        return Text.assemble("▌", Text(text.plain), "▐", style=chosen)

    def spots(self) -> list[Spot]:
        """The tabs, and the + behind them."""
        found = [Spot(Offset(x, 0), partial(self.post_message, self.Chosen(at))) for x, _, at in self._spans]
        if self._add_at is not None:
            found.append(Spot(Offset(self._add_at, 0), partial(self.post_message, self.EditAsked())))
        return found

    def on_click(self, event: events.Click) -> None:
        """Chooses the tab under the mouse, or asks for the editor."""
        if self._add_at is not None and self._add_at <= event.x < self._add_at + len(_ADD):
            self.post_message(self.EditAsked())
        for start, end, at in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(at))
