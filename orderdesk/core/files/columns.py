"""Which table a sheet holds and where its columns stand, told by the header row's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.files.layouts import Form, form, forms, normalise_header
from orderdesk.core.files.layouts import Kind as Kind

HEADER_ROWS = 10
"""The header row is looked for in so many rows from the top."""

_LONGEST_HEADER = 30
_SENTENCE = re.compile(r"[◈※•]")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】")

ORDER_COLUMNS = form("orders").columns
"""Fields of the order export with every header that means them, the export's own first."""

TRACKING_COLUMNS = form("tracking").columns
"""Fields of the six-column tracking form."""

IDENTIFIERS = frozenset().union(*(each.identifiers for each in forms()))
"""Fields that look like numbers and are text: a zero in front belongs to them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's kind, the index of its header row, and per field the index of its column (both from 0)."""

    kind: Kind
    header: int = 0
    columns: Mapping[str, int] | None = None
    form: Form | None = None

    def index(self, field: str) -> int | None:
        """The index of the column of *field*, or None where the sheet has none."""
        return self.columns.get(field) if self.columns else None


def header_names(cell: object) -> tuple[str, ...]:
    """The ways to read a header cell: as it is, and without what stands in brackets; () for a sentence."""
    if not isinstance(cell, str) or _SENTENCE.search(cell) or len(cell.strip()) > _LONGEST_HEADER:
        return ()
    names = (normalise_header(cell), normalise_header(_BRACKETED.sub("", cell)))
    return tuple(dict.fromkeys(filter(None, names)))


def positions(row: Iterable[object]) -> dict[str, int]:
    """Normalised header → index of its first column."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        for name in header_names(cell):
            found.setdefault(name, index)
    return found


def match(headers: Mapping[str, int], table: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Field → column index; of several headers for one field the first of the table wins."""
    columns: dict[str, int] = {}
    for field, names in table.items():
        for name in names:
            index = headers.get(normalise_header(name))
            if index is not None:
                columns[field] = index
                break
    return columns


def _layout(row: Sequence[object], index: int) -> Layout | None:
    headers = positions(row)
    for each in forms() if headers else ():
        columns = match(headers, each.columns)
        if all(columns.keys() & need for need in each.needs) and not each.absent & headers.keys():
            return Layout(each.kind, index, columns, each)
    return None


def detect(rows: Sequence[Sequence[object]]) -> Layout:
    """The layout of a sheet whose first rows are *rows*; kind UNKNOWN when no header row is found.

    Headers are matched by their words in any order. Sentences (over 30 characters, or with ◈ ※ •) never count
    as headers: instructions above the table like to repeat column names.
    """
    for index, row in enumerate(rows[:HEADER_ROWS]):
        layout = _layout(row, index)
        if layout is not None:
            return layout
    return Layout(Kind.UNKNOWN)
