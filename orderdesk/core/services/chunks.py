"""Ids and rows in lists of a bounded length: what is done to many is done to a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Each = TypeVar("Each")


def chunks(ids: Iterable[Each], size: int) -> Iterator[list[Each]]:
    """*ids*, or whatever else there is many of, in lists of at most *size*."""
    rest = iter(ids)
    while chunk := list(islice(rest, size)):
        yield chunk
