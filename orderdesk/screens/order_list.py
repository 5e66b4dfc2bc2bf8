"""What the order list reads from the store; everything here runs in a worker's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from orderdesk.core.domain import columns
from orderdesk.core.domain.columns import PERSONAL
from orderdesk.core.domain.layouts import DEFAULT, ColumnLayout
from orderdesk.core.domain.payments import paid_balance
from orderdesk.core.services import browsing, tabs
from orderdesk.core.services.browsing import Listed, View, make_view
from orderdesk.core.services.sorting import NEWEST, SortBy, in_order
from orderdesk.core.services.tabs import ALL, Tab
from orderdesk.core.services.visiting import LIST, Look, list_look, order_look
from orderdesk.core.services.windows import Windows
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.newest import changed_since, newest
from orderdesk.core.store.presence import Here
from orderdesk.core.store.search import mistyped
from orderdesk.core.store.taken import taken_orders
from orderdesk.screens.company import look_round
from orderdesk.screens.context import DeskContext
from orderdesk.widgets.grid_layout import fetched
from orderdesk.widgets.people_text import order_tags
from orderdesk.widgets.row_cache import PAGE

if TYPE_CHECKING:
    from orderdesk.core.services.jumping import NoSuchPlace
    from orderdesk.core.services.showing import OrderView
    from orderdesk.core.store.stopping import Stop
    from orderdesk.widgets.order_text import NextSteps

SUMMED: Final = 2000
"""Marked orders whose sections and won are added up; more are only counted."""

_LOOKED_AT: Final = 5
"""Newest jobs that are looked through for running ones."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the operator wants to see: the tab's place, the text of the search field, filter and sort.

    In the text, words of the form ``key=value`` are conditions like those of the filter, the rest is
    searched for.
    """

    tab: int = 0
    text: str = ""
    filters: tuple[str, ...] = ()
    sort: SortBy = NEWEST

    @property
    def search(self) -> str:
        """What is searched for."""
        return " ".join(word for word in self.text.split() if "=" not in word)

    @property
    def where(self) -> tuple[str, ...]:
        """The conditions."""
        return (*self.filters, *(word for word in self.text.split() if "=" in word))

    def without(self, at: int) -> Choice:
        """The same without the condition at that place of `where`, wherever it was set."""
        if at < len(self.filters):
            return replace(self, filters=self.filters[:at] + self.filters[at + 1 :])
        words = self.text.split()
        places = [n for n, word in enumerate(words) if "=" in word]
        del words[places[at - len(self.filters)]]
        return replace(self, text=" ".join(words))


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as read: the choice it answers, its view, tabs with counts, rows from the top, change number.

    `layout` is that of its tab, in which the rows were read; `kept` are the marked orders that it holds.
    `windows` reads further rows of the same list; see `read_rows`. Until it is `counted`, `total` are the
    rows read, of which there are more, and `kept` are all marked orders. `read_as` is the name that was
    looked for in place of what was typed, in English mode; "" as a rule.
    """

    choice: Choice
    view: View
    tabs: tuple[Tab, ...]
    counts: tuple[int, ...]
    total: int
    rows: tuple[Listed, ...]
    kept: frozenset[int]
    seq: int
    layout: ColumnLayout
    windows: Windows
    counted: bool = True
    read_as: str = ""

    @property
    def tab(self) -> Tab:
        """The tab that is shown."""
        return chosen_tab(self.tabs, self.choice)


class Counts(NamedTuple):
    """The tabs as saved now, how many orders the list's own tabs and it hold, and the marks still in it."""

    known: tuple[Tab, ...]
    tabs: tuple[int, ...]
    total: int
    kept: frozenset[int]


class News(NamedTuple):
    """What a poll found: the newest change number, whether orders changed, running jobs, the tags of orders.

    The tags, by order id, say who is on an order and who took it.
    """

    seq: int
    changed: bool
    running: int
    tags: Mapping[int, str]


