"""Preferences: named texts that an operator, or the whole shop, has in the store."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import preference

SHOP: Final = ""
"""The owner of what holds for the whole shop."""


def read_preference(conn: Conn, owner: str, name: str) -> str | None:
    """The text that *owner* has under *name*, None when there is none."""
    return preference(conn, owner, name)


def save_preference(store: Store, actor: Actor, now: int, owner: str, name: str, body: str) -> None:
    """Keep *body*, JSON, as the text that *owner* has under *name*; the last writer wins.

    No order changes by it, so that nothing is written into the history and no desk reads its list again.
    """
    with store.unit(actor, now) as unit:
        unit.put_preference(owner, name, body)
