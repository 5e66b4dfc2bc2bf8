"""What was interrupted is finished in a thread, when the desk opens and when the store was away."""

from __future__ import annotations

from typing import Any, Final

from textual.app import App

from orderdesk.core.domain.words import Word
from orderdesk.screens import work
from orderdesk.screens.context import desk_of, tell

RECOVERY: Final = "recovery"
"""The group of its worker."""


def recover(app: App[Any], reminds: bool) -> None:
    """Finish it; the operator is told what it was, and with *reminds* what else waits for them."""
    desk = desk_of(app)

    def carry_on() -> list[Word]:
        from orderdesk.screens.starting import left_over  # deferred: the screen does not wait for it

        return left_over(desk, reminds)

    def told(found: list[Word]) -> None:
        for words in found:
            tell(app.screen, words)

    work.run(app, RECOVERY, carry_on, told)
