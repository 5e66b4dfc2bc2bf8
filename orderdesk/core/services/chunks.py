"""Ids in lists of a bounded length: what is done to many orders is done to a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice


def chunks(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    """*ids* in lists of at most *size*."""
    rest = iter(ids)
    while chunk := list(islice(rest, size)):
        yield chunk
