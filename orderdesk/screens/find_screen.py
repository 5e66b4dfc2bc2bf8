"""Finding in the order list: tabs, search, and the conditions of the filter pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from orderdesk.core.domain.list_words import STUCK_TAB
from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition, make_view
from orderdesk.core.services.sorting import SortBy
from orderdesk.core.services.tabs import ALL, Tab
from orderdesk.keyboard.scanning import searched
from orderdesk.screens.context import tell
from orderdesk.screens.desk_screen import ANY_TIME, DeskScreen
from orderdesk.screens.order_lines import search_hints
from orderdesk.screens.order_list import Choice, Listing
from orderdesk.screens.stuck_tab import StuckTab
from orderdesk.screens.work import start
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.one_line import Chips
from orderdesk.widgets.order_grid import OrderGrid
from orderdesk.widgets.tab_strip import Label, TabStrip

if TYPE_CHECKING:
    from orderdesk.screens.dialogs.filter_pane import FilterDock

DOCKED: Final = 120
"""Columns from which the filter pane stands beside the list; in a narrower window it is a dialog."""

_CHOOSE: Final = frozenset(
    {
        *("tab", "previous_tab", "next_tab", "sort_previous", "sort_next", "sort_turn"),
        *("filter", "filter_groups", "drop_condition", "clear_filter", "claims", "stuck"),
    }
)
"""What chooses another list, whichever is shown."""

_AT_HOME: Final = Word("첫 화면입니다. 닫으려면 Ctrl+Q", "This is the first screen; Ctrl+Q closes the desk")
_NO_FILTER: Final = Word("지울 조건이 없습니다", "There is no condition to clear")


class FindScreen(DeskScreen[None]):
    """The part of the order list that chooses what is shown; the rest shows it."""

    ANY_TIME = ANY_TIME | _CHOOSE
    BINDINGS: ClassVar[list[BindingType]] = [  # in place of Textual's, which go through every widget
        Binding("tab", "app.next_pane", show=False),
        Binding("shift+tab", "app.previous_pane", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice()
        self._listing: Listing | None = None
        self._problem = ""
        self._dock: FilterDock | None = None
        self._board_where: tuple[str, ...] | None = None
        """The conditions that a board has set last, and what was listed before them."""
        self._before_board = Choice()
        self._stuck = StuckTab()

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

    def keys_moved(self) -> None:
        """The lines and the pane beside the list, on the keys that hold now."""
        self.show_lines()
        if self._dock is not None:
            self._dock.say_keys()

    def write_anew(self) -> None:
        """What stands above and below the list, in other colours."""
        self.show_lines()

    def lay_out(self) -> None:
        """Shows beside the list what has room there."""
        raise NotImplementedError

    @property
    def search_field(self) -> KoreanInput:
        """Where a search is typed."""
        return self.query_one("#search", KoreanInput)

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
            self.read()  # the rows come first: what stands around them waits for them, for a moment
        else:
            self.show_lines()

    # the filter

    def action_filter(self) -> None:
        """The filter pane, with the conditions that are set: beside the list, or as a dialog."""
        if self._dock is not None:
            self._close_dock()
        elif self.app.size.width >= DOCKED:
            start(self, self._open_dock())
        else:
            start(self, self._ask_filter())

    async def _open_dock(self) -> None:
        from orderdesk.screens.dialogs.filter_pane import FilterDock

        self._dock = dock = FilterDock(self._choice.where)
        self.lay_out()
        await self.query_one("#list").mount(dock)
        self.set_focus(dock.fields)  # at once: the keys that wait are for the pane
        self.show_lines()

    def _close_dock(self) -> None:
        """The pane goes; what it set stays."""
        dock, self._dock = self._dock, None
        if dock is not None:
            if dock.has_focus_within:
                self.grid.focus()
            dock.remove()
            self.lay_out()
            self.show_lines()

    def show_dock(self) -> None:
        """The docked pane follows the list: other conditions, another number of orders."""
        if self._dock is not None and self._dock.is_mounted:
            self._dock.take(self._choice.where)
            if self._listing is not None and self._listing.counted:
                self._dock.tell(self._listing.total)

    def on_filter_form_changed(self) -> None:
        """What is set in the docked pane holds at once."""
        if self._dock is not None:
            self.narrow(self._dock.where)

    def field_hints(self) -> tuple[Hint, ...]:
        """What can be done in the search field or in the docked pane, when it has the cursor."""
        if self.search_field.has_focus:
            return search_hints(self.desk, bool(self.search_field.value), self.grid.total)
        if self._dock is None or not self._dock.has_focus_within:
            return ()
        return self._dock.hints()

    def on_descendant_focus(self) -> None:
        """The hints are those of the search, of the pane or of the list."""
        self.show_lines()

    def on_resize(self, event: events.Resize) -> None:
        """A narrow window has no room for the docked pane."""
        if event.size.width < DOCKED:
            self._close_dock()

    async def _ask_filter(self) -> None:
        from orderdesk.screens.dialogs.filter_pane import FilterDialog

        choice, listing = self._choice, self._listing
        tab = listing.tabs[choice.tab] if listing and choice.tab < len(listing.tabs) else ALL
        where = await self.app.push_screen_wait(FilterDialog(tab, choice.search, choice.where))
        if where is not None:
            self.narrow(where)

    def narrow(self, where: tuple[str, ...]) -> None:
        """Shows what fulfils *where* instead of the present conditions; what is searched for stays."""
        self._show_choice(replace(self._choice, text=self._choice.search, filters=where))

    def _show_choice(self, choice: Choice) -> None:
        """As `choose`, with the search text in its field."""
        field = self.search_field
        if field.value.strip() != choice.text:
            with field.prevent(Input.Changed):
                field.value = choice.text
        self.choose(tab=choice.tab, text=choice.text, filters=choice.filters)

    def search_for(self, text: str) -> None:
        """Shows what *text* finds among all orders; tab and conditions are taken away."""
        with self.search_field.prevent(Input.Changed):
            self.search_field.value = text
        self.choose(tab=0, text=text, filters=())
        self.grid.focus()

    def action_filter_groups(self) -> None:
        """Saved filters: one is used instead of the present one, deleted, or saved."""
        start(self, self._ask_group())

    async def _ask_group(self) -> None:
        from orderdesk.screens.dialogs.filter_groups import GroupsDialog

        where = await self.app.push_screen_wait(GroupsDialog(self._choice.where))
        if where is not None:
            self.narrow(where)

    def action_claims(self) -> None:
        """The claims that wait, stage by stage; the one that is picked is listed among all orders."""
        start(self, self._ask_claims())

    async def _ask_claims(self) -> None:
        from orderdesk.screens.dialogs.claim_board import ClaimBoard

        where = await self.app.push_screen_wait(ClaimBoard())
        if where is not None:
            self.list_picked((where,))

    def action_stuck(self) -> None:
        """What got stuck, kind by kind; the one that is picked is listed among all orders."""
        start(self, self._ask_stuck())

    async def _ask_stuck(self) -> None:
        from orderdesk.screens.dialogs.stuck import StuckBoard

        where = await self.app.push_screen_wait(StuckBoard())
        if where is not None:
            self.list_picked(where)

    def list_picked(self, where: tuple[str, ...]) -> None:
        """Lists what was picked on a board among all orders; Esc goes back to what is listed now."""
        if self._choice.filters != self._board_where:
            self._before_board = self._choice
        self._board_where = where
        self._show_choice(replace(self._choice, tab=0, text="", filters=where))

    def _without_filters(self) -> Choice:
        """What is listed without the conditions: where a board has set them, what was listed before."""
        board, self._board_where = self._board_where, None
        of_board = self._choice.tab == 0 and self._choice.filters == board
        return self._before_board if of_board else replace(self._choice, filters=())

    def action_drop_condition(self) -> None:
        """Takes the last condition away."""
        if self._choice.where:
            self._show_choice(self._choice.without(len(self._choice.where) - 1))
        else:
            tell(self, _NO_FILTER)

    def on_chips_taken(self, event: Chips.Taken) -> None:
        """A click on its × takes a condition away."""
        self._show_choice(self._choice.without(event.at))

    def action_clear_filter(self) -> None:
        """Takes every condition away; what is searched for stays."""
        if self._choice.where:
            self.narrow(())
        else:
            tell(self, _NO_FILTER)

    # the tabs

    def numbered(self, action_id: str) -> Mapping[int, str]:
        """The tabs by their numbers; those beyond 9 have no key."""
        return {at: label.name for at, label in enumerate(self._labels())} if action_id == "tab" else {}

    def _labels(self) -> list[Label]:
        """The saved tabs, and where something is stuck that of the board behind them."""
        if self._listing is None:
            return []
        named = zip(self._listing.tabs, self._listing.counts, strict=True)
        labels = [Label(tab.label(self.lang), count) for tab, count in named]
        if self._stuck.orders:
            labels.append(Label(self.desk.word(STUCK_TAB), self._stuck.orders, stays=True))
        return labels

    def show_tabs(self) -> None:
        """Draws the tabs."""
        if self._listing is not None:
            self.query_one(TabStrip).show(self._labels(), self._choice.tab)

    def look_for_stuck(self, seq: int) -> None:
        """Counts what is stuck where that is due, at change number *seq*; not below another screen."""
        if self.app.screen is self:
            self._stuck.look(self, self.desk, seq, self.show_tabs)

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

    # the search, and the ways between list, search and pane

    def on_input_changed(self, event: Input.Changed) -> None:
        """Searches while it is typed."""
        self.choose(text=searched(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes from the search to what it found."""
        self.grid.focus()

    def action_search(self) -> None:
        """To the search field."""
        self.search_field.focus()

    def action_next_pane(self) -> None:
        """From the list to the search, to the docked pane, and back."""
        self._to_pane(1)

    def action_previous_pane(self) -> None:
        """The other way round."""
        self._to_pane(-1)

    def _to_pane(self, by: int) -> None:
        ways: list[Callable[[], object]] = [self.grid.focus, self.action_search]
        if self._dock is not None:
            ways.append(self._dock.fields.focus)
        here = 0 if self.grid.has_focus else 1 if self.search_field.has_focus else 2
        ways[(here + by) % len(ways)]()

    def step_back(self) -> bool:
        """One step: values, pane, text, marks, search, filter or what a board picked; this screen stays."""
        field, dock = self.search_field, self._dock
        if dock is not None and dock.form.step_back():
            return True
        if (dock is not None and dock.has_focus_within) or (field.has_focus and not field.value):
            self.grid.focus()
        elif not field.has_focus and self.grid.marks:
            self.grid.set_marks(())
        elif field.value:
            field.value = ""
        elif self._choice.filters:
            self._show_choice(self._without_filters())
        else:
            self.say_until_key(self.desk.word(_AT_HOME))
        return True

    def action_tab(self, at: int) -> None:
        """Chooses the tab of that number; that of what is stuck opens the board."""
        saved = len(self._listing.tabs) if self._listing is not None else 0
        if at < saved:
            self.choose(tab=at)
            if not self.grid.has_focus:
                self.grid.focus()
        elif at < len(self._labels()):
            self.action_stuck()

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
