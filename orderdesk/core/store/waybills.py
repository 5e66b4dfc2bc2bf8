"""Labels that were handed in to couriers, and parcels that are asked after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, fields
from typing import NamedTuple

from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.waybills import Waybill, WaybillState
from orderdesk.core.store.dialect import Conn, Row, id_list, one_of, one_of_texts, text_list

_COLUMNS = tuple(field.name for field in fields(Waybill))
_LIST = ", ".join(_COLUMNS)
_MARKS = ", ".join("?" * len(_COLUMNS))
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "key")
_COLLECTING = f"{int(SectionState.RETURN_COLLECTING)}, {int(SectionState.EXCHANGE_COLLECTING)}"
_ON_THE_WAY = 1 << SectionState.SHIPPING
_COMING_BACK = 1 << SectionState.RETURN_COLLECTING | 1 << SectionState.EXCHANGE_COLLECTING

OF_ORDERS = f"SELECT {_LIST} FROM shipment WHERE {{among}} ORDER BY made_at, key"
BY_KEY = f"SELECT {_LIST} FROM shipment WHERE "
PENDING = f"SELECT {_LIST} FROM shipment WHERE pending = 1 ORDER BY made_at, key LIMIT ?"
OPEN = f"""SELECT {_LIST} FROM shipment WHERE key > ? AND made_at >= ? AND state IN
 ({int(WaybillState.HANDED)}, {int(WaybillState.ISSUED)}, {int(WaybillState.USED)}) ORDER BY key LIMIT ?"""
PUT = f"INSERT INTO shipment ({_LIST}) VALUES ({_MARKS}) ON CONFLICT (key) DO UPDATE SET {_CHANGES}"
DROP = f"DELETE FROM shipment WHERE key = ? AND state = {int(WaybillState.INTENDED)}"

DUE = f"""SELECT courier, number, misses, code FROM (
 SELECT parcel.courier AS courier, parcel.number AS number FROM facet
 CROSS JOIN orders CROSS JOIN section CROSS JOIN parcel
 WHERE orders.facet_id = facet.id AND facet.n > 0 AND facet.mask & {_ON_THE_WAY} <> 0
 AND section.order_id = orders.id AND section.state = {int(SectionState.SHIPPING)}
 AND parcel.id = section.parcel
 UNION SELECT claim.pickup_courier, claim.pickup_number FROM facet
 CROSS JOIN orders CROSS JOIN section CROSS JOIN claim
 WHERE orders.facet_id = facet.id AND facet.n > 0 AND facet.mask & {_COMING_BACK} <> 0
 AND section.order_id = orders.id AND section.state IN ({_COLLECTING})
 AND claim.order_id = orders.id AND claim.section = section.n AND claim.decision = {int(Decision.OPEN)}
 AND claim.pickup_number <> '') AS under_way
 LEFT JOIN parcel_watch USING (number, courier)
 WHERE next_at IS NULL OR next_at <= ? ORDER BY COALESCE(next_at, 0), number LIMIT ?"""
SENT = f"""SELECT parcel.courier, parcel.number, section.order_id, section.n FROM parcel
 JOIN section ON section.parcel = parcel.id WHERE section.state IN ({int(SectionState.PREPARING)},
 {int(SectionState.READY)}, {int(SectionState.CANCEL_REQUESTED)}, {int(SectionState.SHIPPING)}) AND """
FETCHED = f"""SELECT claim.pickup_courier, claim.pickup_number, claim.order_id, claim.section FROM facet
 CROSS JOIN orders CROSS JOIN claim
 WHERE orders.facet_id = facet.id AND facet.n > 0 AND facet.mask & {_COMING_BACK} <> 0
 AND claim.order_id = orders.id AND claim.decision = {int(Decision.OPEN)} AND """
WATCH = """INSERT INTO parcel_watch (courier, number, next_at, asked_at, code, misses, why)
 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number, courier) DO UPDATE SET next_at = excluded.next_at,
 asked_at = excluded.asked_at, code = excluded.code, misses = excluded.misses, why = excluded.why"""
FORGET = "DELETE FROM parcel_watch WHERE number = ? AND courier = ?"
CODES = "SELECT courier, number, code FROM parcel_watch WHERE "
WATCHED = "SELECT courier, number, next_at, asked_at, code, misses, why FROM parcel_watch ORDER BY next_at"


Parcel = tuple[str, str]
"""A courier, as sections name it, and a number."""


class Due(NamedTuple):
    """A parcel to be asked after: courier as sections name it, number, how often nothing new was said.

    `code` is what was said last, -1 where nobody has asked yet.
    """

    courier: str
    number: str
    misses: int
    code: int

    @property
    def label(self) -> Parcel:
        """Courier and number."""
        return self.courier, self.number


class Watch(NamedTuple):
    """What was said of a parcel, and when it is asked after next (UTC seconds)."""

    courier: str
    number: str
    next_at: int
    asked_at: int
    code: int
    misses: int
    why: str


def _waybill(row: Row) -> Waybill:
    found = dict(zip(_COLUMNS, row, strict=True))
    found |= {
        "back": bool(found["back"]),
        "pending": bool(found["pending"]),
        "state": WaybillState(found["state"]),
    }
    return Waybill(**found)


def waybills_of(conn: Conn, orders: Iterable[int]) -> list[Waybill]:
    """All labels of *orders*, the oldest first."""
    sql = OF_ORDERS.format(among=one_of(conn, "order_id"))
    return [_waybill(row) for row in conn.execute(sql, (id_list(conn, orders),))]


def waybills_by_key(conn: Conn, keys: Iterable[str]) -> dict[str, Waybill]:
    """Those labels of *keys* that there are."""
    rows = conn.execute(BY_KEY + one_of_texts(conn, "key"), (text_list(conn, keys),))
    return {row[0]: _waybill(row) for row in rows}


def pending_waybills(conn: Conn, limit: int) -> list[Waybill]:
    """Labels about which something is to be done, *limit* at most, the oldest first."""
    return [_waybill(row) for row in conn.execute(PENDING, (limit,))]


def open_waybills(conn: Conn, since: int, after: str, limit: int) -> list[Waybill]:
    """Labels made since *since* that were handed in and are not at their end, *limit* at most, by key.

    *after* is the key of the last one that was seen before.
    """
    return [_waybill(row) for row in conn.execute(OPEN, (after, since, limit))]


def put_waybills(conn: Conn, labels: Sequence[Waybill], dropped: Iterable[str] = ()) -> None:
    """Write labels, new or changed, and forget those *dropped* that are intended still; under the gate."""
    rows = [[int(v) if isinstance(v, bool | int) else v for v in astuple(label)] for label in labels]
    conn.executemany(PUT, rows)
    conn.executemany(DROP, [(key,) for key in dropped])


def due_parcels(conn: Conn, now: int, limit: int) -> list[Due]:
    """Parcels under way, and returns that are fetched, whose time to be asked after has come."""
    rows = conn.execute(DUE, (now, limit))
    return [
        Due(courier, number, misses or 0, -1 if code is None else code)
        for courier, number, misses, code in rows
    ]


def carried(conn: Conn, parcels: Collection[Parcel]) -> dict[Parcel, list[tuple[int, int]]]:
    """The sections, as (order id, number there), that *parcels* bring or fetch and that are not there yet."""
    numbers = text_list(conn, sorted({number for _, number in parcels}))
    found: dict[Parcel, list[tuple[int, int]]] = {}
    for sql, column in ((SENT, "parcel.number"), (FETCHED, "claim.pickup_number")):
        for courier, number, order, n in conn.execute(sql + one_of_texts(conn, column), (numbers,)):
            if (courier, number) in parcels:
                found.setdefault((courier, number), []).append((order, n))
    return found


def put_watches(conn: Conn, watches: Sequence[Watch], arrived: Iterable[Parcel]) -> None:
    """Keep what was said of parcels, and forget those that *arrived*; only under the gate."""
    conn.executemany(WATCH, watches)
    conn.executemany(FORGET, [(number, courier) for courier, number in arrived])


def watches(conn: Conn) -> list[Watch]:
    """All parcels that are asked after, the next one first."""
    return [Watch(*row) for row in conn.execute(WATCHED)]


def codes_of(conn: Conn, numbers: Iterable[str]) -> dict[Parcel, int]:
    """What was said last of those parcels of *numbers* that are asked after."""
    rows = conn.execute(CODES + one_of_texts(conn, "number"), (text_list(conn, numbers),))
    return {(courier, number): code for courier, number, code in rows}
