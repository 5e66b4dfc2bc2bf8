"""Writing what happens to orders that are alike: a statement for all of them, and their facets counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.facets import Facet, day_of, facets
from orderdesk.core.domain.orders import Order
from orderdesk.core.store.dialect import Conn, id_list, one_of
from orderdesk.core.store.events import NewEvent

Settings = tuple[tuple[str, object], ...]
"""(column, value) pairs."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Orders to which the same happens: one of them before and after, its events, and when each was placed.

    `orders` are by id. Only values that stand in a column of the order or of a section change; the facet was
    the same for all.
    """

    before: Order
    after: Order
    events: Sequence[NewEvent]
    orders: Mapping[int, int]


def move_orders(
    conn: Conn, alike: Sequence[Alike], facet_of: Mapping[Facet, int], counts: Counter[tuple[int, int]]
) -> None:
    """Write the orders' own rows, and note in *counts* how they go from one facet to another."""
    updates: dict[Settings, list[int]] = defaultdict(list)
    for group in alike:
        old, new = facets(group.before), facets(group.after)
        columns = {c.field: c.after for c in diff(group.before, group.after) if c.part == "order"}
        if old != new:
            columns["facet_id"] = facet_of[new]
            for day, n in Counter(map(day_of, group.orders.values())).items():
                counts[facet_of[old], day] -= n
                counts[facet_of[new], day] += n
        updates[tuple(columns.items())].extend(group.orders)
    for settings, ids in updates.items():
        names = "".join(f', "{name}" = ?' for name, _ in settings)
        sql = f"UPDATE orders SET version = version + 1{names} WHERE {one_of(conn, 'id')}"
        conn.execute(sql, (*(value for _, value in settings), id_list(conn, ids)))


def move_sections(conn: Conn, alike: Sequence[Alike]) -> None:
    """Write the rows of the sections that changed."""
    updates: dict[tuple[int, Settings], list[int]] = defaultdict(list)
    for group in alike:
        columns: dict[int, dict[str, object]] = defaultdict(dict)
        for change in diff(group.before, group.after):
            if change.part == "sections":
                columns[change.n][change.field] = change.after
        for n, changed in columns.items():
            updates[n, tuple(changed.items())].extend(group.orders)
    for (n, settings), ids in updates.items():
        names = ", ".join(f'"{name}" = ?' for name, _ in settings)
        sql = f"UPDATE section SET {names} WHERE n = ? AND {one_of(conn, 'order_id')}"
        conn.execute(sql, (*(value for _, value in settings), n, id_list(conn, ids)))
