"""Gestures of somebody with a scanner, done one after the other in threads, each under its own name."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Generic, TypeVar
from uuid import uuid4

from orderdesk.core.domain.boxes import Gesture
from orderdesk.core.domain.waves import WalkGesture
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.work import Owner, in_thread, is_gone

_GROUP = "gestures"


One = TypeVar("One", Gesture, WalkGesture)
Answer = TypeVar("Answer")


class Gestures(Generic[One, Answer]):
    """Does what is put in by *do*, in threads; *told* hears of each, *stuck* why one could not be done.

    A gesture that the store did not take stays the next one, under the same name, until `go_on`: whether it
    had been stored after all does not matter.
    """

    def __init__(
        self,
        owner: Owner,
        do: Callable[[One], Answer],
        told: Callable[[One, Answer], None],
        stuck: Callable[[StoreProblem], None],
    ) -> None:
        self._owner = owner
        self._do: Callable[[One], Answer] = do
        self._told: Callable[[One, Answer], None] = told
        self._stuck = stuck
        self._queue: deque[One] = deque()
        self._name, self._made = uuid4().hex[:12], 0
        self._working = False
        self.waits = False

    def put(self, gesture: One) -> None:
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
                gesture = self._queue[0]
                try:
                    told = await in_thread(partial(self._do, gesture))
                except StoreProblem as problem:
                    self.waits = True
                    if not is_gone(self._owner):
                        self._stuck(problem)
                    return
                if self._queue and self._queue[0] is gesture:
                    self._queue.popleft()
                if is_gone(self._owner):
                    return
                self._told(gesture, told)
        finally:
            self._working = False
