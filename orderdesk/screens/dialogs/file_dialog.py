"""What dialogs share that write a file of orders: a thread that can be stopped, and why there is no file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Label, Static

from orderdesk.core.domain.export_refusals import STOPPED, ExportRefused
from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.exporting import ExportStopped
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.desk_screen import Answer
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.file_words import ASK_REASON, refusal_words, unwritten_words
from orderdesk.screens.work import run
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.path_input import PathInput, as_path
from orderdesk.widgets.progress_line import ProgressLine
from orderdesk.widgets.safe_text import safe_content


class FileDialog(Dialog[Answer]):
    """Asks where a file goes, and why where the setting wants it, and writes it; the answer tells of it."""

    PATH: ClassVar[type[PathInput]] = PathInput

    def __init__(self) -> None:
        super().__init__()
        self._offered = ""
        self._stop = threading.Event()
        self._busy = False

    def file_parts(self, endings: str) -> ComposeResult:
        """Reason, path, what is wrong, and the progress."""
        if self.desk.settings.export_reason:
            yield Label(safe_content(self.desk.word(ASK_REASON)))
            yield KoreanInput(id="reason", compact=True)
        yield Label(safe_content(self.say("파일", "File") + f" ({endings})"))
        yield self.PATH(id="path", compact=True)
        yield Static(id="wrong", classes="line bad empty")
        yield ProgressLine(self.lang)

    def offer_name(self, name: str) -> None:
        """Calls the file *name*, in the operator's own folder, unless the operator has named it."""
        field = self.query_one(PathInput)
        if field.value == self._offered:
            field.value = self._offered = str(Path.home() / name)

    @property
    def reason(self) -> str:
        """What was said why."""
        return next((field.value for field in self.query("#reason").results(KoreanInput)), "")

    @property
    def path(self) -> Path:
        """Where the file goes."""
        return as_path(self.query_one(PathInput).value)

    def stopped(self) -> bool:
        """Whether the operator wants no file any more; safe to ask from any thread."""
        return self._stop.is_set()

    def write_file(self, label: str, write: Callable[[], Answer]) -> None:
        """Runs *write* in a thread and answers with its result, or says why there is none."""
        if self._busy:
            return
        self._busy = True
        self._stop.clear()
        self.tell_line("#wrong", "")
        self.query_one(ProgressLine).begin(label, 0)
        path = self.path
        run(self, "file", lambda: _result(write, path), self._written, self._failed)

    def _written(self, done: tuple[Answer] | Word) -> None:
        if isinstance(done, Word):
            self._wrong(done)
        else:
            self.dismiss(done[0])

    def _failed(self, problem: StoreProblem) -> None:
        self._wrong(problem.message)

    def _wrong(self, words: Word) -> None:
        self._busy = False
        self.query_one(ProgressLine).end()
        self.app.bell()
        self.tell_line("#wrong", self.desk.word(words))

    def step_back(self) -> bool:
        """Stops what is written, which leaves no file; otherwise closes."""
        if self._busy:
            self._stop.set()
            return True
        return super().step_back()


def _result(write: Callable[[], Answer], path: Path) -> tuple[Answer] | Word:
    """What *write* gives, or why it can't."""
    try:
        return (write(),)
    except ExportRefused as refused:
        return refusal_words(refused)
    except BadCondition as bad:
        return Word(f"{bad.text}: {bad.advice.ko}", f"{bad.text}: {bad.advice.en}")
    except ExportStopped:
        return STOPPED
    except OSError as error:
        return unwritten_words(path, error)
