"""Remote areas (도서산간): which postcodes cost the courier more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Region = Literal["normal", "jeju", "island", "unknown"]
"""Where a postcode lies; `unknown` is a postcode that isn't five digits and wants a look."""

_POSTCODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class Zone:
    """A range of five-digit postcodes, both ends included, with its surcharge in won.

    `region` is `jeju` for everything on Jeju (Chuja and Udo too), otherwise `island`. A disabled zone
    never matches. `suspect`: a range of doubtful origin, to be looked at before it is enabled. `id` is the
    store's key, 0 for what is not stored.
    """

    zip_from: str
    zip_to: str
    name: str
    fee: int
    region: Region
    enabled: bool = True
    suspect: bool = False
    id: int = 0

    @property
    def width(self) -> int:
        """How many postcodes the range spans."""
        return int(self.zip_to) - int(self.zip_from) + 1

    @property
    def span(self) -> str:
        """The range as it is told: ``63000–63644``; of a single postcode just that."""
        return self.zip_from if self.zip_from == self.zip_to else f"{self.zip_from}–{self.zip_to}"


def is_postcode(code: str) -> bool:
    """Whether *code* is a postcode of today: five plain digits."""
    return _POSTCODE.fullmatch(code) is not None


def bad_range(zone: Zone) -> bool:
    """Whether *zone* ends before it begins."""
    return zone.zip_to < zone.zip_from


def zone_of(zones: Iterable[Zone], postcode: str) -> Zone | None:
    """The narrowest enabled zone that holds *postcode*, so that Udo wins over Jeju; None outside of all."""
    if not is_postcode(postcode):
        return None
    matching = (zone for zone in zones if zone.enabled and zone.zip_from <= postcode <= zone.zip_to)
    return min(matching, key=lambda zone: (zone.width, zone.zip_from), default=None)


def region_of_range(zip_from: str) -> Region:
    """Which remote region a range that begins at *zip_from* belongs to: 63xxx is Jeju."""
    return "jeju" if zip_from.startswith("63") else "island"


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two enabled zones that share postcodes, where `narrow` wins; `nested`: it lies wholly in `wide`."""

    narrow: Zone
    wide: Zone

    @property
    def nested(self) -> bool:
        """Whether one is a part of the other, as an island off Jeju is; otherwise somebody mistyped."""
        inside = self.wide.zip_from <= self.narrow.zip_from and self.narrow.zip_to <= self.wide.zip_to
        return inside and self.narrow.width < self.wide.width


def overlaps(zones: Iterable[Zone]) -> tuple[Overlap, ...]:
    """Every two enabled zones that share a postcode, by their lower ends."""
    enabled = sorted((z for z in zones if z.enabled), key=lambda zone: (zone.zip_from, zone.zip_to))
    found = []
    for place, one in enumerate(enabled):
        for other in enabled[place + 1 :]:
            if other.zip_from > one.zip_to:
                break
            narrow, wide = sorted((one, other), key=lambda zone: (zone.width, zone.zip_from))
            found.append(Overlap(narrow, wide))
    return tuple(found)


def region(zones: Iterable[Zone], postcode: str) -> Region:
    """The region of *postcode*; old six-digit, foreign and blank ones are unknown."""
    zone = zone_of(zones, postcode)
    return zone.region if zone else outside(postcode)


def outside(postcode: str) -> Region:
    """The region of a *postcode* that lies in no zone."""
    return "normal" if is_postcode(postcode) else "unknown"
