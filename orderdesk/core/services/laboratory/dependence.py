"""Which rows the verdict on a row may depend on: those that share an order, a number, a section, an item.

Of files that are compared with the store: an order or a payment's number, or moment, name and won. Of lists
of the shop: a code, an SKU, a grade that is new.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from orderdesk.core.domain.identifiers import read_item, read_section
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.files.bank_statement import identity
from orderdesk.core.files.columns import Kind
from orderdesk.core.files.correction import Correction

_SHARED: Mapping[Kind, tuple[str, ...]] = {
    Kind.PAYMENTS: ("number", "payment"),
    Kind.PRODUCTS: ("code", "sku"),
    Kind.CUSTOMERS: ("code", "grade"),
}
"""The fields by which rows of a kind hang together: they must agree, differ, or are pointed out once."""


class Bond(NamedTuple):
    """What rows can share: its sort and what it is called."""

    sort: str
    name: str


class Dependence:
    """The bonds between the rows of *table*; a bond that is gone still counts, which costs a look more."""

    def __init__(self, table: Correction) -> None:
        self._table = table
        self._bonds: dict[int, set[Bond]] = {}
        self._rows: dict[Bond, list[int]] = {}
        self._orders: dict[int, str] = {}
        for row in table.rows:
            self._note(row)

    def note(self, rows: Iterable[int]) -> None:
        """Look at *rows* again, which were corrected."""
        for row in rows:
            self._note(row)
            if self._table.sheet.kind is Kind.ORDERS:
                for below in self._blank_below(row):
                    self._note(below)

    def _note(self, row: int) -> None:
        known = self._bonds.setdefault(row, set())
        for bond in self._found(row) - known:
            if bond.name:
                self._rows.setdefault(bond, []).append(row)
                known.add(bond)

    def _found(self, row: int) -> set[Bond]:
        """What *row* shares with others; a row without order number belongs to the order above it."""
        table = self._table
        if table.sheet.kind in _SHARED:
            return {Bond(field, _plain(table, row, field)) for field in _SHARED[table.sheet.kind]}
        if table.sheet.kind is Kind.BANK:
            same = identity(table.sheet, row)
            return {Bond("transaction", repr(same[1:6]))} if same else set()
        found = {_number(table, row)}
        if table.sheet.kind is not Kind.ORDERS:
            return found | _of_tracking(table, row)
        rows = table.rows
        above = self._orders.get(rows[bisect_left(rows, row) - 1], "")
        order = self._orders[row] = _plain(table, row, "number") or above
        found |= {Bond(field, _plain(table, row, field)) for field in ("section", "item")}
        return found | {Bond("order", order)}

    def _blank_below(self, row: int) -> Iterator[int]:
        rows = self._table.rows
        for below in rows[bisect_left(rows, row) + 1 :]:
            if self._table.cell(below, "number") is not None:
                return
            yield below

    def bound(self, rows: Iterable[int]) -> set[int]:
        """*rows* and all that hang together with them."""
        found, left, seen = set(rows), list(rows), set[Bond]()
        while left:
            for bond in self._bonds.get(left.pop(), set()) - seen:
                seen.add(bond)
                others = [row for row in self._rows[bond] if row not in found]
                found.update(others)
                left += others
        return found


def _of_tracking(table: Correction, row: int) -> set[Bond]:
    bonds = set()
    for field, read in (("section", read_section), ("item", read_item), ("order", read_section)):
        for text in _plain(table, row, field).split(","):  # a row of a combined parcel lists its sections
            name = text.strip()
            with suppress(ValueError):
                name = read(name)[0]
            bonds.add(Bond("order", name))
    return bonds


def _number(table: Correction, row: int) -> Bond:
    return Bond("number", normalise_number(table.value(row, "tracking")))


def _plain(table: Correction, row: int, field: str) -> str:
    text = table.value(row, field)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
