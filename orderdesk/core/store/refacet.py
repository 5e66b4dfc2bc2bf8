"""Facets that say more than they did: orders of an older store get those that they have by now."""

from __future__ import annotations

from collections import Counter

from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.facets import day_of, facets
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.store import cube
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders

FACETS_SAY = "0009"
"""The schema since which they say what they do: promised refunds, withdrawn claims, channels that differ."""

_MAY_DIFFER = f"""SELECT order_id FROM entry WHERE kind = {int(EntryKind.REFUND_DUE)}
 UNION SELECT order_id FROM claim WHERE decision = {int(Decision.WITHDRAWN)}
 UNION SELECT order_id FROM item WHERE channel_state IS NOT NULL"""
_STANDS = "SELECT facet_id FROM orders WHERE id = ?"
_MOVES = "UPDATE orders SET facet_id = ? WHERE id = ?"
_AT_ONCE = 1000


def refacet(conn: Conn) -> None:
    """Move the orders whose facet has become another one there, and count them so; only under the gate."""
    ids = [row[0] for row in conn.execute(_MAY_DIFFER)]
    for first in range(0, len(ids), _AT_ONCE):
        counts: Counter[tuple[int, int]] = Counter()
        orders = load_orders(conn, ids[first : first + _AT_ONCE])
        wanted = {order.id: facets(order) for order in orders}
        numbers = cube.facet_ids(conn, wanted.values())
        for order in orders:
            before = conn.execute(_STANDS, (order.id,)).fetchall()[0][0]
            after, day = numbers[wanted[order.id]], day_of(order.placed_at)
            if before != after:
                conn.execute(_MOVES, (after, order.id))
                counts[before, day] -= 1
                counts[after, day] += 1
        cube.shift(conn, counts)
