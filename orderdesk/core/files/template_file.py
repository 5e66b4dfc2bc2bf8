"""Templates of exports as TOML files, to be kept, edited and carried to another store."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path

from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_templates import BUILT_IN, Template, from_mapping, to_mapping
from orderdesk.core.domain.text import clean
from orderdesk.settings import data_file

_LARGEST = 1_000_000
"""Bytes that a template's file has at most."""


def template_text(template: Template) -> str:
    """*template* as TOML."""
    values = to_mapping(template)
    columns = values.pop("columns")
    lines = [_line(key, value) for key, value in values.items()]
    for column in columns:
        lines += ["", "[[columns]]", *(_line(key, value) for key, value in column.items())]
    return "\n".join(lines) + "\n"


def _line(key: str, value: str | bool) -> str:
    """One key; a string of JSON is one of TOML too, as long as no control character stands in it."""
    return f"{key} = {json.dumps(value, ensure_ascii=False)}"


def read_template(path: Path) -> Template:
    """The template in the file *path*. ExportRefused when it is none; OSError when it can't be read."""
    if path.stat().st_size > _LARGEST:
        raise ExportRefused(ExportRefusal.NOT_TEMPLATE, clean(path.name))
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ExportRefused(ExportRefusal.NOT_TEMPLATE, clean(f"{path.name}: {error}")) from None
    return from_mapping(values)


@lru_cache(maxsize=1)
def built_in_templates() -> tuple[Template, ...]:
    """The templates that every store has: 기본 양식, then those of the program's data by their files' names.

    They are the report of bank transfers, couriers' upload files and SmartStore's.
    """
    return (BUILT_IN, *map(read_template, sorted(data_file("export_templates").glob("*.toml"))))
