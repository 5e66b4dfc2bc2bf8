"""Who comes first into a new store is welcomed, once its empty list is drawn."""

from __future__ import annotations

from typing import Any, Final

from textual.app import App

from orderdesk.screens import work
from orderdesk.screens.context import desk_of, tell

_GROUP: Final = "greeting"


def greet(app: App[Any]) -> None:
    """Says what is wrong with the operator's own keys; looks whether the store is new, and welcomes then."""
    desk = desk_of(app)
    if desk.keys.wrong:
        tell(app, "\n".join(line.said(desk.lang) for line in desk.keys.wrong), "warning")

    def looked() -> bool:
        from orderdesk.core.services.welcoming import is_new  # deferred: the screen does not wait for it

        return is_new(desk.store)

    def welcome(new: bool) -> None:
        if new:
            from orderdesk.screens.welcome import WelcomeDialog

            app.push_screen(WelcomeDialog())

    work.run(app, _GROUP, looked, welcome, lambda problem: None)
