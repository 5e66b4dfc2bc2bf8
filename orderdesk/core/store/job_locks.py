"""Who runs a job: a running job holds its lock, and one whose lock is free was abandoned."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orderdesk.core.store.problems import running_elsewhere

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store


@contextlib.contextmanager
def job_lock(store: Store, number: int) -> Iterator[None]:
    """Hold the lock of a job while it runs; StoreProblem when somebody else runs it."""
    with store.backend.try_lock(f"job-{number}") as free:
        if not free:
            raise running_elsewhere(number, store.where)
        yield


def unfinished_jobs(store: Store) -> list[int]:
    """Jobs that are planned or running, oldest first."""
    with store.reader() as conn:
        return [row[0] for row in conn.execute("SELECT id FROM job WHERE state IN (0, 1) ORDER BY id")]


def abandoned_jobs(store: Store) -> list[int]:
    """Jobs that are planned or running and that nobody runs, oldest first."""
    free = []
    for number in unfinished_jobs(store):
        with store.backend.try_lock(f"job-{number}") as mine:
            if mine:
                free.append(number)
    return free
