"""Access records: who came in, looked at personal data or took it out; from where, whose, and why."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.domain.access_words import kinds_named
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.store.access_chain import add_link, forget_before, last_link
from orderdesk.core.store.dialect import Conn, one_of_texts, scalar, text_list
from orderdesk.core.store.events import actor_id

ACCESSES = """SELECT access.at, actor.kind, actor.name, access.place, access.what, access.scope,
 access.template, access.file, access.reason, access.orders, access."rows", access.people
 FROM access JOIN actor ON actor.id = access.actor WHERE {among} ORDER BY access.id DESC LIMIT ?"""
LAST_OLD = """SELECT COALESCE((SELECT MIN(id) FROM access WHERE at >= ?) - 1,
 (SELECT MAX(id) FROM access), 0)"""
"""The last of the oldest records that are all old: one after another that is not stays as long as that."""

OLD = "SELECT COUNT(*) FROM access WHERE id <= ?"
PEOPLE = """SELECT COUNT(*) FROM (SELECT buyer_name, buyer_phone FROM orders
 UNION SELECT receiver, phone FROM address UNION SELECT name, phone FROM customer LIMIT ?) people"""
PURGE = "DELETE FROM access WHERE id <= ?"

_COLUMNS = (
    *("id", "at", "actor", "place", "what", "scope", "template", "file", "reason"),
    *("orders", "rows", "people"),
)
_WHOSE = "lower(access.scope || ' ' || access.template || ' ' || access.file || ' ' || access.reason)"
_PLACE = "lower(access.place)"
ANYTHING = " OR ".join(f"{text} LIKE ? ESCAPE '!'" for text in (_WHOSE, "lower(actor.name)", _PLACE))


class Access(NamedTuple):
    """One access: what kind, which orders, by which template, under what name, why, and how much of it."""

    what: str
    scope: str
    template: str
    file: str
    reason: str
    orders: int
    rows: int
    people: int


class Accessed(NamedTuple):
    """An access with its time (UTC seconds), who it was and from where."""

    at: int
    actor: Actor
    place: str
    access: Access


class Purged(NamedTuple):
    """How many records were deleted, and the number of the last one."""

    records: int
    last: int


class Sought(NamedTuple):
    """Which records are looked for; all that is given must hold.

    *who* is an operator, *what* the id of a kind, *whose* a part of what the record says of the data, its
    file and the reason, *place* a part of from where; *since* and *until* are UTC seconds, both included;
    each of *words* stands anywhere.
    """

    who: str = ""
    what: str = ""
    whose: str = ""
    place: str = ""
    since: int | None = None
    until: int | None = None
    words: tuple[str, ...] = ()


EVERYTHING = Sought()
"""Every record."""


def add_access(conn: Conn, actor: Actor, at: int, place: str, access: Access) -> None:
    """Note an access from *place*; only under the gate."""
    last, link = last_link(conn)
    number = last + 1
    conn.insert("access", _COLUMNS, [(number, at, actor_id(conn, actor), place, *access)])
    add_link(conn, link, (number, at, int(actor.kind), actor.name, place, *access))


def accesses(conn: Conn, limit: int, sought: Sought = EVERYTHING) -> list[Accessed]:
    """The newest accesses that are *sought*, *limit* at most."""
    arms: list[tuple[str, tuple[object, ...]]] = [("1 = 1", ())]
    if sought.who:
        arms.append(("actor.name = ?", (sought.who,)))
    if sought.what:
        arms.append(("access.what = ?", (sought.what,)))
    if sought.whose:
        arms.append((f"{_WHOSE} LIKE ? ESCAPE '!'", (_part(sought.whose),)))
    if sought.place:
        arms.append((f"{_PLACE} LIKE ? ESCAPE '!'", (_part(sought.place),)))
    if sought.since is not None:
        arms.append(("access.at >= ?", (sought.since,)))
    if sought.until is not None:
        arms.append(("access.at <= ?", (sought.until,)))
    for word in sought.words:
        kinds = text_list(conn, kinds_named(word))
        arms.append((f"({ANYTHING} OR {one_of_texts(conn, 'access.what')})", (_part(word),) * 3 + (kinds,)))
    sql = ACCESSES.format(among=" AND ".join(arm for arm, _ in arms))
    values = [value for _, given in arms for value in given]
    rows = conn.execute(sql, (*values, limit)).fetchall()
    return [Accessed(row[0], Actor(ActorKind(row[1]), row[2]), row[3], Access(*row[4:])) for row in rows]


def _part(text: str) -> str:
    """A pattern for *text* anywhere."""
    plain = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{plain}%"


def how_many(conn: Conn) -> int:
    """How many records there are."""
    return scalar(conn, "SELECT COUNT(*) FROM access")


def older(conn: Conn, before: int) -> int:
    """How many records are older than *before*, UTC seconds, with all records before them."""
    return scalar(conn, OLD, (scalar(conn, LAST_OLD, (before,)),))


def purge(conn: Conn, before: int) -> Purged:
    """Delete what is `older` than *before*; the rest stays a chain. Only under the gate."""
    last = scalar(conn, LAST_OLD, (before,))
    count = int(conn.execute(PURGE, (last,)).rowcount)
    if count:
        forget_before(conn, last)
    return Purged(count, last)


def holds_people(conn: Conn, many: int) -> bool:
    """Whether the store holds the data of *many* people or more, told apart by name and phone."""
    return scalar(conn, PEOPLE, (many,)) >= many
