"""Import orders from the 38-column export: every row gets a verdict, a second import changes nothing.

An import may change buyer, address and memo before dispatch; anything else that differs is
refused with its cell, and states never go back (DESIGN §3). A bad order never stops good ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.words import Word
from orderdesk.core.files.order_export import FileOrder, OrderFile
from orderdesk.core.files.problems import RowProblem
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.imported import BadOrder, order_of
from orderdesk.core.services.imported_again import updated
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import create_job, job_lock, set_state
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import UnitOfWork, find

SLICE = 200
"""Orders per transaction."""

MESSAGES: dict[str, Word] = {
    "bad-number": Word("번호를 읽을 수 없습니다", "The number can't be read"),
    "other-order": Word("다른 주문의 번호입니다", "The number belongs to another order"),
    "bad-delivery": Word("알 수 없는 배송방식입니다", "The delivery is not known"),
    "courier-missing": Word("송장번호에 택배사가 없습니다", "The tracking number has no courier"),
    "differs": Word("이미 있는 주문과 값이 다릅니다", "Differs from the order that is here"),
    "dispatched": Word("발송 후에는 바꿀 수 없습니다", "Can't change after dispatch"),
    "unsound": Word("주문의 수량·금액이 서로 맞지 않습니다", "The order's quantities or sums do not fit"),
}


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing wrong in a file, at the cell; `row` as the sheet numbers it."""

    row: int
    column: str
    value: str
    code: str
    message: Word


@dataclass(slots=True)
class ImportResult:
    """What an import did or would do; counts are orders, `rows` are rows of the sheet."""

    file: str
    rows: int
    orders: int
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    job: int | None = None
    problems: list[ImportProblem] = field(default_factory=list)


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
    """Bring the orders of a file in; a dry run writes nothing."""
    refused = {problem.order for problem in read.problems if problem.kind.refuses and problem.order}
    result = ImportResult(read.file, read.rows, len(read.orders) + len(refused), refused=len(refused))
    result.problems.extend(_problem(problem) for problem in read.problems)
    state = "done"
    with ExitStack() as running:
        for done, chunk in _slices(read.orders):
            if cancelled():
                state = "cancelled"
                break
            if dry_run:
                _look_at_slice(store, chunk, assume_paid, result)
            else:
                _write_slice(store, chunk, actor, clock(), assume_paid, result, running)
            progress(done, len(read.orders))
        if result.job is not None:
            with store.unit(actor, clock()) as unit:
                set_state(unit, result.job, state)
    if result.job is not None:
        store.backend.drop_lock(f"job-{result.job}")
    return result


def _slices(orders: Sequence[FileOrder]) -> Iterator[tuple[int, Sequence[FileOrder]]]:
    for start in range(0, len(orders), SLICE):
        chunk = orders[start : start + SLICE]
        yield start + len(chunk), chunk


def _look_at_slice(store: Store, chunk: Sequence[FileOrder], assume_paid: bool, result: ImportResult) -> None:
    with store.reader() as conn:
        known = find(conn, [order.number for order in chunk])
        here = {order.number: order for order in load_orders(conn, known.values())}
    _sort(chunk, here, assume_paid, result)


def _write_slice(
    store: Store,
    chunk: Sequence[FileOrder],
    actor: Actor,
    now: int,
    assume_paid: bool,
    result: ImportResult,
    running: ExitStack,
) -> None:
    """Write one slice; the first that has something to write makes the job, whose lock *running* holds."""
    with store.unit(actor, now) as unit:
        known = unit.find([order.number for order in chunk])
        here = {order.number: order for order in unit.orders(known.values())}
        work = _sort(chunk, here, assume_paid, result)
        if (work.new or work.changed) and result.job is None:
            result.job = create_job(unit, "import", "{}", (), note=Path(result.file).name)
            set_state(unit, result.job, "running")
            running.enter_context(job_lock(store, result.job))
        _write(unit, work, result)


def _write(unit: UnitOfWork, work: _Work, result: ImportResult) -> None:
    if work.new:
        unit.insert(work.new, job=result.job)
    events = [
        NewEvent(new.id, "import", None, unit.now, unit.actor, diff(old, new)) for old, new in work.changed
    ]
    unit.save(work.changed, events, result.job)


def _sort(
    chunk: Iterable[FileOrder], here: dict[str, Order], assume_paid: bool, result: ImportResult
) -> _Work:
    """Decide on every order of a slice, counting it in *result*."""
    work = _Work([], [])
    for file in chunk:
        try:
            made = order_of(file, assume_paid)
            known = here.get(file.number)
            changed = updated(known, made, file) if known else None
        except BadOrder as bad:
            _refuse(result, file, bad)
            continue
        if known is None:
            findings = check(made)
            if findings:
                _refuse(result, file, BadOrder("주문번호", findings[0].code, "unsound"))
                continue
            work.new.append(made)
            result.imported += 1
        elif changed is None or changed is known:
            result.unchanged += 1
        else:
            work.changed.append((known, changed))
            result.updated += 1
    return work


def _refuse(result: ImportResult, file: FileOrder, bad: BadOrder) -> None:
    result.refused += 1
    row = bad.row or file.row
    result.problems.append(ImportProblem(row, bad.column, bad.value, bad.code, MESSAGES[bad.code]))


def _problem(problem: RowProblem) -> ImportProblem:
    return ImportProblem(problem.row, problem.column, problem.value, problem.code, problem.message)
