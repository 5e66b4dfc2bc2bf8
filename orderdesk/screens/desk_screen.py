"""What every screen of the desk does: it answers once, and asks for a larger window where it has no room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.words import Lang, Word
from orderdesk.keyboard.actions import Scope, action, in_scope
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.keyboard.keynames import named
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.permitted import forbidden
from orderdesk.widgets._textual_fixes import FrugalApp, FrugalScreen
from orderdesk.widgets._textual_toasts import take_down
from orderdesk.widgets.hint_bar import Hint, HintBar, hints
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.order_grid import OrderGrid

Answer = TypeVar("Answer")

ANY_TIME: Final = frozenset(each.id for each in in_scope(Scope.GLOBAL)) - {"palette", "copy"}
"""Actions that are about nothing that is shown on the screen."""

ANSWERED: Final = ("search", "reload")
"""Actions of the whole desk that some screens have no answer to."""

SMALLEST: Final = (60, 15)
"""Columns and rows that a screen needs at least."""

LAYERS: Final = "default away small"
"""What stands in front of what: a screen, that the store is away, that there is no room."""

_NOT_HERE: Final = Word("이 화면에는 없습니다", "There is none on this screen")
"""Why the screen does not answer what the whole desk can be asked."""

_TOO_SMALL: Final = Word("창을 60×15칸 이상으로 키워 주세요", "Please enlarge the window to 60×15 or more")


async def do_named(screen: Screen[Any], name: str) -> None:
    """Does the action called *name*, which may hold its digit as ``tab(3)``, on *screen*."""
    if Scope.GLOBAL in action(name.partition("(")[0]).scopes:
        await screen.app.run_action(f"app.{name}")
    else:
        await screen.run_action(name)


class TooSmall(Static):
    """The sentence, in front of everything else; what stands behind it keeps its focus and its text."""

    DEFAULT_CSS = """
    TooSmall {
        layer: small;
        width: 100%;
        height: 100%;
        background: $background;
        color: $foreground;
        content-align: center middle;
    }
    """


class DeskScreen(FrugalScreen[Answer]):
    """A screen of the desk."""

    ANY_TIME: ClassVar[frozenset[str]] = ANY_TIME
    """The actions that don't wait while the screen `is_late`."""

    KEEPS_KEYS: ClassVar[bool] = False
    """Whether the application answers nothing but the end while this stands in front."""

    said = ""
    """What the screen says until the next key."""

    entitled = ""
    """What the screen is about, for its help; may be outside text."""

    def guides(self) -> tuple[str, ...]:
        """The ids of the guides to what is meant now."""
        return ()

    @property
    def is_late(self) -> bool:
        """Whether what keys are about was asked for, by keys before them, and is not shown yet."""
        return False

    def before_key(self) -> None:
        """What was said of the key before goes, whatever this one does; a click does so, too."""
        self.say_until_key("")

    on_mouse_down = before_key

    def say_until_key(self, text: str) -> None:
        """Says *text*, where the screen draws what is `said`, until the next key."""
        if text != self.said:
            self.said = text
            self.write_anew()

    def write_anew(self) -> None:
        """Writes again what it has written: its colours, or what it says of the desk, are others now."""

    def refused(self) -> Mapping[str, Word]:
        """Why an action can't be done here now, by its id; what can be done is not in it."""
        none = {each: _NOT_HERE for each in ANSWERED if not hasattr(self, f"action_{each}")}
        return {**forbidden(self.desk.mask), **none}

    def numbered(self, action_id: str) -> Mapping[int, str]:
        """What the digits of an action that takes one stand for now; the texts may be outside text."""
        return {}

    async def on_hint_bar_pressed(self, event: HintBar.Pressed) -> None:
        """A click on a hint does what its key does, or says why it can't be done."""
        event.stop()
        hint = event.hint
        if hint.reason is not None:
            self.app.bell()
            tell(self, hint.reason, "warning")
        elif hint.key == USUAL_KEYS.label("confirm"):
            self.confirm_by_click()
        elif hint.action and not action(hint.action).by_digit:
            if not self.is_late or hint.action in self.ANY_TIME:
                await do_named(self, hint.action)
        elif isinstance(self.app, FrugalApp) and (heard := self.app.bound(named(hint.key), priority=False)):
            await self.app.run_action(heard[0][1].action, heard[0][0])

    def confirm_by_click(self) -> None:
        """A click on what Ctrl+S does; a screen that is no dialog shows a preview first."""
        self.call_later(self.run_action, "confirm")

    def hint_of(self, action_id: str, words: Word | None = None) -> Hint:
        """The key of an action that this screen hears, and its name or the *words* in its place."""
        label = self.desk.word(words or action(action_id).words)
        return Hint(self.desk.keys.label(action_id), label, None, action_id)

    def hints_of(self, scope: Scope, refused: Mapping[str, Word] | None = None) -> tuple[Hint, ...]:
        """What can be done here, *scope* being the screen's; not opening itself, nor what it can't answer.

        *refused* tells, beside `refused`, by action id why an action can't be done now.
        """
        why = {**self.refused(), **(refused or {})}
        idle = {scope.value, *(each for each, is_so in why.items() if is_so is _NOT_HERE)}
        if not hasattr(self, "copied"):
            idle.add("copy")
        found = hints(self.desk.keys, scope, why, self.lang)
        return tuple(each for each in found if each.action not in idle)

    def keys_moved(self) -> None:
        """Other keys hold: what is shown of them says so."""
        for bar in self.query(HintBar):
            bar.relabel(self.desk.keys)

    @property
    def desk(self) -> DeskContext:
        """The desk's surroundings."""
        return desk_of(self)

    @property
    def lang(self) -> Lang:
        """The operator's language."""
        return self.desk.lang

    def say(self, korean: str, english: str) -> str:
        """The one of the two that the operator reads."""
        return english if self.lang == "en" else korean

    def on_screen_suspend(self) -> None:
        """Behind another screen nothing has the cursor that keys move, no hint holds, and nothing is told."""
        self._draw_keys()
        take_down(self)

    def on_screen_resume(self) -> None:
        """In front again: the list with the focus has it, and the hints hold."""
        self._draw_keys()

    def _draw_keys(self) -> None:
        """Draws what shows where keys go."""
        behind = self is not self.app.screen
        for place in (*self.query(KoreanInput), *self.query(OrderGrid)):
            place.set_class(behind and place.has_focus, "-behind")
        for widget in (*self.query(LineList), *self.query(HintBar)):
            widget.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Covers the screen with a sentence where there is too little room, or takes it away."""
        small = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        covers = self.query(TooSmall)
        if small and not covers:
            self.styles.layers = LAYERS
            self.mount(TooSmall(self.desk.word(_TOO_SMALL), markup=False))
        elif covers and not small:
            covers.remove()

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Closes with *result*, and what was opened over this screen with it; only once.

        Keys come faster than screens close, and work ends while help is read: Textual would close whatever
        screen is on top.
        """
        if self not in self.app.screen_stack:
            if wait := getattr(self.app, "when_unlocked", None):
                wait(lambda: self.dismiss(result))
            return AwaitComplete()
        while self.app.screen is not self:
            self.app.screen.dismiss()
        return super().dismiss(result)
