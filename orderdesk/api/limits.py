"""How fast a key may call: a bucket of tokens that fills again by itself."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

BURST: Final = 100
"""Calls that may come at once."""

PER_SECOND: Final = 10
"""Calls a second that may come for ever."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a call may be answered, and what is left: calls, and seconds until the bucket is full again."""

    allowed: bool
    remaining: int
    reset: int

    @property
    def headers(self) -> Mapping[str, str]:
        """What a reply says of it."""
        said = {
            "RateLimit-Limit": str(BURST),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return said if self.allowed else {**said, "Retry-After": str(math.ceil(1 / PER_SECOND))}


@dataclass(slots=True)
class Buckets:
    """A bucket for each key, in this process; `clock` counts seconds and never falls."""

    clock: Callable[[], float] = time.monotonic
    _levels: dict[int, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key: int) -> Taken:
        """Take a token out of the bucket of *key*, if there is one."""
        with self._lock:
            now = self.clock()
            level, then = self._levels.get(key, (float(BURST), now))
            level = min(float(BURST), level + (now - then) * PER_SECOND)
            allowed = level >= 1
            if allowed:
                level -= 1
            self._levels[key] = (level, now)
        return Taken(allowed, int(level), math.ceil((BURST - level) / PER_SECOND))
