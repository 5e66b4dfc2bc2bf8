"""A menu whose entries are picked by number, by arrows, or by a double click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Input, TextArea

from orderdesk.widgets.columns import between, cells_in, cut, fit
from orderdesk.widgets.line_list import LineList

_LEAST: Final = 12
"""Cells that are left to the text at the right edge, where the label is not cut for it."""


class MenuLine(NamedTuple):
    """One entry: its key as printed, label, text at the right edge, and whether it can be picked."""

    key: str
    label: str
    end: str = ""
    open: bool = True


class NumberedMenu(LineList):
    """Entries with their keys; one that can't be picked stays, dimmed, with its reason.

    Where another list or a field has the cursor it shows none: signs and words say what is chosen. While a
    field takes what is typed, digits pick nothing, and none are shown.
    """

    DEFAULT_CSS = """
    NumberedMenu > .line-list--resting { background: transparent; }
    NumberedMenu > .line-list--behind { background: transparent; }
    """

    def __init__(self, id: str | None = None, reserve: int = 6) -> None:  # noqa: A002  # Textual's name
        super().__init__(id, reserve)
        self.entries: tuple[MenuLine, ...] = ()
        self._typing = False

    def on_mount(self) -> None:
        """Whether digits are typed elsewhere follows the cursor of the screen."""
        self.watch(self.screen, "focused", self._focus_moved)

    def _focus_moved(self, focused: Widget | None) -> None:
        typing = isinstance(focused, Input | TextArea)
        if typing != self._typing:
            self._typing = typing
            self.refresh()

    def offer(self, entries: Sequence[MenuLine], cursor: int = 0) -> None:
        """Shows *entries* with the cursor on one of them."""
        self.entries = tuple(entries)
        self.show(len(self.entries), self._drawn, cursor)

    def pick(self, key: str) -> None:
        """Chooses the entry with that *key*; does nothing when there is none."""
        for index, entry in enumerate(self.entries):
            if entry.key == key:
                self.move_to(index)
                self.action_choose()

    def _drawn(self, index: int, width: int) -> Text:
        entry = self.entries[index]
        style = "" if entry.open else "dim"
        key = "" if self._typing and entry.key.isdecimal() else entry.key
        left = f"{fit(key, 3)} {entry.label}"
        room = width - 2 - cells_in(left) - 2
        line = between(
            left,
            cut(entry.end, room) if _LEAST < room < cells_in(entry.end) else entry.end,
            width - 2,
            style,
            style,
        )
        return Text.assemble(" ", line, " ", no_wrap=True, end="")
