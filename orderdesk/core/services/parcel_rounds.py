"""A round with those who print labels and those who know where parcels are: their news comes in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.connection_fields import LABELS, TRACKERS
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import ConnectionRefused
from orderdesk.core.services.following import Followed, follow
from orderdesk.core.services.issuing import resume
from orderdesk.core.services.label_sweeps import ask_after
from orderdesk.core.services.running import Clock
from orderdesk.core.services.waybill_news import Heard, fetch_news
from orderdesk.core.store.connections import Connection, Feed, connections, feed
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store


@dataclass(frozen=True, slots=True)
class Round:
    """What a round brought: news of labels, what trackers said (None: nobody is connected), and troubles."""

    heard: Heard | None = None
    followed: Followed | None = None
    troubles: tuple[Word, ...] = ()


def connected(conn: Conn, systems: frozenset[str]) -> Connection | None:
    """The connection to one of *systems* that is in use; None where there is none."""
    return next((each for each in connections(conn) if each.system in systems and not each.paused), None)


def printer(store: Store, secrets: SecretFile) -> AbstractContextManager[CourierGateway]:
    """Who prints labels. ConnectionRefused where nobody is connected."""
    with store.reader() as conn:
        found = connected(conn, LABELS)
    if found is None:
        why = Refusal.NO_COURIER_LINK
        raise ConnectionRefused(
            Word(f"{why.message.ko}. {why.advice.ko}", f"{why.message.en}. {why.advice.en}")
        )
    return reaching.labels(found, secrets)


def trouble_words(error: ConnectionRefused | GatewayError) -> Word:
    """What went wrong, with the other side's own words where it has some."""
    return error.word if isinstance(error, ConnectionRefused) else fault_words(error)


EVERY: Final = 120
"""Seconds that an open desk lets pass between two rounds."""

NEWS: Final = "parcels"
"""The feed of labels and parcels."""

TROUBLES: Final = (ConnectionRefused, GatewayError)
"""What speaking with another company's service may end in."""


def hear(store: Store, secrets: SecretFile, clock: Clock, every: int = 0) -> Round:
    """One round with all that are connected; one that fails does not keep the other from being asked.

    Nobody is asked who was asked less than *every* seconds ago, or whom another process is asking now.
    """
    with store.reader() as conn:
        prints, knows = connected(conn, LABELS), connected(conn, TRACKERS)
    heard: Heard | None = None
    followed: Followed | None = None
    troubles: list[Word] = []
    if prints is not None:
        with _turn(store, prints, clock, every, troubles) as mine:
            if mine:
                with reaching.labels(prints, secrets) as labels:
                    resume(store, labels, clock)
                    ask_after(store, labels, prints.id, clock)
                    heard = fetch_news(store, labels, clock)
    if knows is not None:
        with _turn(store, knows, clock, every, troubles) as mine:
            if mine:
                with reaching.tracker(knows, secrets) as tracker:
                    followed = follow(store, tracker, clock)
                if followed.stopped is not None:
                    raise followed.stopped
    return Round(heard, followed, tuple(troubles))


@contextmanager
def _turn(
    store: Store, connection: Connection, clock: Clock, every: int, troubles: list[Word]
) -> Iterator[bool]:
    """Whether *connection* is asked now; what goes wrong with it is kept, and added to *troubles*."""
    with store.backend.try_lock(f"parcels-{connection.id}") as free:
        with store.reader() as conn:
            before = feed(conn, connection.id, NEWS)
        if not free or (every and clock() - (before.tried_at or 0) < every):
            yield False
            return
        now = clock()
        told = Feed(None, now, now)
        try:
            yield True
        except TROUBLES as error:
            words = trouble_words(error)
            troubles.append(words)
            told = replace(before, tried_at=now, tries=before.tries + 1, trouble=words.ko)
        with store.unit(SYSTEM, now) as unit:
            unit.put_feed(connection.id, NEWS, told)