class Sums(NamedTuple):
    """A selection in numbers; sections and won are None when there are too many to add up."""

    orders: int
    sections: int | None
    won: int | None


class Shown(NamedTuple):
    """One order whole, with the next step of each section, at change number `seq`.

    `delays` are the sections whose dispatch can be delayed.
    """

    view: OrderView
    steps: NextSteps
    seq: int
    delays: frozenset[int] = frozenset()


def chosen_tab(known: Sequence[Tab], choice: Choice) -> Tab:
    """The tab of *choice* among the *known* ones; that of all orders when it is gone."""
    return known[choice.tab] if choice.tab < len(known) else ALL


def read_list(
    desk: DeskContext,
    choice: Choice,
    marks: frozenset[int],
    layouts: Mapping[str, ColumnLayout],
    stop: Stop | None = None,
) -> Listing:
    """The list of *choice* with its first rows; of *marks*, those that it still holds.

    *layouts* are those that were chosen, by the name of the tab. A list that takes long to be counted comes
    uncounted. Stopped, once *stop* was asked.
    """
    with desk.reader(stop) as conn:
        known = tabs.read_tabs(conn, desk.lang)
        tab = chosen_tab(known, choice)
        found = make_view(tab, choice.search, choice.where, desk.clock(), desk.actor.name)
        view = in_order(found, choice.sort)
        layout = layouts.get(tab.name, DEFAULT)
        windows = Windows(view)
        orders, total = windows.top(conn, PAGE)
        counted = total is not None
        if not PERSONAL.isdisjoint(layout.keys):
            desk.looked(conn, list_look(LIST, tab.name, choice.search, *choice.where), orders)
        return Listing(
            choice,
            view,
            known,
            tuple(browsing.tab_counts(conn, known)),
            len(orders) if total is None else total,
            tuple(browsing.listed(desk.seen(conn, orders), fetched(layout), desk.lang)),
            _still_there(conn, view, marks) if counted else marks,
            newest(conn),
            layout,
            windows,
            counted,
            mistyped(conn, choice.search),
        )


def read_rows(
    desk: DeskContext,
    view: View,
    window: tuple[int, int],
    keys: tuple[str, ...],
    windows: Windows | None = None,
) -> list[Listed]:
    """The rows of *view* in *window* (place, number), with the cells *keys*.

    *windows* are those of its listing, if there is one.
    """
    with desk.reader() as conn:
        orders = (windows or Windows(view)).read(conn, *window)
        if not PERSONAL.isdisjoint(keys):
            desk.looked(conn, LIST, orders)
        return browsing.listed(desk.seen(conn, orders), keys, desk.lang)


def read_sample(desk: DeskContext, order_id: int) -> Listed | None:
    """One order with every cell of the catalogue; None when it is gone."""
    with desk.reader() as conn:
        orders = load_orders(conn, [order_id])
        desk.looked(conn, order_look(order_id), orders)
        found = desk.seen(conn, orders)
    return next((Listed(each.id, each.version, columns.row(each, lang=desk.lang)) for each in found), None)


def read_place(desk: DeskContext, view: View, text: str) -> int | NoSuchPlace:
    """The place that *text* means in *view*, or why there is none."""
    from orderdesk.core.services.jumping import NoSuchPlace, find_place  # deferred: not for the first list

    with desk.reader() as conn:
        try:
            return find_place(conn, view, text)
        except NoSuchPlace as problem:
            return problem


def read_counts(desk: DeskContext, listing: Listing, marks: frozenset[int], stop: Stop) -> Counts:
    """The counts of the tabs and of *listing* now; of *marks*, those that it still holds.

    Stopped, once *stop* was asked.
    """
    with desk.reader(stop) as conn:
        counts = tuple(browsing.tab_counts(conn, listing.tabs))
        total = listing.windows.count(conn)
        return Counts(tabs.read_tabs(conn, desk.lang), counts, total, _still_there(conn, listing.view, marks))


