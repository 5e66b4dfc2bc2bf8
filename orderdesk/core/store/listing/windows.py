"""The orders of a list: a window of it, all of it, or all of it in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing.counts import facet_clause
from orderdesk.core.store.listing.queries import (
    NEWEST_FIRST,
    ListQuery,
    Where,
    facet_where,
    narrowing,
    order_by,
)

_DAY = 86_400
_SEOUL = 32_400
_FAR = 2_000
"""From this row on, the day counts say where to begin."""

_MANY_FACETS = 10_000
"""With more facets than this, broad lists walk the date index instead."""

_BROAD = 20
"""A list is broad when it holds more than one order in this many."""


def window(conn: Conn, query: ListQuery, offset: int, limit: int) -> list[int]:
    """The ids of *limit* orders from row *offset* (0-based) of the list of *query*."""
    if query.plain and query.sort == NEWEST_FIRST:
        return _plain_window(conn, query, offset, limit)
    sql, params = _select(conn, query)
    rows = conn.execute(f"{sql} LIMIT ? OFFSET ?", (*params, limit, offset))
    return [row[0] for row in rows.fetchall()]


def ids(conn: Conn, query: ListQuery) -> list[int]:
    """The ids of all orders of the list, in its order, as they are now."""
    sql, params = _select(conn, query)
    return [row[0] for row in conn.execute(sql, params).fetchall()]


def stream(conn: Conn, query: ListQuery, chunk: int) -> Iterator[list[int]]:
    """The ids of all orders of the list, *chunk* at a time."""
    sql, params = _select(conn, query)
    cursor = conn.execute(sql, params)
    while rows := cursor.fetchmany(chunk):
        yield [row[0] for row in rows]


def _select(conn: Conn, query: ListQuery) -> Where:
    narrowed = narrowing(conn, query)
    condition = (narrowed.sql or "TRUE") + facet_clause(query)
    sql = f"SELECT o.id FROM orders o WHERE {condition} ORDER BY {order_by(query.sort)}"
    return Where(sql, narrowed.params)


def _plain_window(conn: Conn, query: ListQuery, offset: int, limit: int) -> list[int]:
    before: tuple[Any, ...] = ()
    if offset >= _FAR:
        found = _begin(conn, query, offset)
        if found is None:
            return []
        before, offset = found[:1], found[1]
    sql = window_sql(conn, query, from_day=bool(before))
    if "LATERAL" in sql:
        params: tuple[Any, ...] = (*before, limit + offset, limit, offset)
    else:
        params = (*before, limit, offset)
    return [row[0] for row in conn.execute(sql, params).fetchall()]


def window_sql(conn: Conn, query: ListQuery, from_day: bool) -> str:
    """The statement for a window by conditions alone, newest first.

    Values: the time to begin before (with *from_day*), on PostgreSQL the rows per facet, limit, offset.
    """
    condition = facet_where(query)
    earlier = "o.placed_at < ?" if from_day else "TRUE"
    if not condition or _walks_dates(conn, query):
        kept = f" AND o.facet_id IN (SELECT id FROM facet WHERE {condition})" if condition else ""
        return (
            f"SELECT o.id FROM orders o WHERE {earlier}{kept}"
            " ORDER BY o.placed_at DESC, o.id DESC LIMIT ? OFFSET ?"
        )
    if conn.engine == "sqlite":
        return (
            "SELECT o.id FROM orders o INDEXED BY orders_facet WHERE o.facet_id IN"
            f" (SELECT id FROM facet WHERE n > 0 AND {condition})"
            f" AND {earlier} ORDER BY o.placed_at DESC, o.id DESC LIMIT ? OFFSET ?"
        )
    return (
        "SELECT f.id FROM facet CROSS JOIN LATERAL (SELECT o.id, o.placed_at FROM orders o"
        f" WHERE o.facet_id = facet.id AND {earlier} ORDER BY o.placed_at DESC, o.id DESC LIMIT ?) f"
        f" WHERE facet.n > 0 AND {condition} ORDER BY f.placed_at DESC, f.id DESC LIMIT ? OFFSET ?"
    )


def _walks_dates(conn: Conn, query: ListQuery) -> bool:
    condition = facet_where(query)
    sql = f"SELECT COUNT(*), SUM(n), SUM(CASE WHEN {condition} THEN n ELSE 0 END) FROM facet WHERE n > 0"
    facets, orders, wanted = conn.execute(sql).fetchall()[0]
    return bool(facets > _MANY_FACETS and wanted * _BROAD > orders)


def _begin(conn: Conn, query: ListQuery, offset: int) -> tuple[int, int] | None:
    """For a far row: the time before which its day ends, and its row from there on; None behind the last."""
    condition = facet_where(query)
    kept = f"WHERE facet_id IN (SELECT id FROM facet WHERE {condition})" if condition else ""
    sql = f"SELECT day, SUM(n) FROM facet_day {kept} GROUP BY day ORDER BY day DESC"
    for day, n in conn.execute(sql):
        if n > offset:
            return (day + 1) * _DAY - _SEOUL, offset
        offset -= int(n)
    return None
