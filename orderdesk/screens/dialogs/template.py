"""송장등록-엑셀, first half: the form for the chosen orders is written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Word
from orderdesk.core.files.tracking_form import write_template
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Target
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.store.load import load_orders
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.save_file import NewFile, SaveFileDialog

TITLE: Final = Word("송장등록-엑셀 · 양식 받기", "Tracking by Excel · the form")


def template_dialog(
    desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None = None
) -> SaveFileDialog:
    """Asks where the form for the orders *ids* goes; the answer is the file that was written."""
    many = f"{len(ids):,}"
    label = Word(f"{many}건 양식 저장", f"Write the form of {many}")
    day = datetime.fromtimestamp(desk.clock(), SEOUL)
    default = Path.home() / f"송장등록-{day:%Y%m%d}.xlsx"

    def write(path: Path, report: Callable[[int], None]) -> Path:
        return _write(desk, ids, only, path, report)

    return SaveFileDialog(NewFile(desk.word(TITLE), desk.word(label), default, (".xlsx",), len(ids), write))


def _write(
    desk: DeskContext,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    path: Path,
    report: Callable[[int], None],
) -> Path:
    forms = []
    with desk.reader() as conn:
        for chunk in chunks(ids, CHUNK):
            forms += [(each.placed_at, template_rows([each], only)) for each in load_orders(conn, chunk)]
            report(len(forms))
    rows = [row for _, form in sorted(forms, key=lambda each: each[0], reverse=True) for row in form]
    return write_template(path, rows)
