"""Access tokens: one for all threads, renewed by one of them, a little before it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

EARLY = 60.0
"""Seconds before its end at which a token is renewed."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and when it ends (seconds of the same clock)."""

    text: str = field(repr=False)
    ends_at: float


class Tokens:
    """Holds the token that *renew* gets; a rotated refresh token *renew* keeps itself, before it returns."""

    def __init__(self, renew: Callable[[], Token], clock: Callable[[], float]) -> None:
        self._renew = renew
        self._clock = clock
        self._held: Token | None = None
        self._lock = Lock()

    def current(self) -> str:
        """A token that still holds for a while."""
        with self._lock:
            if self._held is None or self._clock() >= self._held.ends_at - EARLY:
                self._held = self._renew()
            return self._held.text

    def refused(self, text: str) -> None:
        """The other side no longer takes *text*; forgotten, unless another has been got meanwhile."""
        with self._lock:
            if self._held is not None and self._held.text == text:
                self._held = None
