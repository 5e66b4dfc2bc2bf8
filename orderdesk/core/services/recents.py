"""What an operator used last, to be offered first: commands of the palette, the courier of labels."""

from __future__ import annotations

import json
from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.services.preferences import read_preference, save_preference
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.settings import Settings

PREFERENCE: Final = "palette"
"""The name of an operator's preference that holds them."""

_COURIER: Final = "courier"

KEPT: Final = 12
"""Commands that are kept at most."""


def recent_commands(conn: Conn, owner: str) -> tuple[str, ...]:
    """The names of the commands that *owner* used, the last one first."""
    try:
        found = json.loads(read_preference(conn, owner, PREFERENCE) or "[]")
    except (ValueError, RecursionError):
        return ()
    return tuple(each for each in found if isinstance(each, str))[:KEPT] if isinstance(found, list) else ()


def note_command(store: Store, actor: Actor, now: int, command: str) -> None:
    """*actor* has used *command*, which is the first of theirs now."""
    with store.unit(actor, now) as unit:
        others = (each for each in recent_commands(unit.conn, actor.name) if each != command)
        unit.put_preference(actor.name, PREFERENCE, json.dumps([command, *others][:KEPT], ensure_ascii=False))


def usual_courier(conn: Conn, settings: Settings, owner: str) -> str:
    """Whose labels are taken to be *owner*'s: by the *settings*, else as entered last; "" when none was."""
    return settings.default_courier or last_courier(conn, owner)


def last_courier(conn: Conn, owner: str) -> str:
    """The courier whose labels *owner* entered last, "" when there was none."""
    return read_preference(conn, owner, _COURIER) or ""


def note_courier(store: Store, actor: Actor, now: int, courier: str) -> None:
    """*actor* has entered labels of *courier*, which is written down where it was another."""
    with store.reader() as conn:
        if not courier or last_courier(conn, actor.name) == courier:
            return
    save_preference(store, actor, now, actor.name, _COURIER, courier)
