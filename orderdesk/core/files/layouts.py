"""Forms that files come in, described as data: one TOML file a form in `data/layouts`.

A form says by which headers it is known, under which words each of its fields may stand, and which reader
takes its rows (`kind`). A new one needs a file and no code; docs/files.md tells how it is written.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from orderdesk.core.domain.words import Word
from orderdesk.settings import data_file

_IGNORED = re.compile(r"[\s()\[\]{}<>（）【】〈〉《》*]+")


class Kind(Enum):
    """What a sheet is: which reader takes its rows."""

    ORDERS = "orders"
    TRACKING = "tracking"
    COURIER_RETURN = "courier-return"
    OLD_TRACKING = "tracking-old"
    CHANNEL_ORDERS = "channel-orders"
    PAYMENTS = "payments"
    BANK = "bank"
    PRODUCTS = "products"
    CUSTOMERS = "customers"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    `columns` are its fields with every header that means them, the form's own first. A header row is this
    form's when of each of `needs` one field is there, and none of the headers `absent`. `required` are the
    fields that reading its rows can't do without. `identifiers` are fields that look like numbers and are
    text. `fixed` are fields whose value the form itself says, where a row says none.
    """

    id: str
    kind: Kind
    words: Word
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[frozenset[str], ...]
    required: tuple[str, ...]
    absent: frozenset[str]
    identifiers: frozenset[str]
    fixed: Mapping[str, str]

    def header(self, field: str) -> str:
        """The form's own header for *field*."""
        return self.columns[field][0]


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    """Every form, in the order in which a header row is compared with them: that of their files' names."""
    return tuple(_form(path) for path in sorted(data_file("layouts").glob("*.toml")))


@lru_cache(maxsize=32)
def form(name: str) -> Form:
    """The form with the id *name*: its file's name without number and ending."""
    return next(each for each in forms() if each.id == name)


def _form(path: Path) -> Form:
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    needs = tuple(frozenset(need.split("|")) for need in told["needs"])
    return Form(
        id=path.stem.partition("-")[2],
        kind=Kind(told["kind"]),
        words=Word(told["ko"], told["en"]),
        columns={field: tuple(headers) for field, headers in told["columns"].items()},
        needs=needs,
        required=tuple(told.get("required", (field for need in needs if len(need) == 1 for field in need))),
        absent=frozenset(normalise_header(header) for header in told.get("absent", ())),
        identifiers=frozenset(told["identifiers"]),
        fixed=told.get("fixed", {}),
    )


def normalise_header(text: str) -> str:
    """A header's words without spaces, line breaks and brackets, composed, in lower case."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()
