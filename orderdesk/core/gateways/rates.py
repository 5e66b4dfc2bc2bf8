"""Keeping to what another side allows: a bucket of calls that fills again, told by its own replies."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from orderdesk.core.domain.allowance import Allowance


class Bucket:
    """The calls that are allowed: *rate* a second, at most *burst* at once. `clock` tells seconds."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._left = float(burst)
        self._at = clock()
        self._lock = Lock()

    def take(self) -> float:
        """Take one call out; the seconds to wait before making it."""
        with self._lock:
            self._fill()
            self._left -= 1
            return max(0.0, -self._left / self.rate)

    def told(self, limits: Allowance) -> None:
        """Believe what a reply said, but for calls that others of us have taken out meanwhile."""
        with self._lock:
            self._fill()
            # A bucket that is larger than was thought is fuller by as much.
            known = self._left + max(0, limits.burst - self.burst)
            self.rate, self.burst = limits.rate, limits.burst
            self._left = min(known, float(limits.left))

    def empty(self, seconds: float) -> None:
        """Nothing goes out for *seconds*: the other side said that it was too much."""
        with self._lock:
            self._fill()
            self._left = min(self._left, -seconds * self.rate)

    def allowance(self) -> Allowance:
        """What is allowed now, and how much of it is left."""
        with self._lock:
            self._fill()
            return Allowance(self.rate, self.burst, max(0, int(self._left)))

    def _fill(self) -> None:
        now = self._clock()
        self._left = min(float(self.burst), self._left + max(0.0, now - self._at) * self.rate)
        self._at = now
