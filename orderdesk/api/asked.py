"""What comes in, as JSON: names in camelCase, money in whole won; what nobody knows is refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

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


class In(BaseModel):
    """What comes in; what nobody knows is refused, not passed over."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", strict=True, hide_input_in_errors=True
    )


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
