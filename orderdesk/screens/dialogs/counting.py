"""A live count under an editor: one at a time, the newest question waits its turn."""

from __future__ import annotations

from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import View
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import desk_of
from orderdesk.screens.work import run
from orderdesk.widgets.one_line import OneLine
from orderdesk.widgets.safe_text import safe


class CountLine(OneLine):
    """A line that says how many orders the conditions show."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_for: View | None = None
        self._counting = False

    def tell(self, orders: int) -> None:
        """Says that there are so many."""
        words = Word(f"이 조건: {orders:,}건", f"Matching: {many(orders, 'order')}")
        self.show(safe(desk_of(self).word(words)))

    def count(self, view: View) -> None:
        """Counts the orders of *view* in a thread, and says how many there are."""
        self._asked_for = view
        if self._counting:
            return
        self._counting = True
        desk = desk_of(self)

        def count() -> int:
            with desk.reader() as conn:
                return browsing.count(conn, view)

        def came(orders: int) -> None:
            self._counting = False
            if self._asked_for is not view and self._asked_for is not None:
                self.count(self._asked_for)
            else:
                self.tell(orders)

        def failed(problem: StoreProblem) -> None:
            self._counting = False
            self.show(safe(desk.word(problem.message)))

        run(self, "count", count, came, failed)
