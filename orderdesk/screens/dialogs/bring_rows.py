"""Bringing the good rows of a corrected file in: how many orders or rows, and then exactly these."""

from __future__ import annotations

import threading
from typing import NamedTuple

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.job_words import IMPORT_LASTS
from orderdesk.core.domain.words import many
from orderdesk.core.files.correction import Part
from orderdesk.core.services.importing import ImportResult
from orderdesk.core.services.laboratory.ways import ListWay, OrderWay, brought_by
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint, tell_too_early
from orderdesk.screens.dialogs.import_reading import changed_rows, items_line, orders_line
from orderdesk.screens.dialogs.preview import STOP
from orderdesk.screens.work import run
from orderdesk.widgets.progress_line import ProgressLine


class Brought(NamedTuple):
    """What was brought in, and the rows of the file that are in the store by it."""

    result: ImportResult | ListImport
    rows: frozenset[int]


class BringDialog(Dialog[Brought | None]):
    """Looks what *part* would bring, says so, and brings it in on Ctrl+S."""

    def __init__(self, way: OrderWay | ListWay, part: Part) -> None:
        super().__init__()
        self._way = way
        self._part = part
        self._would: ImportResult | ListImport | None = None
        self._stop = threading.Event()
        self._busy = False

    def parts(self) -> ComposeResult:
        """The counts and the progress."""
        yield Static(id="counts", classes="line")
        yield Static(id="mind", classes="line warn empty")
        yield Static(id="wrong", classes="line bad empty")
        yield ProgressLine(self.lang)

    def on_mount(self) -> None:
        """Looks first."""
        self.entitle(self.say("불러오기 · 미리보기", "Import · Preview"))
        self.hint()
        line, way, part = self._begin("살펴보는 중", "Planning"), self._way, self._part
        run(
            self,
            "look",
            lambda: way.bring(part, line.report, self._stop.is_set, dry_run=True),
            self._looked,
            self._failed,
        )

    def _begin(self, korean: str, english: str) -> ProgressLine:
        self._busy = True
        line = self.query_one(ProgressLine)
        line.begin(self.say(korean, english), 0)
        return line

    def _end(self) -> None:
        self._busy = False
        self.query_one(ProgressLine).end()

    def _looked(self, result: ImportResult | ListImport | None) -> None:
        self._end()
        if result is None or self._stop.is_set():
            self.dismiss(None)
            return
        self._would = result
        n = _changes(result)
        if isinstance(result, ListImport):
            self.tell_line("#counts", items_line(result, "", self.lang))
            label = self.say(f"{n:,}행 불러오기", f"Import {many(n, 'row')}")
        else:
            self.tell_line("#counts", orders_line(result, self.lang))
            self.tell_line("#mind", self.desk.word(IMPORT_LASTS) if n else "")
            label = self.say(f"주문 {n:,}건 불러오기", f"Import {many(n, 'order')}")
        self.hint(confirm_hint(label, None if n else label))
        self.seen_from_now()

    def confirm(self) -> None:
        """Brings them in, in a thread."""
        would = self._would
        if would is None:
            tell_too_early(self)
        if self._busy or would is None:
            return
        if not _changes(would):
            self.app.bell()
            tell(self, self.say("바뀌는 것이 없습니다", "Nothing would change"), "warning")
            return
        line, way, part = self._begin("불러오는 중", "Importing"), self._way, self._part
        self.hint(back=STOP)

        def bring() -> Brought | None:
            result = way.bring(part, line.report, self._stop.is_set)
            return Brought(result, brought_by(part, result)) if result else None

        run(self, "write", bring, self.dismiss, self._failed)

    def _failed(self, problem: StoreProblem) -> None:
        self._end()
        self.app.bell()
        self.tell_line("#wrong", self.desk.word(problem.message))

    def step_back(self) -> bool:
        """Stops what runs: whole orders and rows stay. Otherwise closes."""
        if self._busy:
            self._stop.set()
            return True
        return super().step_back()


def _changes(result: ImportResult | ListImport) -> int:
    """How many orders, or rows of a list, are new or change something."""
    return changed_rows(result) if isinstance(result, ListImport) else result.imported + result.updated
