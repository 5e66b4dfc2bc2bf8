"""Asks where a file goes, and writes it there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Label, Static

from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.columns import listed
from orderdesk.widgets.path_input import PathInput, as_path
from orderdesk.widgets.safe_text import safe_content


class SaveFileDialog(Dialog[Path | None]):
    """Asks for a path, at first *default*; the answer is the file that *write* wrote, in a thread.

    *label* says what Ctrl+S does; the name must end in one of *endings*. *write* gives the path that the new
    file got, for one that exists is never replaced.
    """

    def __init__(
        self, title: str, label: str, default: Path, endings: Sequence[str], write: Callable[[Path], Path]
    ) -> None:
        super().__init__()
        self._title = title
        self._label = label
        self._default = default
        self._endings = tuple(endings)
        self._write = write
        self._writing = False

    def parts(self) -> ComposeResult:
        """The path."""
        endings = f"({listed(list(self._endings))})"
        yield Label(
            safe_content(self.say(f"저장할 파일 {endings}", f"File to write {endings}")), classes="quiet"
        )
        yield PathInput(str(self._default), id="path", compact=True)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The path can be changed."""
        self.entitle(self._title)
        self.hint(confirm_hint(self._label))

    def confirm(self) -> None:
        """Writes the file in a thread."""
        path = as_path(self.query_one(PathInput).value)
        if self._writing:
            return
        if not path.name.lower().endswith(self._endings):
            ends = listed(list(self._endings))
            self._refuse(self.say(f"이름은 {ends} 로 끝나야 합니다", f"The name must end in {ends}"))
            return
        self._writing = True
        run(self, "save", lambda: self._written_or_why(path), self._written)

    def _written_or_why(self, path: Path) -> Path | str:
        """The file written, or why it could not be."""
        try:
            return self._write(path)
        except OSError as error:
            return f"{path} ({error.strerror or error})"

    def _written(self, written: Path | str) -> None:
        self._writing = False
        if isinstance(written, str):
            self._refuse(self.say(f"쓸 수 없습니다: {written}", f"Can't be written: {written}"))
            return
        tell(self, self.say(f"저장했습니다: {written}", f"Written: {written}"))
        self.dismiss(written)

    def _refuse(self, why: str) -> None:
        self.tell_line("#wrong", why)
        self.app.bell()
