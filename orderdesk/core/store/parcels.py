"""Who uses a tracking number, who travels together, and what waits for a parcel: sections over all orders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orderdesk.core.domain.orders import Address, Delivery, Region
from orderdesk.core.domain.states import FINAL_STATES, UNDISPATCHED_STATES, SectionState, Trade
from orderdesk.core.store.dialect import Conn, id_list, one_of, one_of_texts, text_list

_FINAL = ", ".join(str(int(state)) for state in sorted(FINAL_STATES))
WAITING_STATES = ", ".join(str(int(state)) for state in sorted(UNDISPATCHED_STATES))
"""Numbers of the states in which a section waits to be sent, for SQL."""

WAITING_MASK = sum(1 << state for state in UNDISPATCHED_STATES)
GOODS = ", ".join(str(int(delivery)) for delivery in Delivery if delivery.physical)

HOLDERS = f"""SELECT parcel.courier, parcel.number, section.order_id, section.n, section.shared,
 address.receiver, section.state, orders.separate FROM parcel JOIN section ON section.parcel = parcel.id
 JOIN address ON address.id = section.address JOIN orders ON orders.id = section.order_id
 WHERE section.state NOT IN ({_FINAL}) AND """

IN_USE = f"""SELECT parcel.number, section.order_id, section.n FROM parcel
 JOIN section ON section.parcel = parcel.id
 WHERE section.state NOT IN ({_FINAL}) AND """

MATES = """SELECT section.order_id, section.n, section.state, section.parcel, other.order_id, other.n,
 other.state FROM section JOIN section other ON other.parcel = section.parcel
 WHERE section.parcel IS NOT NULL AND other.parcel IS NOT NULL
 AND (other.order_id <> section.order_id OR other.n <> section.n) AND """

WAITING = f"""SELECT section.order_id, address.receiver, address.phone, address.zip, address.line1,
 address.line2, address.country FROM facet JOIN orders ON orders.facet_id = facet.id
 JOIN section ON section.order_id = orders.id JOIN address ON address.id = section.address
 WHERE facet.trade = {int(Trade.OPEN)} AND (facet.mask & {WAITING_MASK}) <> 0
 AND section.state IN ({WAITING_STATES}) AND section.delivery IN ({GOODS})"""

FETCHED = 2000

STANDS = """SELECT section.order_id, section.n, parcel.courier, parcel.number, parcel.id FROM parcel
 JOIN section ON section.parcel = parcel.id WHERE """


class Holder(NamedTuple):
    """A live section with a number: its order, its own number there, whether it shares, its receiver, its
    state, and whether its order is banned from sharing."""

    order_id: int
    section: int
    shared: bool
    receiver: str
    state: SectionState
    separate: bool


class Mates(NamedTuple):
    """Two sections of one parcel, each with its order, its number there and its state."""

    order_id: int
    section: int
    state: SectionState
    parcel: int
    other_order: int
    other: int
    other_state: SectionState


def holders(conn: Conn, numbers: Iterable[str]) -> dict[tuple[str, str], list[Holder]]:
    """The live sections that carry one of *numbers*, by (courier, number)."""
    found: dict[tuple[str, str], list[Holder]] = {}
    sql = HOLDERS + one_of_texts(conn, "parcel.number")
    for courier, number, order, n, shared, receiver, state, separate in conn.execute(
        sql, (text_list(conn, numbers),)
    ):
        holder = Holder(order, n, bool(shared), receiver, SectionState(state), bool(separate))
        found.setdefault((courier, number), []).append(holder)
    return found


def numbers_in_use(conn: Conn, numbers: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """The live sections, as (order id, number there), that carry one of *numbers*, of whatever courier."""
    found: dict[str, list[tuple[int, int]]] = {}
    sql = IN_USE + one_of_texts(conn, "parcel.number")
    for number, order, section in conn.execute(sql, (text_list(conn, numbers),)):
        found.setdefault(number, []).append((order, section))
    return found


def parcels_of(conn: Conn, numbers: Iterable[str]) -> dict[tuple[int, int, str, str], int]:
    """The parcel of each section that carries one of *numbers*, by (order id, section, courier, number)."""
    rows = conn.execute(STANDS + one_of_texts(conn, "parcel.number"), (text_list(conn, numbers),))
    return {(order, section, courier, number): parcel for order, section, courier, number, parcel in rows}


def mates(conn: Conn, orders: Iterable[int]) -> Iterator[Mates]:
    """Every section of *orders* with each other section that travels in the same parcel."""
    sql = MATES + one_of(conn, "section.order_id")
    for order, n, state, parcel, other_order, other, other_state in conn.execute(
        sql, (id_list(conn, orders),)
    ):
        yield Mates(order, n, SectionState(state), parcel, other_order, other, SectionState(other_state))


def waiting(conn: Conn) -> Iterator[tuple[int, Address]]:
    """The order and the address of every undispatched section of goods that are handed over, streaming.

    The region of the address is not looked at.
    """
    cursor = conn.execute(WAITING)
    while rows := cursor.fetchmany(FETCHED):
        for order, receiver, phone, postcode, line1, line2, country in rows:
            yield order, Address(receiver, phone, postcode, line1, line2, country, Region.DOMESTIC)


def labels_of(conn: Conn, orders: Iterable[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """Courier and number of the sections of *orders* that have them, by (order, section)."""
    found = conn.execute(f"{STANDS}{one_of(conn, 'section.order_id')}", (id_list(conn, orders),))
    return {(order, n): (courier, number) for order, n, courier, number, _ in found}
