"""Which row of the list stands on which line: the geometry of rows that may be several lines high."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """A list of *total* rows seen through *body* lines, of which row *top* is the first.

    `height` gives the lines of the row at a place, at most *body*; None where every row takes one line.
    """

    top: int
    body: int
    total: int
    height: Callable[[int], int] | None = None

    @property
    def seen(self) -> range:
        """The places that stand on the screen, if only in part."""
        if self.height is None:
            return range(self.top, min(self.top + self.body, self.total))
        return range(self.top, max((place + 1 for place, _ in self.lines()), default=self.top))

    def lines(self) -> Iterator[tuple[int, int]]:
        """For each line the row it shows a line of, and which: (place, line)."""
        if self.height is None:
            yield from ((place, 0) for place in self.seen)
            return
        left, place = self.body, self.top
        while left and place < self.total:
            height = self.height(place)
            for line in range(min(height, left)):
                yield place, line
            left -= min(height, left)
            place += 1

    def lines_of(self, places: set[int]) -> Iterator[tuple[int, tuple[int, int]]]:
        """The lines on which the rows at *places* stand, with what they show of them."""
        if self.height is None:
            seen = self.seen
            return ((place - self.top, (place, 0)) for place in places if place in seen)
        return ((y, each) for y, each in enumerate(self.lines()) if each[0] in places)

    def top_to_show(self, place: int) -> int:
        """The first row of the screen that shows the row at *place* whole, scrolled as little as can be."""
        if place <= self.top:
            return max(0, place)
        if self.height is None:
            return max(self.top, place - self.body + 1)
        if place - self.top > self.body:
            return self._top_above(place)
        lines = sum(map(self.height, range(self.top, place + 1)))
        return self.top if lines <= self.body else self._top_above(place)

    def within(self, top: int) -> int:
        """*top* or the nearest first row with which the screen is full, if the list is long enough."""
        return max(0, min(top, self._top_above(max(0, self.total - 1))))

    def _top_above(self, place: int) -> int:
        """The first row of a screen on which the row at *place* is the last one."""
        if self.height is None:
            return max(0, place - self.body + 1)
        top, room = place, self.body - self.height(place)
        while top > 0 and (room := room - self.height(top - 1)) >= 0:
            top -= 1
        return top
