"""The conflict view: what other people changed since the preview, and doing it again in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.services.job_report import ReportRow, report_rows
from orderdesk.core.services.moved import Since, in_words
from orderdesk.core.store.jobs import Job, JobRow, job_rows
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.widgets.columns import fit
from orderdesk.widgets.line_list import LineList

MOVED: Final = frozenset({"moved"})
"""The codes of the rows that are told here."""

LISTED_MOST: Final = 500
"""How many rows are told one by one; doing them again does all of them."""


class MovedRows(NamedTuple):
    """The rows of a job that were refused because their orders moved: all of them, and the first told."""

    rows: Sequence[JobRow]
    told: Sequence[ReportRow]


def read_moved(desk: DeskContext, job: Job) -> MovedRows:
    """The moved rows of *job*; in a thread."""
    with desk.reader() as conn:
        rows = [row for row in job_rows(conn, job.id) if row.code in MOVED]
        hide = desk.mask.sight(conn, desk.actor).hides
        return MovedRows(rows, report_rows(conn, job, rows[:LISTED_MOST], desk.lang, hide))


class SinceDialog(Dialog[bool]):
    """Says what changed meanwhile, by whom and when; answers whether to do one's own again."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []

    def parts(self) -> ComposeResult:
        """What happened, and the whole line of the cursor where it is cut."""
        yield LineList(reserve=10)
        yield Static(id="whole", classes="line quiet empty")

    def tell_since(self, lines: Sequence[str], again: str) -> None:
        """Shows *lines*, those that are indented below what they are about; *again* is what Ctrl+S does.

        The cursor stands on the first that tells something, which is seen whole so.
        """
        self._lines = list(lines)
        self.hint(confirm_hint(again))
        shown = self.query_one(LineList)
        first = next((at for at, line in enumerate(self._lines) if line.startswith(" ")), 0)
        shown.show(len(self._lines), self._drawn, first)
        shown.focus()
        self.call_after_refresh(self._show_whole)

    def _drawn(self, index: int, width: int) -> Text:
        text = self._lines[index]
        return Text(fit(text, width), "" if text.startswith(" ") else "bold", no_wrap=True, end="")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line."""
        event.stop()
        self._show_whole()

    def _show_whole(self) -> None:
        lines = self.query_one(LineList)
        text = self._lines[lines.cursor] if self._lines else ""
        self.tell_line("#whole", text.strip() if cell_len(text) > lines.size.width else "")

    def confirm(self) -> None:
        """Yes, again."""
        self.dismiss(True)


class MovedDialog(SinceDialog):
    """What others changed since the preview, row by row of a job; again are all its moved rows."""

    def __init__(self, job: Job, moved: MovedRows) -> None:
        super().__init__()
        self._job = job
        self._moved = moved

    def on_mount(self) -> None:
        """Shows the rows: a line for each section or order, and under it one for each thing that happened."""
        lines: list[str] = []
        for row in self._moved.told:
            lines.append(row.section or row.order)
            lines.extend(f"  {in_words(each, self.lang)}" for each in row.since)
        many = f"{len(self._moved.rows):,}"
        self.entitle(
            self.say(
                f"작업 {self._job.id} · 미리보기 뒤에 바뀌어 하지 않은 {many}건",
                f"Job {self._job.id} · {many} not done: changed since the preview",
            )
        )
        self.tell_since(lines, self.say(f"{many}건 다시 하기", f"Try {many} again"))


class Moved(NamedTuple):
    """An order, by its number, that others changed since a dialog about it was filled in: what they did."""

    number: str
    since: Sequence[Since]


class MovedOrderDialog(SinceDialog):
    """What others changed in the order that a dialog is about; again is the dialog, as it is filled in."""

    def __init__(self, moved: Moved) -> None:
        super().__init__()
        self._moved = moved

    def on_mount(self) -> None:
        """Shows what happened to the order."""
        self.entitle(self.say("그사이 다른 사람이 바꿨습니다", "Others changed it meanwhile"))
        told = (f"  {in_words(each, self.lang)}" for each in self._moved.since)
        again = self.say("바뀐 주문에 이어서", "Go on with it as it is now")
        self.tell_since([self._moved.number, *told], again)
