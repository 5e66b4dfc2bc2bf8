"""The columns of the order list: catalogue and values, one pure function of an order.

Screens, command line and exports show the same ones (finding-and-files.md §4.2). Money is whole
won, times are text with Seoul's offset; what a screen shows of them is the screen's to shorten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.channel_agreeing import DIFFERS_MARK, differing
from orderdesk.core.domain.facets import assumed
from orderdesk.core.domain.glossary import (
    CHANNEL_WORDS,
    DELIVERY_WORDS,
    DEVICE_WORDS,
    MEMBER_WORDS,
    METHOD_WORDS,
    REGION_WORDS,
)
from orderdesk.core.domain.list_words import RECEIPT_WORDS, SEPARATE
from orderdesk.core.domain.orders import Item, Line, Order, Section
from orderdesk.core.domain.payments import order_payment_state, paid_balance, payments
from orderdesk.core.domain.receipts import mark
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import (
    BADGE_WORDS,
    CHANNEL_STATE_WORDS,
    PAYMENT_WORDS,
    SECTION_WORDS,
    TRADE_WORDS,
)
from orderdesk.core.domain.taking import taken_until
from orderdesk.core.domain.words import Lang, Word, many

Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `width` in terminal cells, `number` right-aligned, `shown` on by default."""

    key: str
    words: Word
    width: int
    value: Callable[[Order, Lang], Cell]
    number: bool = False
    shown: bool = False


def seoul_time(at: int | None) -> str | None:
    """Seconds UTC as Seoul time with its offset, None for none."""
    return None if at is None else datetime.fromtimestamp(at, SEOUL).isoformat()


def item_text(line: Line) -> str:
    """A line's name with its option."""
    return f"{line.name} / {line.option}" if line.option else line.name


def _items(order: Order, lang: Lang) -> str:
    """`첫상품명 외 N건 (총 Q개)`, the summary of finding-and-files.md §4.2."""
    first, more, qty = item_text(order.lines[0]), len(order.lines) - 1, _qty(order, lang)
    if lang == "en":
        return f"{first} +{more} ({many(qty, 'pc')})" if more else f"{first} ({many(qty, 'pc')})"
    return f"{first} 외 {more}건 (총 {qty}개)" if more else f"{first} ({qty}개)"


def _qty(order: Order, lang: Lang) -> int:
    return sum(line.qty for line in order.lines)


def _sections(text: Callable[[Section], str | None]) -> Callable[[Order, Lang], str]:
    """One value of all sections: each once, in order."""

    def value(order: Order, lang: Lang) -> str:
        return ", ".join(dict.fromkeys(part for s in order.sections if (part := text(s))))

    return value


def _states(order: Order, lang: Lang) -> str:
    return ", ".join(dict.fromkeys(SECTION_WORDS[s.state].text(lang) for s in order.sections))


def _latest(stamp: Callable[[Section], int | None]) -> Callable[[Order, Lang], str | None]:
    def value(order: Order, lang: Lang) -> str | None:
        return seoul_time(max((at for s in order.sections if (at := stamp(s)) is not None), default=None))

    return value


def _address(order: Order, lang: Lang) -> str:
    where = order.sections[0].address
    return f"{where.line1} {where.line2}".strip()


def _paid_at(order: Order, lang: Lang) -> str | None:
    return seoul_time(
        max((p.paid_at for p in payments(order.entries) if p.paid_at is not None), default=None)
    )


def _item_total(order: Order, lang: Lang) -> int:
    return sum(line.unit_price * line.qty for line in order.lines)


def _discount(order: Order, lang: Lang) -> int:
    """Discounts other than points, won."""
    lines = sum(x.grade_discount + x.coupon_discount + x.promotion_discount for x in order.lines)
    return lines + sum(s.fee_discount for s in order.sections)


def _receipt(order: Order, lang: Lang) -> str:
    told = ((RECEIPT_WORDS[r.state], mark(order, r)) for r in order.receipts if r.state in RECEIPT_WORDS)
    return ", ".join((wanted or words).text(lang) for words, wanted in told)


