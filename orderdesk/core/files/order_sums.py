"""The sums of an order of the export compared with each other, as far as the file has their columns.

What differs is taken as it is written and pointed out, for shops add what no column tells. Discounts
beyond the goods can't be, and refuse.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, NamedTuple

from orderdesk.core.files.problems import RowTrouble

if TYPE_CHECKING:
    from orderdesk.core.files.order_export import FileLine, FileOrder

_LINE_PARTS = ("grade_discount", "line_points", "coupon")
_ORDER_PARTS = ("items_total", "discount", "ship_fee", "points")


class SumFinding(NamedTuple):
    """A sum that doesn't fit: in the column of which field, in which row (0: the order's), and its won."""

    kind: RowTrouble
    field: str
    row: int
    won: int


def sum_findings(order: FileOrder, fields: Container[str]) -> Iterator[SumFinding]:
    """What does not fit in the sums of *order*; *fields* are those that its file has columns for."""
    lines = [line for section in order.sections for line in section.lines]
    if all(name in fields for name in _LINE_PARTS):
        for line in lines:
            yield from _line(line)
    goods = sum(line.unit_price * line.qty for line in lines)
    if "items_total" in fields and order.items_total != goods:
        yield SumFinding(RowTrouble.GOODS_DIFFER, "items_total", 0, order.items_total)
    if all(name in fields for name in _ORDER_PARTS):
        discounts = order.discount + order.points
        due = order.items_total + order.ship_fee - discounts
        if due < 0:
            yield SumFinding(RowTrouble.DISCOUNT_TOO_LARGE, "discount", 0, discounts)
        elif order.paid != due and not _never_paid(order):
            yield SumFinding(RowTrouble.SUM_DIFFERS, "paid", 0, order.paid)


def _never_paid(order: FileOrder) -> bool:
    """Whether nothing was paid for an order that is cancelled whole: nothing differs there."""
    return order.paid == 0 and all(section.cancel_reason for section in order.sections)


def _line(line: FileLine) -> Iterator[SumFinding]:
    discounts = line.grade_discount + line.points + line.coupon
    due = line.unit_price * line.qty - discounts
    if due < 0:
        yield SumFinding(RowTrouble.DISCOUNT_TOO_LARGE, "unit_price", line.row, line.unit_price)
    elif line.paid != due:
        yield SumFinding(RowTrouble.LINE_DIFFERS, "line_paid", line.row, line.paid)
