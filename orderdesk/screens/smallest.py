"""The smallest window that the desk can be worked in; below it every screen shows one sentence only."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.screens.context import desk_of

SMALLEST: Final = (60, 15)
"""Columns and rows that a screen needs at least."""

_TOO_SMALL: Final = Word("창을 60×15칸 이상으로 키워 주세요", "Please enlarge the window to 60×15 or more")


class TooSmall(Static):
    """The sentence, in front of everything else; what stands behind it keeps its focus and its text."""

    DEFAULT_CSS = """
    TooSmall {
        layer: small;
        width: 100%;
        height: 100%;
        background: $background;
        color: $foreground;
        content-align: center middle;
    }
    """


class Roomy:
    """For screens: asks for a larger window where there is too little room."""

    def on_resize(self, event: events.Resize) -> None:
        """Covers the screen with the sentence, or takes it away."""
        assert isinstance(self, Screen)
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        covers = self.query(TooSmall)
        if small and not covers:
            self.styles.layers = "default small"
            self.mount(TooSmall(desk_of(self).word(_TOO_SMALL), markup=False))
        elif not small:
            covers.remove()
