"""How a shop's TalkCheckout is reached, and what no source says for certain of it.

Each of the latter is a field here with what is likeliest, and stands in docs/connections.md too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

DAY: Final = 24 * 3600
LIVE: Final = "https://api.pay.kakao.com"
TESTBOX: Final = "https://testbox-api.pay.kakao.com"

_COLLECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AUTO": "RETURN_DESIGNATED",
        "MANUAL": "RETURN_DELIVERY",
        "BUYER": "RETURN_INDIVIDUAL",
        "ETC": "RETURN_INDIVIDUAL",
    }
)


@dataclass(frozen=True, slots=True)
class KakaoSettings:
    """A connection to one shop's TalkCheckout.

    `first_days` is how far back the very first poll looks; an order placed before that is not brought in.
    `look_back` are the seconds that each poll looks behind the last, `lag` those that it stays behind the
    present. Uncertain: `rate` (calls a second), `repeat_names` (lists in questions go as `name=1&name=2`, not
    as `name[0]=1`), `batch` (lines read at once), `delivery_method`, `collect_methods` (its names of our ways
    of a pickup), and `hold_by_note` (a hold gives our words for its reason, not a code).
    """

    base: str = LIVE
    first_days: int = 7
    look_back: int = 2 * 3600
    lag: int = 5
    rate: float = 2.0
    repeat_names: bool = False
    batch: int = 50
    delivery_method: str = "DELIVERY"
    collect_methods: Mapping[str, str] = field(default_factory=lambda: _COLLECTS)
    hold_by_note: bool = False
