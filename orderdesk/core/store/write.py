"""Writing orders, set-based: what differs between two versions becomes one statement per kind of change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any

from orderdesk.core.domain.changes import Change, diff
from orderdesk.core.domain.facets import day_of, facets
from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.store import boxes, cube, search
from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of, one_of_texts, text_list
from orderdesk.core.store.lists import claim_options_text, refunds_text
from orderdesk.core.store.move_alike import Alike, move_orders, move_sections
from orderdesk.core.store.problems import Conflict, Taken
from orderdesk.core.store.records import (
    COLUMNS,
    ELSEWHERE,
    ORDER_COLUMNS,
    TABLES,
    address_of,
    goods_of,
    order_values,
    plain_of,
)
from orderdesk.core.store.refs import Goods, Label, Parcels, Place, address_ids, drop_orphans, goods_ids

Part = Any
"""A record of one of an order's parts."""

_SEARCHED = frozenset(
    {
        ("order", "buyer_name"),
        ("order", "buyer_phone"),
        ("order", "number"),
        ("sections", ""),
        ("sections", "address"),
    }
)
"""Changes after which an order may be found by other keys."""

_LABEL_FIELDS = frozenset({"courier", "tracking", "shared"})

SECTION_PARCELS = "SELECT order_id, n, parcel FROM section WHERE parcel IS NOT NULL AND "


@dataclass
class Refs:
    """Numbers of the shared rows that a batch points at."""

    goods: Mapping[Goods, int]
    addresses: Mapping[Place, int]
    parcels: Mapping[tuple[int, int], int | None]
    """By (order number, section)."""


def part_rows(part: str, owned: Iterable[tuple[int, Part]], refs: Refs) -> list[tuple[Any, ...]]:
    """The rows of a part's records, each given with the number of its order, in the order of `COLUMNS`."""
    plain = plain_of[part]
    match part:
        case "sections":
            at, travels_in = refs.addresses, refs.parcels.get
            return [(n, *plain(s), at[address_of(s.address)], travels_in((n, s.n))) for n, s in owned]
        case "lines":
            return [(n, *plain(line), refs.goods[goods_of(line)]) for n, line in owned]
        case "entries":
            return [(n, *plain(entry), refunds_text(entry)) for n, entry in owned]
        case "claims":
            return [(n, *plain(claim), claim_options_text(claim)) for n, claim in owned]
    return [(n, *plain(record)) for n, record in owned]


# --- new orders ------------------------------------------------------------------------------


def insert_orders(conn: Conn, orders: Sequence[Order], goods: dict[Goods, int]) -> range:
    """Add *orders*; returns the ids that they got, in their order. Taken when a number is in use already.

    Product texts are looked up unless *goods* has their numbers, and go in there.
    """
    _refuse_taken(conn, orders)
    first = next_id(conn, "orders")
    numbered = list(enumerate(orders, first))
    combinations = [facets(order) for order in orders]
    facet_of = cube.facet_ids(conn, combinations)
    refs = _refs(conn, numbered, goods)
    counts = insert_whole(conn, numbered, [facet_of[each] for each in combinations], refs)
    cube.shift(conn, counts)
    search.write_keys(conn, [(number, search.keys(order)) for number, order in numbered])
    return range(first, first + len(orders))


def _refuse_taken(conn: Conn, orders: Sequence[Order]) -> None:
    numbers = [order.number for order in orders]
    channel_numbers = {(o.channel_number, int(o.channel)) for o in orders if o.channel_number}
    sql = f"SELECT number FROM orders WHERE {one_of_texts(conn, 'number')}"
    row = conn.execute(sql, (text_list(conn, numbers),)).fetchone()
    if row or len(set(numbers)) < len(numbers):
        raise Taken(row[0] if row else Counter(numbers).most_common(1)[0][0])
    if channel_numbers:
        among = one_of_texts(conn, "channel_number")
        sql = f"SELECT channel_number, channel FROM orders WHERE {among} AND channel_number <> ''"
        for number, channel in conn.execute(sql, (text_list(conn, {n for n, _ in channel_numbers}),)):
            if (number, channel) in channel_numbers:
                raise Taken(number)


def _refs(conn: Conn, numbered: Sequence[tuple[int, Order]], goods: dict[Goods, int]) -> Refs:
    sections = [(number, section) for number, order in numbered for section in order.sections]
    parcels = Parcels(conn, [s.tracking for _, s in sections if s.shared and s.tracking])
    given: dict[tuple[int, int], int | None] = {}
    own: dict[tuple[int, Label], int | None] = {}
    for number, section in sections:
        label = (section.courier, section.tracking)
        if label != (None, None):
            if (number, label) not in own:
                own[number, label] = parcels.give(label, section.shared, _going(section))
            given[number, section.n] = own[number, label]
    parcels.write()
    texts = {goods_of(line): None for _, order in numbered for line in order.lines}
    goods.update(goods_ids(conn, [each for each in texts if each not in goods]))
    return Refs(
        goods,
        address_ids(conn, (address_of(section.address) for _, section in sections)),
        given,
    )