def _tags(order: Order, lang: Lang) -> str:
    tags = (
        (order.first, Word("첫주문", "First")),
        (order.gift, Word("선물", "Gift")),
        (order.separate, SEPARATE),
    )
    return ", ".join(words.text(lang) for on, words in tags if on)


def _taken(order: Order, lang: Lang) -> str:
    """Who took it, until `taken_until`, and for what."""
    if taken_until(order) is None:
        return ""
    return f"{order.taken_by} ({order.taken_note})" if order.taken_note else order.taken_by


def _remote(order: Order, lang: Lang) -> str:
    region = max(s.address.region for s in order.sections)
    return REGION_WORDS[region].text(lang) if region else ""


def _channel_state(order: Order, lang: Lang) -> str:
    """What the channel says of the items, with a mark where that fits no section here."""
    words = channel_words(order.items, lang)
    return f"{words} {DIFFERS_MARK}" if differing(order) else words


def channel_words(items: Iterable[Item], lang: Lang) -> str:
    """What the channel says of *items*, each word once; "" where it says nothing."""
    told = dict.fromkeys(item.channel_state for item in items if item.channel_state is not None)
    return ", ".join(CHANNEL_STATE_WORDS[state].text(lang) for state in told)


def _open_memos(order: Order, lang: Lang) -> int:
    return sum(not memo.resolved for memo in order.memos)


COLUMNS: tuple[Column, ...] = (
    Column("order_no", Word("주문번호", "Order no."), 15, lambda o, lang: o.number, shown=True),
    Column("ordered_at", Word("주문일", "Ordered"), 11, lambda o, lang: seoul_time(o.placed_at), shown=True),
    Column(
        "channel", Word("주문채널", "Channel"), 8, lambda o, g: CHANNEL_WORDS[o.channel].text(g), shown=True
    ),
    Column("channel_state", Word("채널 상태", "Channel state"), 12, _channel_state),
    Column("trade", Word("거래상태", "Trade state"), 11, lambda o, lang: TRADE_WORDS[o.trade].text(lang)),
    Column("badge", Word("주문상태", "Status"), 10, lambda o, lang: BADGE_WORDS[badge(o)].text(lang)),
    Column("section", Word("섹션상태", "Sections"), 10, _states, shown=True),
    Column(
        "pay_status",
        Word("결제상태", "Payment"),
        12,
        lambda o, lang: PAYMENT_WORDS[order_payment_state(o.entries)].text(lang),
        shown=True,
    ),
    Column("assumed", Word("결제추정", "Assumed"), 8, lambda o, lang: assumed(o.entries)),
    Column("buyer", Word("구매자", "Buyer"), 8, lambda o, lang: o.buyer_name, shown=True),
    Column("site", Word("주문 사이트", "Site"), 10, lambda o, lang: o.shop),
    Column("phone", Word("연락처", "Phone"), 13, lambda o, lang: o.buyer_phone),
    Column("member", Word("회원구분", "Member"), 8, lambda o, lang: MEMBER_WORDS[o.member].text(lang)),
    Column("items", Word("품목", "Items"), 30, _items, shown=True),
    Column("qty", Word("총수량", "Pieces"), 6, _qty, number=True),
    Column("address", Word("배송지", "Address"), 20, _address, shown=True),
    Column("zip", Word("우편번호", "Postcode"), 8, lambda o, lang: o.sections[0].address.zip),
    Column("remote", Word("도서산간", "Remote area"), 8, _remote),
    Column(
        "delivery",
        Word("배송방식", "Delivery"),
        8,
        lambda o, lang: DELIVERY_WORDS[o.sections[0].delivery].text(lang),
    ),
    Column("receiver", Word("수령자", "Receiver"), 8, lambda o, lang: o.sections[0].address.receiver),
    Column("courier", Word("택배사", "Courier"), 12, _sections(lambda s: s.courier)),
    Column("invoice", Word("송장번호", "Tracking"), 14, _sections(lambda s: s.tracking), shown=True),
    Column("invoice_at", Word("송장입력일", "Tracked at"), 11, _latest(lambda s: s.tracked_at)),
    Column("sent_at", Word("발송처리일", "Sent at"), 11, _latest(lambda s: s.sent_at)),
    Column("done_at", Word("배송완료일", "Delivered at"), 11, _latest(lambda s: s.done_at)),
    Column("delay_at", Word("배송지연일", "Delayed to"), 11, _latest(lambda s: s.delay_until)),
    Column("hold", Word("배송보류", "Hold"), 8, lambda o, lang: bool(o.holds)),
    Column(
        "method",
        Word("결제수단", "Payment method"),
        14,
        lambda o, lang: METHOD_WORDS[o.entries[0].method].text(lang),
    ),
    Column("paid_at", Word("결제일", "Paid at"), 11, _paid_at),
    Column("item_total", Word("총 품목합계금액", "Items total"), 12, _item_total, number=True),
    Column(
        "ship_fee",
        Word("배송비", "Shipping fee"),
        8,
        lambda o, lang: sum(s.fee for s in o.sections),
        number=True,
    ),
    Column("discount", Word("할인", "Discount"), 8, _discount, number=True),
    Column(
        "points", Word("포인트", "Points"), 8, lambda o, lang: sum(x.points for x in o.lines), number=True
    ),
    Column(
        "paid",
        Word("최종 실결제금액", "Paid"),
        11,
        lambda o, lang: paid_balance(o.entries),
        number=True,
        shown=True,
    ),
    Column("receipt", Word("현금영수증", "Receipt"), 10, _receipt),
    Column(
        "memo",
        Word("메모", "Memos"),
        4,
        _open_memos,
        number=True,
        shown=True,
    ),
    Column("tags", Word("표시", "Tags"), 8, _tags),
    Column("taken", Word("작업자", "Taken by"), 12, _taken),
    Column("taken_until", Word("작업 끝", "Taken until"), 11, lambda o, lang: seoul_time(taken_until(o))),
    Column("device", Word("환경", "Device"), 6, lambda o, lang: DEVICE_WORDS[o.device].text(lang)),
    Column("dmemo", Word("배송메모", "Delivery note"), 20, lambda o, lang: o.sections[0].note),
)
"""Every column, in the order of the default layout."""

