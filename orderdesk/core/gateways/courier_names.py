"""Couriers of systems that call them by names and give them codes of their own: found by ours, kept a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

from orderdesk.core.domain.parcels import Courier, find_courier
from orderdesk.core.gateways.ports import CourierOption
from orderdesk.core.reference import couriers

KEPT: Final = 24 * 3600.0
"""Seconds for which a system's list of couriers is believed."""

_SEVERAL: Final = re.compile(r"[,/|]")


def our_key(name: str) -> str | None:
    """Our key of the courier that another system calls *name*, which may list aliases after commas."""
    for word in (name, *_SEVERAL.split(name)):
        found = find_courier(couriers(), word)
        if isinstance(found, Courier):
            return found.key
    return None


def by_our_keys(options: Iterable[CourierOption]) -> dict[str, CourierOption]:
    """The first of *options* for each courier that we know."""
    known: dict[str, CourierOption] = {}
    for option in options:
        key = our_key(option.name)
        if key is not None:
            known.setdefault(key, option)
    return known


class CourierList:
    """A system's couriers, asked for with *ask* and kept for a day of *clock* (seconds)."""

    def __init__(self, ask: Callable[[], list[CourierOption]], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._options: list[CourierOption] = []
        self._known: dict[str, CourierOption] = {}
        self._until = float("-inf")
        self._lock = Lock()

    def options(self) -> list[CourierOption]:
        """All that the system lists. GatewayError."""
        with self._lock:
            if self._clock() >= self._until:
                self._options = self._ask()
                self._known = by_our_keys(self._options)
                self._until = self._clock() + KEPT
            return list(self._options)

    def name(self, code: str) -> str:
        """What the system calls the courier of *code*, the code itself where it lists none. GatewayError."""
        if not code:
            return ""
        return next((each.name for each in self.options() if each.code == code), code)

    def code(self, key: str) -> str | None:
        """The system's code of our courier *key*; None where it has none. GatewayError."""
        self.options()
        option = self._known.get(key)
        return None if option is None else option.code
