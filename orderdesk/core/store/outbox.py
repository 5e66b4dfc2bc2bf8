"""Intents to tell channels what changed here; written only when a channel has a connection.

A waiting intent is withdrawn in the transaction that takes its change back. Once the sender has claimed
it, the world outside may have moved, and undo is refused.
"""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of

WAITING, CLAIMED, DONE, REFUSED = range(4)
"""States of an intent, as stored."""


def add_intents(conn: Conn, rows: Iterable[tuple[int, int | None, int, str]]) -> None:
    """Put intents of (order, job, at, intent as JSON) into the outbox, waiting."""
    first = next_id(conn, "outbox")
    numbered = [
        (first + n, order, job, WAITING, at, intent) for n, (order, job, at, intent) in enumerate(rows)
    ]
    conn.insert("outbox", ("id", "order_id", "job_id", "state", "at", "intent"), numbered)


def claimed_orders(conn: Conn, job: int, order_ids: Iterable[int]) -> frozenset[int]:
    """Those of the orders of which *job* has told a channel something, or is telling it now."""
    among = one_of(conn, "order_id")
    sql = (
        f"SELECT DISTINCT order_id FROM outbox WHERE {among} AND job_id = ? AND state IN ({CLAIMED}, {DONE})"
    )
    return frozenset(row[0] for row in conn.execute(sql, (id_list(conn, order_ids), job)))


def withdraw(conn: Conn, job: int, order_ids: Iterable[int]) -> None:
    """Delete what *job* still waits to tell channels about orders."""
    among = one_of(conn, "order_id")
    sql = f"DELETE FROM outbox WHERE {among} AND job_id = ? AND state = {WAITING}"
    conn.execute(sql, (id_list(conn, order_ids), job))
