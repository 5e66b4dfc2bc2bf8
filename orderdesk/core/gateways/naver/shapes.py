"""What of Naver's replies is read. Unknown fields are passed over; null is as if it were not there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from orderdesk.core.domain.seoul import SEOUL


def seconds(text: object) -> int | None:
    """The UTC seconds of a time as Naver writes it; None of anything else. Without offset it is Seoul's."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=SEOUL)).timestamp())


When = Annotated[int | None, BeforeValidator(seconds)]


class _Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, coerce_numbers_to_str=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, found: Any) -> Any:  # noqa: ANN401 - whatever the reply holds
        return {k: v for k, v in found.items() if v is not None} if isinstance(found, dict) else found


class Change(_Shape):
    """A line that changed."""

    order_id: str
    product_order_id: str
    last_changed_type: str = ""


class More(_Shape):
    """Where the rest of a window begins."""

    more_from: str
    more_sequence: str


class _Changes(_Shape):
    last_change_statuses: list[Change] = []
    more: More | None = None


class ChangesReply(_Shape):
    """A page of what changed; a window in which nothing did may have no data at all."""

    data: _Changes = Field(default_factory=_Changes)


class Address(_Shape):
    """Where a line goes."""

    name: str = ""
    tel1: str = ""
    tel2: str = ""
    zip_code: str = ""
    base_address: str = ""
    detailed_address: str = ""
    country: str = ""


class OrderPart(_Shape):
    """What all lines of an order share. Amounts are won."""

    order_id: str
    order_date: When = None
    payment_date: When = None
    orderer_name: str = ""
    orderer_tel: str = ""
    general_payment_amount: int = 0
    naver_mileage_payment_amount: int = 0
    charge_amount_payment_amount: int = 0
    checkout_accumulation_payment_amount: int = 0
    pay_later_payment_amount: int = 0

    @property
    def paid(self) -> int:
        """What was paid for the order in all ways together, won."""
        return (
            self.general_payment_amount
            + self.naver_mileage_payment_amount
            + self.charge_amount_payment_amount
            + self.checkout_accumulation_payment_amount
            + self.pay_later_payment_amount
        )


class LinePart(_Shape):
    """A line. `initial*` was bought, `remain*` is what claims have left. Amounts are won."""

    product_order_id: str
    product_order_status: str = ""
    place_order_status: str = ""
    claim_id: str = ""
    claim_type: str = ""
    claim_status: str = ""
    product_id: str = ""
    product_name: str = ""
    product_option: str = ""
    option_manage_code: str = ""
    seller_product_code: str = ""
    quantity: int = 0
    initial_quantity: int | None = None
    remain_quantity: int | None = None
    unit_price: int = 0
    option_price: int = 0
    total_payment_amount: int = 0
    initial_payment_amount: int | None = None
    delivery_fee_amount: int = 0
    delivery_discount_amount: int = 0
    section_delivery_fee: int = 0
    shipping_fee_type: str = ""
    package_number: str = ""
    shipping_due_date: When = None
    shipping_memo: str = ""
    shipping_address: Address = Field(default_factory=Address)


class ClaimPart(_Shape):
    """A claim of whatever kind; only the reason of its own kind is there."""

    claim_id: str = ""
    claim_type: str = ""
    claim_status: str = ""
    claim_request_date: When = None
    request_channel: str = ""
    request_quantity: int | None = None
    holdback_status: str = ""
    holdback_reason: str = ""
    collect_delivery_company: str = ""
    collect_tracking_number: str = ""
    cancel_reason: str = ""
    cancel_detailed_reason: str = ""
    return_reason: str = ""
    return_detailed_reason: str = ""
    exchange_reason: str = ""
    exchange_detailed_reason: str = ""


class CurrentClaims(_Shape):
    """The claim that a line is in, under the name of its kind."""

    cancel: ClaimPart | None = None
    return_: ClaimPart | None = Field(default=None, alias="return")
    exchange: ClaimPart | None = None


class DeliveryPart(_Shape):
    """The parcel that the channel knows of."""

    delivery_company: str = ""
    tracking_number: str = ""
    send_date: When = None
    is_wrong_tracking_number: bool = False


class Row(_Shape):
    """All that is told of a line."""

    order: OrderPart
    product_order: LinePart
    current_claim: CurrentClaims = Field(default_factory=CurrentClaims)
    completed_claims: list[ClaimPart] = []
    delivery: DeliveryPart = Field(default_factory=DeliveryPart)


class RowsReply(_Shape):
    """Lines that were asked for by their numbers; those that Naver doesn't know are missing."""

    data: list[Row] = []


class NumbersReply(_Shape):
    """The numbers of the lines of an order."""

    data: list[str] = []


class Failure(_Shape):
    """A line that was not done."""

    product_order_id: str
    code: str = ""
    message: str = ""


class _DoneInfo(_Shape):
    product_order_id: str


class _Written(_Shape):
    success_product_order_ids: list[str] = []
    success_product_order_infos: list[_DoneInfo] = []
    fail_product_order_infos: list[Failure] = []


class WrittenReply(_Shape):
    """What became of each line. Done ones come as plain numbers, or as objects (seen for 발주확인)."""

    data: _Written = Field(default_factory=_Written)

    @property
    def done(self) -> set[str]:
        """The lines that were done."""
        objects = {each.product_order_id for each in self.data.success_product_order_infos}
        return objects.union(self.data.success_product_order_ids)

    @property
    def failed(self) -> dict[str, Failure]:
        """The lines that were not, with why."""
        return {each.product_order_id: each for each in self.data.fail_product_order_infos}
