"""What all dialogs share: one box, one hint line, arming, moving between fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.css.query import QueryType
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import guard_of, tell, untell
from orderdesk.screens.desk_screen import Answer, DeskScreen, TooSmall
from orderdesk.screens.touring import CLOSE_FIRST, TouringApp
from orderdesk.widgets._textual_toasts import keep_clear
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import NumberedMenu
from orderdesk.widgets.safe_text import safe_content, safe_multi

TOO_EARLY: Final = Word(
    "아직 보여 드리지 않은 것은 처리하지 않습니다. 보고 다시 누르세요",
    "Not shown yet, so nothing is done; look, then press it again",
)
CLOSE: Final = Word("닫기", "Close")
_BY_KEY_ALONE: Final = Word("보고 나서 그 키로만 합니다", "Only by its key, after looking")
_LOSES: Final = Word(
    "입력한 것이 사라집니다. 닫으려면 Esc를 한 번 더 누르세요",
    "What was entered will be lost; press Esc again to close",
)


class Dialog(ModalScreen[Answer], DeskScreen[Answer]):
    """A dialog: its parts in one box, and under them what can be done now.

    Subclasses give the box's parts in `parts`. Enter and the arrows move between fields; only `confirm`
    (Ctrl+S) finishes, and not by a key that came with the one that opened the dialog.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DIALOG)
    SCOPE = Scope.DIALOG
    IS_BOX = True
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background;
        & > #box {
            max-width: 104;
            height: auto;
            max-height: 100%;
            border: round $primary;
            background: $surface;
            padding: 0 1;
        }
        & HintBar { background: $surface; padding: 0; margin-top: 1; }
        & .line { height: auto; }
        & .empty { display: none; }
        & .bad { color: $text-error; }
        & .warn { color: $text-warning; }
        & KoreanInput { padding: 0 1; background: $panel; }
        & KoreanInput:focus { background: $primary-muted; }
        & .quiet { color: $text-muted; }
    }
    """

    _asked = False
    _hints: tuple[Hint, ...] = ()

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield from self.parts()
            yield HintBar()

    def on_mount(self) -> None:
        """What is told in the corner leaves the hints free."""
        self.screen_layout_refresh_signal.subscribe(self, self._keep_hints_clear, immediate=True)

    def _keep_hints_clear(self, _screen: Screen[Any]) -> None:
        for line in self.query(HintBar):
            keep_clear(self, line)

    def parts(self) -> ComposeResult:
        """What stands in the box above the hint line."""
        yield from ()

    def entitle(self, title: str) -> None:
        """Writes *title*, which may hold outside text, on the box's edge."""
        self.entitled = title
        mark = f"[{self.desk.word(self.desk.mark)}] " if self.desk.mark else ""
        self.query_one("#box").border_title = safe_content(mark + title)

    def hint(self, *hints: Hint, back: Word = CLOSE) -> None:
        """Shows what can be done now; what Esc does, as a rule closing, stands last."""
        self._hints = (*hints, Hint(self.desk.keys.label("back"), back.text(self.lang)))
        self.query_one(HintBar).show(self._hints)

    def choosing(self) -> list[Hint]:
        """The hint for the digits, where the field of the cursor has something to choose from."""
        field, label = self.focused, self.say("고르기", "Choose")
        return [digits_hint(label, field.count)] if isinstance(field, NumberedMenu) and field.count else []

    def on_screen_resume(self) -> None:
        """Shown (again): keys of the burst that brought it here don't confirm it."""
        self.seen_from_now()

    def seen_from_now(self) -> None:
        """What Ctrl+S does is shown now: keys that came before it was drawn don't confirm it."""
        guard_of(self).cover()
        self.call_after_refresh(lambda: guard_of(self).arm())

    @property
    def edited(self) -> bool:
        """Whether something was entered that closing would lose."""
        return False

    def step_back(self) -> bool:
        """Esc: closes; asks once where that loses something. Whether the key was used."""
        if self.edited and not self._asked:
            self._asked = True
            self.app.bell()
            tell(self, _LOSES, "warning")
        else:
            if self._asked:
                untell(self, _LOSES)
            self.dismiss(None)
        return True

    def copied(self) -> str:
        """What Ctrl+C copies: the line of the cursor of the dialog's list."""
        lists = self.query(LineList)
        return lists.first().text if lists else ""

    def may_confirm(self) -> bool:
        """Whether the key pressed now was meant for this dialog, and the dialog can be seen; else says so."""
        if guard_of(self).key_may_confirm():
            return not self.query(TooSmall)
        tell_too_early(self)
        return False

    def action_confirm(self) -> None:
        """Ctrl+S: finishes, when the key was meant for this dialog."""
        if self.may_confirm():
            self.confirm()

    def confirm(self) -> None:
        """Finishes what the dialog is for; most dialogs are only answered."""

    def confirm_by_click(self) -> None:
        """A click on what Ctrl+S does is as good as the key, once what it does was shown."""
        if guard_of(self).click_may_confirm() and not self.query(TooSmall):
            self.confirm()

    def action_choose(self, digit: int) -> None:
        """Picks from the focused menu, or from the dialog's only one."""
        menu = self.focused if isinstance(self.focused, NumberedMenu) else self._only_menu()
        if menu is not None:
            menu.pick(str(digit))

    def refused(self) -> Mapping[str, Word]:
        """What finishes is the key alone; digits pick where there is a menu."""
        tours = isinstance(self.app, TouringApp) and self.app.tours
        return {**super().refused(), "confirm": _BY_KEY_ALONE, **({} if tours else {"tour": CLOSE_FIRST})}

    def numbered(self, action_id: str) -> Mapping[int, str]:
        """The entries of the menu."""
        menu = self._only_menu() if action_id == "choose" else None
        entries = menu.entries if menu is not None else ()
        digits = action("choose").keys
        return {int(each.key): each.label for each in entries if each.key in digits and each.open}

    def _only_menu(self) -> NumberedMenu | None:
        menus = self.query(NumberedMenu)
        return menus.first() if len(menus) == 1 else None

    def action_next_field(self) -> None:
        """To the next field."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """To the previous field."""
        self.focus_previous()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a text field."""
        event.stop()
        self.entered(event.input)

    def entered(self, field: Input) -> None:
        """Enter in *field* goes to the next one; it never confirms."""
        self.action_next_field()

    def tell_line(self, selector: str, text: str) -> None:
        """Writes *text* (from outside, too) into the line of *selector*; empty it takes no room."""
        line = self.query_one(selector, Static)
        line.update(safe_multi(text))
        line.set_class(not text, "empty")


