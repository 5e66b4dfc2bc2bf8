"""Import orders from the 38-column export: every row gets a verdict, a second import changes nothing.

An import may change buyer, address and memo before dispatch; anything else that differs is
refused with its cell, and states never go back (DESIGN §3). A bad order never stops good ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.states import UNDISPATCHED_STATES
from orderdesk.core.domain.words import Word
from orderdesk.core.files.order_export import FileOrder, OrderFile
from orderdesk.core.files.problems import RowProblem
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.imported import BadOrder, order_of
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.jobs import create_job, set_state
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
    for done, chunk in _slices(read.orders):
        if cancelled():
            break
        if dry_run:
            with store.reader() as conn:
                known = find(conn, [order.number for order in chunk])
                here = {order.number: order for order in load_orders(conn, known.values())}
            _sort(chunk, here, assume_paid, result)
        else:
            with store.unit(actor, clock()) as unit:
                _write_slice(unit, chunk, assume_paid, result)
        progress(done, len(read.orders))
    if result.job is not None:
        with store.unit(actor, clock()) as unit:
            set_state(unit, result.job, "done")
    return result


def _slices(orders: Sequence[FileOrder]) -> Iterator[tuple[int, Sequence[FileOrder]]]:
    for start in range(0, len(orders), SLICE):
        chunk = orders[start : start + SLICE]
        yield start + len(chunk), chunk


def _write_slice(
    unit: UnitOfWork, chunk: Sequence[FileOrder], assume_paid: bool, result: ImportResult
) -> None:
    known = unit.find([order.number for order in chunk])
    here = {order.number: order for order in unit.orders(known.values())}
    work = _sort(chunk, here, assume_paid, result)
    if (work.new or work.changed) and result.job is None:
        result.job = create_job(unit, "import", "{}", (), note=Path(result.file).name)
        set_state(unit, result.job, "running")
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
            changed = _updated(known, made) if known else None
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


_ORDER_COLUMNS = (
    ("channel", "판매채널"),
    ("placed_at", "주문일"),
)
_LINE_COLUMNS = (
    ("name", "상품명"),
    ("option", "옵션명"),
    ("qty", "구매수량"),
    ("unit_price", "판매가"),
    ("total", "품목실결제가"),
    ("product", "상품고유번호"),
)


def _updated(known: Order, made: Order) -> Order:
    """The known order with what a file may change; BadOrder for what it may not."""
    for name, column in _ORDER_COLUMNS:
        if getattr(known, name) != getattr(made, name):
            raise BadOrder(column, str(getattr(made, name)), "differs")
    original = [line for line in known.lines if line.n <= len(made.lines)]
    for old, new in zip(original, made.lines, strict=False):
        for name, column in _LINE_COLUMNS:
            if getattr(old, name) != getattr(new, name):
                raise BadOrder(column, str(getattr(new, name)), "differs")
    if len(original) != len(made.lines):
        raise BadOrder("주문섹션품목번호", made.number, "differs")
    if known.entries[0].amount != made.entries[0].amount:
        raise BadOrder("최종주문금액", str(made.entries[0].amount), "differs")
    return _with_people(known, made)


def _with_people(known: Order, made: Order) -> Order:
    people = {
        name: getattr(made, name)
        for name in ("buyer_name", "buyer_phone", "buyer_email")
        if getattr(made, name) and getattr(made, name) != getattr(known, name)
    }
    sections = tuple(_section_from(known, section, made) for section in known.sections)
    same = all(new is old for new, old in zip(sections, known.sections, strict=True))
    return known if same and not people else replace(known, sections=sections, **people)


def _section_from(known: Order, old: Section, made: Order) -> Section:
    new = next((section for section in made.sections if section.n == old.n), None)
    if new is None:
        return old
    if new.tracking and (new.tracking, new.courier) != (old.tracking, old.courier):
        raise BadOrder("배송송장번호", new.tracking, "differs")
    if new.address == old.address and new.note == old.note:
        return old
    if old.state not in UNDISPATCHED_STATES:
        column = "주소" if new.address != old.address else "배송메모"
        raise BadOrder(column, new.address.line1 if new.address != old.address else new.note, "dispatched")
    stale = old.tracking is not None and new.address != old.address
    return replace(old, address=new.address, note=new.note, label_stale=old.label_stale or stale)


def _refuse(result: ImportResult, file: FileOrder, bad: BadOrder) -> None:
    result.refused += 1
    result.problems.append(ImportProblem(file.row, bad.column, bad.value, bad.code, MESSAGES[bad.code]))


def _problem(problem: RowProblem) -> ImportProblem:
    return ImportProblem(problem.row, problem.column, problem.value, problem.code, problem.message)
