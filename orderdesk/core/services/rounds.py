"""How rounds with a connection went, kept with it: what went wrong, in words, until one goes well."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services.connecting import ConnectionRefused
from orderdesk.core.store.connections import feed
from orderdesk.core.store.engine import Store

TROUBLES: Final = (ConnectionRefused, GatewayError)
"""What speaking with another company's service may end in."""


def trouble_words(error: ConnectionRefused | GatewayError) -> Word:
    """What went wrong, with the other side's own words where it has some."""
    return error.word if isinstance(error, ConnectionRefused) else fault_words(error)


def went_well(store: Store, connection: int, name: str, now: int, allowed: Allowance | None) -> None:
    """Keep that the feed *name* of *connection* went well; how far it was read stays."""
    with store.unit(SYSTEM, now) as unit:
        was = feed(unit.conn, connection, name)
        told = replace(was, at=now, tried_at=now, tries=0, trouble=None, allowance=allowed or was.allowance)
        unit.put_feed(connection, name, told)


def went_wrong(
    store: Store, connection: int, name: str, now: int, why: Word, allowed: Allowance | None = None
) -> None:
    """Keep *why* the feed *name* of *connection* could not be read, for people."""
    with store.unit(SYSTEM, now) as unit:
        was = feed(unit.conn, connection, name)
        kept = allowed or was.allowance
        told = replace(was, tried_at=now, tries=was.tries + 1, trouble=why, allowance=kept)
        unit.put_feed(connection, name, told)
