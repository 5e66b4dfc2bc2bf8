"""The gestures of one packing station, done one after the other in threads, each under a name of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

from orderdesk.core.domain.boxes import Gesture
from orderdesk.core.services.packing import Station, Told, perform
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.work import Owner, in_thread, is_gone

_GROUP = "station"


class Gestures:
    """Does what is put in for *owner* at *station*; *told* hears of each, *stuck* why one could not be done.

    A gesture that the store did not take stays the next one, under the same name, until `go_on`: whether it
    had been stored after all does not matter.
    """

    def __init__(
        self,
        owner: Owner,
        station: Station,
        told: Callable[[Gesture, Told], None],
        stuck: Callable[[StoreProblem], None],
    ) -> None:
        self._owner, self._station = owner, station
        self._told, self._stuck = told, stuck
        self._queue: deque[Gesture] = deque()
        self._name, self._made = uuid4().hex[:12], 0
        self._working = False
        self.box: int | None = None
        self.waits = False

    def put(self, gesture: Gesture) -> None:
        """*gesture*, whose `id` is given here, is to be done after those before it."""
        self._made += 1
        self._queue.append(replace(gesture, id=f"{self._name}-{self._made}"))
        if not self.waits:
            self.go_on()

    def go_on(self) -> None:
        """Does what waits."""
        self.waits = False
        if not self._working:
            self._working = True
            self._owner.run_worker(self._work(), group=_GROUP, exit_on_error=True)

    def forget(self) -> None:
        """What waits is not done."""
        self._queue.clear()
        self.waits = False

    async def _work(self) -> None:
        try:
            while self._queue:
                gesture, box = self._queue[0], self.box
                try:
                    told = await in_thread(lambda g=gesture, b=box: perform(self._station, g, b))  # type: ignore[misc]
                except StoreProblem as problem:
                    self.waits = True
                    if not is_gone(self._owner):
                        self._stuck(problem)
                    return
                if self._queue and self._queue[0] is gesture:
                    self._queue.popleft()
                if is_gone(self._owner):
                    return
                self._follow(told)
                self._told(gesture, told)
        finally:
            self._working = False

    def _follow(self, told: Told) -> None:
        """Which box is open after *told*: a refusal leaves the one that was."""
        after = told.box
        if told.verdict.fine or told.verdict.code == "changed":
            self.box = after.id if after is not None and after.state.waits else None
