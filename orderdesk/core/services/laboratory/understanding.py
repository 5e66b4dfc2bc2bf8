"""What a cell is understood as, by the readers that importing uses; and what may be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import SequenceMatcher
from typing import NamedTuple

from orderdesk.core.domain.glossary import METHOD_WORDS
from orderdesk.core.domain.goods import GOODS_WORDS, GoodsKind
from orderdesk.core.domain.orders import Method
from orderdesk.core.domain.parcels import Courier, NumberProblem
from orderdesk.core.domain.states import PAYMENT_WORDS, PaymentState
from orderdesk.core.domain.words import NO_YES
from orderdesk.core.files import bank_statement, cells, customers_form, goods_form, payment_form
from orderdesk.core.files.cell_notes import LOST, decoded, plain_text, with_zero
from orderdesk.core.files.cells import CellTrouble
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.correction import Correction
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.files.reading import Cell
from orderdesk.core.files.tracking_form import STATES
from orderdesk.core.services.laboratory.judged import courier_of
from orderdesk.core.services.tracking_rules import Reason, courier_called, courier_names

_WON = (
    *("items_total", "discount", "ship_fee", "points", "paid"),
    *("unit_price", "grade_discount", "line_points", "coupon", "line_paid"),
)
_READERS: Mapping[str, Callable[[Cell], object]] = {
    **dict.fromkeys(("number", "order", "product_order", "section", "item", "product_no"), cells.identifier),
    **dict.fromkeys(("buyer_phone", "receiver_phone"), cells.phone),
    **dict.fromkeys(_WON, cells.won),
    "tracking": cells.tracking_number,
    "qty": cells.quantity,
    "placed_at": cells.moment,
}
_READERS_OF: Mapping[Kind, Mapping[str, Callable[[Cell], object]]] = {
    Kind.PAYMENTS: payment_form.READERS,
    Kind.BANK: bank_statement.READERS,
    Kind.PRODUCTS: goods_form.READERS,
    Kind.CUSTOMERS: customers_form.READERS,
}
"""How cells of files of these kinds are read; of all others by `_READERS`."""

_CHOICES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.PAYMENTS: payment_form.CHOICES,
    Kind.PRODUCTS: goods_form.CHOICES,
}

_OWN = frozenset({"payment", "amount", "deposit", "withdrawal", "signed"})
"""What no row has from the row above."""

FROM_ABOVE = frozenset(
    reason.code
    for reason in (
        RowTrouble.NUMBER_MISSING,
        RowTrouble.TARGET_MISSING,
        RowTrouble.REQUIRED,
        NumberProblem.COURIER_MISSING,
    )
)
"""Problems of blank cells, as merged cells leave them; the value above is proposed."""

REPEATED = frozenset({RowTrouble.DUPLICATE_ROW.code, RowTrouble.DUPLICATE_ITEM.code})
"""Problems of rows that stand in the file twice; striking the row out is proposed."""

_SEVERAL = re.compile("[/,·|;+&]+")
_ALIKE = 0.5
"""Names less alike than this are not put first."""

_PROPOSED_AS_UNDERSTOOD = frozenset(
    {RowTrouble.ZERO_RESTORED.code, RowTrouble.FULL_WIDTH.code, RowTrouble.DECOMPOSED.code}
)


class Reading(NamedTuple):
    """What a cell is understood as, blank where nothing is, and what is wrong with it alone."""

    value: str
    wrong: Reason | None = None


def understood(table: Correction, row: int, field: str) -> str:
    """The value of a cell as people read it; blank where none is understood."""
    cell = table.cell(row, field)
    return table.fixed(field) if cell is None else read_as(table, row, field, cell).value


def read_as(table: Correction, row: int, field: str, cell: Cell) -> Reading:
    """How *cell* would be read in that place of the table."""
    if cell is None:
        return Reading("")
    try:
        if field == "zip" and table.sheet.kind is not Kind.CUSTOMERS:
            return Reading(cells.postcode(cell, table.value(row, "country")))
        value = _READERS_OF.get(table.sheet.kind, _READERS).get(field, cells.text)(cell)
    except CellTrouble as trouble:
        return Reading("", trouble.kind)
    if field == "courier":
        return _courier(table, str(value))
    return Reading(_said(value))


def _said(value: object) -> str:
    """A value as people read it."""
    match value:
        case Method():
            return METHOD_WORDS[value].ko
        case PaymentState():
            return PAYMENT_WORDS[value].ko
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case GoodsKind():
            return GOODS_WORDS[value].ko
        case bool():
            return NO_YES[value].ko
        case int():
            return f"{value:,}"
    return str(value or "")


def _courier(table: Correction, name: str) -> Reading:
    """The courier's name; orders keep the name of one that is not listed."""
    found = courier_called(name)
    if isinstance(found, Courier):
        return Reading(found.name)
    kept = table.sheet.kind is Kind.ORDERS and found is NumberProblem.COURIER_UNKNOWN
    return Reading(name if kept else "", found)


def proposed(table: Correction, row: int, field: str, code: str) -> str | None:
    """What the cell may be meant to say, given the problem *code*; None where only a person knows."""
    cell = table.cell(row, field)
    if code in FROM_ABOVE:
        own = field in _OWN or table.sheet.kind is Kind.CUSTOMERS
        return None if own else _above(table, row, field)
    if code == RowTrouble.ZERO_LOST.code:
        return with_zero(cell, courier_of(table, row))
    if code == RowTrouble.WRONG_ENCODING.code and isinstance(cell, str) and LOST not in cell:
        return decoded(cell)
    if code in _PROPOSED_AS_UNDERSTOOD:
        return understood(table, row, field) or None
    return None


def _above(table: Correction, row: int, field: str) -> str | None:
    """The nearest value above in the column."""
    rows = table.sheet.rows
    index = table.sheet.layout.index(field)
    if index is None:
        return None
    for number in range(row - 1, table.sheet.layout.header + 1, -1):
        if rows[number - 1][index] is not None:
            return plain_text(rows[number - 1][index])
    return None


def choices(table: Correction, row: int, field: str) -> tuple[str, ...]:
    """The values that the cell can have where they are a list, those that look like it first."""
    if field == "state" and table.sheet.kind is Kind.TRACKING:
        return STATES
    if table.sheet.kind in _CHOICES:
        names = _CHOICES[table.sheet.kind].get(field, ())
    else:
        names = courier_names() if field == "courier" else ()
    said = [part for part in _SEVERAL.split(_stem(table.value(row, field))) if part]

    def likeness(name: str) -> float:
        ratios = (SequenceMatcher(None, _stem(name), part).ratio() for part in said)
        best = max(ratios, default=0.0)
        return best if best >= _ALIKE else 0.0

    return tuple(sorted(names, key=likeness, reverse=True))


def _stem(name: str) -> str:
    """What tells a courier's name from others."""
    return name.replace("택배", "").replace(" ", "").casefold()
