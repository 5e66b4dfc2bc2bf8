"""Visits: coming in, being refused, looking at people's data and leaving, as the access records tell of them.

One record tells of everything that one list, or one order, showed while it was looked at: under which
conditions, of which orders and of how many people. What is shown waits in memory until a thread writes it.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from orderdesk.core.domain.access_words import (
    COMBINING,
    LIST_KIND,
    LOGIN_KIND,
    MEMBERS,
    NAMED_MOST,
    REFUSED_KIND,
    VIEW_KIND,
    named,
)
from orderdesk.core.domain.orders import people_of
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import NEEDS, Act
from orderdesk.core.domain.text import clean
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.denials import record_denial
from orderdesk.core.store.problems import StoreProblem

if TYPE_CHECKING:
    from orderdesk.core.domain.customers import Customer
    from orderdesk.core.domain.orders import Actor, Order
    from orderdesk.core.services.planning import Plan
    from orderdesk.core.store.engine import Store

AT_ONCE: Final = 1
"""Seconds that something waits for more of the same before it is written."""

MORE: Final = 60
"""Seconds between two records of one list that goes on being scrolled."""

AGAIN: Final = 3600
"""Seconds after which looking at the same list or order is told anew."""

_PATIENCE: Final = 2.0
"""Seconds that a desk's records wait for other writers; then they are tried again."""


class Seen(NamedTuple):
    """Something with people's data that was shown: its number or code, and a number for each person."""

    name: str
    people: tuple[int, ...]


class Look(NamedTuple):
    """What is looked at: a *kind* of record, where it stands, and the words of its conditions.

    In one *place* there is one look at a time; *key* tells it from the one before. The words are Korean, like
    those of files that left the store. Members are no orders.
    """

    kind: str
    place: str
    key: Hashable
    words: tuple[str, ...] = ()
    of_orders: bool = True


def list_look(place: str, *words: str) -> Look:
    """A list with those conditions."""
    return Look(LIST_KIND, place, words, words)


def order_look(order_id: int) -> Look:
    """One order whole."""
    return Look(VIEW_KIND, "order", order_id)


def members_look(query: str, key: Hashable = None) -> Look:
    """Members that *query* finds, in the dialog or command that *key* stands for."""
    return Look(LIST_KIND, "members", key, (MEMBERS.ko, query), of_orders=False)


COMBINED: Final = Look(LIST_KIND, "combining", None, (COMBINING.ko,))
"""Orders that may share a parcel."""

BESIDE: Final = Look(VIEW_KIND, "beside", None)
"""The orders that the cursor of the list stands on, whole beside it."""

LIST: Final = "list"
"""Where the list of orders stands."""


def order_seen(order: Order) -> Seen:
    """*order* as what was seen."""
    return Seen(order.number, tuple(people_of(order)))


def members_seen(members: Iterable[Customer]) -> list[Seen]:
    """*members* of the shop as what was seen."""
    return [Seen(each.code, (hash((each.name, each.phone)),)) for each in members]


class Tally:
    """What was shown and stands in no record yet: the first names, how many, and how many people anew."""

    def __init__(self) -> None:
        self._people: set[int] = set()
        self._told = 0
        self._names: list[str] = []
        self.count = 0

    def add(self, seen: Seen) -> None:
        """One more was shown."""
        if self.count < NAMED_MOST:
            self._names.append(seen.name)
        self.count += 1
        self._people.update(seen.people)

    def record(self, look: Look) -> Access:
        """The record of it; what comes from now on is for the next one."""
        words = " · ".join(filter(None, map(clean, look.words)))
        scope = ": ".join(filter(None, (words, named(self._names, self.count))))
        count, people = self.count, len(self._people) - self._told
        self._names, self.count, self._told = [], 0, len(self._people)
        return Access(look.kind, scope, "", "", "", count if look.of_orders else 0, count, people)


