"""What can be done on a screen, by name: the actions of its keys, what is done to orders; and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, runtime_checkable

from textual.screen import Screen

from orderdesk.core.domain.verbs import BY_ID, Verb
from orderdesk.core.domain.words import Word
from orderdesk.core.services.menu import LISTED, Menu
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.guides.reading import titles
from orderdesk.guides.table import GUIDES
from orderdesk.keyboard.actions import Action, Scope, action
from orderdesk.keyboard.key_table import KeyTable
from orderdesk.keyboard.other_words import OTHER_WORDS
from orderdesk.keyboard.palette import Entry, entries
from orderdesk.keyboard.scopes import SCOPE_WORDS
from orderdesk.keyboard.strokes import strokes
from orderdesk.screens.desk_screen import DeskScreen, do_named
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.macros import play_named
from orderdesk.screens.dialogs.process_menu import why_none
from orderdesk.screens.macro_steps import MacroSteps
from orderdesk.screens.work import start

_VERB: Final = "do:"
_MACRO: Final = "macro:"
_CHANGE_KEYS: Final = "open:keys"
_GUIDE: Final = "guide:"
_SETTING: Final = "setting:"
_GUIDE_WORDS: Final = Word("안내", "Guide")
_RECORDS: Final = Word("기록하는 중입니다", "Something is being recorded")
_OPEN: Final = Word("지금 열려 있습니다", "It is open now")


@runtime_checkable
class Chooses(Protocol):
    """A screen where orders are chosen."""

    def chosen(self) -> list[int]:
        """The ids of the orders chosen now."""

    def targets(self) -> frozenset[Target] | None:
        """The sections of them that are meant; None for all."""

    def pieces(self) -> PiecesOf | None:
        """The pieces that are meant of sections that are not meant whole; None for none."""


def commands(scope: Scope, screen: Screen[Any], keys: KeyTable, macros: Iterable[str] = ()) -> list[Entry]:
    """The commands on *screen*, which is one of *scope*, with their *keys*, the useful ones first.

    Where orders are chosen, what can be done to them is among these; in their list the *macros*, by name. The
    guides stand last, with the lines of the settings before them where those can be opened.
    """
    if isinstance(screen, DeskScreen):
        listed = entries(scope, {**screen.refused(), "palette": _OPEN}, screen.numbered, keys)
    else:
        listed = entries(scope, keys=keys)
    doing = []
    if isinstance(screen, MacroSteps):
        recorded = action("macros")
        why = _RECORDS if screen.desk.recorder.on else None
        for name in macros:
            words = Word(*(f"{each} {name}" for each in recorded.words))
            doing.append(Entry(_MACRO + name, words, keys.label("macros"), why))
    if isinstance(screen, Chooses):
        processing = keys.label("process_menu")
        doing += [_of_verb(verb, f"{processing} {strokes(verb)}") for verb in LISTED]
    own = [entry for entry in listed if _hint(entry) and scope in _action(entry).scopes]
    own.sort(key=_hint)
    rest = [entry for entry in listed if entry not in own]
    if not screen.is_modal:
        rest.append(Entry(_CHANGE_KEYS, SCOPE_WORDS[Scope.KEYS], f"{keys.label('settings')} …"))
    settings = _settings(keys) if any(entry.id == "settings" for entry in rest) else []
    return [*own, *doing, *rest, *settings, *(_of_guide(each.id, keys) for each in GUIDES)]


def _of_verb(verb: Verb, typed: str) -> Entry:
    name = _VERB + verb.id
    return Entry(name, verb.words, typed, also=OTHER_WORDS.get(name, ()))


def _of_guide(guide_id: str, keys: KeyTable) -> Entry:
    words = zip(_GUIDE_WORDS, titles(guide_id), strict=True)
    return Entry(_GUIDE + guide_id, Word(*(" ".join(each) for each in words)), keys.label("help"))


def _settings(keys: KeyTable) -> list[Entry]:
    """The lines of the settings, each named with them."""
    from orderdesk.screens.settings import LINES  # only who asks for commands waits for their dialogs

    found = action("settings")
    lines = [line for line in LINES if not isinstance(line, Word)]
    return [
        Entry(
            name := _SETTING + line.words.en,
            Word(*(f"{title} {each}" for title, each in zip(found.words, line.words, strict=True))),
            keys.label("settings"),
            also=OTHER_WORDS.get(name, ()),
        )
        for line in lines
    ]


def _action(entry: Entry) -> Action:
    return action(entry.id.partition("(")[0])


def _hint(entry: Entry) -> int:
    return _action(entry).hint


def verb_reasons(menu: Menu) -> Mapping[str, Word]:
    """Why what is done to orders fits none of those that *menu* is about, by the names of the commands."""
    if not menu.orders:
        return {_VERB + verb.id: flow.NOTHING_CHOSEN for verb in LISTED}
    if menu.counted < menu.orders:
        return {}
    return {_VERB + entry.verb.id: why_none(entry) for entry in menu.entries[None] if not entry.fits}


async def run_command(screen: Screen[Any], command: str) -> None:
    """Does what is called *command* on *screen*."""
    if command.startswith(_VERB):
        assert isinstance(screen, Chooses)
        verb = BY_ID[command.removeprefix(_VERB)].id
        chosen, pieces = screen.chosen(), screen.pieces()
        start(screen, flow.carry_out(screen, verb, chosen, screen.targets(), pieces))
    elif command.startswith(_MACRO):
        assert isinstance(screen, MacroSteps)
        start(screen, play_named(screen, screen, command.removeprefix(_MACRO)))
    elif command == _CHANGE_KEYS:
        from orderdesk.screens.keys import KeysScreen  # only who changes keys waits for it

        screen.app.push_screen(KeysScreen())
    elif command.startswith(_GUIDE):
        from orderdesk.screens.guide import GuideScreen

        screen.app.push_screen(GuideScreen(command.removeprefix(_GUIDE)))
    elif command.startswith(_SETTING):
        from orderdesk.screens.settings import SettingsScreen

        screen.app.push_screen(SettingsScreen(command.removeprefix(_SETTING)))
    else:
        await do_named(screen, command)
