"""Import a file of tracking numbers: read, plan, apply, and a verdict on every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.plans import Kind, refuse
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.words import Word
from orderdesk.core.files.columns import TRACKING_COLUMNS
from orderdesk.core.files.columns import Kind as FileKind
from orderdesk.core.files.problems import RowProblem, RowTrouble
from orderdesk.core.files.tracking_form import TrackingFile, TrackingRow
from orderdesk.core.services.applying import Clock, Progress, apply_plan, never, nothing
from orderdesk.core.services.channel_rows import by_sections
from orderdesk.core.services.planning import Plan, PlanRow
from orderdesk.core.services.tracking import TrackingPlan, plan_tracking
from orderdesk.core.services.tracking_rows import Options, RowVerdict, cell_of
from orderdesk.core.services.tracking_rules import Reason, advice_on
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.jobs import job_rows
from orderdesk.core.uncollected import uncollected

NO_WORDS = Word("", "")


class Further(NamedTuple):
    """One more reason why a row is refused, which would be met once the first is mended, and its cell."""

    reason: Reason
    column: str
    value: str


class RowResult(NamedTuple):
    """What became of one row of the sheet: verdict, reasons, and the cell when one is to blame.

    `said` is what those of `odd` say that say more of this row than of any.
    """

    row: int
    section: str
    kind: Kind
    code: str = ""
    message: Word = NO_WORDS
    advice: Word = NO_WORDS
    column: str = ""
    value: str = ""
    odd: tuple[Reason, ...] = ()
    further: tuple[Further, ...] = ()
    said: Mapping[Reason, Word] = MappingProxyType({})

    def words(self, odd: Reason) -> Word:
        """What *odd* says of this row."""
        return self.said.get(odd, odd.message)


@dataclass(frozen=True, slots=True)
class TrackingPreview:
    """What a file would do: its rows' verdicts and the plan that applying carries out."""

    file: str
    kind: str
    rows: tuple[RowResult, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class TrackingResult:
    """What a file did: counts of orders, of changed sections, and every row's verdict.

    `in_part` says in words that sections were split, as the file names some of their pieces only.
    """

    file: str
    kind: str
    rows: tuple[RowResult, ...]
    orders: int
    updated: int
    unchanged: int
    refused: int
    sections: int
    job: int | None
    in_part: Word | None = None


def preview_tracking(
    store: Store, read: TrackingFile, actor: Actor, now: int, options: Options
) -> TrackingPreview:
    """What the rows of a file would do. The old form is refused unless `options.by_order` takes it."""
    if read.kind is FileKind.OLD_TRACKING:
        read = _old_form(read, options.by_order)
    with store.reader() as conn, uncollected():
        if read.kind is FileKind.CHANNEL_ORDERS:
            read = by_sections(conn, read)
        planned = plan_tracking(conn, read.rows, actor, now, options, read.unread)
        rows = _rows(read, planned)
    return TrackingPreview(read.file, read.kind.value, rows, planned.plan)


def _old_form(read: TrackingFile, taken: bool) -> TrackingFile:
    """The old form with all of its rows refused, or, where it is *taken*, without the finding about it."""
    problems = [problem for problem in read.problems if problem.kind is not RowTrouble.OLD_FORM]
    if taken:
        return replace(read, problems=problems)
    refused = [
        RowProblem(row.row, "주문번호", row.order, RowTrouble.OLD_FORM, row.order) for row in read.rows
    ]
    return replace(read, rows=[], problems=[*problems, *refused])


def _rows(read: TrackingFile, planned: TrackingPlan) -> tuple[RowResult, ...]:
    """One verdict a row: what first refuses it; whatever else was found in it is told as odd."""
    refused: dict[int, RowProblem] = {}
    odd: dict[int, list[Reason]] = {}
    for problem in read.problems:
        if problem.kind.refuses and problem.row not in refused:
            refused[problem.row] = problem
        else:
            odd.setdefault(problem.row, []).append(problem.kind)
    results = [_unread(problem, tuple(odd.get(row, ()))) for row, problem in refused.items()]
    rows = {row.row: row for row in read.rows}
    for verdict in {each.row: each for each in planned.rows}.values():
        if verdict.row not in refused:
            extra = tuple(odd.get(verdict.row, ()))
            results.append(_judged(verdict, read, rows[verdict.row], extra))
    return tuple(sorted(results, key=lambda result: result.row))


def _unread(problem: RowProblem, odd: tuple[Reason, ...]) -> RowResult:
    return RowResult(
        problem.row,
        problem.order,
        Kind.REFUSE,
        problem.code,
        problem.message,
        problem.kind.advice,
        problem.column,
        problem.value,
        odd,
    )


def _judged(
    verdict: RowVerdict, read: TrackingFile, row: TrackingRow, extra: tuple[Reason, ...]
) -> RowResult:
    reason, odd = verdict.reason, (*verdict.odd, *extra)
    said = {each: verdict.words(each) for each in verdict.odd}
    if reason is None:
        return RowResult(verdict.row, verdict.section, verdict.kind, odd=odd, said=said)
    return RowResult(
        verdict.row,
        verdict.section,
        verdict.kind,
        reason.code,
        verdict.words(reason),
        advice_on(reason),
        *_cell(read, row, reason),
        odd,
        tuple(Further(each, *_cell(read, row, each)) for each in verdict.further),
        said,
    )


def _cell(read: TrackingFile, row: TrackingRow, reason: Reason) -> tuple[str, str]:
    """The header of the cell that *reason* is about, and what stands in it."""
    name, value = cell_of(row, reason)
    return read.headers.get(name) or TRACKING_COLUMNS[name][0], value


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
        preview = _as_done(store, preview, job)
    return _result(preview, job)


def _as_done(store: Store, preview: TrackingPreview, job: int) -> TrackingPreview:
    """*preview* with what became of its rows: an order may have moved before its turn came."""
    with store.reader() as conn:
        if read_job(conn, job).applied == len(preview.plan.applying()):
            return preview
        done = {(row.order_id, row.section): row for row in job_rows(conn, job)}
    plan_rows: list[PlanRow] = []
    changed: dict[str, RowResult] = {}
    for row in preview.plan.rows:
        code = done[row.order_id, row.section].code
        if row.verdict.kind is Kind.APPLY and code is not None:
            refusal = BY_CODE[code]
            row = row._replace(verdict=refuse(refusal))
            changed[row.section_number] = RowResult(
                0, row.section_number, Kind.REFUSE, code, refusal.message, refusal.advice
            )
        plan_rows.append(row)
    rows = tuple(
        changed[result.section]._replace(row=result.row, odd=result.odd, said=result.said)
        if result.kind is Kind.APPLY and result.section in changed
        else result
        for result in preview.rows
    )
    return replace(preview, rows=rows, plan=replace(preview.plan, rows=tuple(plan_rows)))


def _result(preview: TrackingPreview, job: int | None) -> TrackingResult:
    orders = {row.order_id for row in preview.plan.rows}
    updated = {row.order_id for row in preview.plan.rows if row.verdict.kind is Kind.APPLY}
    refused = {row.order_id for row in preview.plan.rows if row.verdict.kind is Kind.REFUSE} - updated
    return TrackingResult(
        preview.file,
        preview.kind,
        preview.rows,
        len(orders),
        len(updated),
        len(orders) - len(updated) - len(refused),
        len(refused),
        len(preview.plan.applying()),
        job,
        preview.plan.in_part_words,
    )
