"""The orders of a store in the library's own table, without anything around it: the baseline of the list."""

from __future__ import annotations

import sys
from typing import Final

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from orderdesk.bench.programs import COLUMNS
from orderdesk.core.domain.columns import BY_KEY, Cell
from orderdesk.core.domain.text import clean
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import View
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.listing import ListQuery

_MOST: Final = 1000
"""Rows that are shown; with more the table takes too long to start to be compared with."""


class Table(App[None]):
    """All rows in a table, as its manual says to do it."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: list[list[Text]]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fills it."""
        table = self.query_one(DataTable)
        table.add_columns(*(BY_KEY[key].words.ko for key in COLUMNS))
        table.add_rows(self._rows)
        table.focus()


def _text(cell: Cell) -> Text:
    return Text(f"{cell:,}" if isinstance(cell, int) else clean(str(cell or "")))


def main() -> None:
    """Show the newest orders of the store that the argument names."""
    with open_store(sys.argv[1]) as store, store.reader() as conn:
        listed = browsing.window(conn, View(ListQuery()), 0, _MOST, COLUMNS)
    Table([[_text(row.cells[key]) for key in COLUMNS] for row in listed]).run()


if __name__ == "__main__":
    main()
