"""Access records: personal data that left the store in a file or was unmasked: by whom, whose, and why."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.access_words import kinds_named
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.store.dialect import Conn, next_id, one_of_texts, scalar, text_list
from orderdesk.core.store.events import actor_id

ACCESSES = """SELECT access.at, actor.kind, actor.name, access.what, access.scope, access.template,
 access.file, access.reason, access.orders, access."rows", access.people
 FROM access JOIN actor ON actor.id = access.actor WHERE {among} ORDER BY access.id DESC LIMIT ?"""
OLD = "SELECT COUNT(*) FROM access WHERE at < ?"
PURGE = "DELETE FROM access WHERE at < ?"

_COLUMNS = ("id", "at", "actor", "what", "scope", "template", "file", "reason", "orders", "rows", "people")
_WHOSE = "lower(access.scope || ' ' || access.template || ' ' || access.file || ' ' || access.reason)"
ANYTHING = f"({_WHOSE} LIKE ? ESCAPE '!' OR lower(actor.name) LIKE ? ESCAPE '!'"


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


class Sought(NamedTuple):
    """Which records are looked for; all that is given must hold.

    *who* is an operator, *what* the id of a kind, *whose* a part of what the record says of the data, its
    file and the reason; *since* and *until* are UTC seconds, both included; each of *words* stands anywhere.
    """

    who: str = ""
    what: str = ""
    whose: str = ""
    since: int | None = None
    until: int | None = None
    words: tuple[str, ...] = ()


EVERYTHING = Sought()
"""Every record."""


def add_access(conn: Conn, actor: Actor, at: int, access: Access) -> None:
    """Note an access; only under the gate."""
    conn.insert("access", _COLUMNS, [(next_id(conn, "access"), at, actor_id(conn, actor), *access)])


def accesses(conn: Conn, limit: int, sought: Sought = EVERYTHING) -> list[Accessed]:
    """The newest accesses that are *sought*, *limit* at most."""
    arms: list[tuple[str, tuple[object, ...]]] = [("1 = 1", ())]
    if sought.who:
        arms.append(("actor.name = ?", (sought.who,)))
    if sought.what:
        arms.append(("access.what = ?", (sought.what,)))
    if sought.whose:
        arms.append((f"{_WHOSE} LIKE ? ESCAPE '!'", (_part(sought.whose),)))
    if sought.since is not None:
        arms.append(("access.at >= ?", (sought.since,)))
    if sought.until is not None:
        arms.append(("access.at <= ?", (sought.until,)))
    for word in sought.words:
        kinds = text_list(conn, kinds_named(word))
        arms.append((f"{ANYTHING} OR {one_of_texts(conn, 'access.what')})", (_part(word),) * 2 + (kinds,)))
    sql = ACCESSES.format(among=" AND ".join(arm for arm, _ in arms))
    values = [value for _, given in arms for value in given]
    rows = conn.execute(sql, (*values, limit)).fetchall()
    return [Accessed(row[0], Actor(ActorKind(row[1]), row[2]), Access(*row[3:])) for row in rows]


def _part(text: str) -> str:
    """A pattern for *text* anywhere."""
    plain = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def older(conn: Conn, before: int) -> int:
    """How many records are older than *before*, UTC seconds."""
    return scalar(conn, OLD, (before,))


def purge(conn: Conn, before: int) -> int:
    """Delete the records that are older than *before*; how many those were. Only under the gate."""
    return int(conn.execute(PURGE, (before,)).rowcount)
