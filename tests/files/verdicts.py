"""What the desk says about a file, one line a verdict."""

from __future__ import annotations

from collections.abc import Iterator

from orderdesk.core.domain.plans import Kind
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.problems import FileProblem
from orderdesk.core.files.reading import COMPARED
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.comparing import Compared, compare
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.opening import take
from orderdesk.core.services.tracking_file import preview_tracking
from orderdesk.core.services.tracking_rows import Options
from tests.files.inside import read
from tests.services.desk import KIM, Desk


def judged(desk: Desk, data: bytes) -> tuple[str, ...]:
    """``file CODE (DETAIL)``, or a line a row: ``ROW COURIER NUMBER`` where it would be taken, ``ROW COLUMN
    CODE`` where not, ``~CODE`` for what is only odd; of orders ``ROW ORDER OUTCOME``; of files that are
    compared ``ROW COLUMN CODE``. Nothing is written.
    """
    try:
        sheet = read(data)
        if sheet.kind in COMPARED:
            return tuple(_compared(compare(desk.store, sheet)))
        source = take(sheet)
    except FileProblem as problem:
        return (f"file {problem.code}" + (f" ({problem.detail})" if problem.detail else ""),)
    said = _orders(desk, source) if isinstance(source, OrderFile) else _tracking(desk, source)
    return tuple(said)


def _compared(found: Compared) -> Iterator[str]:
    for told in found.rows:
        yield f"{told.row} {told.column} {told.code}" + "".join(f" ~{reason.code}" for reason in told.odd)


def _tracking(desk: Desk, read: TrackingFile) -> Iterator[str]:
    rows = {row.row: row for row in read.rows}
    for told in preview_tracking(desk.store, read, KIM, desk.clock(), Options()).rows:
        said = f"{told.row} {told.column} {told.code}"
        if told.kind is Kind.APPLY:
            row = rows[told.row]
            said = " ".join(filter(None, (str(told.row), row.courier, row.number, row.state)))
        yield said + "".join(f" ~{reason.code}" for reason in told.odd)


def _orders(desk: Desk, read: OrderFile) -> Iterator[str]:
    result = import_orders(desk.store, read, KIM, desk.clock, dry_run=True)
    for verdict in result.verdicts:
        yield f"{verdict.row} {verdict.order[-3:]} {verdict.outcome.value}"
    for problem in result.problems:
        yield f"{problem.row} {problem.column} {'' if problem.refuses else '~'}{problem.code}"
