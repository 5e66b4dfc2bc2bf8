"""How very many rows are bound to a statement of SQLite, so that binding does not outlast storing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from orderdesk.core.store.dialect import Row

_BOUND_AS_THEY_ARE = frozenset({int, float, str, bytearray})
"""What the driver stores without asking for an adapter."""

_MANY = 50
"""Rows from which on a statement of their own costs less than binding what they have alike."""


def exact(
    columns: Sequence[str], rows: Sequence[Row]
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], Iterator[Row]]:
    """*rows* as they are best bound: columns with a value a row, columns alike with their SQL, the values.

    The driver looks for an adapter for every value that is no plain number or text, NULL too, and that takes
    longer than storing it; so enums and flags become numbers, and a column that is NULL throughout is left
    out. Of many rows, a number or an empty text that all have is told once.
    """
    names, fixed, values = list[str](), list[tuple[str, str]](), list[Sequence[Any]]()
    many = len(rows) >= _MANY
    for name, column in zip(columns, zip(*rows, strict=True), strict=True):
        first = column[0]
        if (many or first is None) and column.count(first) == len(column):
            if first is None:
                continue
            if many and (isinstance(first, int) or first == ""):
                fixed.append((name, f"{first:d}" if isinstance(first, int) else "''"))
                continue
        kinds = set(map(type, column))
        names.append(name)
        values.append(column if kinds <= _BOUND_AS_THEY_ARE else _adapted(column, kinds))
    return tuple(names), tuple(fixed), zip(*values, strict=True)


def _adapted(column: Sequence[Any], kinds: set[type]) -> Sequence[Any]:
    if kinds == {bytes}:
        return list(map(bytearray, column))
    if all(issubclass(kind, int) for kind in kinds):
        return list(map(int, column))
    return [int(value) if isinstance(value, int) else value for value in column]
