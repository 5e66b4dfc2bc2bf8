"""Cursors: a place in the change feed as a word that means nothing to anybody else."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from orderdesk.core.services.change_feed import Place

_DIGITS: Final = 16, 16, 8
_LENGTH: Final = sum(_DIGITS)
_PATTERN: Final = "^[0-7][0-9a-f]{15}[0-7][0-9a-f]{15}[0-9a-f]{8}$"


def write_cursor(place: Place) -> str:
    """The cursor of *place*."""
    return "".join(f"{number:0{digits}x}" for number, digits in zip(place, _DIGITS, strict=True))


def read_cursor(text: object) -> Place:
    """The place that a cursor means; ValueError for what is none."""
    if isinstance(text, Place):
        return text
    word = str(text).strip()
    if len(word) != _LENGTH or not set(word) <= set("0123456789abcdef"):
        raise ValueError("not a cursor of this API")
    change, within, claims = int(word[:16], 16), int(word[16:32], 16), int(word[32:], 16)
    if max(change, within) >> 63:
        raise ValueError("not a cursor of this API")
    return Place(change, within, claims)


Cursor = Annotated[
    Place,
    BeforeValidator(read_cursor),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "minLength": _LENGTH, "maxLength": _LENGTH}),
]
"""A cursor as it comes."""
