"""Waiting for a desk in a test: until it has nothing to do, and not a moment longer.

Textual's pilot sleeps twenty milliseconds after every key, twice, and longer while the processor is busy with
anything. What a test waits for is known better: callbacks of the loop, threads that read the store, timers
that are about to fire.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Any

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


def _reading() -> bool:
    return any(each.name == "orderdesk-work" for each in threading.enumerate())
