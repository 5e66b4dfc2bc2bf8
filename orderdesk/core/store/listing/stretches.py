"""Any row of a list sorted by a column of the order itself, without ever sorting all of it at once.

A sort holds every row that it is given: of a million orders 50 MB. So the list is cut into stretches by
values of its key, and each is sorted when a row in it is asked for. All of them take no longer than one sort.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import Any, Final

from orderdesk.core.returned import give_back
from orderdesk.core.store.dialect import Conn, id_list, one_of
from orderdesk.core.store.listing.counts import count, facet_clause
from orderdesk.core.store.listing.queries import SORTS, ListQuery, order_by
from orderdesk.core.store.listing.walks import NEAR
from orderdesk.core.store.listing.windows import window

LENGTH: Final = 100_000
"""Orders of a stretch, about: its sort holds 5 MB."""

_MOST: Final = 8
"""Stretches of the longest list: each of them looks through all orders."""

_LOOKED_AT: Final = 64
"""Orders for every stretch whose keys say where to cut."""

_CHUNK: Final = 5_000

_Range = tuple[Any, Any]
"""From this key on, and before that one; None where there is no such end."""


class Stretches:
    """The windows of a list by conditions alone, as it is at one change number.

    Stretches are found from the top down or from the end up, whichever is nearer to what is asked for.
    """

    def __init__(self, conn: Conn, query: ListQuery) -> None:
        self._query = query
        self._key = SORTS[query.sort.key]
        self.total = count(conn, query)
        self._top, self._end = array("q"), array("q")
        self._between: list[_Range] | None = None
        """The stretches between both, which are not found yet; None until it is known where to cut."""

    def ids(self, conn: Conn, offset: int, limit: int) -> list[int]:
        """The ids of *limit* orders from row *offset* (0-based)."""
        start, end = min(offset, self.total), min(offset + limit, self.total)
        if not self._top and end <= NEAR:
            return window(conn, self._query, start, end - start)
        if self._between is None:
            self._between = self._cut(conn)
        while self._between and len(self._top) < end and start < self._last:
            if start - len(self._top) <= self._last - end:
                self._top += self._sorted(conn, self._between[0])
                del self._between[0]
            else:
                self._end = self._sorted(conn, self._between[-1]) + self._end
                del self._between[-1]
        last = self._last
        found = self._top[start:end] + self._end[max(0, start - last) : max(0, end - last)]
        return found.tolist()

    @property
    def _last(self) -> int:
        """The row from which on the end of the list is known."""
        return self.total - len(self._end)

    def _sorted(self, conn: Conn, stretch: _Range) -> array[int]:
        ends = [(sign, key) for sign, key in zip((">=", "<"), stretch, strict=True) if key is not None]
        condition = " AND ".join(f"{self._key} {sign} ?" for sign, _ in ends) or "TRUE"
        sql = (
            f"SELECT o.id FROM orders o WHERE {condition}{facet_clause(self._query)}"
            f" ORDER BY {order_by(self._query.sort)}"
        )
        found = array("q")
        try:
            cursor = conn.execute(sql, [key for _, key in ends])
            while rows := cursor.fetchmany(_CHUNK):
                found.extend([row[0] for row in rows])
        finally:  # also of what was stopped: its sort held as much
            give_back()
        return found

    def _cut(self, conn: Conn) -> list[_Range]:
        """Stretches of about the same length, by the keys of a few orders from everywhere in the store."""
        number = max(1, min(_MOST, self.total // LENGTH))
        keys = self._some_keys(conn, number * _LOOKED_AT) if number > 1 else []
        cuts = dict.fromkeys(keys[len(keys) * n // number] for n in range(1, number) if keys)
        found = list(pairwise((None, *cuts, None)))
        return found[::-1] if self._query.sort.desc else found

    def _some_keys(self, conn: Conn, number: int) -> list[Any]:
        """The keys of *number* orders, fewer of a list that lacks some of them; from the first."""
        first, last = conn.execute("SELECT MIN(id), MAX(id) FROM orders").fetchall()[0]
        looked_at = range(first, last + 1, max(1, (last - first) // number))
        condition = one_of(conn, "o.id") + facet_clause(self._query)
        sql = f"SELECT {self._key} FROM orders o WHERE {condition} ORDER BY 1"
        return [row[0] for row in conn.execute(sql, (id_list(conn, looked_at),)).fetchall()]
