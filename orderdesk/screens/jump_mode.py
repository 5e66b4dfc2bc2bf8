"""Jump mode: a letter on everything that can be reached; the letter goes there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.widgets.hop import Spot, labelled

_TOLD: Final = Word("글자를 누르면 그곳으로 갑니다 · Esc 닫기", "Press a letter to go there · Esc closes")


class JumpMode(ModalScreen[None], DeskScreen[None]):
    """The letters of *spots*, over the screen that these are on; any other key takes them away."""

    AUTO_FOCUS = ""
    KEEPS_KEYS = True

    DEFAULT_CSS: ClassVar[str] = """
    JumpMode {
        background: transparent;
        & > Static {
            position: absolute;
            width: 1;
            height: 1;
            background: $background;
            color: $warning;
            text-style: bold reverse;
        }
        & > #told { width: 100%; background: $panel; color: $foreground; text-style: none; padding: 0 1; }
    }
    """

    def __init__(self, spots: Sequence[Spot], size: Size) -> None:
        super().__init__()
        self._spots = dict(labelled(spots, size))

    def compose(self) -> ComposeResult:
        """What to do, over the heading; a letter on each."""
        yield Static(self.desk.word(_TOLD), id="told", markup=False)
        for letter, spot in self._spots.items():
            label = Static(letter, markup=False)
            label.styles.offset = (spot.at.x, spot.at.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Goes to what has that letter; else nothing but the letters goes away."""
        event.stop()
        event.prevent_default()
        self._leave(self._spots.get(event.character or ""))

    def on_click(self) -> None:
        """A click is no jump."""
        self._leave(None)

    def on_resize(self, event: events.Resize) -> None:
        """Nothing stands where it stood."""
        if event.size != self.app.size:
            self._leave(None)

    def _leave(self, spot: Spot | None) -> None:
        app = self.app
        self.dismiss(None)
        if spot is not None:
            app.call_later(spot.go)
