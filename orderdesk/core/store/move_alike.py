"""Writing what happens to orders that are alike: a statement for all of them, and their facets counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.facets import Facet, day_of, facets
from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.store.dialect import Conn, id_list, one_of
from orderdesk.core.store.events import OWN, NewEvent

Settings = tuple[tuple[str, object], ...]
"""(column, value) pairs."""

_IN_PARCEL = frozenset({"courier", "tracking"})
"""Fields of a section that stand in its parcel."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Orders to which the same happens: one of them before and after, its events, and when each was placed.

    `orders` are by id. Only values that stand in a column of the order or of a section change; the facet was
    the same for all. Where a section gets a tracking number, which none had and nobody uses, `OWN` stands for
    it here, and `numbers` hold that of each order.
    """

    before: Order
    after: Order
    events: Sequence[NewEvent]
    orders: Mapping[int, int]
    numbers: Mapping[int, str] = field(default_factory=dict)

    @property
    def labelled(self) -> Section:
        """The section that gets the numbers."""
        return next(section for section in self.after.sections if section.tracking == OWN)


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


def move_sections(conn: Conn, alike: Sequence[Alike], parcels: Mapping[tuple[int, int], int | None]) -> None:
    """Write the rows of the sections that changed; numbered ones are in *parcels*, by (order, section)."""
    updates: dict[tuple[int, Settings], list[int]] = defaultdict(list)
    for group in alike:
        columns: dict[int, dict[str, object]] = defaultdict(dict)
        for change in diff(group.before, group.after):
            if change.part == "sections":
                columns[change.n][change.field] = change.after
        for n, changed in columns.items():
            if group.numbers and n == group.labelled.n:
                _label_sections(conn, group, changed, parcels)
            else:
                updates[n, tuple(changed.items())].extend(group.orders)
    for (n, settings), ids in updates.items():
        names = ", ".join(f'"{name}" = ?' for name, _ in settings)
        sql = f"UPDATE section SET {names} WHERE n = ? AND {one_of(conn, 'order_id')}"
        conn.execute(sql, (*(value for _, value in settings), n, id_list(conn, ids)))


def _label_sections(
    conn: Conn, group: Alike, changed: Mapping[str, object], parcels: Mapping[tuple[int, int], int | None]
) -> None:
    """Write the sections of *group* that get numbers: each points at a parcel of its own."""
    n = group.labelled.n
    plain = {name: value for name, value in changed.items() if name not in _IN_PARCEL}
    names = "".join(f', "{name}" = ?' for name in plain)
    sql = f"UPDATE section SET parcel = ?{names} WHERE order_id = ? AND n = ?"
    conn.executemany(sql, [(parcels[order, n], *plain.values(), order, n) for order in group.orders])
