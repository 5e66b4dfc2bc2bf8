"""The day's backup of an open desk: made in a thread, and told only when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.app import App

from orderdesk.core.domain.words import Word
from orderdesk.screens import work
from orderdesk.screens.context import DeskContext, tell

if TYPE_CHECKING:
    from orderdesk.core.services.backing_up import DailyBackup

_GROUP: Final = "backup"


class Backing:
    """Makes the backup of the day when it is due."""

    def __init__(self, desk: DeskContext) -> None:
        self._desk = desk
        self._daily: DailyBackup | None = None

    def start(self, app: App[Any]) -> None:
        """Look whether it is due, unless one is being made; *app* is told when it fails."""
        if any(each.group == _GROUP and not each.is_finished for each in app.workers):
            return

        def told(failed: Word | None) -> None:
            if failed is not None:
                tell(app.screen, failed, "error")

        work.run(app, _GROUP, self._make, told)

    def _make(self) -> Word | None:
        if self._daily is None:
            from orderdesk.core.services.backing_up import DailyBackup  # deferred: the start does not wait

            desk = self._desk
            self._daily = DailyBackup(desk.store, desk.settings.backups, desk.clock)
        return self._daily()
