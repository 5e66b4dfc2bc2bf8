"""관리자 주문 생성: an order that the seller makes by hand, as it is being made, and the order it becomes.

Prices are frozen when goods are added; only asking for them again changes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from orderdesk.core.domain.goods import GoodsKind
from orderdesk.core.domain.money import share
from orderdesk.core.domain.orders import (
    Address,
    Channel,
    Delivery,
    Entry,
    EntryKind,
    Item,
    Line,
    Member,
    Method,
    Order,
    Region,
    Section,
)
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import is_postcode
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.unpaid import deposit_deadline
from orderdesk.core.domain.words import Word

MOST_LINES: Final = 100
LONGEST_NOTE: Final = 50
REQUEST_DAYS: Final = 7
"""How many days a request for payment stands before it lapses."""


class Pay(StrEnum):
    """How an order that is made by hand is paid."""

    REQUEST = "request"
    BANK = "bank"
    PAID = "paid"
    FREE = "free"


PAY_WORDS: dict[Pay, Word] = {
    Pay.REQUEST: Word("결제 요청 보내기", "Ask the buyer to pay"),
    Pay.BANK: Word("무통장입금", "Bank transfer"),
    Pay.PAID: Word("결제완료로 생성", "Already paid"),
    Pay.FREE: Word("무료", "Free"),
}

DELIVERIES: Final = (Delivery.PARCEL, Delivery.VISIT, Delivery.QUICK, Delivery.DIRECT)
"""How goods of an order made by hand may go out."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Goods in a draft: the texts and the price of when they were added, won a piece."""

    name: str
    qty: int
    price: int
    option: str = ""
    product: str = ""
    sku: str = ""
    kind: GoodsKind = GoodsKind.PHYSICAL


@dataclass(frozen=True, slots=True)
class Draft:
    """An order being made. `grade_off` is the member grade's discount in thousandths; `fee` None: by policy.

    `discount` is won off the goods; `due_at` UTC seconds, None for the usual deadline; `reason` says why it
    counts as paid.
    """

    site: str = ""
    buyer: str = ""
    phone: str = ""
    email: str = ""
    member: str = ""
    grade: str = ""
    grade_off: int = 0
    lines: tuple[DraftLine, ...] = ()
    receiver: str = ""
    receiver_phone: str = ""
    zip: str = ""
    line1: str = ""
    line2: str = ""
    note: str = ""
    delivery: Delivery = Delivery.PARCEL
    fee: int | None = None
    discount: int = 0
    pay: Pay = Pay.REQUEST
    account: str = ""
    due_at: int | None = None
    reason: str = ""

    @property
    def physical(self) -> bool:
        """Whether anything is to be sent."""
        return any(line.kind is GoodsKind.PHYSICAL for line in self.lines)

    @property
    def goods(self) -> int:
        """What the goods cost before any discount, won."""
        return sum(line.price * line.qty for line in self.lines)


@dataclass(frozen=True, slots=True)
class DraftShop:
    """What the shop allows: whether it has an account, whether it takes bank transfers, its sites."""

    has_account: bool = True
    takes_transfers: bool = True
    sites: tuple[str, ...] = ()


def refuse_draft(draft: Draft, shop: DraftShop) -> tuple[tuple[str, Refusal], ...]:
    """Why no order can be made of *draft* yet: the fields, with what is wrong about each."""
    return tuple(
        (*_refuse_buyer(draft, shop), *_refuse_goods(draft), *_refuse_way(draft), *_refuse_pay(draft, shop))
    )


def _refuse_buyer(draft: Draft, shop: DraftShop) -> Iterable[tuple[str, Refusal]]:
    """이름 and 연락처 are required, of members and guests alike."""
    for field, text in (("buyer", draft.buyer), ("phone", draft.phone)):
        if not text.strip():
            yield field, Refusal.FIELD_MISSING
    if draft.site and draft.site not in shop.sites:
        yield "site", Refusal.FIELD_BAD


def _refuse_goods(draft: Draft) -> Iterable[tuple[str, Refusal]]:
    if not draft.lines:
        yield "lines", Refusal.DRAFT_EMPTY
    if len(draft.lines) > MOST_LINES:
        yield "lines", Refusal.DRAFT_TOO_MANY
    if any(line.qty < 1 for line in draft.lines):
        yield "lines", Refusal.BAD_QUANTITY
    if not 0 <= draft.discount <= sum(_after_grade(draft)):
        yield "discount", Refusal.DISCOUNT_TOO_LARGE


def _refuse_way(draft: Draft) -> Iterable[tuple[str, Refusal]]:
    """Who receives it; where it goes unless the buyer fetches it."""
    if not draft.physical:
        return
    needed = [("receiver", draft.receiver), ("receiver_phone", draft.receiver_phone)]
    if draft.delivery is not Delivery.VISIT:
        needed += [("zip", draft.zip), ("line1", draft.line1)]
        if draft.zip and not is_postcode(draft.zip):
            yield "zip", Refusal.BAD_POSTCODE
    for field, text in needed:
        if not text.strip():
            yield field, Refusal.FIELD_MISSING
    if draft.fee is not None and draft.fee < 0:
        yield "fee", Refusal.FIELD_BAD
    if len(draft.note) > LONGEST_NOTE:
        yield "note", Refusal.NOTE_TOO_LONG


