"""A round with those who print labels and those who know where parcels are: their news comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.connection_fields import LABELS, TRACKERS
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import ConnectionRefused
from orderdesk.core.services.following import Followed, follow
from orderdesk.core.services.issuing import resume
from orderdesk.core.services.label_sweeps import ask_after
from orderdesk.core.services.rhythm import USUAL
from orderdesk.core.services.rounds import TROUBLES, trouble_words, went_well, went_wrong
from orderdesk.core.services.running import Clock
from orderdesk.core.services.trying import look_again
from orderdesk.core.services.waybill_news import Heard, fetch_news
from orderdesk.core.store.connections import Connection, connections, feed
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


NEWS: Final = "parcels"
"""The feed of labels and parcels."""


def hear(
    store: Store, secrets: SecretFile, clock: Clock, every: int = 0, parcels: int = USUAL.parcels
) -> Round:
    """One round with all that are connected; one that fails does not keep the other from being asked.

    Nobody is asked who was asked less than *every* seconds ago, or whom another process is asking now;
    the first time after *parcels* seconds after the same parcel.
    """
    with store.reader() as conn:
        prints, knows = connected(conn, LABELS), connected(conn, TRACKERS)
    heard: Heard | None = None
    followed: Followed | None = None
    troubles: list[Word] = []
    if prints is not None:
        with _turn(store, prints, clock, every, troubles) as turn:
            if turn is not None:
                with reaching.labels(prints, secrets) as labels, turn.spending(labels.allowance):
                    resume(store, labels, clock)
                    ask_after(store, labels, prints.id, clock)
                    heard = fetch_news(store, labels, clock)
    if knows is not None:
        with _turn(store, knows, clock, every, troubles) as turn:
            if turn is not None:
                with reaching.tracker(knows, secrets) as tracker, turn.spending(tracker.allowance):
                    followed = follow(store, tracker, clock, usual=parcels)
                turn.spoke = bool(followed.asked or followed.failed)
                if followed.stopped is not None:
                    raise followed.stopped
        look_again(store, knows, NEWS, secrets, clock)
    return Round(heard, followed, tuple(troubles))


@dataclass(slots=True)
class _Turn:
    """A turn of speaking with a connection: whether anything was asked, and what was allowed in the end."""

    spoke: bool = True
    allowance: Allowance | None = None

    @contextmanager
    def spending(self, allowed: Callable[[], Allowance | None]) -> Iterator[None]:
        """Calls are made; however that ends, what they left is kept."""
        try:
            yield
        finally:
            self.allowance = allowed()


@contextmanager
def _turn(
    store: Store, connection: Connection, clock: Clock, every: int, troubles: list[Word]
) -> Iterator[_Turn | None]:
    """The turn of *connection*, None where it is not asked now.

    What goes wrong with it is kept, and added to *troubles*.
    """
    with store.backend.try_lock(f"parcels-{connection.id}") as free:
        with store.reader() as conn:
            before = feed(conn, connection.id, NEWS)
        if not free or (every and clock() - (before.tried_at or 0) < every):
            yield None
            return
        now = clock()
        turn = _Turn()
        try:
            yield turn
        except TROUBLES as error:
            words = trouble_words(error)
            troubles.append(words)
            went_wrong(store, connection.id, NEWS, now, words, turn.allowance)
            return
        if turn.spoke or before.trouble is None:
            went_well(store, connection.id, NEWS, now, turn.allowance)
