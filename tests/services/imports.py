"""Imports of order exports in few words: bring rows in, and what is said about them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.services.applying import never
from orderdesk.core.services.importing import ImportResult, import_orders
from orderdesk.core.services.opening import open_file
from tests.services.desk import KIM, Desk
from tests.services.export_file import Row, table, workbook

_names = itertools.count()


def bring(
    desk: Desk,
    folder: Path,
    *rows: Row,
    dry_run: bool = False,
    assume_paid: bool = True,
    cancelled: Callable[[], bool] = never,
) -> ImportResult:
    """Import rows as a workbook."""
    return bring_file(
        desk,
        workbook(folder / f"orders-{next(_names)}.xlsx", table(rows)),
        dry_run=dry_run,
        assume_paid=assume_paid,
        cancelled=cancelled,
    )


def bring_file(
    desk: Desk,
    path: Path,
    dry_run: bool = False,
    assume_paid: bool = True,
    cancelled: Callable[[], bool] = never,
) -> ImportResult:
    read = open_file(path)
    assert isinstance(read, OrderFile)
    return import_orders(
        desk.store, read, KIM, desk.clock, dry_run, assume_paid=assume_paid, cancelled=cancelled
    )


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.imported, result.updated, result.unchanged, result.refused


def told(result: ImportResult) -> list[tuple[int, str, str, str]]:
    """What was refused; what is only odd stands beside it."""
    return [(p.row, p.column, p.value, p.code) for p in result.problems if p.refuses]


def odd(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.code) for p in result.problems if not p.refuses]


def judged(result: ImportResult) -> list[tuple[int, str]]:
    return [(verdict.row, verdict.outcome.value) for verdict in result.verdicts]
