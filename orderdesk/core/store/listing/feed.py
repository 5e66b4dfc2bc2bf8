"""The change feed: orders by their last change, from any point on.

Its order is that of the history, in which a transaction stands where it was committed: whoever has read as
far as one change can't miss a later one, whatever the clocks of desks say. The time of a change is that of
its link, which never falls, so that to order by change is to order by time and then by change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.facets import day_of
from orderdesk.core.store.dialect import Conn, id_list, one_of, scalar
from orderdesk.core.store.listing.counts import count, facet_clause
from orderdesk.core.store.listing.queries import ListQuery, facet_where, narrowing
from orderdesk.core.store.newest import newest

WRITTEN = "(SELECT chain.at FROM chain WHERE chain.last_event >= {} ORDER BY chain.last_event LIMIT 1)"
LAST = "(SELECT MAX(event.id) FROM event WHERE event.order_id = {})"

WALK = f"""SELECT e.order_id, e.id, {WRITTEN.format("e.id")} FROM event e CROSS JOIN orders o
 WHERE e.id > ? AND e.id <= ? AND o.id = e.order_id AND e.id = {LAST.format("e.order_id")} {{among}}
 ORDER BY e.id LIMIT ?"""
PICK = f"""WITH f AS MATERIALIZED
 (SELECT o.id, {LAST.format("o.id")} AS seq FROM orders o WHERE TRUE {{among}}),
 page AS MATERIALIZED (SELECT id, seq FROM f WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?)
 SELECT id, seq, {WRITTEN.format("page.seq")} FROM page ORDER BY seq"""
CLAIMED = " AND o.id IN (SELECT claim.order_id FROM claim WHERE TRUE{})"
ON_THE_WAY = " AND (SELECT COUNT(*) FROM {} WHERE {}) > 0"
"""A condition on an order that is passed: a number, so that no planner begins with what is counted."""

CHANGED = f"SELECT o.id, {LAST.format('o.id')}, {WRITTEN.format(LAST.format('o.id'))} FROM orders o WHERE "
LINK_FROM = "SELECT last_event, at FROM chain WHERE last_event >= ? ORDER BY last_event LIMIT 1"
CLAIMS = "SELECT COUNT(*) FROM claim WHERE TRUE{}"
PLACED = "SELECT COALESCE(SUM(n), 0) FROM facet_day WHERE day BETWEEN ? AND ?"

PLACED_AT: Final = "placed_at"
"""The filter by the time of the order (`queries.FILTERS`)."""

_EVER: Final = (0, 1 << 40)
_SHORT: Final = 20_000
"""Changes that are walked without asking how many orders are meant."""


class Changed(NamedTuple):
    """An order by its id, the number of its last change, and when that was written (UTC seconds)."""

    order: int
    seq: int
    at: int


@dataclass(frozen=True)
class Feed:
    """What is read: the orders of *query*, changed after change number *after*, up to *until* if given.

    With `claims` only orders that have a claim, of these kinds and decisions where they are named.
    """

    query: ListQuery
    after: int = 0
    until: int | None = None
    claims: bool = False
    kinds: frozenset[int] = frozenset()
    decisions: frozenset[int] = frozenset()


def changed(conn: Conn, feed: Feed, limit: int) -> list[Changed]:
    """The first *limit* orders of *feed*, by their last changes.

    Few orders are looked up one by one and sorted; of many, the history is walked until so many are found.
    """
    last = newest(conn)
    until = last if feed.until is None else min(feed.until, last)
    narrowed = narrowing(conn, feed.query)
    among = f" AND {narrowed.sql}" if narrowed.sql else ""
    params: tuple[Any, ...] = (feed.after, until)
    if _walks(conn, feed, until - feed.after, limit):
        if condition := facet_where(feed.query):
            among += ON_THE_WAY.format("facet", f"facet.id = o.facet_id AND {condition}")
        if feed.claims:
            among += ON_THE_WAY.format("claim", f"claim.order_id = o.id{_claims(feed)}")
        sql, params = WALK, (*params, *narrowed.params, limit)
    else:
        among += facet_clause(feed.query)
        if feed.claims:
            among += CLAIMED.format(_claims(feed))
        sql, params = PICK, (*narrowed.params, *params, limit)
    return [Changed(*row) for row in conn.execute(sql.format(among=among), params).fetchall()]


def _claims(feed: Feed) -> str:
    said = ""
    for column, values in (("kind", feed.kinds), ("decision", feed.decisions)):
        if values:
            said += f" AND claim.{column} IN ({', '.join(str(int(value)) for value in sorted(values))})"
    return said


def _walks(conn: Conn, feed: Feed, changes: int, limit: int) -> bool:
    """Whether walking *changes* looks at fewer rows than looking every order up that is meant."""
    if changes <= _SHORT:
        return True
    orders = _meant(conn, feed)
    return orders * orders > changes * limit


def _meant(conn: Conn, feed: Feed) -> int:
    """About how many orders are meant, at most: by the counts that are kept, or by the claims."""
    if feed.claims:
        return scalar(conn, CLAIMS.format(_claims(feed)))
    orders = count(conn, ListQuery(feed.query.conditions))
    for name, values in feed.query.extra:
        if name == PLACED_AT and isinstance(values, tuple):
            low, high = (
                int(end) if end is not None else edge for end, edge in zip(values, _EVER, strict=True)
            )
            orders = min(orders, scalar(conn, PLACED, (day_of(low), day_of(high))))
    return orders


def changes_of(conn: Conn, order_ids: Iterable[int]) -> dict[int, Changed]:
    """The last change of each of the orders, by id."""
    rows = conn.execute(CHANGED + one_of(conn, "o.id"), (id_list(conn, order_ids),)).fetchall()
    return {row[0]: Changed(*row) for row in rows}


def change_before(conn: Conn, at: int) -> int:
    """The number of the last change that was written before *at*, UTC seconds; 0 where none was."""
    low, high = 0, newest(conn)
    while low < high:  # every change up to `low` was before; none after `high` was
        middle = (low + high) // 2 + 1
        row = conn.execute(LINK_FROM, (middle,)).fetchone()
        if row is not None and row[1] < at:
            low = int(row[0])
        else:
            high = middle - 1
    return low
