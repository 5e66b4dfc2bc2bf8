"""설정: what belongs to the shop, by number, and below it every key of `settings.toml` with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Region
from textual.widgets import Static

from orderdesk.core.domain.roles import NEEDS, ROLE_WORDS, Role, may
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import NO_YES, Lang, Word
from orderdesk.core.services.marking import DEMO_MARK
from orderdesk.core.store.operators import role_in
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.shop import PAGES, TITLE, Page, open_page
from orderdesk.screens.dialogs.theme import ThemeDialog
from orderdesk.screens.keys import KeysScreen, let_hold
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.lock import LockingApp
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.work import in_thread, run, start
from orderdesk.setting_words import GROUPS, KEYS, WHEN_WORDS, SettingWords, When
from orderdesk.settings import Settings, SettingsError, config_path, has_gutter_cursor
from orderdesk.settings_file import Value, change, value_of
from orderdesk.widgets.cells import end_of
from orderdesk.widgets.columns import between
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.safe_text import safe_multi

_HEADING: Final = Word("설정", "Settings")
_OPEN: Final = Word("열기", "Open")
_LOOK_ONLY: Final = Word("보기만 합니다. 고치는 역할: {}", "Read-only; can be changed by: {}")
_DEMO_NAME: Final = Word(
    "시험 상점의 이름은 정해져 있습니다. 내 상점의 이름은 내 상점에서 고치세요",
    "A demo shop keeps this name; open your own shop to change that one's",
)
_IN_FILE: Final = Word("settings.toml의 {}", "settings.toml: {}")
_NO_NUMBER: Final = Word("숫자로 적으세요 (예: 3)", "Write a whole number, such as 3")
_CHANGED: Final = Word("바꾼 동작 {}", "{} changed")
_USUAL: Final = Word("기본", "default")
_OPENS: Final = "…"
_WIDEST: Final = 100
"""Cells from the name of a setting to the end of its value at most."""

Line = Word | Page | SettingWords
"""A heading, something of the shop, or a setting."""

LINES: Final[tuple[Line, ...]] = (
    TITLE,
    *PAGES,
    *(line for words, group in GROUPS for line in (words, *group)),
)


class SettingLines(LineList):
    """The lines; the cursor passes over headings."""

    def move_to(self, index: int) -> None:
        """Puts the cursor on line *index*, or on the next one in that direction."""
        step = 1 if index >= self.cursor else -1
        index = max(0, min(index, len(LINES) - 1))
        if isinstance(LINES[index], Word):
            index += step if index + step > 0 else -step
        super().move_to(index)

    def _keep_in_sight(self) -> None:
        """The heading above the cursor is seen with it."""
        if self.is_mounted:
            self.scroll_to_region(Region(0, max(0, self.cursor - 1), 1, 2), animate=False, force=True)


class SettingsScreen(ListScreen):
    """All settings; what the cursor stands on is told in a sentence."""

    SCOPE: ClassVar[Scope] = Scope.SETTINGS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.SETTINGS)

    def __init__(self, at: str = "") -> None:
        """The cursor stands on the line whose English name is *at*, on the first one by default."""
        super().__init__()
        names = [line.en if isinstance(line, Word) else line.words.en for line in LINES]
        self._begins = names.index(at) if at in names else 1
        self._role: Role | None = Role.ADMIN

    def compose(self) -> ComposeResult:
        """Heading, lines, the sentence, hint line."""
        yield Heading()
        yield SettingLines()
        yield Static(id="sentence")
        yield HintBar()

    def on_mount(self) -> None:
        """Shows the lines, and what the operator may do once that is known."""
        self.head(self.desk.word(_HEADING), end_of(_from_home(config_path()), self.size.width // 2))
        self._show(self._begins)
        run(self, "role", lambda: _role(self.desk), self._may)

    def keys_moved(self) -> None:
        """The hints say the keys that hold now, the line of the keys how many were changed."""
        super().keys_moved()
        self.lines.refresh()

    def _may(self, role: Role | None) -> None:
        self._role = role
        self._show(self.lines.cursor)

    def _show(self, cursor: int) -> None:
        self.lines.show(len(LINES), self._drawn, cursor)
        self._tell()

    # the lines

    def _drawn(self, index: int, width: int) -> Text:
        line, word, width = LINES[index], self.desk.word, min(width, _WIDEST)
        if isinstance(line, Word):
            return Text.assemble(" ", (word(line), "bold underline"), no_wrap=True, end="")
        if isinstance(line, Page):
            at = PAGES.index(line) + 1
            number, style = (str(at) if at <= 9 else " "), "" if self._changes(line) else "dim"
            return between(f"  {number}  {word(line.words)}", f"{_OPENS} ", width, style, "dim")
        style, end = ("dim", "dim") if self._stays(line) else ("", "bold")
        return between(f"     {word(line.words)}", f"{self._value(line)} ", width, style, end)

    def _value(self, setting: SettingWords) -> str:
        if setting.key == KEYS:
            own = len(self.desk.keys.own)
            return self.desk.word(_CHANGED).format(own) if own else self.desk.word(_USUAL)
        value = self._now(setting)
        if isinstance(value, bool):
            return self.desk.word(NO_YES[value])
        if isinstance(value, int):
            return f"{value:,}"
        known = dict(setting.choices)
        return self.desk.word(known[value]) if value in known else value or self.desk.word(setting.empty)

    def _now(self, setting: SettingWords) -> Value:
        """What holds now, whatever the settings say: of the language, of the name of a demo shop."""
        return self.lang if setting.key == "lang" else value_of(self.desk.printed, setting.key)

    def _stays(self, setting: SettingWords) -> bool:
        """Whether it is not the settings that say what holds in the shop that is open."""
        return setting.key == "shop_name" and self.desk.mark == DEMO_MARK

    def _changes(self, page: Page) -> bool:
        return may(self._role, page.needs.value)

    def _tell(self) -> None:
        """The sentence of the line of the cursor."""
        line, word = LINES[self.lines.cursor], self.desk.word
        if isinstance(line, Word):
            return
        does = self.hint_of("change", _OPEN if isinstance(line, Page) else None)
        self.query_one(HintBar).show([does, *self.hints_of(Scope.SETTINGS)[1:]])
        told = word(line.sentence)
        if isinstance(line, SettingWords) and self._stays(line):
            told += f"\n{word(_DEMO_NAME)}."
        elif isinstance(line, SettingWords):
            told += f"\n{word(_IN_FILE).format(line.key)} · {word(WHEN_WORDS[line.when])}"
        elif not self._changes(line):
            told += f" {word(_LOOK_ONLY).format(word(ROLE_WORDS[NEEDS[line.needs.value]]))}"
        self.query_one("#sentence", Static).update(safe_multi(told))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line, another sentence."""
        event.stop()
        self._tell()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter changes it."""
        event.stop()
        self.action_change()

    # keys

    def action_page(self, digit: int) -> None:
        """Opens what belongs to the shop by its number."""
        self.lines.move_to(LINES.index(PAGES[digit - 1]))
        self.action_change()

    def action_next_group(self) -> None:
        """To the first line of the next group; from the last one to its end."""
        later = [at for at in _groups() if at > self.lines.cursor]
        if later:
            self._to_group(later[0])
        else:
            self.action_bottom()

    def action_previous_group(self) -> None:
        """To the first line of this group, or of the one before."""
        self._to_group(max((at for at in _groups() if at + 1 < self.lines.cursor), default=0))

    def _to_group(self, at: int) -> None:
        """To the first line of the group whose heading is line *at*; all of it is seen."""
        end = next((each for each in _groups() if each > at), len(LINES))
        self.lines.move_to(at + 1)
        self.lines.scroll_to_region(Region(0, at, 1, end - at), animate=False, force=True)

    def action_change(self) -> None:
        """Changes the setting of the cursor, or opens what belongs to the shop."""
        line = LINES[self.lines.cursor]
        if isinstance(line, Page):
            start(self, open_page(self, line))
        elif isinstance(line, SettingWords):
            start(self, self._change(line))

    async def _change(self, setting: SettingWords) -> None:
        if setting.key == KEYS:
            self.app.push_screen(KeysScreen())
            return
        if self._stays(setting):
            tell(self, _DEMO_NAME, "warning")
            return
        before = self._now(setting)
        if isinstance(before, bool):
            await self._keep(setting, not before)
        elif setting.key == "theme":
            worn = await self.app.push_screen_wait(ThemeDialog(str(before)))
            if worn is not None:
                await self._keep(setting, worn)
        elif setting.choices:
            title = self.desk.word(setting.words)
            picked = await self.app.push_screen_wait(
                PickDialog(title, [words for _, words in setting.choices], at=_at(setting, before))
            )
            if picked is not None and setting.choices[picked][0] != before:
                await self._keep(setting, setting.choices[picked][0])
        else:
            await self._write(setting, before)

    async def _write(self, setting: SettingWords, before: Value) -> None:
        """Asks for a text or number until it is taken, or given up."""
        field, text = Field("value", setting.words), str(before)
        while True:
            form = FormDialog(self.desk.word(setting.words), (field,), {"value": text}, dict)
            given: Mapping[str, str] | None = await self.app.push_screen_wait(form)
            if given is None:
                return
            text = clean(given.get("value", ""))
            if text == str(before):
                return
            if isinstance(before, int) and not text.isdecimal():
                tell(self, _NO_NUMBER, "warning")
            elif await self._keep(setting, int(text) if isinstance(before, int) else text):
                return

    async def _keep(self, setting: SettingWords, value: Value) -> bool:
        """Writes *value* and lets it hold; whether it was taken."""

        def write() -> Settings | SettingsError:
            try:
                return change(config_path(), {setting.key: value})
            except SettingsError as problem:
                return problem

        kept = await in_thread(write)
        if isinstance(kept, SettingsError):
            tell(self, self.say(kept.korean, kept.english), "error")
            return False
        apply(self.app, kept, setting)
        self._show(self.lines.cursor)
        return True


def apply(app: App[Any], settings: Settings, changed: SettingWords) -> None:
    """Lets *settings*, of which one was *changed*, hold in *app*: as far as now, or by opening it again."""
    assert isinstance(app, LockingApp)
    if changed.when is When.AGAIN:
        chosen: Lang = "en" if settings.lang == "en" else "ko"
        then = partial(show_settings, at=changed.words.en)
        app.exit(Reopen(chosen if changed.key == "lang" else app.desk.lang, then=then))
        return
    app.desk = replace(app.desk, settings=settings, gutter=has_gutter_cursor(settings))
    let_hold(app, settings)


def show_settings(app: App[Any], at: str = "") -> None:
    """Opens the settings, on the line whose English name is *at*."""
    app.push_screen(SettingsScreen(at))


def _groups() -> list[int]:
    return [at for at, line in enumerate(LINES) if isinstance(line, Word)]


def _at(setting: SettingWords, value: Value) -> int | None:
    """The place of *value* among the choices, None where it is none of them."""
    values = [each for each, _ in setting.choices]
    return values.index(str(value)) if value in values else None


def _role(desk: DeskContext) -> Role | None:
    with desk.reader() as conn:
        return role_in(conn, desk.actor)


def _from_home(path: Path) -> str:
    """*path* as a shell takes it: what lies in the user's home begins with a tilde."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
