"""Rows that several orders share: product texts, addresses and parcels."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any

from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.store.dialect import Conn, id_list, listed, next_id, one_of, one_of_texts, text_list
from orderdesk.core.store.records import ADDRESS, GOODS

Goods = tuple[Any, ...]
Place = tuple[Any, ...]
"""The fields of an address in the order of `ADDRESS`."""

Label = tuple[str | None, str | None]
"""Courier and tracking number."""

FIND_GOODS = """SELECT goods.id, name, option, product, sku, physical FROM {listed} CROSS JOIN goods
 WHERE name = value ->> 0 AND option = value ->> 1 AND product = value ->> 2 AND sku = value ->> 3
 AND physical = CAST(value ->> 4 AS INTEGER)"""
_REGIONS = {region: f"\x1f{region:d}" for region in Region}
FIND_ADDRESSES = "SELECT id, receiver, phone, zip, line1, line2, country, region FROM address WHERE "
_FINAL = ", ".join(str(int(state)) for state in sorted(FINAL_STATES))
KNOWN_PARCELS = f"""SELECT parcel.courier, parcel.number, parcel.id,
 MAX(CASE WHEN section.state NOT IN ({_FINAL}) THEN 1 ELSE 0 END) AS live,
 MAX(CASE WHEN section.state NOT IN ({_FINAL}) AND section.shared = 0 THEN 1 ELSE 0 END) AS first
 FROM parcel JOIN section ON section.parcel = parcel.id WHERE {{among}}
 GROUP BY parcel.id ORDER BY live, parcel.id"""
"""Parcels by what still travels in them, those that do last; whether the first of a parcel is among it."""
DROP_PARCELS = (
    "DELETE FROM parcel WHERE {among} AND NOT EXISTS (SELECT 1 FROM section WHERE parcel = parcel.id)"
)


def goods_ids(conn: Conn, wanted: Iterable[Goods]) -> dict[Goods, int]:
    """The number of each product text, made when new; only under the gate."""
    texts = dict.fromkeys(wanted)
    if not texts:
        return {}
    asked = json.dumps([(*goods[:4], int(goods[4])) for goods in texts])
    stored = conn.execute(FIND_GOODS.format(listed=listed(conn)), (asked,))
    found: dict[Goods, int] = {tuple(goods): number for number, *goods in stored}
    missing = [goods for goods in texts if goods not in found]
    if missing:
        numbered = list(enumerate(missing, next_id(conn, "goods")))
        found.update((goods, number) for number, goods in numbered)
        conn.insert("goods", ("id", *GOODS), [(number, *goods) for number, goods in numbered])
    return found


def address_hash(place: Place) -> int:
    """A signed 32-bit hash of all of an address; equal hashes are compared in full."""
    return zlib.crc32(("\x1f".join(place[:-1]) + _REGIONS[place[-1]]).encode()) - 0x8000_0000


def address_ids(conn: Conn, wanted: Iterable[Place]) -> dict[Place, int]:
    """The number of each address, made when new; only under the gate."""
    hashed = [(address_hash(place), place) for place in dict.fromkeys(wanted)]
    if not hashed:
        return {}
    sql = FIND_ADDRESSES + one_of(conn, "hash")
    stored = conn.execute(sql, (id_list(conn, {own_hash for own_hash, _ in hashed}),))
    found: dict[Place, int] = {tuple(place): number for number, *place in stored}
    missing = [each for each in hashed if each[1] not in found]
    if missing:
        rows = []
        for number, (own_hash, place) in enumerate(missing, next_id(conn, "address")):
            found[place] = number
            rows.append((number, own_hash, *place))
        conn.insert("address", ("id", "hash", *ADDRESS), rows)
    return found


class Parcels:
    """Gives sections their parcel rows in one transaction.

    A row is shared by sections of one order with the same label, and across orders only with sections that
    are marked as shared: couriers use numbers again. The first in a parcel is not marked; where it comes back
    to those who share its number, it joins them. Of *numbers* the parcels that there are get looked up.
    """

    def __init__(self, conn: Conn, numbers: Iterable[str]) -> None:
        self._conn = conn
        self._next = next_id(conn, "parcel")
        self._new: list[tuple[int, str | None, str | None]] = []
        self._to_share: dict[Label, int] = {}
        self._sharing: dict[Label, int] = {}
        known = set(numbers)
        if known:
            sql = KNOWN_PARCELS.format(among=one_of_texts(conn, "parcel.number"))
            for courier, number, parcel, live, first in conn.execute(sql, (text_list(conn, known),)):
                self._to_share[courier, number] = parcel
                if live and not first:
                    self._sharing[courier, number] = parcel

    def give(self, label: Label, shared: bool, going: bool) -> int | None:
        """The parcel for a section with *label*; None without one. *going*: it is not at its end."""
        if label == (None, None):
            return None
        known = self._to_share if shared else self._sharing if going else {}
        parcel = known.get(label)
        if parcel is None:
            parcel = self.new(label)
            if shared:
                self._sharing[label] = parcel
        if going and not shared:
            self._sharing.pop(label, None)
        if going or shared:
            self._to_share[label] = parcel
        return parcel

    def new(self, label: Label) -> int:
        """A new parcel for a section with *label*, which no other has."""
        parcel = self._next
        self._next += 1
        self._new.append((parcel, *label))
        return parcel

    def write(self) -> None:
        """Write the new parcels; before the sections that point at them."""
        self._conn.insert("parcel", ("id", "courier", "number"), self._new)
        self._new = []


def drop_orphans(conn: Conn, parcels: Iterable[int]) -> None:
    """Delete those of *parcels* that no section points at any more."""
    gone = sorted(parcels)
    if gone:
        conn.execute(DROP_PARCELS.format(among=one_of(conn, "parcel.id")), (id_list(conn, gone),))
