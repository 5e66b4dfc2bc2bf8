"""How big a slice of a job is: so big that others wait for it no longer than a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from orderdesk.core.domain.orders import Actor
from orderdesk.core.store.dialect import BUSY_CODE
from orderdesk.core.store.problems import StoreProblem

if TYPE_CHECKING:
    from orderdesk.core.store.engine import Store
    from orderdesk.core.store.unit import UnitOfWork

Written = TypeVar("Written")

TARGET_SECONDS = 0.05
"""How long a slice may hold the gate."""

BREATH_SECONDS = 0.003
"""How long a job leaves the gate alone between slices: others look at it every 2 ms, and whoever just let go
of it would else be the first to have it again."""


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


def in_turn(store: Store, actor: Actor, now: int, write: Callable[[UnitOfWork], Written]) -> Written:
    """What *write* gives in a unit of work; a job that has begun waits for that as long as it takes."""
    while True:
        try:
            with store.unit(actor, now) as unit:
                return write(unit)
        except StoreProblem as problem:
            if problem.code != BUSY_CODE:
                raise
