"""A round with those who print labels and those who know where parcels are: their news comes in."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from orderdesk.core.domain.connection_fields import LABELS, TRACKERS
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import SecretFile, SecretTrouble
from orderdesk.core.gateways.words import FAULT_WORDS
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import ConnectionRefused
from orderdesk.core.services.following import Followed, follow
from orderdesk.core.services.issuing import resume
from orderdesk.core.services.running import Clock
from orderdesk.core.services.waybill_news import Heard, fetch_news
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

Answer = TypeVar("Answer")

_SECRETS = Word(
    "연결 키 파일을 읽을 수 없습니다. 권한이 0600인지 확인하세요",
    "The file of keys can't be read; its permissions must be 0600",
)


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


def trouble_words(error: ConnectionRefused | GatewayError | SecretTrouble) -> Word:
    """What went wrong, with the other side's own words where it has some."""
    if isinstance(error, ConnectionRefused):
        return error.word
    if isinstance(error, SecretTrouble):
        what, words = clean(error.where), _SECRETS
    else:
        what, words = clean(f"{error.code} {error.message}".strip()), FAULT_WORDS[error.fault]
    about = f"{what}: " * bool(what)
    return Word(f"{about}{words.ko}", f"{about}{words.en}")


TROUBLES = (ConnectionRefused, GatewayError, SecretTrouble)
"""What speaking with another company's service may end in."""


def hear(store: Store, secrets: SecretFile, clock: Clock) -> Round:
    """One round with all that are connected; one that fails does not keep the other from being asked."""
    with store.reader() as conn:
        prints, knows = connected(conn, LABELS), connected(conn, TRACKERS)
    heard: Heard | None = None
    followed: Followed | None = None
    troubles: list[Word] = []
    if prints is not None:
        try:
            with reaching.labels(prints, secrets) as labels:
                resume(store, labels, clock)
                heard = fetch_news(store, labels, clock)
        except TROUBLES as error:
            troubles.append(trouble_words(error))
    if knows is not None:
        try:
            with reaching.tracker(knows, secrets) as tracker:
                followed = follow(store, tracker, clock)
        except TROUBLES as error:
            troubles.append(trouble_words(error))
    if followed is not None and followed.stopped is not None:
        troubles.append(trouble_words(followed.stopped))
    return Round(heard, followed, tuple(troubles))
