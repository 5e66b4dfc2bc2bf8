"""Intents to tell channels what changed here; written only when a channel has a connection.

A waiting intent is withdrawn in the transaction that takes its change back. Once the sender has claimed
it, the world outside may have moved, and undo is refused. Those of one order are sent in their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orderdesk.core.domain.telling import Intent, read_intent
from orderdesk.core.store.dialect import Conn, id_list, next_id, one_of

WAITING, CLAIMED, DONE, REFUSED, DROPPED = range(5)
"""States of an intent, as stored. Claimed ones were perhaps sent; dropped ones an operator gave up."""

_COLUMNS = (
    *("id", "order_id", "job_id", "connection", "state", "at", "intent", "tries", "next_at"),
    *("done_at", "code", "message"),
)
_SELECT = "SELECT " + ", ".join(f"outbox.{name}" for name in _COLUMNS) + " FROM outbox"


class Letter(NamedTuple):
    """An intent in the outbox: times are seconds, UTC; `code` and `message` come from the other side."""

    id: int
    order_id: int
    job: int | None
    connection: int
    state: int
    at: int
    intent: Intent
    tries: int
    next_at: int
    done_at: int | None
    code: str
    message: str


class Fate(NamedTuple):
    """What becomes of a letter: its state, when it may be tried again, and what the other side said."""

    id: int
    state: int
    next_at: int = 0
    code: str = ""
    message: str = ""


def add_intents(conn: Conn, rows: Iterable[tuple[int, int | None, int, Intent]], at: int) -> None:
    """Put intents of (order, job, connection, intent) into the outbox, waiting."""
    first = next_id(conn, "outbox")
    numbered = [
        (first + n, order, job, connection, WAITING, at, intent.text(), 0, at, None, "", "")
        for n, (order, job, connection, intent) in enumerate(rows)
    ]
    conn.insert("outbox", _COLUMNS, numbered)


def claimed_orders(conn: Conn, job: int, order_ids: Iterable[int]) -> frozenset[int]:
    """Those of the orders of which *job* has told a channel something, or is telling it now."""
    among = one_of(conn, "order_id")
    sql = (
        f"SELECT DISTINCT order_id FROM outbox WHERE {among} AND job_id = ? AND state IN ({CLAIMED}, {DONE})"
    )
    return frozenset(row[0] for row in conn.execute(sql, (id_list(conn, order_ids), job)))


def withdraw(conn: Conn, job: int, order_ids: Iterable[int]) -> None:
    """Delete what *job* still waits to tell channels about orders, or was refused."""
    among = one_of(conn, "order_id")
    sql = f"DELETE FROM outbox WHERE {among} AND job_id = ? AND state IN ({WAITING}, {REFUSED}, {DROPPED})"
    conn.execute(sql, (id_list(conn, order_ids), job))


_DUE = f"""{_SELECT} WHERE outbox.connection = ? AND outbox.state = {WAITING} AND outbox.next_at <= ?
 AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.order_id = outbox.order_id
 AND earlier.id < outbox.id AND earlier.state IN ({WAITING}, {CLAIMED})) ORDER BY outbox.id LIMIT ?"""


def due(conn: Conn, connection: int, now: int, limit: int) -> list[Letter]:
    """What *connection* may be told at *now*: of each order the first that waits, oldest first."""
    return [_letter(row) for row in conn.execute(_DUE, (connection, now, limit)).fetchall()]


def claimed(conn: Conn, connection: int) -> list[Letter]:
    """What was claimed for *connection* and has had no end."""
    sql = f"{_SELECT} WHERE outbox.connection = ? AND outbox.state = {CLAIMED} ORDER BY outbox.id"
    return [_letter(row) for row in conn.execute(sql, (connection,)).fetchall()]


def claim(conn: Conn, letters: Iterable[Letter]) -> None:
    """Mark *letters* as going out; only under the gate, and committed before anybody is called."""
    among = one_of(conn, "id")
    sql = f"UPDATE outbox SET state = {CLAIMED}, tries = tries + 1 WHERE {among} AND state = {WAITING}"
    conn.execute(sql, (id_list(conn, [letter.id for letter in letters]),))


def settle(conn: Conn, fates: Sequence[Fate], now: int) -> None:
    """Write what became of letters; only under the gate."""
    sql = "UPDATE outbox SET state = ?, next_at = ?, done_at = ?, code = ?, message = ? WHERE id = ?"
    ended = (DONE, REFUSED, DROPPED)
    rows = [
        (fate.state, fate.next_at, now if fate.state in ended else None, fate.code, fate.message, fate.id)
        for fate in fates
    ]
    conn.executemany(sql, rows)


def rewrite(conn: Conn, letter: int, intent: Intent, now: int) -> None:
    """Let *letter* say something else, and wait to be told; only under the gate."""
    sql = f"""UPDATE outbox SET intent = ?, state = {WAITING}, next_at = ?, done_at = NULL, code = '',
 message = '' WHERE id = ?"""
    conn.execute(sql, (intent.text(), now, letter))


def letter(conn: Conn, number: int) -> Letter | None:
    """The letter of that number."""
    row = conn.execute(f"{_SELECT} WHERE outbox.id = ?", (number,)).fetchone()
    return _letter(row) if row else None


def letters(conn: Conn, states: Iterable[int], limit: int, connection: int | None = None) -> list[Letter]:
    """The newest letters in *states*, all or those of one *connection*."""
    own = "" if connection is None else " AND outbox.connection = ?"
    values = () if connection is None else (connection,)
    among = one_of(conn, "outbox.state")
    sql = f"{_SELECT} WHERE {among}{own} ORDER BY outbox.id DESC LIMIT ?"
    return [_letter(row) for row in conn.execute(sql, (id_list(conn, states), *values, limit)).fetchall()]


def letters_of(conn: Conn, order_ids: Iterable[int], states: Iterable[int]) -> list[Letter]:
    """The letters about orders that are in *states*, oldest first."""
    sql = f"{_SELECT} WHERE {one_of(conn, 'outbox.order_id')} AND {one_of(conn, 'outbox.state')}"
    found = conn.execute(f"{sql} ORDER BY outbox.id", (id_list(conn, order_ids), id_list(conn, states)))
    return [_letter(row) for row in found.fetchall()]


def counted(conn: Conn) -> dict[tuple[int, int], int]:
    """How many letters there are by (connection, state), those done left out."""
    sql = f"""SELECT connection, state, COUNT(*) FROM outbox WHERE state IN ({WAITING}, {CLAIMED}, {REFUSED})
 GROUP BY connection, state"""
    return {(connection, state): n for connection, state, n in conn.execute(sql)}


def _letter(row: Sequence[object]) -> Letter:
    told = dict(zip(_COLUMNS, row, strict=True))
    told["intent"] = read_intent(str(told["intent"]))
    told["job"] = told.pop("job_id")
    return Letter(**told)  # type: ignore[arg-type] # columns are the fields, by name
