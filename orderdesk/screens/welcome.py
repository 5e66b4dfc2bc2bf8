"""The welcome: what a new shop is asked once, and then the desk opens on something useful."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from textual.app import App, ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.demo.opening import ORDERS, make_demo
from orderdesk.core.services.welcoming import set_welcomed
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.background import nothing
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.lock import LockingApp
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.touring import start_tour
from orderdesk.screens.work import run
from orderdesk.settings import Settings, SettingsError, config_path, demo_store_url
from orderdesk.settings_file import Written, change
from orderdesk.terminal.login import login_here
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

Then = Callable[[App[Any]], object]

_TITLE: Final = Word("반갑습니다 · orderdesk", "Welcome · orderdesk")
_INTRO: Final = Word(
    "주문 데스크를 엽니다. 지금 정하지 않아도 되고, 나중에 설정(')에서 바꿉니다.",
    "Your order desk. Nothing has to be decided now; you can change it later in the settings (').",
)
_OWNER: Final = Word(
    "소유자는 이 컴퓨터의 사용자 {} 님입니다. 동료는 나중에 명령줄에서 ‘orderdesk operator’로 추가합니다.",
    "The owner is {}, this computer's user; colleagues are added later by the command ‘orderdesk operator’.",
)
_UNDECIDED: Final = Word("정하지 않고 시작", "Start without deciding")
_MAKING: Final = Word("둘러볼 상점을 만드는 중 … {:,}/{:,}", "Making a shop to look around in … {:,}/{:,}")
_LANGUAGE: Final = Word("언어 · Language", "언어 · Language")
_FIELDS: Final = (
    Field(
        "lang",
        _LANGUAGE,
        FieldKind.CHOICE,
        choices=(("ko", Word("한국어", "한국어")), ("en", Word("English", "English"))),
    ),
    Field("shop", Word("상점 이름", "Shop name")),
    Field(
        "from",
        Word("주문이 오는 곳", "Where orders come from"),
        FieldKind.CHOICE,
        choices=(
            ("file", Word("엑셀 파일을 불러옵니다", "A file I import")),
            ("connection", Word("판매 채널에 연결합니다", "A sales channel I connect")),
            ("demo", Word("시험 상점을 먼저 둘러봅니다", "A look around a demo shop first")),
            ("later", Word("나중에 정합니다", "I'll decide later")),
        ),
    ),
)
_LOOK_AGAIN: Final = 0.2
"""Seconds between two looks at how far the demo shop is."""

_RESERVE: Final = 10
"""Rows of the screen around the questions."""


class WelcomeDialog(Dialog[None]):
    """Three questions, each with a default. Esc leaves the defaults; either way nobody is asked again."""

    DEFAULT_CSS = """
    WelcomeDialog {
        & #box { padding: 0 2; }
        & #owner { margin-top: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lang: Lang | None = None
        self._made: int | None = None

    @property
    def lang(self) -> Lang:
        """The language chosen here, at first the desk's."""
        return self._lang or self.desk.lang

    def parts(self) -> ComposeResult:
        """The questions, and who owns the shop."""
        given = {"lang": self.lang, "shop": self.desk.printed.shop_name, "from": "file"}
        yield Static(id="intro", classes="line")
        yield FieldForm(_FIELDS, self.lang, given, _RESERVE)
        yield Static(id="owner", classes="line quiet")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The language has the cursor."""
        self._name_all()

    def on_descendant_focus(self) -> None:
        """Digits choose where there is something to choose from."""
        self._show_hints()

    def _name_all(self) -> None:
        self.entitle(_TITLE.text(self.lang))
        self.tell_line("#intro", _INTRO.text(self.lang))
        self.tell_line("#owner", _OWNER.text(self.lang).format(self.desk.actor.name))
        self._show_hints()

    def _show_hints(self) -> None:
        start, onward = confirm_hint(self.say("시작", "Start")), Hint("Enter", self.say("다음 칸", "Next"))
        self.hint(start, *self.choosing(), onward, back=_UNDECIDED)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another language is spoken at once; Enter goes on to the next field, a digit stays."""
        event.stop()
        if not isinstance(event.lines, Choices):
            return
        if event.lines.id == "field-lang":
            self._speak("en" if event.lines.value == "en" else "ko")
        if not event.lines.by_digit and self.focus_chain[-1] is not event.lines:
            self.focus_next()

    def _speak(self, lang: Lang) -> None:
        form = self.query_one(FieldForm)
        if lang != self.lang:
            self._lang = lang
            form.speak(lang)
            self._name_all()

    def step_back(self) -> bool:
        """Esc: everything stays as it is."""
        desk = self.desk
        if self._made is None:
            run(self.app, "welcome", lambda: set_welcomed(desk.store, desk.actor, desk.clock()), nothing)
            self.dismiss(None)
        return True

    def confirm(self) -> None:
        """Keeps what was chosen, and goes where orders come from."""
        desk, lang, texts = self.desk, self.lang, self.query_one(FieldForm).values
        if self._made is not None:
            return
        demo = texts.get("from") == "demo"
        self._made = 0
        if demo:
            self._tell_progress()
            self.set_interval(_LOOK_AGAIN, self._tell_progress)

        def keep() -> Settings | SettingsError | StoreProblem:
            try:
                if demo:
                    name = desk.settings.operator
                    make_demo(demo_store_url(), login_here(), name, desk.clock(), lang, self._so_far)
                named = clean(texts.get("shop", ""))
                settings = _kept(desk.settings, lang, "" if named == desk.printed.shop_name else named)
                set_welcomed(desk.store, desk.actor, desk.clock())
            except (SettingsError, StoreProblem) as problem:
                return problem
            return settings

        run(self, "welcome", keep, lambda kept: self._begin(kept, lang, texts))

    def _so_far(self, made: int) -> None:
        self._made = made

    def _tell_progress(self) -> None:
        if self._made is not None:
            self.tell_line("#owner", _MAKING.text(self.lang).format(self._made, ORDERS))

    def _begin(
        self, kept: Settings | SettingsError | StoreProblem, lang: Lang, texts: Mapping[str, str]
    ) -> None:
        if not isinstance(kept, Settings):
            self._made = None
            self.tell_line("#wrong", self._what(kept))
            return
        app, chosen = self.app, texts.get("from", "")
        assert isinstance(app, LockingApp)
        if chosen == "demo":
            app.exit(Reopen(lang, demo_store_url(), start_tour))
        elif lang != self.desk.lang:
            app.exit(Reopen(lang, then=_THEN.get(chosen)))
        else:
            app.desk = replace(app.desk, settings=kept)
            self.dismiss(None)
            if chosen in _THEN:
                app.call_later(_THEN[chosen], app)

    def _what(self, problem: SettingsError | StoreProblem) -> str:
        if isinstance(problem, StoreProblem):
            return problem.message.text(self.lang)
        return self.say(problem.korean, problem.english)


def _kept(before: Settings, lang: Lang, shop: str) -> Settings:
    """The settings with *lang* and the name of the *shop*, "" for the one it has; what differs is written."""
    changes: dict[str, Written | None] = {"lang": lang} if lang != before.lang else {}
    if shop:
        changes["shop_name"] = shop
    return change(config_path(), changes) if changes else before


async def _import(app: App[Any]) -> None:
    await app.screen.run_action("import_file")


def _connect(app: App[Any]) -> None:
    from orderdesk.screens.dialogs.connections import ConnectionsDialog  # only who asks for it waits for it

    app.push_screen(ConnectionsDialog())


_THEN: Final[Mapping[str, Then]] = {"file": _import, "connection": _connect}
"""What opens, by where orders come from."""
