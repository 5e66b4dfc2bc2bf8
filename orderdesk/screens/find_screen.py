"""Finding in the order list: tabs, search, and the conditions of the filter pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from textual.widgets import Input

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition, make_view
from orderdesk.core.services.sorting import SortBy
from orderdesk.core.services.tabs import ALL, Tab
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.order_list import Choice, Listing
from orderdesk.screens.work import start
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.order_grid import OrderGrid
from orderdesk.widgets.tab_strip import TabStrip

_AT_HOME: Final = Word("첫 화면입니다. 닫으려면 Ctrl+Q", "This is the first screen; Ctrl+Q closes the desk")
_NO_FILTER: Final = Word("지울 조건이 없습니다", "There is no condition to clear")


class FindScreen(DeskScreen[None]):
    """The part of the order list that chooses what is shown; the rest shows it."""

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice()
        self._listing: Listing | None = None
        self._problem = ""

    @property
    def desk(self) -> DeskContext:
        """The desk's surroundings."""
        return desk_of(self)

    @property
    def grid(self) -> OrderGrid:
        """The list."""
        raise NotImplementedError

    def read(self) -> None:
        """Reads the list of the present choice."""
        raise NotImplementedError

    def show_lines(self) -> None:
        """Draws what stands above and below the list."""
        raise NotImplementedError

    def choose(
        self,
        tab: int | None = None,
        text: str | None = None,
        filters: tuple[str, ...] | None = None,
        sort: SortBy | None = None,
    ) -> None:
        """Shows another tab, search, filter or order; a condition that can't be read is said, not obeyed."""
        now = self._choice
        choice = Choice(
            now.tab if tab is None else tab,
            now.text if text is None else text.strip(),
            now.filters if filters is None else filters,
            sort or now.sort,
        )
        try:
            make_view(search=choice.search, where=choice.where, now=self.desk.clock())
            self._problem = ""
        except BadCondition as problem:
            self._problem = f"{problem.text}: {self.desk.word(problem.advice)}"
        if not self._problem and choice != now:
            self._choice = choice
            self.read()
        self.show_lines()

    def action_filter(self) -> None:
        """The filter pane, with the conditions that are set."""
        start(self, self._ask_filter())

    async def _ask_filter(self) -> None:
        from orderdesk.screens.dialogs.filter_pane import FilterDialog

        choice, listing = self._choice, self._listing
        tab = listing.tabs[choice.tab] if listing and choice.tab < len(listing.tabs) else ALL
        where = await self.app.push_screen_wait(FilterDialog(tab, choice.search, choice.where))
        if where is not None:
            field = self.query_one(KoreanInput)
            with field.prevent(Input.Changed):
                field.value = choice.search
            self.choose(text=choice.search, filters=where)

    def action_clear_filter(self) -> None:
        """Takes every condition away; what is searched for stays."""
        choice = self._choice
        if not choice.where:
            tell(self, _NO_FILTER)
            return
        field = self.query_one(KoreanInput)
        with field.prevent(Input.Changed):
            field.value = choice.search
        self.choose(text=choice.search, filters=())

    def action_edit_tabs(self) -> None:
        """The editor of the tabs."""
        if self._listing is not None:
            start(self, self._edit_tabs(self._listing.tabs))

    async def _edit_tabs(self, known: tuple[Tab, ...]) -> None:
        from orderdesk.screens.dialogs.tabs import TabsDialog

        origins = await self.app.push_screen_wait(TabsDialog(known, self._choice.tab))
        if origins is not None:
            now = self._choice.tab
            self._choice = replace(self._choice, tab=origins.index(now) if now in origins else 0)
            self.read()

    def tabs_changed(self, before: Sequence[Tab], now: Sequence[Tab]) -> None:
        """Others have changed the tabs: the chosen one is looked for by its name; gone, it is that of all."""
        names = [tab.name for tab in now]
        chosen = before[self._choice.tab].name if self._choice.tab < len(before) else ""
        self._choice = replace(self._choice, tab=names.index(chosen) if chosen in names else 0)
        self.read()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches while it is typed."""
        self.choose(text=event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes from the search to what it found."""
        self.grid.focus()

    def action_search(self) -> None:
        """To the search field."""
        self.query_one(KoreanInput).focus()

    def action_next_pane(self) -> None:
        """From the list to the search and back."""
        if self.grid.has_focus:
            self.action_search()
        else:
            self.grid.focus()

    action_previous_pane = action_next_pane

    def step_back(self) -> bool:
        """One step: text, marks, search, filter; the first screen stays."""
        field = self.query_one(KoreanInput)
        if field.has_focus and not field.value:
            self.grid.focus()
        elif not field.has_focus and self.grid.marks:
            self.grid.set_marks(())
        elif field.value:
            field.value = ""
        elif self._choice.filters:
            self.choose(filters=())
        else:
            tell(self, _AT_HOME)
        return True

    def action_tab(self, at: int) -> None:
        """Chooses the tab of that number."""
        if self._listing is not None and at < len(self._listing.tabs):
            self.choose(tab=at)
            if not self.grid.has_focus:
                self.grid.focus()

    def action_previous_tab(self) -> None:
        """To the tab on the left."""
        self.action_tab(max(0, self._choice.tab - 1))

    def action_next_tab(self) -> None:
        """To the tab on the right."""
        self.action_tab(self._choice.tab + 1)

    def on_tab_strip_chosen(self, event: TabStrip.Chosen) -> None:
        """Chooses the tab that was clicked."""
        self.action_tab(event.at)

    def on_tab_strip_edit_asked(self) -> None:
        """The + behind the tabs is the editor's."""
        self.action_edit_tabs()
