"""Import a list of members: by code who is known is changed, the others are new.

A row comes in whole or not at all, and a bad one stops no good one. Importing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.orders import Actor
from orderdesk.core.files.customers_form import CustomerFile, CustomerRow
from orderdesk.core.files.problems import RowProblem, RowTrouble, shown
from orderdesk.core.services.applying import Clock, Progress, never, nothing
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.importing import Outcome
from orderdesk.core.services.shop_lists import SLICE, ListImport, begin, end
from orderdesk.core.store.customers import customers_by_code, grades
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store


def import_customers(
    store: Store,
    read: CustomerFile,
    actor: Actor,
    clock: Clock,
    dry_run: bool = False,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
) -> ListImport:
    """Bring the members of a file in, and grades that are new; a dry run writes nothing."""
    result, done = begin(read.file, read.problems), 0
    _note_new_grades(store, read, result)
    for rows in chunks(read.rows, SLICE):
        if cancelled():
            break
        if dry_run:
            with store.reader() as conn:
                _sort(conn, rows, result)
        else:
            with store.unit(actor, clock()) as unit:
                changed = _sort(unit.conn, rows, result)
                if changed:
                    unit.put_grades(Grade(name) for name in _new_grades(unit.conn, changed))
                    unit.put_customers(changed)
        done += len(rows)
        progress(done, len(read.rows))
    return end(result)


def _note_new_grades(store: Store, read: CustomerFile, result: ListImport) -> None:
    """Point out the first row of each grade that the shop does not have."""
    with store.reader() as conn:
        known = {"", *(grade.name for grade in grades(conn))}
    for row in read.rows:
        name = row.fields.get("grade", "")
        if name not in known:
            known.add(name)
            header = read.headers.get("grade", "")
            result.note(RowProblem(row.row, header, shown(name), RowTrouble.NEW_GRADE, row.code))


def _new_grades(conn: Conn, people: Sequence[Customer]) -> list[str]:
    known = {"", *(grade.name for grade in grades(conn))}
    return sorted({each.grade for each in people} - known)


def _sort(conn: Conn, rows: Sequence[CustomerRow], result: ListImport) -> list[Customer]:
    """Decide on each row of a slice, noting it in *result*; the customers that change, as they are to be."""
    known = customers_by_code(conn, [row.fields["code"] for row in rows])
    changed = []
    for row in rows:
        before = known.get(row.fields["code"])
        after = replace(before, **row.fields) if before else Customer(**row.fields)
        if before == after:
            result.judge(row.row, row.code, Outcome.UNCHANGED)
            continue
        result.judge(row.row, row.code, Outcome.UPDATED if before else Outcome.IMPORTED)
        changed.append(after)
    return changed
