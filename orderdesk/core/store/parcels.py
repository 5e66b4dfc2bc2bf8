"""Who uses a tracking number: the live sections that carry it, over all orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from orderdesk.core.domain.states import FINAL_STATES
from orderdesk.core.store.dialect import Conn, one_of_texts, text_list

_FINAL = ", ".join(str(int(state)) for state in sorted(FINAL_STATES))

HOLDERS = f"""SELECT parcel.courier, parcel.number, section.order_id, section.n, section.shared,
 address.receiver FROM parcel JOIN section ON section.parcel = parcel.id JOIN address ON
 address.id = section.address WHERE section.state NOT IN ({_FINAL}) AND """

STANDS = """SELECT section.order_id, section.n, parcel.courier, parcel.number, parcel.id FROM parcel
 JOIN section ON section.parcel = parcel.id WHERE """


class Holder(NamedTuple):
    """A live section with a number: its order, its own number there, whether it shares, its receiver."""

    order_id: int
    section: int
    shared: bool
    receiver: str


def holders(conn: Conn, numbers: Iterable[str]) -> dict[tuple[str, str], list[Holder]]:
    """The live sections that carry one of *numbers*, by (courier, number)."""
    found: dict[tuple[str, str], list[Holder]] = {}
    sql = HOLDERS + one_of_texts(conn, "parcel.number")
    for courier, number, order, section, shared, receiver in conn.execute(sql, (text_list(conn, numbers),)):
        found.setdefault((courier, number), []).append(Holder(order, section, bool(shared), receiver))
    return found


def parcels_of(conn: Conn, numbers: Iterable[str]) -> dict[tuple[int, int, str, str], int]:
    """The parcel of each section that carries one of *numbers*, by (order id, section, courier, number)."""
    rows = conn.execute(STANDS + one_of_texts(conn, "parcel.number"), (text_list(conn, numbers),))
    return {(order, section, courier, number): parcel for order, section, courier, number, parcel in rows}
