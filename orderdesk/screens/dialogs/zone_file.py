"""Regional zones of a file: what it would change is seen before Ctrl+S puts them in the place of all."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Label, Static

from orderdesk.core.domain.words import many
from orderdesk.core.files.limits import limits_of
from orderdesk.core.files.problems import FileProblem
from orderdesk.core.services.fees import FeeBook, replace_zones
from orderdesk.core.services.zone_files import ZoneChanges, overlap_words, problem_words, read_zone_file
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.path_input import PathInput, as_path
from orderdesk.widgets.safe_text import safe_content


class ZoneFileDialog(Dialog[FeeBook | None]):
    """Reads a file beside the zones of *book*, then takes it; the answer is what the shop says then."""

    DEFAULT_CSS = """
    ZoneFileDialog {
        & VerticalScroll { height: auto; max-height: 12; }
        & VerticalScroll > Static { height: auto; }
    }
    """

    def __init__(self, book: FeeBook) -> None:
        super().__init__()
        self._book = book
        self._read: tuple[Path, ZoneChanges] | None = None
        self._busy = False

    def parts(self) -> ComposeResult:
        """The path, and what the file would change."""
        label = self.say("지역표 파일 (.csv, .xlsx)", "File of zones (.csv, .xlsx)")
        yield Label(safe_content(label), classes="quiet")
        yield PathInput(id="path", compact=True)
        with VerticalScroll(can_focus=False):
            yield Static(id="told", classes="line empty")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Nothing was read yet."""
        self.entitle(self.say("지역표 불러오기", "Import zones"))
        self._show(None)

    @property
    def _path(self) -> Path:
        return as_path(self.query_one(PathInput).value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another file is another question."""
        if self._read is not None and self._read[0] != self._path:
            self._show(None)

    def _show(self, changes: ZoneChanges | None) -> None:
        """Says what the file would change, or that it is to be read first."""
        self._read = (self._path, changes) if changes is not None else None
        problems = changes.file.problems if changes is not None else []
        lines = [changes.words, *map(overlap_words, changes.overlaps)] if changes is not None else []
        self.tell_line("#told", "\n".join(map(self.desk.word, lines)))
        self.tell_line("#wrong", "\n".join(self.desk.word(problem_words(each)) for each in problems[:5]))
        if changes is None:
            self.hint(confirm_hint(self.say("읽기", "Read")))
            return
        mend = (
            self.say(f"고칠 행 {len(problems):,}", f"{many(len(problems), 'row')} to fix")
            if problems
            else None
        )
        self.hint(confirm_hint(self.say("이 지역표로 바꾸기", "Use these zones"), mend))

    def confirm(self) -> None:
        """Reads the file; once it was read, takes it."""
        if self._busy:
            return
        read = self._read
        if read is None:
            self._read_file(self._path)
        elif read[1].file.problems:
            self.app.bell()
        else:
            desk, zones = self.desk, read[1].file.zones
            self._busy = True
            run(
                self,
                "take",
                lambda: replace_zones(desk.store, desk.actor, desk.clock(), zones),
                self.dismiss,
            )

    def _read_file(self, path: Path) -> None:
        limits, book = limits_of(self.desk.settings), self._book

        def work() -> ZoneChanges | FileProblem:
            try:
                return read_zone_file(path, book, limits)
            except FileProblem as problem:
                return problem

        self._busy = True
        run(self, "read", work, self._came)

    def _came(self, found: ZoneChanges | FileProblem) -> None:
        self._busy = False
        if isinstance(found, ZoneChanges):
            self._show(found)
            self.seen_from_now()
            return
        kind, about = found.kind, f"{found.detail}: " if found.detail else ""
        self.tell_line("#wrong", f"{about}{self.desk.word(kind.message)}. {self.desk.word(kind.advice)}")
        self.app.bell()
