"""외부 연결: the systems that the desk speaks with; adding, changing, trying, pausing and ending them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar, Final, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.allowance import allowance_words
from orderdesk.core.domain.connection_fields import CHANNELS, KINDS, LABELS, SystemKind
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import SecretTrouble
from orderdesk.core.gateways.words import fault_words
from orderdesk.core.services import connecting
from orderdesk.core.services.connecting import (
    ConnectionRefused,
    Standing,
    secret_file,
    secret_name,
    standings,
)
from orderdesk.core.services.letting_in import invite, is_let_in, waits_for_login
from orderdesk.core.services.trying import try_now
from orderdesk.core.store.connections import Connection
from orderdesk.keyboard.keymap import borrowed
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.letting_in import LOGIN, LettingInDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.work import in_thread, run, start
from orderdesk.widgets.cells import ago
from orderdesk.widgets.columns import between, cut, listed
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

Answer = TypeVar("Answer")

TITLE: Final = Word("외부 연결", "Connections")
POLL: Final = 1.0
"""Seconds between two looks at how they stand, which others change."""

_NONE: Final = Word("연결이 없습니다. + 키로 만드세요", "No connections yet; + makes one")
_NEW: Final = Word("새 연결", "New connection")
_NAME: Final = Field("name", Word("이름", "Name"))
_CHANGE: Final = Word("설정 고치기·시험", "Edit the settings, test")
_GUIDES: Final = {**dict.fromkeys(CHANNELS, ("channels",)), **dict.fromkeys(LABELS, ("labels-setup",))}
"""The guides to a kind of connection, where there are some."""
_KEPT: Final = Word("비워 두면 그대로 둡니다", "Empty: unchanged")


class ConnectionsDialog(Dialog[None]):
    """The connections, one a line, and what each waits for or lacks."""

    BINDINGS: ClassVar[list[BindingType]] = borrowed("switch", "switch")

    def __init__(self) -> None:
        super().__init__()
        self._known: list[Standing] = []
        self._dropping = 0

    def parts(self) -> ComposeResult:
        """The lines, and what is wrong."""
        yield EditLines(reserve=8)
        yield Static(id="trouble", classes="line warn empty")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads what there is."""
        self.entitle(self.desk.word(TITLE))
        self._show_hints()
        self._read()
        self.set_interval(POLL, self._poll)

    def _show_hints(self) -> None:
        none = None if self._known else self.desk.word(_NONE)
        self.hint(
            Hint("+", self.say("새 연결", "New")),
            Hint("Enter", self.say("고치기·시험", "Edit, test"), none),
            Hint(self.desk.keys.label("switch"), self.say("멈춤/다시", "Pause/resume"), none),
            Hint("-", self.say("연결 끊기", "Disconnect"), none),
        )

    def _poll(self) -> None:
        if self.is_current:
            self._read()

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    @property
    def _chosen(self) -> Standing | None:
        return self._known[self._lines.cursor] if self._known else None

    def _read(self) -> None:
        run(self, "connections", lambda: _read(self.desk), self._show)

    def _show(self, known: list[Standing]) -> None:
        self._known = known
        self._lines.show(len(known), self._drawn, nothing=self.desk.word(_NONE))
        self._show_hints()
        self._explain()

    def on_line_list_moved(self) -> None:
        """Says what is wrong with the connection of the cursor."""
        self._explain()

    def _explain(self) -> None:
        """The trouble of the connection of the cursor, whole, since a line has no room for it."""
        chosen = self._chosen
        trouble = self.desk.word(chosen.trouble) if chosen is not None and chosen.trouble else ""
        self.tell_line("#trouble", trouble)

    def _drawn(self, index: int, width: int) -> Text:
        each = self._known[index]
        left = f" {clean(each.connection.name)} · {self.desk.word(each.kind.purpose)}"
        return between(left, f"{self._stands(each)} ", width)

    def _stands(self, each: Standing) -> str:
        at, allowed = each.synced_at, each.allowance
        parts = [
            self.desk.word(ago(self.desk.clock() - at)) if at is not None else "",
            self.desk.word(allowance_words(allowed)) if allowed is not None else "",
            self.say(f"대기 {each.waiting:,}", f"{each.waiting:,} waiting") if each.waiting else "",
            self.say(f"거절 {each.refused:,}", f"{each.refused:,} refused") if each.refused else "",
            self._state(each),
        ]
        return listed(parts)

    def _state(self, each: Standing) -> str:
        if each.connection.paused:
            return self.say("멈춤", "paused")
        if each.missing:
            return self.desk.word(each.lacking)
        return f"✗ {cut(self.desk.word(each.trouble), 30)}" if each.trouble else self.say("켜짐", "on")

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Makes a connection, or ends the one of the cursor."""
        if event.what == "new":
            start(self, self._new())
        elif event.what == "delete" and self._chosen is not None:
            self._end(self._chosen.connection)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Changes the connection of the cursor, or lets the desk in there."""
        event.stop()
        if self._chosen is not None:
            start(self, self._entered(self._chosen))

    async def _entered(self, known: Standing) -> None:
        if is_let_in(known.connection):
            title = clean(known.connection.name)
            picked = await self.app.push_screen_wait(PickDialog(title, (LOGIN, _CHANGE)))
            if picked is None:
                return
            if picked == 0:
                await self._login(known.connection)
                return
        await self._change(known)

    async def _login(self, connection: Connection) -> None:
        """The owner of the shop lets the desk in; then it is tried."""
        kept = secret_file(self.desk.store.url)
        invitation = await in_thread(lambda: _refused(lambda: invite(connection, kept)))
        if isinstance(invitation, Word):
            tell(self, invitation, "warning")
        elif await self.app.push_screen_wait(LettingInDialog(connection, invitation)):
            await self._try(connection)

    async def _try(self, connection: Connection) -> None:
        told = await in_thread(lambda: _try(self.desk, connection))
        tell(self, told)
        self._read()

    async def _new(self) -> None:
        answers = [Word(f"{k.words.ko} · {k.purpose.ko}", f"{k.words.en} · {k.purpose.en}") for k in KINDS]
        asked = self.say("무엇과 연결할까요?", "Connect with what?")
        picked = await self.app.push_screen_wait(PickDialog(asked, answers))
        if picked is None:
            return
        kind, desk = KINDS[picked], self.desk

        def take(texts: Mapping[str, str]) -> Connection | Word:
            plain, secrets = _split(kind, texts)
            name = texts.get("name", "") or desk.word(kind.words)
            made = connecting.connect(desk.store, desk.actor, desk.clock(), kind.id, name, plain)
            return _keep(desk, made, secrets)

        title = Word(f"{_NEW.ko} · {kind.words.ko}", f"{_NEW.en} · {kind.words.en}")
        await self._ask(kind, title, {}, take)

    async def _change(self, known: Standing) -> None:
        kind, desk, name = known.kind, self.desk, str(known.connection.id)

        def take(texts: Mapping[str, str]) -> Connection | Word:
            plain, secrets = _split(kind, texts)
            asked = {setting.key for setting in kind.settings}
            cleared = {key: "" for key in known.connection.settings if key in asked - plain.keys()}
            made = connecting.change(desk.store, desk.actor, desk.clock(), name, {**cleared, **plain})
            return _keep(desk, made, secrets)

        words = Word(known.connection.name, known.connection.name)
        await self._ask(kind, words, dict(known.connection.settings), take, new=False)

    async def _ask(
        self,
        kind: SystemKind,
        words: Word,
        given: Mapping[str, str],
        take: Callable[[Mapping[str, str]], Connection | Word],
        new: bool = True,
    ) -> None:
        """Asks for the settings, keeps them, and speaks with the system to see whether they are right."""
        fields = (*((replace(_NAME, told=kind.words),) if new else ()), *_fields(kind, new))
        about = _GUIDES.get(kind.id, ())
        dialog = FormDialog(
            self.desk.word(words), fields, given, lambda texts: _refused(lambda: take(texts)), about
        )
        made = await self.app.push_screen_wait(dialog)
        if made is None:
            return
        self._read()
        if isinstance(made, Connection):
            kept = secret_file(self.desk.store.url)
            waits = await in_thread(lambda: waits_for_login(made, kept))
            await (self._login(made) if waits else self._try(made))
        elif isinstance(made, Word):
            tell(self, made, "warning")

    def action_switch(self) -> None:
        """Pauses the connection of the cursor, or goes on with it."""
        if self._chosen is None:
            return
        desk, known = self.desk, self._chosen.connection
        name, on = str(known.id), not known.paused
        self._do(lambda: connecting.pause(desk.store, desk.actor, desk.clock(), name, on))

    def _end(self, known: Connection) -> None:
        if self._dropping != known.id:
            self._dropping = known.id
            words = Word(f"{known.name}: 끝내려면 한 번 더 누르세요", f"Press again to end {known.name}")
            tell(self, words)
            return
        desk, number, kept = self.desk, str(known.id), secret_file(self.desk.store.url)
        self._do(lambda: connecting.end(desk.store, desk.actor, desk.clock(), number, kept))

    def _do(self, change: Callable[[], None]) -> None:
        run(self, "change", lambda: _refused(change), self._done)

    def _done(self, problem: Word | None) -> None:
        self.tell_line("#wrong", self.desk.word(problem) if problem else "")
        self._read()


