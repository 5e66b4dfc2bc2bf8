"""송장등록-엑셀, first half: the form for the chosen orders is written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Label, Static

from orderdesk.core.domain.requests import SEOUL
from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import write_template
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Target
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.store.load import load_orders
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.path_input import PathInput, as_path
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("송장등록-엑셀 · 양식 받기", "Tracking by Excel · the form")


class TemplateDialog(Dialog[Path | None]):
    """Asks where the form for the orders *ids* goes; the answer is the file that was written."""

    def __init__(self, ids: Sequence[int], only: frozenset[Target] | None = None) -> None:
        super().__init__()
        self._ids = ids
        self._only = only
        self._writing = False

    def parts(self) -> ComposeResult:
        """The path."""
        yield Label(safe_content(self.say("저장할 파일", "File to write")), classes="quiet")
        yield PathInput(str(self._default()), id="path", compact=True)
        yield Static(id="wrong", classes="line bad empty")

    def _default(self) -> Path:
        day = datetime.fromtimestamp(self.desk.clock(), SEOUL)
        return Path.home() / f"송장등록-{day:%Y%m%d}.xlsx"

    def on_mount(self) -> None:
        """The path can be changed."""
        self.entitle(self.desk.word(TITLE))
        self.hint(
            confirm_hint(self.say(f"{len(self._ids):,}건 양식 저장", f"Write the form of {len(self._ids):,}"))
        )

    def confirm(self) -> None:
        """Writes the form in a thread; a file that exists is never replaced."""
        if self._writing:
            return
        self._writing = True
        path = as_path(self.query_one(PathInput).value)
        run(self, "template", lambda: _write(self.desk, self._ids, self._only, path), self._written)

    def _written(self, written: Path | str) -> None:
        self._writing = False
        if isinstance(written, str):
            self.tell_line("#wrong", self.say(f"쓸 수 없습니다: {written}", f"Can't be written: {written}"))
            self.app.bell()
            return
        tell(self, self.say(f"양식을 저장했습니다: {written}", f"The form was written: {written}"))
        self.dismiss(written)


def _write(desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None, path: Path) -> Path | str:
    """The file written, or why it could not be."""
    with desk.reader() as conn:
        forms = [
            (order.placed_at, template_rows([order], only))
            for chunk in chunks(ids, CHUNK)
            for order in load_orders(conn, chunk)
        ]
    rows = [row for _, form in sorted(forms, key=lambda each: each[0], reverse=True) for row in form]
    try:
        return write_template(path, rows)
    except OSError as error:
        return f"{path} ({error.strerror or error})"
