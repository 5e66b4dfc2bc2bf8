"""Importing a workbook: what it would do first, then doing it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from orderdesk.core.domain.words import Word, many
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.limits import limits_of
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.reading import Sheet
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.importing import ImportResult
from orderdesk.core.services.list_files import ListFile
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.services.tracking_file import preview_tracking
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint, digits_hint
from orderdesk.screens.dialogs.import_reading import (
    Found,
    NoTable,
    Wishes,
    bring,
    bring_list,
    counts_line,
    look,
    mind_line,
    options_of,
    problem_lines,
    read_source,
)
from orderdesk.screens.dialogs.preview import PreviewDialog, Undertaking, applier, preview_title
from orderdesk.screens.laboratory_work import Answer
from orderdesk.screens.work import in_thread, run, start
from orderdesk.widgets.columns import between, cells_in, cut
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.numbered_menu import MenuLine, NumberedMenu
from orderdesk.widgets.path_input import OpenPathInput, PathInput, as_path
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("불러오기", "Import")
_WISHES: Final = (
    ("assume_paid", Word("주문: 결제완료로 봄", "Orders: taken as paid")),
    ("overwrite", Word("송장: 다른 번호 덮어쓰기", "Tracking: overwrite existing numbers")),
    ("share", Word("송장: 합포장 (받는 사람이 달라도)", "Tracking: combined parcels, other receivers too")),
)

_WHY: Final = 20
"""Cells that are left to a reason where what it is about would take the whole line."""

_OPENING: Final = Word("파일을 여는 중 …", "Opening the file …")
_NO_FILE: Final = Word(
    "↓ 로 내려받은 파일을 고르거나 파일 이름을 적으세요",
    "Choose a downloaded file with ↓, or type a file's name",
)
_NOTHING: Final = Word(
    "바뀌는 것이 없습니다. 모두 이미 있거나 거절되었습니다", "Nothing would change: all is here, or refused"
)
_LABORATORY: Final = Word("칸마다 보고 고치는 화면 …", "Fix it cell by cell …")


class ImportDialog(Dialog[Answer]):
    """Reads a file and says what it would do; a second Ctrl+S does it. *path* fills the field."""

    DEFAULT_CSS = """
    ImportDialog {
        & #locked { height: auto; }
        & #wrong { margin-top: 1; }
        & #counts { margin-top: 1; text-style: bold; }
        & NumberedMenu { margin-top: 1; }
        & #rows > .line-list--resting { background: $surface; }
        & #rows > .line-list--behind { background: $surface; }
    }
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        self._wishes = Wishes()
        self._found: Found | None = None
        self._stop = threading.Event()
        self._busy = False

    def parts(self) -> ComposeResult:
        """The path, how the file is taken, what it would do, problem by problem."""
        yield Label(
            safe_content(self.say("파일", "File") + f" ({', '.join(OpenPathInput.ENDINGS)})"), classes="quiet"
        )
        yield OpenPathInput(str(self._path or ""), id="path", compact=True)
        with Vertical(id="locked", classes="empty"):
            yield Label(safe_content(self.say("파일 암호", "Password of the file")), classes="quiet")
            yield KoreanInput(id="password", password=True, compact=True)
        yield NumberedMenu(id="wishes")
        yield Static(id="wrong", classes="line bad empty")
        yield Static(id="counts", classes="line empty")
        yield Static(id="mind", classes="line warn empty")
        yield LineList(id="rows", reserve=18)
        yield ProgressLine(self.lang)

    def on_mount(self) -> None:
        """The path has the cursor."""
        self.entitle(self.desk.word(TITLE))
        self._show_wishes()
        self._show(None)

    def _show_wishes(self) -> None:
        menu = self.query_one("#wishes", NumberedMenu)
        boxes = ["[x]" if getattr(self._wishes, name) else "[ ]" for name, _ in _WISHES]
        labels = [f"{box} {self.desk.word(words)}" for box, (_, words) in zip(boxes, _WISHES, strict=True)]
        lines = [MenuLine(str(n), label) for n, label in enumerate(labels, 1)]
        lines.append(MenuLine(str(len(lines) + 1), self.desk.word(_LABORATORY), open=self._found is not None))
        menu.offer(lines, menu.cursor)

    def _show(self, found: Found | None) -> None:
        self._found = found
        self._show_wishes()
        lines = problem_lines(found, self.lang) if found else []
        self.tell_line("#counts", counts_line(found, self.lang) if found else "")
        self.tell_line("#mind", mind_line(found, self.lang) if found else "")

        def drawn(index: int, width: int) -> Text:
            where, why = lines[index]
            return between(where, cut(why, max(_WHY, width - cells_in(where) - 1)), width)

        self.query_one("#rows", LineList).show(len(lines), drawn)
        self._show_hints()
        if lines:
            self.query_one("#rows").focus()

    def on_descendant_focus(self) -> None:
        """Other keys mean other things where the cursor is now."""
        self._show_hints()

    def _show_hints(self) -> None:
        rows, typing = self.query_one("#rows", LineList), isinstance(self.focused, Input)
        ticks = Hint("Tab", self.say("[x] 고르기", "Choose [x]"))
        if not typing:
            ticks = digits_hint(self.say("고르기", "Choose"), self._choices)
        if self._found is None:
            recent = [Hint("↓", self.say("최근 파일", "Recent files"))] * typing
            self.hint(confirm_hint(self.say("읽어 보기", "Read it")), *recent, ticks)
            return
        n = self._found.changes
        fix = [Hint("Enter", self.say("고치기", "Fix"))] if rows.count and rows.has_focus else []
        self.hint(confirm_hint(self._label_of_doing(self._found), None if n else self._why_not), *fix, ticks)

    @property
    def _choices(self) -> int:
        """How many lines can be chosen: what was read can be corrected, too."""
        return len(_WISHES) + (self._found is not None)

    def _label_of_doing(self, found: Found) -> str:
        n = found.changes
        if found.sheet.kind is Kind.BANK:
            return self.say(f"입금 {n:,}건 대조", f"Match {many(n, 'deposit')}")
        if found.compared is not None:
            return self.say("적용", "Apply")
        if found.orders is not None:
            return self.say(f"주문 {n:,}건 불러오기", f"Import {many(n, 'order')}")
        if found.items is not None:
            return self.say(f"{n:,}행 불러오기", f"Import {many(n, 'row')}")
        return self.say(f"섹션 {n:,}건 미리보기", f"Preview {many(n, 'section')}")

    @property
    def _why_not(self) -> str:
        """Why nothing can be applied of what was read."""
        compared = self._found.compared if self._found else None
        return self.desk.word(compared.why if compared else _NOTHING)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another file is not read yet, and asks for its own password."""
        if not self._busy and event.input.id == "path":
            self._ask(False)
            self._show(None)

    def entered(self, field: Input) -> None:
        """Enter reads the file that was named, which changes nothing; what was read waits for Ctrl+S."""
        if self._found is None:
            self.confirm()
        else:
            super().entered(field)

    def _ask(self, asking: bool) -> None:
        """Asks for the file's password, or no more; what was typed is forgotten either way."""
        self.query_one("#locked").set_class(not asking, "empty")
        field = self.query_one("#password", KoreanInput)
        field.value = ""
        if asking:
            field.focus()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Turns a wish on or off, and what was read is read again; a problem opens the laboratory."""
        event.stop()
        if self._busy:
            return
        if event.lines.id != "wishes" or event.index == len(_WISHES):
            self._correct()
            return
        name = _WISHES[event.index][0]
        self._wishes = replace(self._wishes, **{name: not getattr(self._wishes, name)})
        self._show_wishes()
        if self._found is not None:
            self._look()

    def _correct(self) -> None:
        """Opens the laboratory on what was read."""
        from orderdesk.screens.laboratory import LaboratoryScreen  # deferred: most files need no correction

        if self._found is None:
            self.app.bell()
            tell(self, self.say("먼저 파일을 읽으세요 (Ctrl+S)", "Read the file first (Ctrl+S)"), "warning")
            return
        path = as_path(self.query_one(PathInput).value)
        self.app.push_screen(LaboratoryScreen(self._found, self._wishes, path), self._corrected)

    def _corrected(self, done: Answer) -> None:
        """What was brought in was told when it was; what became of a job is told now."""
        if done is not None:
            self.dismiss(done if isinstance(done, Job) else None)

    def confirm(self) -> None:
        """Reads the file; when it was read, does what it would do."""
        if self._busy:
            return
        if self._found is None and not self.query_one(PathInput).value.strip():
            self._wrong(_NO_FILE)
        elif self._found is None:
            self._look()
        elif not self._found.changes:
            self.app.bell()
            tell(self, self._why_not, "warning")
        elif self._found.sheet.kind is Kind.BANK:
            start(self, self._match(self._found.sheet))
        elif isinstance(self._found.source, OrderFile | ListFile):
            self._bring(self._found.source)
        elif self._found.source is not None:
            work = tracking_file_work(self.desk, self._found.source, self._wishes)
            self.app.push_screen(PreviewDialog(work), self._applied)

    def _begin(self, korean: str, english: str, total: int, before: str = "") -> ProgressLine:
        self._busy = True
        self._stop.clear()
        self.tell_line("#wrong", "")
        line = self.query_one(ProgressLine)
        line.begin(self.say(korean, english), total, before)
        return line

    def _end(self) -> None:
        self._busy = False
        self.query_one(ProgressLine).end()

    def _look(self) -> None:
        path = as_path(self.query_one(PathInput).value)
        password = self.query_one("#password", KoreanInput).value
        known = self._found.read if self._found else None
        line = self._begin("읽는 중", "Reading", 0, "" if known else self.desk.word(_OPENING))
        desk, wishes = self.desk, self._wishes

        limits = limits_of(desk.settings)

        def read() -> Found | NoTable:
            try:
                there = known or read_source(path, limits, password)
                line.start_clock()
                return look(desk, there, wishes, line.report, self._stop.is_set)
            except NoTable as problem:
                return problem

        run(self, "read", read, self._looked, self._failed)

    def _looked(self, found: Found | NoTable) -> None:
        self._end()
        self._ask(isinstance(found, NoTable) and found.asking)
        if isinstance(found, NoTable):
            self._show(None)
            self._wrong(found.words)
        else:
            self._show(found)
            self.seen_from_now()

    def _bring(self, source: OrderFile | ListFile) -> None:
        total = len(source.orders) if isinstance(source, OrderFile) else len(source.rows)
        line = self._begin("불러오는 중", "Importing", total)
        desk, wishes = self.desk, self._wishes

        def write() -> ImportResult | ListImport:
            if isinstance(source, OrderFile):
                return bring(desk, source, wishes, line.report, self._stop.is_set)
            return bring_list(desk, source, line.report, self._stop.is_set)

        run(self, "write", write, self.dismiss, self._failed)

    async def _match(self, sheet: Sheet) -> None:
        """The statement's deposits beside the orders that wait for one."""
        from orderdesk.screens.dialogs.deposits import match_deposits, read_deposits

        desk = self.desk
        job = await match_deposits(self, await in_thread(lambda: read_deposits(desk, sheet)))
        if job is not None:
            self.dismiss(job)

    def _failed(self, problem: StoreProblem) -> None:
        self._end()
        self._wrong(problem.message)

    def _wrong(self, words: Word) -> None:
        self.app.bell()
        self.tell_line("#wrong", self.desk.word(words))

    def _applied(self, job: Job | None) -> None:
        if job is not None:
            self.dismiss(job)

    def step_back(self) -> bool:
        """Stops what runs (whole orders stay); otherwise closes."""
        if self._busy:
            self._stop.set()
            return True
        return super().step_back()


def tracking_file_work(desk: DeskContext, source: TrackingFile, wishes: Wishes) -> Undertaking:
    """Registering the numbers of *source*, for a preview."""

    def plan(report: Callable[[int], None]) -> Plan:
        return preview_tracking(desk.store, source, desk.actor, desk.clock(), options_of(desk, wishes)).plan

    return Undertaking(preview_title(desk, Word("송장 등록", "Tracking numbers")), 0, plan, applier(desk))
