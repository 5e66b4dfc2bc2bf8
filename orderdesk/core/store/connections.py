"""Connections to outside systems, and how far each of them has been read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.telling import system_of
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn, next_id

_COLUMNS = "id, system, name, settings, paused, at, ended_at"


@dataclass(frozen=True, slots=True)
class Connection:
    """An outside system that the desk speaks with; `settings` hold no secret. Times are seconds, UTC."""

    id: int
    system: str
    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    paused: bool = False
    at: int = 0
    ended_at: int | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """How far a connection was read: the cursor, when that last went well, and the last trouble since.

    `trouble` is for people, and may hold words from outside. `allowance` is what was allowed when it was
    last spoken with.
    """

    cursor: str | None = None
    at: int | None = None
    tried_at: int | None = None
    tries: int = 0
    trouble: Word | None = None
    allowance: Allowance | None = None


_FEED = "cursor, at, tried_at, tries, trouble, rate, burst, room"


def connections(conn: Conn, ended: bool = False) -> list[Connection]:
    """The connections that there are, with *ended* those too that there were."""
    which = "" if ended else " WHERE ended_at IS NULL"
    rows = conn.execute(f"SELECT {_COLUMNS} FROM connection{which} ORDER BY id")
    return [
        Connection(n, system, name, json.loads(settings), bool(paused), at, ended_at)
        for n, system, name, settings, paused, at, ended_at in rows
    ]


def systems(conn: Conn) -> frozenset[str]:
    """The systems that there are connections to."""
    return frozenset(row[0] for row in conn.execute("SELECT system FROM connection WHERE ended_at IS NULL"))


def connected_channels(conn: Conn) -> frozenset[Channel]:
    """The channels that must be told what is done to their orders."""
    systems = {each.system for each in connections(conn)}
    return frozenset(channel for channel in Channel if system_of(channel) in systems)


def add_connection(conn: Conn, system: str, name: str, settings: Mapping[str, str], at: int) -> Connection:
    """Keep a new connection; only under the gate."""
    number = next_id(conn, "connection")
    text = json.dumps(settings, ensure_ascii=False)
    conn.insert("connection", _COLUMNS.split(", "), [(number, system, name, text, 0, at, None)])
    return Connection(number, system, name, settings, at=at)


def change_connection(conn: Conn, changed: Connection) -> None:
    """Write all of a connection but its system; only under the gate."""
    text = json.dumps(changed.settings, ensure_ascii=False)
    sql = "UPDATE connection SET name = ?, settings = ?, paused = ?, ended_at = ? WHERE id = ?"
    conn.execute(sql, (changed.name, text, int(changed.paused), changed.ended_at, changed.id))


def feed(conn: Conn, connection: int, name: str) -> Feed:
    """How far *connection* was read by its feed *name*."""
    row = conn.execute(f"SELECT {_FEED} FROM feed WHERE connection = ? AND name = ?", (connection, name))
    found = row.fetchone()
    return _read(found) if found else Feed()


def feeds(conn: Conn, connection: int) -> dict[str, Feed]:
    """All feeds of *connection* by name."""
    sql = f"SELECT name, {_FEED} FROM feed WHERE connection = ? ORDER BY name"
    return {name: _read(rest) for name, *rest in conn.execute(sql, (connection,))}


def _read(row: Sequence[Any]) -> Feed:
    cursor, at, tried_at, tries, trouble, rate, burst, room = row
    allowed = None if rate is None else Allowance(rate, burst, room)
    return Feed(cursor, at, tried_at, tries, _trouble(trouble), allowed)


def _trouble(kept: str) -> Word | None:
    """The words in both languages, a line each; what was kept before there were two is the same in both."""
    korean, two, english = kept.partition("\n")
    return Word(korean, english if two else korean) if kept else None


def put_feed(conn: Conn, connection: int, name: str, now: Feed) -> None:
    """Write how far *connection* was read; only under the gate."""
    sql = f"""INSERT INTO feed (connection, name, {_FEED})
 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (connection, name)
 DO UPDATE SET cursor = excluded.cursor, at = excluded.at,
 tried_at = excluded.tried_at, tries = excluded.tries, trouble = excluded.trouble,
 rate = excluded.rate, burst = excluded.burst, room = excluded.room"""
    told = now.allowance
    allowed = (None, None, None) if told is None else (told.rate, told.burst, told.left)
    why = "\n".join(map(clean, now.trouble)) if now.trouble else ""
    read = (now.cursor, now.at, now.tried_at, now.tries, why)
    conn.execute(sql, (connection, name, *read, *allowed))
