"""What TalkCheckout's words are here, and ours there, as data. A word in no table is kept as it came."""

from __future__ import annotations

from typing import Final, NamedTuple

from orderdesk.core.domain.channels import ClaimStage
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.states import ChannelState

STATES: Final[dict[str, ChannelState]] = {
    "WAIT_DEPOSIT": ChannelState.WAITING,
    "PAID": ChannelState.PAID,
    "PREPARING_DELIVERY": ChannelState.PREPARING,
    "IN_DELIVERY": ChannelState.SHIPPING,
    "DELIVERY_COMPLETED": ChannelState.DELIVERED,
    "PURCHASE_DECISION": ChannelState.CONFIRMED,
    "CANCELED": ChannelState.CANCELLED,
    "DEPOSIT_CANCELED": ChannelState.CANCELLED,
    "RETURNED": ChannelState.RETURNED,
    "EXCHANGED": ChannelState.EXCHANGED,
}
"""status."""

SENT: Final = frozenset({ChannelState.SHIPPING, ChannelState.DELIVERED, ChannelState.CONFIRMED})
CLOSED: Final = frozenset({ChannelState.CANCELLED, ChannelState.RETURNED, ChannelState.EXCHANGED})


class Process(NamedTuple):
    """A claim's step: its kind and stage; whether it is withheld, and whether it is granted."""

    kind: ClaimKind
    stage: ClaimStage
    held: bool = False
    granted: bool = False


_C, _R, _E = ClaimKind.CANCEL, ClaimKind.RETURN, ClaimKind.EXCHANGE
_S = ClaimStage

PROCESSES: Final[dict[str, Process]] = {
    "CANCEL_REQUEST": Process(_C, _S.REQUESTED),
    "CANCEL_REFUND_FAILED": Process(_C, _S.REQUESTED, granted=True),
    "CANCEL_WAIT_REFUND_SAVING": Process(_C, _S.REQUESTED, granted=True),
    "CANCEL_REFUND_BANK_ACCOUNT": Process(_C, _S.REQUESTED, granted=True),
    "CANCEL_REJECT": Process(_C, _S.REJECTED),
    "CANCEL_DONE": Process(_C, _S.DONE, granted=True),
    "RETURN_REQUEST": Process(_R, _S.REQUESTED),
    "RETURN_BACKWARD_DELIVERY": Process(_R, _S.COLLECTING),
    "RETURN_BACKWARD_DELIVERY_CHECKING": Process(_R, _S.COLLECTING),
    "RETURN_BACKWARD_DELIVERY_DONE": Process(_R, _S.COLLECTED),
    "RETURN_HOLDBACK": Process(_R, _S.REQUESTED, held=True),
    "RETURN_REFUND_FAILED": Process(_R, _S.COLLECTED, granted=True),
    "RETURN_WAIT_REFUND_SAVING": Process(_R, _S.COLLECTED, granted=True),
    "RETURN_REJECT": Process(_R, _S.REJECTED),
    "RETURN_DONE": Process(_R, _S.DONE, granted=True),
    "EXCHANGE_REQUEST": Process(_E, _S.REQUESTED),
    "EXCHANGE_BACKWARD_DELIVERY": Process(_E, _S.COLLECTING),
    "EXCHANGE_BACKWARD_DELIVERY_DONE": Process(_E, _S.COLLECTED),
    "EXCHANGE_FORWARD_DELIVERY": Process(_E, _S.REDELIVERING, granted=True),
    "EXCHANGE_HOLDBACK": Process(_E, _S.REQUESTED, held=True),
    "EXCHANGE_REFUND_FAILED": Process(_E, _S.COLLECTED),
    "EXCHANGE_WAIT_REFUND_SAVING": Process(_E, _S.COLLECTED),
    "EXCHANGE_REJECT": Process(_E, _S.REJECTED),
    "EXCHANGE_DONE": Process(_E, _S.DONE, granted=True),
}
"""claimProcessType. It overrides status; after a *_REJECT status counts again. Where a refund failed or waits
for the buyer's account the claim is granted, but not done."""

DONE_STATES: Final = {
    _C: ChannelState.CANCELLED,
    _R: ChannelState.RETURNED,
    _E: ChannelState.EXCHANGED,
}

KINDS: Final = {"CANCEL": _C, "RETURN": _R, "EXCHANGE": _E}
NAMES: Final = {kind: name.lower() for name, kind in KINDS.items()}

DELAYS: Final[dict[str, str]] = {
    "PREPARING": "OUT_OF_STOCK",
    "BUYER": "REQUEST_PURCHASER",
    "MADE_TO_ORDER": "CUSTOM_MADE",
    "RESERVED": "ETC",
    "ABROAD": "ETC",
    "ETC": "ETC",
}
"""Our reasons of a delay as reasonType; it has TOO_MUCH_ORDER as well, and none for two of ours."""
