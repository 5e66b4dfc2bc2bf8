"""접속기록: who came in, saw whose data or took which file out of the store; when, from where, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from orderdesk.core.domain.access_words import HEADS, kind_word
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.access_records import look_through, read_words
from orderdesk.core.store.accesses import Accessed
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, cut, folded, listed
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_multi

TITLE: Final = Word("접속기록", "Access records")
_NONE: Final = Word(
    "그런 기록이 없습니다. 찾는 말을 지우면 모두 보입니다", "No such records; empty the field for all"
)
_NONE_YET: Final = Word(
    "아직 기록이 없습니다. 개인정보를 보거나 파일로 내보내면 여기에 남습니다",
    "No records yet; who sees or exports personal data is written down here",
)
_FIND: Final = Word(
    "누가, 어디서, 무엇을, 누구 것을, 사유, 날짜 2026-11-27",
    "Who, from where, what, whose, why, a date 2026-11-27",
)
_MOST: Final = 1000
"""Records that are shown, the newest ones."""
_DETAIL: Final = 5
"""Lines of what is known of a record at most: the hints below have their place."""


class AccessesDialog(Dialog[None]):
    """The newest access records; beneath them all that is known of the one under the cursor."""

    DEFAULT_CSS = """
    AccessesDialog #detail { height: auto; margin-top: 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: Sequence[Accessed] = ()

    def parts(self) -> ComposeResult:
        """The records and the detail."""
        yield KoreanInput(id="find", placeholder=self.desk.word(_FIND), compact=True)
        yield LineList(reserve=11)
        yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Reads the records."""
        self.entitle(self.desk.word(TITLE))
        self.hint()
        self._read()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Looks for what is typed."""
        event.stop()
        self._read()

    def _read(self) -> None:
        desk, sought = self.desk, read_words(self.query_one("#find", KoreanInput).value)

        def read() -> Sequence[Accessed]:
            with desk.reader() as conn:
                return look_through(conn, desk.actor, _MOST, sought)

        run(self, "accesses", read, self._show)

    def _show(self, found: Sequence[Accessed]) -> None:
        self._found = found
        self.query_one(LineList).show(len(found), self._drawn)
        self._show_detail()

    def _drawn(self, index: int, width: int) -> Text:
        at, actor, _, access = self._found[index]
        what = self.desk.word(kind_word(access.what))
        n = access.people
        people = self.say(f"{n:,}명", many(n, "person", "people")) if n else ""
        return between(f" {(moment(at) or '')[:16]}  {actor.name}  {what}", f"{people} ", width)

    def _show_detail(self) -> None:
        if not self._found:
            none = _NONE if self.query_one("#find", KoreanInput).value else _NONE_YET
            self.query_one("#detail", Static).update(safe_multi(self.desk.word(none)))
            return
        _, _, place, access = self._found[self.query_one(LineList).cursor]
        words = [self.desk.word(head) for head in (HEADS[2], *HEADS[5:], HEADS[4])]
        values = (
            *(place, access.template, access.file),
            *(f"{count:,}" if count else "" for count in (access.orders, access.rows, access.people)),
            *(access.reason, access.scope),
        )
        told = [f"{word} {value}" for word, value in zip(words, values, strict=True) if value]
        detail = self.query_one("#detail", Static)
        lines = folded(listed(told), max(1, detail.size.width), indent=0)
        if len(lines) > _DETAIL:
            lines[_DETAIL - 1 :] = [cut(f"{lines[_DETAIL - 1]} {lines[_DETAIL]}", detail.size.width)]
        detail.update(safe_multi("\n".join(lines)))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The detail follows the cursor."""
        self._show_detail()
