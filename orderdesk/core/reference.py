"""Reference data shipped with the program, read once: couriers and remote areas."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import cast

from orderdesk.core.domain.parcels import CheckRule, Courier
from orderdesk.core.domain.regions import Region, Zone, outside
from orderdesk.core.domain.regions import region as region_in
from orderdesk.settings import data_file


def _rows(name: str) -> list[dict[str, str]]:
    with data_file(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def couriers() -> tuple[Courier, ...]:
    """All couriers in the order of the list, the six with automatic labels first."""
    return tuple(
        Courier(
            key=row["key"],
            name=row["name_ko"],
            aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
            lengths=frozenset(int(length) for length in row["lengths"].split()),
            check=cast(CheckRule, row["check"]),
            track_url=row["track_url"],
        )
        for row in _rows("couriers.csv")
    )


@lru_cache(maxsize=1)
def zones() -> tuple[Zone, ...]:
    """The remote areas with example surcharges; ranges of doubtful origin stand in it disabled."""
    return tuple(
        Zone(
            zip_from=row["zip_from"],
            zip_to=row["zip_to"],
            name=row["name_ko"],
            fee=int(row["example_fee_won"]),
            region=cast(Region, row["region"]),
            enabled=row["tier"] != "suspect",
            suspect=row["tier"] == "suspect",
        )
        for row in _rows("remote_areas.csv")
    )


@lru_cache(maxsize=1)
def _remote() -> dict[str, Region]:
    """The region of every postcode that a zone of the shipped table holds: a few hundred of them."""
    spans = (range(int(zone.zip_from), int(zone.zip_to) + 1) for zone in zones())
    codes = (f"{n:05}" for span in spans for n in span)
    return {code: region_in(zones(), code) for code in codes}


@lru_cache(maxsize=65536)
def region(postcode: str) -> Region:
    """The region of *postcode* by the shipped table."""
    return _remote().get(postcode) or outside(postcode)


@lru_cache(maxsize=1)
def courier_codes() -> dict[str, dict[str, str]]:
    """What other systems call our couriers: system → our key → its code; none where it has none.

    Goodsflow's codes beyond CJ and 우체국 are taken to be Naver's, which is not certain.
    """
    rows = _rows("courier_codes.csv")
    systems = [name for name in rows[0] if name != "key"]
    return {system: {row["key"]: row[system] for row in rows if row[system]} for system in systems}
