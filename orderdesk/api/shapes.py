"""What comes in and goes out, as JSON: names in camelCase, money in whole won, times with +09:00."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from orderdesk.api.names import (
    BadgeName,
    ChannelName,
    ClaimKindName,
    DecisionName,
    DeliveryName,
    EntryName,
    MethodName,
    PaymentName,
    SectionName,
    TradeName,
)
from orderdesk.core.domain.text import clean, nfc

LARGEST_PAGE = 300
LARGEST_CALL = 100
_MOST_WON = 10**12
_MOST_PIECES = 10**6

HoldName = Literal["ADDRESS", "STOCK", "BUYER", "PAYMENT", "CHANNEL", "ETC"]
ClaimHoldName = Literal[
    "EXCHANGE_DELIVERYFEE",
    "EXCHANGE_EXTRAFEE",
    "EXCHANGE_PRODUCT_READY",
    "EXCHANGE_PRODUCT_NOT_DELIVERED",
    "EXCHANGE_HOLDBACK",
    "RETURN_DELIVERYFEE",
    "EXTRAFEEE",
    "RETURN_PRODUCT_NOT_DELIVERED",
    "ETC",
]


def _plain(text: str) -> str:
    return nfc(clean(text)).strip()


def _whole(number: object) -> object:
    """A number without a fraction is a whole one, however it is written: 2.0."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Code = Annotated[str, Field(max_length=80), AfterValidator(_plain)]
"""A number by which people know an order, a section or a claim."""

Text = Annotated[str, Field(max_length=1000), AfterValidator(_plain)]
Won = Annotated[int, Field(ge=0, le=_MOST_WON), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=1, le=_MOST_PIECES), BeforeValidator(_whole)]


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class In(BaseModel):
    """What comes in; what nobody knows is refused, not passed over."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", strict=True, hide_input_in_errors=True
    )


# --- errors ------------------------------------------------------------------------------------


class Detail(Out):
    """One thing that is wrong: the field or parameter, "" for the whole call, and why."""

    field: str
    message: str


class Error(Out):
    """A call that was refused as a whole. `code` is stable; `traceId` finds it in the log of the desk."""

    code: str
    message: str
    details: list[Detail]
    trace_id: str


# --- what is read ------------------------------------------------------------------------------


class Buyer(Out):
    """Who bought; masked unless the key has `pii:read`."""

    name: str
    phone: str
    email: str


class AddressOut(Out):
    """Where a section goes; masked unless the key has `pii:read`."""

    receiver: str
    phone: str
    zip: str
    line1: str
    line2: str
    country: str


class HoldOut(Out):
    """Why a section may not ship now."""

    reason: str
    note: str
    at: datetime


class LineOut(Out):
    """Pieces in a section. `lineNo` is what writes name them by; `orderLine` is the line that was bought."""

    line_no: int
    order_line: int
    product_code: str
    sku: str
    name: str
    option: str
    qty: int
    unit_price: int


class SectionOut(Out):
    """Pieces that move together, and the parcel that they go in."""

    code: str
    order_no: str
    state: SectionName
    delivery: DeliveryName
    carrier: str | None
    tracking_number: str | None
    held: bool
    holds: list[HoldOut]
    address: AddressOut
    note: str
    lines: list[LineOut]
    tracked_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    confirmed_at: datetime | None
    modified_at: datetime


class ClaimOut(Out):
    """A cancellation, return or exchange of the pieces in a section."""

    id: str
    order_no: str
    section_code: str
    kind: ClaimKindName
    status: DecisionName
    reason: str
    detail: str
    buyer_fault: bool
    requested_at: datetime
    held: str
    pickup: str
    pickup_carrier: str
    pickup_number: str
    collected_at: datetime | None
    decided_at: datetime | None
    decision_note: str
    resent_sections: list[str]
    modified_at: datetime


class PaymentOut(Out):
    """A row of the order's money: payments are positive, refunds negative."""

    no: str
    kind: EntryName
    method: MethodName
    amount: int
    at: datetime


class OrderOut(Out):
    """An order, whole."""

    no: str
    channel: ChannelName
    channel_no: str
    shop: str
    status: TradeName
    payment_status: PaymentName
    badge: BadgeName
    ordered_at: datetime
    modified_at: datetime
    version: int
    buyer: Buyer
    sections: list[SectionOut]
    claims: list[ClaimOut]
    payments: list[PaymentOut]


