"""Refunds that somebody has to look after: those that wait, and those that were started and never answered."""

from __future__ import annotations

from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.refunds import WaitingRefund, orders_refunding, waiting_refunds


def refunds_waiting(conn: Conn) -> list[WaitingRefund]:
    """Every refund that is promised and neither executed nor withdrawn, the oldest first."""
    return waiting_refunds(conn)


def interrupted_refunds(conn: Conn) -> list[WaitingRefund]:
    """Refunds that were started and of which nobody knows whether they were executed."""
    if not orders_refunding(conn):
        return []
    return [each for each in waiting_refunds(conn) if each.standing is EntryKind.REFUND_STARTED]