def _fields(kind: SystemKind, new: bool) -> tuple[Field, ...]:
    """What is asked for; a secret that is kept already is not shown, and need not be typed again."""
    return tuple(
        Field(
            setting.key,
            setting.words if new or not setting.secret else _as_it_is(setting.words),
            FieldKind.SECRET if setting.secret else FieldKind.TEXT,
            setting.required and new and not setting.granted,
            told=setting.told,
        )
        for setting in kind.settings
    )


def _as_it_is(words: Word) -> Word:
    return Word(f"{words.ko} · {_KEPT.ko}", f"{words.en} · {_KEPT.en}")


def _split(kind: SystemKind, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The plain settings and the secrets in *texts*."""
    secret = {setting.key for setting in kind.settings if setting.secret}
    given = {key: text for key, text in texts.items() if key != "name"}
    plain = {key: text for key, text in given.items() if key not in secret}
    return plain, {key: text for key, text in given.items() if key in secret and text}


def _keep(desk: DeskContext, made: Connection, secrets: Mapping[str, str]) -> Connection | Word:
    """Keeps the secrets of *made* in their file; why that can't be, where it can't."""
    kept = secret_file(desk.store.url)
    try:
        for key, text in secrets.items():
            kept.put(secret_name(made, key), text)
    except SecretTrouble as trouble:
        where = clean(trouble.where)
        return Word(f"비밀 값을 둘 수 없습니다: {where}", f"The secrets can't be kept: {where}")
    return made


def _try(desk: DeskContext, made: Connection) -> Word:
    """Speaks with the system, changing nothing; what came of it."""
    name = clean(made.name)
    try:
        try_now(desk.store, made, secret_file(desk.store.url), desk.clock())
    except GatewayError as error:
        return Word(*(f"{name}: {text}" for text in fault_words(error)))
    except ConnectionRefused as refused:
        return refused.word
    return Word(f"{name}: 연결됩니다", f"{name}: it answers")


def _read(desk: DeskContext) -> list[Standing]:
    with desk.reader() as conn:
        return standings(conn, secret_file(desk.store.url))


def _refused(change: Callable[[], Answer]) -> Answer | Word:
    """What *change* answers, or why it was refused."""
    try:
        return change()
    except ConnectionRefused as refused:
        return refused.word
