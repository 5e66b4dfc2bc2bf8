"""What a connection to Naver's commerce API is set to.

What no source says for certain has a field with the likelier value, so that a shop can be put right without
a new program:

- `ships_over_cancel`: Naver takes the dispatch of what the buyer asks to cancel, which denies the cancel.
- `fee_once_a_package`: every line of one parcel repeats the fee of the whole parcel, instead of its share.
- `fee_with_region`: the fee of delivery holds the surcharge of remote areas already.
- `rate`: calls a second, of each kind, before the first reply has told how many are allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BASE: Final = "https://api.commerce.naver.com/external"
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class NaverSettings:
    """A connection: the application's id, whose shop it is for, how far back the first look goes (seconds).

    `account` names the seller where the application serves several; empty for one's own shop. `base` is
    another where calls must come from an address that Naver knows, through a relay of one's own.
    """

    client_id: str
    base: str = BASE
    account: str = ""
    look_back: float = 7 * _DAY
    ships_over_cancel: bool = True
    fee_once_a_package: bool = True
    fee_with_region: bool = False
    rate: float = 2.0
