"""What an order of the 38-column export means here: states, payment, sections, lines.

The file holds no payment state and no times of dispatch, so nothing more is made up than
DESIGN §3 says: paid at the order's date, method unknown, marked as assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.differences import Difference
from orderdesk.core.domain.identifiers import read_item, read_section
from orderdesk.core.domain.orders import (
    ActorKind,
    Address,
    Channel,
    Delivery,
    Entry,
    EntryKind,
    Freight,
    Item,
    Line,
    Method,
    Order,
    Region,
    Section,
)
from orderdesk.core.domain.parcels import Courier, NumberProblem, check_number, normalise_number
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.files.order_export import FileLine, FileOrder, FileSection
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.reference import region
from orderdesk.core.services.tracking_rules import Reason, courier_called

CLOSED_LABELS = frozenset({"거래종료"})
UNPAID_LABELS = frozenset({"결제대기"})
OPEN_LABELS = frozenset({"", "거래개시", "거래중"})
"""What 주문상태 may say, without spaces; an export made without that column says nothing."""

_LABELS = CLOSED_LABELS | UNPAID_LABELS | OPEN_LABELS

_CLOSED, _PAID, _REQUEST, _UNKNOWN = Trade.CLOSED, EntryKind.PAID, EntryKind.REQUEST, Method.UNKNOWN
"""To name a member of an enum costs the call of a function; a hundred thousand orders ask for these."""

_UNCLAIMED = (SectionState.PREPARING, SectionState.SHIPPING, SectionState.DELIVERED)

_REGIONS = {
    "normal": Region.DOMESTIC,
    "jeju": Region.JEJU,
    "island": Region.ISLAND,
    "unknown": Region.DOMESTIC,
}
_DELIVERIES = {
    "": Delivery.PARCEL,
    "택배": Delivery.PARCEL,
    "등기": Delivery.PARCEL,
    "직접배송": Delivery.DIRECT,
    "퀵": Delivery.QUICK,
    "퀵서비스": Delivery.QUICK,
    "방문수령": Delivery.VISIT,
    "배송없음": Delivery.NONE,
    "다운로드": Delivery.DIGITAL,
    "디지털": Delivery.DIGITAL,
    "디지털 상품": Delivery.DIGITAL,
    "그룹 이용권": Delivery.MEMBERSHIP,
}


class BadOrder(Exception):
    """An order of the file can't be taken: the cell, and what is wrong. Row 0 is its first one.

    `differences` are, by row, where the file differs from the order that is here, if that is what is wrong.
    """

    def __init__(self, column: str, value: str, reason: Reason, row: int = 0) -> None:
        super().__init__(f"{column}: {value} ({reason.code})")
        self.column = column
        self.value = value
        self.reason = reason
        self.row = row
        self.differences: Mapping[int, Sequence[Difference]] = {}


@dataclass(frozen=True, slots=True)
class Odd:
    """What is only odd about an order that is taken, at its cell."""

    row: int
    column: str
    value: str
    reason: Reason


def region_of(country: str, postcode: str) -> Region:
    """The delivery region of an address, by country and postcode."""
    return Region.ABROAD if country not in ("", "KR") else _REGIONS[region(postcode)]


def channel_of(label: str) -> Channel:
    """The channel that 판매채널 names; own orders carry the shop's own name."""
    if "네이버" in label:
        return Channel.NAVER
    return Channel.KAKAO if "톡체크아웃" in label or "카카오" in label else Channel.OWN


def order_of(file: FileOrder, assume_paid: bool) -> Order:
    """The order that *file* describes. BadOrder names the column that can't be taken."""
    trade, waits = _trade(file.trade_label)
    closed = trade is _CLOSED
    placed_at = int(file.placed_at.timestamp())
    sections, items, lines, claims = _parts(file, closed, placed_at)
    if waits:
        _refuse_sent(file)
    paid = closed or file.paid == 0 or (assume_paid and not waits)
    entry = Entry(1, _PAID if paid else _REQUEST, _UNKNOWN, file.paid, placed_at, assumed=paid)
    return Order(
        0,
        file.number,
        channel_of(file.shop_channel_label),
        placed_at,
        file.buyer_name,
        file.buyer_phone,
        tuple(sections),
        tuple(items),
        tuple(lines),
        (entry,),
        trade=trade,
        buyer_email=file.buyer_email,
        shop=file.shop_channel_label,
        sections_made=sections[-1].n,
        items_made=items[-1].n,
        claims=tuple(claims),
    )


@lru_cache(maxsize=256)
def _trade(label: str) -> tuple[Trade, bool]:
    """What 주문상태 says, and whether the order waits for its payment. BadOrder for a word not known."""
    bare = "".join(label.split())
    if bare not in _LABELS:
        raise BadOrder("주문상태", label, RowTrouble.UNKNOWN_TRADE)
    return Trade.CLOSED if bare in CLOSED_LABELS else Trade.OPEN, bare in UNPAID_LABELS


def _refuse_sent(file: FileOrder) -> None:
    """What waits for its payment has no parcel on the way."""
    for source in file.sections:
        if source.tracking:
            raise BadOrder("배송송장번호", source.tracking, Refusal.UNPAID, source.lines[0].row)


