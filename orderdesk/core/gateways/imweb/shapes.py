"""What is read of imweb's replies: only the fields that are used, each of which may be absent or null."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, AliasPath, Field, model_validator

from orderdesk.core.gateways.replies import Shape


class ProductInfo(Shape):
    """What was bought; `option_info` is a flat dictionary by the options' own names."""

    prod_no: str = ""
    prod_name: str = ""
    base_item_price: int = 0
    item_price: int = 0
    option_info: dict[str, Any] = Field(default_factory=dict)
    custom_prod_code: str = ""
    sku: str = ""


class SectionItem(Shape):
    """Pieces of a line in a section: a number of its own, while `order_item_code` stays through splits."""

    order_section_item_no: str
    order_item_code: str = ""
    qty: int = 1
    product_info: ProductInfo = ProductInfo()


class Delivery(Shape):
    """Where a section goes."""

    receiver_name: str = ""
    receiver_call: str = ""
    zipcode: str = ""
    addr1: str = ""
    addr2: str = ""
    country: str = ""
    memo: str = ""


def _either(*names: str) -> AliasChoices:
    """Where a parcel's words may stand: in the section or in what tells of its delivery."""
    nested = (AliasPath(place, name) for place in ("invoice", "delivery") for name in names)
    return AliasChoices(*names, *nested)


class Section(Shape):
    """Pieces that move together, with the only state that imweb has."""

    order_section_no: str = ""
    order_section_code: str
    order_section_status: str = ""
    delivery: Delivery = Delivery()
    section_items: tuple[SectionItem, ...] = ()
    invoice_no: str = Field(default="", validation_alias=_either("invoiceNo"))
    parcel_company_idx: str = Field(default="", validation_alias=_either("parcelCompanyIdx"))
    delivery_send_time: str = ""
    cancel_request_time: str = ""
    reason: str = Field(
        default="", validation_alias=AliasChoices("cancelReason", "returnReason", "exchangeReason")
    )
    reason_detail: str = Field(
        default="",
        validation_alias=AliasChoices("cancelReasonDetail", "returnReasonDetail", "exchangeReasonDetail"),
    )


class Payment(Shape):
    """A payment of an order."""

    payment_no: str = ""
    method: str = ""
    payment_status: str = ""
    is_cancel: str = "N"
    paid_price: int = 0
    payment_complete_time: str = ""


class Order(Shape):
    """An order, whole where `sections` is there."""

    order_no: str
    sale_channel: str = ""
    channel_order_no: str = ""
    orderer_name: str = ""
    orderer_email: str = ""
    orderer_call: str = ""
    total_payment_price: int = 0
    total_delivery_price: int = 0
    wtime: str = ""
    mtime: str = ""
    payments: tuple[Payment, ...] = ()
    sections: tuple[Section, ...] = ()


class OrderPage(Shape):
    """A page of a list of orders."""

    total_count: int = 0
    total_page: int = 0
    list: tuple[Order, ...] = ()


class OrderList(Shape):
    """The envelope of a page."""

    data: OrderPage = OrderPage()


class OneOrder(Shape):
    """The envelope of an order."""

    data: Order


class ParcelCompany(Shape):
    """A courier: what every call about a parcel wants is the number."""

    idx: str = Field(validation_alias=AliasChoices("parcelCompanyIdx", "idx"))
    name: str = Field(validation_alias=AliasChoices("parcelCompanyName", "companyName", "name"))


class ParcelCompanies(Shape):
    """The envelope of the couriers, a list or a page of one."""

    data: tuple[ParcelCompany, ...]

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, data: Any) -> Any:  # noqa: ANN401 - whatever a reply holds
        inner = data.get("data") if isinstance(data, dict) else None
        return {"data": inner["list"]} if isinstance(inner, dict) and "list" in inner else data


class TokenData(Shape):
    """Tokens; `scope` is a list in one source and a text with blanks in another."""

    access_token: str
    refresh_token: str = ""
    scope: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _scopes(cls, data: Any) -> Any:  # noqa: ANN401 - whatever a reply holds
        if isinstance(data, dict) and isinstance(data.get("scope"), str):
            return {**data, "scope": data["scope"].split()}
        return data


class TokenReply(Shape):
    """The envelope of tokens."""

    data: TokenData
