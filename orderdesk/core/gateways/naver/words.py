"""What Naver's words are here, and ours there, as data. A word that stands in no table is kept as it came."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.channels import ClaimStage
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.states import ChannelState

PAYED: Final = "PAYED"
ACCEPTED: Final = "OK"
UNSENT: Final = frozenset({"PAYMENT_WAITING", PAYED})

STATES: Final[dict[str, ChannelState]] = {
    "PAYMENT_WAITING": ChannelState.WAITING,
    "PAYED": ChannelState.PAID,
    "DELIVERING": ChannelState.SHIPPING,
    "DELIVERED": ChannelState.DELIVERED,
    "PURCHASE_DECIDED": ChannelState.CONFIRMED,
    "EXCHANGED": ChannelState.EXCHANGED,
    "CANCELED": ChannelState.CANCELLED,
    "RETURNED": ChannelState.RETURNED,
    "CANCELED_BY_NOPAYMENT": ChannelState.CANCELLED,
}
"""productOrderStatus. PAYED is PREPARING once it is accepted (placeOrderStatus OK)."""

KINDS: Final[dict[str, ClaimKind]] = {
    "CANCEL": ClaimKind.CANCEL,
    "ADMIN_CANCEL": ClaimKind.CANCEL,
    "RETURN": ClaimKind.RETURN,
    "EXCHANGE": ClaimKind.EXCHANGE,
}
"""claimType. PURCHASE_DECISION_HOLDBACK is none of goods: the buyer's confirmation waits."""

NO_CLAIM: Final = frozenset({"", "PURCHASE_DECISION_HOLDBACK"})

STAGES: Final[dict[str, ClaimStage]] = {
    "CANCEL_REQUEST": ClaimStage.REQUESTED,
    "CANCELING": ClaimStage.REQUESTED,
    "CANCEL_DONE": ClaimStage.DONE,
    "CANCEL_REJECT": ClaimStage.REJECTED,
    "RETURN_REQUEST": ClaimStage.REQUESTED,
    "EXCHANGE_REQUEST": ClaimStage.REQUESTED,
    "COLLECTING": ClaimStage.COLLECTING,
    "COLLECT_DONE": ClaimStage.COLLECTED,
    "EXCHANGE_REDELIVERING": ClaimStage.REDELIVERING,
    "RETURN_DONE": ClaimStage.DONE,
    "EXCHANGE_DONE": ClaimStage.DONE,
    "RETURN_REJECT": ClaimStage.REJECTED,
    "EXCHANGE_REJECT": ClaimStage.REJECTED,
    "ADMIN_CANCELING": ClaimStage.REQUESTED,
    "ADMIN_CANCEL_DONE": ClaimStage.DONE,
    "ADMIN_CANCEL_REJECT": ClaimStage.REJECTED,
}
"""claimStatus. The *_REJECT words stand for what was withdrawn as well as for what was denied."""

APPROVING: Final = frozenset({"CANCELING", "CANCEL_DONE", "ADMIN_CANCELING", "ADMIN_CANCEL_DONE"})
"""A cancel that is granted, whether or not the money is back already."""

HELD: Final = "HOLDBACK"
READDRESSED: Final = "DELIVERY_ADDRESS_CHANGED"
"""lastChangedType of a line whose buyer wrote another address."""

SELLERS: Final = ("판매자", "관리자", "시스템", "SELLER", "ADMIN", "SYSTEM")
"""Parts of requestChannel that name somebody else than the buyer; the words themselves are not published."""

PAID_ON_DELIVERY: Final = "착불"

DELAYS: Final[dict[str, str]] = {
    "PREPARING": "PRODUCT_PREPARE",
    "BUYER": "CUSTOMER_REQUEST",
    "MADE_TO_ORDER": "CUSTOM_BUILD",
    "RESERVED": "RESERVED_DISPATCH",
    "ABROAD": "OVERSEA_DELIVERY",
    "ETC": "ETC",
}
"""Our reasons of a delay as delayedDispatchReason."""

COLLECTS: Final[dict[str, str]] = {
    "AUTO": "RETURN_DESIGNATED",
    "MANUAL": "RETURN_DELIVERY",
    "BUYER": "RETURN_INDIVIDUAL",
    "ETC": "UNKNOWN",
}
"""Our ways of a pickup as collectDeliveryMethod."""

STATE_SAYS_NO: Final = "9999"
"""The state of the line or of its claim no longer allows it: very often because it is done already."""

AGAIN: Final = frozenset({"104123"})
"""Codes of one line that say: not now (a dispatch failed for the moment)."""
