"""Import orders from the 38-column export: every row gets a verdict, a second import changes nothing.

An import may change buyer, address and memo before dispatch; anything else that differs is
refused with its cell, and states never go back (DESIGN §3). A bad order never stops good ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.words import Word
from orderdesk.core.files.order_export import FileOrder, OrderFile
from orderdesk.core.files.problems import RowProblem, RowTrouble
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.import_labels import Users, users_here, users_in, with_shared
from orderdesk.core.services.imported import BadOrder, oddities, order_of
from orderdesk.core.services.imported_again import updated
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.tracking_rules import Reason, advice_on
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import JobRow, add_done, create_job, job_lock, set_state
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import UnitOfWork, find
from orderdesk.core.uncollected import uncollected

SLICE = 1000
"""Orders per transaction."""


class Outcome(Enum):
    """What became of an order, and so of each of its rows."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing wrong in a file, or only odd (`refuses` is false), at the cell; `row` as the sheet has it."""

    row: int
    column: str
    value: str
    reason: Reason
    refuses: bool = True

    @property
    def code(self) -> str:
        """The stable code."""
        return self.reason.code

    @property
    def message(self) -> Word:
        """What is wrong."""
        return self.reason.message

    @property
    def advice(self) -> Word:
        """What to do now."""
        return advice_on(self.reason)


@dataclass(frozen=True, slots=True)
class ImportVerdict:
    """The verdict on one row of the sheet, with its order's number ("" where the row has none)."""

    row: int
    order: str
    outcome: Outcome


