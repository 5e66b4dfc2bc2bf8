"""Erasing people's data beyond what an order shows: its history, old addresses, deposits, requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orderdesk.core.domain.erasing import ERASE, MARK
from orderdesk.core.domain.states import Trade
from orderdesk.core.store.dialect import Conn, id_list, one_of, one_of_texts, text_list
from orderdesk.core.store.events import erase_personal

DUE = f"""SELECT orders.id FROM orders WHERE orders.trade = {int(Trade.CLOSED)} AND orders.placed_at < ?
 AND orders.buyer_name <> '{MARK}' AND NOT EXISTS (SELECT 1 FROM event
 WHERE event.order_id = orders.id AND event.at >= ? AND event.verb <> '{ERASE}') ORDER BY orders.id"""
LOOSE = "SELECT id FROM address WHERE id NOT IN (SELECT address FROM section)"
DROP_ADDRESSES = "DELETE FROM address WHERE {among} AND id NOT IN (SELECT address FROM section)"
DEPOSITS = "UPDATE deposit SET depositor = '', memo = '' WHERE "
TOLD_OF = "DELETE FROM told_deposit WHERE mark IN (SELECT mark FROM deposit WHERE {among})"
_PHONE = "replace(phone, '-', '')"
MEMBERS = f"SELECT DISTINCT {_PHONE} FROM customer WHERE "
ERASE_MEMBERS = f"""UPDATE customer
 SET name = '{MARK}', phone = '', email = '', zip = '', line1 = '', line2 = ''
 WHERE (joined_at IS NULL OR joined_at < ?) AND """

_PAGE = 1000


def due(conn: Conn, before: int) -> Iterator[list[int]]:
    """Closed orders to which nothing happened from *before* (UTC seconds) on, a page at a time."""
    cursor = conn.execute(DUE, (before, before))
    while rows := cursor.fetchmany(_PAGE):
        yield [row[0] for row in rows]


def overwrite_deleted(conn: Conn) -> None:
    """From now on what this connection deletes is overwritten in its file; a server sees to it itself."""
    if conn.engine == "sqlite":
        conn.execute("PRAGMA secure_delete = ON")


def loose_addresses(conn: Conn) -> Sequence[int]:
    """The stored addresses that no section goes to any more; it looks through all sections."""
    return [row[0] for row in conn.execute(LOOSE)]


def drop_addresses(conn: Conn, addresses: Iterable[int]) -> None:
    """Delete those of *addresses* that still no section goes to; only under the gate."""
    overwrite_deleted(conn)
    conn.execute(DROP_ADDRESSES.format(among=one_of(conn, "id")), (id_list(conn, addresses),))


def erase_rest(conn: Conn, order_ids: Sequence[int]) -> None:
    """Erase what is still kept of orders that show nobody's data any more; only under the gate.

    The chain of the history stays valid.
    """
    erase_personal(conn, order_ids)
    conn.execute(TOLD_OF.format(among=one_of(conn, "order_id")), (id_list(conn, order_ids),))
    conn.execute(DEPOSITS + one_of(conn, "order_id"), (id_list(conn, order_ids),))


def member_phones(conn: Conn, phones: Iterable[str]) -> set[str]:
    """Those of *phones*, digits, that a member has."""
    sql = MEMBERS + one_of_texts(conn, _PHONE)
    return {row[0] for row in conn.execute(sql, (text_list(conn, phones),))}


def erase_members(conn: Conn, phones: Iterable[str], before: int) -> None:
    """Erase the members with *phones*, digits, who did not join from *before* (UTC seconds) on.

    Code and grade stay. Only under the gate.
    """
    sql = ERASE_MEMBERS + one_of_texts(conn, _PHONE)
    conn.execute(sql, (before, text_list(conn, phones)))
