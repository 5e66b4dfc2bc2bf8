"""What of Toss's replies is read; all else is passed over, and words that are not known stay as they are."""

from __future__ import annotations

from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Trouble(_Shape):
    """A no: its code and words."""

    code: str
    message: str = ""


class Cancel(_Shape):
    """One cancel of a payment, won."""

    cancel_amount: int
    cancel_reason: str = ""
    transaction_key: str = ""


class VirtualAccount(_Shape):
    """How far refunds into accounts are: NONE, PENDING, FAILED, PARTIAL_FAILED, COMPLETED."""

    refund_status: str = "NONE"


class Payment(_Shape):
    """A payment, won; `balance_amount` is what is left of it."""

    payment_key: str
    order_id: str
    total_amount: int
    balance_amount: int
    status: str = ""
    method: str | None = None
    is_partial_cancelable: bool = True
    cancels: list[Cancel] | None = None
    virtual_account: VirtualAccount | None = None


class CashReceipt(_Shape):
    """A cash receipt; times are with their offset."""

    receipt_key: str
    order_id: str = ""
    approval: str = Field("", validation_alias=AliasChoices("approvalNumber", "issueNumber"))
    approved_at: str | None = None
    requested_at: str | None = None
    canceled_at: str | None = None
