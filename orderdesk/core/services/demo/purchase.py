"""What a customer buys: the order as it stands at the moment of purchase."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from orderdesk.core import reference
from orderdesk.core.domain.orders import (
    Address,
    Channel,
    Delivery,
    Device,
    Entry,
    EntryKind,
    Freight,
    Item,
    Line,
    Member,
    Method,
    Order,
    Receipt,
    Region,
    Section,
)
from orderdesk.core.domain.payments import LATER_DEPOSIT
from orderdesk.core.domain.regions import zone_of
from orderdesk.core.domain.states import ChannelState, SectionState
from orderdesk.core.services.demo.catalogue import Catalogue, Product, catalogue
from orderdesk.core.services.demo.customers import Customer
from orderdesk.core.services.demo.draw import between, pick, weighted
from orderdesk.core.services.demo.stories import Story

DEPOSIT_DAYS = 3

_CHANNELS = weighted({Channel.OWN: 64, Channel.NAVER: 25, Channel.KAKAO: 11})
_EXTERNAL = weighted({Channel.NAVER: 2, Channel.KAKAO: 1})
_METHODS = weighted(
    {
        Method.CARD: 49,
        Method.BANK: 10,
        Method.KAKAOPAY: 11,
        Method.NAVERPAY: 9,
        Method.TOSSPAY: 6,
        Method.VIRTUAL: 4,
        Method.TRANSFER: 4,
        Method.SAMSUNGPAY: 3,
        Method.PHONE: 2,
        Method.PAYCO: 1,
        Method.APPLEPAY: 1,
    }
)
_NOW = tuple(method for method in _METHODS if method not in LATER_DEPOSIT)
_DEPOSIT = (Method.BANK, Method.BANK, Method.VIRTUAL)
_BY_HAND = weighted({Method.BANK: 3, Method.VIRTUAL: 1, Method.PHONE: 1})
"""Methods whose refund a person executes."""

_LINES = weighted({1: 85, 2: 11, 3: 3, 4: 1})
_PIECES = weighted({1: 82, 2: 13, 3: 3, 5: 1, 10: 1})
_BASE_FEES = {Delivery.PARCEL: 3000, Delivery.QUICK: 9000, Delivery.DIRECT: 20000}
_FREE_FROM = 50000
_ABROAD_FEE = 25000


@dataclass(frozen=True, slots=True)
class Buying:
    """Who buys when, under which running number of the shop (`id`) and of the day (`number`).

    `first` says that the customer has not bought here before, `recipient` is set for a gift.
    """

    id: int
    number: str
    at: int
    now: int
    who: Customer
    first: bool
    recipient: Customer | None = None


def bought(buying: Buying, story: Story, rng: Random) -> Order:
    """The order of *buying* as it was placed, of a kind that *story* can happen to."""
    texts, who = catalogue(), buying.who
    channel, method = _channel_and_method(buying, story, rng)
    lines = _lines(texts, story, channel, rng)
    first_line = lines[0]
    delivery = _delivery_of(first_line.product)
    address = (buying.recipient or who).address if delivery.physical else who.address
    if method is Method.FREE:
        lines = tuple(_given_away(line) for line in lines)
    goods = sum(line.total for line in lines)
    section = _section(address, delivery, goods, method is Method.FREE, texts, rng)
    entry = _entry(buying, story, method, goods + section.fee)
    external = channel.external
    state = ChannelState.PAID if external else None
    made_here = story.made_here
    return Order(
        buying.id,
        buying.number,
        channel,
        buying.at,
        who.name,
        who.phone,
        (section,),
        tuple(Item(line.n, 1, line.n, line.qty, state) for line in lines),
        lines,
        (entry,),
        buyer_email=who.email,
        channel_number=_channel_number(buying, rng) if external else "",
        device=Device.UNKNOWN if made_here else (Device.MOBILE if rng.random() < 0.7 else Device.PC),
        member=Member.GUEST if external else who.member,
        first=buying.first,
        gift=buying.recipient is not None and delivery.physical,
        pending=made_here,
        sections_made=1,
        items_made=len(lines),
        receipts=_receipts(entry, who, rng),
    )


def _channel_and_method(buying: Buying, story: Story, rng: Random) -> tuple[Channel, Method]:
    abroad = buying.who.address.region is Region.ABROAD
    if story.external:
        return (Channel.NAVER if story.naver else pick(rng, _EXTERNAL)), Method.CHANNEL
    channel = Channel.OWN if story.own or abroad or story.methods != "any" else pick(rng, _CHANNELS)
    if channel.external:
        return channel, Method.CHANNEL
    match story.methods:
        case "now":
            return channel, pick(rng, _NOW)
        case "bank":
            return channel, Method.BANK
        case "deposit":
            return channel, pick(rng, _DEPOSIT)
        case "by-hand":
            return channel, pick(rng, _BY_HAND)
    if story.plain and not abroad and rng.random() < 0.008:
        return channel, Method.FREE
    return channel, pick(rng, _METHODS)


def _lines(texts: Catalogue, story: Story, channel: Channel, rng: Random) -> tuple[Line, ...]:
    count = pick(rng, _LINES)
    if story.plain and rng.random() < 0.07:
        return (_line(1, pick(rng, texts.others), 1, texts, rng),)
    if story.pieces:
        count = max(2, count)
    return tuple(
        _line(n, pick(rng, texts.parcels), pick(rng, _PIECES), texts, rng) for n in range(1, count + 1)
    )


def _line(n: int, product: Product, qty: int, texts: Catalogue, rng: Random) -> Line:
    option = pick(rng, product.options)
    if rng.random() < 0.001:
        option = pick(rng, texts.awkward_options)
    gross = product.price * qty
    grade = coupon = points = promotion = 0
    luck = rng.random()
    if n == 1 and luck < 0.3:
        if luck < 0.1:
            grade = gross // 200 * 10
        elif luck < 0.18:
            coupon = 2000
        elif luck < 0.25:
            points = between(rng, 1, 20) * 100
        else:
            promotion = gross // 1000 * 100
    return Line(
        n,
        product.name,
        option,
        qty,
        product.price,
        gross - grade - coupon - points - promotion,
        product.code,
        "",
        grade,
        coupon,
        points,
        promotion,
        product.delivery.physical,
    )


@lru_cache(maxsize=1)
def _deliveries() -> dict[str, Delivery]:
    texts = catalogue()
    return {product.code: product.delivery for product in (*texts.parcels, *texts.others)}


def _delivery_of(code: str) -> Delivery:
    return _deliveries()[code]


def _given_away(line: Line) -> Line:
    gross = line.unit_price * line.qty
    return Line(
        line.n,
        line.name,
        line.option,
        line.qty,
        line.unit_price,
        0,
        line.product,
        line.sku,
        coupon_discount=gross,
        physical=line.physical,
    )


def _section(
    address: Address, delivery: Delivery, goods: int, free: bool, texts: Catalogue, rng: Random
) -> Section:
    base = _BASE_FEES.get(delivery, 0)
    collect = delivery is Delivery.PARCEL and not free and rng.random() < 0.02
    remote, discount = 0, 0
    if address.region is Region.ABROAD:
        base = _ABROAD_FEE if delivery is Delivery.PARCEL else base
    elif delivery is Delivery.PARCEL:
        base = 0 if goods >= _FREE_FROM or collect else base
        remote = 0 if collect else _surcharge(address.zip)
    if free:
        discount = base + remote
    luck, note = rng.random(), ""
    if delivery.physical and luck < 0.1:
        note = pick(rng, texts.awkward_notes) if luck < 0.002 else pick(rng, texts.notes)
    return Section(
        1,
        SectionState.PREPARING,
        address,
        delivery,
        Freight.COLLECT if collect else Freight.PREPAID,
        fee_base=base,
        fee_remote=remote,
        fee_discount=discount,
        note=note,
    )


@lru_cache(maxsize=4096)
def _surcharge(postcode: str) -> int:
    """What the courier takes more for a remote *postcode*, won."""
    zone = zone_of(reference.zones(), postcode)
    return zone.fee if zone else 0


def _entry(buying: Buying, story: Story, method: Method, amount: int) -> Entry:
    if method not in LATER_DEPOSIT:
        return Entry(1, EntryKind.PAID, method, amount, buying.at)
    due = buying.at + DEPOSIT_DAYS * 24 * 3600
    if story.waits:
        due = max(due, buying.now + 24 * 3600)
    return Entry(1, EntryKind.REQUEST, method, amount, buying.at, due_at=due)


def _channel_number(buying: Buying, rng: Random) -> str:
    """Sixteen digits as channels write them: the day, then a number that never comes twice."""
    return f"{buying.number[:8]}{between(rng, 0, 9)}{buying.number[8:]}"


def _receipts(entry: Entry, who: Customer, rng: Random) -> tuple[Receipt, ...]:
    if entry.kind is not EntryKind.REQUEST or rng.random() > 0.3:
        return ()
    if rng.random() < 0.2:
        return (Receipt(1, "expense", "000-00-00000", "wait"),)
    return (Receipt(1, "income", who.phone, "wait"),)
