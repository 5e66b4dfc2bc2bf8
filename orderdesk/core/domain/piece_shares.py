"""What each section item is worth of its line, so that the parts of a line add up to it.

A line may stand in several sections. Its won are given out to its items in the order of their numbers, by
cumulative shares: whatever the split, the parts add up to the line, and every part's discounts are its list
price less what is paid for it (as far as that holds for the line).
"""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.money import share
from orderdesk.core.domain.orders import Item, Line, Order


@dataclass(frozen=True, slots=True)
class Piece:
    """A section item with its share of the line's won; `coupon` holds promotions too, as one discount."""

    item: Item
    line: Line
    paid: int
    grade: int
    points: int
    coupon: int


def pieces_of(order: Order) -> list[Piece]:
    """The items of *order* by section and item number, each with its share."""
    lines = {line.n: line for line in order.lines}
    before: dict[int, int] = {}
    found: list[Piece] = []
    for item in sorted(order.items, key=lambda each: each.n):
        line, start = lines[item.line], before.get(item.line, 0)
        before[item.line] = start + item.qty
        found.append(_piece(item, line, start))
    return sorted(found, key=lambda piece: piece.item.section)


def _piece(item: Item, line: Line, start: int) -> Piece:
    if item.qty == line.qty:
        coupon = line.coupon_discount + line.promotion_discount
        return Piece(item, line, line.total, line.grade_discount, line.points, coupon)
    first, last = _upto(line, start), _upto(line, start + item.qty)
    return Piece(item, line, *(after - earlier for earlier, after in zip(first, last, strict=True)))


def _upto(line: Line, count: int) -> tuple[int, int, int, int]:
    """(paid, grade, points, coupon) of the first *count* pieces of *line*.

    The discount is what list price and paid leave; grade and points take their shares of it one after the
    other, and coupons the rest, so that each grows piece by piece and none goes below nothing.
    """
    paid = share(line.total, line.qty, count)
    coupons = line.coupon_discount + line.promotion_discount
    whole = line.grade_discount + line.points + coupons
    fits = line.unit_price * line.qty - line.total == whole
    given = line.unit_price * count - paid if fits else share(whole, line.qty, count)
    grade = share(line.grade_discount, whole, given) if whole else 0
    left, rest = given - grade, whole - line.grade_discount
    points = share(line.points, rest, left) if rest else 0
    return paid, grade, points, left - points
