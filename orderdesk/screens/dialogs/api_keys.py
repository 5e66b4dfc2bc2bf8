"""API 키: what other systems reach the desk with; a key is shown once, and can be revoked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.api_keys import ApiKey, KeyScope
from orderdesk.core.domain.api_refusals import ApiRefused
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word
from orderdesk.core.services import partners
from orderdesk.core.services.api_keys import add_key, list_keys, revoke_key
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.work import run, start
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import between, cells_in, fit, listed
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

TITLE: Final = Word("API 키", "API keys")
PARTNERS: Final = Word("API로 연동되는 서비스", "Systems that use the API")
_NONE: Final = Word("API 키가 없습니다. + 키로 만드세요", "No keys yet; + makes one")
_ONCE: Final = Word(
    "지금만 보입니다. 복사하려면 Ctrl+C, 잃으면 폐기하고 새로 만드세요",
    "Shown only now: Ctrl+C copies it; if it is lost, revoke it and make another",
)
_SCOPE_WORDS: Final[Mapping[KeyScope, Word]] = {
    KeyScope.ORDERS_READ: Word("주문 조회", "See orders"),
    KeyScope.ORDERS_WRITE: Word("주문 처리", "Handle orders"),
    KeyScope.CLAIMS_READ: Word("클레임 조회", "See claims"),
    KeyScope.CLAIMS_WRITE: Word("클레임 처리", "Handle claims"),
    KeyScope.INVOICES_WRITE: Word("송장 입력", "Enter tracking numbers"),
    KeyScope.PII_READ: Word("개인정보 보기", "See personal data"),
}
_FIELDS: Final = (
    Field("name", Word("이름", "Name"), required=True),
    Field(
        "scopes",
        Word("권한", "Permissions"),
        FieldKind.CHOICES,
        required=True,
        choices=tuple((scope.value, words) for scope, words in _SCOPE_WORDS.items()),
    ),
    Field(
        "networks",
        Word("허용 IP·대역 (쉼표로 구분, 비우면 모두)", "Allowed IPs or networks (commas; empty: all)"),
    ),
    Field(
        "channel",
        Word("이 채널만 (고르지 않으면 모두)", "Only this channel (none chosen: all)"),
        FieldKind.CHOICE,
        choices=tuple((channel.name, CHANNEL_WORDS[channel]) for channel in Channel),
    ),
)


class ApiKeysDialog(Dialog[None]):
    """The keys, one a line: what each may do, and when it was used last."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[ApiKey] = []
        self._dropping = 0

    def parts(self) -> ComposeResult:
        """The lines, and what is wrong."""
        yield EditLines()
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads what there is."""
        self.entitle(self.desk.word(TITLE))
        self._show_hints()
        self._read()

    def _show_hints(self) -> None:
        none = None if self._keys else self.desk.word(_NONE)
        self.hint(Hint("+", self.say("새 키", "New key")), Hint("-", self.say("폐기", "Revoke"), none))

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    def _read(self) -> None:
        desk = self.desk
        run(self, "keys", lambda: list_keys(desk.store, desk.actor), self._show)

    def _show(self, keys: list[ApiKey]) -> None:
        self._keys = keys
        self._lines.show(len(keys), self._drawn, nothing=self.desk.word(_NONE))
        self._show_hints()

    def _drawn(self, index: int, width: int) -> Text:
        key = self._keys[index]
        scopes = [self.desk.word(words) for scope, words in _SCOPE_WORDS.items() if scope in key.scopes]
        if key.revoked_at is not None:
            state = self.say("폐기", "revoked")
        else:
            state = moment(key.used_at) if key.used_at is not None else self.say("쓴 적 없음", "never used")
        return between(f" {key.name} · {', '.join(scopes)}", f"{state} ", width)

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Makes a key, or revokes the one of the cursor."""
        if event.what == "new":
            start(self, self._new())
        elif event.what == "delete" and self._keys:
            self._revoke(self._keys[self._lines.cursor])

    async def _new(self) -> None:
        desk = self.desk
        title = self.say("새 API 키", "New API key")
        made = await self.app.push_screen_wait(
            FormDialog(title, _FIELDS, {}, lambda texts: _made(desk, texts))
        )
        if isinstance(made, Word):
            tell(self, made, "warning")
        elif made is not None:
            await self.app.push_screen_wait(KeyDialog(made[0].name, made[1]))
        self._read()

    def _revoke(self, key: ApiKey) -> None:
        if self._dropping != key.id:
            self._dropping = key.id
            tell(self, Word(f"{key.name}: 폐기하려면 한 번 더", f"Press again to revoke {key.name}"))
            return
        desk = self.desk

        def revoke() -> Word | None:
            try:
                revoke_key(desk.store, desk.actor, desk.clock(), key.name)
            except ApiRefused as refused:
                return refused.reason.message
            return None

        run(self, "revoke", revoke, self._done)

    def _done(self, problem: Word | None) -> None:
        self.tell_line("#wrong", self.desk.word(problem) if problem else "")
        self._read()


