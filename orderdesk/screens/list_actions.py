"""What the keys of the order list open and set: dialogs on the orders chosen, columns, sort, places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from orderdesk.core.domain.columns import DETAILS
from orderdesk.core.domain.layouts import DEFAULT, ColumnLayout
from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import make_view
from orderdesk.core.services.sorting import SORTED, in_order, sorted_by
from orderdesk.screens.context import tell
from orderdesk.screens.grid_actions import GridActions
from orderdesk.screens.macro_steps import MacroSteps
from orderdesk.screens.order_list import Choice, Listing, chosen_tab, read_ids
from orderdesk.screens.work import run, start
from orderdesk.widgets.grid_layout import fetched
from orderdesk.widgets.order_grid import OrderGrid

if TYPE_CHECKING:
    from orderdesk.core.services.jumping import Scanned
    from orderdesk.screens.dialogs.export import ListShown

_NOT_SORTED: Final = Word("이 항목으로는 정렬하지 않습니다", "Lists are not sorted by this column")
_NO_DETAIL: Final = Word(
    "상세보기는 품목과 배송지 칸에서 합니다. ←→ 로 옮겨 가세요",
    "Only items and addresses have details; go there with ←→",
)


class ListActions(GridActions, MacroSteps):
    """The part of the order list that other screens and dialogs are opened from."""

    def __init__(self) -> None:
        super().__init__()
        self._layouts: dict[str, ColumnLayout] = {}
        self._order_grid: OrderGrid
        self._goal: tuple[Choice, int] | None = None
        """The place to which the cursor goes once that list has been read."""

    @property
    def grid(self) -> OrderGrid:
        """The list."""
        return self._order_grid

    def action_mark_all(self) -> None:
        """Marks every order that matches now; orders that come later are not marked."""
        self.note_mark("all")
        self._mark_among(frozenset())

    def action_mark_screen(self) -> None:
        """Marks what is on the screen."""
        self.note_mark("screen")
        super().action_mark_screen()

    def action_mark_none(self) -> None:
        """Removes all marks."""
        self.note_mark("none")
        super().action_mark_none()

    def action_mark_invert(self) -> None:
        """Swaps marked and unmarked."""
        self._mark_among(frozenset(self.grid.marks))

    def _mark_among(self, left_out: frozenset[int]) -> None:
        if self._listing is not None:
            desk, view = self.desk, self._listing.view
            run(self, "ids", lambda: frozenset(read_ids(desk, view)) - left_out, self.grid.set_marks)

    def action_open(self) -> None:
        """Opens the order under the cursor."""
        row = self.grid.current
        if row is not None and self._listing is not None:
            from orderdesk.screens.order_detail import OrderDetail

            detail = OrderDetail(self._listing.view, self.grid.cursor, self.grid.total, row.id)
            self.app.push_screen(detail, self.back_from)

    on_order_grid_opened = action_open

    def action_process_menu(self) -> None:
        """What can be done with the orders chosen."""
        from orderdesk.screens.dialogs import flow

        start(self, flow.process(self, self.chosen()))

    def action_repeat(self) -> None:
        """The last action once more, on what is chosen now."""
        from orderdesk.screens.dialogs.repeating import repeat

        start(self, repeat(self))

    def action_tracking(self) -> None:
        """Tracking numbers for the orders chosen."""
        from orderdesk.screens.dialogs import flow

        start(self, flow.tracking(self, self.chosen()))

    def action_import_file(self) -> None:
        """Imports a workbook; its orders come in above a cursor that stands at the top, which stays there."""
        from orderdesk.screens.dialogs import flow

        self.grid.stay_at_top()
        start(self, flow.import_file(self))

    def action_station(self) -> None:
        """The packing station."""
        from orderdesk.screens.station import StationScreen

        self.app.push_screen(StationScreen())

    def action_day_close(self) -> None:
        """The day's close."""
        from orderdesk.screens.day import DayScreen

        self.app.push_screen(DayScreen())

    def action_combining(self) -> None:
        """The orders that may share a parcel."""
        from orderdesk.screens.combining import CombiningScreen

        self.app.push_screen(CombiningScreen())

    def action_export(self) -> None:
        """Exports orders into a file."""
        if self._listing is not None:
            start(self, self._export(self._listing))

    async def _export(self, listing: Listing) -> None:
        from orderdesk.screens.dialogs.export import ExportDialog, export_line

        done = await self.app.push_screen_wait(ExportDialog(_shown(listing, self.grid)))
        if done is not None:
            tell(self, export_line(self.desk, done))

    @property
    def list_shown(self) -> ListShown | None:
        """The list as it stands, for what is made of it; None before it was read."""
        return _shown(self._listing, self.grid) if self._listing is not None else None

    def action_sheets(self) -> None:
        """Prints order sheets or a picking list."""
        from orderdesk.screens.dialogs.sheets import print_sheets

        start(self, print_sheets(self, self.chosen()))

    def action_orders_by_hand(self) -> None:
        """Orders made by hand."""
        from orderdesk.screens.dialogs.orders_by_hand import orders_by_hand

        start(self, orders_by_hand(self))

    def action_goods(self) -> None:
        """The products, their prices and their stock."""
        from orderdesk.screens.dialogs.goods import GoodsDialog

        self.app.push_screen(GoodsDialog())

    def action_customers(self) -> None:
        """The customers, and their orders."""
        start(self, self._customers())

    async def _customers(self) -> None:
        from orderdesk.screens.dialogs.customers import CustomersDialog, orders_search

        found = await self.app.push_screen_wait(CustomersDialog())
        if found is not None:
            self.search_for(orders_search(found))

    def action_columns(self) -> None:
        """Edits the columns of this tab."""
        if self._listing is not None:
            start(self, self._edit_columns(self._listing))

    async def _edit_columns(self, listing: Listing) -> None:
        from orderdesk.screens.dialogs.columns import ColumnsDialog

        sample = self.grid.current.id if self.grid.current else None
        dialog = ColumnsDialog(listing.tab.label(self.lang), listing.layout, sample)
        layout = await self.app.push_screen_wait(dialog)
        if layout is not None:
            self.keep_layout(listing.tab.name, layout)

    def keep_layout(self, tab: str, layout: ColumnLayout) -> None:
        """The columns of the tab called *tab* from now on; the cursor stays.

        Its rows are read anew where columns are shown that they were not read with.
        """
        self._layouts[tab] = layout
        if layout == DEFAULT:
            del self._layouts[tab]
        if self._listing is not None and self._listing.tab.name == tab:
            before = fetched(self._listing.layout)
            self._listing = replace(self._listing, layout=layout)
            self.grid.set_layout(layout)
            if fetched(layout) != before:
                self.grid.expire(self._listing.total)

    def action_detail(self) -> None:
        """Shows all lines of the cursor's column in every row, or its summary again."""
        if self._listing is not None:
            key = self.grid.columns[self.grid.column].key
            if key not in DETAILS:
                tell(self, _NO_DETAIL)
                return
            self.keep_layout(self._listing.tab.name, self._listing.layout.detailed(key))

    def on_grid_heading_edge_dragged(self, event: OrderGrid.EdgeDragged) -> None:
        """The column whose edge is dragged gets that width, as in the editor of the columns."""
        if self._listing is not None:
            layout = self._listing.layout
            at = next(at for at, place in enumerate(layout.places) if place.key == event.key)
            self.keep_layout(self._listing.tab.name, layout.resized(at, event.width))

    def action_compact(self) -> None:
        """Makes columns of text narrower, or as wide as usual again."""
        if self._listing is not None:
            layout = self._listing.layout
            self.keep_layout(self._listing.tab.name, replace(layout, compact=not layout.compact))

    def action_open_cell(self) -> None:
        """Unfolds the cursor's cell in its row, or shows what stands behind it."""
        row = self.grid.current
        if row is None:
            return
        key = self.grid.columns[self.grid.column].key
        if key in DETAILS:
            self.grid.unfold()
            return
        if key == "memo":
            self.action_memo()
        elif key == "paid":
            from orderdesk.screens.dialogs.payment import pay

            start(self, pay(self, row.id))
        else:
            from orderdesk.screens.dialogs.cell import CellDialog

            self.app.push_screen(CellDialog(row, key))

    def action_memo(self) -> None:
        """The memos of the order at the cursor."""
        from orderdesk.screens.dialogs.memos import MemoDialog

        if self.grid.current is not None:
            self.app.push_screen(MemoDialog(self.grid.current.id))

    # the order of the list

    def action_sort_previous(self) -> None:
        """Sorts by the previous sortable column."""
        self._sort_by(-1)

    def action_sort_next(self) -> None:
        """Sorts by the next sortable column."""
        self._sort_by(1)

    def _sort_by(self, step: int) -> None:
        """Goes round the sortable columns: those of the grid in their order, then those not shown."""
        shown = (each.key for each in self.grid.columns if each.key in SORTED)
        keys = list(dict.fromkeys((*shown, *SORTED)))
        self.choose(sort=sorted_by(keys[(keys.index(self._choice.sort.key) + step) % len(keys)]))

    def on_grid_heading_head_chosen(self, event: OrderGrid.HeadChosen) -> None:
        """Sorts by the column whose heading was clicked; when it is sorted by it, the other way."""
        if event.key == self._choice.sort.key:
            self.action_sort_turn()
        elif event.key in SORTED:
            self.choose(sort=sorted_by(event.key))
        else:
            tell(self, _NOT_SORTED)

    def action_sort_turn(self) -> None:
        """Turns the direction."""
        sort = self._choice.sort
        self.choose(sort=sort._replace(desc=not sort.desc))

    def action_jump(self) -> None:
        """Goes to an order number, a date or a row."""
        if self._listing is not None and self._listing.total:
            start(self, self._jump(self._listing))

    @property
    def takes_scans(self) -> bool:
        """Whether a scanner's keys are for the list, and no text."""
        return self.grid.has_focus

    def digit(self, digit: int) -> Callable[[], object]:
        """Chooses the tab of that number; taking it back brings marks back that were dropped with it."""
        tab, marks = self._choice.tab, frozenset(self.grid.marks)
        self.action_tab(digit)

        def take_back() -> None:
            if self._choice.tab != tab:
                self.grid.set_marks(marks)
                self.choose(tab=tab)

        return take_back

    def scanned(self, code: str) -> None:
        """Opens the order that *code* names, wherever it stands; if the list has it, the list goes there."""
        from orderdesk.screens.order_detail import OrderDetail
        from orderdesk.screens.scanning import look_up

        if self._listing is None:
            return
        choice, tabs = self._choice, self._listing.tabs
        tab, me = chosen_tab(tabs, choice), self.desk.actor.name
        found = make_view(tab, choice.search, choice.where, self.desk.clock(), me)
        view = in_order(found, choice.sort)

        def came(named: Scanned) -> None:
            detail = OrderDetail(named.view, named.place, named.total, named.order_id, named.section)
            self.app.push_screen(detail, self.back_from if named.view is view else None)

        look_up(self, view, code, came)

    def back_from(self, place: int | None) -> None:
        """Back from an order: the cursor stands on the one that was shown last."""
        if place is not None:
            self.grid.go_to(place)

    def show_changed(self, job: int) -> None:
        """The cursor goes to what *job* has brought back into the list, wherever that stands."""
        from orderdesk.core.services.jumping import place_of_job

        listing, desk = self._listing, self.desk
        if listing is None:
            return

        def read() -> int | None:
            with desk.reader() as conn:
                return place_of_job(conn, listing.view, job)

        def came(place: int | None) -> None:
            if place is not None and self._listing is not None and self._listing.view is listing.view:
                self._goal = listing.choice, place
                self.read()

        run(self, "changed", read, came)

    async def _jump(self, listing: Listing) -> None:
        from orderdesk.screens.dialogs.jump import JumpDialog

        place = await self.app.push_screen_wait(JumpDialog(listing.view))
        if place is not None:
            self.grid.move(place - self.grid.cursor)


def _shown(listing: Listing, grid: OrderGrid) -> ListShown:
    from orderdesk.screens.dialogs.export import ListShown

    choice = listing.choice
    return ListShown(
        listing.tab,
        choice.search,
        choice.where,
        listing.view,
        grid.cursor,
        listing.total,
        tuple(grid.marks),
    )
