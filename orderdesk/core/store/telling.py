"""What the orders that a transaction changed have to tell their channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.telling import Intent, told
from orderdesk.core.store.events import OWN, TAKEN_BACK
from orderdesk.core.store.move_alike import Alike


def intents(
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
        yield from _alike(group, known)


def _alike(group: Alike, known: Mapping[int, tuple[int, str]]) -> Iterator[tuple[int, int, Intent]]:
    """As `intents`, of orders that are alike: found out once, and told with each one's own number."""
    undone = any(event.verb == TAKEN_BACK for event in group.events)
    by_system: dict[str, tuple[Intent, ...]] = {}
    for order in group.orders:
        if order not in known:
            continue
        connection, system = known[order]
        if system not in by_system:
            by_system[system] = told(group.before, group.after, System(system), undone)
        for intent in by_system[system]:
            own = intent.tracking == OWN
            yield order, connection, replace(intent, tracking=group.numbers[order]) if own else intent