def _refuse_pay(draft: Draft, shop: DraftShop) -> Iterable[tuple[str, Refusal]]:
    if draft.pay is Pay.BANK:
        if not shop.takes_transfers:
            yield "pay", Refusal.NO_TRANSFERS
        elif not shop.has_account:
            yield "pay", Refusal.NO_ACCOUNT
        elif not draft.account:
            yield "account", Refusal.FIELD_MISSING
    if draft.pay is Pay.PAID and not draft.reason.strip():
        yield "reason", Refusal.FIELD_MISSING


# the order


def _after_grade(draft: Draft) -> list[int]:
    """What each line costs after the grade's discount, won."""
    gross = (line.price * line.qty for line in draft.lines)
    return [won - won * draft.grade_off // 1000 for won in gross]


def lines_of(draft: Draft) -> tuple[Line, ...]:
    """The lines of the order; the discount is shared cumulatively, so that its parts add up to it."""
    after = _after_grade(draft)
    base, off = sum(after), sum(after) if draft.pay is Pay.FREE else draft.discount
    made, before = [], 0
    for n, (line, won) in enumerate(zip(draft.lines, after, strict=True), 1):
        cut = share(off, base, before + won) - share(off, base, before)
        before += won
        made.append(
            Line(
                n,
                line.name,
                line.option,
                line.qty,
                line.price,
                won - cut,
                line.product,
                line.sku,
                grade_discount=line.price * line.qty - won,
                promotion_discount=cut,
                physical=line.kind is GoodsKind.PHYSICAL,
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Fees:
    """What the delivery costs by the shop's policies, won."""

    base: int = 0
    remote: int = 0
    discount: int = 0


def _sections(draft: Draft, fees: Fees, region: Region) -> tuple[Section, ...]:
    """What is sent, in one section; digital goods and passes in sections of their own."""
    receiver, phone = draft.receiver or draft.buyer, draft.receiver_phone or draft.phone
    address = Address(receiver, phone, draft.zip, draft.line1, draft.line2, region=region)
    found = []
    for n, delivery in enumerate(_ways(draft), 1):
        section = Section(n, SectionState.PREPARING, address, delivery, note=draft.note)
        found.append(_with_fees(section, draft, fees) if delivery.physical else section)
    return tuple(found)


def _ways(draft: Draft) -> Sequence[Delivery]:
    return tuple(dict.fromkeys(_way(draft, line) for line in draft.lines))


def _way(draft: Draft, line: DraftLine) -> Delivery:
    return draft.delivery if line.kind is GoodsKind.PHYSICAL else line.kind.delivery


def _with_fees(section: Section, draft: Draft, fees: Fees) -> Section:
    """The fees by policy, or the one that was typed; none of a free order."""
    if draft.fee is not None:
        fees = Fees(draft.fee)
    off = fees.base + fees.remote if draft.pay is Pay.FREE else fees.discount
    return replace(section, fee_base=fees.base, fee_remote=fees.remote, fee_discount=off)


def order_of(draft: Draft, number: str, fees: Fees, region: Region, now: int) -> Order:
    """The order that *draft*, which nothing refuses, becomes; not in the store yet."""
    lines, sections = lines_of(draft), _sections(draft, fees, region)
    ways = [section.delivery for section in sections]
    places = [ways.index(_way(draft, line)) + 1 for line in draft.lines]
    items = tuple(Item(line.n, place, line.n, line.qty) for line, place in zip(lines, places, strict=True))
    amount = sum(line.total for line in lines) + sum(section.fee for section in sections)
    return Order(
        0,
        number,
        Channel.OWN,
        now,
        draft.buyer.strip(),
        draft.phone.strip(),
        sections,
        items,
        lines,
        (_entry(draft, amount, now),),
        buyer_email=draft.email.strip(),
        shop=draft.site,
        member=Member.MEMBER if draft.member else Member.GUEST,
        pending=draft.pay is Pay.REQUEST and amount > 0,
        sections_made=len(sections),
        items_made=len(items),
    )


def _entry(draft: Draft, amount: int, now: int) -> Entry:
    if not amount:
        return Entry(1, EntryKind.PAID, Method.FREE, 0, now, note=draft.reason)
    match draft.pay:
        case Pay.PAID:
            return Entry(1, EntryKind.PAID, Method.UNKNOWN, amount, now, note=draft.reason)
        case Pay.BANK:
            due = draft.due_at or deposit_deadline(now)
            return Entry(1, EntryKind.REQUEST, Method.BANK, amount, now, due_at=due, account=draft.account)
        case _:
            due = draft.due_at or deposit_deadline(now, REQUEST_DAYS)
            return Entry(1, EntryKind.REQUEST, Method.UNKNOWN, amount, now, due_at=due)
