"""What is being recorded of an operator's work, to become a macro."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orderdesk.core.domain.requests import Request
    from orderdesk.core.services.macros import Show, Step, Which


class Recorder:
    """Notes steps while it is on; a macro is full with twenty."""

    def __init__(self) -> None:
        self._steps: list[Step] | None = None
        self._shown: Show | None = None

    @property
    def on(self) -> bool:
        """Whether something is being recorded."""
        return self._steps is not None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps or ())

    def start(self) -> None:
        """Records from now on."""
        self._steps, self._shown = [], None

    def stop(self) -> None:
        """Records nothing any more."""
        self._steps = None

    def mark(self, which: Which, shown: Show) -> None:
        """Orders of the list *shown* were marked: the list is a step where it is another than before."""
        from orderdesk.core.services.macros import Mark  # deferred: the first list comes before it

        if which != "none" and shown != self._shown:
            self._shown = shown
            self._add(shown)
        self._add(Mark(which))

    def do(self, request: Request | None) -> bool:
        """Notes what was done, if that means the same for other orders; whether it was noted."""
        from orderdesk.core.services.macros import Do
        from orderdesk.core.services.repeating import repeatable

        if request is None or not repeatable(request):
            return False
        return self._add(Do(request))

    def _add(self, step: Step) -> bool:
        from orderdesk.core.services.macros import MOST_STEPS

        if self._steps is None or len(self._steps) >= MOST_STEPS:
            return False
        self._steps.append(step)
        return True
