"""작업자: who works here, in which role, and how each comes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.roles import ROLE_WORDS, Operator
from orderdesk.core.domain.words import Word
from orderdesk.core.store.operators import operators
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, fit, listed
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_multi

TITLE: Final = Word("작업자", "Operators")
_BY_COMMAND: Final = Word(
    "더하고 고치는 것은 명령줄에서: orderdesk operator add, role, login, passphrase, disable",
    "Add or change on the command line: orderdesk operator add, role, login, passphrase, disable",
)
_KEY: Final = Word("SSH 키", "SSH key")
_PASSPHRASE: Final = Word("비밀문구", "passphrase")
_DISABLED: Final = Word("중지", "disabled")
_NAME, _ROLE = 18, 12


class OperatorsDialog(Dialog[None]):
    """The operators, one a line."""

    DEFAULT_CSS = "OperatorsDialog .line { margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._known: Sequence[Operator] = ()

    def parts(self) -> ComposeResult:
        """The lines, and how they are changed."""
        yield LineList(reserve=9)
        yield Static(safe_multi(self.desk.word(_BY_COMMAND)), classes="line quiet")

    def on_mount(self) -> None:
        """Reads them."""
        self.entitle(self.desk.word(TITLE))
        self.hint()
        run(self, "operators", lambda: _read(self.desk), self._show)

    def _show(self, known: Sequence[Operator]) -> None:
        self._known = known
        self.query_one(LineList).show(len(known), self._drawn)

    def _drawn(self, index: int, width: int) -> Text:
        each, word = self._known[index], self.desk.word
        ways = (
            each.login_user or "",
            word(_KEY) if each.ssh_key else "",
            word(_PASSPHRASE) if each.passphrase else "",
        )
        left = f" {fit(each.name, _NAME)} {fit(word(ROLE_WORDS[each.role]), _ROLE)} {listed(list(ways))}"
        style = "dim" if each.disabled else ""
        return between(left, f"{word(_DISABLED)} " if each.disabled else "", width, style, style)


def _read(desk: DeskContext) -> Sequence[Operator]:
    with desk.reader() as conn:
        return operators(conn)
