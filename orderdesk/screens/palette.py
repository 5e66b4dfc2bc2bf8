"""The palette: any command by its name, its initials, its key, or typed with the wrong keyboard mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol, runtime_checkable

from rich.text import Text
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.core.services.menu import LISTED
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.palette import Entry, entries, rank
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import start
from orderdesk.widgets.columns import between
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

_TITLE: Final = Word("명령", "Commands")
_FIND: Final = Word("이름, 초성(ㅅㅈ), 키", "name, initials, key")
_NOT_LISTED: Final = frozenset({"palette", "next_pane", "previous_pane", "back"})
_VERB: Final = "do:"


@runtime_checkable
class Chooses(Protocol):
    """A screen where orders are chosen."""

    def chosen(self) -> list[int]:
        """The ids of the orders chosen now."""

    def targets(self) -> frozenset[Target] | None:
        """The sections of them that are meant; None for all."""

    def pieces(self) -> PiecesOf | None:
        """The pieces that are meant of sections that are not meant whole; None for none."""


def commands(scope: Scope, verbs: bool) -> list[Entry]:
    """The commands on a screen of *scope*, the useful ones first; with *verbs* those on its chosen orders."""
    listed = [entry for entry in entries(scope) if entry.id not in _NOT_LISTED]
    doing = []
    if verbs:
        processing = action("process_menu").key_label
        doing = [Entry(_VERB + verb.id, verb.words, f"{processing} {strokes(verb)}") for verb in LISTED]
    own = [entry for entry in listed if action(entry.id).hint and scope in action(entry.id).scopes]
    own.sort(key=lambda entry: action(entry.id).hint)
    return [*own, *doing, *(entry for entry in listed if entry not in own)]


class PaletteScreen(Dialog[None]):
    """Finds a command for the screen beneath, which is one of *scope*, and runs it there."""

    DEFAULT_CSS = """
    PaletteScreen {
        & LineList { margin-top: 1; }
    }
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        self._all: Sequence[Entry] = ()
        self._found: Sequence[Entry] = ()

    def parts(self) -> ComposeResult:
        """What is looked for, and what was found."""
        yield KoreanInput(placeholder=self.desk.word(_FIND), compact=True)
        yield LineList(reserve=8)

    def on_mount(self) -> None:
        """Lists everything."""
        self.entitle(self.desk.word(_TITLE))
        self.hint(Hint("Enter", self.say("실행", "Run")), Hint("↑↓", self.say("고르기", "Pick")))
        self._all = commands(self._scope, isinstance(self._beneath, Chooses))
        self._filter("")
        self.query_one(KoreanInput).focus()

    @property
    def _beneath(self) -> Screen[Any]:
        return self.app.screen_stack[-2]

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while it is typed."""
        event.stop()
        self._filter(event.value)

    def _filter(self, query: str) -> None:
        self._found = rank(query, self._all)
        self.query_one(LineList).show(len(self._found), self._drawn, 0)

    def _drawn(self, index: int, width: int) -> Text:
        entry = self._found[index]
        return between(self.desk.word(entry.words), entry.keys, width, end_style="dim")

    def action_next_field(self) -> None:
        """One command down."""
        self.query_one(LineList).action_step(1)

    def action_previous_field(self) -> None:
        """One command up."""
        self.query_one(LineList).action_step(-1)

    def entered(self, field: Input) -> None:
        """Enter runs the command of the cursor."""
        self.query_one(LineList).action_choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Closes, and runs the command on the screen beneath."""
        event.stop()
        if not self.may_confirm():
            return
        chosen, app, screen = self._found[event.index].id, self.app, self._beneath
        self.dismiss(None)
        app.call_later(_run, app, screen, chosen)


async def _run(app: App[Any], screen: Screen[Any], command: str) -> None:
    if command.startswith(_VERB):
        assert isinstance(screen, Chooses)
        verb = BY_ID[command.removeprefix(_VERB)].id
        chosen, pieces = screen.chosen(), screen.pieces()
        start(screen, flow.carry_out(screen, verb, chosen, screen.targets(), pieces))
    elif Scope.GLOBAL in action(command).scopes:
        await app.run_action(f"app.{command}")
    else:
        await screen.run_action(command)
