"""Keys that come too early to be meant for the dialog they reach.

An input method sends what it held back together with the next key, and a slow line delivers several keys at
once: ㅌ and Enter may arrive as one, the first opening a dialog and the second finding its dangerous button.
So a dialog ignores confirming keys until 300 ms have passed since what they confirm was drawn, and as long as
the same burst of keys that opened it goes on (a key held down is one burst).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

ARMING: Final = 0.3
"""Seconds after opening in which a dialog can't be confirmed."""

BURST_GAP: Final = 0.05
"""Seconds between two keys of one burst at most; a held key repeats every 30 to 40 ms."""


class BurstGuard:
    """Decides whether the latest key may confirm; one for the application.

    *clock* gives seconds on the scale of Textual's event times (`time.monotonic`); *arming* and *gap* are in
    seconds; *arming* 0 switches the guard off.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, arming: float = ARMING, gap: float = BURST_GAP
    ) -> None:
        self._clock = clock
        self._arming = arming
        self._gap = gap
        self._armed_at = self._burst_began = self._last_key = float("-inf")
        self._told = False

    def note(self, arrived: float) -> None:
        """The key that is handled next arrived at that time (a Key event's `time`).

        Called for every key, in their order, when its turn has come and not when it arrives: a key may wait
        for a dialog, and others come meanwhile.
        """
        if arrived - self._last_key > self._gap:
            self._burst_began = arrived
        self._last_key = arrived

    def cover(self) -> None:
        """Something new is to be confirmed, and was not drawn yet: no key may confirm it before `arm`."""
        self._armed_at = float("inf")
        self._told = False

    def arm(self) -> None:
        """What can be confirmed is on the screen now."""
        self._armed_at = self._clock()
        self._told = False

    def to_be_told(self) -> bool:
        """Whether a key came too early and that is still to be said; once for what is shown."""
        told, self._told = self._told, True
        return not told

    def key_may_confirm(self) -> bool:
        """Whether the key being handled came late enough, in a burst begun after the dialog was shown."""
        in_time = self._last_key - self._armed_at >= self._arming
        return self._arming == 0 or (in_time and self._burst_began > self._armed_at)

    def click_may_confirm(self) -> bool:
        """Whether a mouse click now comes late enough after the dialog was shown."""
        return self._clock() - self._armed_at >= self._arming
