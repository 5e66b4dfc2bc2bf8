"""Webhooks as the store keeps them: where they go, and how far each has heard of the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.webhooks import Webhook
from orderdesk.core.store.dialect import Conn, next_id
from orderdesk.core.store.events import actor_id
from orderdesk.core.store.newest import NEWEST, newest

if TYPE_CHECKING:
    from orderdesk.core.store.unit import UnitOfWork

WEBHOOKS = """SELECT webhook.id, webhook.url, webhook.made_at, actor.name, webhook.cursor, webhook.tries,
 webhook.next_at, webhook.trouble, webhook.ended_at
 FROM webhook JOIN actor ON actor.id = webhook.made_by WHERE {} ORDER BY webhook.id"""
ALL = WEBHOOKS.format("TRUE")
ONE = WEBHOOKS.format("webhook.id = ?")
DUE = WEBHOOKS.format(f"webhook.ended_at IS NULL AND webhook.next_at <= ? AND webhook.cursor < ({NEWEST})")
PUT = "UPDATE webhook SET cursor = ?, tries = ?, next_at = ?, trouble = ?, ended_at = ? WHERE id = ?"

_COLUMNS = "id", "url", "made_at", "made_by", "cursor", "tries", "next_at", "trouble", "ended_at"


def webhooks(conn: Conn) -> list[Webhook]:
    """All of them, those too that have ended, the oldest first."""
    return [Webhook(*row) for row in conn.execute(ALL).fetchall()]


def webhook(conn: Conn, number: int) -> Webhook | None:
    """The one of that number, ended or not; None where there is none."""
    row = conn.execute(ONE, (number,)).fetchone()
    return None if row is None else Webhook(*row)


def due(conn: Conn, now: int) -> list[Webhook]:
    """Those that may be told at *now* of changes that they have not heard of."""
    return [Webhook(*row) for row in conn.execute(DUE, (now,)).fetchall()]


def add_webhook(unit: UnitOfWork, url: str) -> Webhook:
    """Let *url* hear of every change from now on. NotPermitted."""
    unit.require(Act.API.value)
    made = Webhook(next_id(unit.conn, "webhook"), url, unit.now, unit.actor.name, newest(unit.conn))
    row = (made.id, url, made.made_at, actor_id(unit.conn, unit.actor), made.cursor, 0, 0, "", None)
    unit.conn.insert("webhook", _COLUMNS, [row])
    return made


def put_webhook(unit: UnitOfWork, hook: Webhook) -> None:
    """Write how *hook* stands now. NotPermitted."""
    unit.require(Act.API.value)
    standing = (hook.cursor, hook.tries, hook.next_at, hook.trouble, hook.ended_at)
    unit.conn.execute(PUT, (*standing, hook.id))
