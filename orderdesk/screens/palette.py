"""The palette: any command by its name, its initials, its key, or typed with the wrong keyboard mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from rich.text import Text
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.core.services.macros import read_macros
from orderdesk.core.services.menu import make_menu
from orderdesk.core.services.recents import note_command, recent_commands
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.palette import Entry, rank
from orderdesk.screens.commands import Chooses, commands, run_command, verb_reasons
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.empty import way
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, cells_in, cut, listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

_TITLE: Final = Word("명령", "Commands")
_FIND: Final = Word("이름, 초성(ㅅㅈ), 키", "name, initials, key")
_LEAST: Final = 12
"""Cells that a reason has at least."""

_NO_MATCH: Final = Word("찾은 명령이 없습니다", "No command is found")


class _Known(NamedTuple):
    """The commands used last, the names of macros, and why what is done to orders can't be done now."""

    recent: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    reasons: Mapping[str, Word] = MappingProxyType({})


class PaletteScreen(Dialog[None]):
    """Finds a command for the screen beneath, which is one of *scope*, and runs it there.

    What was used last stands first, what can't be done now last; what is typed orders them by how well they
    are meant, and no answer of the store moves a line while it is looked at.
    """

    DEFAULT_CSS = """
    PaletteScreen {
        align: center top;
        & > #box { margin-top: 1; }
        & LineList { margin-top: 1; }
    }
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope
        self._all: Sequence[Entry] = ()
        self._found: Sequence[Entry] = ()
        self._known = False
        self._beneath: Screen[Any]

    def parts(self) -> ComposeResult:
        """What is looked for, what was found, and that nothing was."""
        yield KoreanInput(placeholder=self.desk.word(_FIND), compact=True)
        yield LineList(reserve=8)
        yield Static(id="none", classes="line quiet empty")

    def on_mount(self) -> None:
        """Reads what was used last and what can be done, then lists everything."""
        self._beneath = self.app.screen_stack[-2]
        self.entitle(self.desk.word(_TITLE))
        self.hint(Hint("Enter", self.say("실행", "Run")), Hint("↑↓", self.say("고르기", "Choose")))
        self.query_one(KoreanInput).focus()
        run(self, "commands", self._reader(), self._came, lambda problem: self._came(_Known()))

    def _reader(self) -> Callable[[], _Known]:
        """What reads in a thread; what it is about is asked here."""
        desk, screen = self.desk, self._beneath
        chooses = screen if isinstance(screen, Chooses) else None
        asked = (chooses.chosen(), chooses.targets(), chooses.pieces()) if chooses else None

        def read() -> _Known:
            with desk.reader() as conn:
                recent = recent_commands(conn, desk.actor.name)
                macros = tuple(each.name for each in read_macros(conn, desk.actor.name))
                if asked is None:
                    return _Known(recent, macros)
                ids, only, pieces = asked
                menu = make_menu(conn, ids, desk.actor, desk.clock(), only, pieces)
                return _Known(recent, macros, verb_reasons(menu))

        return read

    def _came(self, known: _Known) -> None:
        every = [
            entry._replace(reason=known.reasons.get(entry.id, entry.reason))
            for entry in commands(self._scope, self._beneath, self.desk.keys, known.macros)
        ]
        places = {name: at for at, name in enumerate(known.recent)}
        first = sorted((e for e in every if e.id in places), key=lambda e: places[e.id])
        rest = sorted((e for e in every if e.id not in places), key=lambda e: e.reason is not None)
        self._all, self._known = [*first, *rest], True
        self._filter(self.query_one(KoreanInput).value)

    @property
    def is_late(self) -> bool:
        """Whether the commands are not listed yet: what picks one waits for them."""
        return not self._known

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while it is typed."""
        event.stop()
        self._filter(event.value)

    def _filter(self, query: str) -> None:
        self._found = rank(query, self._all)
        self.query_one(LineList).show(len(self._found), self._drawn, 0)
        nothing = listed([self.desk.word(_NO_MATCH), way(self.desk, "help")])
        self.tell_line("#none", "" if self._found or not self._known else nothing)

    def _drawn(self, index: int, width: int) -> Text:
        entry = self._found[index]
        words, reason = self.desk.word(entry.words), self.desk.word(entry.reason) if entry.reason else ""
        style, room = "dim" if reason else "", width - cells_in(listed([words, entry.keys])) - 3
        end = listed([cut(reason, max(room, _LEAST)), entry.keys])
        return between(words, end, width, style, "dim")

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
        """Closes, and runs the command on the screen beneath; one that can't be run says why."""
        event.stop()
        entry = self._found[event.index]
        if entry.reason is not None:
            self.app.bell()
            tell(self, listed([self.desk.word(entry.words), self.desk.word(entry.reason)]), "warning")
        elif self.may_confirm():
            app, screen = self.app, self._beneath
            self.dismiss(None)
            app.call_later(_run, app, screen, entry.id)


async def _run(app: App[Any], screen: Screen[Any], command: str) -> None:
    await run_command(screen, command)
    _note(app, desk_of(screen), command)


def _note(app: App[Any], desk: DeskContext, command: str) -> None:
    """Keeps that *command* was used; where nothing can be written, nothing is kept."""

    def write() -> None:
        note_command(desk.store, desk.actor, desk.clock(), command)

    run(app, "command", write, lambda done: None, lambda problem: None)