class KeyDialog(Dialog[None]):
    """A key that was made, this once."""

    def __init__(self, name: str, key: str) -> None:
        super().__init__()
        self._called = name
        self._key = key

    def parts(self) -> ComposeResult:
        """The key, and that it is not shown again."""
        yield LineList()
        yield Static(self.desk.word(_ONCE), classes="line")

    def on_mount(self) -> None:
        """Shows it."""
        self.entitle(listed([self.say("API 키", "API key"), self._called]))
        self.hint(self.hint_of("copy"))
        self.query_one(LineList).show(1, lambda _index, _width: Text(self._key))


class PartnersDialog(Dialog[None]):
    """Other systems that shops work with, and what of the API answers what they need."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Sequence[str]] = ()
        self._wide: Sequence[int] = ()
        """Cells of the longest text of each column."""

    def parts(self) -> ComposeResult:
        """A line for each need of each, and what the line of the cursor has no room for."""
        yield LineList(reserve=8)
        yield Static(id="more", classes="line quiet")

    def on_mount(self) -> None:
        """Shows them, group by group."""
        self.entitle(self.desk.word(PARTNERS))
        self.hint()
        self._rows = [row for group in partners.GROUP_WORDS for row in partners.rows(group, self.lang)]
        self._wide = [max(map(cells_in, column)) for column in zip(*self._rows, strict=True)]
        self.query_one(LineList).show(len(self._rows), self._drawn)
        self._tell_more()

    def _drawn(self, index: int, width: int) -> Text:
        name, _old, need, status, by = self._rows[index]
        wide = self._wide
        line = f"{fit(name, wide[0])}  {fit(need, wide[2])}  {fit(status, wide[3])}"
        room = width - cells_in(line) - 2
        return Text.assemble(f"{line}  ", (by if wide[4] <= room else "", "dim"))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line."""
        event.stop()
        self._tell_more()

    def _tell_more(self) -> None:
        _name, old, _need, _status, by = self._rows[self.query_one(LineList).cursor]
        old_orders = f"{self.desk.word(partners.HEADS[1])}: {old}"
        self.tell_line("#more", listed([old_orders, by]))


def _made(desk: DeskContext, texts: Mapping[str, str]) -> tuple[ApiKey, str] | Word:
    """The key that the form describes, or why there can't be one."""
    scopes = [KeyScope(each) for each in texts.get("scopes", "").split(",") if each]
    networks = [each.strip() for each in texts.get("networks", "").split(",") if each.strip()]
    channel = Channel[texts["channel"]] if texts.get("channel") else None
    try:
        return add_key(desk.store, desk.actor, desk.clock(), texts.get("name", ""), scopes, networks, channel)
    except ApiRefused as refused:
        reason = refused.reason
        return Word(f"{reason.message.ko}. {reason.advice.ko}", f"{reason.message.en}. {reason.advice.en}")
