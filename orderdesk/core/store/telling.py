"""What the orders that a transaction changed have to tell their channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.telling import Intent, told
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import TAKEN_BACK
from orderdesk.core.store.move_alike import Alike
from orderdesk.core.store.parcels import labels_of


def intents(
    conn: Conn,
    pairs: Sequence[tuple[Order, Order]],
    alike: Sequence[Alike],
    known: Mapping[int, tuple[int, str]],
    undone: bool,
) -> Iterator[tuple[int, int, Intent]]:
    """(order, connection, intent) of what changed; *known* are connection and system of orders with one."""
    for before, after in pairs:
        if before.id in known:
            connection, system = known[before.id]
            for intent in told(before, after, System(system), undone):
                yield before.id, connection, intent
    for group in alike:
        yield from _alike(conn, group, known)


def _alike(
    conn: Conn, group: Alike, known: Mapping[int, tuple[int, str]]
) -> Iterator[tuple[int, int, Intent]]:
    """As `intents`, of orders that are alike: found out once, and told with each one's own label."""
    undone = any(event.verb == TAKEN_BACK for event in group.events)
    mine = {order: known[order] for order in group.orders if order in known}
    by_system = {
        system: told(group.before, group.after, System(system), undone) for _, system in mine.values()
    }
    labels = labels_of(conn, mine) if any(i.tracking for each in by_system.values() for i in each) else {}
    for order, (connection, system) in mine.items():
        for intent in by_system[system]:
            courier, tracking = labels.get((order, intent.section), ("", "")) if intent.tracking else ("", "")
            yield order, connection, replace(intent, courier=courier, tracking=tracking)
