"""An order as rows of cells under the columns of a template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_fields import BY_KEY, Field, Kind, Level
from orderdesk.core.domain.export_templates import AddressMode, RowUnit, Template
from orderdesk.core.domain.export_values import Part
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.piece_shares import pieces_of

Value = Callable[[Part], Cell]
_Filled = list[tuple[int, Value]]


class ExportRows:
    """Makes rows of orders as *template* says; *shop* is the shop's own name.

    `headers` and `kinds` are by column, as are the cells of every row; `merged` are the columns that say the
    same in all rows of an order, and with `merge` want one cell for them. `amounts_once`: won of an order or
    a section stand in its first row alone.
    """

    def __init__(self, template: Template, shop: str) -> None:
        columns = template.shown
        fields = [BY_KEY.get(column.field) for column in columns]
        self.headers: tuple[str, ...] = tuple(column.head for column in columns)
        self.kinds: tuple[Kind, ...] = tuple(field.kind if field else Kind.TEXT for field in fields)
        self.merged: tuple[int, ...] = tuple(
            n for n, field in enumerate(fields) if field is not None and field.level is Level.ORDER
        )
        self.merge: bool = template.merge
        self._shop = shop
        self._unit = template.rows
        self._blank: list[Cell] = [column.text or None for column in columns]
        self._joined = template.address is AddressMode.JOINED
        self._of: dict[Level, _Filled] = {level: [] for level in Level}
        self._once: dict[Level, list[int]] = {level: [] for level in Level}
        self._fields = [(n, field) for n, field in enumerate(fields) if field is not None]
        for n, field in self._fields:
            self._of[field.level].append((n, self._value(field)))
            if field.kind is Kind.WON and field.level is not Level.ITEM and not template.repeat_amounts:
                self._once[field.level].append(n)

        self.amounts_once = any(self._once.values())

    def _value(self, field: Field) -> Value:
        return _whole_address if self._joined and field.key == "address" else field.value

    def of(self, order: Order) -> list[list[Cell]]:
        """The rows of *order*: by section, then by item."""
        sections = {section.n: section for section in order.sections}
        parts = [Part(self._shop, order, sections[each.item.section], each) for each in pieces_of(order)]
        if self._unit is RowUnit.ITEM or not parts:
            return list(self._item_rows(parts))
        if self._unit is RowUnit.ORDER:
            return [self._group(parts, first=True)]
        groups = [list(group) for _, group in groupby(parts, key=lambda part: part.section.n)]
        return [self._group(group, first=not n) for n, group in enumerate(groups)]

    def _item_rows(self, parts: Sequence[Part]) -> Iterator[list[Cell]]:
        """A row an item; what the order and the section say is found once for all their rows."""
        order_row: list[Cell] = _filled(self._blank, self._of[Level.ORDER], parts[0]) if parts else []
        section_row: list[Cell] = []
        section = None
        for part in parts:
            if part.section is not section:
                section = part.section
                section_row = _filled(order_row, self._of[Level.SECTION], part)
            yield _filled(section_row, self._of[Level.ITEM], part)
            section_row = _without(section_row, self._once[Level.SECTION] + self._once[Level.ORDER])
            order_row = _without(order_row, self._once[Level.ORDER])

    def _group(self, parts: Sequence[Part], first: bool) -> list[Cell]:
        """One row for several items: what adds up is summed, other values stand on a line each."""
        row = _filled(self._blank, self._of[Level.ORDER], parts[0])
        if not first:
            row = _without(row, self._once[Level.ORDER])
        heads = [next(group) for _, group in groupby(parts, key=lambda part: part.section.n)]
        for n, field in self._fields:
            if field.level is not Level.ORDER:
                of = heads if field.level is Level.SECTION else parts
                row[n] = _together(field, [self._value(field)(part) for part in of])
        return row


def _filled(row: Sequence[Cell], values: _Filled, part: Part) -> list[Cell]:
    made = list(row)
    for n, value in values:
        made[n] = value(part)
    return made


def _without(row: list[Cell], columns: Sequence[int]) -> list[Cell]:
    for n in columns:
        row[n] = None
    return row


def _together(field: Field, values: Sequence[Cell]) -> Cell:
    if len(values) == 1:
        return values[0]
    if field.adds:
        return sum(value for value in values if isinstance(value, int))
    texts = ["" if value is None else str(value) for value in values]
    if field.level is Level.SECTION:
        texts = list(dict.fromkeys(text for text in texts if text))
    return "\n".join(texts)


def _whole_address(part: Part) -> str:
    where = part.section.address
    return " ".join(f"{where.line1} {where.line2}".split())
