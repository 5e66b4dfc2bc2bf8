"""What the store can check about itself: counts, search keys, loose ends and the history's chain.

The rules that an order keeps within itself are `domain.check`; a service runs both over all orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orderdesk.core.domain.facets import facets
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.store.cube import FIND
from orderdesk.core.store.dialect import Conn, scalar
from orderdesk.core.store.events import verify_chain
from orderdesk.core.store.search import keyed

RECOUNT = """SELECT facet.id, facet.n, COALESCE(counted.n, 0) FROM facet LEFT JOIN
 (SELECT facet_id, COUNT(*) AS n FROM orders GROUP BY facet_id) counted ON counted.facet_id = facet.id
 WHERE facet.n <> COALESCE(counted.n, 0) ORDER BY facet.id"""
RECOUNT_DAYS = """SELECT facet_id, day, SUM(n) FROM (
 SELECT facet_id, day, n FROM facet_day
 UNION ALL
 SELECT facet_id, (placed_at + 32400) / 86400, -COUNT(*) FROM orders
 GROUP BY facet_id, (placed_at + 32400) / 86400) days
 GROUP BY facet_id, day HAVING SUM(n) <> 0 ORDER BY facet_id, day"""
LOOSE_PARCELS = """SELECT id FROM parcel WHERE NOT EXISTS
 (SELECT 1 FROM section WHERE section.parcel = parcel.id) ORDER BY id"""

_FINAL = ", ".join(str(int(state)) for state in sorted(FINAL_STATES))
DOUBLE_NUMBERS = f"""SELECT parcel.courier, parcel.number FROM parcel
 JOIN section ON section.parcel = parcel.id WHERE section.state NOT IN ({_FINAL}) AND section.shared = 0
 GROUP BY parcel.courier, parcel.number HAVING COUNT(DISTINCT section.order_id) > 1 ORDER BY parcel.number"""


class Finding(NamedTuple):
    """Something that is not as it must be: a stable code, where, and the particulars."""

    code: str
    where: str
    detail: str


def findings(conn: Conn) -> Iterator[Finding]:
    """What is wrong with the store itself, streaming; nothing when all is well."""
    for facet, kept, counted in conn.execute(RECOUNT):
        yield Finding("facet-count", f"facet {facet}", f"{kept} ≠ {counted}")
    for facet, day, surplus in conn.execute(RECOUNT_DAYS):
        yield Finding("facet-day-count", f"facet {facet} day {day}", f"{int(surplus):+d}")
    for (parcel,) in conn.execute(LOOSE_PARCELS):
        yield Finding("parcel-loose", f"parcel {parcel}", "")
    for courier, tracking in conn.execute(DOUBLE_NUMBERS):
        yield Finding("number-shared", f"{courier} {tracking}", "")
    for fault in verify_chain(conn):
        yield Finding(fault.code, f"event {fault.event}", "")


def order_findings(conn: Conn, orders: Iterable[Order], search_every: int = 1) -> Iterator[Finding]:
    """What the store keeps wrongly about *orders*: their facet, and the search keys of every n-th."""
    known: dict[tuple[int, ...], int | None] = {}
    for number, order in enumerate(orders):
        wanted = tuple(map(int, facets(order)))
        if wanted not in known:
            row = conn.execute(FIND, wanted).fetchone()
            known[wanted] = row[0] if row else None
        stored = scalar(conn, "SELECT facet_id FROM orders WHERE id = ?", (order.id,))
        if stored != known[wanted]:
            yield Finding("facet-wrong", order.number, f"{stored} ≠ {known[wanted]}")
        if number % search_every == 0 and not keyed(conn, order):
            yield Finding("search-key-missing", order.number, "")
