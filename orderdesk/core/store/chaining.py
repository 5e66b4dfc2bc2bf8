"""What the chains of the store share: where they begin, and how what a link covers is written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

FIRST_LINK: Final = bytes(32)
"""What stands before the first link of a chain."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(values: Sequence[Any]) -> str:
    """*values* as JSON without a space: the same text on either engine."""
    return _ENCODER.encode(values)


def as_bytes(value: bytes | None) -> bytes | None:
    """What either driver reads of a column of bytes."""
    return None if value is None else bytes(value)
