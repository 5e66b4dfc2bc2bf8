"""How many orders a list holds: from the facet cube when only conditions narrow it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderdesk.core.store.dialect import Conn, scalar
from orderdesk.core.store.listing.queries import ListQuery, facet_where, narrowing


def count(conn: Conn, query: ListQuery) -> int:
    """The exact number of orders in the list of *query*."""
    if query.plain:
        return counts(conn, [query])[0]
    where = narrowing(conn, query)
    sql = f"SELECT COUNT(*) FROM orders o WHERE {where.sql}{facet_clause(query)}"
    return scalar(conn, sql, where.params)


def count_any(conn: Conn, queries: Sequence[ListQuery]) -> int:
    """The exact number of orders that are in any of several lists; one in more than one counts once."""
    arms, params = [], list[Any]()
    for query in queries:
        where = narrowing(conn, query)
        arms.append(f"SELECT o.id FROM orders o WHERE {where.sql or 'TRUE'}{facet_clause(query)}")
        params.extend(where.params)
    return scalar(conn, f"SELECT COUNT(*) FROM ({' UNION '.join(arms)}) found", tuple(params))


def facet_clause(query: ListQuery) -> str:
    """The tab's condition on orders `o`, to stand after another one."""
    condition = facet_where(query)
    return f" AND o.facet_id IN (SELECT id FROM facet WHERE n > 0 AND {condition})" if condition else ""


def counts(conn: Conn, queries: Sequence[ListQuery]) -> list[int]:
    """The numbers of orders in several lists at once; without scanning for those with only conditions."""
    found = [0] * len(queries)
    plain = [n for n, query in enumerate(queries) if query.plain]
    for n, query in enumerate(queries):
        if not query.plain:
            found[n] = count(conn, query)
    if plain:
        sums = ", ".join(_sum(queries[n]) for n in plain)
        for n, value in zip(plain, conn.execute(f"SELECT {sums} FROM facet").fetchall()[0], strict=True):
            found[n] = int(value or 0)
    return found


def _sum(query: ListQuery) -> str:
    condition = facet_where(query)
    return f"SUM(CASE WHEN {condition} THEN n ELSE 0 END)" if condition else "SUM(n)"
