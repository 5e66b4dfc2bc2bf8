"""Hearing at once that somebody wrote, where the server tells: a thread with a session of its own."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections.abc import Callable
from typing import Final

from orderdesk.core.store.dialect import Session
from orderdesk.core.store.problems import StoreProblem

CHANNEL: Final = "orderdesk_written"
"""On which each transaction that writes tells so when it is committed."""

_REST: Final = 0.2
"""Seconds between two tellings at most: a job writes many times a second."""

_AGAIN: Final = 2.0
"""Seconds after which a server that was lost is asked again; whoever listens also looks by itself."""


class Listener(threading.Thread):
    """Calls *heard*, in this thread, after others have written; *faults* are what the driver raises."""

    def __init__(
        self, connect: Callable[[], Session], heard: Callable[[], None], faults: type[Exception]
    ) -> None:
        super().__init__(name="orderdesk-listen", daemon=True)
        self._connect = connect
        self._heard = heard
        self._faults = faults
        self._over = threading.Event()
        self._woken, self._wake = os.pipe()

    def run(self) -> None:
        """Listens until it is ended, through outages too."""
        while not self._over.is_set():
            with contextlib.suppress(StoreProblem, self._faults), contextlib.closing(self._connect()) as conn:
                self._listen(conn)
            self._over.wait(_AGAIN)
        os.close(self._woken)

    def _listen(self, conn: Session) -> None:
        conn.execute(f"LISTEN {CHANNEL}")
        while not self._over.is_set():
            select.select([conn.raw.fileno(), self._woken], [], [])
            told = list(conn.raw.notifies(timeout=0))
            if told and not self._over.is_set():
                self._heard()
                self._over.wait(_REST)

    def end(self) -> None:
        """Listens no more; waits for the thread a moment."""
        self._over.set()
        os.close(self._wake)
        self.join(_AGAIN)
