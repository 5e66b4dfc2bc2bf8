"""The order list: tabs, search, the grid, and what can be done with the orders chosen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Static

from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.browsing import Listed
from orderdesk.core.services.visiting import BESIDE
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.stopping import Stop, Stopped
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens import order_list as reading
from orderdesk.screens.away import Outage
from orderdesk.screens.company import open_order
from orderdesk.screens.context import tell
from orderdesk.screens.list_actions import ListActions
from orderdesk.screens.order_lines import chips, heading, none_for, nothing_here, own_hints, selection
from orderdesk.screens.order_list import Choice, Counts, Listing, News, Shown, Sums
from orderdesk.screens.remembering import FirstRead, Keeper, Restored, remembered
from orderdesk.screens.visiting import record_visit
from orderdesk.screens.work import run, start
from orderdesk.widgets.grid_layout import fetched
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.look import look_of
from orderdesk.widgets.one_line import Chips, Heading
from orderdesk.widgets.order_grid import OrderGrid
from orderdesk.widgets.order_panel import OrderPanel
from orderdesk.widgets.tab_strip import TabStrip

POLL: Final = 1.0
"""Seconds between two looks for other people's changes."""

REST: Final = 0.15
"""Seconds without a move of the cursor after which its place is told and its order shown beside the list."""

AT_ONCE: Final = 0.1
"""Seconds after which a choice is shown without its list; before that they are drawn together."""

PATIENCE: Final = 0.3
"""Seconds after which a list that is still being read dims the old one."""

WIDE: Final = 140
"""Columns from which the order under the cursor stands beside the grid."""

_SEARCH: Final = Word("주문번호 · 구매자 · 연락처 · 송장번호", "Order no. · buyer · phone · tracking no.")


