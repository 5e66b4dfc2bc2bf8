"""The rows of a long list that are in memory: some pages around what is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Generic, TypeVar

Row = TypeVar("Row")

PAGE: Final = 64
"""Rows that are fetched at once."""

_KEPT: Final = 48
"""Pages in memory; the one that was not looked at for the longest time goes first."""


class RowCache(Generic[Row]):
    """Pages of rows by their place; rows that may have changed stay until their page comes again."""

    def __init__(self) -> None:
        self._pages: dict[int, list[Row]] = {}
        self._stale: set[int] = set()

    def get(self, place: int) -> Row | None:
        """The row at *place* (0-based), None when it is not in memory."""
        page = self._pages.get(place // PAGE)
        at = place % PAGE
        return page[at] if page is not None and at < len(page) else None

    def put(self, place: int, rows: Sequence[Row]) -> None:
        """Keeps *rows*, whole pages from *place* on (a multiple of PAGE)."""
        for start in range(0, max(1, len(rows)), PAGE):
            page = (place + start) // PAGE
            self._pages.pop(page, None)
            self._pages[page] = list(rows[start : start + PAGE])
            self._stale.discard(page)
        while len(self._pages) > _KEPT:
            oldest = next(iter(self._pages))
            del self._pages[oldest]
            self._stale.discard(oldest)

    def expire(self) -> None:
        """Every row may have changed."""
        self._stale = set(self._pages)

    def keep_only(self, total: int) -> None:
        """Drops the pages behind the end of a list of *total* rows."""
        for page in [each for each in self._pages if each * PAGE >= total]:
            del self._pages[page]
            self._stale.discard(page)

    def clear(self) -> None:
        """Drops everything."""
        self._pages.clear()
        self._stale.clear()

    def missing(self, first: int, last: int, total: int, stale: bool = True) -> tuple[int, int] | None:
        """(place, number) of the pages to fetch so that rows *first* to *last* are there and fresh.

        Without *stale* they need not be fresh.
        """
        first, last = max(0, first), min(last, total - 1)
        wanted = range(first // PAGE, last // PAGE + 1) if first <= last else range(0)
        lacking = [page for page in wanted if page not in self._pages or (stale and page in self._stale)]
        if not lacking:
            return None
        return lacking[0] * PAGE, (lacking[-1] - lacking[0] + 1) * PAGE

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        for page in sorted(self._pages):
            yield from enumerate(self._pages[page], page * PAGE)
