"""The desk: the Textual application. Screens, themes, the way out; no rules."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import PurePath
from typing import Any, ClassVar, Final

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from orderdesk import __version__
from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.keyboard.keymap import bindings, meant_now
from orderdesk.screens import waiting, work
from orderdesk.screens.background import do_what_is_due
from orderdesk.screens.backing import Backing
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.exchanging import FIRST_ROUND, Exchanging
from orderdesk.screens.greeting import greet
from orderdesk.screens.hearing_app import HearingApp
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.recovery import RECOVERY, recover
from orderdesk.screens.remembering import FirstRead
from orderdesk.screens.written import hear, look
from orderdesk.settings import log_dir
from orderdesk.terminal import clipboard, crash, signals

_ALWAYS: Final = frozenset({"quit", "redraw"})
"""What the application answers even while the desk is locked."""

_JOB_RUNS: Final = Word(
    "작업이 진행 중입니다. Ctrl+Q를 한 번 더 누르면 닫고, 나머지는 다음에 이어집니다.",
    "A job is running. Press Ctrl+Q again to close; the rest is done next time.",
)
_NOTHING_TO_COPY: Final = Word("복사할 것이 없습니다", "There is nothing to copy")


class Desk(HearingApp):
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
        reminds: bool = True,
    ) -> None:
        """*then* is done in place of a greeting; *reminds*: what waits on this store was not told yet."""
        super().__init__(desk, guard)
        self._reminds = reminds
        self._first = first
        self._then = then or greet
        self.sub_title = desk.word(desk.mark) if desk.mark else ""
        self._asked_to_quit = False
        self._backing = Backing(desk)
        self._exchanging = Exchanging(desk)
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
        recover(self, self._reminds)
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
        recover(self, reminds=False)
        if not isinstance(self.screen, OrdersScreen):  # that one has done so
            self._screen_answers("reload")

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
