"""What is read of TalkCheckout's replies: only the fields that are used, most of which may be absent."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, AliasPath, Field, model_validator

from orderdesk.core.gateways.replies import Shape


def _in_detail(name: str, *others: str) -> AliasChoices:
    return AliasChoices(name, *others, AliasPath("claimDetail", name))


class Claim(Shape):
    """The claim that a line is in; only its type and process are known for certain."""

    claim_id: str = Field(default="", validation_alias=_in_detail("claimId", "id"))
    claim_process_type: str = ""
    request_type: str = Field(default="", validation_alias=_in_detail("requestType"))
    request_reason: str = Field(default="", validation_alias=_in_detail("requestReason"))
    request_date_time: str = Field(default="", validation_alias=_in_detail("requestDateTime"))
    holdback_reason: str = Field(default="", validation_alias=_in_detail("holdbackReason"))
    invoice_no: str = Field(default="", validation_alias=_in_detail("invoiceNo"))
    logistics_code: str = Field(default="", validation_alias=_in_detail("logisticsCode"))


class SelectItem(Shape):
    """An option that was chosen."""

    id: str = ""
    name: str = ""
    value: str = ""


class OrderProduct(Shape):
    """A line, with all of its order that there is to know. Times are of Seoul and don't say so."""

    id: str = Field(validation_alias=AliasChoices("id", "orderProductId"))
    order_id: str
    product_id: str = ""
    product_name: str = ""
    option_code: str = ""
    select_text: str = ""
    select_items: tuple[SelectItem, ...] = ()
    quantity: int = 1
    unit_price: int = 0
    price: int = 0
    shipping_fee: int = 0
    shipping_fee_pay_type: str = ""
    shipping_fee_group_id: str = ""
    status: str = ""
    claim: Claim | None = None
    order_date_time: str = ""
    paid_date_time: str = ""
    in_delivery_date_time: str = ""
    estimated_delivery_date: str = ""
    modified_date_time: str = ""
    logistics_code: str = ""
    invoice_no: str = ""
    purchaser_nickname: str = ""
    purchaser_phone_number: str = ""
    receiver_name: str = ""
    receiver_mobile_number: str = ""
    zip_code: str = ""
    base_address: str = ""
    detail_address: str = ""
    delivery_message: str = ""

    @model_validator(mode="before")
    @classmethod
    def _no_empty_claim(cls, data: Any) -> Any:  # noqa: ANN401 - whatever a reply holds
        if isinstance(data, dict) and not data.get("claim"):
            return {name: value for name, value in data.items() if name != "claim"}
        return data


class OrderProducts(Shape):
    """Lines that were asked for."""

    order_products: tuple[OrderProduct, ...] = ()


class Changed(Shape):
    """A line that changed, and when."""

    id: str = Field(validation_alias=AliasChoices("id", "orderProductId"))
    order_id: str = ""
    modified_date_time: str = ""


class ChangedPage(Shape):
    """A part of what changed."""

    content: tuple[Changed, ...] = ()
    continuation_token: str = ""


class Company(Shape):
    """A courier: its code says nothing, its name may list others after commas."""

    code: str
    name: str
