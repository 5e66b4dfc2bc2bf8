"""What goes out, as JSON: names in camelCase, money in whole won, times with +09:00."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
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


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


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
