"""키 바꾸기: every action with its keys; a pressed key becomes the action's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Action, Scope
from orderdesk.keyboard.key_rules import kept
from orderdesk.keyboard.key_table import (
    USUAL_KEYS,
    KeyTable,
    Own,
    changed,
    exchanged,
    is_usual,
    key_table,
    usual_again,
)
from orderdesk.keyboard.keymap import bindings, borrowed
from orderdesk.keyboard.palette import Entry, rank
from orderdesk.keyboard.scopes import SCOPE_WORDS
from orderdesk.screens.context import tell
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.lock import LockingApp
from orderdesk.screens.work import in_thread, start
from orderdesk.settings import Settings, SettingsError, config_path
from orderdesk.settings_file import change
from orderdesk.widgets.columns import between, fit, listed
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.safe_text import safe_multi

TITLE: Final = SCOPE_WORDS[Scope.KEYS]
_FILTER: Final = Word("찾기: 이름, 초성, 키", "Find: name, initials, key")
_NO_FIND: Final = Word(
    "그런 동작이 없습니다. 찾는 말을 지우면 모두 보입니다", "No such action; empty the field for all"
)
_OWN: Final = Word("바꿈", "changed")
_USUALLY: Final = Word("기본: {}", "default: {}")
_LETTER: Final = Word("글자 키: {} · 다른 키: {}", "A letter: {} · another key: {}")
_INSTEAD: Final = Word("‘{}’ 대신 쓰입니다", "instead of ‘{}’")
_BESIDE: Final = Word("지금 키에 더해집니다", "added to the present keys")
_SURE: Final = Word(
    "바꾼 키 {}개를 모두 기본으로 되돌립니다. 한 번 더 누르세요",
    "Changed keys go back to their defaults: {}; press it again",
)
_THESE: Final = Word("기본 키로: {}", "Default keys again: {}")
_NONE_OWN: Final = Word("바꾼 키가 없습니다", "No key was changed")
_NOT_OWN: Final = Word("이 동작은 기본 키 그대로입니다", "This action has its default keys")
_PRESS: Final = Word("이 동작에 쓸 키를 누르세요", "Press the key for this action")
_KEPT: Final = Word("그대로", "Keep")
_SILENT: Final = Word(
    "눌러도 아무 일이 없으면 터미널이나 입력기가 그 키를 먼저 가져가는 것입니다",
    "If nothing happens, the terminal or the input method takes that key first",
)
_ELSE: Final = Word("다른 키를 누르세요", "Press another")
_EXCHANGE: Final = Word("키 맞바꾸기", "Exchange keys")
_OR: Final = Word(
    "아니면 Enter: 두 동작의 키를 이렇게 맞바꿉니다", "Or Enter: the two actions exchange keys, like this"
)
_BECOMES: Final = Word("{}: {} → 앞으로 {}", "{}: {} → from now on {}")
_PLACE, _NAME = 16, 22
_WIDEST: Final = 84
"""Cells from the place of an action to the end of its keys at most."""
_DOES: Final = ("set_key", "usual_key", "usual_keys")


class AskKey(Dialog[Own | None]):
    """Waits for a key for *action*; the answer is what `[keys]`, which is *given*, shall say by then.

    None when Esc left all as it is. Where another action has the key, the two may exchange theirs.
    """

    KEEPS_KEYS = True
    AUTO_FOCUS = ""

    def __init__(self, action: Action, given: Mapping[str, Any]) -> None:
        super().__init__()
        self._action = action
        self._given = given
        self._exchange: Own | None = None

    def parts(self) -> ComposeResult:
        """What to press, what the key takes the place of, and why the last one can't be."""
        word = self.desk.word
        yield Static(safe_multi(word(_PRESS)), classes="line")
        given_up = self.desk.keys.given_up(self._action.id)
        instead = [word(_INSTEAD).format(key) if key else word(_BESIDE) for key in given_up]
        told = f"{word(_LETTER).format(*instead)}\n{word(_SILENT)}"
        yield Static(safe_multi(told), classes="line quiet")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Names the action and its present keys."""
        action = self._action
        self.entitle(listed([self.desk.word(action.words), self.desk.keys.labels(action.id)]))
        self.hint(back=_KEPT)

    def on_key(self, event: events.Key) -> None:
        """Takes the key, or says why it can't be; Esc goes."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter" and self._exchange is not None:
            self.dismiss(self._exchange)
        else:
            self._take(event.key)

    def action_confirm(self) -> None:
        """Ctrl+S is a key like the others here."""
        self._take("ctrl+s")

    def _take(self, key: str) -> None:
        answer = changed(self._given, self._action.id, key)
        if not isinstance(answer, Word):
            self.dismiss(answer)
            return
        self.app.bell()
        self._exchange = exchanged(self._given, self._action.id, key)
        told = f"{self.desk.word(answer)}. {self.desk.word(_ELSE)}"
        if self._exchange is None:
            self.tell_line("#wrong", told)
            self.hint(back=_KEPT)
        else:
            lines = (f"{told}.", f"{self.desk.word(_OR)}.", *self._by_then(self._exchange))
            self.tell_line("#wrong", "\n".join(lines))
            self.hint(Hint("Enter", self.desk.word(_EXCHANGE)), back=_KEPT)

    def _by_then(self, lines: Own) -> list[str]:
        """Which keys the actions of *lines* have now, and with them; a line each."""
        now, then, becomes = self.desk.keys, KeyTable(lines), self.desk.word(_BECOMES)
        names = {name: self.desk.word(then.action(name).words) for name in lines}
        return [f"  {becomes.format(names[each], now.labels(each), then.labels(each))}" for each in lines]


