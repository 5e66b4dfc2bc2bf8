"""Looking at what waits to be told, and what a person does about it: again, otherwise, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services.tracking_rules import read_label
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.names import numbers_of
from orderdesk.core.store.outbox import (
    CLAIMED,
    DONE,
    DROPPED,
    REFUSED,
    WAITING,
    Fate,
    Letter,
    letter,
    letters,
)
from orderdesk.core.store.unit import UnitOfWork

DROPPED_VERB = "told-dropped"

OPEN = (WAITING, CLAIMED, REFUSED)
"""States of letters that somebody may want to do something about."""

ALL = (*OPEN, DONE, DROPPED)


NO_LABEL = Word("송장이 들어 있지 않은 전송입니다", "It tells of no tracking number")


class OutboxRefused(Exception):
    """A letter can't be treated so; `word` says why."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter with its order's number and its connection, for people."""

    letter: Letter
    order: str
    connection: Connection


def shown(conn: Conn, states: Sequence[int] = OPEN, limit: int = 500) -> list[Shown]:
    """The newest letters in *states*."""
    found = letters(conn, states, limit)
    numbers = numbers_of(conn, {each.order_id for each in found})
    there = {each.id: each for each in connections(conn, ended=True)}
    return [Shown(each, numbers[each.order_id], there[each.connection]) for each in found]


def retry(store: Store, actor: Actor, now: int, number: int) -> None:
    """Let a letter be told again, at once. OutboxRefused for one that was told or is being told."""
    with store.unit(actor, now) as unit:
        found = _open(unit, number)
        unit.rewrite_letter(number, found.intent)


def relabel(store: Store, actor: Actor, now: int, number: int, courier: str, tracking: str) -> None:
    """Let a letter tell of another courier or number. OutboxRefused; BadLabel for what is none."""
    with store.unit(actor, now) as unit:
        found = _open(unit, number)
        if not found.intent.tracking:
            raise OutboxRefused(NO_LABEL)
        label = read_label(courier or found.intent.courier, tracking or found.intent.tracking)
        unit.rewrite_letter(number, replace(found.intent, courier=label.courier, tracking=label.number))


def drop(store: Store, actor: Actor, now: int, number: int, why: str) -> None:
    """Give up telling; the order's timeline says who and why. OutboxRefused."""
    with store.unit(actor, now) as unit:
        found = _open(unit, number)
        unit.settle_letters([Fate(number, DROPPED, code=found.code, message=found.message)])
        note = " ".join(text for text in (found.intent.operation.value, clean(why)) if text)
        unit.record([NewEvent(found.order_id, DROPPED_VERB, found.intent.section, now, actor, note=note)])


def _open(unit: UnitOfWork, number: int) -> Letter:
    unit.require(Act.OUTBOX.value)
    found = letter(unit.conn, number)
    if found is None:
        raise OutboxRefused(Word(f"{number}: 그런 전송이 없습니다", f"{number}: there is no such letter"))
    if found.state == CLAIMED:
        raise OutboxRefused(
            Word("지금 보내는 중입니다. 결과를 기다리세요", "It is being told now; wait for the answer")
        )
    if found.state not in OPEN:
        raise OutboxRefused(Word("이미 끝난 전송입니다", "It has ended already"))
    return found
