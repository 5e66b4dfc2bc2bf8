"""How many orders of a list stand before a value: where to jump to."""

from __future__ import annotations

from typing import Any

from orderdesk.core.store.dialect import Conn, scalar
from orderdesk.core.store.listing.counts import facet_clause
from orderdesk.core.store.listing.queries import NEWEST_FIRST, SORTS, ListQuery, facet_where, narrowing

_DAY = 86_400
_SEOUL = 32_400


def number_id(conn: Conn, number: str) -> int | None:
    """The id of the order of that number, None when there is none."""
    row = conn.execute("SELECT id FROM orders WHERE number = ?", (number,)).fetchone()
    return int(row[0]) if row else None


def rank(conn: Conn, query: ListQuery, order_id: int) -> int | None:
    """The place (0-based) of an order in the list of *query*, None when it is not in it."""
    narrowed = narrowing(conn, query)
    condition = (narrowed.sql or "TRUE") + facet_clause(query)
    sql = f"SELECT {SORTS[query.sort.key]} FROM orders o WHERE {condition} AND o.id = ?"
    row = conn.execute(sql, (*narrowed.params, order_id)).fetchone()
    if row is None:
        return None
    return before(conn, query, row[0], order_id)


def before(conn: Conn, query: ListQuery, value: int | str | None, tie: int | None = None) -> int:
    """How many orders stand before the first one with *value*; with *tie*, before the one of that id.

    A list by conditions alone, newest first, takes the days before from the day counts.
    """
    if query.plain and query.sort == NEWEST_FIRST and isinstance(value, int):
        return _newer(conn, query, value, tie)
    narrowed = narrowing(conn, query)
    key = SORTS[query.sort.key]
    if value is None:
        earlier, params = f"({key} IS NOT NULL OR o.id > ?)", [tie]
    else:
        earlier, params = _earlier(key, query.sort.desc, value, tie)
    condition = (narrowed.sql or "TRUE") + facet_clause(query)
    sql = f"SELECT COUNT(*) FROM orders o WHERE {condition} AND {earlier}"
    return scalar(conn, sql, (*narrowed.params, *params))


def _earlier(key: str, desc: bool, value: int | str, tie: int | None) -> tuple[str, list[Any]]:
    sign = ">" if desc else "<"
    if tie is None:
        return f"{key} {sign} ?", [value]
    return f"({key} {sign} ? OR ({key} = ? AND o.id > ?))", [value, value, tie]


def _newer(conn: Conn, query: ListQuery, value: int, tie: int | None) -> int:
    """As `before` for the newest first: whole days from their counts, the last one order by order."""
    day = (value + _SEOUL) // _DAY
    condition = facet_where(query)
    kept = f" AND facet_id IN (SELECT id FROM facet WHERE {condition})" if condition else ""
    days = scalar(conn, f"SELECT COALESCE(SUM(n), 0) FROM facet_day WHERE day > ?{kept}", (day,))
    earlier, params = _earlier("o.placed_at", True, value, tie)
    sql = f"SELECT COUNT(*) FROM orders o WHERE {earlier} AND o.placed_at < ?{facet_clause(query)}"
    return days + scalar(conn, sql, (*params, (day + 1) * _DAY - _SEOUL))
