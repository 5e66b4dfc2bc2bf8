"""Somebody wrote to the store: the screens that look for changes every second look at once."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Protocol, runtime_checkable

from textual.message import Message

from orderdesk.core.store.engine import Store
from orderdesk.widgets._textual_fixes import CrashFixedApp


class StoreWritten(Message):
    """Somebody wrote, perhaps this desk itself."""


@runtime_checkable
class LooksForChanges(Protocol):
    """A screen that shows what others change."""

    def poll(self) -> None:
        """Looks for changes."""


def hear(app: CrashFixedApp[Any], store: Store) -> None:
    """Has *app* told by `StoreWritten`, where the store's engine tells."""

    def heard() -> None:
        with suppress(RuntimeError):  # the program's loop has just ended
            app.post_message(StoreWritten())

    store.listen(heard)


def look(app: CrashFixedApp[Any]) -> None:
    """Every open screen that looks for changes looks now."""
    for screen in app.screen_stack:
        if isinstance(screen, LooksForChanges) and screen.is_mounted and not app.is_leaving:
            screen.poll()
