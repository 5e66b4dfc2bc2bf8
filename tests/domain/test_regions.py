from __future__ import annotations

import pytest

from orderdesk.core import reference
from orderdesk.core.domain.regions import Zone, region, zone_of


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [
        ("06234", "normal"),
        ("63122", "jeju"),
        ("63000", "jeju"),
        ("40200", "island"),
        ("40241", "normal"),
        ("59790", "island"),
        ("54000", "normal"),
        ("", "unknown"),
        ("6234", "unknown"),
        ("135-080", "unknown"),
        ("135080", "unknown"),
        ("６３１２２", "unknown"),
    ],
)
def test_regions_of_the_shipped_table(postcode: str, expected: str) -> None:
    assert reference.region(postcode) == expected == region(reference.zones(), postcode)


@pytest.mark.parametrize(
    ("postcode", "fee"), [("63001", 7000), ("63002", 3000), ("63365", 6000), ("63644", 3000)]
)
def test_the_narrowest_zone_wins(postcode: str, fee: int) -> None:
    zone = zone_of(reference.zones(), postcode)
    assert zone is not None and zone.fee == fee


def test_the_doubtful_range_is_there_but_disabled() -> None:
    assert [zone.zip_from for zone in reference.zones() if not zone.enabled] == ["54000"]


def test_the_table_is_whole() -> None:
    codes = {n for zone in reference.zones() for n in range(int(zone.zip_from), int(zone.zip_to) + 1)}
    assert (len(reference.zones()), len(codes)) == (37, 875)


def test_equal_widths_are_decided_by_the_lower_range() -> None:
    zones = [Zone("10001", "10002", "b", 2, "island"), Zone("10000", "10001", "a", 1, "island")]
    found = zone_of(zones, "10001")
    assert found is not None and found.name == "a"


def test_the_shipped_table_says_the_same_at_every_border() -> None:
    borders = {int(code) for zone in reference.zones() for code in (zone.zip_from, zone.zip_to)}
    codes = [f"{border + step:05}" for border in sorted(borders) for step in (-1, 0, 1)]
    assert [reference.region(code) for code in codes] == [region(reference.zones(), code) for code in codes]
    assert {"normal", "jeju", "island"} == {reference.region(code) for code in codes}
