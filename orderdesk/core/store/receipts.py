"""Which orders have cash receipts in a state."""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.store.dialect import Conn, one_of_texts, text_list

RECEIPTS_IN = "SELECT DISTINCT order_id FROM receipt WHERE "


def with_receipts(conn: Conn, states: Iterable[str]) -> list[int]:
    """The ids of orders with a receipt in one of *states*, oldest first."""
    rows = conn.execute(RECEIPTS_IN + one_of_texts(conn, "state"), (text_list(conn, states),))
    return sorted(row[0] for row in rows)
