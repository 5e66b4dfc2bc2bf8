"""Very many small rows without the collector of cyclic garbage looking at each of them again and again."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """No search for cyclic garbage during a block, which should be short: rows are none, and freed at once.

    With 100,000 rows in memory the search takes a tenth of a job's time, and the screen waits meanwhile.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
