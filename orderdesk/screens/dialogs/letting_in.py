"""로그인: a shop's owner lets the desk in on a page in the browser, whose code is pasted here."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.letting_in import STEPS, Invitation, let_in
from orderdesk.core.services.rounds import TROUBLES, trouble_words
from orderdesk.core.store.connections import Connection
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.field_form import FieldForm
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

LOGIN: Final = Word("로그인", "Log in")
_ANSWER: Final = Field("answer", Word("주소 또는 code", "Address or code"), FieldKind.TEXT, True)


class LettingInDialog(Dialog[bool]):
    """The address of the owner's page, and what came back from it; True once the desk was let in."""

    DEFAULT_CSS = """
    LettingInDialog LineList {
        &:focus { background: $primary-muted; }
        & > .line-list--cursor { background: $primary-muted; color: $foreground; text-style: none; }
        & > .line-list--resting { background: $surface; }
        & > .line-list--behind { background: $surface; }
    }
    """
    AUTO_FOCUS: ClassVar[str | None] = "LineList"

    def __init__(self, connection: Connection, invitation: Invitation) -> None:
        super().__init__()
        self._connection = connection
        self._invitation = invitation

    def parts(self) -> ComposeResult:
        """What to do, the address, the field, and what is wrong."""
        yield Static(self.desk.word(STEPS), classes="line")
        yield LineList()
        yield FieldForm((_ANSWER,), self.lang)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Shows the address."""
        name = self._connection.name
        self.entitle(f"{name} · {self.desk.word(LOGIN)}")
        copy = self.hint_of("copy", Word("주소 복사", "Copy the address"))
        to_field = Hint("Tab", self.say("입력란으로", "To the field"))
        self.hint(confirm_hint(self.desk.word(LOGIN)), copy, to_field)
        self.call_after_refresh(self._fold)

    def on_resize(self, event: events.Resize) -> None:
        """Another width folds the address elsewhere."""
        self.call_after_refresh(self._fold)

    def _fold(self) -> None:
        url, lines = self._invitation.url, self.query_one(LineList)
        wide = max(1, lines.size.width)
        pieces = [url[n : n + wide] for n in range(0, len(url), wide)]
        lines.show(len(pieces), lambda index, _width: Text(pieces[index]))

    @property
    def edited(self) -> bool:
        """Whether something was pasted."""
        return self.query_one(FieldForm).touched

    def copied(self) -> str:
        """What Ctrl+C copies: the whole address."""
        return self._invitation.url

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on the address goes on to the field."""
        event.stop()
        self.focus_next()

    def confirm(self) -> None:
        """Turns what was pasted into tokens."""
        answer = self.query_one(FieldForm).values.get("answer", "")
        run(self, "login", lambda: self._let_in(answer), self._done)

    def _let_in(self, answer: str) -> Word | None:
        try:
            let_in(self._connection, secret_file(self.desk.store.url), self._invitation, answer)
        except TROUBLES as error:
            return trouble_words(error)
        return None

    def _done(self, problem: Word | None) -> None:
        if problem is None:
            self.dismiss(True)
            return
        self.tell_line("#wrong", self.desk.word(problem))
        self.app.bell()