class OrderPage(Out):
    """Orders by their last change. Without `nextCursor` there are no more now."""

    data: list[OrderOut]
    next_cursor: str | None
    server_time: datetime


class ClaimPage(Out):
    """Claims by the last change of their orders. Without `nextCursor` there are no more now."""

    data: list[ClaimOut]
    next_cursor: str | None
    server_time: datetime


class Carrier(Out):
    """A courier: by its key, its name or an alias it is named in writes."""

    key: str
    name: str
    aliases: list[str]


class Carriers(Out):
    """All couriers."""

    data: list[Carrier]


class OptionOut(Out):
    """What is bought of a product. Stock is null where its pieces are not counted."""

    sku: str
    option: str
    price: int
    barcode: str
    on_hand: int | None
    available: int | None


class ProductOut(Out):
    """A product with its options."""

    code: str
    name: str
    kind: str
    on_sale: bool
    options: list[OptionOut]


class Products(Out):
    """The products that were found."""

    data: list[ProductOut]


# --- what is written ---------------------------------------------------------------------------


class Failed(Out):
    """An item that was not done, and why. `retryable`: the same call may do it."""

    id: str
    code: str
    message: str
    retryable: bool


class Reply(Out):
    """What became of a write, item by item. `job` is what the desk calls it and can take back.

    `ok` holds what is so now, be it that it was so before; `along` are sections that nobody named, which went
    along in a shared parcel.
    """

    ok: list[str]
    failed: list[Failed]
    along: list[str]
    job: int | None


class Piece(In):
    """Some pieces of a line in a section."""

    line_no: Count
    qty: Count


Codes = Annotated[list[Code], Field(min_length=1, max_length=LARGEST_CALL)]
Pieces = Annotated[list[Piece], Field(min_length=1, max_length=LARGEST_CALL)]


class Sections(In):
    """Sections by their codes."""

    section_codes: Codes


class Holding(Sections):
    """Sections that may not ship, and why."""

    reason: HoldName
    note: Text = ""


class Releasing(Sections):
    """Sections that may ship again; without `reasons` all of their holds go."""

    reasons: Annotated[list[HoldName], Field(max_length=LARGEST_CALL)] = []


class Shipment(In):
    """A tracking number for a section, or for some of its pieces, which then are split off.

    Unless `markShipped` is false the parcel has left. A number that is there already is replaced only with
    `overwrite`.
    """

    section_code: Code
    carrier: Text
    tracking_number: Text
    lines: Pieces | None = None
    mark_shipped: bool = True
    overwrite: bool = False


class Shipping(In):
    """Tracking numbers."""

    items: Annotated[list[Shipment], Field(min_length=1, max_length=LARGEST_CALL)]


class Split(In):
    """Pieces of a section that go their own way."""

    section_code: Code
    lines: Pieces


class Splitting(In):
    """Sections to split."""

    items: Annotated[list[Split], Field(min_length=1, max_length=LARGEST_CALL)]


class Merge(In):
    """Sections of one order; the reply names the item by the first of them."""

    section_codes: Annotated[list[Code], Field(min_length=2, max_length=LARGEST_CALL)]


class Merging(In):
    """Sections to merge."""

    items: Annotated[list[Merge], Field(min_length=1, max_length=LARGEST_CALL)]


class Approval(In):
    """How a claim is approved; without `refund` and deductions as it proposes itself."""

    refund: Won | None = None
    withhold: Won | None = None
    fee: Won | None = None
    points: Won | None = None
    coupons: Annotated[list[Literal["ITEMS", "SHIPPING"]], Field(max_length=2)] | None = None
    no_pickup: bool = False
    restock: bool | None = None
    note: Text = ""


class Rejection(In):
    """Why a claim is rejected; that a channel's cancellation is shipped instead, carrier and number say."""

    reason: Text = ""
    carrier: Text = ""
    tracking_number: Text = ""


class ClaimHold(In):
    """Why a claim is withheld, and what is due."""

    reason: ClaimHoldName
    amount: Won | None = None
    note: Text = ""


class Collection(In):
    """What came back; without `lines` all of it."""

    lines: Pieces | None = None


class Redelivery(In):
    """The parcel in which the goods of an exchange go out."""

    carrier: Text
    tracking_number: Text
