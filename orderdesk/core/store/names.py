"""The numbers by which people know orders, sections and memos, without loading the orders."""

from __future__ import annotations

from collections.abc import Iterable

from orderdesk.core.store.dialect import Conn, id_list, one_of


def numbers_of(conn: Conn, ids: Iterable[int]) -> dict[int, str]:
    """The order numbers by id; unknown ids are left out."""
    sql = f"SELECT id, number FROM orders WHERE {one_of(conn, 'id')}"
    return {order: number for order, number in conn.execute(sql, (id_list(conn, ids),))}


def sections_of(conn: Conn, ids: Iterable[int]) -> dict[int, list[int]]:
    """The numbers of the sections of each order, in their order, by the order's id."""
    sql = f"SELECT order_id, n FROM section WHERE {one_of(conn, 'order_id')} ORDER BY order_id, n"
    found: dict[int, list[int]] = {}
    for order, section in conn.execute(sql, (id_list(conn, ids),)):
        found.setdefault(order, []).append(section)
    return found


MEMOS_MADE = """SELECT order_id, COUNT(*) FROM (
 SELECT order_id FROM memo WHERE {among} UNION ALL
 SELECT order_id FROM event WHERE {among} AND (verb = 'memo-delete'
  OR note IN ('memo', 'memo-delete', 'undo'))
) AS made GROUP BY order_id"""
"""Memos that there are, and events that may have taken one away: deletions, and undos (`note`: of what)."""


def memos_made(conn: Conn, ids: Iterable[int]) -> dict[int, int]:
    """A number by order id that no memo of the order ever exceeded; orders without memos are left out.

    It never falls: what takes a memo away counts in its place.
    """
    chosen = id_list(conn, ids)
    sql = MEMOS_MADE.format(among=one_of(conn, "order_id"))
    return {order: made for order, made in conn.execute(sql, (chosen, chosen))}


def sections_in(conn: Conn, ids: Iterable[int], state: int) -> list[tuple[int, int]]:
    """(order id, section number) of the sections of the orders *ids* that are in *state* now."""
    sql = f"SELECT order_id, n FROM section WHERE {one_of(conn, 'order_id')} AND state = ?"
    return [(order, section) for order, section in conn.execute(sql, (id_list(conn, ids), state))]
