"""The import laboratory: a file's problems in groups, its cells beside what they mean, corrected by key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.laboratory.groups import Group
from orderdesk.core.services.laboratory.laboratory import GOOD, REST, Laboratory, State
from orderdesk.core.services.laboratory.understanding import REPEATED
from orderdesk.core.services.laboratory.ways import ComparedWay, ListWay, OrderWay
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.uncollected import uncollected
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import guard_of, tell
from orderdesk.screens.desk_screen import DeskScreen, TooSmall
from orderdesk.screens.dialogs.base import tell_too_early
from orderdesk.screens.dialogs.bring_rows import BringDialog, Brought
from orderdesk.screens.dialogs.fix_cell import Cells, Fix, FixDialog
from orderdesk.screens.dialogs.import_reading import Found, Wishes, import_line
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.save_file import SaveFileDialog
from orderdesk.screens.laboratory_work import (
    NO_GROUP,
    NO_REST,
    NO_UNDO,
    Answer,
    TrackingRun,
    begun,
    counted,
    deposits_in,
    hints_now,
    match_statement,
    refused_now,
    rest_file,
    way_of,
    why_one_by_one,
)
from orderdesk.screens.work import in_thread, run, start
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.laboratory_lines import finding_about
from orderdesk.widgets.laboratory_pane import LaboratoryPane, View
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe

_TITLE: Final = Word("불러오기 오류 고치기", "Fix an import")
_NOT_READY: Final = Word("살펴보는 중입니다", "Still looking")
_DONE: Final = Word("이미 적용된 행입니다", "The row is applied already")
_NO_GOOD: Final = Word("적용할 행이 없습니다", "There are no rows to apply")
_LOSES: Final = Word(
    "고친 것이 사라집니다. 닫으려면 Esc를 한 번 더 누르세요",
    "The corrections will be lost; press Esc again to close",
)

_SHOWN_AFTER: Final = 0.3
"""Seconds after which work that still runs shows its progress."""


class LaboratoryScreen(DeskScreen[Answer]):
    """Problems, rows, and the cells of the row at the cursor; the answer is what was applied, if anything."""

    SCOPE: ClassVar[Scope] = Scope.LABORATORY
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LABORATORY)
    AUTO_FOCUS = "#groups"

    def __init__(self, found: Found, wishes: Wishes, path: Path) -> None:
        super().__init__()
        self._found = found
        self._wishes = wishes
        self._path = path
        self._lab: Laboratory | None = None
        self._changes: list[tuple[Callable[[], object], Callable[[], None] | None]] = []
        self._working = False
        self._applying = False
        self._slow: Timer | None = None
        self._answer: Answer = None
        self._saved = 0
        self._asked = False

    def compose(self) -> ComposeResult:
        """Heading, the lists, progress, hint line."""
        yield Heading()
        yield LaboratoryPane(self.desk.lang)
        yield ProgressLine(self.desk.lang)
        yield HintBar()

    @property
    def pane(self) -> LaboratoryPane:
        """The lists."""
        return self.query_one(LaboratoryPane)

    def on_mount(self) -> None:
        """Gathers the problems in a thread."""
        found = self._found
        self._way = way_of(self.desk, found, self._wishes)
        self._tell_hints()
        self._head("")
        self._show_progress()
        run(self, "begin", lambda: begun(found), self._begun)

    def on_screen_resume(self) -> None:
        """Back from a dialog: keys of its burst don't confirm anything here."""
        guard_of(self).arm()

    def _begun(self, lab: Laboratory) -> None:
        self._lab = lab
        self._hide_progress()
        self._fill()

    # what is shown

    def _head(self, right: str) -> None:
        sheet = self._found.sheet
        form = sheet.layout.form
        kind = self.desk.word(form.words) if form is not None else ""
        left = listed([self.desk.word(_TITLE), sheet.file, sheet.name, kind])
        self.query_one(Heading).show(safe(left, "bold"), safe(right))

    def _fill(self) -> None:
        """Shows how things stand now."""
        lab = self._lab
        if lab is None:
            return
        self.pane.show(lab)
        self._head(counted(self.desk, lab))
        self._tell_hints()

    def _tell_hints(self) -> None:
        lab = self._lab
        hints = self.hints_of(Scope.LABORATORY, refused_now(lab, self.pane.view.group))
        why_not = self.desk.word(self._why_not)
        self.query_one(HintBar).show(hints_now(self.desk, lab, hints, why_not, self.pane))

    def on_descendant_focus(self) -> None:
        """Enter and Esc do something else in another list."""
        self._tell_hints()

    @property
    def _why_not(self) -> Word:
        """Why nothing is applied where no row is good."""
        return self._way.why if isinstance(self._way, ComparedWay) else _NO_GOOD

    # moving

    def on_laboratory_pane_viewed(self) -> None:
        """Another problem, with which other things can be done."""
        self._tell_hints()

    def on_laboratory_pane_fix_asked(self) -> None:
        """Enter on a row or a cell."""
        self.action_fix_cell()

    def copied(self) -> str:
        """What Ctrl+C copies: the line of the cursor."""
        return self.pane.here.text

    def action_cursor_up(self) -> None:
        """One line up."""
        self.pane.here.action_step(-1)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.pane.here.action_step(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self.pane.here.action_page(-1)

    def action_page_down(self) -> None:
        """One screen down."""
        self.pane.here.action_page(1)

    def action_top(self) -> None:
        """To the first line."""
        self.pane.here.action_edge(0)

    def action_bottom(self) -> None:
        """To the last line."""
        self.pane.here.action_edge(1)

    # corrections

    def action_fix_cell(self) -> None:
        """Corrects the cell of the cursor."""
        lab, pane = self._lab, self.pane
        row, field, group = pane.row, pane.field, pane.view.group
        if lab is None or row is None:
            return
        if lab.state(row) is State.DONE:
            tell(self, _DONE, "warning")
            return
        found = finding_about(lab, row, field)
        mine = group is not None and group.key.field == field
        proposals = lab.proposals(Group(group.key, group.finding, (row,))) if group and mine else {}
        start(self, self._fix(Cells(field, lab.together(row, field), proposals, found), None))

    def action_undo(self) -> None:
        """Nothing was done yet that a job could take back; a job from before is not meant here."""
        tell(self, NO_UNDO, "warning")

    def action_fix_group(self) -> None:
        """Corrects all cells with the problem of the cursor; rows that are repeated are struck out."""
        lab, group = self._lab, self.pane.view.group
        if lab is None or group is None:
            tell(self, NO_GROUP, "warning")
        elif group.key.code in REPEATED:
            self._correct(lambda: lab.strike(group.rows))
            n = len(group.rows)
            tell(
                self,
                self.say(
                    f"{n:,}행을 지웠습니다. Del로 되살립니다", f"{many(n, 'row')} struck out; Del restores"
                ),
            )
        elif why := why_one_by_one(lab, group):
            tell(self, why, "warning")
        else:
            cells = Cells(group.key.field, group.rows, lab.proposals(group), group.finding)
            start(self, self._fix(cells, group))

    async def _fix(self, cells: Cells, group: Group | None) -> None:
        lab = self._lab
        assert lab is not None
        fix: Fix | None = await self.app.push_screen_wait(FixDialog(lab.table, cells))
        if fix is None:
            return
        text = fix.text
        if text is not None:
            self._correct(lambda: lab.fix(cells.rows, cells.field, text))
        elif group is not None:
            self._correct(lambda: lab.mend(group))

    def action_leave_out(self) -> None:
        """Leaves the row of the cursor, or on a problem all of its rows, for later; or takes them in."""
        lab, pane = self._lab, self.pane
        row = pane.row
        if lab is None or row is None:
            return
        rows = pane.rows if pane.here.id == "groups" and pane.view != View() else (row,)
        if lab.state(rows[0]) in (State.LEFT_OUT, State.STRUCK):
            self._correct(lambda: lab.take_in(rows))
        else:
            self._correct(lambda: lab.leave_out(rows))
        if len(rows) == 1:
            pane.part("rows").action_step(1)

    def _correct(self, change: Callable[[], object], then: Callable[[], None] | None = None) -> None:
        """Makes *change* and judges what depends on it in a thread, one change after the other."""
        self._asked = False
        self._changes.append((change, then))
        self._next()

    def _next(self) -> None:
        lab, way = self._lab, self._way
        if lab is None or self._working or not self._changes:
            return
        self._working = True
        change, then = self._changes.pop(0)
        self._applying = then is not None
        line = self._show_progress()

        def work() -> None:
            with uncollected():
                change()
                part = lab.pending()
                if part is not None:
                    lab.settle(part, way.judge(part, lab.table, line.report))

        def settled(nothing: None) -> None:
            self._working = False
            self._hide_progress()
            self._fill()
            if then is not None:
                then()
            self._next()

        run(self, "correct", work, settled, self._failed)

    def _failed(self, problem: StoreProblem) -> None:
        self._working = False
        self._hide_progress()
        tell(self, problem.message, "error")

    def _show_progress(self) -> ProgressLine:
        line = self.query_one(ProgressLine)
        label = self.say("살펴보는 중", "Looking")
        self._slow = self.set_timer(_SHOWN_AFTER, lambda: line.begin(label, 0))
        return line

    def _hide_progress(self) -> None:
        if self._slow is not None:
            self._slow.stop()
        self.query_one(ProgressLine).end()

    # what is applied, and what is left

    def action_confirm(self) -> None:
        """Applies the good rows, after a preview."""
        lab = self._lab
        if not guard_of(self).key_may_confirm():
            tell_too_early(self)
        elif self.query(TooSmall):
            return
        elif lab is None or self._working:
            tell(self, _NOT_READY, "warning")
        elif not any(lab.counts[state] for state in GOOD) and not deposits_in(lab):
            self.app.bell()
            tell(self, self._why_not, "warning")
        else:
            start(self, self._apply(lab))

    async def _apply(self, lab: Laboratory) -> None:
        way, part = self._way, lab.good()
        if isinstance(way, OrderWay | ListWay):
            brought: Brought | None = await self.app.push_screen_wait(BringDialog(way, part))
            if brought is None:
                return
            self._answer, rows = brought
            tell(self, import_line(self.desk, brought.result))
        elif isinstance(way, ComparedWay):
            matched = await match_statement(self, lab)
            if matched is None:
                return
            self._answer, rows = matched
        else:
            work = TrackingRun(way, part)
            job = await self.app.push_screen_wait(PreviewDialog(work.work(self.desk)))
            if job is None:
                return
            self._answer, rows = job, await in_thread(lambda: work.done(job))
        self._correct(lambda: lab.applied(rows), lambda: self._applied(lab, len(rows)))

    def _applied(self, lab: Laboratory, rows: int) -> None:
        """Nothing left: back, with what was done; otherwise says how many rows wait, and Esc closes."""
        left = sum(lab.counts[state] for state in REST | GOOD)
        if not left:
            self.dismiss(self._answer)
            return
        self.pane.part("groups").focus()
        key = self.desk.keys.label("write_rest")
        korean = f"{rows:,}행을 적용했습니다. 남은 {left:,}행은 고치거나 {key} 키로 저장하세요"
        english = f"Applied {many(rows, 'row')}; {left:,} left to fix, or to save with {key}"
        tell(self, self.say(korean, english))

    def action_write_rest(self) -> None:
        """Writes the rows that are left to a file."""
        lab = self._lab
        if lab is None or self._working:
            tell(self, _NOT_READY, "warning")
        elif not lab.rows_in(REST):
            tell(self, NO_REST, "warning")
        else:
            start(self, self._write_rest(lab))

    async def _write_rest(self, lab: Laboratory) -> None:
        edits = self._edits
        if await self.app.push_screen_wait(SaveFileDialog(rest_file(self.desk, lab, self._path))) is not None:
            self._saved = edits

    @property
    def _edits(self) -> int:
        """How much was corrected or set aside, and not applied yet, that closing would lose."""
        lab = self._lab
        if lab is None:
            return 0
        waiting = (row for row, _ in tuple(lab.table.changed) if lab.state(row) is not State.DONE)
        return sum(1 for _ in waiting) + lab.counts[State.LEFT_OUT]

    @property
    def edited(self) -> bool:
        """Whether corrections are being made, or would be lost."""
        return self._working or self._edits > self._saved

    @property
    def _loses(self) -> bool:
        correcting = self._working and not self._applying
        return correcting or bool(self._changes) or self._edits > self._saved

    def step_back(self) -> bool:
        """From the cells to the rows, to the problems; then back, asking once where that loses something."""
        focused = self.pane.here.id
        if focused in ("cells", "rows") and self._lab is not None:
            self.pane.part("rows" if focused == "cells" else "groups").focus()
        elif self._loses and not self._asked:
            self._asked = True
            self.app.bell()
            tell(self, _LOSES, "warning")
        else:
            self.dismiss(self._answer)
        return True
