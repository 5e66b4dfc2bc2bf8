"""The demo shop's orders, streamed: the same for the same number, seed and time.

What happened since the shop uses the desk, for 60 days, is told event by event. Older orders came in by a
file on that day: they went through the same rules, and their history is one line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from random import Random

from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.services.demo.catalogue import catalogue
from orderdesk.core.services.demo.courses import BUYER, CHANNELS
from orderdesk.core.services.demo.customers import Customer, customer, household
from orderdesk.core.services.demo.drive import drive, hear_channel
from orderdesk.core.services.demo.moments import DAY, SEOUL, days_of_trade, moments
from orderdesk.core.services.demo.plain import follow_plain
from orderdesk.core.services.demo.plots import steps_of
from orderdesk.core.services.demo.purchase import Buying, bought
from orderdesk.core.services.demo.stories import BLOCK, OPEN_SHARE, Story, deal
from orderdesk.core.store.events import CREATE, NewEvent

DESK_DAYS = 60
_DESK_ORDERS = 25_000

_COMES_BACK = 0.835
_GIFTS, _SILENT_CHANNEL = 0.03, 0.04
_CHANNEL_TELLS_AFTER = 300

DemoOrder = tuple[Order, list[NewEvent]]


def demo_orders(n: int, seed: int, now: int) -> Iterator[DemoOrder]:
    """*n* orders placed before *now* (UTC seconds), oldest first, each with what happened to it.

    Their ids are 1, 2, 3 …; the memory that this takes does not depend on *n*.
    """
    rng = Random(seed)
    people = _People(seed, rng)
    numbers = _Numbers()
    households = _Households()
    running = 0
    desk_began = now - desk_days(n) * DAY
    for batch, newer in _blocks(n, moments(n, now, rng)):
        for at, story in zip(batch, deal(rng, batch, now, newer), strict=True):
            running += 1
            who, first, other = people.next()
            who = households.next(who) if story.name == "stays-preparing" else who
            gift = not story.made_here and rng.random() < _GIFTS
            buying = Buying(running, numbers.next(at), at, now, who, first, other if gift else None)
            yield _told(bought(buying, story, rng), story, now, desk_began, rng)


def desk_days(n: int) -> int:
    """For how many days a shop of *n* orders uses the desk: 60, or fewer so that histories stay small."""
    newest_day = n / days_of_trade(n) * 1.5
    return min(DESK_DAYS, int(_DESK_ORDERS / newest_day))


def _blocks(n: int, times: Iterable[int]) -> Iterator[tuple[list[int], bool]]:
    """The times in blocks of a deck, the oldest perhaps shorter, each with whether it is a newer one."""
    left = n
    newer = BLOCK * (1 + math.ceil(n * OPEN_SHARE / BLOCK))
    batch: list[int] = []
    for at in times:
        batch.append(at)
        if (left - len(batch)) % BLOCK == 0:
            yield batch, left <= newer
            left -= len(batch)
            batch = []


class _People:
    """Who comes next: mostly somebody who has been here, the newer ones more often."""

    def __init__(self, seed: int, rng: Random) -> None:
        self._seed = seed
        self._rng = rng
        self._known = 0

    def next(self) -> tuple[Customer, bool, Customer]:
        """A buyer, whether they are new, and somebody else."""
        first = not self._known or self._rng.random() >= _COMES_BACK
        if first:
            k = self._known
            self._known += 1
        else:
            k = self._known - 1 - int(self._known * self._rng.random() ** 1.5)
        return customer(self._seed, k), first, customer(self._seed, max(0, k - 1))


class _Households:
    """Every third buyer whose order waits lives with the one before, for parcels that may be combined."""

    def __init__(self) -> None:
        self._before: Customer | None = None
        self._count = 0

    def next(self, who: Customer) -> Customer:
        """*who*, or somebody of the household of the buyer before."""
        self._count += 1
        if self._before is not None and self._count % 3 == 0 and who.address.country == "KR":
            return household(self._before, self._count // 3)
        self._before = who
        return who


class _Numbers:
    """Order numbers: the day in Seoul, then seven digits that begin anew every day."""

    def __init__(self) -> None:
        self._day = -1
        self._prefix = ""
        self._count = 0

    def next(self, at: int) -> str:
        """The number of an order placed at *at*."""
        day = (at + SEOUL) // DAY
        if day != self._day:
            self._day, self._prefix, self._count = day, day_text(day), 0
        self._count += 1
        return f"{self._prefix}{self._count:07d}"


def day_text(day: int) -> str:
    """YYYYMMDD of a number of days since 1970."""
    return f"{date.fromordinal(719163 + day):%Y%m%d}"


def _told(order: Order, story: Story, now: int, desk_began: int, rng: Random) -> DemoOrder:
    """The order as it stands today, with its history."""
    steps = [step for step in steps_of(order, story, now, rng) if step.at <= now]
    heard = order.channel.external and rng.random() >= _SILENT_CHANNEL
    last = steps[-1].at if steps else order.placed_at
    if order.placed_at >= desk_began:
        first = NewEvent(order.id, CREATE, None, order.placed_at, CHANNELS.get(order.channel, BUYER))
        order, events = drive(order, steps)
        if heard:
            order, told = hear_channel(order, min(now, last + _CHANNEL_TELLS_AFTER))
            events += told
        return order, [first, *events]
    order = follow_plain(order, steps) if story.plain else drive(order, steps)[0]
    if heard:
        order, _ = hear_channel(order, last)
    seller = Actor(ActorKind.SELLER, catalogue().staff[0])
    if order.version > 1:
        order = replace(order, version=1)
    return order, [NewEvent(order.id, CREATE, None, desk_began, seller)]