class FilterField(KoreanInput):
    """What is typed filters; what the list's keys do to a line goes on."""

    BINDINGS: ClassVar[list[BindingType]] = borrowed("usual_key", "screen.usual_key")


class KeysScreen(ListScreen):
    """The actions by the place where they are heard; what the cursor stands on is told below."""

    SCOPE: ClassVar[Scope] = Scope.KEYS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.KEYS)
    AUTO_FOCUS = "FilterField"

    def __init__(self) -> None:
        super().__init__()
        self._all = USUAL_KEYS.by_place()
        self._found = self._all
        self._asked = False

    def compose(self) -> ComposeResult:
        """Heading, filter, list, the sentence of the line of the cursor, hint line."""
        yield Heading()
        yield FilterField(placeholder=self.desk.word(_FILTER), compact=True)
        yield LineList()
        yield Static(id="sentence")
        yield HintBar()

    def on_mount(self) -> None:
        """Shows everything."""
        self._hints()
        self._filter("")

    def _hints(self) -> None:
        own = len(self.desk.keys.own)
        self.head(self.desk.word(TITLE), f"{self.desk.word(_OWN)} {own}" if own else "")
        self.query_one(HintBar).show([*map(self.hint_of, _DOES), self.hint_of("back")])

    def keys_moved(self) -> None:
        """Other keys hold: the list and what is told of it say so."""
        self._hints()
        self.lines.refresh()
        self._tell()

    # finding

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while it is typed."""
        event.stop()
        self._filter(event.value)

    def _filter(self, query: str) -> None:
        keys, by_id = self.desk.keys, {each.id: (scope, each) for scope, each in self._all}
        entries = [Entry(each.id, each.words, keys.label(each.id)) for _, each in self._all]
        named = [by_id[entry.id] for entry in rank(query, entries)]
        word = query.strip().lower()
        held = [pair for pair in self._all if word and word in keys.labels(pair[1].id).lower().split(", ")]
        self._found = [*named, *(pair for pair in held if pair not in named)] if word else self._all
        self.lines.show(len(self._found), self._drawn, 0, self.desk.word(_NO_FIND))
        self._tell()

    def step_back(self) -> bool:
        """Esc first empties the filter."""
        field = self.query_one(FilterField)
        if not field.value:
            return False
        field.value = ""
        return True

    # showing

    def _drawn(self, index: int, width: int) -> Text:
        (scope, action), keys, word = self._found[index], self.desk.keys, self.desk.word
        width = min(width, _WIDEST)
        first = not index or self._found[index - 1][0] is not scope
        place = fit(word(SCOPE_WORDS[scope]) if first else "", min(_PLACE, width // 5))
        name = fit(word(action.words), min(_NAME, width // 3))
        own = f"  {word(_OWN)}" if action.id in keys.own else ""
        style = "dim" if kept(action) else "bold" if own else ""
        return between(f"{place} {name}{own}", f"{keys.labels(action.id)} ", width, style, style)

    def _tell(self) -> None:
        """The sentence of the line of the cursor: what it does, its usual keys, what is wrong with it."""
        told = ""
        if self._found:
            _, action = self._found[self.lines.cursor]
            word, keys = self.desk.word, self.desk.keys
            usual = word(_USUALLY).format(USUAL_KEYS.labels(action.id)) if action.id in keys.own else ""
            why = [line.why for line in keys.wrong if line.name == action.id]
            if fixed := kept(action):
                why.append(fixed)
            lines = (f"{word(action.words)}: {word(action.help)}", listed([usual, *map(word, why)]))
            told = "\n".join(filter(None, lines))
        self.query_one("#sentence", Static).update(safe_multi(told))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line, another sentence."""
        event.stop()
        self._asked = False
        self._tell()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A double click asks for a key as Enter does."""
        event.stop()
        self.action_set_key()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter, while the filter has the cursor."""
        event.stop()
        self.action_set_key()

    # changing

    @property
    def _meant(self) -> Action | None:
        return self._found[self.lines.cursor][1] if self._found else None

    def action_set_key(self) -> None:
        """Asks for a key for the action of the cursor."""
        action = self._meant
        if action is None:
            return
        if why := kept(action):
            tell(self, why, "warning")
        else:
            start(self, self._ask(action))

    async def _ask(self, action: Action) -> None:
        lines = await self.app.push_screen_wait(AskKey(action, self.desk.settings.keys))
        if lines is not None:
            await self._keep(lambda: _write(_needed(lines)))

    def action_usual_key(self) -> None:
        """Gives the action at the cursor its default keys again."""
        action, given = self._meant, self.desk.settings.keys
        if action is None:
            return
        if action.id not in given:
            tell(self, _NOT_OWN)
        else:
            names = usual_again(given, action.id)
            start(self, self._keep(lambda: _write(dict.fromkeys(names))))
            if len(names) > 1:
                words = [self.desk.word(self.desk.keys.action(each).words) for each in names]
                tell(self, self.desk.word(_THESE).format(listed(words)))

    def action_usual_keys(self) -> None:
        """Gives every action its usual keys again; asked for once more first."""
        given = [*self.desk.settings.keys]
        if not given:
            tell(self, _NONE_OWN)
        elif not self._asked:
            self._asked = True
            tell(self, self.desk.word(_SURE).format(len(given)), "warning")
        else:
            self._asked = False
            start(self, self._keep(lambda: _write(dict.fromkeys(given))))

    async def _keep(self, write: Callable[[], Settings]) -> None:
        """Writes the file, and lets it hold."""

        def written() -> Settings | SettingsError:
            try:
                return write()
            except SettingsError as problem:
                return problem

        kept_now = await in_thread(written)
        if isinstance(kept_now, SettingsError):
            tell(self, self.say(kept_now.korean, kept_now.english), "error")
            return
        let_hold(self.app, kept_now)


def _needed(lines: Own) -> dict[str, list[str] | None]:
    """*lines* as the settings have them: what is as usual needs none."""
    return {name: None if is_usual(name, keys) else [*keys] for name, keys in lines.items()}


def _write(lines: Mapping[str, list[str] | None]) -> Settings:
    """Writes the keys of *lines*, all at once. SettingsError where it can't be."""
    return change(config_path(), {f"keys.{name}": keys for name, keys in lines.items()})


def let_hold(app: App[Any], settings: Settings) -> None:
    """Lets the keys of *settings* hold in *app* at once; every open screen says them."""
    assert isinstance(app, LockingApp)
    app.desk = replace(app.desk, settings=settings, keys=key_table(settings.keys))
    for screen in app.screen_stack:
        if isinstance(screen, DeskScreen):
            screen.keys_moved()
