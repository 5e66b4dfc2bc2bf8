"""A cell of the list, opened: cash receipt, or its whole text; memos and payments have their own dialogs."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.services.browsing import Listed
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.order_list import Shown, read_order
from orderdesk.screens.work import run
from orderdesk.widgets.cell_text import behind_cell, title_of
from orderdesk.widgets.look import look_of
from orderdesk.widgets.text_scroll import TextScroll


class CellDialog(Dialog[None]):
    """Shows what stands behind the cell of *row* under the column *key*; the arrows scroll."""

    AUTO_FOCUS = "TextScroll"

    def __init__(self, row: Listed, key: str) -> None:
        super().__init__()
        self._row = row
        self._key = key
        self._text = Text()
        self._shown: Shown | None = None

    def parts(self) -> ComposeResult:
        """One text."""
        with TextScroll():
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Reads the order as it is now."""
        self.entitle(title_of(self._row, self._key, self.lang))
        self.hint()
        desk, order_id = self.desk, self._row.id
        run(self, "cell", lambda: read_order(desk, order_id), self._read)

    def _read(self, shown: Shown | None) -> None:
        if shown is None:
            self.dismiss(None)
            return
        self._shown = shown
        self.write_anew()

    def write_anew(self) -> None:
        """The cell in the colours of the theme."""
        if self._shown is None:
            return
        self._text = behind_cell(self._shown.view, self._row, self._key, self.lang, look_of(self))
        self.query_one(Static).update(self._text)

    def copied(self) -> str:
        """What Ctrl+C copies: all that is shown."""
        return self._text.plain
