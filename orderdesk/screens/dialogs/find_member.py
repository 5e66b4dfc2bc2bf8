"""회원 찾기: members of the shop by name, 초성, code or the end of their phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input

from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.words import Word
from orderdesk.core.services.customers import find_customers
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

_TITLE: Final = Word("회원 찾기", "Find a member")
_FIND: Final = Word("이름, 초성(ㅎㄱㄷ), 코드, 연락처 끝자리", "name, initials, code, end of the phone")


class FindMember(Dialog[Customer | None]):
    """Finds a member while it is typed; Enter picks the one of the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Customer] = ()

    def parts(self) -> ComposeResult:
        """What is looked for, and who is like that."""
        yield KoreanInput(placeholder=self.desk.word(_FIND), compact=True)
        yield LineList(reserve=8)

    def on_mount(self) -> None:
        """Offers all at first."""
        self.entitle(self.desk.word(_TITLE))
        self.hint(Hint("Enter", self.say("고르기", "Pick")), Hint("↑↓", self.say("옮기기", "Move")))
        self._look("")

    def _look(self, query: str) -> None:
        desk = self.desk
        run(self, "members", lambda: _find(desk, query), self._show)

    def _show(self, found: Sequence[Customer]) -> None:
        self._found = found
        self.query_one(LineList).show(len(found), self._drawn, 0)

    def _drawn(self, index: int, width: int) -> Text:
        each = self._found[index]
        return between(f" {listed([each.name, each.phone])}", f"{listed([each.grade, each.code])} ", width)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Looks while it is typed."""
        event.stop()
        self._look(event.value.strip())

    def action_next_field(self) -> None:
        """One line down."""
        self.query_one(LineList).action_step(1)

    def action_previous_field(self) -> None:
        """One line up."""
        self.query_one(LineList).action_step(-1)

    def entered(self, field: Input) -> None:
        """Enter picks the member of the cursor."""
        self.query_one(LineList).action_choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Answers."""
        event.stop()
        if self.may_confirm():
            self.dismiss(self._found[event.index])


def _find(desk: DeskContext, query: str) -> Sequence[Customer]:
    with desk.reader() as conn:
        return find_customers(conn, query)
