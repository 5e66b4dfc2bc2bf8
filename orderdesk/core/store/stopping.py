"""Stopping a reading that nobody waits for any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopped(Exception):
    """A reading ended before it was done, because it was asked to."""


class Stop:
    """What readings are stopped by, from another thread; it may be asked before, while and after they run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[Callable[[], None]] = []
        self._asked = False

    @property
    def is_needed(self) -> bool:
        """Whether something runs that could be stopped."""
        return bool(self._running)

    def ask(self) -> None:
        """Stops what runs, and what will be begun under this; may take a moment on a distant server."""
        with self._lock:
            self._asked = True
            for interrupt in self._running:
                interrupt()

    @contextmanager
    def over(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """A reading in a block, of which *interrupt* ends the running statement; Stopped when it was asked.

        Asked between two statements, the next one still runs. A connection that may have been interrupted
        is not used again: the block never ends well once it was asked.
        """
        with self._lock:
            self._running.append(interrupt)
        try:
            self._check()
            yield
        except Exception as error:
            if self._asked:
                raise Stopped from error
            raise
        finally:
            with self._lock:
                self._running.remove(interrupt)
        self._check()

    def _check(self) -> None:
        if self._asked:
            raise Stopped
