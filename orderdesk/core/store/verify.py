"""What the store can check about itself: counts, search keys, loose ends and the history's chain.

The rules that an order keeps within itself are `domain.check`; a service runs both over all orders.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orderdesk.core.domain.facets import facets
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.store.access_chain import verify_accesses
from orderdesk.core.store.box_checks import box_faults
from orderdesk.core.store.cube import FIND
from orderdesk.core.store.dialect import Conn, id_list, one_of, scalar
from orderdesk.core.store.events import ChainFault, verify_chain
from orderdesk.core.store.search import keyed
from orderdesk.core.store.stock import wrong_sums

RECOUNT = """SELECT facet.id, facet.n, COALESCE(counted.n, 0) FROM facet LEFT JOIN
 (SELECT facet_id, COUNT(*) AS n FROM orders GROUP BY facet_id) counted ON counted.facet_id = facet.id
 WHERE facet.n <> COALESCE(counted.n, 0) ORDER BY facet.id"""
_DAY = "(placed_at + 32400 - ((placed_at + 32400) % 86400 + 86400) % 86400) / 86400"
"""As `day_of`: division cuts towards zero in SQL, which is another day before 1970."""

RECOUNT_DAYS = f"""SELECT facet_id, day, SUM(n) FROM (
 SELECT facet_id, day, n FROM facet_day
 UNION ALL
 SELECT facet_id, {_DAY}, -COUNT(*) FROM orders
 GROUP BY facet_id, {_DAY}) days
 GROUP BY facet_id, day HAVING SUM(n) <> 0 ORDER BY facet_id, day"""
LOOSE_PARCELS = """SELECT id FROM parcel WHERE NOT EXISTS
 (SELECT 1 FROM section WHERE section.parcel = parcel.id) ORDER BY id"""

_FINAL = ", ".join(str(int(state)) for state in sorted(FINAL_STATES))
DOUBLE_NUMBERS = f"""SELECT parcel.courier, parcel.number FROM parcel
 JOIN section ON section.parcel = parcel.id WHERE section.state NOT IN ({_FINAL})
 GROUP BY parcel.courier, parcel.number HAVING COUNT(DISTINCT section.order_id) > 1 AND (
 COUNT(DISTINCT CASE WHEN section.shared = 0 THEN section.order_id END) > 1
 OR COUNT(DISTINCT parcel.id) > 1) ORDER BY parcel.number"""
"""Orders share a number on purpose when all but the first say so, and all stand in one row of parcels."""

JOB_COUNTS = """SELECT job.id, job.planned, job.applied, job.skipped, job.refused,
 COALESCE(counted.planned, 0), COALESCE(counted.applied, 0), COALESCE(counted.skipped, 0),
 COALESCE(counted.refused, 0) FROM job LEFT JOIN
 (SELECT job_id, SUM(CASE WHEN verdict = 0 THEN 1 ELSE 0 END) AS planned,
 SUM(CASE WHEN verdict = 1 THEN 1 ELSE 0 END) AS applied,
 SUM(CASE WHEN verdict = 2 THEN 1 ELSE 0 END) AS skipped,
 SUM(CASE WHEN verdict = 3 THEN 1 ELSE 0 END) AS refused FROM job_row GROUP BY job_id) counted
 ON counted.job_id = job.id WHERE job.planned <> COALESCE(counted.planned, 0)
 OR job.applied <> COALESCE(counted.applied, 0) OR job.skipped <> COALESCE(counted.skipped, 0)
 OR job.refused <> COALESCE(counted.refused, 0) ORDER BY job.id"""
UNTOLD = """SELECT job_row.job_id, orders.number FROM job_row JOIN orders ON orders.id = job_row.order_id
 WHERE job_row.verdict = 1 AND NOT EXISTS
 (SELECT 1 FROM event WHERE event.order_id = job_row.order_id AND event.job = job_row.job_id)
 ORDER BY job_row.job_id, job_row.order_id"""
"""What jobs did and no event tells: the newest events can go with their link, but not without this trace."""

TOLD = """SELECT DISTINCT orders.number FROM event JOIN orders ON orders.id = event.order_id
 WHERE event.id BETWEEN ? AND ? ORDER BY orders.number"""
_NAMED = 3
"""How many orders a finding names."""

IDS = "SELECT id FROM orders ORDER BY id"
FACETS = "SELECT id, facet_id FROM orders WHERE "


class Finding(NamedTuple):
    """Something that is not as it must be: a stable code, where, and the particulars."""

    code: str
    where: str
    detail: str


def order_ids(conn: Conn, size: int) -> Iterator[list[int]]:
    """The ids of all orders as they stand in the store, *size* at a time."""
    cursor = conn.execute(IDS)
    while rows := cursor.fetchmany(size):
        yield [row[0] for row in rows]


def how_many(conn: Conn) -> int:
    """How many orders there are, counted one by one and not by the books."""
    return scalar(conn, "SELECT COUNT(*) FROM orders")


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
    for job, *counted in conn.execute(JOB_COUNTS):
        kept, found = ("/".join(map(str, half)) for half in (counted[:4], counted[4:]))
        yield Finding("job-count", f"job {job}", f"{kept} ≠ {found}")
    for job, order in conn.execute(UNTOLD):
        yield Finding("event-missing", order, f"job {job}")
    for sku, detail in wrong_sums(conn):
        yield Finding("stock-sum", sku, detail)
    yield from (Finding(*fault) for fault in box_faults(conn))
    for fault in verify_chain(conn):
        yield Finding(fault.code, f"event {fault.event}", _about(conn, fault))
    for wrong in verify_accesses(conn):
        yield Finding(wrong.code, f"access {wrong.record}", "")


def _about(conn: Conn, fault: ChainFault) -> str:
    """The orders whose history a fault is in: those of the transaction's events."""
    rows = conn.execute(TOLD, (fault.first, fault.event)).fetchall()
    return ", ".join(row[0] for row in rows[:_NAMED]) + (" …" if len(rows) > _NAMED else "")


def order_findings(conn: Conn, orders: Sequence[Order], search_every: int = 1) -> Iterator[Finding]:
    """What the store keeps wrongly about *orders*: their facet, and the search keys of every n-th."""
    known: dict[tuple[int, ...], int | None] = {}
    rows = conn.execute(FACETS + one_of(conn, "id"), (id_list(conn, (order.id for order in orders)),))
    kept: dict[int, int] = {order: facet for order, facet in rows}
    for number, order in enumerate(orders):
        wanted = tuple(map(int, facets(order)))
        if wanted not in known:
            row = conn.execute(FIND, wanted).fetchone()
            known[wanted] = row[0] if row else None
        if kept[order.id] != known[wanted]:
            yield Finding("facet-wrong", order.number, f"{kept[order.id]} ≠ {known[wanted]}")
        if number % search_every == 0 and not keyed(conn, order):
            yield Finding("search-key-missing", order.number, "")
