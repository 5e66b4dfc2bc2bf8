"""What a file was taken for and why: the facts, for people who wonder and for layouts that are being made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orderdesk.core.files.columns import HEADER_ROWS, match, positions
from orderdesk.core.files.layouts import Form, forms
from orderdesk.core.files.problems import shown
from orderdesk.core.files.reading import BROUGHT_IN, COMPARED, SHOP_LISTS, Sheet

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Matched:
    """A field with the column where it stands, as letters, and the header there, as the file writes it."""

    field: str
    column: str
    header: str


@dataclass(frozen=True, slots=True)
class Near:
    """A form that the sheet is nearly: the row that comes nearest, and the headers that it lacks.

    `lacks` has a group of headers for each thing missing; any one of the group would do. `unwanted` are
    headers of the row that the form must not have, `known` how many of its headers mean something to it.
    """

    form: Form
    row: int
    known: int
    lacks: tuple[tuple[str, ...], ...]
    unwanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a sheet was taken for `form`, None where it is not known. Rows count from 1, `header` 0: none.

    `missing` are headers without which its rows can't be imported, `absent` other fields' headers that the
    file does not have, `unread` its own headers that mean nothing to the form. `imported` says whether rows
    of this kind can be brought in at all, `compared` that they are held against the store instead.
    """

    sheet: Sheet
    form: Form | None
    header: int
    rows: int
    matched: tuple[Matched, ...]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    unread: tuple[str, ...]
    nearest: tuple[Near, ...]
    imported: bool
    compared: bool = False


def explain(sheet: Sheet) -> Explanation:
    """Why *sheet* was taken for what it is."""
    form = sheet.layout.form
    if form is None:
        filled = sum(any(cell is not None for cell in row) for row in sheet.rows)
        return Explanation(sheet, None, 0, filled, (), (), (), (), _nearest(sheet), False)
    columns = sheet.layout.columns or {}
    header_row = sheet.rows[sheet.layout.header]
    lacking = [field for field in form.columns if field not in columns]
    return Explanation(
        sheet,
        form,
        sheet.layout.header + 1,
        sum(1 for _ in sheet.body()),
        tuple(
            Matched(field, letters(index), sheet.header(field))
            for field, index in sorted(columns.items(), key=lambda each: each[1])
        ),
        tuple(form.header(field) for field in lacking if field in form.required),
        tuple(form.header(field) for field in lacking if field not in form.required),
        tuple(
            shown(cell)
            for index, cell in enumerate(header_row)
            if cell is not None and index not in columns.values()
        ),
        (),
        form.kind in BROUGHT_IN | SHOP_LISTS,
        form.kind in COMPARED,
    )


def _nearest(sheet: Sheet) -> tuple[Near, ...]:
    """The forms of which some row has at least one of the headers that they need, the nearest first."""
    found = []
    for form in forms():
        rows = (_near(form, n, row) for n, row in enumerate(sheet.rows[:HEADER_ROWS], 1))
        near = min((each for each in rows if each), key=_distance, default=None)
        if near:
            found.append(near)
    return tuple(sorted(found, key=_distance)[:_NEAREST])


def _distance(near: Near) -> tuple[int, int]:
    return len(near.lacks) + len(near.unwanted), -near.known


def _near(form: Form, row: int, cells: Sequence[object]) -> Near | None:
    """How far a row is from *form*; None where it has none of what the form needs."""
    headers = positions(cells)
    columns = match(headers, form.columns).keys()
    lacks = [need for need in form.needs if not need & columns]
    if len(lacks) == len(form.needs):
        return None
    groups = tuple(tuple(form.header(f) for f in form.columns if f in need) for need in lacks)
    unwanted = tuple(shown(cells[headers[name]]) for name in sorted(form.absent & headers.keys()))
    return Near(form, row, len(columns), groups, unwanted)


def letters(index: int) -> str:
    """The name of the column at *index*, from 0, as a spreadsheet writes it: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
