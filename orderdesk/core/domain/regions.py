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
    never matches.
    """

    zip_from: str
    zip_to: str
    name: str
    fee: int
    region: Region
    enabled: bool = True

    @property
    def width(self) -> int:
        """How many postcodes the range spans."""
        return int(self.zip_to) - int(self.zip_from) + 1


def zone_of(zones: Iterable[Zone], postcode: str) -> Zone | None:
    """The narrowest enabled zone that holds *postcode*, so that Udo wins over Jeju; None outside of all."""
    if not _POSTCODE.fullmatch(postcode):
        return None
    matching = (zone for zone in zones if zone.enabled and zone.zip_from <= postcode <= zone.zip_to)
    return min(matching, key=lambda zone: (zone.width, zone.zip_from), default=None)


def region(zones: Iterable[Zone], postcode: str) -> Region:
    """The region of *postcode*; old six-digit, foreign and blank ones are unknown."""
    zone = zone_of(zones, postcode)
    return zone.region if zone else outside(postcode)


def outside(postcode: str) -> Region:
    """The region of a *postcode* that lies in no zone."""
    return "normal" if _POSTCODE.fullmatch(postcode) else "unknown"
