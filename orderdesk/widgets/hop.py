"""Jumping by letter: what of a screen can be reached, and under which letters."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

from textual.geometry import Offset, Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

LETTERS: Final = "".join(each for each in string.ascii_lowercase if each not in "ilo") + "123456789"
"""What is pressed; in Korean mode the letters come as their jamo.

Those that look like digits are left out, and digits come last: they would stand before the numbers of tabs.
"""


class Spot(NamedTuple):
    """A place that can be reached, and what a jump there does."""

    at: Offset
    go: Callable[[], object]


@runtime_checkable
class HasSpots(Protocol):
    """A widget that is no field, but has parts that can be clicked."""

    def spots(self) -> list[Spot]:
        """Its parts, with their places in the widget's content; what a jump does is what a click does."""


def spots_of(screen: Screen[Any]) -> list[Spot]:
    """What can be reached on *screen*: what takes the focus first, then what can be clicked."""
    fields, parts = list[Spot](), list[Spot]()
    seen = screen.region
    for widget in screen.walk_children(Widget):
        if not (widget.is_mounted and widget.display and widget.region.overlaps(seen)):
            continue
        if widget.focusable:
            # before the first letter of a field, which would be another word without it
            at = widget.content_region.offset - (1, 0) if isinstance(widget, Input) else widget.region.offset
            fields.append(Spot(at, widget.focus))
        if isinstance(widget, HasSpots):
            origin = widget.content_region.offset
            parts += [Spot(origin + each.at, each.go) for each in widget.spots()]
    return [*fields, *(each for each in parts if seen.contains_point(each.at))]


def labelled(spots: Iterable[Spot], size: Size) -> list[tuple[str, Spot]]:
    """*spots* with a letter each, in the order in which they are read; no two stand in the same cell.

    Those that there is no letter for are left out, the last ones first.
    """
    taken: set[Offset] = set()
    placed: list[Spot] = []
    for spot in list(spots)[: len(LETTERS)]:
        at = spot.at.clamp(size.width, size.height)
        while at in taken and at.x < size.width - 1:
            at += Offset(1, 0)
        if at not in taken:
            taken.add(at)
            placed.append(Spot(at, spot.go))
    placed.sort(key=lambda spot: (spot.at.y, spot.at.x))
    return list(zip(LETTERS, placed, strict=False))