@dataclass
class _Looking:
    """A look that goes on: since when, what it has shown, and since when something of that waits."""

    look: Look
    begun: int
    written: int | None = None
    shown: set[str] = field(default_factory=set)
    waiting: Tally = field(default_factory=Tally)
    since: int = 0

    def add(self, seen: Collection[Seen], now: int) -> None:
        if not self.waiting.count:
            self.since = now
        for each in seen:
            if each.name not in self.shown:
                self.shown.add(each.name)
                self.waiting.add(each)

    def is_due(self, now: int) -> bool:
        least = self.since + AT_ONCE if self.written is None else self.written + MORE
        return bool(self.waiting.count) and not least - MORE < now < least  # also when the clock went back

    def record(self, now: int) -> tuple[int, Access]:
        self.written = now
        return self.since, self.waiting.record(self.look)


class Visit:
    """What happens at one desk and must be recorded; used from several threads."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._told: list[tuple[int, Access]] = []
        self._looking: dict[str, _Looking] = {}

    def note(self, kind: str, now: int) -> None:
        """That somebody came in, left, locked or unlocked, at *now* (UTC seconds), after what was shown."""
        with self._mutex:
            self._told += [each.record(now) for each in self._looking.values() if each.waiting.count]
            self._told.append((now, Access(kind, "", "", "", "", 0, 0, 0)))

    def look(self, look: Look, seen: Collection[Seen], now: int) -> None:
        """*seen* is shown whole by *look* at *now*; what its place showed before is over."""
        with self._mutex:
            before = self._looking.get(look.place)
            if before is None or before.look.key != look.key or not 0 <= now - before.begun < AGAIN:
                if before is not None and before.waiting.count:
                    self._told.append(before.record(now))
                before = self._looking[look.place] = _Looking(look, now)
            before.add(seen, now)

    def more(self, place: str, seen: Collection[Seen], now: int) -> None:
        """What is looked at in that *place* shows *seen*, too."""
        with self._mutex:
            if place in self._looking:
                self._looking[place].add(seen, now)

    def is_due(self, now: int) -> bool:
        """Whether something should be written at *now*."""
        with self._mutex:
            noted = any(not at <= now < at + AT_ONCE for at, _ in self._told)
            return noted or any(each.is_due(now) for each in self._looking.values())

    def write(self, store: Store, actor: Actor, now: int, everything: bool = False) -> None:
        """Write what is due, or *everything*, as done by *actor*. StoreProblem; nothing is lost then."""
        with self._mutex:
            told, self._told = self._told, []
            due = (each for each in self._looking.values() if everything or each.is_due(now))
            told += [each.record(now) for each in due if each.waiting.count]
        try:
            if told:
                _write(store, actor, now, told)
        except StoreProblem:
            with self._mutex:
                self._told = told + self._told
            raise


def tally(seen: Iterable[Seen]) -> Tally:
    """*seen*, counted."""
    counted = Tally()
    for each in seen:
        counted.add(each)
    return counted


def record_look(store: Store, actor: Actor, now: int, look: Look, shown: Tally) -> None:
    """Record at once what was *shown* whole to *actor*; nothing where it is nothing. StoreProblem."""
    if shown.count:
        _write(store, actor, now, [(now, shown.record(look))])


def record_login(store: Store, actor: Actor, now: int, asked: str = "") -> None:
    """Record that *actor* came in, and for which command; where nothing can be written nobody is kept out."""
    with suppress(StoreProblem):
        _write(store, actor, now, [(now, Access(LOGIN_KIND, clean(asked), "", "", "", 0, 0, 0))])


def record_refused(store: Store, actor: Actor, now: int, refusal: Refusal) -> None:
    """Record that somebody tried to come in as *actor* and was refused, where anything can be written."""
    with suppress(StoreProblem):
        _write(store, actor, now, [(now, Access(REFUSED_KIND, refusal.message.ko, "", "", "", 0, 0, 0))])


def record_denied(store: Store, actor: Actor, now: int, plan: Plan) -> None:
    """Record that all of *plan* was refused to the role of *actor*, where it was."""
    if plan.rows and all(row.verdict.refusal is Refusal.NOT_PERMITTED for row in plan.rows):
        record_denial(store, actor, now, plan.action if plan.action in NEEDS else Act.UNDO.value)


def _write(store: Store, actor: Actor, now: int, told: Iterable[tuple[int, Access]]) -> None:
    with store.unit(actor, now, _PATIENCE) as unit:
        for at, access in told:
            unit.record_access(access, at)
