"""Which events took an order from one version to the next: an order goes up by one per transaction."""

from __future__ import annotations

from collections.abc import Mapping

from orderdesk.core.store.dialect import Conn, id_list, one_of
from orderdesk.core.store.events import Event, events_of_orders

MEMOS = "memos"
"""The part of an order whose changes leave its version alone."""

TRANSACTIONS = """SELECT event.id, (SELECT MIN(last_event) FROM chain WHERE chain.last_event >= event.id)
 FROM event WHERE """


def events_since(conn: Conn, versions: Mapping[int, int]) -> dict[int, list[Event]]:
    """What changed orders after the versions in *versions* (order id → version), oldest first.

    Memos don't count: they leave the version alone. An order that did not change, or is gone, is left out.
    """
    condition = one_of(conn, "id")
    sql = f"SELECT id, version FROM orders WHERE {condition}"
    present: dict[int, int] = {
        order: version for order, version in conn.execute(sql, (id_list(conn, versions),))
    }
    moved = {order: version - versions[order] for order, version in present.items()}
    moved = {order: steps for order, steps in moved.items() if steps > 0}
    if not moved:
        return {}
    sql = TRANSACTIONS + one_of(conn, "order_id")
    transaction: dict[int, int] = {event: last for event, last in conn.execute(sql, (id_list(conn, moved),))}
    found: dict[int, list[Event]] = {order: [] for order in moved}
    for event in events_of_orders(conn, moved):
        if any(change.part != MEMOS for change in event.changes):
            found[event.order_id].append(event)
    return {order: _last(events, moved[order], transaction) for order, events in found.items()}


def _last(events: list[Event], steps: int, transaction: Mapping[int, int]) -> list[Event]:
    """The events of the last *steps* transactions among *events*."""
    wanted = set(list(dict.fromkeys(transaction[event.id] for event in reversed(events)))[:steps])
    return [event for event in events if transaction[event.id] in wanted]
