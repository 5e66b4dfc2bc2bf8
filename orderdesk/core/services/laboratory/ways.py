"""How each kind of file is judged and applied: the importing services, as the laboratory needs them.

A further kind is one more class with `judge`, and what applies it; one that only is compared with the store
is an entry in `comparing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.words import Word
from orderdesk.core.files.correction import Correction, Part
from orderdesk.core.files.order_export import orders_of
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import Sheet
from orderdesk.core.files.tracking_form import tracking_of
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.comparing import compare
from orderdesk.core.services.importing import ImportResult, Outcome, import_orders
from orderdesk.core.services.laboratory.judged import Judged, of_import, of_rows
from orderdesk.core.services.list_files import import_list, list_of
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.services.tracking_file import TrackingPreview, preview_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job_rows

Read = TypeVar("Read")


def _unless_empty(read: Callable[[Sheet], Read], part: Part) -> Read | None:
    """What *read* makes of *part*; None where it holds no rows."""
    try:
        return read(part.sheet)
    except FileProblem as problem:
        if problem.kind is FileTrouble.EMPTY:
            return None
        raise


@dataclass(frozen=True)
class _RowsWay:
    """Rows that an import brings in, and judges by a dry run of itself."""

    store: Store
    actor: Actor
    clock: Clock

    def judge(
        self,
        part: Part,
        table: Correction,
        progress: Progress = nothing,
        cancelled: Callable[[], bool] = never,
    ) -> Iterable[Judged]:
        """The verdicts of a dry run."""
        result = self.bring(part, progress, cancelled, dry_run=True)
        return of_import(result, table) if result else ()

    def bring(
        self,
        part: Part,
        progress: Progress = nothing,
        cancelled: Callable[[], bool] = never,
        dry_run: bool = False,
    ) -> ImportResult | ListImport | None:
        """Brings the rows of *part* in, unless it is a *dry_run*; None where it holds none."""
        raise NotImplementedError


@dataclass(frozen=True)
class OrderWay(_RowsWay):
    """Orders of the shop's export."""

    assume_paid: bool = True

    def bring(
        self,
        part: Part,
        progress: Progress = nothing,
        cancelled: Callable[[], bool] = never,
        dry_run: bool = False,
    ) -> ImportResult | None:
        """Brings the orders of *part* in, unless it is a *dry_run*; None where it holds no rows."""
        read = _unless_empty(orders_of, part)
        if read is None:
            return None
        paid, numbers = self.assume_paid, part.numbers
        return import_orders(
            self.store, read, self.actor, self.clock, dry_run, paid, progress, cancelled,
            lambda row: numbers[row - 1],
        )  # fmt: skip


@dataclass(frozen=True)
class ListWay(_RowsWay):
    """A list of the shop: products or members."""

    def bring(
        self,
        part: Part,
        progress: Progress = nothing,
        cancelled: Callable[[], bool] = never,
        dry_run: bool = False,
    ) -> ListImport | None:
        """Brings the rows of *part* in, unless it is a *dry_run*; None where it holds none."""
        read = _unless_empty(list_of, part)
        if read is None:
            return None
        return import_list(self.store, read, self.actor, self.clock, dry_run, progress, cancelled)


def brought_by(part: Part, result: ImportResult | ListImport) -> frozenset[int]:
    """The rows of the whole that are in the store by *result*, which brought *part*."""
    return frozenset(
        part.numbers[verdict.row - 1] for verdict in result.verdicts if verdict.outcome is not Outcome.REFUSED
    )


@dataclass(frozen=True)
class TrackingWay:
    """Tracking numbers by form or from a courier."""

    store: Store
    actor: Actor
    clock: Clock
    options: Options = field(default_factory=Options)

    def judge(
        self,
        part: Part,
        table: Correction,
        progress: Progress = nothing,
        cancelled: Callable[[], bool] = never,
    ) -> Iterable[Judged]:
        """The verdicts of a preview."""
        preview = self.plan(part)
        return of_rows(preview.rows, table) if preview else ()

    def plan(self, part: Part) -> TrackingPreview | None:
        """What the rows of *part* would do; None where it holds none."""
        read = _unless_empty(tracking_of, part)
        if read is None:
            return None
        return preview_tracking(self.store, read, self.actor, self.clock(), self.options)

    def done(self, part: Part, preview: TrackingPreview, job: int) -> frozenset[int]:
        """The rows of the whole that *job* has applied, of those that *preview* planned."""
        with self.store.reader() as conn:
            rows = job_rows(conn, job)
        applied = {(row.order_id, row.section) for row in rows if row.verdict == Kind.APPLY.value}
        sections = {row.section_number for row in preview.plan.rows if (row.order_id, row.section) in applied}
        return frozenset(
            part.numbers[row.row - 1]
            for row in preview.rows
            if row.kind is Kind.APPLY and row.section in sections
        )


@dataclass(frozen=True)
class ComparedWay:
    """Files that are only held against the store; *why* says so."""

    store: Store
    why: Word

    def judge(
        self,
        part: Part,
        table: Correction,
        progress: Progress = nothing,
        cancelled: Callable[[], bool] = never,
    ) -> Iterable[Judged]:
        """The verdicts of comparing."""
        compared = _unless_empty(lambda sheet: compare(self.store, sheet), part)
        return of_rows(compared.rows, table) if compared else ()


Way = OrderWay | ListWay | TrackingWay | ComparedWay
"""How a file is judged."""
