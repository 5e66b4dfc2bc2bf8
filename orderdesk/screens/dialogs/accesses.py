"""내보낸 기록: who took which file out of the store, when, of how many people, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.access_words import HEADS, kind_word
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.words import Word
from orderdesk.core.store.accesses import Accessed, accesses
from orderdesk.core.store.operators import require_in
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_multi

TITLE: Final = Word("내보낸 기록", "What was taken out")
_NONE: Final = Word("아직 내보낸 파일이 없습니다", "No file has been taken out yet")
_PEOPLE: Final = Word("{:,}명", "{:,} people")
_MOST: Final = 1000
"""Records that are shown, the newest ones."""


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
        yield LineList(reserve=10)
        yield Static(id="detail", markup=False)

    def on_mount(self) -> None:
        """Reads the records."""
        self.entitle(self.desk.word(TITLE))
        self.hint()
        run(self, "accesses", lambda: _newest(self.desk), self._show)

    def _show(self, found: Sequence[Accessed]) -> None:
        self._found = found
        self.query_one(LineList).show(len(found), self._drawn)
        self._show_detail()

    def _drawn(self, index: int, width: int) -> Text:
        at, actor, access = self._found[index]
        what = self.desk.word(kind_word(access.what))
        people = self.desk.word(_PEOPLE).format(access.people)
        return between(f" {(moment(at) or '')[:16]}  {actor.name}  {what}", f"{people} ", width)

    def _show_detail(self) -> None:
        if not self._found:
            self.query_one("#detail", Static).update(safe_multi(self.desk.word(_NONE)))
            return
        access = self._found[self.query_one(LineList).cursor].access
        words = [self.desk.word(head) for head in HEADS[3:]]
        values = (
            *(access.scope, access.template, access.file),
            *(f"{count:,}" for count in (access.orders, access.rows, access.people)),
            access.reason,
        )
        told = [f"{word} {value}" for word, value in zip(words, values, strict=True) if value]
        self.query_one("#detail", Static).update(safe_multi(listed(told)))

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """The detail follows the cursor."""
        self._show_detail()


def _newest(desk: DeskContext) -> Sequence[Accessed]:
    with desk.reader() as conn:
        require_in(conn, desk.actor, Act.ACCESSES.value)
        return accesses(conn, _MOST)
