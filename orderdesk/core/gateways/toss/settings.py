"""Where Toss Payments answers, and what is not known of it for certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from orderdesk.core.gateways.toss.banks import BANKS


@dataclass(frozen=True, slots=True)
class TossSettings:
    """How Toss is spoken with; the last six are the likelier of what sources disagree on (`UNSURE`).

    `balance_field`: the field of a cancel that says what must still be left, "" where none is sent.
    `identity_field`: what the identity number of a cash receipt is called. `busy_status`: what a repeated
    call is answered while the first is under way. `listed_under`: where a list of receipts holds its rows.
    `order_per_receipt`: whether each receipt needs an orderId of its own. `banks`: their codes, by name.
    """

    base: str = "https://api.tosspayments.com"
    balance_field: str = "refundableAmount"
    identity_field: str = "customerIdentityNumber"
    busy_status: int = 409
    listed_under: str = "data"
    order_per_receipt: bool = True
    banks: Mapping[str, str] = field(default_factory=lambda: BANKS)


UNSURE: Final = {
    "balance_field": "whether a cancel still takes refundableAmount as its check of the balance",
    "identity_field": "customerIdentityNumber, or registrationNumber as in older versions",
    "busy_status": "the status and code of a repeated call while the first is under way",
    "listed_under": "whether cash receipts can be listed by requestDate, and how the list is shaped",
    "order_per_receipt": "whether two cash receipts may name one orderId",
    "banks": "the two-digit codes of banks in refundReceiveAccount",
}
"""Fields of the settings that no source settles."""
