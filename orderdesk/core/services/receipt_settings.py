"""How the shop issues cash receipts, what that needs, and what the shop is connected to."""

from __future__ import annotations

import json
from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.words import Word
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.store.connections import connections
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

_MODE: Final = "receipts"
_CONNECTED: Final = "connected"
NO_PG: Final = Word("결제대행사(PG)가 연결되어 있지 않습니다", "No payment company is connected")
NO_DEPOSITS: Final = Word(
    "자동 입금 확인이 연결되어 있지 않습니다", "No automatic deposit check is connected"
)
SIMULATED: Final = ("payments", "deposits")
"""What the demo shop pretends to be connected to."""


class ModeRefused(Exception):
    """The shop can't issue receipts that way; `word` says what is missing."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


def linked(conn: Conn) -> frozenset[str]:
    """What the shop is connected to, of `payments` and `deposits`."""
    there = set(json.loads(read_preference(conn, SHOP, _CONNECTED) or "[]"))
    for connection in connections(conn):
        if connection.system in ("toss", "popbill"):
            there.add("payments")
        if connection.settings.get("accounts"):
            there.add("deposits")
    return frozenset(there)


def connect_simulated(store: Store, actor: Actor, now: int) -> None:
    """Let the shop pretend to be connected; nothing leaves the machine."""
    save_preference(store, actor, now, SHOP, _CONNECTED, json.dumps(SIMULATED))


def missing(conn: Conn, mode: Mode) -> Word | None:
    """What *mode* needs and the shop has not, None when it may be chosen."""
    there = linked(conn)
    if mode is not Mode.OFF and "payments" not in there:
        return NO_PG
    return NO_DEPOSITS if mode is Mode.AUTO and "deposits" not in there else None


def mode_of(conn: Conn) -> Mode:
    """How the shop issues cash receipts."""
    text = read_preference(conn, SHOP, _MODE)
    return Mode[json.loads(text)] if text else Mode.OFF


def set_mode(store: Store, actor: Actor, now: int, mode: Mode) -> None:
    """Issue cash receipts so from now on. ModeRefused says what is missing for it."""
    with store.reader() as conn:
        lacks = missing(conn, mode)
    if lacks is not None:
        raise ModeRefused(lacks)
    save_preference(store, actor, now, SHOP, _MODE, json.dumps(mode.name))
