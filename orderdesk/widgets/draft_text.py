"""An order made by hand as its maker reads it: a line for each thing that can be said, and the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.text import Text

from orderdesk.core.domain.drafts import PAY_WORDS, Draft, Pay
from orderdesk.core.domain.glossary import DELIVERY_WORDS, pieces_of
from orderdesk.core.domain.goods import goods_text
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.cells import seoul_minute, won
from orderdesk.widgets.columns import between, fit, listed

_LABEL: Final = 14
_GUEST: Final = Word("비회원", "Guest")
_BY_POLICY: Final = Word("정책대로", "by policy")
_TYPED: Final = Word("직접 입력", "typed")

LABELS: Final[dict[str, Word]] = {
    "site": Word("주문 사이트", "Site"),
    "member": Word("회원", "Member"),
    "buyer": Word("구매자", "Buyer"),
    "add": Word("+ 상품 찾기", "+ Find goods"),
    "other": Word("+ 직접 입력", "+ Other goods"),
    "line": Word("", ""),
    "way": Word("배송지", "Address"),
    "delivery": Word("배송방식", "Delivery"),
    "fee": Word("배송비", "Shipping fee"),
    "discount": Word("할인", "Discount"),
    "pay": Word("결제", "Payment"),
}
"""What can be said of an order made by hand, by its key, in order."""


class Entry(NamedTuple):
    """One line: what it is about, and for goods the place of their line."""

    key: str
    place: int = 0


def entries_of(draft: Draft, sites: Sequence[str]) -> list[Entry]:
    """The lines of *draft*; the site is asked for only where there are several."""
    found: list[Entry] = []
    for key in LABELS:
        if key == "line":
            found[-2:-2] = [Entry(key, place) for place in range(len(draft.lines))]
        elif key != "site" or sites:
            found.append(Entry(key))
    return found


def entry_line(entry: Entry, draft: Draft, order: Order, lang: Lang, width: int) -> Text:
    """The line of *entry*; *order* is what the draft would become."""
    if entry.key == "line":
        line = draft.lines[entry.place]
        paid = order.lines[entry.place].total
        told = listed([f"{won(line.price)} × {pieces_of(line.qty).text(lang)}", won(paid)])
        return between(f"  {fit('', 2)}{goods_text(line.name, line.option)}", f"{told} ", width)
    value, end = _said(entry.key, draft, order, lang)
    return between(f" {fit(LABELS[entry.key].text(lang), _LABEL)} {value}", f"{end} " if end else "", width)


def _said(key: str, draft: Draft, order: Order, lang: Lang) -> tuple[str, str]:
    """What stands beside the label, and at the right edge."""
    match key:
        case "site":
            return draft.site, ""
        case "member":
            return (listed([draft.member, draft.grade]) if draft.member else _GUEST.text(lang)), ""
        case "buyer":
            return listed([draft.buyer, draft.phone, draft.email]), ""
        case "way":
            where = " ".join(filter(None, (draft.zip, draft.line1, draft.line2)))
            to = (draft.receiver, draft.receiver_phone)
            own = to == (draft.buyer, draft.phone)  # who stands two lines above is not told again
            return listed([*(() if own and where else to), where, draft.note]), ""
        case "delivery":
            return DELIVERY_WORDS[draft.delivery].text(lang), ""
        case "fee":
            how = _BY_POLICY if draft.fee is None else _TYPED
            return how.text(lang), won(sum(section.fee for section in order.sections))
        case "discount":
            return "", won(-draft.discount) if draft.discount else ""
        case "pay":
            return listed([PAY_WORDS[draft.pay].text(lang), *_pay_details(draft)]), ""
    return "", ""


def _pay_details(draft: Draft) -> list[str]:
    if draft.pay is Pay.PAID:
        return [draft.reason]
    details = [draft.account] if draft.pay is Pay.BANK else []
    return [*details, f"~{seoul_minute(draft.due_at)}"] if draft.due_at else details


def sum_line(order: Order, lang: Lang) -> str:
    """``상품 36,000 + 배송비 3,000 = 39,000원``."""
    goods, fee = sum(line.total for line in order.lines), sum(section.fee for section in order.sections)
    return Word(
        f"상품 {won(goods)} + 배송비 {won(fee)} = {won(goods + fee)}원",
        f"goods {won(goods)} + shipping fee {won(fee)} = {won(goods + fee)} won",
    ).text(lang)
