"""The count of the tab 막힘: taken beside the list, after its rows, and again as time goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from orderdesk.core.services.stuck import stuck_orders
from orderdesk.screens.context import DeskContext
from orderdesk.screens.work import Owner, run, runs

PAUSE: Final = 10.0
"""Seconds between two counts at least, however much happens: no condition of it is kept by the cube."""

EVERY: Final = 60.0
"""Seconds after which it is counted although no order changed: days end, and boxes are begun."""

_GROUP: Final = "stuck-tab"


class StuckTab:
    """How many orders are stuck, as they were last counted."""

    def __init__(self) -> None:
        self.orders = 0
        self._seq: int | None = None
        self._last = 0.0

    def look(self, owner: Owner, desk: DeskContext, seq: int, told: Callable[[], object]) -> None:
        """Counts again where that is due at change number *seq*; *told* hears of another count."""
        since = time.monotonic() - self._last
        due = self._seq is None or since >= (EVERY if seq == self._seq else PAUSE)
        if not due or runs(owner, _GROUP):
            return
        self._seq, self._last = seq, time.monotonic()

        def came(orders: int) -> None:
            if orders != self.orders:
                self.orders = orders
                told()

        run(owner, _GROUP, lambda: _counted(desk), came, lambda problem: None)


def _counted(desk: DeskContext) -> int:
    with desk.reader() as conn:
        return stuck_orders(conn, desk.clock())
