"""The chain of access records: a link each, over the record and the link before it.

Deleting the oldest keeps the link of the last one that went, and the record of the deletion names its number:
without that nothing may be missing before the first record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.access_words import PURGE_KIND
from orderdesk.core.store.chaining import FIRST_LINK, compact
from orderdesk.core.store.dialect import Conn

LAST = "SELECT id, link FROM access_chain ORDER BY id DESC LIMIT 1"
CHAINED = """SELECT access_chain.id, access_chain.link, access.id, access.at, actor.kind, actor.name,
 access.place, access.what, access.scope, access.template, access.file, access.reason, access.orders,
 access."rows", access.people FROM access_chain LEFT JOIN access ON access.id = access_chain.id
 LEFT JOIN actor ON actor.id = access.actor WHERE access_chain.id > ? ORDER BY access_chain.id LIMIT ?"""
LOOSE = """SELECT id FROM access WHERE NOT EXISTS
 (SELECT 1 FROM access_chain WHERE access_chain.id = access.id) ORDER BY id"""
PURGED = "SELECT 1 FROM access WHERE what = ? AND scope LIKE ? LIMIT 1"
FORGET = "DELETE FROM access_chain WHERE id < ?"

_PAGE: Final = 5000


class AccessFault(NamedTuple):
    """A record that is gone, is not as it was written, or that the chain does not know: `code`, number."""

    code: str
    record: int


class Head(NamedTuple):
    """The newest link: the number of its record, and the first digits of it; noted elsewhere, it shows later
    that nothing before it was written anew."""

    record: int
    digits: str


def last_link(conn: Conn) -> tuple[int, bytes]:
    """The number of the newest record that there ever was, and its link."""
    row = conn.execute(LAST).fetchone()
    return (int(row[0]), bytes(row[1])) if row else (0, FIRST_LINK)


def head(conn: Conn) -> Head:
    """The newest link, for people."""
    number, link = last_link(conn)
    return Head(number, link.hex()[:16])


def add_link(conn: Conn, before: bytes, record: Sequence[Any]) -> None:
    """Chain *record*, of which the number stands first, to the link *before*; only under the gate."""
    conn.insert("access_chain", ("id", "link"), [(record[0], _link(before, record))])


def forget_before(conn: Conn, record: int) -> None:
    """Forget the links before that of *record*, which is the last of those that were deleted."""
    conn.execute(FORGET, (record,))


def purged_to(record: int) -> str:
    """How the record of a deletion names the last one that went."""
    return f" #{record}"


def verify_accesses(conn: Conn) -> Iterator[AccessFault]:
    """Recompute every link from the records, streaming; nothing when they are as they were written."""
    link, done = FIRST_LINK, 0
    while rows := conn.execute(CHAINED, (done, _PAGE)).fetchall():
        for number, kept, record, *values in rows:
            if record is None:
                if done or not _was_purged(conn, number):
                    yield AccessFault("access-missing", number)
            elif number != done + 1 and done:
                yield AccessFault("access-missing", done + 1)
            elif _link(link, (number, *values)) != bytes(kept):
                yield AccessFault("access-changed", number)
            link, done = bytes(kept), number
    for (number,) in conn.execute(LOOSE):
        yield AccessFault("access-unchained", number)


def _was_purged(conn: Conn, number: int) -> bool:
    """Whether the record of a deletion says that everything up to that *number* went."""
    return conn.execute(PURGED, (PURGE_KIND, f"%{purged_to(number)}")).fetchone() is not None


def _link(before: bytes, record: Sequence[Any]) -> bytes:
    return hashlib.sha256(before + compact(record).encode()).digest()
