"""The orders of a list: a window of it, all of it, or all of it in pieces."""

from __future__ import annotations

from collections.abc import Iterator

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

NEWEST = "{}.placed_at DESC, {}.id DESC"

_MANY_FACETS = 10_000
"""With more facets than this, broad lists walk the date index instead."""

_BROAD = 20
"""A list is broad when it holds more than one order in this many."""


def window(conn: Conn, query: ListQuery, offset: int, limit: int) -> list[int]:
    """The ids of *limit* orders from row *offset* (0-based) of the list of *query*.

    It counts the rows before: for rows near the top. `Walk` is at any depth at once.
    """
    if query.plain and query.sort == NEWEST_FIRST:
        newest = place_sql(conn, query, "TRUE", NEWEST, walks_dates(conn, query))
        rows = conn.execute(newest, place_params(newest, (), limit, offset))
    else:
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


def place_sql(conn: Conn, query: ListQuery, beyond: str, order: str, walks: bool) -> str:
    """The SELECT of id and placed_at of orders by conditions alone, in *order*, where *beyond* holds.

    *beyond* is about orders `o`; *order* has `{}` for their name. Values: those of *beyond*, see
    `place_params`. With *walks* (see `walks_dates`) the date index is walked.
    """
    condition = facet_where(query)
    if not condition or walks:
        kept = f" AND o.facet_id IN (SELECT id FROM facet WHERE {condition})" if condition else ""
        source = f"orders o WHERE {beyond}{kept}"
    elif conn.engine == "sqlite":
        source = (
            "orders o INDEXED BY orders_facet WHERE o.facet_id IN"
            f" (SELECT id FROM facet WHERE n > 0 AND {condition}) AND {beyond}"
        )
    else:
        return (
            "SELECT f.id, f.placed_at FROM facet CROSS JOIN LATERAL (SELECT o.id, o.placed_at FROM orders o"
            f" WHERE o.facet_id = facet.id AND {beyond} ORDER BY {order.format('o', 'o')} LIMIT ?) f"
            f" WHERE facet.n > 0 AND {condition} ORDER BY {order.format('f', 'f')} LIMIT ? OFFSET ?"
        )
    return f"SELECT o.id, o.placed_at FROM {source} ORDER BY {order.format('o', 'o')} LIMIT ? OFFSET ?"


def place_params(sql: str, beyond: tuple[int, ...], limit: int, offset: int) -> tuple[int, ...]:
    """The values of a statement of `place_sql`."""
    per_facet = (limit + offset,) if "LATERAL" in sql else ()
    return (*beyond, *per_facet, limit, offset)


def walks_dates(conn: Conn, query: ListQuery) -> bool:
    """Whether a list is so broad, among so many facets, that the date index is the better one."""
    condition = facet_where(query)
    if not condition:
        return True
    sql = f"SELECT COUNT(*), SUM(n), SUM(CASE WHEN {condition} THEN n ELSE 0 END) FROM facet WHERE n > 0"
    facets, orders, wanted = conn.execute(sql).fetchall()[0]
    return bool(facets > _MANY_FACETS and wanted * _BROAD > orders)
