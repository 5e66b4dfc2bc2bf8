"""Writes that callers of the API named, so that the same name twice is done once and answered alike."""

from __future__ import annotations

from typing import NamedTuple

from orderdesk.core.store.dialect import Conn, next_id

FIND = "SELECT id, hash, at, status, reply FROM api_request WHERE api_key = ? AND path = ? AND name = ?"
ANSWER = "UPDATE api_request SET status = ?, reply = ? WHERE id = ?"
FORGET = "DELETE FROM api_request WHERE id = ?"
PURGE = "DELETE FROM api_request WHERE at < ?"

_COLUMNS = ("id", "api_key", "path", "name", "hash", "at", "status", "reply")


class Named(NamedTuple):
    """What a caller named a write: by which key, to which path, and the digest of what came."""

    api_key: int
    path: str
    name: str
    hash: str


class Kept(NamedTuple):
    """A named write as it is kept: since when (UTC seconds), and its reply as JSON, None before."""

    id: int
    hash: str
    at: int
    status: int | None
    reply: str | None


def find_request(conn: Conn, named: Named) -> Kept | None:
    """What is kept under the name, whatever came with it then; None when nothing is."""
    row = conn.execute(FIND, (named.api_key, named.path, named.name)).fetchone()
    return None if row is None else Kept(*row)


def add_request(conn: Conn, named: Named, at: int) -> int:
    """Keep that a named write began; its number. Only under the gate."""
    number = next_id(conn, "api_request")
    conn.insert("api_request", _COLUMNS, [(number, *named, at, None, None)])
    return number


def answer_request(conn: Conn, number: int, status: int, reply: str) -> None:
    """Keep the reply, with its HTTP status."""
    conn.execute(ANSWER, (status, reply, number))


def forget_request(conn: Conn, number: int) -> None:
    """Keep nothing of a write that did not come about."""
    conn.execute(FORGET, (number,))


def purge_requests(conn: Conn, before: int) -> None:
    """Delete what is older than *before*, UTC seconds."""
    conn.execute(PURGE, (before,))
