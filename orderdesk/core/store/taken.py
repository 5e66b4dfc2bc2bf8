"""Who works on which orders now: the few orders that were taken, by their own index."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.taking import SHIFT
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.parcels import WAITING_STATES

WAITS = f"""EXISTS (SELECT 1 FROM section WHERE section.order_id = {{}}.id AND section.state IN
 ({WAITING_STATES}))"""
"""That something of the order `{}` waits to be sent."""

TAKEN = f"""WITH taken AS MATERIALIZED (SELECT id, taken_by, taken_note FROM orders WHERE taken_at > ?)
 SELECT id, taken_by, taken_note FROM taken WHERE {WAITS.format("taken")}"""
"""First the few that were taken, whatever the statistics say: it is asked every second."""


class TakenOrder(NamedTuple):
    """An order that somebody works on."""

    id: int
    who: str
    note: str


def taken_orders(conn: Conn, now: int) -> list[TakenOrder]:
    """The orders that are taken at *now* (UTC seconds), by id."""
    return sorted(TakenOrder(*row) for row in conn.execute(TAKEN, (now - SHIFT,)).fetchall())
