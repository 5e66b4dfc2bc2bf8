"""One round with every channel: what was done here goes out, then what changed there comes in.

What is read then shows already what was told. What somebody does while it is read goes out with the next
round: a round brings nothing about that would have to be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from orderdesk.core.domain.connection_fields import CHANNELS
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services.reaching import courier_of
from orderdesk.core.services.rounds import TROUBLES, trouble_words, went_wrong
from orderdesk.core.services.running import Clock, Stop, never
from orderdesk.core.services.sending import send
from orderdesk.core.services.syncing import ORDERS, SWEEP_EVERY, Synced, sync
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.engine import Store
from orderdesk.core.store.outbox import DONE, REFUSED

Reach = Callable[[Connection], AbstractContextManager[ChannelGateway]]
"""How a connection's client is got."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a round with one connection did; `trouble` is why it came to an early end, None if it did not."""

    connection: Connection
    synced: Synced
    told: int
    refused: int
    trouble: Word | None


@dataclass(slots=True)
class Rounds:
    """Clients that are kept from one round to the next, so that tokens and couriers' lists are.

    What a channel told nothing of for `sweep_every` seconds is read again.
    """

    reach: Reach
    sweep_every: int = SWEEP_EVERY
    open: dict[int, tuple[Connection, AbstractContextManager[ChannelGateway], ChannelGateway]] = field(
        default_factory=dict
    )

    def client(self, connection: Connection) -> ChannelGateway:
        """The client of *connection*, as it is set now. ConnectionRefused."""
        known = self.open.get(connection.id)
        if known is not None and known[0].settings == connection.settings:
            return known[2]
        entered = self.reach(connection)
        client = entered.__enter__()
        self.open[connection.id] = (connection, entered, client)
        if known is not None:
            known[1].__exit__(None, None, None)
        return client

    def close(self) -> None:
        """Give all of them back."""
        for _, entered, _ in self.open.values():
            entered.__exit__(None, None, None)
        self.open.clear()


def exchange(
    store: Store,
    rounds: Rounds,
    clock: Clock,
    stop: Stop = never,
    only: Sequence[int] | None = None,
) -> list[Exchanged]:
    """A round with all channels, or *only* those numbered so. What fails with one is told, and goes on."""
    with store.reader() as conn:
        there = [each for each in connections(conn) if each.system in CHANNELS and not each.paused]
    chosen = [each for each in there if only is None or each.id in only]
    return [_round(store, each, rounds, clock, stop) for each in chosen if not stop()]


def _round(store: Store, connection: Connection, rounds: Rounds, clock: Clock, stop: Stop) -> Exchanged:
    synced, told, client = Synced(), Counter[int](), None
    trouble: Word | None = None
    try:
        client = rounds.client(connection)
        told = send(store, connection, client, clock, stop)
        courier = courier_of(connection.system)
        synced = sync(store, connection, client, clock, stop, courier, rounds.sweep_every)
    except TROUBLES as error:
        trouble = trouble_words(error)
        allowed = client.allowance() if client is not None else None
        went_wrong(store, connection.id, ORDERS, clock(), trouble, allowed)
    return Exchanged(connection, synced, told[DONE], told[REFUSED], trouble)
