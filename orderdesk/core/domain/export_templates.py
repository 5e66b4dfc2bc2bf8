"""Templates of order exports (양식): which columns, in which order, under which headers, one row for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from orderdesk.core.domain.export_fields import BY_KEY, OWN_FORM
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word

MOST_TEMPLATES: Final = 20
MOST_COLUMNS: Final = 100
LONGEST_NAME: Final = 20
FLAGS: Final = ("merge", "repeat_amounts", "combine", "months")
BUILT_IN_NAME: Final = Word("기본 양식", "Default")


class RowUnit(Enum):
    """What one row of the file is."""

    ITEM = "item"
    SECTION = "section"
    ORDER = "order"


class AddressMode(Enum):
    """주소표시방식: street and detail in two columns, or both in 주소."""

    SPLIT = "split"
    JOINED = "joined"


class Only(Enum):
    """Which sections of the orders are taken at all; `export_sections.py` has the rules."""

    ALL = "all"
    UNSENT = "unsent"
    NAVER = "naver"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: a field by its key, or without one the fixed `text`; without `header` the field's own."""

    field: str = ""
    header: str = ""
    text: str = ""

    @property
    def head(self) -> str:
        """The header as it is written."""
        return self.header or (BY_KEY[self.field].words.ko if self.field else "")


@dataclass(frozen=True, slots=True)
class Template:
    """A named form. `merge` merges an order's cells over its rows, which no import reads again.

    Won of the order stand in its first row alone unless `repeat_amounts`, so that a sum counts them once.
    `combine`: unsent sections that may share a parcel stand in one row. `months`: a sheet of monthly totals.
    """

    name: str
    columns: tuple[ExportColumn, ...]
    rows: RowUnit = RowUnit.ITEM
    address: AddressMode = AddressMode.SPLIT
    merge: bool = False
    repeat_amounts: bool = False
    only: Only = Only.ALL
    combine: bool = False
    months: bool = False

    @property
    def shown(self) -> tuple[ExportColumn, ...]:
        """The columns that are written: with a joined address its detail has none of its own."""
        if self.address is AddressMode.SPLIT:
            return self.columns
        return tuple(column for column in self.columns if column.field != "detail")


BUILT_IN: Final = Template(BUILT_IN_NAME.ko, tuple(ExportColumn(field.key) for field in OWN_FORM))
"""기본 양식: the 38 columns."""


def trimmed(name: str) -> str:
    """*name* as one harmless line with single spaces."""
    return " ".join(clean(name).split())


def to_mapping(template: Template) -> dict[str, Any]:
    """*template* as plain values, as its file has them; what is usual is left out."""
    values: dict[str, Any] = {
        "name": template.name,
        "rows": template.rows.value,
        "address": template.address.value,
    }
    if template.only is not Only.ALL:
        values["only"] = template.only.value
    values |= {key: True for key in FLAGS if getattr(template, key)}
    values["columns"] = [
        {key: text for key in ("field", "header", "text") if (text := getattr(column, key))}
        for column in template.columns
    ]
    return values


def from_mapping(values: Mapping[str, Any]) -> Template:
    """The template that *values* describe. ExportRefused names what is wrong in them."""
    known = {"name", "rows", "address", "only", "columns", *FLAGS}
    if unknown := sorted(values.keys() - known):
        raise ExportRefused(ExportRefusal.NOT_TEMPLATE, unknown[0])
    name = values.get("name")
    if not isinstance(name, str) or not 1 <= len(trimmed(name)) <= LONGEST_NAME:
        raise ExportRefused(ExportRefusal.NAME_LENGTH, clean(str(name or "")))
    columns = values.get("columns")
    if not isinstance(columns, list):
        raise ExportRefused(ExportRefusal.COLUMNS_MOST)
    try:
        unit, address = RowUnit(values.get("rows", "item")), AddressMode(values.get("address", "split"))
        only = Only(values.get("only", "all"))
    except ValueError as error:
        raise ExportRefused(ExportRefusal.NOT_TEMPLATE, clean(str(error))) from None
    flags = {key: values.get(key, False) for key in FLAGS}
    for key, value in flags.items():
        if not isinstance(value, bool):
            raise ExportRefused(ExportRefusal.NOT_TEMPLATE, key)
    made = Template(trimmed(name), tuple(map(_column, columns)), unit, address, only=only, **flags)
    check_template(made)
    return made


def check_template(template: Template) -> None:
    """ExportRefused when *template* can't be kept or used as it stands."""
    if not 1 <= len(template.name) <= LONGEST_NAME:
        raise ExportRefused(ExportRefusal.NAME_LENGTH, template.name)
    if not template.shown or len(template.columns) > MOST_COLUMNS:
        raise ExportRefused(ExportRefusal.COLUMNS_MOST)
    if template.combine and (template.only is not Only.UNSENT or template.rows is not RowUnit.SECTION):
        raise ExportRefused(ExportRefusal.COMBINES_SECTIONS, template.name)


def _column(value: object) -> ExportColumn:
    texts = value if isinstance(value, dict) else {}
    fits = texts and texts.keys() <= {"field", "header", "text"}
    if not fits or not all(isinstance(text, str) for text in texts.values()):
        raise ExportRefused(ExportRefusal.NOT_TEMPLATE, "columns")
    column = ExportColumn(**{key: clean(text) for key, text in texts.items()})
    if column.field and column.field not in BY_KEY:
        raise ExportRefused(ExportRefusal.NO_FIELD, column.field)
    if column.field and column.text:
        raise ExportRefused(ExportRefusal.NOT_TEMPLATE, "columns")
    return column
