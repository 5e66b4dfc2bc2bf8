"""입금 계좌: where deposits come to, and whether buyers may pay so. What is done here is done at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import (
    AccountRefused,
    register_account,
    remove_account,
    switch_transfers,
    takes_transfers,
)
from orderdesk.core.store.shop import BankAccount, bank_accounts
from orderdesk.keyboard.keymap import borrowed
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.register import RegisterDialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

TITLE: Final = Word("입금 계좌", "Bank accounts")
_TRANSFERS: Final = Word("새 주문에서 무통장입금을 받습니다", "New orders may be paid by bank transfer")
_NO_ACCOUNT: Final = Word("계좌의 줄에서 누르세요", "Do it on an account's line")
_ON, _OFF = Word("켬", "on"), Word("끔", "off")
_NEW: Final = Word("새 입금 계좌", "New bank account")
_FIELDS: Final = (
    Field("bank", Word("은행", "Bank"), required=True),
    Field("number", Word("계좌번호", "Account number"), required=True),
    Field("holder", Word("예금주", "Account holder"), required=True),
)


class _Known(NamedTuple):
    """What the store says."""

    transfers: bool
    accounts: list[BankAccount]


class AccountsDialog(Dialog[None]):
    """The switch of paying by bank transfer, and below it the accounts; the switch is the first line."""

    BINDINGS: ClassVar[list[BindingType]] = borrowed("switch", "switch")

    def __init__(self) -> None:
        super().__init__()
        self._known = _Known(True, [])
        self._dropping: BankAccount | None = None

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
        none = None if self._lines.cursor else self.desk.word(_NO_ACCOUNT)
        self.hint(
            Hint("+", self.say("새 계좌", "New account")),
            Hint("-", self.say("삭제", "Delete"), none),
            Hint(self.desk.keys.label("switch"), self.say("무통장입금 켜기/끄기", "Bank transfers on/off")),
        )

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The switch can't be deleted."""
        event.stop()
        self._show_hints()

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    def _read(self) -> None:
        run(self, "accounts", lambda: _read(self.desk), self._show)

    def _show(self, known: _Known) -> None:
        self._known = known
        self._lines.show(1 + len(known.accounts), self._drawn)
        self._show_hints()

    def _drawn(self, index: int, width: int) -> Text:
        if not index:
            state = _ON if self._known.transfers else _OFF
            return between(f" {self.desk.word(_TRANSFERS)}", f"{self.desk.word(state)} ", width)
        account = self._known.accounts[index - 1]
        return between(f" {listed([account.bank, account.number])}", f"{account.holder} ", width)

    def action_switch(self) -> None:
        """Accepts bank transfers for new orders, or no more."""
        desk, on = self.desk, not self._known.transfers
        self._do(lambda: switch_transfers(desk.store, desk.actor, desk.clock(), on))

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Registers an account, or forgets the one of the cursor."""
        at = self._lines.cursor
        if event.what == "new":
            self.app.push_screen(_new_account(self.desk), lambda done: self._read() if done else None)
        elif event.what == "delete" and at:
            self._delete(self._known.accounts[at - 1])

    def _delete(self, account: BankAccount) -> None:
        if self._dropping != account:
            self._dropping = account
            number = account.number
            tell(self, self.say(f"{number}: 지우려면 한 번 더 누르세요", f"Press again to delete {number}"))
            return
        desk = self.desk
        self._do(lambda: remove_account(desk.store, desk.actor, desk.clock(), account.number))

    def _do(self, change: Callable[[], None]) -> None:
        run(self, "change", lambda: _refused(change), self._done)

    def _done(self, problem: Word | None) -> None:
        self.tell_line("#wrong", self.desk.word(problem) if problem else "")
        self._read()


def _new_account(desk: DeskContext) -> RegisterDialog:
    """Registers an account."""

    def save(given: Mapping[str, str]) -> Word | None:
        account = given.get("bank", ""), given.get("number", ""), given.get("holder", "")
        return _refused(lambda: register_account(desk.store, desk.actor, desk.clock(), account))

    return RegisterDialog(_NEW, _FIELDS, save)


def _read(desk: DeskContext) -> _Known:
    with desk.reader() as conn:
        return _Known(takes_transfers(conn), bank_accounts(conn))


def _refused(change: Callable[[], object]) -> Word | None:
    """Why *change* was refused, None when it was done."""
    try:
        change()
    except AccountRefused as refused:
        return refused.word
    return None
