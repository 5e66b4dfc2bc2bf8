"""A store that can't be reached for a while: a line over every screen says so, until it is back by itself."""

from __future__ import annotations

from typing import Any, Final

from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import AWAY
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import desk_of
from orderdesk.screens.desk_screen import LAYERS

LOST: Final = Word("연결이 끊겼습니다 · 다시 연결 중…", "Connection lost · connecting again…")


class TopLine(Static):
    """A sentence over the first line of a screen; what was being done there stays."""

    DEFAULT_CSS = """
    TopLine {
        layer: away;
        dock: top;
        width: 100%;
        height: 1;
        padding: 0 1;
        color: $text;
        text-style: bold;
    }
    """


class AwayLine(TopLine):
    """That the store is away."""

    DEFAULT_CSS = """
    AwayLine { background: $error; }
    """


class StoreIsBack(Message):
    """The store answers again: what was interrupted can be finished."""


def show_away(app: App[Any]) -> None:
    """Shows the line on the screen on top, unless it is there."""
    screen = app.screen
    if screen.is_mounted and not screen.query(AwayLine):
        screen.styles.layers = LAYERS
        screen.mount(AwayLine(desk_of(screen).word(LOST), markup=False))


def hide_away(app: App[Any]) -> None:
    """Takes the line away from every screen."""
    for screen in app.screen_stack:
        screen.query(AwayLine).remove()


class Outage:
    """Whether the store is away, as *screen* finds when it looks for changes."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self.lasts = False

    def begin(self, problem: StoreProblem) -> None:
        """A call has failed; that the store is away is shown, other problems are not its business."""
        if problem.code in AWAY:
            self.lasts = True
            show_away(self._screen.app)

    def end(self) -> bool:
        """The store answers; whether that ends an outage: then what it broke off is finished."""
        ends, self.lasts = self.lasts, False
        if ends:
            hide_away(self._screen.app)
            self._screen.post_message(StoreIsBack())
        return ends
