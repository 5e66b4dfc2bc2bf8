"""What the dialogs share that look something up: what is typed is looked for at once, Enter takes a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn
from orderdesk.screens.desk_screen import Answer
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.empty import lead_on
from orderdesk.screens.work import run
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList

Each = TypeVar("Each")

_NONE: Final = Word("찾은 것이 없습니다. 짧게 적어 보세요", "Nothing found; try a shorter text")
_NOTHING: Final = Word(
    "아직 아무것도 없습니다. 주문이나 목록을 불러오면 생깁니다",
    "Nothing here yet; orders or lists that are imported fill it",
)


class FindDialog(Dialog[Answer], Generic[Answer, Each]):
    """A field and what it finds; subclasses `look`, say what is `counted`, draw a `line`, end by `taken`."""

    DEFAULT_CSS = """
    FindDialog {
        & #kind { margin-top: 1; }
    }
    """
    ENTER = Word("고르기", "Choose")
    PLACEHOLDER = Word("", "")
    HEADING = Word("", "")

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[Each] = ()

    def parts(self) -> ComposeResult:
        """What is looked for, how much was found, and the list."""
        yield KoreanInput(placeholder=self.desk.word(self.PLACEHOLDER), compact=True)
        yield Static(id="kind", classes="line quiet")
        yield LineList(reserve=9)

    def on_mount(self) -> None:
        """Lists what there is while nothing is typed."""
        self.entitle(self.title_shown)
        self.hint(Hint("Enter", self.desk.word(self.ENTER)), Hint("↑↓", self.say("옮기기", "Move")))
        self.query_one(KoreanInput).focus()
        self._look("")

    @property
    def title_shown(self) -> str:
        """What stands on the box's edge."""
        return self.desk.word(self.HEADING)

    def look(self, conn: Conn, query: str) -> Sequence[Each]:
        """What *query* finds; in a worker's thread."""
        raise NotImplementedError

    def line(self, each: Each, width: int) -> Text:
        """The line of what was found."""
        raise NotImplementedError

    def taken(self, each: Each) -> None:
        """Enter on a line."""
        raise NotImplementedError

    def counted(self, query: str, count: int) -> Word:
        """How much *query* has found, and of what."""
        raise NotImplementedError

    def on_input_changed(self, event: Input.Changed) -> None:
        """Looks while it is typed."""
        event.stop()
        self._look(event.value.strip())

    def _look(self, query: str) -> None:
        desk = self.desk

        def look() -> Sequence[Each]:
            with desk.reader() as conn:
                return self.look(conn, query)

        run(self, "find", look, lambda found: self._show(found, query))

    def _show(self, found: Sequence[Each], query: str) -> None:
        self.found = found
        told = self.desk.word(self.counted(query, len(found)))
        none = lead_on(self.desk, _NONE if query else _NOTHING, "back")
        self.tell_line("#kind", told if found else none)
        self.query_one(LineList).show(len(found), self._drawn, 0)

    def _drawn(self, index: int, width: int) -> Text:
        line = Text(" ").append_text(self.line(self.found[index], width - 1))
        line.no_wrap, line.end = True, ""
        return line

    def action_next_field(self) -> None:
        """One line down."""
        self.query_one(LineList).action_step(1)

    def action_previous_field(self) -> None:
        """One line up."""
        self.query_one(LineList).action_step(-1)

    def entered(self, field: Input) -> None:
        """Enter takes the line of the cursor."""
        self.query_one(LineList).action_choose()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Takes the line, when the key was meant for this dialog."""
        event.stop()
        if self.may_confirm():
            self.taken(self.found[event.index])
