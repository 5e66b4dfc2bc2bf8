"""The lock: a screen in front of everything, which goes away by the operator's passphrase.

It stands in a mode of its own, so that what is open stays as it is and work goes on behind it. What opens
meanwhile opens there, what would close or tell something waits for the unlocking.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import AwaitMount
from textual.widgets import Input, Static

from orderdesk.core.domain.access_words import LOCK_KIND, UNLOCK_KIND
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Word
from orderdesk.core.services.operators import OperatorRefused, admit, has_passphrase
from orderdesk.core.store.problems import StoreProblem
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.work import run
from orderdesk.widgets._textual_fixes import FrugalApp
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.safe_text import safe_multi

_DESK: Final = "desk"
_LOCKED: Final = "locked"

_TRIES: Final = 5
_PAUSE: Final = 30.0
"""Seconds for which nothing is taken after so many wrong passphrases."""

TITLE: Final = Word("잠겨 있습니다", "Locked")
_ASK: Final = Word("{}의 비밀문구를 적고 Enter", "Passphrase of {}, then Enter")
_UNLOCK: Final = Word("잠금 해제", "Unlock")
_WRONG: Final = Word("비밀문구가 맞지 않습니다", "Wrong passphrase")
_WAIT: Final = Word("여러 번 틀려 잠시 받지 않습니다", "Too many wrong tries; wait a moment")
_NO_PASSPHRASE: Final = Word(
    "비밀문구가 없어 잠그지 못합니다. 먼저 orderdesk operator passphrase 로 정하세요",
    "There is no passphrase to unlock with; set one by orderdesk operator passphrase",
)


class LockScreen(ModalScreen[None], DeskScreen[None]):
    """Asks for the passphrase; shows nothing of the shop but the operator's name."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LOCK)
    SCOPE = Scope.LOCK
    KEEPS_KEYS = True

    AUTO_FOCUS = "KoreanInput"
    DEFAULT_CSS = """
    LockScreen {
        align: center middle;
        background: $background;
        & > #box { width: 56; height: auto; border: round $primary; background: $surface; padding: 1 2; }
        & HintBar { background: $surface; padding: 0; margin-top: 1; }
        & KoreanInput { border: none; height: 1; padding: 0 1; background: $panel; margin-top: 1; }
        & #wrong { color: $text-error; height: 2; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._wrong = 0
        self._asking = False

    def compose(self) -> ComposeResult:
        """Whose passphrase, the field, and what was wrong."""
        asked = self.desk.word(_ASK).format(self.desk.actor.name)
        with Vertical(id="box") as box:
            box.border_title = self.desk.word(TITLE)
            yield Static(safe_multi(asked), markup=False)
            yield KoreanInput(password=True, compact=True)
            yield Static(id="wrong", markup=False)
            yield HintBar()

    def on_mount(self) -> None:
        """What the keys do."""
        self.query_one(HintBar).show((Hint("Enter", self.desk.word(_UNLOCK)), self.hint_of("quit")))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: tries the passphrase, unless one is being tried."""
        event.stop()
        text, desk = event.input.value, self.desk
        event.input.value = ""
        if self._asking or not text:
            return
        self._asking = True
        who, now = desk.actor.name, desk.clock()
        run(self, "unlock", lambda: admit(desk.store, who, text, now), lambda actor: self._open(), self._no)

    def _open(self) -> None:
        app = self.app
        if isinstance(app, LockingApp):
            app.unlock()

    def _no(self, problem: StoreProblem) -> None:
        self._asking = False
        wrong = isinstance(problem, OperatorRefused) and problem.refusal is Refusal.PASSPHRASE_WRONG
        self._say(_WRONG if wrong else problem.message)
        if isinstance(problem, OperatorRefused):
            self._wrong += 1
            if self._wrong % _TRIES == 0:
                self._pause()

    def _pause(self) -> None:
        field = self.query_one(KoreanInput)
        field.disabled = True
        self._say(_WAIT)
        self.set_timer(_PAUSE, self._again)

    def _again(self) -> None:
        field = self.query_one(KoreanInput)
        field.disabled = False
        field.focus()
        self.query_one("#wrong", Static).update("")

    def _say(self, words: Word) -> None:
        self.query_one("#wrong", Static).update(safe_multi(self.desk.word(words)))


class LockingApp(FrugalApp[Reopen]):
    """An application that can be locked, by key and after a time without keys."""

    DEFAULT_MODE: ClassVar[str] = _DESK
    desk: DeskContext

    def __init__(self) -> None:
        super().__init__()
        self._touched = 0
        self._waiting: list[Callable[[], object]] = []

    @property
    def is_locked(self) -> bool:
        """Whether the lock stands in front."""
        return self.current_mode == _LOCKED

    async def on_event(self, event: events.Event) -> None:
        """Notes when somebody was last there."""
        if isinstance(event, events.Key | events.MouseDown | events.MouseScrollDown | events.Paste):
            self._touched = self.desk.clock()
        await super().on_event(event)

    def action_lock(self) -> None:
        """Locks, where there is a passphrase to unlock with."""
        self._lock(lambda able: None if able else tell(self, _NO_PASSPHRASE, "warning"))

    def lock_when_idle(self) -> None:
        """Locks once nobody has pressed a key for as long as the setting says."""
        limit = self.desk.settings.lock_minutes * 60
        self._touched = self._touched or self.desk.clock()
        if limit and not self.is_locked and self.desk.clock() - self._touched >= limit:
            self._lock(lambda able: None)

    def _lock(self, told: Callable[[bool], None]) -> None:
        desk = self.desk

        def locks(able: bool) -> None:
            if able and not self.is_locked:
                if _LOCKED not in self._modes:
                    self.add_mode(_DESK, self.get_default_screen)
                    self.add_mode(_LOCKED, LockScreen)
                self.clear_notifications()
                self.switch_mode(_LOCKED)
                desk.visit.note(LOCK_KIND, desk.clock())
            told(able)

        run(self, "lock", lambda: has_passphrase(desk.store, desk.actor), locks)

    def unlock(self) -> None:
        """Takes the lock away; what waited for that happens now."""
        self._touched = self.desk.clock()
        self.desk.visit.note(UNLOCK_KIND, self._touched)
        self.switch_mode(_DESK)
        self.remove_mode(_LOCKED)
        self.add_mode(_LOCKED, LockScreen)
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            self.call_later(each)

    def when_unlocked(self, what: Callable[[], object]) -> None:
        """Does *what* once the lock is gone; where there is none, nothing waits."""
        if self.is_locked:
            self._waiting.append(what)

    def push_screen(  # type: ignore[override]  # upstream's overloads, of which this is the one body
        self,
        screen: Screen[Any] | str,
        callback: Callable[[Any], None] | None = None,
        wait_for_dismiss: bool = False,
        *,
        mode: str | None = None,
    ) -> AwaitMount | asyncio.Future[Any]:
        """Opens *screen*, behind the lock where there is one."""
        return super().push_screen(screen, callback, wait_for_dismiss, mode=mode or _DESK)  # type: ignore[call-overload,no-any-return]

    def notify(self, message: str, **more: Any) -> None:  # noqa: ANN401  # as upstream has them
        """Tells something, after the unlocking where the desk is locked: it may be about somebody."""
        if self.is_locked:
            self.when_unlocked(lambda: super(LockingApp, self).notify(message, **more))
        else:
            super().notify(message, **more)
