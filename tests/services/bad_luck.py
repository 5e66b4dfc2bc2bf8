"""Bad luck that is cast from a lot: calls that go wrong, and a desk that dies between any two steps."""

from __future__ import annotations

import random
from collections.abc import Callable
from unittest.mock import patch

import httpx

from orderdesk.core.services.recovering import recover
from orderdesk.core.services.running import Clock
from orderdesk.core.store import jobs
from orderdesk.core.store.engine import Store
from orderdesk.simulators.world import Handler, Mishap, World
from tests.services.channel_walk import Killed

Carry = Callable[[httpx.Request, Handler], httpx.Response]
"""Brings a call to who answers it, and the answer back."""

GOES_WRONG = 0.15
"""How many calls go wrong."""

LONGEST = 8
"""How many calls in a row go wrong in the same way at most: all tries of a call, and some of the next."""

FARTHEST = 24
"""A step of the desk dies at the first to this point of it, where it dies at all."""


class BadLuck:
    """What befalls the desk of *store* and its calls into *worlds*, until `ends`.

    Points at which the desk may die are those of the store, before a call leaves, and after it had its effect
    and before its answer came. What a dead desk left of its jobs the next one carries on, as every desk does.
    """

    def __init__(self, lot: random.Random, store: Store, clock: Clock, *worlds: World) -> None:
        self._lot, self._store, self._clock = lot, store, clock
        self._worlds = worlds
        self._left = 0
        self._more: list[Mishap] = []
        random.seed(lot.random())  # how long calls wait for their next try
        for world in worlds:
            world.unlucky = self._mishap
            world.carry = self._carrier(world.carry)  # type: ignore[method-assign,assignment]

    def ends(self) -> None:
        """Nothing goes wrong any more."""
        for world in self._worlds:
            world.unlucky = lambda _path: None

    def befalls(self, step: Callable[[], object]) -> bool:
        """Whether the desk outlived *step*, which it takes; if not, the next desk has been started."""
        self._left = self._lot.choice((0, 0, self._lot.randrange(1, FARTHEST)))
        self._store.checkpoint = self._passes
        sliced = patch.object(jobs, "AT_ONCE", 0 if self._left % 2 else jobs.AT_ONCE)
        try:
            with sliced:
                step()
        except Killed:
            self._left = 0
            recover(self._store, self._clock)
            return False
        finally:
            self._store.checkpoint = lambda _point: None
            self._left = 0
        return True

    def _mishap(self, _path: str) -> Mishap | None:
        if not self._more and self._lot.random() < GOES_WRONG:
            times = self._lot.choice((1, 1, self._lot.randrange(1, LONGEST)))
            self._more = [self._lot.choice(list(Mishap))] * times
        return self._more.pop() if self._more else None

    def _passes(self, _point: str) -> None:
        if self._left:
            self._left -= 1
            if not self._left:
                raise Killed

    def _carrier(self, carry: Carry) -> Carry:
        def carried(request: httpx.Request, handler: Handler) -> httpx.Response:
            self._passes("leaves")
            answer = carry(request, handler)
            self._passes("answered")
            return answer

        return carried