def insert_whole(
    conn: Conn, numbered: Sequence[tuple[int, Order]], facet_numbers: Sequence[int], refs: Refs
) -> Counter[tuple[int, int]]:
    """Add the rows of new orders and of all their parts; how many came to each (facet, day)."""
    own = [
        (number, order.version, facet, *order_values(order))
        for (number, order), facet in zip(numbered, facet_numbers, strict=True)
    ]
    conn.insert("orders", ORDER_COLUMNS, own)
    for part, table in TABLES.items():
        of = attrgetter(part)
        owned = [(number, record) for number, order in numbered for record in of(order)]
        conn.insert(table, COLUMNS[part], part_rows(part, owned, refs))
    days = (day_of(order.placed_at) for _, order in numbered)
    return Counter(zip(facet_numbers, days, strict=True))


# --- changed orders --------------------------------------------------------------------------


@dataclass
class _Batch:
    """What one transaction changes, grouped by the statement that does it."""

    orders: dict[tuple[str, ...], list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    updates: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    deletes: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    inserts: dict[str, list[tuple[int, Any]]] = field(default_factory=lambda: defaultdict(list))
    moved: list[tuple[Order, Order]] = field(default_factory=list)
    """Orders with a change other than memos: (before, after)."""


def save_orders(conn: Conn, pairs: Iterable[tuple[Order, Order]], alike: Sequence[Alike] = ()) -> list[Order]:
    """Write what differs in each (before, after), and *alike*; returns the orders of *pairs* as they are now.

    A change other than memos takes the version one up. Conflict when an order was changed since `before`.
    """
    changed = [(before, after, found) for before, after in pairs if (found := diff(before, after))]
    batch = _Batch()
    stored = []
    for before, after, found in changed:
        if any(change.part != "memos" for change in found):
            after = replace(after, version=before.version + 1)
            batch.moved.append((before, after))
        stored.append(after)
    _check_versions(conn, batch.moved)
    parcels, left = _relabel(conn, [(b, a, f) for (b, _, f), a in zip(changed, stored, strict=True)], alike)
    refs = _changed_refs(conn, changed, parcels)
    for (_, _, found), after in zip(changed, stored, strict=True):
        _sort_changes(batch, after, found, refs)
    _write_orders(conn, batch, {after.id: found for _, after, found in changed}, alike)
    _write_parts(conn, batch, refs)
    move_sections(conn, alike, parcels)
    drop_orphans(conn, left)
    boxes.follow(
        conn, [*(after.id for after in stored), *(order for group in alike for order in group.orders)]
    )
    search.rewrite_keys(
        conn,
        [
            (after.id, now)
            for before, after, found in changed
            if any((change.part, change.field) in _SEARCHED for change in found)
            and (now := search.keys(after)) != search.keys(before)
        ],
    )
    return stored


def _changed_refs(
    conn: Conn,
    changed: Sequence[tuple[Order, Order, Sequence[Change]]],
    parcels: Mapping[tuple[int, int], int | None],
) -> Refs:
    goods: list[Goods] = []
    addresses: list[Place] = []
    for _, after, found in changed:
        for change in found:
            if change.part == "lines" and change.after is not None:
                goods.append(goods_of(after.line(change.n)))
            elif change.part == "sections" and change.after is not None and change.field in ("", "address"):
                addresses.append(address_of(after.section(change.n).address))
    return Refs(goods_ids(conn, goods), address_ids(conn, addresses), parcels)


def _relabel(
    conn: Conn, changed: Sequence[tuple[Order, Order, Sequence[Change]]], alike: Sequence[Alike]
) -> tuple[dict[tuple[int, int], int | None], set[int]]:
    """The parcels of sections whose label changed, and the parcels that sections may have left."""
    touched: dict[int, set[int]] = {}
    for _, after, found in changed:
        hit = {c.n for c in found if c.part == "sections" and (not c.field or c.field in _LABEL_FIELDS)}
        if hit:
            touched[after.id] = hit
    fresh: dict[int, tuple[int, Label]] = {}
    for group in alike:
        if group.numbers:
            n, courier = group.labelled.n, group.labelled.courier
            fresh.update({order: (n, (courier, number)) for order, number in group.numbers.items()})
    if not touched and not fresh:
        return {}, set()
    stood: dict[int, dict[int, int]] = defaultdict(dict)
    sql = SECTION_PARCELS + one_of(conn, "order_id")
    for order_id, n, parcel in conn.execute(sql, (id_list(conn, touched),)):
        stood[order_id][n] = parcel
    orders = {after.id: after for _, after, _ in changed if after.id in touched}
    numbers = [s.tracking for o in orders.values() for s in o.sections if s.n in touched[o.id] and s.tracking]
    parcels = Parcels(conn, numbers)
    given: dict[tuple[int, int], int | None] = {}
    left: set[int] = set()
    for order_id in sorted({*orders, *fresh}) if fresh else orders:
        if order_id in fresh:
            n, label = fresh[order_id]
            given[order_id, n] = parcels.new(label)
            continue
        hit, known = touched[order_id], stood[order_id]
        left.update(parcel for n, parcel in known.items() if n in hit)
        _relabel_order(order_id, orders[order_id].sections, hit, known, parcels, given)
    parcels.write()
    return given, left


def _relabel_order(
    order_id: int,
    sections: Sequence[Section],
    hit: set[int],
    stood: Mapping[int, int],
    parcels: Parcels,
    given: dict[tuple[int, int], int | None],
) -> None:
    own = {
        (s.courier, s.tracking, _going(s)): stood[s.n] for s in sections if s.n not in hit and s.n in stood
    }
    for section in sections:
        if section.n in hit:
            label, going = (section.courier, section.tracking), _going(section)
            parcel = own.get((*label, going))
            if parcel is None:
                parcel = parcels.give(label, section.shared, going)
                if parcel is not None:
                    own[*label, going] = parcel
            given[order_id, section.n] = parcel


def _going(section: Section) -> bool:
    """Whether a section may share its parcel: a courier uses the number of one that has arrived again."""
    return section.state not in FINAL_STATES


def _sort_changes(batch: _Batch, after: Order, found: Sequence[Change], refs: Refs) -> None:
    """Sort the changes of the parts of one order by the statement that writes them."""
    values: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for change in found:
        part, n = change.part, change.n
        if part == "order":
            continue
        if not change.field:
            if change.after is None:
                batch.deletes[part].append((after.id, n))
            else:
                batch.inserts[part].append((after.id, change.after))
            continue
        column = ELSEWHERE.get(part, {}).get(change.field, change.field)
        values[part, n][column] = _column_value(column, after, change, refs)
        if part == "sections" and change.field == "shared":
            values[part, n]["parcel"] = refs.parcels[after.id, n]
    for (part, n), columns in values.items():
        batch.updates[part, tuple(columns)].append((*columns.values(), after.id, n))


def _column_value(column: str, after: Order, change: Change, refs: Refs) -> object:
    if change.part == "sections" and column == "parcel":
        return refs.parcels[after.id, change.n]
    if change.part == "sections" and column == "address":
        return refs.addresses[address_of(change.after)]
    if change.part == "lines" and column == "goods":
        return refs.goods[goods_of(after.line(change.n))]
    if change.part == "entries" and column == "refunds":
        return refunds_text(next(entry for entry in after.entries if entry.n == change.n))
    if change.part == "claims" and column == "options":
        return claim_options_text(next(claim for claim in after.claims if claim.n == change.n))
    return change.after


def _write_orders(
    conn: Conn, batch: _Batch, found: Mapping[int, Sequence[Change]], alike: Sequence[Alike]
) -> None:
    moved = [(b, a, facets(b), facets(a)) for b, a in batch.moved]
    together = [(g.before, g.after, facets(g.before), facets(g.after)) for g in alike]
    facet_of = cube.facet_ids(
        conn,
        (
            combination
            for before, after, old, new in (*moved, *together)
            if old != new or before.placed_at != after.placed_at
            for combination in (old, new)
        ),
    )
    counts: Counter[tuple[int, int]] = Counter()
    for before, after, old, new in moved:
        columns = {c.field: c.after for c in found[after.id] if c.part == "order"}
        if old != new:
            columns["facet_id"] = facet_of[new]
        if old != new or before.placed_at != after.placed_at:
            counts[facet_of[old], day_of(before.placed_at)] -= 1
            counts[facet_of[new], day_of(after.placed_at)] += 1
        row = (after.version, *columns.values(), after.id, before.version)
        batch.orders[tuple(columns)].append(row)
    hits = 0
    for names, rows in batch.orders.items():
        settings = "".join(f', "{name}" = ?' for name in names)
        sql = f"UPDATE orders SET version = ?{settings} WHERE id = ? AND version = ?"
        hits += conn.executemany(sql, rows)
    if hits != len(moved):
        first = batch.moved[0][0]  # somebody wrote past the gate
        raise Conflict(first.id, first.number)
    move_orders(conn, alike, facet_of, counts)
    cube.shift(conn, counts)


def _check_versions(conn: Conn, moved: Sequence[tuple[Order, Order]]) -> None:
    """Raise Conflict for the first order that is not as it was read."""
    sql = f"SELECT id, version FROM orders WHERE {one_of(conn, 'id')}"
    rows = conn.execute(sql, (id_list(conn, [before.id for before, _ in moved]),))
    versions: dict[int, int] = {order_id: version for order_id, version in rows}
    for before, _ in moved:
        if versions.get(before.id) != before.version:
            raise Conflict(before.id, before.number)


def _write_parts(conn: Conn, batch: _Batch, refs: Refs) -> None:
    for part, keys in batch.deletes.items():
        conn.executemany(f"DELETE FROM {TABLES[part]} WHERE order_id = ? AND n = ?", keys)
    for (part, names), rows in batch.updates.items():
        settings = ", ".join(f'"{name}" = ?' for name in names)
        conn.executemany(f"UPDATE {TABLES[part]} SET {settings} WHERE order_id = ? AND n = ?", rows)
    for part, records in batch.inserts.items():
        conn.insert(TABLES[part], COLUMNS[part], part_rows(part, records, refs))
