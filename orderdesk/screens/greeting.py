"""Who comes first into a new store is welcomed, once its empty list is drawn."""

from __future__ import annotations

from typing import Any, Final

from textual.app import App

from orderdesk.screens import work
from orderdesk.screens.context import desk_of

_GROUP: Final = "greeting"


def greet(app: App[Any]) -> None:
    """Looks whether the store is new; if so, the welcome opens."""
    desk = desk_of(app)

    def looked() -> bool:
        from orderdesk.core.services.welcoming import is_new  # deferred: the screen does not wait for it

        return is_new(desk.store)

    def welcome(new: bool) -> None:
        if new:
            from orderdesk.screens.welcome import WelcomeDialog

            app.push_screen(WelcomeDialog())

    work.run(app, _GROUP, looked, welcome, lambda problem: None)
