"""Who of this process stands at the gate, and since when: a screen shows it where it takes long."""

from __future__ import annotations

import threading
import time


class AtGate:
    """The threads that wait to write."""

    def __init__(self) -> None:
        self._since: dict[int, float] = {}

    def comes(self) -> None:
        """This thread begins to wait."""
        self._since[threading.get_ident()] = time.monotonic()

    def goes(self) -> None:
        """This thread waits no more: it is through, or gave up."""
        self._since.pop(threading.get_ident(), None)

    @property
    def seconds(self) -> float:
        """How long the one has waited that came first; 0 where nobody waits."""
        since = list(self._since.values())
        return time.monotonic() - min(since) if since else 0.0
