"""Waiting for a desk in a test: until it has nothing to do, and not a moment longer.

Textual's pilot sleeps twenty milliseconds after every key, twice, and longer while the processor is busy with
anything. What a test waits for is known better: callbacks of the loop, threads that read the store, timers
that are about to fire.
"""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

from textual.app import App

_SOON = 0.03
"""Seconds within which a timer is waited for: the next frame is drawn by one; a burst of keys ends by one."""

_PATIENCE = 0.3
"""Seconds for which threads are waited for: a test may hold one on purpose."""

_ROUNDS = 3
"""How often in a row there must have been nothing to do."""


async def until_quiet(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """In the place of Textual's ``wait_for_idle``; it waits *max_sleep* seconds at most."""
    loop: Any = asyncio.get_running_loop()  # whose queues are its own
    begun = loop.time()
    rounds = 0
    while rounds < _ROUNDS and loop.time() < begun + max_sleep:
        await asyncio.sleep(0)
        rounds = 0 if loop._ready else rounds + 1
        if _reading() and loop.time() < begun + _PATIENCE:
            await asyncio.sleep(0.002)
            rounds = 0
        due = min((each._when for each in loop._scheduled if not each._cancelled), default=begun + max_sleep)
        if due < loop.time() + _SOON:
            await asyncio.sleep(max(0, due - loop.time()))
            rounds = 0


LONGEST = 60.0
"""Seconds that a test waits for a desk at most: far more than the slowest work takes on a busy machine."""


class Patience:
    """Ends the waiting for *app* when that has failed, with its own error, or when it takes for ever."""

    def __init__(self, app: App[Any], seconds: float = LONGEST) -> None:
        self._app = app
        self._end = time.monotonic() + seconds

    def look(self) -> None:
        """Raises what the desk failed with, or AssertionError with what it is busy with."""
        if self._app._exception is not None:
            raise self._app._exception
        if time.monotonic() > self._end:
            threads = [each.name for each in threading.enumerate() if each.name == "orderdesk-work"]
            workers = [each.group for each in self._app.workers if not each.is_finished]
            held = getattr(self._app, "holds_keys", False)
            raise AssertionError(f"never quiet: {threads=} {workers=} {held=} screen={self._app.screen}")


def _reading() -> bool:
    return any(each.name == "orderdesk-work" for each in threading.enumerate())