@dataclass(slots=True)
class ImportResult:
    """What an import did or would do; counts are orders, `rows` are rows of the sheet.

    Each row has one of `verdicts`; only an import that was cancelled leaves rows without.
    """

    file: str
    rows: int
    orders: int
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    job: int | None = None
    problems: list[ImportProblem] = field(default_factory=list)
    verdicts: list[ImportVerdict] = field(default_factory=list)

    def judge(self, file: FileOrder, outcome: Outcome) -> None:
        """Count an order, and give its rows their verdict."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)
        self.verdicts.extend(ImportVerdict(row, file.number, outcome) for row in _rows_of(file))


@dataclass(frozen=True, slots=True)
class _Made:
    """The orders that a file describes, or why not, by number; and who uses which label among them."""

    orders: Mapping[str, Order | BadOrder]
    users: Users


@dataclass(frozen=True, slots=True)
class _Work:
    """The orders of a slice by what happens to them."""

    new: list[Order]
    changed: list[tuple[Order, Order]]


def import_orders(
    store: Store,
    read: OrderFile,
    actor: Actor,
    clock: Clock,
    dry_run: bool = False,
    assume_paid: bool = True,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> ImportResult:
    """Bring the orders of a file in; a dry run writes nothing, and abandoned jobs are carried on before."""
    if not dry_run:
        recover(store, clock)
    result = _begin(read)
    with uncollected():
        made = _make(read, assume_paid)
    state = "done"
    with uncollected(), ExitStack() as running:
        for done, chunk in _slices(_oldest_first(read.orders)):
            if cancelled():
                state = "cancelled"
                break
            if dry_run:
                with store.reader() as conn:
                    _sort(conn, chunk, made, result)
            else:
                _write_slice(store, chunk, actor, clock(), made, result, running)
            progress(done, len(read.orders))
        if result.job is not None:
            with store.unit(actor, clock()) as unit:
                set_state(unit, result.job, state)
    result.problems.sort(key=lambda problem: problem.row)
    result.verdicts.sort(key=lambda verdict: verdict.row)
    return result


def _begin(read: OrderFile) -> ImportResult:
    """The result with what reading the file has refused already."""
    refusing = [problem for problem in read.problems if problem.kind.refuses]
    refused = {problem.order for problem in refusing if problem.order}
    result = ImportResult(read.file, read.rows, len(read.orders) + len(refused), refused=len(refused))
    result.problems.extend(_problem(problem) for problem in read.problems)
    rows = {problem.row: problem.order for problem in refusing}
    result.verdicts.extend(ImportVerdict(row, number, Outcome.REFUSED) for row, number in rows.items())
    return result


def _make(read: OrderFile, assume_paid: bool) -> _Made:
    orders: dict[str, Order | BadOrder] = {}
    for file in read.orders:
        try:
            orders[file.number] = order_of(file, assume_paid)
        except BadOrder as bad:
            orders[file.number] = bad
    return _Made(orders, users_in(order for order in orders.values() if isinstance(order, Order)))


def _oldest_first(orders: Sequence[FileOrder]) -> Sequence[FileOrder]:
    """*orders* turned round where the newest stand first, so that those of one moment keep their order."""
    return orders[::-1] if orders and orders[0].placed_at > orders[-1].placed_at else orders


def _slices(orders: Sequence[FileOrder]) -> Iterator[tuple[int, Sequence[FileOrder]]]:
    for start in range(0, len(orders), SLICE):
        chunk = orders[start : start + SLICE]
        yield start + len(chunk), chunk


def _write_slice(
    store: Store,
    chunk: Sequence[FileOrder],
    actor: Actor,
    now: int,
    made: _Made,
    result: ImportResult,
    running: ExitStack,
) -> None:
    """Write one slice; the first that has something to write makes the job, whose lock *running* holds."""
    with store.unit(actor, now) as unit:
        work = _sort(unit.conn, chunk, made, result)
        if not (work.new or work.changed):
            return
        if result.job is None:
            result.job = create_job(unit, "import", "{}", (), note=Path(result.file).name)
            set_state(unit, result.job, "running")
            running.enter_context(job_lock(store, result.job))
        _write(unit, work, result.job)


def _write(unit: UnitOfWork, work: _Work, job: int) -> None:
    new = unit.insert(work.new, job=job) if work.new else range(0)
    events = [
        NewEvent(after.id, "import", None, unit.now, unit.actor, diff(before, after))
        for before, after in work.changed
    ]
    unit.save(work.changed, events, job)
    versions = [
        *((number, order.version) for number, order in zip(new, work.new, strict=True)),
        *((before.id, before.version) for before, _ in work.changed),
    ]
    add_done(unit, job, [JobRow(n, None, Kind.APPLY.value, None, version) for n, version in versions])


def _sort(conn: Conn, chunk: Sequence[FileOrder], made: _Made, result: ImportResult) -> _Work:
    """Decide on every order of a slice, noting it in *result*."""
    known = find(conn, [order.number for order in chunk])
    here = {order.number: order for order in load_orders(conn, known.values())}
    good = [order for file in chunk if isinstance(order := made.orders[file.number], Order)]
    users = (made.users, users_here(conn, good, known))
    work = _Work([], [])
    for file in chunk:
        try:
            outcome = _take(file, made.orders[file.number], here.get(file.number), users, work)
        except BadOrder as bad:
            _refuse(result, file, bad)
            continue
        result.judge(file, outcome)
        result.problems.extend(
            ImportProblem(odd.row, odd.column, odd.value, odd.reason, refuses=False) for odd in oddities(file)
        )
    return work


def _take(
    file: FileOrder, made: Order | BadOrder, known: Order | None, users: Sequence[Users], work: _Work
) -> Outcome:
    """Put one order where it belongs in *work*. BadOrder when it can't be taken."""
    if isinstance(made, BadOrder):
        raise made
    if known is None:
        findings = check(made)
        if findings:
            raise BadOrder("주문번호", findings[0].code, RowTrouble.UNSOUND)
        work.new.append(with_shared(made, file, users))
        return Outcome.IMPORTED
    changed = updated(known, made, file)
    if changed is known:
        return Outcome.UNCHANGED
    work.changed.append((known, changed))
    return Outcome.UPDATED


def _rows_of(file: FileOrder) -> list[int]:
    return [line.row for section in file.sections for line in section.lines]


def _refuse(result: ImportResult, file: FileOrder, bad: BadOrder) -> None:
    """Refuse an order for one of its cells, and its other rows with it."""
    at = bad.row or file.row
    result.judge(file, Outcome.REFUSED)
    result.problems.append(ImportProblem(at, bad.column, bad.value, bad.reason))
    result.problems.extend(
        ImportProblem(row, "주문번호", file.number, RowTrouble.ORDER_REFUSED)
        for row in _rows_of(file)
        if row != at
    )


def _problem(problem: RowProblem) -> ImportProblem:
    return ImportProblem(problem.row, problem.column, problem.value, problem.kind, problem.kind.refuses)
