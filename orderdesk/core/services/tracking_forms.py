"""Hand out the pre-filled form for tracking numbers, and record who took it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from orderdesk.core.domain.access_words import FORM_KIND, FORM_NAME
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_scopes import SCOPE_WORDS, Scope
from orderdesk.core.domain.orders import Actor
from orderdesk.core.files.tracking_form import TemplateRow, write_template
from orderdesk.core.services.applying import Clock, never
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.exporting import ExportStopped
from orderdesk.core.services.planning import CHUNK, Target
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """The form that was written, and its rows."""

    path: Path
    rows: int


def write_form(
    store: Store,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    path: Path,
    actor: Actor,
    clock: Clock,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = never,
) -> WrittenForm:
    """Write the form for the orders *ids* (or the targets *only*), the newest first, as a new file.

    It holds section and item numbers but nobody's data. ExportRefused when no section waits for a number,
    ExportStopped when *cancelled* says so; OSError when it can't be written.
    """
    forms: list[tuple[int, list[TemplateRow]]] = []
    with store.reader() as conn:
        for chunk in chunks(ids, CHUNK):
            if cancelled():
                raise ExportStopped
            forms += [(each.placed_at, template_rows([each], only)) for each in load_orders(conn, chunk)]
            progress(len(forms))
    rows = [row for _, form in sorted(forms, key=lambda each: each[0], reverse=True) for row in form]

    if not rows:
        raise ExportRefused(ExportRefusal.NO_NUMBERS)

    def record(target: Path) -> None:
        scope = f"{SCOPE_WORDS[Scope.SELECTED].ko} · {len(ids):,}"
        access = Access(FORM_KIND, scope, FORM_NAME.ko, target.name, "", len(ids), len(rows), 0)
        with store.unit(actor, clock()) as unit:
            unit.record_access(access)

    return WrittenForm(write_template(path, rows, record), len(rows))
