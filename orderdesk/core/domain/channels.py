"""An order as a channel tells of it, in words that all channels share.

Channels count by lines: what one calls a product order, another a section item. What a channel says is kept
beside what the desk knows; whether anything here changes for it is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState


@dataclass(frozen=True, slots=True)
class LineRef:
    """What a channel calls one of its lines: its order's number, the line's own, the section it ships in.

    `section` is empty where the channel knows no sections. `line` is empty for all lines of the order.
    `address_changed` is no part of the name: a poll that was told so says with it that the buyer wrote
    another address after paying, and who fetches the line hands it on.
    """

    order: str
    line: str
    section: str = ""
    address_changed: bool = field(default=False, compare=False)


class ClaimStage(StrEnum):
    """How far a claim is at the channel; what several channels call differently."""

    REQUESTED = "requested"
    COLLECTING = "collecting"
    COLLECTED = "collected"
    REDELIVERING = "redelivering"
    DONE = "done"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ChannelClaim:
    """A claim on a line: `id` is the channel's name for it, empty where it has none.

    `qty` None means the whole line. `held`: the channel keeps the buyer's money until we release it (보류).
    `by_buyer` tells who asked. `raw` is the channel's own word for the stage. Times are seconds, UTC.
    """

    kind: ClaimKind
    stage: ClaimStage
    id: str = ""
    qty: int | None = None
    reason: str = ""
    detail: str = ""
    held: bool = False
    hold_reason: str = ""
    by_buyer: bool = True
    asked_at: int | None = None
    courier: str = ""
    tracking: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One line of an order at its channel.

    `state` None: a word that is not known here; `raw` keeps it as it came. `qty` was bought, `left` is what
    claims have left of it. Prices are won: `unit_price` before discounts, `total` what is paid for all `qty`.
    `confirmed`: the channel knows that we have accepted it (발주확인). `address_changed`: the buyer wrote
    another address after paying. `courier` and `tracking`: the channel's words of the parcel it knows of.
    `changed_at` is the channel's time of the last change, seconds UTC; `due_at` when it must be sent.
    `wrong_tracking`: the channel takes the number for a wrong one, as no courier knows it.
    """

    ref: LineRef
    product: str
    option: str
    qty: int
    left: int
    unit_price: int
    total: int
    state: ChannelState | None
    raw: str
    product_code: str = ""
    sku: str = ""
    confirmed: bool = False
    claim: ChannelClaim | None = None
    address_changed: bool = False
    courier: str = ""
    tracking: str = ""
    sent_at: int | None = None
    due_at: int | None = None
    changed_at: int | None = None
    bundle: str = ""
    wrong_tracking: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an order goes, as the channel wrote it."""

    name: str
    phone: str
    postcode: str
    line1: str
    line2: str = ""
    note: str = ""
    country: str = "KR"


@dataclass(frozen=True, slots=True)
class ChannelOrder:
    """An order at its channel. Money is won; times are seconds, UTC; `paid_at` None: not yet paid.

    `delivery_fee` is what the buyer pays for delivery of the whole order. `whole` is False where only some of
    its lines were asked for.
    """

    channel: Channel
    number: str
    placed_at: int
    paid_at: int | None
    buyer_name: str
    buyer_phone: str
    recipient: Recipient
    method: Method
    paid: int
    delivery_fee: int
    lines: tuple[ChannelLine, ...]
    buyer_email: str = ""
    whole: bool = True