def _parts(
    file: FileOrder, closed: bool, placed_at: int
) -> tuple[list[Section], list[Item], list[Line], list[Claim]]:
    sections: list[Section] = []
    items: list[Item] = []
    lines: list[Line] = []
    claims: list[Claim] = []
    numbered = [(_section_n(file, source), source) for source in file.sections]
    numbered.sort(key=itemgetter(0))
    for n, source in numbered:
        state = state_of(source, closed)
        way = _way(source.delivery_label, source.pay_label)
        if way is None:
            raise BadOrder("배송방식", source.delivery_label, RowTrouble.BAD_DELIVERY, source.lines[0].row)
        sections.append(_section(source, n, state, way, 0 if sections else file.ship_fee))
        if state not in _UNCLAIMED:
            claims.append(_claim(source, n, len(claims) + 1, state, placed_at))
        for row in source.lines:
            items.append(Item(_item_n(file, row), n, len(lines) + 1, row.qty))
            lines.append(_line(row, len(lines) + 1, way.physical))
    items.sort(key=attrgetter("n"))
    return sections, items, lines, claims


def _line(row: FileLine, n: int, physical: bool) -> Line:
    return Line(
        n,
        row.name,
        row.option,
        row.qty,
        row.unit_price,
        row.paid,
        row.product_no,
        grade_discount=row.grade_discount,
        coupon_discount=row.coupon,
        points=row.points,
        physical=physical,
    )


def _section_n(file: FileOrder, source: FileSection) -> int:
    return _own_number(read_section, file, source.number, "주문섹션번호", source.lines[0].row)


def _item_n(file: FileOrder, line: FileLine) -> int:
    return _own_number(read_item, file, line.number, "주문섹션품목번호", line.row)


def _own_number(
    read: Callable[[str], tuple[str, int]], file: FileOrder, text: str, column: str, row: int
) -> int:
    """The number of a part within its order; a part of another order can't be taken."""
    try:
        order, n = read(text)
    except ValueError:
        raise BadOrder(column, text, RowTrouble.BAD_NUMBER, row) from None
    if order != file.number or n < 1:
        raise BadOrder(column, text, RowTrouble.OTHER_ORDER, row)
    return n


def state_of(source: FileSection, closed: bool) -> SectionState:
    """The state that the file's columns say, and no more."""
    if source.cancel_reason:
        return SectionState.CANCELLED if closed else SectionState.CANCEL_REQUESTED
    if source.return_reason:
        return SectionState.RETURNED if closed else SectionState.RETURN_REQUESTED
    if closed:
        return SectionState.DELIVERED
    return SectionState.SHIPPING if source.tracking else SectionState.PREPARING


class _Way(NamedTuple):
    """How a section goes, and whether there is anything to carry."""

    delivery: Delivery
    physical: bool
    freight: Freight


@lru_cache(maxsize=256)
def _way(delivery_label: str, pay_label: str) -> _Way | None:
    """How 배송방식 and 배송비 결제방식 say that a section goes; None for a way that is not known."""
    delivery = _DELIVERIES.get(delivery_label)
    freight = Freight.COLLECT if pay_label == "착불" else Freight.PREPAID
    return None if delivery is None else _Way(delivery, delivery.physical, freight)


def _section(source: FileSection, n: int, state: SectionState, way: _Way, fee: int) -> Section:
    courier, number = label_of(source) if source.tracking else (None, None)
    country = source.country or "KR"
    address = Address(
        source.receiver,
        source.receiver_phone,
        source.zip,
        source.address,
        source.detail,
        country,
        region_of(country, source.zip),
    )
    return Section(
        n,
        state,
        address,
        way.delivery,
        way.freight,
        fee_base=fee,
        note=source.memo,
        courier=courier,
        tracking=number,
    )


def label_of(source: FileSection) -> tuple[str, str]:
    """The courier and number of a section; BadOrder when the number can't be one, or has no courier.

    A courier that is not listed keeps the name that the file has; two in one cell are never guessed.
    """
    courier, row = _courier(source), source.lines[0].row
    number = normalise_number(source.tracking)
    for problem in check_number(courier, number):
        if problem.blocks:
            raise BadOrder("배송송장번호", source.tracking, problem.kind, row)
    return courier.name, number


def _courier(source: FileSection) -> Courier:
    found = courier_called(source.courier_label)
    if isinstance(found, Courier):
        return found
    if found is NumberProblem.COURIER_UNKNOWN:
        return Courier("", source.courier_label, check="ems")
    raise BadOrder("택배사명", source.courier_label, found, source.lines[0].row)


def oddities(file: FileOrder) -> list[Odd]:
    """What is only odd about the couriers and numbers of an order that is taken."""
    return [odd for source in file.sections if source.tracking for odd in _oddities(source)]


def _oddities(source: FileSection) -> Iterator[Odd]:
    courier, row = _courier(source), source.lines[0].row
    if not courier.key:
        yield Odd(row, "택배사명", source.courier_label, NumberProblem.COURIER_UNKNOWN)
    for problem in check_number(courier, source.tracking):
        yield Odd(row, "배송송장번호", source.tracking, problem.kind)


def source_of(file: FileOrder, n: int) -> FileSection:
    """The section of *file* with number *n*."""
    return next(source for source in file.sections if source.number.endswith(f"-S{n}"))


def _claim(source: FileSection, section: int, n: int, state: SectionState, at: int) -> Claim:
    cancel = state in (SectionState.CANCEL_REQUESTED, SectionState.CANCELLED)
    decided = state in (SectionState.CANCELLED, SectionState.RETURNED)
    return Claim(
        n,
        ClaimKind.CANCEL if cancel else ClaimKind.RETURN,
        section,
        ActorKind.CHANNEL,
        at,
        SectionState.PREPARING if cancel else SectionState.SHIPPING,
        source.cancel_reason if cancel else source.return_reason,
        source.cancel_detail if cancel else source.return_detail,
        decision=Decision.APPROVED if decided else Decision.OPEN,
    )
