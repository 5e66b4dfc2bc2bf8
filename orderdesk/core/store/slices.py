"""Applying a stored plan slice by slice, so that others can write between two slices."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from orderdesk.core.domain.orders import Actor
from orderdesk.core.store import jobs
from orderdesk.core.store.jobs import JobRow

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store
    from orderdesk.core.store.unit import UnitOfWork

TARGET_SECONDS = 0.05
"""How long a slice may hold the gate."""

Verdicts = Mapping[tuple[int, int | None], tuple[str, str | None]]
"""(order, section) → (verdict, code) of rows that were applied or refused."""


class SliceSizer:
    """Chooses how many rows the next slice has, from how long the last one held the gate."""

    LEAST, MOST = 10, 20_000

    def __init__(self, target: float = TARGET_SECONDS, first: int = 200) -> None:
        self.size = first
        self._target = target

    def measured(self, rows: int, seconds: float) -> None:
        """Take in that *rows* rows held the gate for *seconds*; at most doubles or halves the size."""
        if rows <= 0:
            return
        ideal = rows * self._target / max(seconds, 1e-6)
        bounded = min(max(ideal, self.size / 2), self.size * 2)
        self.size = int(min(max(bounded, self.LEAST), self.MOST))


def run_slices(
    store: Store,
    job: int,
    actor: Actor,
    clock: Callable[[], int],
    apply_slice: Callable[[UnitOfWork, list[JobRow]], Verdicts],
    progress: Callable[[int], None] = lambda rows: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> str:
    """Apply what is still planned of *job* and end it; returns its state.

    Each slice is one transaction: `apply_slice` writes the orders and returns the verdict of every row.
    `progress` is told the rows done by this run so far. StoreProblem when another process runs the job.
    """
    sizer, done = SliceSizer(), 0
    with jobs.job_lock(store, job):
        with store.reader() as conn:
            found = jobs.job(conn, job)
        if found is None or found.state not in ("planned", "running"):
            return found.state if found else "refused"
        while not cancelled():
            with store.unit(actor, clock()) as unit:
                started = time.perf_counter()
                rows = jobs.next_slice(unit, job, sizer.size)
                state = "running" if rows else _ending(unit, job)
                if rows:
                    verdicts = apply_slice(unit, rows)
                    final = [_judged(row, verdicts) for row in rows]
                    jobs.mark(unit, job, final)
                if not rows or done == 0:
                    jobs.set_state(unit, job, state)
                store.checkpoint("slice")
            sizer.measured(len(rows), time.perf_counter() - started)
            if not rows:
                break
            done += len(rows)
            progress(done)
            store.checkpoint("between")
        else:
            state = "cancelled"
            with store.unit(actor, clock()) as unit:
                jobs.set_state(unit, job, state)
    store.backend.drop_lock(f"job-{job}")
    return state


def _judged(row: JobRow, verdicts: Verdicts) -> JobRow:
    verdict, code = verdicts[row.order_id, row.section]
    return row._replace(verdict=verdict, code=code)


def _ending(unit: UnitOfWork, job: int) -> str:
    counts = jobs.job_counts(unit.conn, job)
    return "refused" if counts.get("refused") and not counts.get("done") else "done"
