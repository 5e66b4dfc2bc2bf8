"""송장등록-엑셀, first half: the form for the chosen orders is written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.words import Word
from orderdesk.core.services.planning import Target
from orderdesk.core.services.tracking_forms import write_form
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.save_file import NewFile, SaveFileDialog

TITLE: Final = Word("송장등록-엑셀 · 양식 받기", "Tracking by Excel · the form")


def template_dialog(
    desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None = None
) -> SaveFileDialog:
    """Asks where the form for the orders *ids* goes; the answer is the file that was written."""
    many = f"{len(ids):,}"
    label = Word(f"{many}건 양식 저장", f"Save the form of {many}")
    day = datetime.fromtimestamp(desk.clock(), SEOUL)
    default = Path.home() / f"송장등록-{day:%Y%m%d}.xlsx"

    def write(path: Path, reason: str, report: Callable[[int], None]) -> Path:
        return write_form(desk.store, ids, only, path, desk.actor, desk.clock, report).path

    return SaveFileDialog(NewFile(desk.word(TITLE), desk.word(label), default, (".xlsx",), len(ids), write))
