"""Access records: when personal data left the store in a file, by whom, about how many people, and why."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.store.dialect import Conn, next_id
from orderdesk.core.store.events import actor_id

ACCESSES = """SELECT access.at, actor.kind, actor.name, access.what, access.scope, access.template,
 access.file, access.reason, access.orders, access."rows", access.people
 FROM access JOIN actor ON actor.id = access.actor ORDER BY access.id DESC LIMIT ?"""

_COLUMNS = ("id", "at", "actor", "what", "scope", "template", "file", "reason", "orders", "rows", "people")


class Access(NamedTuple):
    """One file: what kind, which orders, by which template, under what name, why, and how much of it."""

    what: str
    scope: str
    template: str
    file: str
    reason: str
    orders: int
    rows: int
    people: int


class Accessed(NamedTuple):
    """An access with its time (UTC seconds) and who it was."""

    at: int
    actor: Actor
    access: Access


def add_access(conn: Conn, actor: Actor, at: int, access: Access) -> None:
    """Note an access; only under the gate."""
    conn.insert("access", _COLUMNS, [(next_id(conn, "access"), at, actor_id(conn, actor), *access)])


def accesses(conn: Conn, limit: int) -> list[Accessed]:
    """The newest accesses, *limit* at most."""
    rows = conn.execute(ACCESSES, (limit,)).fetchall()
    return [Accessed(row[0], Actor(ActorKind(row[1]), row[2]), Access(*row[3:])) for row in rows]
