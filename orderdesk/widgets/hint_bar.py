"""The hint line: what can be done now, made from the action table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widget import Widget

from orderdesk.core.domain.words import Lang, Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable
from orderdesk.widgets.hop import Spot
from orderdesk.widgets.safe_text import safe

_GAP = "   "


class Hint(NamedTuple):
    """One entry of the line: key as printed, label, and why it can't be done now (None where it can).

    `action` is the id of the action that it stands for, "" where it stands for what the key does now.
    """

    key: str
    label: str
    reason: str | None = None
    action: str = ""

    @property
    def width(self) -> int:
        """Cells of key, blank and label."""
        return cell_len(f"{self.key} {self.label}")


def hints(
    keys: KeyTable, scope: Scope, refused: Mapping[str, Word] | None = None, lang: Lang = "ko"
) -> tuple[Hint, ...]:
    """The hints of a screen of *scope* with its *keys*, the most useful first.

    *refused* holds, by action id, why an action can't be done now; it stays in the line, greyed.
    """
    reasons = refused or {}
    listed = sorted((each for each in keys.heard_in(scope) if each.hint), key=lambda each: each.hint)
    return tuple(
        Hint(
            keys.label(each.id),
            each.words.text(lang),
            reasons[each.id].text(lang) if each.id in reasons else None,
            each.id,
        )
        for each in listed
    )


def fitting(hints: Sequence[Hint], width: int) -> tuple[Hint, ...]:
    """The hints, in their order, that fit into *width* cells; never half a hint.

    The way out keeps its place before all others; of these the longest run from the start is kept.
    """
    room = width + len(_GAP) - sum(_taken(hint) for hint in hints if _leads_out(hint))
    kept = list[Hint]()
    for hint in hints:
        room -= 0 if _leads_out(hint) else _taken(hint)
        if _leads_out(hint) or room >= 0:
            kept.append(hint)
    return tuple(kept)


def _leads_out(hint: Hint) -> bool:
    return hint.key == USUAL_KEYS.label("back")


def _taken(hint: Hint) -> int:
    return hint.width + len(_GAP)


class HintBar(Widget):
    """One line: what is chosen on the left, hints in the middle, the place in the list on the right.

    It is drawn anew only when something in it changed. Behind another screen its hints are greyed: keys are
    that screen's.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hint-bar--key", "hint-bar--refused"}
    DEFAULT_CSS = """
    HintBar {
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $foreground;
        & > .hint-bar--key { text-style: bold; }
        & > .hint-bar--refused { text-style: dim; }
    }
    """

    class Pressed(Message):
        """A hint was clicked."""

        def __init__(self, hint: Hint) -> None:
            super().__init__()
            self.hint = hint

    _line: tuple[tuple[Hint, ...], str, str] = ((), "", "")

    def show(self, hints: Sequence[Hint], left: str = "", right: str = "") -> None:
        """Shows *hints* between two texts; does nothing when they are shown already."""
        line, before = (tuple(hints), left, right), self._line
        self._line = line
        if line[:2] == before[:2] and cell_len(right) == cell_len(before[2]):
            self._refresh_end(cell_len(right) if right != before[2] else 0)
        elif line != before:
            self.refresh()

    def relabel(self, keys: KeyTable) -> None:
        """Other *keys* hold: the hints of actions say theirs."""
        hints, left, right = self._line
        now = [each._replace(key=keys.label(each.action)) if each.action else each for each in hints]
        self.show(now, left, right)

    def _refresh_end(self, width: int) -> None:
        """Draws the last *width* cells: the place changes with every move, the rest does not."""
        if width:
            self.refresh(Region(self.content_size.width - width, 0, width, 1))

    def render(self) -> Text:
        """The line for the present width; the texts keep their places, the hints take what is left."""
        left, right = self._sides
        width = self.content_size.width
        line = Text(no_wrap=True, overflow="ellipsis", end="")
        shown = [self._drawn(hint) for hint in self._shown]
        line.append_text(Text(_GAP).join([part for part in (left, *shown) if part.plain]))
        if right.plain:
            line.pad_right(max(1, width - line.cell_len - right.cell_len))
        return line.append_text(right)

    @property
    def _sides(self) -> tuple[Text, Text]:
        return safe(self._line[1]), safe(self._line[2])

    @property
    def _shown(self) -> tuple[Hint, ...]:
        """The hints that there is room for between the texts."""
        taken = sum(side.cell_len + len(_GAP) for side in self._sides if side.plain)
        return fitting(self._line[0], self.content_size.width - taken)

    def places(self) -> list[tuple[int, Hint]]:
        """The hints on the screen, each with the cell of the line that it begins at."""
        left, x, found = self._sides[0], 0, list[tuple[int, Hint]]()
        if left.plain:
            x = left.cell_len + len(_GAP)
        for hint in self._shown:
            found.append((x, hint))
            x += _taken(hint)
        return found

    def spots(self) -> list[Spot]:
        """The hints on the screen, each in the gap before its key, which stays to be read."""
        return [
            Spot(Offset(x - (2 if x else 1), 0), partial(self.post_message, self.Pressed(each)))
            for x, each in self.places()
        ]

    def on_click(self, event: events.Click) -> None:
        """A click on a hint asks for what it says."""
        place = event.get_content_offset(self)
        for x, hint in self.places():
            if place is not None and x <= place.x < x + hint.width:
                self.post_message(self.Pressed(hint))

    def _drawn(self, hint: Hint) -> Text:
        if hint.reason is not None or not self.screen.is_active:
            refused = self.get_component_rich_style("hint-bar--refused", partial=True)
            return Text(f"{hint.key} {hint.label}", style=refused)
        key = self.get_component_rich_style("hint-bar--key", partial=True)
        return Text.assemble((hint.key, key), " ", hint.label)
