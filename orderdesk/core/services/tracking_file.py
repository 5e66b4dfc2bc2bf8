"""Import a file of tracking numbers: read, plan, apply, and a verdict on every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.words import Word
from orderdesk.core.files.problems import RowProblem
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.applying import Clock, Progress, apply_plan, never, nothing
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking import RowVerdict, TrackingPlan, plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.services.tracking_rules import Reason
from orderdesk.core.store.engine import Store

NO_WORDS = Word("", "")


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row of the sheet: verdict, reason, and the cell when one is to blame."""

    row: int
    section: str
    kind: Kind
    code: str = ""
    message: Word = NO_WORDS
    column: str = ""
    value: str = ""
    odd: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class TrackingPreview:
    """What a file would do: its rows' verdicts and the plan that applying carries out."""

    file: str
    kind: str
    rows: tuple[RowResult, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class TrackingResult:
    """What a file did: counts of orders, of changed sections, and every row's verdict."""

    file: str
    kind: str
    rows: tuple[RowResult, ...]
    orders: int
    updated: int
    unchanged: int
    refused: int
    sections: int
    job: int | None


def preview_tracking(
    store: Store, read: TrackingFile, actor: Actor, now: int, options: Options
) -> TrackingPreview:
    """What the rows of a file would do."""
    with store.reader() as conn:
        planned = plan_tracking(conn, read.rows, actor, now, options)
    return TrackingPreview(
        read.file, read.kind.name.lower().replace("_", "-"), _rows(read, planned), planned.plan
    )


def _rows(read: TrackingFile, planned: TrackingPlan) -> tuple[RowResult, ...]:
    odd: dict[int, list[RowProblem]] = {}
    results: list[RowResult] = []
    for problem in read.problems:
        if problem.kind.refuses:
            results.append(_unread(problem))
        else:
            odd.setdefault(problem.row, []).append(problem)
    known = {result.row for result in results}
    texts = {row.row: row.raw_number for row in read.rows}
    for verdict in planned.rows:
        if verdict.row not in known:
            extra = tuple(p.kind for p in odd.get(verdict.row, ()))
            results.append(_judged(verdict, texts[verdict.row], extra))
    return tuple(sorted(results, key=lambda result: result.row))


def _unread(problem: RowProblem) -> RowResult:
    return RowResult(
        problem.row, problem.order, Kind.REFUSE, problem.code, problem.message, problem.column, problem.value
    )


def _judged(verdict: RowVerdict, value: str, extra: tuple[Reason, ...]) -> RowResult:
    reason, odd = verdict.reason, (*verdict.odd, *extra)
    if reason is None:
        return RowResult(verdict.row, verdict.section, verdict.kind, odd=odd)
    return RowResult(
        verdict.row,
        verdict.section,
        verdict.kind,
        reason.code,
        reason.message,
        "송장번호",
        value,
        odd,
    )


def import_tracking(
    store: Store,
    read: TrackingFile,
    actor: Actor,
    clock: Clock,
    options: Options,
    dry_run: bool = False,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> TrackingResult:
    """Register the numbers of a file; a dry run writes nothing."""
    preview = preview_tracking(store, read, actor, clock(), options)
    job = None
    if not dry_run and preview.plan.applying():
        job = apply_plan(store, preview.plan, actor, clock, progress, cancelled)
    return _result(preview, job)


def _result(preview: TrackingPreview, job: int | None) -> TrackingResult:
    orders: dict[int, set[Kind]] = {}
    for row in preview.plan.rows:
        orders.setdefault(row.order_id, set()).add(row.verdict.kind)
    updated = sum(Kind.APPLY in kinds for kinds in orders.values())
    refused = sum(Kind.APPLY not in kinds and Kind.REFUSE in kinds for kinds in orders.values())
    return TrackingResult(
        preview.file,
        preview.kind,
        preview.rows,
        len(orders),
        updated,
        len(orders) - updated - refused,
        refused,
        len(preview.plan.applying()),
        job,
    )
