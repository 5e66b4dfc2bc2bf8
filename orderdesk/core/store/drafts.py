"""Orders that are being made by hand, and the number that the next order of a day gets."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.store.dialect import Conn, next_id
from orderdesk.core.store.events import actor_id

DRAFTS = "SELECT draft.id, draft.at, actor.name, draft.body FROM draft JOIN actor ON actor.id = draft.actor"
NEWEST_FIRST = f"{DRAFTS} ORDER BY draft.id DESC"
ONE_DRAFT = f"{DRAFTS} WHERE draft.id = ?"
NEWEST_NUMBER = "SELECT MAX(number) FROM orders WHERE number >= ? AND number < ? AND length(number) = 15"

_DAY = 10**7
"""How many numbers a day has."""


class StoredDraft(NamedTuple):
    """A draft: when it was kept last (UTC seconds), by whom, and what it says as JSON."""

    id: int
    at: int
    by: str
    body: str


def drafts(conn: Conn) -> list[StoredDraft]:
    """All drafts, the newest first."""
    return [StoredDraft(*row) for row in conn.execute(NEWEST_FIRST)]


def draft(conn: Conn, number: int) -> StoredDraft | None:
    """The draft of that number, None when there is none."""
    row = conn.execute(ONE_DRAFT, (number,)).fetchone()
    return StoredDraft(*row) if row else None


def put_draft(conn: Conn, actor: Actor, at: int, number: int | None, body: str) -> int:
    """Keep a draft, a new one where *number* is None; its number."""
    if number is not None:
        conn.execute("DELETE FROM draft WHERE id = ?", (number,))
    kept = number or next_id(conn, "draft")
    conn.insert("draft", ("id", "at", "actor", "body"), [(kept, at, actor_id(conn, actor), body)])
    return kept


def remove_draft(conn: Conn, number: int) -> None:
    """Forget the draft of that number."""
    conn.execute("DELETE FROM draft WHERE id = ?", (number,))


def next_order_numbers(conn: Conn, at: int, count: int) -> list[str]:
    """Numbers of orders made at *at*, UTC seconds: the day in Seoul, seven digits; only under the gate."""
    first = int(datetime.fromtimestamp(at, SEOUL).strftime("%Y%m%d")) * _DAY
    row = conn.execute(NEWEST_NUMBER, (str(first), str(first + _DAY))).fetchone()
    newest = row[0] if row else None
    last = max(first, int(newest) if newest and newest.isdecimal() else first)
    return [str(last + n) for n in range(1, count + 1)]
