"""What macros note of the order list, and do in it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.words import Word
from orderdesk.screens.find_screen import FindScreen
from orderdesk.screens.order_list import Choice, read_ids
from orderdesk.screens.work import finished, in_thread, start

if TYPE_CHECKING:
    from orderdesk.core.services.macros import Show, Which

NO_TAB = Word("그 탭이 이제 없습니다", "That tab is gone")
NO_LIST = Word("목록을 읽지 못했습니다", "The list can't be read")


def _kept(tab: str) -> str:
    """The name of a tab in a macro: that of all orders is "", in every language."""
    return "" if tab in ALL_ORDERS else tab


class MacroSteps(FindScreen):
    """The part of the order list that macros work with."""

    def chosen(self) -> list[int]:
        """The ids of the orders chosen now."""
        raise NotImplementedError

    def action_macros(self) -> None:
        """Plays a macro, records one, or ends the recording."""
        start(self, self._macros())

    async def _macros(self) -> None:
        from orderdesk.screens.dialogs.macros import macros

        await macros(self, self)
        self.show_lines()

    def note_mark(self, which: Which) -> None:
        """What is recorded, if anything is: orders of this list were marked."""
        if self._listing is not None and self.desk.recorder.on:
            from orderdesk.core.services.macros import Show  # deferred: the first list comes before it

            choice = self._choice
            shown = Show(_kept(self._listing.tab.name), choice.search, choice.where)
            self.desk.recorder.mark(which, shown)
            self.show_lines()

    async def show_step(self, step: Show) -> Word | None:
        """Shows another list, and waits for it; why it can't be shown, None when it is."""
        tabs = [_kept(tab.name) for tab in self._listing.tabs] if self._listing is not None else []
        if step.tab not in tabs:
            return NO_TAB
        self._show_choice(Choice(tabs.index(step.tab), step.search, step.where, self._choice.sort))
        while self.is_late:
            await finished(self, "list")
            await asyncio.sleep(0)
        if self._problem:
            return Word(self._problem, self._problem)
        there = self._listing is not None and self._listing.choice == self._choice
        return None if there else NO_LIST

    async def mark_step(self, which: Which) -> None:
        """Marks, and waits for it."""
        if which == "all" and self._listing is not None:
            desk, view = self.desk, self._listing.view
            self.grid.set_marks(await in_thread(lambda: read_ids(desk, view)))
        elif which == "screen":
            self.grid.mark_visible()
        else:
            self.grid.set_marks(())
