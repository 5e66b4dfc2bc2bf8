"""Answer a channel's list of what it waits for with our tracking numbers: SmartStore's 엑셀 일괄발송.

The list that a seller downloads names each product by 상품주문번호, which the store does not keep; so the
answer is made from the list, and not from the orders alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orderdesk.core.domain.access_words import ORDERS_KIND
from orderdesk.core.domain.dispatch import Gap, told_of
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.text import clean
from orderdesk.core.files import cells
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.order_sheet import ENDINGS, write_orders
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowTrouble
from orderdesk.core.files.reading import Cell, Sheet
from orderdesk.core.services import exporting
from orderdesk.core.services.applying import Clock
from orderdesk.core.services.channel_rows import orders_called
from orderdesk.core.services.export_templates import built_in
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.engine import Store
from orderdesk.settings import Settings

TEMPLATE: Final = "스마트스토어 발송처리"
"""The built-in template whose four columns the answer has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the channel's list: its number there, and what it means."""

    row: int
    product_order: str
    number: str
    name: str
    option: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that nothing could be told of, and why."""

    row: int
    product_order: str
    why: Gap | RowTrouble


@dataclass(frozen=True, slots=True)
class Dispatched:
    """The answer: where it is, how many rows it has, and what it lacks."""

    path: Path
    rows: int
    left: tuple[LeftOut, ...]


def write_dispatch(
    store: Store, sheet: Sheet, path: Path, actor: Actor, clock: Clock, settings: Settings, reason: str = ""
) -> Dispatched:
    """Write the four columns for the list *sheet* into a new file near *path*, and record who did.

    FileProblem when it is no such list; ExportRefused when nothing of it can be told; OSError when the file
    can't be written.
    """
    template = built_in(TEMPLATE)
    if template is None or sheet.kind is not Kind.CHANNEL_ORDERS or sheet.layout.index("order") is None:
        raise FileProblem(FileTrouble.UNKNOWN_FORM, sheet.file, sheet.name)
    reason = exporting.given_reason(settings, reason)
    if path.suffix.lower() not in ENDINGS:
        raise ExportRefused(ExportRefusal.ENDING, clean(path.name))
    asked, left = _read(sheet)
    with store.reader() as conn:
        known = orders_called(conn, (each.number for each in asked))
    rows: list[tuple[str, ...]] = []
    for each in asked:
        order = known.get(each.number)
        told = told_of(order, each.name, each.option) if order else Gap.NO_ORDER
        if isinstance(told, Gap):
            left.append(LeftOut(each.row, each.product_order, told))
        else:
            rows.append((each.product_order, *told))
    if not rows:
        raise ExportRefused(ExportRefusal.NO_ROWS)

    def record(target: Path) -> None:
        orders = len({each.number for each in asked})
        access = Access(ORDERS_KIND, clean(sheet.file), TEMPLATE, target.name, reason, orders, len(rows), 0)
        with store.unit(actor, clock()) as unit:
            unit.record_access(access)

    written = write_orders(path, exporting.form_of(template, settings), [rows], record)
    return Dispatched(written, len(rows), tuple(sorted(left, key=lambda each: each.row)))


def _read(sheet: Sheet) -> tuple[list[Asked], list[LeftOut]]:
    """The rows of the list, and those whose numbers can't be read."""
    asked: list[Asked] = []
    left: list[LeftOut] = []
    for n, row in sheet.body():

        def at(name: str, row: Sequence[Cell] = row) -> Cell:
            index = sheet.layout.index(name)
            return None if index is None else row[index]

        try:
            product_order, number = cells.identifier(at("product_order")), cells.identifier(at("order"))
            each = Asked(n, product_order, number, cells.text(at("name")), cells.text(at("option")))
        except CellTrouble as trouble:
            left.append(LeftOut(n, "", trouble.kind))
            continue
        if product_order:
            asked.append(each)
        else:
            left.append(LeftOut(n, "", RowTrouble.REQUIRED))
    return asked, left
