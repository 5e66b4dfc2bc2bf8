"""Which columns a list shows, in what order and how wide: a value that can be kept as text.

The order number always stands first and is always shown; at least one other column is shown beside it
(finding-and-files.md §4.2).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from orderdesk.core.domain.columns import BY_KEY, COLUMNS, DETAILS

FROZEN: Final = "order_no"
"""The column that stays in its place when the others scroll, and can't be hidden."""

SHOWN: Final = (
    "order_no", "ordered_at", "buyer", "items", "section", "invoice", "paid", "memo",
    "pay_status", "channel", "address",
)  # fmt: skip
"""The columns of the layout that nobody changed, in their order."""

NARROWEST, WIDEST = 3, 80
"""Terminal cells that a column may take."""


class Place(NamedTuple):
    """One column of a layout: whether it is shown, and its cells; None leaves the width to the screen.

    With `detail` it shows all its lines (상세보기) instead of a summary (요약보기).
    """

    key: str
    on: bool
    width: int | None = None
    detail: bool = False


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """Every column of the catalogue in the order of the list; made by `DEFAULT` and the methods only."""

    places: tuple[Place, ...]
    compact: bool = False
    """Whether columns of text whose width nobody chose are narrower than usual."""

    @property
    def details(self) -> frozenset[str]:
        """The columns shown with all their lines."""
        return frozenset(place.key for place in self.places if place.on and place.detail)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that are shown, in order."""
        return tuple(place.key for place in self.places if place.on)

    @property
    def widths(self) -> dict[str, int]:
        """The widths that were chosen, by column key, in terminal cells."""
        return {place.key: place.width for place in self.places if place.width is not None}

    def may_switch(self, at: int) -> bool:
        """Whether the column at *at* may be shown or hidden: not the order number, not the last other one."""
        place = self.places[at]
        return place.key != FROZEN and not (place.on and len(self.keys) == 2)

    def switched(self, at: int) -> ColumnLayout:
        """The column at *at* shown or hidden; unchanged where it may not be."""
        place = self.places[at]
        return self._with(at, place._replace(on=not place.on)) if self.may_switch(at) else self

    def moved(self, at: int, to: int) -> ColumnLayout:
        """The column at *at* put at *to*; unchanged where one of both is the order number's place."""
        if not (0 < at < len(self.places) and 0 < to < len(self.places)):
            return self
        rest = [*self.places[:at], *self.places[at + 1 :]]
        return replace(self, places=(*rest[:to], self.places[at], *rest[to:]))

    def resized(self, at: int, width: int) -> ColumnLayout:
        """The column at *at* made *width* cells wide, as far as a column may be."""
        return self._with(at, self.places[at]._replace(width=max(NARROWEST, min(width, WIDEST))))

    def detailed(self, key: str) -> ColumnLayout:
        """The column *key* with all its lines, or its summary again; unchanged where it has no detail."""
        at = next(n for n, place in enumerate(self.places) if place.key == key)
        place = self.places[at]
        return self._with(at, place._replace(detail=not place.detail)) if key in DETAILS else self

    def _with(self, at: int, place: Place) -> ColumnLayout:
        return replace(self, places=(*self.places[:at], place, *self.places[at + 1 :]))

    def to_json(self) -> str:
        """The layout as text."""
        value = {"compact": self.compact, "places": [list(place) for place in self.places]}
        return json.dumps(value, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> ColumnLayout:
        """The layout that `to_json` wrote.

        What this version does not know is left out, what the text lacks is added hidden; a text that is no
        layout, or shows nothing but the order number, gives `DEFAULT`.
        """
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return DEFAULT
        if not isinstance(value, dict):
            return DEFAULT
        found = replace(_complete(_read(value.get("places"))), compact=value.get("compact") is True)
        return found if len(found.keys) > 1 else DEFAULT


def _read(value: Any) -> list[Place]:  # noqa: ANN401  # whatever JSON holds
    """The places in *value* that can be read."""
    found = []
    for each in value if isinstance(value, list) else ():
        match each:
            case [str(key), bool(on), int(width), bool(detail)] if not isinstance(width, bool):
                found.append(Place(key, on, max(NARROWEST, min(width, WIDEST)), detail and key in DETAILS))
            case [str(key), bool(on), None, bool(detail)]:
                found.append(Place(key, on, None, detail and key in DETAILS))
    return found


def _complete(places: Iterable[Place]) -> ColumnLayout:
    """A layout of *places*: known columns once each, the order number first, the missing ones hidden."""
    known: dict[str, Place] = {}
    for place in places:
        if place.key in BY_KEY:
            known.setdefault(place.key, place)
    first = known.pop(FROZEN, Place(FROZEN, True))._replace(on=True)
    hidden = (Place(column.key, False) for column in COLUMNS if column.key not in {FROZEN, *known})
    return ColumnLayout((first, *known.values(), *hidden))


DEFAULT: Final = _complete(Place(key, True) for key in SHOWN)
"""The layout that nobody changed."""
