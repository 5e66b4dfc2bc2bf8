"""Speaking with a connected system to see whether it answers; nothing is changed there, and nothing taken."""

from __future__ import annotations

from orderdesk.core.domain.connection_fields import CHANNELS, LABELS, TRACKERS
from orderdesk.core.gateways.money import CashReceiptView, ReceiptState
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services import reaching
from orderdesk.core.services.connected import money_behind
from orderdesk.core.store.connections import Connection

_NOBODYS = "orderdesk-0"
"""A name that no payment and no receipt has."""

_NUMBER = "600000000001"


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
