"""The rows of one group of a plan, each of which can be left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from orderdesk.core.services.planning import PlanRow
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.plan_groups import reason

DELETE = "Del"


class PlanRowsDialog(Dialog[frozenset[int]]):
    """Lists *rows*; the answer is which of them (by their place) are to be left out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete", "leave_out", show=False)]

    def __init__(self, title: str, rows: Sequence[PlanRow]) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._left_out: set[int] = set()

    def parts(self) -> ComposeResult:
        """The rows."""
        yield LineList()

    def on_mount(self) -> None:
        """Shows the rows."""
        self.entitle(self._title)
        self.hint(Hint(DELETE, self.say("빼기/넣기", "Leave out / take in")))
        lines = self.query_one(LineList)
        lines.show(len(self._rows), self._drawn)
        lines.focus()

    def step_back(self) -> bool:
        """Closes with the answer."""
        self.dismiss(frozenset(self._left_out))
        return True

    def action_leave_out(self) -> None:
        """Leaves the row of the cursor out, or takes it in again."""
        lines = self.query_one(LineList)
        self._left_out ^= {lines.cursor}
        lines.refresh()
        lines.action_step(1)

    def _drawn(self, index: int, width: int) -> Text:
        row = self._rows[index]
        number = row.section_number or row.order
        won = self.say(f"{row.won:,}원", f"{row.won:,} won")
        pieces = self.say(f"{row.pieces:,}개", f"{row.pieces:,} pcs")
        why = reason(row.verdict.code, self.lang) if row.verdict.code else ""
        along = self.say("합포장", "combined") if row.companion else ""
        out = index in self._left_out
        mark = self.say("뺌", "out") if out else "   "
        return between(
            f"{mark} {number}  {listed([along, why])}",
            listed([pieces, won]),
            width,
            "dim strike" if out else "",
        )
