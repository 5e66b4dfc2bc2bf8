"""Asks where a file goes, and writes it there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Label, Static

from orderdesk.core.domain.export_refusals import ExportRefused
from orderdesk.core.domain.words import Word
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.file_words import ASK_REASON, refusal_words, unwritten_words
from orderdesk.screens.work import run
from orderdesk.widgets.columns import listed
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.path_input import PathInput, as_path
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe_content

Write = Callable[[Path, str, Callable[[int], None]], Path]
"""Writes a new file for a reason, tells how many rows are done, and gives the path that the file got."""


@dataclass(frozen=True)
class NewFile:
    """A file to be written in a thread: at first it is called *default*, and it ends in one of *endings*.

    `title` and `label` name the dialog and what Ctrl+S does; `rows` is how many rows it will have. `write`
    gives the path that it got, for a file that exists is never replaced. A file with somebody's data
    (`personal`) asks why it is taken out, where the setting wants that; `write` is told.
    """

    title: str
    label: str
    default: Path
    endings: Sequence[str]
    rows: int
    write: Write
    personal: bool = False


class _Stopped(Exception):
    """The operator left while the file was written."""


class SaveFileDialog(Dialog[Path | None]):
    """Asks where *file* goes and writes it; the answer is the path that it got, None when it was left."""

    def __init__(self, file: NewFile) -> None:
        super().__init__()
        self._file = file
        self._endings = tuple(file.endings)
        self._stop = threading.Event()
        self._writing = False

    def parts(self) -> ComposeResult:
        """The reason where it is asked for, and the path."""
        if self._file.personal and self.desk.settings.export_reason:
            yield Label(safe_content(self.desk.word(ASK_REASON)), classes="quiet")
            yield KoreanInput(id="reason", compact=True)
        endings = f"({listed(list(self._endings))})"
        yield Label(
            safe_content(self.say(f"저장할 파일 {endings}", f"File to save {endings}")), classes="quiet"
        )
        yield PathInput(str(self._file.default), id="path", compact=True)
        yield Static(id="wrong", classes="line bad empty")
        yield ProgressLine(self.lang)

    def on_mount(self) -> None:
        """The path can be changed."""
        self.entitle(self._file.title)
        self.hint(confirm_hint(self._file.label))

    def confirm(self) -> None:
        """Writes the file in a thread."""
        path = as_path(self.query_one(PathInput).value)
        if self._writing:
            return
        if not path.name.lower().endswith(self._endings):
            ends = listed(list(self._endings))
            self._refuse(self.say(f"이름은 {ends}로 끝나야 합니다", f"The name must end in {ends}"))
            return
        self._writing = True
        line = self.query_one(ProgressLine)
        line.begin(self.say("쓰는 중", "Writing"), self._file.rows)
        reason = next((field.value for field in self.query("#reason").results(KoreanInput)), "")
        run(self, "save", lambda: self._written_or_why(path, reason, line), self._written)

    def _written_or_why(self, path: Path, reason: str, line: ProgressLine) -> Path | Word | None:
        """The file written, or why it could not be; None when the operator left."""

        def report(done: int) -> None:
            if self._stop.is_set():
                raise _Stopped
            line.report(done)

        try:
            return self._file.write(path, reason, report)
        except ExportRefused as refused:
            return refusal_words(refused)
        except OSError as error:
            return unwritten_words(path, error)
        except _Stopped:
            return None

    def step_back(self) -> bool:
        """Closes; what is being written is given up, and leaves no file."""
        self._stop.set()
        return super().step_back()

    def _written(self, written: Path | Word | None) -> None:
        if written is None:
            return
        self._writing = False
        self.query_one(ProgressLine).end()
        if isinstance(written, Word):
            self._refuse(self.desk.word(written))
            return
        tell(self, self.say(f"저장했습니다: {written}", f"Saved: {written}"))
        self.dismiss(written)

    def _refuse(self, why: str) -> None:
        self.tell_line("#wrong", why)
        self.app.bell()
