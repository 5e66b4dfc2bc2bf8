"""Windows: the rows of one view anywhere, without asking for the whole of it again.

By order date a list is walked from known points; sorted by another column of the order itself, it is found in
stretches, as far as it is looked at. Any other sort, a search and further filters are answered once: the ids
then stand in memory, 8 bytes an order. All of it belongs to one change number; orders that changed since then
make it begin anew.
"""

from __future__ import annotations

import threading
from array import array
from typing import TYPE_CHECKING, Final

from orderdesk.core.domain.orders import Order
from orderdesk.core.returned import give_back
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import View
from orderdesk.core.store import listing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing import Walk
from orderdesk.core.store.load import load_listed
from orderdesk.core.store.newest import newest

if TYPE_CHECKING:
    from orderdesk.core.store.listing.stretches import Stretches

_CHUNK: Final = 5_000
_TOP: Final = 256
"""Rows from the top that are asked for without finding the whole list, where the sort is a cheap one."""

_CHEAP: Final = frozenset({"placed_at", "number", "buyer_name"})
"""Sorts by a column of the order itself."""


class Windows:
    """The windows of *view*; safe to use from several threads, one at a time."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._lock = threading.Lock()
        self._seq = -1
        self._walk: Walk | None = None
        self._stretches: Stretches | None = None
        self._ids: array[int] | None = None

    def count(self, conn: Conn) -> int:
        """How many orders the list holds."""
        with self._lock:
            self._begin(conn)
            return self._total(conn)

    def top(self, conn: Conn, limit: int) -> tuple[list[Order], int | None]:
        """The first *limit* orders; how many there are, None where counting them takes much longer."""
        with self._lock:
            orders = self._read(conn, 0, limit)
            if len(orders) == limit and self._ids is None and self._needs_all:
                return orders, None
            return orders, self._total(conn) if len(orders) == limit else len(orders)

    def read(self, conn: Conn, offset: int, limit: int) -> list[Order]:
        """*limit* orders from row *offset* (0-based)."""
        with self._lock:
            return self._read(conn, offset, limit)

    def _read(self, conn: Conn, offset: int, limit: int) -> list[Order]:
        if self._seq < 0:
            self._begin(conn)
        seq, orders = self._page(conn, offset, limit)
        if seq != self._seq:
            self._begin(conn)
            _, orders = self._page(conn, offset, limit)
        return orders

    def _total(self, conn: Conn) -> int:
        known = self._walk or self._stretches
        if known is not None:
            return known.total
        if self._ids is None and self._needs_all:
            self._find(conn)
        return len(self._ids) if self._ids is not None else browsing.count(conn, self.view)

    @property
    def _needs_all(self) -> bool:
        """Whether the list must be found to be counted."""
        return bool(self.view.checks) or not self.view.query.plain

    def _begin(self, conn: Conn) -> None:
        """Find out what the list needs, unless it is known for the store as it is now."""
        seq = newest(conn)
        if seq == self._seq:
            return
        self._walk = self._stretches = self._ids = None
        query = self.view.query
        if browsing.walked(self.view):
            self._walk = Walk(conn, query)
        elif query.sort.key in _CHEAP and not self._needs_all:
            from orderdesk.core.store.listing.stretches import Stretches  # deferred: the first list is walked

            self._stretches = Stretches(conn, query)
        elif not self._waits():
            self._find(conn)
        self._seq = seq

    def _waits(self) -> bool:
        """Whether the top can be had without the whole list: a search finds it at once, whatever the sort."""
        query = self.view.query
        return query.sort.key in _CHEAP and not query.search.strip()

    def _find(self, conn: Conn) -> array[int]:
        """The ids of the whole list."""
        self._ids = array("q")
        try:
            if self.view.checks:
                self._ids.extend(order.id for order in browsing.orders(conn, self.view))
            else:
                for chunk in listing.stream(conn, self.view.query, _CHUNK):
                    self._ids.extend(chunk)
        finally:  # also of what was stopped: its sort held as much
            give_back()
        return self._ids

    def _page(self, conn: Conn, offset: int, limit: int) -> tuple[int, list[Order]]:
        if self._walk is not None:
            return self._walk.window(conn, offset, limit)
        if self._stretches is not None:
            wanted = self._stretches.ids(conn, offset, limit)
        elif self._ids is None and offset + limit <= _TOP:
            wanted = browsing.window_ids(conn, self.view, offset, limit)
        else:
            known = self._ids if self._ids is not None else self._find(conn)
            wanted = known[offset : offset + limit].tolist()
        seq, found = load_listed(conn, wanted)
        return seq, [found[each] for each in wanted if each in found]
