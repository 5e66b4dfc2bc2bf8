"""Taking: whose orders a plan would change, to be said before it does; no reason to refuse anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.taking import Taken
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.taken import taken_orders


def taken_by_others(conn: Conn, ids: Iterable[int], actor: Actor, now: int) -> tuple[Taken, ...]:
    """Which of the orders *ids* somebody else than *actor* works on now, by whom and what; most first."""
    asked, counted = set(ids), Counter[tuple[str, str]]()
    for order in taken_orders(conn, now):
        if order.id in asked and order.who != actor.name:
            counted[order.who, order.note] += 1
    return tuple(Taken(who, note, orders) for (who, note), orders in counted.most_common())