class Form(Dialog[Answer]):
    """A dialog of fields from the first to the last: whoever goes on at the last one stays there.

    The first field often has numbered choices, and a digit typed there unawares would choose another one.
    What is wrong stands in the line `wrong`.
    """

    def on_mount(self) -> None:
        """What was told before names keys that are typed as text here."""
        self.app.clear_notifications()

    def focus_next(self, selector: str | type[QueryType] = "*") -> Widget | None:
        """To the next field, if there is one."""
        return self._at_the_end(-1) or super().focus_next(selector)

    def focus_previous(self, selector: str | type[QueryType] = "*") -> Widget | None:
        """To the previous field, if there is one."""
        return self._at_the_end(0) or super().focus_previous(selector)

    def _at_the_end(self, end: int) -> Widget | None:
        """The field of the cursor, if it is the one at that *end* of the form."""
        fields = self.focus_chain
        return fields[end] if fields and fields[end] is self.focused else None

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A choice made: on to the next field."""
        event.stop()
        self.query_one("#wrong", Static).add_class("empty")
        if isinstance(event.lines, Choices):
            self.focus_next()


def tell_too_early(screen: Screen[Any]) -> None:
    """Says that a key was not taken, as it came before what it confirms was shown; once for what is shown."""
    if guard_of(screen).to_be_told():
        screen.app.bell()
        tell(screen, TOO_EARLY, "warning")


def confirm_hint(label: str, reason: str | None = None) -> Hint:
    """The hint for Ctrl+S, which nobody moves: what it will do, greyed with *reason* when it can't."""
    return Hint(USUAL_KEYS.label("confirm"), label, reason)


def digits_hint(label: str, count: int) -> Hint:
    """The hint for picking by number from *count* entries."""
    digits = USUAL_KEYS.label("choose")
    return Hint(digits if count >= 9 else digits[0] if count == 1 else f"{digits[:-1]}{count}", label)
