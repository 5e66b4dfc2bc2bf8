"""An order as rows of cells under the columns of a template."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import groupby
from typing import Final

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.courier_values import whole_address
from orderdesk.core.domain.export_fields import BY_KEY, Field, Kind, Level
from orderdesk.core.domain.export_form import Table
from orderdesk.core.domain.export_sections import parcel_of, takes
from orderdesk.core.domain.export_templates import AddressMode, Only, RowUnit, Template
from orderdesk.core.domain.export_values import Part, Sender
from orderdesk.core.domain.month_totals import MonthTotals
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.piece_shares import pieces_of

Value = Callable[[Part], Cell]
_Filled = list[tuple[int, Value]]

_SHEET: Final = "주문"
_DISPATCH_SHEET: Final = "발송처리"
_AMOUNTS_ONCE: Final = "주문·섹션 단위의 금액은 그 첫 행에만 있습니다. 열을 그대로 더하면 합계가 됩니다."
_WHERE: Final = frozenset(
    {
        *("receiver", "receiver_phone", "receiver_tel", "country", "zip", "address", "detail"),
        *("whole_address", "freight", "courier", "tracking"),
    }
)
"""What a parcel has one of, though its sections may spell it differently."""


class ExportRows:
    """Makes rows of orders as *template* says; see `export_form.Form`. Won of an order or a section stand in
    its first row alone, unless the template repeats them.
    """

    def __init__(self, template: Template, sender: Sender) -> None:
        columns = template.shown
        fields = [BY_KEY.get(column.field) for column in columns]
        self.name: str = template.name
        self.sheet: str = _DISPATCH_SHEET if template.only is Only.NAVER else _SHEET
        self.headers: tuple[str, ...] = tuple(column.head for column in columns)
        self.kinds: tuple[Kind, ...] = tuple(field.kind if field else Kind.TEXT for field in fields)
        self.merged: tuple[int, ...] = tuple(
            n for n, field in enumerate(fields) if field is not None and field.level is Level.ORDER
        )
        self.merge: bool = template.merge
        self._template = template
        self._sender = sender
        self._blank: list[Cell] = [column.text or None for column in columns]
        self._joined = template.address is AddressMode.JOINED
        self._months = MonthTotals() if template.months else None
        self._parcels: dict[Hashable, list[Part]] = {}
        self._of: dict[Level, _Filled] = {level: [] for level in Level}
        self._once: dict[Level, list[int]] = {level: [] for level in Level}
        self._fields = [(n, field) for n, field in enumerate(fields) if field is not None]
        for n, field in self._fields:
            self._of[field.level].append((n, self._value(field)))
            if field.kind is Kind.WON and field.level is not Level.ITEM and not template.repeat_amounts:
                self._once[field.level].append(n)
        once = any(self._once.values()) and not template.merge
        self.notes: tuple[str, ...] = (_AMOUNTS_ONCE,) if once else ()

    def _value(self, field: Field) -> Value:
        return whole_address if self._joined and field.key == "address" else field.value

    def takes(self, order: Order) -> bool:
        """Whether a section of *order* belongs into the file."""
        only = self._template.only
        return only is Only.ALL or any(takes(only, order, section) for section in order.sections)

    def of(self, order: Order) -> list[list[Cell]]:
        """The rows of *order*: by section, then by item; none yet where parcels are combined."""
        if self._months is not None:
            self._months.add(order)
        parts = self._parts(order)
        if self._template.combine:
            for part in parts:
                self._parcels.setdefault(parcel_of(order, part.section), []).append(part)
            return []
        if self._template.rows is RowUnit.ITEM or not parts:
            return list(self._item_rows(parts))
        if self._template.rows is RowUnit.ORDER:
            return [self._group(parts, first=True)]
        groups = [list(group) for _, group in groupby(parts, key=lambda part: part.section.n)]
        return [self._group(group, first=not n) for n, group in enumerate(groups)]

    def _parts(self, order: Order) -> list[Part]:
        only, sender = self._template.only, self._sender
        sections = {section.n: section for section in order.sections if takes(only, order, section)}
        pieces = pieces_of(order)
        if len(sections) < len(order.sections):
            pieces = [each for each in pieces if each.item.section in sections]
        return [Part(sender, order, sections[each.item.section], each) for each in pieces]

    def rest(self) -> Iterator[list[list[Cell]]]:
        """A row a parcel, where they are combined, in the order in which their first sections came."""
        for parts in self._parcels.values():
            yield [self._group(parts, first=True, between=", ")]

    def totals(self) -> Table | None:
        """The orders by month, where the template wants them."""
        return self._months.table() if self._months is not None else None

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

    def _group(self, parts: Sequence[Part], first: bool, between: str = "\n") -> list[Cell]:
        """One row for several items: what adds up is summed, other values stand *between* each other."""
        row = _filled(self._blank, self._of[Level.ORDER], parts[0])
        if not first:
            row = _without(row, self._once[Level.ORDER])
        heads = [next(group) for _, group in groupby(parts, key=lambda part: (part.order.id, part.section.n))]
        for n, field in self._fields:
            if field.level is Level.ORDER and parts[0].order is parts[-1].order:
                continue
            of = parts if field.level is Level.ITEM else heads
            if self._template.combine and field.key in _WHERE:
                of = heads[:1]
            row[n] = _together(field, [self._value(field)(part) for part in of], between)
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


def _together(field: Field, values: Sequence[Cell], between: str) -> Cell:
    if len(values) == 1:
        return values[0]
    if field.adds or (field.level is Level.ORDER and field.kind in (Kind.WON, Kind.COUNT)):
        return sum(value for value in values if isinstance(value, int))
    texts = ["" if value is None else str(value) for value in values]
    if field.level is not Level.ITEM:
        texts = list(dict.fromkeys(text for text in texts if text))
    return between.join(texts)
