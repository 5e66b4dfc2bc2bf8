"""What a file to import holds, said in lines; whether it brings orders or tracking numbers shows itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.limits import LIMITS, Limits
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.problems import FileProblem
from orderdesk.core.files.reading import Sheet, read_table
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.importing import ImportResult, import_orders
from orderdesk.core.services.opening import take
from orderdesk.core.services.tracking_file import TrackingPreview, preview_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.screens.context import DeskContext

_KINDS: Final = {
    "tracking": Word("송장 양식", "tracking form"),
    "courier-return": Word("택배사 파일", "courier's file"),
    "tracking-old": Word("구 양식", "old form"),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a file is taken: orders as paid; other numbers replaced; numbers shared by several receivers."""

    assume_paid: bool = True
    overwrite: bool = False
    share: bool = False


Source = OrderFile | TrackingFile
"""What a file that was read brings."""


class Read(NamedTuple):
    """A file that was read: its cells, and what it brings."""

    sheet: Sheet
    source: Source


@dataclass(frozen=True, slots=True)
class Found:
    """What a file would do; exactly one of `orders` and `tracking` is there."""

    sheet: Sheet
    source: Source
    orders: ImportResult | None = None
    tracking: TrackingPreview | None = None

    @property
    def changes(self) -> int:
        """How many orders or sections would change."""
        if self.orders is not None:
            return self.orders.imported + self.orders.updated
        return len(self.tracking.plan.applying()) if self.tracking else 0


class NoTable(Exception):
    """The file can't be taken; `words` say why and what to do."""

    def __init__(self, words: Word) -> None:
        super().__init__(words.en)
        self.words = words


def read_source(path: Path, limits: Limits = LIMITS, password: str = "") -> Read:
    """The file at *path*. NoTable when it can't be taken."""
    try:
        sheet = read_table(path, limits, password)
        return Read(sheet, take(sheet))
    except FileProblem as problem:
        raise NoTable(_file_words(problem)) from problem


def look(
    desk: DeskContext, read: Read, wishes: Wishes, progress: Progress, cancelled: Callable[[], bool]
) -> Found:
    """What the file would do; nothing is written."""
    source = read.source
    if isinstance(source, OrderFile):
        return Found(*read, orders=bring(desk, source, wishes, progress, cancelled, dry_run=True))
    options = options_of(desk, wishes)
    return Found(*read, tracking=preview_tracking(desk.store, source, desk.actor, desk.clock(), options))


def bring(
    desk: DeskContext,
    source: OrderFile,
    wishes: Wishes,
    progress: Progress,
    cancelled: Callable[[], bool],
    dry_run: bool = False,
) -> ImportResult:
    """Imports the orders of *source*; whole orders are in when it is cancelled."""
    paid = wishes.assume_paid
    return import_orders(desk.store, source, desk.actor, desk.clock, dry_run, paid, progress, cancelled)


def options_of(desk: DeskContext, wishes: Wishes) -> Options:
    """How tracking rows are taken, by the settings and *wishes*."""
    settings = desk.settings
    return Options(
        settings.default_courier,
        settings.lotte_strict,
        settings.ready_on_tracking,
        wishes.overwrite,
        wishes.share,
    )


def _file_words(problem: FileProblem) -> Word:
    """What is wrong with a file and what to do."""
    detail = f" ({problem.detail})" if problem.detail else ""
    message, advice = problem.kind.message, problem.kind.advice
    return Word(
        f"{problem.file}: {message.ko}{detail}. {advice.ko}",
        f"{problem.file}: {message.en}{detail}. {advice.en}",
    )


def counts_line(found: Found, lang: Lang) -> str:
    """*found* in numbers."""
    if found.orders is not None:
        return orders_line(found.orders, lang)
    assert found.tracking is not None
    rows = found.tracking.rows
    kinds = {kind: sum(row.kind is kind for row in rows) for kind in Kind}
    name = _KINDS.get(found.tracking.kind, Word(found.tracking.kind, found.tracking.kind)).text(lang)
    if lang == "en":
        return (
            f"{name} · {len(rows):,} rows · apply {kinds[Kind.APPLY]:,} · skip {kinds[Kind.SKIP]:,}"
            f" · refuse {kinds[Kind.REFUSE]:,}"
        )
    return (
        f"{name} · {len(rows):,}행 · 적용 {kinds[Kind.APPLY]:,} · 건너뜀 {kinds[Kind.SKIP]:,}"
        f" · 거절 {kinds[Kind.REFUSE]:,}"
    )


def orders_line(result: ImportResult, lang: Lang) -> str:
    """The counts of an order import."""
    if lang == "en":
        return (
            f"{result.orders:,} orders in {result.rows:,} rows · new {result.imported:,} · changed"
            f" {result.updated:,} · unchanged {result.unchanged:,} · refused {result.refused:,}"
        )
    return (
        f"주문 {result.orders:,}건 ({result.rows:,}행) · 신규 {result.imported:,} · 변경 {result.updated:,}"
        f" · 그대로 {result.unchanged:,} · 거절 {result.refused:,}"
    )


def problem_lines(found: Found, lang: Lang) -> list[tuple[str, str]]:
    """A line per problem: where and which value on the left, what is wrong on the right."""
    if found.orders is not None:
        return [(_at(p.row, p.column, p.value, lang), p.message.text(lang)) for p in found.orders.problems]
    lines = []
    for row in found.tracking.rows if found.tracking else ():
        odd = ", ".join(reason.message.text(lang) for reason in row.odd)
        why = ", ".join(part for part in (row.message.text(lang), odd) if part)
        if row.kind is not Kind.APPLY or odd:
            mark = {Kind.APPLY: "⚠", Kind.SKIP: "–", Kind.REFUSE: "✗"}[row.kind]
            lines.append((f"{mark} {_at(row.row, row.section, row.value, lang)}", why))
    return lines


def _at(row: int, column: str, value: str, lang: Lang) -> str:
    return " ".join(part for part in (f"row {row}" if lang == "en" else f"{row}행", column, value) if part)
