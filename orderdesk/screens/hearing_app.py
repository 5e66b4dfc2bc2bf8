"""How keys reach the screen on top: scans told from keys, keys typed ahead kept until they may act."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, cast

from textual import events

from orderdesk.keyboard.burst import BurstGuard
from orderdesk.keyboard.hook import meant
from orderdesk.keyboard.keynames import CURSOR_KEYS
from orderdesk.keyboard.scanning import ScanGate, TakesScans
from orderdesk.screens import work
from orderdesk.screens.context import DeskContext
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.opening_app import OpeningApp
from orderdesk.widgets.order_grid import OrderGrid

_LOOK_AGAIN: Final = 0.005
"""Seconds between two looks whether what keys wait for has come: a dialog, or what keys before them do."""

_STAYING: Final = CURSOR_KEYS | {"shift+up", "shift+down"}
"""Keys of the order list after which none waits: they come by the hundred, to be drawn at once."""

Typed = events.Key | events.Paste
"""What an operator does faster than dialogs open."""


class HearingApp(OpeningApp):
    """An application that is worked at faster than its dialogs open, by hand and by scanner."""

    def __init__(self, desk: DeskContext, guard: BurstGuard | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.guard = guard or BurstGuard()
        self._held: list[tuple[Typed, bool]] = []
        self._looks_again = self._moving = False
        self._gate = ScanGate()
        self._take_back: Callable[[], object] | None = None
        self._digit_at: float | None = None
        self._dropped_at: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Hangul keys outside text fields mean their letters; the guard knows when keys came."""
        if isinstance(event, Typed) and not event.is_forwarded:
            if self._held or self._must_wait(event):
                self._hold(event)
            else:
                await self._take(event)
            return
        if isinstance(event, events.Key):
            if work.opening(self) or self._is_early(event):
                self._hold(event, heard=True)
                return
            if self._acts_for_scan(event):
                return
        await super().on_event(event)

    # scanners, where no text is written

    @property
    def _for_scans(self) -> TakesScans | None:
        """The screen that a scan is for; None where keys are text, or for what is about to come."""
        takes = getattr(self.screen, "takes_scans", False) and not work.opening(self)
        return cast(TakesScans, self.screen) if takes else None

    async def _hear(self, key: events.Key) -> None:
        """Tells scans from keys: a digit acts, and what it did is taken back when more of a scan comes."""
        screen, before = self._for_scans, self._gate.count
        if screen is None:
            await self._give_on([*self._gate.let_go(), key])
            return
        heard = self._gate.hear(key)
        if self._gate.count == 1:
            self._take_back, self._digit_at = None, key.time
        elif self._gate.count == 2 and before == 1:
            if self._take_back is not None:
                self._take_back()
            else:
                self._dropped_at = self._digit_at
            self.set_timer(self._gate.gap, self._end_of_burst)
        await self._give_on(heard.keys)
        if heard.code:
            screen.scanned(heard.code)

    def _acts_for_scan(self, key: events.Key) -> bool:
        """Whether *key*, back from the widgets, is a digit that may begin a scan, and is done with."""
        screen = self._for_scans
        if key.time == self._dropped_at:
            self._dropped_at = None
            return True
        if screen is None or key.time != self._digit_at or self._gate.count != 1:
            return False
        self._digit_at = None
        self._take_back = screen.digit(int(key.character or 0))
        return True

    async def _end_of_burst(self) -> None:
        more = self.message_queue_size or self._held  # of it may wait there
        if self._gate.is_over(time.monotonic()) and not more:
            await self._give_on(self._gate.let_go())
        elif self._gate.count > 1:
            self.set_timer(self._gate.gap, self._end_of_burst)

    async def _give_on(self, keys: list[events.Key]) -> None:
        """Handles *keys* that were no scan, one after the other: what one does is there for the next."""
        for place, key in enumerate(keys):
            if place or self._overtakes(key):
                self._hold(key, heard=True)
            else:
                await self._handle(key)

    async def _take(self, key: Typed) -> None:
        """Lets the gate for scans hear *key* where that listens; else handles it."""
        if isinstance(key, events.Key) and (self._gate.count or self._for_scans):
            await self._hear(key)
        else:
            await self._handle(key)

    async def _handle(self, key: Typed) -> None:
        """Handles *key* as if it came now: the widgets' turn."""
        if isinstance(key, events.Paste):
            await super().on_event(key)
            return
        again = events.Key(key.key, key.character)
        again.time = key.time
        self.guard.note(key.time)
        if isinstance(self.screen, DeskScreen):
            self.screen.before_key()
        focused = self.focused
        is_text = focused is not None and focused.check_consume_key(key.key, key.character)
        self._moving = not is_text and not (isinstance(focused, OrderGrid) and key.key in _STAYING)
        for each in meant(again, self):
            await super().on_event(each)

    # keys typed ahead: those after the one that opens a dialog are for the dialog, not for what is beneath,
    # those after the one that chooses a list or an order are for that, not for the one before, and those
    # after the one that goes to another field are for that field

    @property
    def holds_keys(self) -> bool:
        """Whether keys wait for a dialog, for what keys before them do, or for the rest of a scan."""
        return bool(self._held) or self._gate.count > 1

    def _must_wait(self, key: Typed, heard: bool = False) -> bool:
        """Whether *key* is not to be handled yet; *heard*: the gate for scans has let it go.

        The rest of a scan, which that gate is to hear, is never waited with.
        """
        if heard:
            return work.opening(self) or self._is_early(key) or self._overtakes(key)
        scan = isinstance(key, events.Key) and self._gate.count
        return not scan and self._overtakes(key)

    def _overtakes(self, key: Typed) -> bool:
        """Whether *key* would act before what keys before it do.

        Keys go through widgets, and what they do may lie in a queue still. After text, and after keys of a
        cursor, none waits: it goes where the one before it went.
        """
        if isinstance(key, events.Key) and key.key not in self.desk.keys.first and not self._moving:
            return False
        widgets = self.screen.walk_children(with_self=True)
        on_their_way = self.message_queue_size or any(each.message_queue_size for each in widgets)
        return bool(on_their_way or work.opening(self) or self._is_early(key))

    def _is_early(self, key: Typed) -> bool:
        """Whether *key* is about a list, order or dialog that keys before it asked for, not shown yet."""
        screen = self.screen
        if not (isinstance(key, events.Key) and isinstance(screen, DeskScreen) and screen.is_late):
            return False
        heard = (*self.bound(key.key, True), *self.bound(key.key, False))
        actions = {binding.action.removeprefix("app.").partition("(")[0] for _, binding in heard}
        return not actions <= screen.ANY_TIME

    def _hold(self, event: Typed, heard: bool = False) -> None:
        """Keeps *event* until it may act; *heard*: the gate for scans knows of it."""
        self._held.append((event, heard))
        self._held.sort(key=lambda each: each[0].time)
        self._look_again()

    def _look_again(self) -> None:
        if not self._looks_again:
            self._looks_again = True
            self.set_timer(_LOOK_AGAIN, self._release)

    async def _release(self) -> None:
        """Handles of the keys held what may act by now."""
        self._looks_again = False
        while self._held:
            first, heard = self._held[0]
            if self._must_wait(first, heard):
                break
            del self._held[0]
            await (self._handle(first) if heard else self._take(first))
        if self._held:
            self._look_again()
