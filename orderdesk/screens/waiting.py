"""Saving that waits for others: a line over the screen says so, until it is done or was told in vain."""

from __future__ import annotations

from typing import Any, Final

from textual.app import App

from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import Store
from orderdesk.screens.away import TopLine
from orderdesk.screens.context import desk_of
from orderdesk.screens.desk_screen import LAYERS

SHOWN_AFTER: Final = 1.0
"""Seconds of waiting that nobody is told of."""

_LOOK: Final = 0.5
"""Seconds between two looks."""

WAITING: Final = Word(
    "저장을 기다리는 중… 다른 작업이 저장소를 쓰고 있습니다 · Esc 그만두기",
    "Waiting to save… another job keeps the store busy · Esc stops",
)


class WaitingLine(TopLine):
    """The sentence."""

    DEFAULT_CSS = """
    WaitingLine { background: $warning; }
    """


def watch(app: App[Any], store: Store) -> None:
    """From now on *app* shows when something that it writes waits for others at the gate of *store*."""

    def look() -> None:
        if not app.screen_stack:  # the desk is closing
            return
        screen = app.screen
        if store.at_gate.seconds < SHOWN_AFTER:
            for each in app.screen_stack:
                each.query(WaitingLine).remove()
        elif screen.is_mounted and not screen.query(WaitingLine):
            screen.styles.layers = LAYERS
            screen.mount(WaitingLine(desk_of(screen).word(WAITING), markup=False))

    app.set_interval(_LOOK, look)
