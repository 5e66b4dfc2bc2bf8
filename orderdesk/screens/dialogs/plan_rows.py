"""The rows of one group of a plan, each of which can be left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.words import Word
from orderdesk.core.services.foreseeing import Foreseen
from orderdesk.core.services.moved import EXPLAINED
from orderdesk.core.services.planning import PlanRow, Target
from orderdesk.screens.dialogs.base import CLOSE, Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, cells_in, fit, listed, right
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.plan_groups import reason

DELETE: Final = "Del"

_CLOSE_WITHOUT: Final = Word("빼고 닫기", "Leave out, close")

NEARBY: Final = 200
"""How many rows are explained at a time."""

Explain = Callable[[Sequence[PlanRow]], Mapping[int, str]]
"""What stands in the way of rows, by order id; called in a thread."""

Foresee = Callable[[Sequence[PlanRow]], Mapping[Target, Foreseen]]
"""What rows are about and would change; called in a thread."""


class Told(NamedTuple):
    """What is told of rows: what they would change, and of refused ones what others did to their orders."""

    foresee: Foresee
    explain: Explain | None = None


class PlanRowsDialog(Dialog[frozenset[int]]):
    """Lists *rows*; the answer is which of them (by their place) are to be left out.

    *told* tells what they would do; without *leave_out* all rows stay.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("delete", "leave_out", show=False)]

    def __init__(self, title: str, rows: Sequence[PlanRow], told: Told, leave_out: bool = True) -> None:
        super().__init__()
        self._title = title
        self._rows = rows
        self._told = told
        self._seen: dict[Target, Foreseen] = {}
        self._may_leave_out = leave_out
        self._left_out: set[int] = set()
        self._begun: set[int] = set()
        self._why: dict[int, str] = {}
        self._wide: Sequence[int] = ()
        """Cells of the most pieces and of the highest amount."""

    def parts(self) -> ComposeResult:
        """The rows, and why the one of the cursor is refused."""
        yield LineList(reserve=9)
        yield Static(id="why", classes="line quiet empty")

    def on_mount(self) -> None:
        """Shows the rows."""
        self._count()
        self._wide = [max(map(cells_in, each)) for each in zip(*map(self._amounts, self._rows), strict=True)]
        lines = self.query_one(LineList)
        lines.show(len(self._rows), self._drawn)
        lines.focus()

    def _count(self) -> None:
        """How many rows there are, and how many of them are left out: both ways back keep that."""
        out = len(self._left_out)
        counts = listed([f"{len(self._rows):,}", self.say(f"{out:,} 뺌", f"{out:,} out") if out else ""])
        self.entitle(f"{self._title} ({counts})")
        leave_out = [Hint(DELETE, self.say("빼기/넣기", "Leave out / take in"))] * self._may_leave_out
        without = self.say(f"{out:,}건 빼고 미리보기", f"Preview without {out:,}")
        preview = without if out else self.say("미리보기로", "To the preview")
        self.hint(confirm_hint(preview), *leave_out, back=_CLOSE_WITHOUT if out else CLOSE)

    def step_back(self) -> bool:
        """Closes with the answer."""
        self.dismiss(frozenset(self._left_out))
        return True

    def confirm(self) -> None:
        """Back to the preview, where Ctrl+S does what is left in it."""
        self.step_back()

    def action_leave_out(self) -> None:
        """Leaves the row of the cursor out, or takes it in again."""
        if self._may_leave_out:
            lines = self.query_one(LineList)
            self._left_out ^= {lines.cursor}
            self._count()
            lines.refresh()
            lines.action_step(1)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another row."""
        event.stop()
        self._show_why()

    def _show_why(self) -> None:
        row = self._rows[self.query_one(LineList).cursor]
        seen = self._seen.get((row.order_id, row.section))
        self.tell_line("#why", listed([self._why.get(row.order_id, ""), *(seen.details if seen else ())]))

    def _amounts(self, row: PlanRow) -> tuple[str, str]:
        return self.desk.word(pieces_of(row.pieces)), self.say(f"{row.won:,}원", f"{row.won:,} won")

    def _drawn(self, index: int, width: int) -> Text:
        row = self._rows[index]
        self._ask(index)
        seen = self._seen.get((row.order_id, row.section), Foreseen(""))
        number = row.section_number or row.order
        amounts = zip(self._amounts(row), self._wide, strict=True)
        code = row.verdict.code
        why = self._why.get(row.order_id) or (reason(code, self.lang) if code else "")
        along = self.say("합포장", "combined") if row.companion else ""
        out = index in self._left_out
        mark = fit(self.say("뺌", "out") if out else "", 3)
        return between(
            f"{mark} {number}  {listed([along, why, seen.step, seen.about])}",
            " · ".join(right(text, cells) for text, cells in amounts),
            width,
            "dim strike" if out else "",
        )

    def _ask(self, index: int) -> None:
        """Reads what the rows around row *index* would do, and what stands in their way, once."""
        first, told = index // NEARBY * NEARBY, self._told
        if first in self._begun:
            return
        self._begun.add(first)
        rows = self._rows[first : first + NEARBY]
        refused = [row for row in rows if row.verdict.code in EXPLAINED]

        def look() -> tuple[Mapping[Target, Foreseen], Mapping[int, str]]:
            why = told.explain(refused) if told.explain is not None and refused else {}
            return told.foresee(rows), why

        run(self, f"why-{first}", look, self._looked)

    def _looked(self, found: tuple[Mapping[Target, Foreseen], Mapping[int, str]]) -> None:
        self._seen.update(found[0])
        self._why.update(found[1])
        self.query_one(LineList).refresh()
        self._show_why()