BY_KEY: dict[str, Column] = {column.key: column for column in COLUMNS}

PERSONAL: frozenset[str] = frozenset(
    {"buyer", "phone", "address", "address_detail", "zip", "receiver", "dmemo"}
)
"""The columns that show people's data: what a mask changes."""


def _item_lines(order: Order, lang: Lang) -> str:
    """One line per item, ``상품명 / 옵션 ×수량``: the detail of finding-and-files.md §4.2."""
    return "\n".join(f"{item_text(line)} × {line.qty}" for line in order.lines)


def _address_lines(order: Order, lang: Lang) -> str:
    """Who receives it, and the whole address; every address of the order once."""
    found: dict[str, None] = {}
    for where in dict.fromkeys(section.address for section in order.sections):
        parts = (f"{where.receiver} {where.phone}", f"{where.zip} {where.line1}", where.line2)
        found.update(dict.fromkeys(part.strip() for part in parts if part.strip()))
    return "\n".join(found)


DETAILS: dict[str, Column] = {
    "items": Column("items_detail", BY_KEY["items"].words, 30, _item_lines),
    "address": Column("address_detail", BY_KEY["address"].words, 30, _address_lines),
}
"""The columns that also have a text of several lines (상세보기), with what that text is."""

_READABLE = BY_KEY | {column.key: column for column in DETAILS.values()}


def row(order: Order, keys: tuple[str, ...] | None = None, lang: Lang = "ko") -> dict[str, Cell]:
    """The cells of *order* under *keys* (all when None). KeyError for an unknown key."""
    columns = COLUMNS if keys is None else tuple(_READABLE[key] for key in keys)
    return {column.key: column.value(order, lang) for column in columns}
