"""What happened on a day: sections that went out, gestures at the station, holds and claims."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.boxes import BoxState, GestureKind
from orderdesk.core.store.dialect import Conn, Row

SENT: Final = """SELECT COALESCE(parcel.courier, ''), orders.channel, section.parcel, section.order_id,
 (SELECT COALESCE(SUM(item.qty), 0) FROM item
 WHERE item.order_id = section.order_id AND item.section = section.n)
 FROM section JOIN orders ON orders.id = section.order_id LEFT JOIN parcel ON parcel.id = section.parcel
 WHERE section.sent_at >= ? AND section.sent_at < ?"""
SCANS: Final = """SELECT verdict, COUNT(*) FROM (SELECT verdict FROM box_scan WHERE at >= ? AND at < ?
 UNION ALL SELECT verdict FROM stray_scan WHERE at >= ? AND at < ?) made GROUP BY verdict"""
BY_HAND: Final = f"""SELECT COALESCE(SUM(took), 0) FROM box_scan
 WHERE at >= ? AND at < ? AND kind = {int(GestureKind.HAND)}"""
HOLDS: Final = "SELECT COUNT(*) FROM hold WHERE at >= ? AND at < ?"
CLAIMS: Final = "SELECT COUNT(*) FROM claim WHERE at >= ? AND at < ?"
LEFT: Final = f"SELECT COUNT(*) FROM box WHERE state < {int(BoxState.SHIPPED)}"


def sent_between(conn: Conn, start: int, end: int) -> list[Row]:
    """(courier, channel, parcel, order, pieces) of the sections sent from *start* to before *end*, UTC."""
    return list(conn.execute(SENT, (start, end)))


def verdicts_between(conn: Conn, start: int, end: int) -> dict[str, int]:
    """How often the station gave each answer from *start* to before *end*."""
    return {verdict: count for verdict, count in conn.execute(SCANS, (start, end, start, end))}


def counted_between(conn: Conn, sql: str, start: int, end: int) -> int:
    """What one of the counting statements of this file says from *start* to before *end*."""
    row = conn.execute(sql, (start, end)).fetchone()
    return int(row[0]) if row else 0


def boxes_left(conn: Conn) -> int:
    """How many boxes wait now."""
    row = conn.execute(LEFT).fetchone()
    return int(row[0]) if row else 0
