"""A claim as a frozen record: 취소, 반품 or 교환, attached to the section that it carved out.

Money is whole won, times are whole seconds since 1970 in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from orderdesk.core.domain.states import SectionState

if TYPE_CHECKING:
    from orderdesk.core.domain.orders import ActorKind


class ClaimKind(IntEnum):
    """클레임 종류."""

    CANCEL = 0
    RETURN = 1
    EXCHANGE = 2


class Decision(IntEnum):
    """How a claim ended."""

    OPEN = 0
    APPROVED = 1
    REJECTED = 2
    WITHDRAWN = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """취소/반품/교환, attached to the section that it carved out.

    `before` is the state to go back to when it is rejected. `cost` is how a buyer at fault bears what it
    costs, "" when the shop does. `pickup_asked` is how the buyer wished the goods to come back, `pickup` how
    they do, `pickup_pay` who pays that courier. `options` are (line, option) pairs: what an exchange sends
    instead. `held` is why it is withheld, `held_amount` the won that are due then. `fee_withheld` is kept
    from the refund, `fee_charged` is asked from the buyer in addition, both won; `points_back` are given
    back and `points_withheld` not, as are the coupons named in `coupons_back`. `resent` is the first of the
    lines that an approved exchange added, 0 while there is none.
    """

    n: int
    kind: ClaimKind
    section: int
    by: ActorKind
    at: int
    before: SectionState
    reason: str
    detail: str = ""
    buyer_fault: bool = False
    cost: str = ""
    pickup_asked: str = ""
    pickup: str = ""
    pickup_pay: str = ""
    pickup_courier: str = ""
    pickup_number: str = ""
    pickup_note: str = ""
    collected_at: int | None = None
    held: str = ""
    decision: Decision = Decision.OPEN
    decided_at: int | None = None
    decision_note: str = ""
    fee_withheld: int = 0
    fee_charged: int = 0
    points_back: int = 0
    coupons_back: str = ""
    restock: bool = False
    held_amount: int = 0
    points_withheld: int = 0
    resent: int = 0
    options: tuple[tuple[int, str], ...] = ()
