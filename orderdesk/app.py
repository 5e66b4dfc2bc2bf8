"""The desk: the Textual application. Screens, themes, the way out; no rules."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import PurePath
from typing import Any, ClassVar, Final, cast

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from orderdesk import __version__
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.keyboard.hook import meant
from orderdesk.keyboard.keymap import bindings, meant_now
from orderdesk.keyboard.keynames import CURSOR_KEYS
from orderdesk.keyboard.scanning import ScanGate, TakesScans
from orderdesk.screens import waiting, work
from orderdesk.screens.background import do_what_is_due
from orderdesk.screens.backing import Backing
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.exchanging import FIRST_ROUND, Exchanging
from orderdesk.screens.greeting import greet
from orderdesk.screens.opening_app import OpeningApp
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.recovery import RECOVERY, recover
from orderdesk.screens.remembering import FirstRead
from orderdesk.screens.written import hear, look
from orderdesk.settings import log_dir
from orderdesk.terminal import clipboard, crash, signals
from orderdesk.widgets.order_grid import OrderGrid

_LOOK_AGAIN: Final = 0.005
"""Seconds between two looks whether what keys wait for has come: a dialog, or what keys before them do."""

_STAYING: Final = CURSOR_KEYS | {"shift+up", "shift+down"}
"""Keys of the order list after which none waits: they come by the hundred, to be drawn at once."""

_ALWAYS: Final = frozenset({"quit", "redraw"})
"""What the application answers even while the desk is locked."""

Typed = events.Key | events.Paste
"""What an operator does faster than dialogs open."""

_JOB_RUNS: Final = Word(
    "작업이 진행 중입니다. Ctrl+Q 를 한 번 더 누르면 닫고, 나머지는 다음에 이어집니다.",
    "A job is running. Press Ctrl+Q again to close; the rest is done next time.",
)
_NOTHING_TO_COPY: Final = Word("복사할 것이 없습니다", "There is nothing to copy")


class Desk(OpeningApp):
    """The application; what screens work with stands in `desk` and `guard`."""

    TITLE = "orderdesk"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "app.tcss",
        "screens/orders.tcss",
        "screens/order_detail.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.GLOBAL)

    def __init__(
        self,
        desk: DeskContext,
        guard: BurstGuard | None = None,
        first: FirstRead | None = None,
        then: Callable[[App[Any]], object] | None = None,
    ) -> None:
        super().__init__()
        self._first = first
        self._then = then or greet
        self.desk = desk
        self.sub_title = desk.word(desk.mark) if desk.mark else ""
        self.guard = guard or BurstGuard()
        self._asked_to_quit = False
        self._backing = Backing(desk)
        self._exchanging = Exchanging(desk)
        self._held: list[tuple[Typed, bool]] = []
        self._looks_again = self._moving = False
        self._gate = ScanGate()
        self._take_back: Callable[[], object] | None = None
        self._digit_at: float | None = None
        self._dropped_at: float | None = None
        self.dress(desk.settings.theme)

    # Textual's ways

    def get_default_screen(self) -> Screen[Any]:
        """The order list is the first screen."""
        return OrdersScreen(self._first)

    def on_mount(self) -> None:
        """A dropped line or an end of the system closes the desk in good order."""
        with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            signals.install(self)
        self.call_after_refresh(self._settle)
        self.set_interval(self.desk.rhythm.look, self.tick)
        self.set_timer(FIRST_ROUND, self.exchange_now)
        hear(self, self.desk.store)
        waiting.watch(self, self.desk.store)

    def on_store_written(self) -> None:
        """Somebody wrote: what is shown follows at once."""
        look(self)

    def _settle(self) -> None:
        """The first list is drawn: now comes what it did not wait for."""
        if not gc.isenabled():  # see `__main__`
            gc.freeze()
            gc.enable()
        recover(self)
        self.call_later(self._then, self)

    def tick(self) -> None:
        """Does what time brings due; what is in its way now is done by the next tick."""
        self.lock_when_idle()
        do_what_is_due(self, self.desk)
        self._backing.start(self)
        self.exchange_now()

    def exchange_now(self) -> None:
        """Makes a round with the channels, unless one is being made."""
        self._exchanging.start(self)

    def on_store_is_back(self) -> None:
        """After an outage: what it interrupted is finished, by whichever desk comes first, and read again."""
        recover(self)
        if not isinstance(self.screen, OrdersScreen):  # that one has done so
            self._screen_answers("reload")

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

    def refresh_css(self, animate: bool = True) -> None:
        """Other colours. The first screen has not read the styles yet, and they are not read twice for it.

        Upstream sets the first theme so, and throws away what it has read (``App._watch_theme``,
        ``textual/app.py`` line 1503; ``Stylesheet.reparse``, ``textual/css/stylesheet.py`` line 409).
        """
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def bound_at(self, node: DOMNode, key: str) -> Sequence[Binding]:
        """The bindings of *node* for *key*, on the operator's own keys."""
        return meant_now(partial(super().bound_at, node), key, self.desk.keys)

    def describe_crash(self, error: BaseException) -> str:
        """Writes the report, which holds nobody's data, and says where it stands."""
        return crash.describe(error, log_dir(), __version__)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The lock and the letters of jump mode have their keys for themselves, but for these few."""
        return action in _ALWAYS or not (isinstance(self.screen, DeskScreen) and self.screen.KEEPS_KEYS)

    # actions of the whole desk; the screen on top may answer them in its own way

    def _screen_answers(self, name: str) -> bool:
        answer = getattr(self.screen, f"action_{name}", None)
        if answer is None:
            return False
        answer()
        return True

    def _answer_or_why(self, name: str) -> None:
        """The screen answers, or it is said why it does not."""
        if not self._screen_answers(name) and isinstance(self.screen, DeskScreen):
            tell(self, self.screen.refused()[name])

    def action_search(self) -> None:
        """To the search of the screen."""
        self._answer_or_why("search")

    async def action_back(self) -> None:
        """One step back: the end of a tour, then the screen's own steps, then the screen."""
        if self.close_tour():
            return
        step_back: Callable[[], bool] | None = getattr(self.screen, "step_back", None)
        if not (step_back and step_back()) and len(self.screen_stack) > 1:
            await self.pop_screen()

    def action_next_pane(self) -> None:
        """To the next pane."""
        if not self._screen_answers("next_pane"):
            self.screen.focus_next()

    def action_previous_pane(self) -> None:
        """To the previous pane."""
        if not self._screen_answers("previous_pane"):
            self.screen.focus_previous()

    def action_reload(self) -> None:
        """Reads the store again."""
        self._answer_or_why("reload")

    def action_copy(self) -> None:
        """Copies what the screen offers, or what is selected in a field."""
        field = self.focused
        text = field.selected_text if isinstance(field, Input) else getattr(self.screen, "copied", str)()
        tell(self, clipboard.copy(text, self) if text else _NOTHING_TO_COPY)

    def action_undo(self, redo: bool = False) -> None:
        """Takes back the last job of this operator, after a preview; where the past is shown, nothing."""
        if self._screen_answers("undo"):
            return
        from orderdesk.screens.dialogs import flow_undo

        work.start(self.screen, flow_undo.undo(self.screen, redo))

    def action_redo(self) -> None:
        """Does again what was taken back."""
        self.action_undo(redo=True)

    def action_redraw(self) -> None:
        """Draws everything again."""
        self.terminal.forget()
        self.refresh(layout=True)

    async def action_quit(self) -> None:
        """Closes the desk; while an interrupted job is being finished, only when asked a second time."""
        carrying_on = any(each.group == RECOVERY and not each.is_finished for each in self.workers)
        if carrying_on and not self._asked_to_quit:
            self._asked_to_quit = True
            tell(self.screen, _JOB_RUNS, "warning")
        else:
            self.exit()
