"""Which sections are alike: one statement tells for very many orders, without loading them.

All that the rules see of a section (`section_facts`) and of its order's facet is the same for sections of one
likeness, so a rule is asked about one of them and answers for all. Where that can't be told by a few columns,
after claims and refunds, an order is like no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, reduce
from typing import Any

from orderdesk.core.domain.facts import CONFIRM_AFTER
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.store.dialect import Conn, Engine, id_list, one_of, one_of_texts, text_list
from orderdesk.core.store.refs import Label

Likeness = tuple[Any, ...]
"""Equal for sections that are alike; its values mean nothing else."""

_JOINED = {"sqlite": "group_concat({}, ';')", "postgresql": "string_agg({}, ';' ORDER BY n)"}
_ENTRY = f"""n || ' ' || kind || ' ' || method || ' ' || COALESCE(follows, 0) || ' ' || assumed
 || CASE WHEN kind < {int(EntryKind.REFUND_DUE)} THEN '' ELSE '/' || order_id END"""

_SMALL = (
    *("orders.trade", "orders.channel", "section.state", "section.delivery", "section.origin"),
    "section.label_stale",
    "CASE WHEN section.delay_until IS NULL THEN 0 ELSE 1 END",
    "CASE WHEN section.done_at <= ? THEN 1 ELSE 0 END",
    "CASE WHEN parcel.number IS NULL THEN 0 ELSE 1 END",
)
"""Numbers below 100, which stand in one: a row with few columns is read much faster."""

_PACKED = reduce("({}) * 100 + {}".format, _SMALL[1:], f"CAST({_SMALL[0]} AS BIGINT)")
_LIKENESS = f"""orders.facet_id, section.n, section.paid_by, {_PACKED},
 (SELECT {{entries}} FROM entry WHERE entry.order_id = orders.id),
 CASE WHEN orders.channel <> 0 OR EXISTS (SELECT 1 FROM channel_order WHERE order_id = orders.id)
 THEN (SELECT {{told}} FROM item WHERE item.order_id = orders.id) END,
 (SELECT {{holds}} FROM hold WHERE hold.order_id = orders.id AND hold.section = section.n),
 CASE WHEN EXISTS (SELECT 1 FROM claim WHERE claim.order_id = orders.id) THEN orders.id END"""
"""What a channel says of the items decides whether they still differ from where they stand.

The number of an order that has claims, or in `_ENTRY` refunds, makes it like no other."""

GOODS = """SELECT item.order_id, item.section, item.qty, line.qty, line.total, item.n FROM item
 JOIN line ON line.order_id = item.order_id AND line.n = item.line WHERE """


Standing = tuple[int, int, str, int, int, int, Likeness]
"""One section as it stands, bare because very many are made: the order's id and the section's number; number,
version and time of the order; 1 where the section is alone, 0 else; the likeness."""

Goods = tuple[int, int, int, int, int, int]
"""Of an item its order, section, pieces, pieces of its line, won of its line, and its number in the order."""

_ALONE = """orders.sections_made = 1 AND NOT EXISTS (SELECT 1 FROM section other
 WHERE other.parcel = section.parcel AND other.order_id <> orders.id)"""
"""The order never had another section, and no other order's travels in its parcel: nobody else could mind."""


@lru_cache(maxsize=64)
def standings_sql(engine: Engine, fields: tuple[str, ...], label: bool = False) -> str:
    """The statement behind `standings`, up to the condition on `orders.id`; its value is the ripe time.

    With *label* it tells courier and number last.
    """
    likeness = _LIKENESS.format(
        entries=_JOINED[engine].format(_ENTRY),
        told=_JOINED[engine].format("CAST(COALESCE(channel_state, -1) AS TEXT)"),
        holds=_JOINED[engine].format("reason"),
    )
    more = "".join(f', section."{field}"' for field in fields)
    more += ", parcel.courier, parcel.number" if label else ""
    return f"""SELECT orders.id, section.n, orders.number, orders.version, orders.placed_at,
 CASE WHEN {_ALONE} THEN 1 ELSE 0 END, {likeness}{more}
 FROM orders JOIN section ON section.order_id = orders.id LEFT JOIN parcel ON parcel.id = section.parcel
 WHERE """


_IN_ORDER = " ORDER BY orders.id, section.n"


def standings(conn: Conn, ids: Iterable[int], now: int, fields: tuple[str, ...] = ()) -> Iterator[Standing]:
    """The sections of the orders *ids*, by order and number; alike are those with equal *fields* too."""
    sql = f"{standings_sql(conn.engine, fields)}{one_of(conn, 'orders.id')}{_IN_ORDER}"
    for row in conn.execute(sql, (now - CONFIRM_AFTER, id_list(conn, ids))):
        yield (*row[:6], row[6:])


def labelled(
    conn: Conn, ids: Iterable[int], now: int, fields: tuple[str, ...] = ()
) -> Iterator[tuple[Standing, Label]]:
    """As `standings`, each with the section's label."""
    return _labelled(conn, one_of(conn, "orders.id"), id_list(conn, ids), now, fields)


def labelled_by_number(conn: Conn, numbers: Iterable[str], now: int) -> Iterator[tuple[Standing, Label]]:
    """As `labelled`, of the orders with *numbers*."""
    return _labelled(conn, one_of_texts(conn, "orders.number"), text_list(conn, numbers), now, ())


def _labelled(
    conn: Conn, among: str, chosen: object, now: int, fields: tuple[str, ...]
) -> Iterator[tuple[Standing, Label]]:
    sql = f"{standings_sql(conn.engine, fields, label=True)}{among}{_IN_ORDER}"
    for row in conn.execute(sql, (now - CONFIRM_AFTER, chosen)):
        yield (*row[:6], row[6:-2]), (row[-2], row[-1])


def goods(conn: Conn, ids: Iterable[int]) -> list[Goods]:
    """Every item of the orders *ids*."""
    found: list[Any] = conn.execute(GOODS + one_of(conn, "item.order_id"), (id_list(conn, ids),)).fetchall()
    return found
