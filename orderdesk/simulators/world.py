"""What all simulators live in: a clock that tests move, a lot cast from a seed, and faults to come."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import httpx

Handler = Callable[[httpx.Request], httpx.Response]


class Mishap(StrEnum):
    """How a call can go wrong on its way, and whether it had its effect."""

    NEVER_SENT = "never-sent"
    LOST_BEFORE = "lost-before"
    LOST_AFTER = "lost-after"
    BROKEN_BEFORE = "broken-before"
    BROKEN_AFTER = "broken-after"
    TOO_MANY = "too-many"
    STALE_TOKEN = "stale-token"
    TWICE = "twice"


@dataclass
class Clock:
    """Seconds, UTC: real ones plus what was added, or standing still at *at* where that is given."""

    at: float | None = None
    added: float = 0.0

    def now(self) -> float:
        """What time it is in the world."""
        return (time.time() if self.at is None else self.at) + self.added

    def sleep(self, seconds: float) -> None:
        """Let *seconds* pass: at once in a standing world, else really."""
        if self.at is None:
            time.sleep(seconds)
        else:
            self.added += seconds

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass at once."""
        self.added += seconds


class World:
    """A clock, a seeded lot, and the mishaps of the calls to come.

    `unlucky` is asked before every call (its path) for a mishap; those put in with `fail_next` come first.
    """

    def __init__(self, seed: int = 1, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.lot = random.Random(seed)
        self.unlucky: Callable[[str], Mishap | None] = lambda _path: None
        self._next: deque[Mishap] = deque()

    def fail_next(self, mishap: Mishap, times: int = 1) -> None:
        """The next *times* calls go wrong like this."""
        self._next.extend([mishap] * times)

    def mishap(self, path: str) -> Mishap | None:
        """What happens to the call to *path* that comes now."""
        return self._next.popleft() if self._next else self.unlucky(path)

    def carry(self, request: httpx.Request, handler: Handler) -> httpx.Response:
        """Bring *request* to *handler* and its answer back, with whatever mishap is due."""
        mishap = self.mishap(request.url.path)
        if mishap is Mishap.NEVER_SENT:
            raise httpx.ConnectError("never sent", request=request)
        if mishap is Mishap.LOST_BEFORE:
            raise httpx.ReadTimeout("lost", request=request)
        if mishap is Mishap.BROKEN_BEFORE:
            return httpx.Response(502, text="bad gateway")
        if mishap is Mishap.TOO_MANY:
            return httpx.Response(429, headers={"Retry-After": "1"}, json={"message": "too many"})
        if mishap is Mishap.STALE_TOKEN and "token" not in request.url.path.lower():
            return httpx.Response(401, json={"message": "stale"})
        if mishap is Mishap.TWICE:
            handler(request)
        answer = handler(request)
        if mishap is Mishap.LOST_AFTER:
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(502, text="bad gateway") if mishap is Mishap.BROKEN_AFTER else answer
