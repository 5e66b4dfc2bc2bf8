"""Who works on which orders now: the few orders that were taken, by their own index."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.states import UNDISPATCHED_STATES
from orderdesk.core.domain.taking import SHIFT
from orderdesk.core.store.dialect import Conn

WAITS = f"""EXISTS (SELECT 1 FROM section WHERE section.order_id = {{}}.id AND section.state IN
 ({", ".join(str(int(state)) for state in sorted(UNDISPATCHED_STATES))}))"""
"""That something of the order `{}` waits to be sent."""

TAKEN = f"""SELECT id, taken_by, taken_note FROM orders WHERE taken_at > ? AND {WAITS.format("orders")}
 ORDER BY id"""


class TakenOrder(NamedTuple):
    """An order that somebody works on."""

    id: int
    who: str
    note: str


def taken_orders(conn: Conn, now: int) -> list[TakenOrder]:
    """The orders that are taken at *now* (UTC seconds)."""
    return [TakenOrder(*row) for row in conn.execute(TAKEN, (now - SHIFT,)).fetchall()]
