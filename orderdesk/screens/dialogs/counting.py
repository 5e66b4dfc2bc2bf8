"""A live count under an editor: one at a time, the newest question waits its turn."""

from __future__ import annotations

from orderdesk.core.domain.words import Word
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import View
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.desk_screen import Answer
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run


class CountingDialog(Dialog[Answer]):
    """A dialog with a line ``#count`` that says how many orders a view shows."""

    _asked_for: View | None = None
    _counting = False

    def show_count(self, view: View) -> None:
        """Counts the orders of *view* in a thread, and says how many there are."""
        self._asked_for = view
        if self._counting:
            return
        self._counting = True
        desk = self.desk

        def count() -> int:
            with desk.reader() as conn:
                return browsing.count(conn, view)

        def came(orders: int) -> None:
            self._counting = False
            if self._asked_for is not view and self._asked_for is not None:
                self.show_count(self._asked_for)
            else:
                self.tell_line(
                    "#count", desk.word(Word(f"이 조건: {orders:,}건", f"These: {orders:,} orders"))
                )

        def failed(problem: StoreProblem) -> None:
            self._counting = False
            self.tell_line("#count", desk.word(problem.message))

        run(self, "count", count, came, failed)
