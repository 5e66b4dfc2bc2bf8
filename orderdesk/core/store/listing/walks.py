"""Any row of a list by order date at once: points whose row number is known, and short ways from them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from orderdesk.core.domain.orders import Order
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing.counts import count
from orderdesk.core.store.listing.queries import ListQuery, Where, facet_where
from orderdesk.core.store.listing.windows import place_params, place_sql, walks_dates
from orderdesk.core.store.load import load_window

_DAY: Final = 86_400
_SEOUL: Final = 32_400
_EVER: Final = 1 << 62

NEAR: Final = 256
"""Rows that a window may lie from the point it is read from: the largest OFFSET."""

_STRIDE: Final = 64
"""Rows between the points that a long way leaves behind it."""


class _Point(NamedTuple):
    """So many rows stand before this place; those from it on stand strictly behind (at, id)."""

    row: int
    at: int
    id: int


class Walk:
    """The windows of a list by conditions alone, sorted by order date, as it is at one change number.

    Points come from the day counts, which are read once, and from every page.
    """

    def __init__(self, conn: Conn, query: ListQuery) -> None:
        self._query = query
        self._desc = query.sort.desc
        self._walks = walks_dates(conn, query)
        self.total = count(conn, query)
        edge = _EVER if self._desc else -_EVER
        self._points = [_Point(0, edge, 0), _Point(self.total, -edge, 0)]
        self._days_known = False

    def window(self, conn: Conn, offset: int, limit: int) -> tuple[int, list[Order]]:
        """The change number, and *limit* orders from row *offset* (0-based)."""
        start, end = min(offset, self.total), min(offset + limit, self.total)
        sql, params = self._way(conn, start, end)
        seq, found = load_window(conn, sql, params)
        orders = sorted(found.values(), key=self._key)
        if orders:
            self._passed(start, [(order.placed_at, order.id) for order in orders])
        return seq, orders

    def _key(self, order: Order) -> tuple[int, int]:
        return (-order.placed_at if self._desc else order.placed_at, -order.id)

    def _way(self, conn: Conn, start: int, end: int) -> Where:
        """The SELECT of rows *start* to *end*, from a point that is near."""
        before, behind = self._around(start, end)
        if min(start - before.row, behind.row - end) > NEAR and not self._days_known:
            self._read_days(conn)
            before, behind = self._around(start, end)
        if min(start - before.row, behind.row - end) > NEAR:
            before = self._approach(conn, before, start)
        if start - before.row <= behind.row - end:
            return self._select(conn, before, end - start, start - before.row)
        return self._select(conn, behind, end - start, behind.row - end, back=True)

    def _around(self, start: int, end: int) -> tuple[_Point, _Point]:
        before = self._points[bisect_right(self._points, (start, _EVER, _EVER)) - 1]
        return before, self._points[bisect_left(self._points, (end, -_EVER, 0))]

    def _select(self, conn: Conn, point: _Point, limit: int, offset: int, back: bool = False) -> Where:
        down = self._desc is not back
        sign, tie = "<" if down else ">", ">=" if back else "<"
        order = f"{{}}.placed_at {'DESC' if down else 'ASC'}, {{}}.id {'ASC' if back else 'DESC'}"
        beyond = f"o.placed_at {sign}= ? AND (o.placed_at {sign} ? OR o.id {tie} ?)"
        sql = place_sql(conn, self._query, beyond, order, self._walks)
        return Where(sql, place_params(sql, (point.at, point.at, point.id), limit, offset))

    def _read_days(self, conn: Conn) -> None:
        condition = facet_where(self._query)
        kept = f"WHERE facet_id IN (SELECT id FROM facet WHERE {condition})" if condition else ""
        way = "DESC" if self._desc else "ASC"
        row = 0
        for day, n in conn.execute(
            f"SELECT day, SUM(n) FROM facet_day {kept} GROUP BY day ORDER BY day {way}"
        ):
            begins = day * _DAY - _SEOUL
            self._add(_Point(row, begins + _DAY if self._desc else begins - 1, 0))
            row += int(n)
        self._days_known = True

    def _approach(self, conn: Conn, point: _Point, row: int) -> _Point:
        """A point near *row*, in a day of very many orders: its rows are passed, part of a day at most."""
        sql, params = self._select(conn, point, row - point.row, 0)
        passed = conn.execute(sql, params).fetchall()
        for n in range(_STRIDE, len(passed) + 1, _STRIDE):
            order_id, at = passed[n - 1]
            point = _Point(row - len(passed) + n, at, order_id)
            self._add(point)
        return point

    def _passed(self, start: int, places: Sequence[tuple[int, int]]) -> None:
        """Rows from *start* on were read: points before and behind them."""
        at, order_id = places[0]
        self._add(_Point(start, at, order_id + 1))
        self._add(_Point(start + len(places), *places[-1]))

    def _add(self, point: _Point) -> None:
        at = bisect_left(self._points, (point.row, -_EVER, 0))
        if at == len(self._points) or self._points[at].row != point.row:
            self._points.insert(at, point)
