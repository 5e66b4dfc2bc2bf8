"""Import orders from the 38-column export: every row gets a verdict, a second import changes nothing.

An import may change buyer, address and memo before dispatch; anything else that differs is
refused with its cell, and states never go back (DESIGN §3). A bad order never stops good ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from operator import attrgetter
from pathlib import Path

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.check import Checked
from orderdesk.core.domain.differences import Difference
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.quick import quick
from orderdesk.core.domain.words import Word
from orderdesk.core.files.order_export import FileOrder, OrderFile
from orderdesk.core.files.problems import RowProblem, RowTrouble
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.import_labels import Users, sharing, users_here, users_in, with_shared
from orderdesk.core.services.imported import BadOrder, oddities, order_of
from orderdesk.core.services.imported_again import updated
from orderdesk.core.services.left_out import LeftOut, keep_left_out
from orderdesk.core.services.recovering import recover
from orderdesk.core.services.tracking_rules import Reason, advice_on
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.job_locks import job_lock
from orderdesk.core.store.jobs import JobRow, add_done, create_job, set_state
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.refs import Goods
from orderdesk.core.store.unit import UnitOfWork, find
from orderdesk.core.uncollected import uncollected

SLICE = 1500
"""Rows of the sheet per transaction, or a few more: orders stay whole. They hold the gate for about 50 ms."""


class Outcome(Enum):
    """What became of an order, and so of each of its rows."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """One thing wrong in a file, or only odd (`refuses` is false), at the cell; `row` as the sheet has it.

    `differences` are where the row differs from the order that is here, if that is what is wrong.
    """

    row: int
    column: str
    value: str
    reason: Reason
    refuses: bool = True
    differences: tuple[Difference, ...] = ()

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


@quick
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

    def judge(self, files: Sequence[FileOrder], outcome: Outcome) -> None:
        """Count orders of which became the same, and give their rows their verdict."""
        name = outcome.value
        setattr(self, name, getattr(self, name) + len(files))
        self.verdicts += [
            ImportVerdict(line.row, file.number, outcome)
            for file in files
            for section in file.sections
            for line in section.lines
        ]


@dataclass(frozen=True, slots=True)
class _Slice:
    """Orders of the file that are written together, with what they mean here, all by number.

    `made` are the orders that they describe, or why not; `unsound` the first invariant that one breaks.
    """

    files: Sequence[FileOrder]
    made: Mapping[str, Order | BadOrder]
    unsound: Mapping[str, str]

    def good(self) -> list[Order]:
        """The orders that can be understood."""
        return [order for order in self.made.values() if isinstance(order, Order)]


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
    row_of: Callable[[int], int] = int,
) -> ImportResult:
    """Bring the orders of a file in; a dry run writes nothing, and abandoned jobs are carried on before.

    *row_of* says which row of the operator's file a row is, where only a part of that is read.
    """
    if not dry_run:
        recover(store, clock)
    result, users = _begin(read), _users(read, assume_paid)
    done, state = 0, "done"
    with ExitStack() as held:
        running = _Running(store, actor, clock, users, result, held)
        for files in _slices(_oldest_first(read.orders)):
            if cancelled():
                state = "cancelled"
                break
            with uncollected():
                running.bring(files, assume_paid, dry_run)
            done += len(files)
            progress(done, len(read.orders))
        if result.job is not None:
            with store.unit(actor, clock()) as unit:
                set_state(unit, result.job, state)
                if left := _left_out(result, row_of):
                    keep_left_out(unit, result.job, left)
    result.problems.sort(key=attrgetter("row"))
    result.verdicts.sort(key=attrgetter("row"))
    return result


def _left_out(result: ImportResult, row_of: Callable[[int], int]) -> list[LeftOut]:
    """The refused rows, by row, as their job keeps them."""
    orders = {verdict.row: verdict.order for verdict in result.verdicts}
    refusing = sorted((each for each in result.problems if each.refuses), key=attrgetter("row"))
    return [LeftOut(row_of(each.row), orders.get(each.row, ""), each.column, each.code) for each in refusing]


def _begin(read: OrderFile) -> ImportResult:
    """The result with what reading the file has refused already."""
    refusing = [problem for problem in read.problems if problem.kind.refuses]
    refused = {problem.order for problem in refusing if problem.order}
    result = ImportResult(read.file, read.rows, len(read.orders) + len(refused), refused=len(refused))
    result.problems.extend(_problem(problem) for problem in read.problems)
    rows = {problem.row: problem.order for problem in refusing}
    result.verdicts.extend(ImportVerdict(row, number, Outcome.REFUSED) for row, number in rows.items())
    return result


def _users(read: OrderFile, assume_paid: bool) -> Users:
    """Who uses which label among the orders of the file, as far as several use it."""
    made = (_made(file, assume_paid) for file in sharing(read.orders))
    return users_in(order for order in made if isinstance(order, Order))


def _made(file: FileOrder, assume_paid: bool) -> Order | BadOrder:
    try:
        return order_of(file, assume_paid)
    except BadOrder as bad:
        return bad


def _understood(files: Sequence[FileOrder], assume_paid: bool, checked: Checked) -> _Slice:
    """What the orders of a slice mean, and which of them are unsound."""
    made, unsound = dict[str, Order | BadOrder](), dict[str, str]()
    for file in files:  # each is looked at while the processor still has it near
        order = made[file.number] = _made(file, assume_paid)
        if isinstance(order, Order) and (code := checked.fault(order)):
            unsound[file.number] = code
    return _Slice(files, made, unsound)


def _oldest_first(orders: Sequence[FileOrder]) -> Sequence[FileOrder]:
    """*orders* turned round where the newest stand first, so that those of one moment keep their order."""
    return orders[::-1] if orders and orders[0].placed_at > orders[-1].placed_at else orders


def _slices(orders: Sequence[FileOrder]) -> Iterator[list[FileOrder]]:
    """*orders* in slices of about `SLICE` rows."""
    files, rows = list[FileOrder](), 0
    for order in orders:
        files.append(order)
        rows += sum([len(section.lines) for section in order.sections])
        if rows >= SLICE:
            yield files
            files, rows = [], 0
    if files:
        yield files


@dataclass(frozen=True, slots=True)
class _Running:
    """An import while it runs: who uses which label in the whole file, what came of it so far.

    `held` holds the lock of its job as soon as there is one; `goods` are the numbers of product texts that
    were met, `checked` are the shapes of orders.
    """

    store: Store
    actor: Actor
    clock: Clock
    users: Users
    result: ImportResult
    held: ExitStack
    goods: dict[Goods, int] = field(default_factory=dict)
    checked: Checked = field(default_factory=Checked)

    def bring(self, files: Sequence[FileOrder], assume_paid: bool, dry_run: bool) -> None:
        """Bring one slice in.

        What its orders mean is found out before the gate is taken, so that others can write meanwhile.
        """
        part = _understood(files, assume_paid, self.checked)
        if dry_run:
            with self.store.reader() as conn:
                _sort(conn, part, self.users, self.result)
        else:
            with self.store.unit(self.actor, self.clock()) as unit:
                work = _sort(unit.conn, part, self.users, self.result)
                if work.new or work.changed:
                    _write(unit, work, self._job(unit), self.goods)

    def _job(self, unit: UnitOfWork) -> int:
        """The job of this import; the first slice that has something to write makes it."""
        if self.result.job is None:
            note = Path(self.result.file).name
            self.result.job = create_job(unit, "import", "{}", (), note=note)
            set_state(unit, self.result.job, "running")
            self.held.enter_context(job_lock(self.store, self.result.job))
        return self.result.job


def _write(unit: UnitOfWork, work: _Work, job: int, goods: dict[Goods, int]) -> None:
    new = unit.insert(work.new, job=job, goods=goods) if work.new else range(0)
    events = [
        NewEvent(after.id, "import", None, unit.now, unit.actor, diff(before, after))
        for before, after in work.changed
    ]
    unit.save(work.changed, events, job)
    applied = Kind.APPLY.value
    rows = [JobRow(n, None, applied, None, order.version) for n, order in zip(new, work.new, strict=True)]
    rows += [JobRow(before.id, None, applied, None, before.version) for before, _ in work.changed]
    add_done(unit, job, rows)


def _sort(conn: Conn, part: _Slice, users: Users, result: ImportResult) -> _Work:
    """Decide on every order of a slice, noting it in *result*."""
    known = find(conn, part.made)
    here = {order.number: order for order in load_orders(conn, known.values())} if known else {}
    all_users = (users, users_here(conn, part.good(), known))
    work = _Work([], [])
    became: dict[Outcome, list[FileOrder]] = {outcome: [] for outcome in Outcome}
    for file in part.files:
        made, old = part.made[file.number], here.get(file.number)
        try:
            if isinstance(made, BadOrder):
                raise made
            if old is None and file.number in part.unsound:
                raise BadOrder("주문번호", part.unsound[file.number], RowTrouble.UNSOUND)
            outcome = _take(file, made, old, all_users, work)
        except BadOrder as bad:
            outcome = Outcome.REFUSED
            _refuse(result, file, bad)
        else:
            result.problems += [
                ImportProblem(odd.row, odd.column, odd.value, odd.reason, refuses=False)
                for odd in oddities(file)
            ]
        became[outcome].append(file)
    for outcome, files in became.items():
        result.judge(files, outcome)
    return work


def _take(file: FileOrder, made: Order, known: Order | None, users: Sequence[Users], work: _Work) -> Outcome:
    """Put one order where it belongs in *work*. BadOrder when it can't be taken."""
    if known is None:
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
    """Refuse an order for one of its cells, or for one of each row that differs; its other rows with it."""
    at = bad.row or file.row
    for row in (at, *(row for row in _rows_of(file) if row != at)):
        differences = tuple(bad.differences.get(row, ()))
        if row == at or (differences and bad.reason is RowTrouble.ANOTHER_ORDER):
            problem = ImportProblem(row, bad.column, bad.value, bad.reason, differences=differences)
        elif differences:
            first = differences[0]
            problem = ImportProblem(row, first.column, str(first.file), bad.reason, differences=differences)
        else:
            problem = ImportProblem(row, "주문번호", file.number, RowTrouble.ORDER_REFUSED)
        result.problems.append(problem)


def _problem(problem: RowProblem) -> ImportProblem:
    return ImportProblem(problem.row, problem.column, problem.value, problem.kind, problem.kind.refuses)
