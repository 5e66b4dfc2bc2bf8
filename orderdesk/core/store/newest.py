"""The change number, by which anybody knows whether orders have changed: that of the newest event."""

from __future__ import annotations

from orderdesk.core.store.dialect import Conn, scalar

NEWEST = "SELECT COALESCE(MAX(id), 0) FROM event"


def newest(conn: Conn) -> int:
    """The number of the newest change, 0 before the first."""
    return scalar(conn, NEWEST)


def changed_since(conn: Conn, seq: int) -> tuple[int, list[int]]:
    """The newest change number, and the orders that changed after *seq*; cheap when nothing did."""
    found = newest(conn)
    if found <= seq:
        return found, []
    rows = conn.execute("SELECT DISTINCT order_id FROM event WHERE id > ? AND id <= ?", (seq, found))
    return found, [row[0] for row in rows.fetchall()]
