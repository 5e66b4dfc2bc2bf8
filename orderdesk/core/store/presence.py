"""Presence: which orders the desks have open now, told beside the store.

A row a desk, in a file of its own beside a SQLite store, in an unlogged table of a PostgreSQL one. It is no
history: it waits at no gate, moves no order, makes nobody read the store again, and goes into no copy or
backup. A desk says every `BEAT` seconds that it is still there; one not heard of for `GONE` seconds is gone,
however it ended.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from orderdesk.core.store.dialect import Backend, Conn, Engine, Session
from orderdesk.core.store.problems import StoreProblem

BEAT: Final = 20
"""Seconds after which a desk that stays where it is says so again."""

GONE: Final = 60
"""Seconds after which a desk that says nothing is not there any more."""

CLOSING: Final = 1
"""Seconds that ending waits for a thread that still asks a server."""

TABLE: Final = """CREATE {} TABLE IF NOT EXISTS presence
 (desk TEXT PRIMARY KEY, who TEXT NOT NULL, order_id BIGINT NOT NULL, seen BIGINT NOT NULL)"""
_CLOCK: Final[Mapping[Engine, str]] = {
    "sqlite": "CAST(strftime('%s', 'now') AS INTEGER)",
    "postgresql": "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)",
}
"""The clock of the store, not of a desk: those of several hosts differ."""

_COME = """INSERT INTO presence (desk, who, order_id, seen) VALUES (?, ?, ?, {now}) ON CONFLICT (desk)
 DO UPDATE SET who = excluded.who, order_id = excluded.order_id, seen = excluded.seen"""
_SWEEP = "DELETE FROM presence WHERE ABS({now} - seen) > ?"
_LEAVE = "DELETE FROM presence WHERE desk = ?"
_OTHERS = """SELECT order_id, who FROM presence WHERE desk <> ? AND ABS({now} - seen) <= ?
 ORDER BY order_id, who"""

Here = Mapping[int, tuple[str, ...]]
"""The names of who is on orders, by order id."""


class Presence:
    """What one desk says about itself and sees of the others; safe to use from several threads.

    It is a courtesy: where it can't be told or read, nobody is there, and no work fails because of it.
    `tick` counts seconds.
    """

    def __init__(self, backend: Backend, tick: Callable[[], float] = time.monotonic) -> None:
        self._backend = backend
        self._tick = tick
        self._desk = os.urandom(8).hex()
        self._mutex = threading.Lock()
        self._conn: Session | None = None
        self._told: tuple[str, int | None] = "", None
        self._told_at = 0.0

    def be_on(self, who: str, order_id: int | None) -> None:
        """Say that *who* has the order open, None for no order; written only when that is news, or a beat."""
        with self._mutex:
            was_on, beat = self._told[1], self._tick() - self._told_at >= BEAT
            if order_id is None and was_on is None:
                return
            if (who, order_id) != self._told or beat:
                with self._courteous():
                    self._tell(self._connected(), who, order_id)

    def _tell(self, conn: Conn, who: str, order_id: int | None) -> None:
        if order_id is None:
            conn.execute(_LEAVE, (self._desk,))
        else:
            now = _CLOCK[conn.engine]
            conn.execute(_SWEEP.format(now=now), (GONE,))
            conn.execute(_COME.format(now=now), (self._desk, who, order_id))
        self._told, self._told_at = (who, order_id), self._tick()

    def others(self) -> Here:
        """Who is on which order at the other desks."""
        found: dict[int, tuple[str, ...]] = {}
        with self._mutex:
            if self._conn is None and not self._backend.has_beside():
                return found  # nobody has said anything yet
            with self._courteous():
                conn = self._connected()
                sql = _OTHERS.format(now=_CLOCK[conn.engine])
                for order_id, who in conn.execute(sql, (self._desk, GONE)).fetchall():
                    found[order_id] = (*found.get(order_id, ()), who)
        return found

    def close(self) -> None:
        """This desk ends; what a lost server keeps from being told is forgotten after `GONE` seconds."""
        if not self._mutex.acquire(timeout=CLOSING):
            return
        try:
            if self._told[1] is not None:
                with self._courteous():
                    self._tell(self._connected(), "", None)
            self._end()
        finally:
            self._mutex.release()

    @contextlib.contextmanager
    def _courteous(self) -> Iterator[None]:
        """What fails in the engine ends the connection, and the next one who asks makes another."""
        try:
            yield
        except StoreProblem:
            self._end()
        except Exception as error:
            self._end()
            if not self._backend.is_engines(error):
                raise

    def _connected(self) -> Session:
        if self._conn is None:
            self._conn = self._backend.connect_beside(TABLE)
        return self._conn

    def _end(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            conn.close()
