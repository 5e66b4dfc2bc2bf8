"""What makes the copy of a store one to rehearse on: nobody outside is left in it to be told anything."""

from __future__ import annotations

from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.outbox import CLAIMED, DROPPED, WAITING
from orderdesk.core.store.shop import preference, put_preference

_MARK = "rehearsal"


def mark(conn: Conn) -> str | None:
    """What stands in a store to rehearse on of where it comes from; None: it is a real one."""
    return preference(conn, "", _MARK)


def cut_off(conn: Conn, at: int, body: str) -> None:
    """End every connection, webhook and key, give up what waits to be told, and mark the store with *body*.

    Under the gate, before anybody works with the copy.
    """
    conn.execute("UPDATE connection SET ended_at = ? WHERE ended_at IS NULL", (at,))
    conn.execute("UPDATE webhook SET ended_at = ? WHERE ended_at IS NULL", (at,))
    conn.execute("DELETE FROM api_key")
    conn.execute(
        f"UPDATE outbox SET state = {DROPPED}, done_at = ? WHERE state IN ({WAITING}, {CLAIMED})", (at,)
    )
    put_preference(conn, "", _MARK, body)
