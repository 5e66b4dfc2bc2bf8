"""Speaking with a connected system to see whether it answers; nothing is changed there, and nothing taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.connection_fields import CHANNELS, LABELS, TRACKERS
from orderdesk.core.gateways.money import CashReceiptView, ReceiptState
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services import reaching
from orderdesk.core.services.connected import money_behind
from orderdesk.core.services.rounds import TROUBLES, trouble_words, went_wrong
from orderdesk.core.services.running import Clock
from orderdesk.core.store.connections import Connection, feed, feeds
from orderdesk.core.store.engine import Store

_NOBODYS = "orderdesk-0"
"""A name that no payment and no receipt has."""

_NUMBER = "600000000001"

_FIRST_LOOK: Final = 120
_LATEST_LOOK: Final = 3600
"""Seconds from a trouble until it is looked at again where nothing is to be asked: at first, and at most."""


def try_out(connection: Connection, secrets: SecretFile) -> None:
    """Ask *connection* something harmless. GatewayError where it does not answer; ConnectionRefused."""
    if connection.system in CHANNELS:
        with reaching.channel(connection, secrets) as channel:
            channel.poll(None)
    elif connection.system in LABELS:
        with reaching.labels(connection, secrets) as labels:
            labels.print_window(_NOBODYS)
    elif connection.system in TRACKERS:
        with reaching.tracker(connection, secrets) as tracker:
            tracker.track("cj", _NUMBER)
    else:
        with money_behind(connection, secrets) as money:
            if money.payments is not None:
                money.payments.find(_NOBODYS)
            elif money.receipts is not None:
                money.receipts.get(CashReceiptView(_NOBODYS, ReceiptState.ISSUED))


def try_now(store: Store, connection: Connection, secrets: SecretFile, now: int) -> None:
    """As `try_out`; what was wrong before is over once it answers. GatewayError, ConnectionRefused."""
    try_out(connection, secrets)
    with store.unit(SYSTEM, now) as unit:
        for name, was in feeds(unit.conn, connection.id).items():
            if was.trouble is not None:
                unit.put_feed(connection.id, name, replace(was, tries=0, trouble=None))


def look_again(store: Store, connection: Connection, name: str, secrets: SecretFile, clock: Clock) -> None:
    """Whether what was wrong with *connection* still is, where nothing was to be asked in this round.

    Ever less often while it is.
    """
    with store.reader() as conn:
        was = feed(conn, connection.id, name)
    wait = min(_LATEST_LOOK, _FIRST_LOOK << min(was.tries, 6))
    if was.trouble is None or clock() - (was.tried_at or 0) < wait:
        return
    try:
        try_now(store, connection, secrets, clock())
    except TROUBLES as error:
        went_wrong(store, connection.id, name, clock(), trouble_words(error))
