"""An order as frozen records: what it is made of, with units.

Money is whole won (KRW). Times are whole seconds since 1970 in UTC. Identifiers are text.
Within an order its parts are numbered from 1 (`n`); people see them as `{order}-S{n}` for
sections, `{order}-{n}` for section items and `{order}-P{n}` for entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from orderdesk.core.domain.claims import Claim, Decision
from orderdesk.core.domain.quick import quick
from orderdesk.core.domain.states import ChannelState, SectionState, Trade


class Channel(IntEnum):
    """주문채널: where the buyer bought."""

    OWN = 0
    NAVER = 1
    KAKAO = 2

    @property
    def external(self) -> bool:
        """Whether another company's order centre also holds this order."""
        return self is not Channel.OWN


class Method(IntEnum):
    """결제수단."""

    UNKNOWN = 0
    BANK = 1
    CARD = 2
    VIRTUAL = 3
    TRANSFER = 4
    KAKAOPAY = 5
    SAMSUNGPAY = 6
    PHONE = 7
    NAVERPAY = 8
    TOSSPAY = 9
    PAYCO = 10
    APPLEPAY = 11
    FREE = 12
    CHANNEL = 13


class Member(IntEnum):
    """회원구분."""

    UNKNOWN = 0
    MEMBER = 1
    GUEST = 2


class Device(IntEnum):
    """주문 환경."""

    UNKNOWN = 0
    PC = 1
    MOBILE = 2


class Delivery(IntEnum):
    """배송방식; only a parcel needs a courier and a number."""

    PARCEL = 0
    DIRECT = 1
    QUICK = 2
    VISIT = 3
    NONE = 4
    DIGITAL = 5
    MEMBERSHIP = 6

    @property
    def physical(self) -> bool:
        """Whether goods are handed over; digital goods and memberships are not (비실물)."""
        return self not in (Delivery.DIGITAL, Delivery.MEMBERSHIP)


class Freight(IntEnum):
    """배송비 결제방식."""

    PREPAID = 0
    COLLECT = 1


class Region(IntEnum):
    """배송범위 of an address; the higher number is the farther place."""

    DOMESTIC = 0
    JEJU = 1
    ISLAND = 2
    ABROAD = 3


class Origin(IntEnum):
    """Where a section came from."""

    NORMAL = 0
    SPLIT = 1
    ADDED = 2
    RESEND = 3


class EntryKind(IntEnum):
    """What a money row says. A row is never changed, only followed by another."""

    REQUEST = 0
    PAID = 1
    OVERDUE = 2
    VOID = 3
    REFUND_DUE = 4
    REFUND_STARTED = 5
    REFUND = 6
    REFUND_FAILED = 7


