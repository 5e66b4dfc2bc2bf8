"""The rows of one group of a plan, each of which can be left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from orderdesk.core.services.moved import EXPLAINED
from orderdesk.core.services.planning import PlanRow
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.plan_groups import reason

DELETE: Final = "Del"

NEARBY: Final = 200
"""How many rows are explained at a time."""

Explain = Callable[[Sequence[PlanRow]], Mapping[int, str]]
"""What stands in the way of rows, by order id; called in a thread."""


class PlanRowsDialog(Dialog[frozenset[int]]):
    """Lists *rows*; the answer is which of them (by their place) are to be left out.

    *explain* tells for refused rows what others did to their orders; without *leave_out* all rows stay.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete", "leave_out", show=False)]

    def __init__(
        self, title: str, rows: Sequence[PlanRow], explain: Explain | None = None, leave_out: bool = True
    ) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._explain = explain
        self._may_leave_out = leave_out
        self._left_out: set[int] = set()
        self._begun: set[int] = set()
        self._why: dict[int, str] = {}

    def parts(self) -> ComposeResult:
        """The rows, and why the one of the cursor is refused."""
        yield LineList(reserve=9)
        yield Static(id="why", classes="line quiet empty")

    def on_mount(self) -> None:
        """Shows the rows."""
        self.entitle(self._title)
        self.hint(*[Hint(DELETE, self.say("빼기/넣기", "Leave out / take in"))] * self._may_leave_out)
        lines = self.query_one(LineList)
        lines.show(len(self._rows), self._drawn)
        lines.focus()

    def step_back(self) -> bool:
        """Closes with the answer."""
        self.dismiss(frozenset(self._left_out))
        return True

    def action_leave_out(self) -> None:
        """Leaves the row of the cursor out, or takes it in again."""
        if self._may_leave_out:
            lines = self.query_one(LineList)
            self._left_out ^= {lines.cursor}
            lines.refresh()
            lines.action_step(1)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another row."""
        event.stop()
        self._show_why()

    def _show_why(self) -> None:
        row = self._rows[self.query_one(LineList).cursor]
        self.tell_line("#why", self._why.get(row.order_id, ""))

    def _drawn(self, index: int, width: int) -> Text:
        row = self._rows[index]
        if row.verdict.code in EXPLAINED:
            self._ask(index)
        number = row.section_number or row.order
        won = self.say(f"{row.won:,}원", f"{row.won:,} won")
        pieces = self.say(f"{row.pieces:,}개", f"{row.pieces:,} pcs")
        code = row.verdict.code
        why = self._why.get(row.order_id) or (reason(code, self.lang) if code else "")
        along = self.say("합포장", "combined") if row.companion else ""
        out = index in self._left_out
        mark = self.say("뺌", "out") if out else "   "
        return between(
            f"{mark} {number}  {listed([along, why])}",
            listed([pieces, won]),
            width,
            "dim strike" if out else "",
        )

    def _ask(self, index: int) -> None:
        """Reads what stands in the way of the rows around row *index*, once."""
        first, explain = index // NEARBY * NEARBY, self._explain
        if explain is None or first in self._begun:
            return
        self._begun.add(first)
        rows = self._rows[first : first + NEARBY]
        run(self, f"why-{first}", lambda: explain(rows), self._explained)

    def _explained(self, why: Mapping[int, str]) -> None:
        self._why.update(why)
        self.query_one(LineList).refresh()
        self._show_why()
