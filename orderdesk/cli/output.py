"""How rows leave the command line: table, JSON, JSON lines, CSV or TSV, always harmless as text."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import islice

import typer
from rich.cells import cell_len, set_cell_size

from orderdesk.core.domain.columns import BY_KEY, Cell
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.writing import as_csv_text

_SAMPLE = 200
"""How many rows a table looks at to choose its widths."""

_WIDEST = 40

_COMMANDING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]")
"""What JSON leaves as it is, though it may command a terminal; it stands in strings only."""


class Format(StrEnum):
    """The formats of `list`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    tsv = "tsv"


def _json(value: object, indent: int | None = None) -> str:
    """JSON of which no character commands a terminal or turns the direction of what is read."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _COMMANDING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_json(value: object) -> None:
    """One JSON value on stdout."""
    typer.echo(_json(value, indent=1))


def write_line(value: object) -> None:
    """One JSON value on a line of stdout."""
    typer.echo(_json(value))


def write_rows(rows: Iterable[Mapping[str, Cell]], keys: Sequence[str], form: Format, lang: Lang) -> None:
    """*rows* with columns *keys* in format *form* on stdout."""
    match form:
        case Format.json:
            write_json(list(rows))
        case Format.jsonl:
            for row in rows:
                typer.echo(_json(row))
        case Format.csv | Format.tsv:
            _write_separated(rows, keys, "," if form is Format.csv else "\t")
        case Format.table:
            heads = [BY_KEY[key].words.text(lang) if key in BY_KEY else key for key in keys]
            right = {n for n, key in enumerate(keys) if key in BY_KEY and BY_KEY[key].number}
            write_table(heads, ([row[key] for key in keys] for row in rows), right)


def _write_separated(rows: Iterable[Mapping[str, Cell]], keys: Sequence[str], separator: str) -> None:
    writer = csv.writer(sys.stdout, delimiter=separator, lineterminator="\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_separated(row[key]) for key in keys])


def _separated(value: Cell) -> str:
    if value is None:
        return ""
    return as_csv_text(clean(value)) if isinstance(value, str) else str(value)


def shown(value: Cell) -> str:
    """A value as people read it in a table: one harmless line, money with commas."""
    match value:
        case None | False:
            return ""
        case True:
            return "✓"
        case int():
            return f"{value:,}"
    return clean(value)


def write_table(heads: Sequence[str], rows: Iterable[Sequence[Cell]], right: set[int] | None = None) -> None:
    """A table with columns as wide as their first rows need; widths are terminal cells."""
    rest = iter(rows)
    sample = [[shown(value) for value in row] for row in islice(rest, _SAMPLE)]
    widths = [
        min(_WIDEST, max([cell_len(head), *(cell_len(row[n]) for row in sample)]))
        for n, head in enumerate(heads)
    ]
    for texts in (list(heads), *sample):
        typer.echo(_line(texts, widths, right or set()))
    for row in rest:
        typer.echo(_line([shown(value) for value in row], widths, right or set()))


def _line(texts: Sequence[str], widths: Sequence[int], right: set[int]) -> str:
    cells = []
    for n, (text, width) in enumerate(zip(texts, widths, strict=True)):
        if cell_len(text) > width:
            text = set_cell_size(text, width - 1).rstrip() + "…"
        pad = " " * (width - cell_len(text))
        cells.append(pad + text if n in right else text + pad)
    return "  ".join(cells).rstrip()
