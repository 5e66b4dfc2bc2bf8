"""The first rows of a file that is not written yet, as a spreadsheet would show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.export_form import Form, Rows
from orderdesk.widgets.columns import cells_in, fit, right

_WIDTHS: Final = {Kind.TEXT: 14, Kind.CODE: 17, Kind.WON: 9, Kind.COUNT: 6}
"""Cells of the terminal by what a column holds, at least."""

_HEAD: Final = 16
"""Cells to which a column grows for its header: many begin with the same words."""

_LINE: Final = "│"

_LEAST: Final = 5
"""Cells that a text is shown in at least, with the line behind it."""


def preview(form: Form, orders: Sequence[Rows], rows: int, column: int, width: int) -> Text:
    """The header and the first *rows* rows of *form* in *width* cells, from a column on that shows *column*.

    The header of that column is marked. Merged cells stand in the first row of their order alone.
    """
    heads = zip(form.kinds, form.headers, strict=True)
    widths = [max(_WIDTHS[kind], min(cells_in(head), _HEAD)) for kind, head in heads]
    first = _first(widths, column, width)
    shown = _shown(form.kinds, widths, first, width)
    lines = [_line([fit(form.headers[n], cells) for n, cells in shown.items()], column - first)]
    for made in [row for of in orders for row in _merged(form, of)][:rows]:
        lines.append(_line([_cell(made[n], cells) for n, cells in shown.items()]))
    return Text("\n", no_wrap=True, end="").join(lines)


def _shown(kinds: Sequence[Kind], widths: Sequence[int], first: int, width: int) -> dict[int, int]:
    """The columns from *first* on that have room whole, each with its cells.

    A text behind them is shown as far as it goes; of a number a part would be another number.
    """
    found, room = dict[int, int](), width
    for n in range(first, len(widths)):
        if widths[n] + 1 > room:
            if kinds[n] is Kind.TEXT and room > _LEAST:
                found[n] = room - 1
            break
        found[n] = widths[n]
        room -= widths[n] + 1
    return found


def _first(widths: Sequence[int], column: int, width: int) -> int:
    """The first column with which *column* fits."""
    first = 0
    while first < column and sum(each + 1 for each in widths[first : column + 1]) > width:
        first += 1
    return first


def _merged(form: Form, rows: Rows) -> Rows:
    if not form.merge or not rows:
        return rows
    hidden = set(form.merged)
    first, *others = rows
    return [first, *([None if n in hidden else cell for n, cell in enumerate(row)] for row in others)]


def _cell(value: Cell, width: int) -> str:
    if isinstance(value, int):
        return right(str(value), width)
    return fit(value or "", width)


def _line(cells: Sequence[str], marked: int | None = None) -> Text:
    """One line; a header when a column of it is *marked*, below 0 for none."""
    line = Text(no_wrap=True, end="", style="" if marked is None else "bold")
    for n, cell in enumerate(cells):
        line.append(cell, "reverse" if n == marked else "")
        line.append(_LINE, "dim")
    return line
