"""Cursors: a place in the change feed as a word that means nothing to anybody else."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, WithJsonSchema

from orderdesk.core.services.change_feed import Place

_DIGITS: Final = 16, 16, 8
_LENGTH: Final = sum(_DIGITS)
_PATTERN: Final = "^[0-7][0-9a-f]{15}[0-7][0-9a-f]{15}[0-9a-f]{8}$"


def write_cursor(place: Place) -> str:
    """The cursor of *place*."""
    return "".join(f"{number:0{digits}x}" for number, digits in zip(place, _DIGITS, strict=True))


def read_cursor(text: str) -> Place:
    """The place that a cursor means; ValueError for what is none."""
    if len(text) != _LENGTH or not set(text) <= set("0123456789abcdef"):
        raise ValueError("not a cursor of this API")
    change, within, claims = int(text[:16], 16), int(text[16:32], 16), int(text[32:], 16)
    if max(change, within) >> 63:
        raise ValueError("not a cursor of this API")
    return Place(change, within, claims)


def _checked(text: str) -> str:
    read_cursor(text.strip())
    return text.strip()


Cursor = Annotated[
    str,
    AfterValidator(_checked),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "minLength": _LENGTH, "maxLength": _LENGTH}),
]
"""A cursor as it comes, which `read_cursor` can read."""
