"""Tracking numbers of the demo: no two alike, of the length and check digit of their courier."""

from __future__ import annotations

from functools import lru_cache

from orderdesk.core import reference
from orderdesk.core.domain.orders import Region
from orderdesk.core.domain.parcels import Courier, with_check_digit
from orderdesk.core.services.demo.draw import weighted

_SHARES = weighted({"cj": 9, "lotte": 4, "hanjin": 3, "epost": 3, "logen": 1})
_BODIES = {
    "cj": "64{:09d}",
    "lotte": "30{:09d}",
    "hanjin": "520{:09d}",
    "epost": "6895{:09d}",
    "logen": "91{:09d}",
}
_PER_ORDER = 8
_STRIDE = 617_283_947
"""Makes neighbours look unlike each other; it shares no factor with 10^9, so nothing comes twice."""


@lru_cache(maxsize=1)
def _couriers() -> dict[str, Courier]:
    return {courier.key: courier for courier in reference.couriers()}


def label(order: int, nth: int, region: Region) -> tuple[str, str]:
    """(courier, number) of the *nth* parcel (from 0, under 8) of the shop's order number *order*."""
    running = order * _PER_ORDER + nth
    mixed = running * _STRIDE % 1_000_000_000
    if region is Region.ABROAD:
        return _couriers()["ems"].name, f"EE{mixed:09d}KR"
    key = _SHARES[(order * 7 + nth) % len(_SHARES)]
    courier = _couriers()[key]
    return courier.name, with_check_digit(courier, _BODIES[key].format(mixed))