def _still_there(conn: Conn, view: View, marks: frozenset[int]) -> frozenset[int]:
    """The *marks* that *view* holds; a list of everything holds them all."""
    query = view.query
    if not marks or (query.plain and not query.conditions and not view.checks):
        return marks
    return marks & frozenset(browsing.ids(conn, view))


def read_ids(desk: DeskContext, view: View) -> list[int]:
    """The ids of every order of *view* now."""
    with desk.reader() as conn:
        return browsing.ids(conn, view)


def read_news(desk: DeskContext, seq: int, running: int, open_order: int | None) -> News:
    """What happened after change number *seq*, when *running* jobs ran; cheap when nothing did.

    The other desks are told which order is open here.
    """
    from orderdesk.core.store.jobs import jobs  # deferred: not for the first list

    here = look_round(desk, open_order)
    with desk.reader() as conn:
        desk.mask.look(conn, desk.actor, desk.clock())
        found = newest(conn)
        tags = order_tags(here, {each.id: each.who for each in taken_orders(conn, desk.clock())})
        if found == seq and not running:
            return News(found, False, 0, tags)
        running = sum(1 for job in jobs(conn, _LOOKED_AT) if job.state == "running")
        return News(found, found != seq, running, tags)


def read_sums(desk: DeskContext, ids: frozenset[int]) -> Sums:
    """The selection *ids* in numbers."""
    if len(ids) > SUMMED:
        return Sums(len(ids), None, None)
    with desk.reader() as conn:
        chosen = load_orders(conn, ids)
    sections = sum(len(order.sections) for order in chosen)
    return Sums(len(ids), sections, sum(paid_balance(order.entries) for order in chosen))


def read_order(desk: DeskContext, order_id: int, look: Look | None = None) -> Shown | None:
    """One order whole, None when it is gone; seen by *look*, that of its own detail where none is given."""
    from orderdesk.core.services import showing  # deferred: the first list comes before it
    from orderdesk.core.services.accounts import shop_of

    with desk.reader() as conn:
        try:
            hide = desk.hides(conn, order_id)
            view = showing.show_id(conn, order_id, desk.lang, hide)
        except showing.NoSuchOrder:
            return None
        desk.looked(conn, look or order_look(order_id), [view.order])
        shop, now = shop_of(conn), desk.clock()
        order = load_orders(conn, [order_id])[0] if hide else view.order  # what is masked decides nothing
        found = {each.n: showing.next_step(order, each, now, shop) for each in order.sections}
        steps = {n: step for n, step in found.items() if step is None or desk.mask.may(step[0])}
        may_delay = order.sections if desk.mask.may("delay") else ()
        delays = frozenset(s.n for s in may_delay if showing.may_delay(order, s, now, shop))
        return Shown(view, steps, newest(conn), delays)


def neighbour(
    desk: DeskContext, view: View, place: int, order_id: int, step: int
) -> tuple[int, int, int] | None:
    """The order *step* (1 or -1) rows from *order_id*, which stood at *place* of *view*.

    Answers its place, its id and the length of the list; None when there is none. An order that has left the
    list since then does not make the next one be skipped.
    """
    with desk.reader() as conn:
        first = max(0, place - 1)
        near = [row.id for row in browsing.window(conn, view, first, 3, ("order_no",), desk.lang)]
        here = near.index(order_id) if order_id in near else place - first - (step > 0)
        wanted = here + step
        if not 0 <= wanted < len(near):
            return None
        return first + wanted, near[wanted], browsing.count(conn, view)


def read_changed(desk: DeskContext, seq: int, open_order: int | None) -> tuple[frozenset[int], Here]:
    """The orders that changed after change number *seq*, and who is where; tells which order is open here."""
    here = look_round(desk, open_order)
    with desk.reader() as conn:
        return frozenset(changed_since(conn, seq)[1]), here