class OrdersScreen(ListActions):
    """The desk's first screen."""

    SCOPE: ClassVar[Scope] = Scope.ORDERS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.ORDERS)
    CSS_PATH = "orders.tcss"
    AUTO_FOCUS = "OrderGrid"

    def __init__(self, first: FirstRead | None = None) -> None:
        super().__init__()
        self._first = first
        self._stop = Stop()
        self._reading = self._polling = self._looking = self._behind = False
        self._seq = self._jobs_running = self._mask = 0
        self._rest: Timer
        self._sums = Sums(0, 0, 0)
        self._keeper = Keeper()
        self._outage = Outage(self)

    def compose(self) -> ComposeResult:
        """Heading, tabs, search with chips, grid with the panel beside it, hint line."""
        self.lay_out()  # now, so that it is laid out once
        yield Heading()
        yield TabStrip()
        with Horizontal(id="find"):
            yield Static("/", id="slash")
            yield KoreanInput(placeholder=self.desk.word(_SEARCH), id="search", compact=True)
            yield Chips()
        with Horizontal(id="list"):
            panel = OrderPanel()
            self._order_grid = OrderGrid(self.lang, self.desk.gutter, panel)
            yield self._order_grid
            yield panel
        yield HintBar()

    def on_mount(self) -> None:
        """Reads the list, and looks for changes from now on."""
        self._rest = self.set_interval(REST, self.catch_up, pause=True)
        self.grid.empty = nothing_here(self.desk, None)
        self.show_lines()
        if self._first is not None and self._first.is_there:
            self._restored(self._first.wait())
        else:
            self.read()
        self.set_interval(POLL, self.poll)

    def on_screen_resume(self) -> None:
        """Back from a dialog or another screen: something may have changed there."""
        self.poll()

    def on_resize(self, event: events.Resize) -> None:
        """A wide window has room for the panel."""
        self.lay_out()
        self._follow()

    def lay_out(self) -> None:
        """The panel stands beside the list where there is room, and gives its place to the docked filter."""
        self.set_class(self.app.size.width >= WIDE and self._dock is None, "-wide")

    # the list

    @property
    def is_late(self) -> bool:
        """Whether the list that was chosen is still being read: keys about rows are not for the old one's."""
        return self._reading and (self._listing is None or self._listing.choice != self._choice)

    def read(self) -> None:
        """Reads the list of the present choice; what another one is read or counted for is stopped first."""
        if self._reading or self._stop.is_needed:
            run(self, "stop", self._stop.ask, lambda done: None)
        if self._reading:
            return
        self._reading, self._stop = True, Stop()
        choice, marks, desk = self._choice, frozenset(self.grid.marks), self.desk
        layouts, stop = dict(self._layouts), self._stop
        self.set_timer(AT_ONCE, self._announce)
        self.set_timer(PATIENCE, self._dim)
        if self._listing is None and choice == Choice():
            first = self._first or FirstRead(desk)
            run(self, "list", first.wait, self._restored, self._no_list)
            return

        def read() -> Listing | None:
            with suppress(Stopped):
                return reading.read_list(desk, choice, marks, layouts, stop)
            return None

        run(self, "list", read, lambda listing: self._came(listing, marks), self._no_list)

    def _restored(self, first: Restored) -> None:
        """The first list, as the operator left it, unless another one was chosen meanwhile."""
        self._layouts.update(first.layouts)
        if self._choice == Choice():
            self._choice = first.listing.choice
        self._came(first.listing, frozenset())
        if self._listing is first.listing:
            self.grid.cache.put(first.near, first.rows)
            self.grid.go_to(first.place)
            self._keeper.begin(remembered(first.listing, self._layouts, self._cursor_order()))

    def _cursor_order(self) -> int | None:
        """The id of the order under the cursor, None at the top or while its row is not there."""
        row = self._order_grid.current
        return row.id if row is not None and self._order_grid.cursor else None

    def _remember(self) -> None:
        if self._listing is not None and self._listing.choice == self._choice:
            now = remembered(self._listing, self._layouts, self._cursor_order())
            self._keeper.look(self, self.desk, now)

    async def on_unmount(self) -> None:
        """Leaving: what was set last is kept; what else is being read has nowhere to be shown any more."""
        self.workers.cancel_node(self)
        if self._listing is not None:
            now = remembered(self._listing, self._layouts, self._cursor_order())
            await self._keeper.leave(self.desk, now)

    def _announce(self) -> None:
        if self._reading:
            self.show_lines()

    def _dim(self) -> None:
        if self._reading and self._listing is not None:
            self.grid.dim()

    def _no_list(self, problem: StoreProblem) -> None:
        self._reading, self._stop = False, Stop()
        if not self._outage.lasts:
            tell(self, problem.message, "error")
        self._outage.begin(problem)

    def _came(self, listing: Listing | None, asked: frozenset[int]) -> None:
        self._reading, self._stop = False, Stop()
        if listing is None or listing.choice != self._choice:
            self.read()
            return
        self._listing = listing
        self._outage.end()
        self._seq = max(self._seq, listing.seq)
        self.grid.empty = nothing_here(self.desk, listing)
        self.grid.set_layout(listing.layout)
        self.grid.set_sort(*listing.choice.sort)
        self.grid.show(listing.total, listing.rows)
        goal, self._goal = self._goal, None
        if goal is not None and goal[0] == listing.choice:
            self.grid.go_to(goal[1])
        self._keep_marks(listing.kept, asked)
        self.show_lines()
        self._follow()
        self.call_after_refresh(self.look_for_stuck, self._seq)  # the rows are drawn first
        if not listing.counted:
            self.call_after_refresh(self.action_reload)

    def _keep_marks(self, kept: frozenset[int], asked: frozenset[int]) -> None:
        """Marks on orders that the list does not hold any more are dropped, and that is said."""
        dropped = (asked - kept) & self.grid.marks
        if dropped:
            self.grid.set_marks(self.grid.marks - dropped)
            n = len(dropped)
            words = Word(f"보이지 않게 된 선택 {n:,}건을 풀었습니다", f"{many(n, 'hidden mark')} removed")
            tell(self, words, "warning")

    def on_order_grid_rows_needed(self, event: OrderGrid.RowsNeeded) -> None:
        """Reads rows that the grid lacks."""
        if self._listing is None:
            return
        desk, view, keys = self.desk, self._listing.view, fetched(self._listing.layout)
        windows = self._listing.windows

        def came(rows: list[Listed]) -> None:
            if self._listing is not None and self._listing.view is view:
                self.grid.put(event.place, rows)

        def read() -> list[Listed]:
            return reading.read_rows(desk, view, (event.place, event.number), keys, windows)

        run(self, "rows", read, came, lambda problem: self.grid.give_up())

    # changes by others

    def poll(self) -> None:
        """Looks whether orders have changed; what is shown follows."""
        self._show_heading()
        self._remember()
        if self._listing is None and self._outage.lasts:
            self.read()
        if self._polling or self._listing is None:
            return
        record_visit(self)
        self._polling = True
        desk, seq, running = self.desk, self._seq, self._jobs_running
        on = open_order(self.app)
        run(self, "poll", lambda: reading.read_news(desk, seq, running, on), self._news, self._no_news)

    def _no_news(self, problem: StoreProblem) -> None:
        self._polling = False
        self._outage.begin(problem)

    def _news(self, news: News) -> None:
        self._polling = False
        self._seq, self._jobs_running = news.seq, news.running
        self._show_heading()
        self.grid.set_tags(news.tags)
        if self._outage.end() or news.changed or self._mask != self.desk.mask.version:
            self._mask = self.desk.mask.version
            self.action_reload()
        self.look_for_stuck(news.seq)

    def action_reload(self) -> None:
        """Reads the counts and what is on the screen again; the cursor stays on its order."""
        if self._listing is None:
            self.read()
            return
        desk, listing, marks, stop = self.desk, self._listing, frozenset(self.grid.marks), self._stop

        def read() -> Counts | None:
            with suppress(Stopped):
                return reading.read_counts(desk, listing, marks, stop)
            return None

        def came(counts: Counts | None) -> None:
            if counts is None:
                return
            if self._listing is listing and counts.known != listing.tabs:
                self.tabs_changed(listing.tabs, counts.known)
            elif self._listing is listing:
                now = replace(listing, counts=counts.tabs, total=counts.total, kept=counts.kept, counted=True)
                self._refresh(now, marks)

        run(self, "counts", read, came)

    def _refresh(self, listing: Listing, asked: frozenset[int]) -> None:
        """The same list with other rows; *asked* were the marks when it was read."""
        self._listing = listing
        self.grid.expire(listing.total)
        self._keep_marks(listing.kept, asked)
        self.show_lines()
        self._look()

    def action_unmask(self) -> None:
        """Shows personal data of the orders on the screen for a minute, or masks it again."""
        from orderdesk.screens.unmasking import unmask

        start(self, unmask(self, self.grid.visible_ids, self.poll))

    def on_order_grid_marked(self) -> None:
        """Adds up what is marked now."""
        marks, desk = frozenset(self.grid.marks), self.desk
        self._sums = Sums(len(marks), None, None)
        self._show_hints()
        if marks:
            run(self, "sums", lambda: reading.read_sums(desk, marks), self._summed)

    def _summed(self, sums: Sums) -> None:
        if sums.orders == len(self.grid.marks):
            self._sums = sums
            self._show_hints()

    def on_order_grid_cursor_moved(self) -> None:
        """Another place in the list, another order beside it."""
        self._follow()

    def on_order_grid_scrolled(self) -> None:
        """While the list scrolls the panel is empty: the terminal moves whole lines."""
        self.query_one(OrderPanel).show(None)

    def _follow(self) -> None:
        """What follows the cursor waits until it rests: a held key must not wait for it."""
        self._behind = True
        self._rest.reset()
        self._rest.resume()

    def catch_up(self) -> bool:
        """Tells the place of the cursor and shows its order; whether that was still to be done."""
        behind, self._behind = self._behind, False
        self._rest.pause()
        if behind:
            self._show_hints()
            self._look()
        return behind

    def _look(self) -> None:
        """Shows the order under the cursor in the panel, once at a time."""
        row = self.grid.current
        if not self.grid.total:
            self.query_one(OrderPanel).show(None)
        if self._looking or not self.has_class("-wide") or row is None:
            return
        self._looking = True
        desk, order_id = self.desk, row.id

        def came(shown: Shown | None) -> None:
            self._looking = False
            now = self.grid.current
            if now is None or now.id != order_id:
                self._look()
            elif shown is not None:
                self._show_beside(shown)

        def read() -> Shown | None:
            return reading.read_order(desk, order_id, BESIDE)

        run(self, "panel", read, came, lambda problem: came(None))

    def _show_beside(self, shown: Shown) -> None:
        from orderdesk.widgets.order_text import in_short  # deferred: the first list comes before it

        def draw(width: int) -> Text:
            return in_short(shown.view, shown.steps, width, self.lang, look_of(self), self.desk.keys)

        self.query_one(OrderPanel).show(draw)

    def show_lines(self) -> None:
        """Draws what stands above and below the list."""
        self._show_heading()
        self.show_tabs()
        told = chips(self.desk, self._choice, self._listing, self._problem, look_of(self))
        self.query_one(Chips).show(*told)
        self.show_dock()
        self._show_hints()

    def _show_heading(self) -> None:
        self.query_one(Heading).show(*heading(self.desk, self._jobs_running))

    def refused(self) -> Mapping[str, Word]:
        """What the role does not allow, and what an empty list has nothing for."""
        return {**super().refused(), **none_for(self.grid.total, self._listing)}

    def _show_hints(self) -> None:
        grid = self.grid
        own = own_hints(self.desk, grid.total, self.refused())
        more = "+" if self._listing is not None and not self._listing.counted else ""
        right = f"{grid.cursor + 1:,}/{grid.total:,}{more}" if grid.total else ""
        left = self.said or selection(self.desk, self._sums)
        self.query_one(HintBar).show(self.field_hints() or own, left, right)