class ActorKind(IntEnum):
    """Who acts; the system is visible in the timeline too."""

    SELLER = 0
    BUYER = 1
    SYSTEM = 2
    CHANNEL = 3


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as the timeline names them."""

    kind: ActorKind
    name: str


@quick
@dataclass(frozen=True, slots=True)
class Address:
    """배송지: where a section goes. `zip` is the five-digit postcode as text."""

    receiver: str
    phone: str
    zip: str
    line1: str
    line2: str = ""
    country: str = "KR"
    region: Region = Region.DOMESTIC


@quick
@dataclass(frozen=True, slots=True)
class Line:
    """품목: one bought product option, frozen at purchase.

    `total` is what the buyer pays for all `qty` pieces after its discounts (품목실결제가).
    `cause` is the section origin that brought it; added goods are new lines.
    """

    n: int
    name: str
    option: str
    qty: int
    unit_price: int
    total: int
    product: str = ""
    sku: str = ""
    grade_discount: int = 0
    coupon_discount: int = 0
    points: int = 0
    promotion_discount: int = 0
    physical: bool = True
    cause: Origin = Origin.NORMAL


@quick
@dataclass(frozen=True, slots=True)
class Item:
    """섹션품목: so many pieces of a line in a section. Split pieces are never summed back."""

    n: int
    section: int
    line: int
    qty: int
    channel_state: ChannelState | None = None


@quick
@dataclass(frozen=True, slots=True)
class Section:
    """주문섹션: pieces that move together.

    `paid_by` is the entry that must be paid before this section ships. `shared` records that
    its number is used with another order's section on purpose (합포장). `label_stale` says that
    the address changed after the number was entered. Fees are won, before `fee_discount`.
    """

    n: int
    state: SectionState
    address: Address
    delivery: Delivery = Delivery.PARCEL
    freight: Freight = Freight.PREPAID
    origin: Origin = Origin.NORMAL
    paid_by: int = 1
    fee_base: int = 0
    fee_remote: int = 0
    fee_extra: int = 0
    fee_discount: int = 0
    note: str = ""
    courier: str | None = None
    tracking: str | None = None
    shared: bool = False
    label_stale: bool = False
    tracked_at: int | None = None
    sent_at: int | None = None
    done_at: int | None = None
    confirmed_at: int | None = None
    delay_until: int | None = None
    delay_reason: str = ""
    delay_note: str = ""

    @property
    def fee(self) -> int:
        """What the buyer pays to have this section delivered, in won."""
        return self.fee_base + self.fee_remote + self.fee_extra - self.fee_discount


@quick
@dataclass(frozen=True, slots=True)
class Entry:
    """결제/환불 row. `amount` is signed won: payments positive, refunds negative.

    `follows` is the row this one continues; a row that follows nothing is a payment of its own
    (its root). `refunds` are (line, pieces, won) triples: what a refund returned, what a cancel
    before deposit dropped, what a request asks for where not for whole lines (`asked_goods`).
    `assumed`: a payment that a file implied.
    """

    n: int
    kind: EntryKind
    method: Method
    amount: int
    at: int
    follows: int | None = None
    due_at: int | None = None
    extra: bool = False
    assumed: bool = False
    depositor: str = ""
    account: str = ""
    claim: int | None = None
    refunds: tuple[tuple[int, int, int], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """배송보류: one live reason why a section may not ship."""

    n: int
    section: int
    reason: str
    note: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """현금영수증 of the payment of entry `n`, for `amount` won. States: wait, done; mode: pg, manual."""

    n: int
    purpose: str
    identity: str
    state: str
    mode: str = ""
    approval: str = ""
    done_at: int | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Memo:
    """메모: what people wrote about an order."""

    n: int
    text: str
    author: str
    at: int
    edited_at: int | None = None
    resolved: bool = False


@quick
@dataclass(frozen=True, slots=True)
class Order:
    """주문: what a buyer bought in one go, whole.

    `id` is the store's key, `number` the people's. `version` grows by one per applied change; `sections_made`
    and `items_made` are the highest numbers given out, as is `memos_made` or more, which is known only of an
    order about to be changed. `separate`: 합포장 금지. `taken_by` is who said at
    `taken_at` to be working on it; whether that still holds is `taking.holder`.
    """

    id: int
    number: str
    channel: Channel
    placed_at: int
    buyer_name: str
    buyer_phone: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    trade: Trade = Trade.OPEN
    version: int = 1
    buyer_email: str = ""
    channel_number: str = ""
    shop: str = ""
    device: Device = Device.UNKNOWN
    member: Member = Member.UNKNOWN
    first: bool = False
    gift: bool = False
    pending: bool = False
    sections_made: int = 1
    items_made: int = 0
    separate: bool = False
    taken_by: str = ""
    taken_at: int | None = None
    taken_note: str = ""
    claims: tuple[Claim, ...] = ()
    holds: tuple[Hold, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    memos: tuple[Memo, ...] = ()
    memos_made: int = 0

    def section(self, n: int) -> Section:
        """Section *n*; KeyError when the order has none."""
        for section in self.sections:
            if section.n == n:
                return section
        raise KeyError(f"{self.number}-S{n}")

    def line(self, n: int) -> Line:
        """Line *n*; KeyError when the order has none."""
        for line in self.lines:
            if line.n == n:
                return line
        raise KeyError(f"{self.number} line {n}")

    def items_of(self, section: int) -> tuple[Item, ...]:
        """The items that stand in *section*, by number."""
        return tuple(item for item in self.items if item.section == section)

    def holds_of(self, section: int) -> tuple[Hold, ...]:
        """The live holds of *section*."""
        return tuple(hold for hold in self.holds if hold.section == section)

    def open_claim(self, section: int) -> Claim | None:
        """The undecided claim on *section*, if there is one."""
        claims = (claim for claim in self.claims if claim.section == section)
        return next((claim for claim in claims if claim.decision is Decision.OPEN), None)

    def last_claim(self, section: int) -> Claim | None:
        """The newest claim on *section*, decided or not."""
        return next((claim for claim in reversed(self.claims) if claim.section == section), None)


def people_of(order: Order) -> Iterator[int]:
    """A number for each person that *order* tells of, by name and phone."""
    yield hash((order.buyer_name, order.buyer_phone))
    for section in order.sections:
        yield hash((section.address.receiver, section.address.phone))
