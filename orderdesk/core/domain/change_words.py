"""What an event changed, in words that people read: before → after, a line a change.

Every field is either told or named in `SILENT`: times, running numbers and what follows from another change
are not read. Text that people wrote comes out as they wrote it; a screen makes it harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from enum import IntEnum
from typing import Any

from orderdesk.core.domain.changes import PART_FIELDS, Change
from orderdesk.core.domain.claims import Claim, Decision
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.glossary import (
    CLAIM_WORDS,
    DELIVERY_WORDS,
    ENTRY_WORDS,
    FREIGHT_WORDS,
    METHOD_WORDS,
    REGION_WORDS,
    pieces_of,
)
from orderdesk.core.domain.list_words import RECEIPT_WORDS
from orderdesk.core.domain.orders import (
    Address,
    Delivery,
    Entry,
    Freight,
    Hold,
    Item,
    Line,
    Order,
    Receipt,
    Region,
)
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import (
    CHANNEL_STATE_WORDS,
    SECTION_WORDS,
    TRADE_WORDS,
    ChannelState,
    SectionState,
    Trade,
)
from orderdesk.core.domain.verbs import (
    ALL_HOLD_REASONS,
    COSTS,
    COUPON_SETS,
    DELAY_REASONS,
    PICKUP_PAYS,
    PICKUPS,
    PICKUPS_ASKED,
    REASONS,
)
from orderdesk.core.domain.words import NO_YES, Lang, Word

FIELD_WORDS: Mapping[tuple[str, str], Word] = {
    ("order", "trade"): Word("주문", "Order"),
    ("order", "buyer_name"): Word("구매자", "Buyer"),
    ("order", "buyer_phone"): Word("구매자 연락처", "Buyer's phone"),
    ("order", "buyer_email"): Word("이메일", "Email"),
    ("order", "channel_number"): Word("채널 주문번호", "Channel's number"),
    ("order", "separate"): Word("합포장 금지", "Don't combine"),
    ("order", "taken_by"): Word("작업자", "Operator"),
    ("order", "taken_note"): Word("하는 일", "Task"),
    ("sections", "state"): Word("", ""),
    ("sections", "tracking"): Word("송장", "Tracking"),
    ("sections", "note"): Word("배송메모", "Delivery note"),
    ("sections", "delivery"): Word("배송방식", "Delivery"),
    ("sections", "freight"): Word("배송비 결제", "Freight"),
    ("sections", "fee_base"): Word("기본 배송비", "Base fee"),
    ("sections", "fee_remote"): Word("도서산간 배송비", "Regional fee"),
    ("sections", "fee_extra"): Word("추가 배송비", "Extra fee"),
    ("sections", "fee_discount"): Word("배송비 할인", "Fee discount"),
    ("sections", "shared"): Word("합포장", "Combined parcel"),
    ("sections", "label_stale"): Word("송장 뒤 주소 변경", "Address newer than label"),
    ("sections", "delay_until"): Word("발송 예정일", "New dispatch date"),
    ("sections", "delay_reason"): Word("지연 사유", "Reason for the delay"),
    ("sections", "delay_note"): Word("지연 메모", "Memo on the delay"),
    ("items", "channel_state"): Word("채널 품목 상태", "Channel's state"),
    ("claims", "reason"): Word("사유", "Reason"),
    ("claims", "detail"): Word("상세 사유", "Details"),
    ("claims", "decision"): Word("클레임", "Claim"),
    ("claims", "decision_note"): Word("처리 메모", "Memo"),
    ("claims", "held"): Word("클레임 보류", "Claim held"),
    ("claims", "held_amount"): Word("청구 금액", "Amount due"),
    ("claims", "cost"): Word("구매자 비용 부담", "How the buyer pays"),
    ("claims", "pickup_asked"): Word("반품 방법", "Return method"),
    ("claims", "pickup"): Word("수거 방법", "Pickup"),
    ("claims", "pickup_pay"): Word("수거비", "Pickup freight"),
    ("claims", "pickup_courier"): Word("수거 택배사", "Pickup courier"),
    ("claims", "pickup_number"): Word("수거 송장", "Pickup number"),
    ("claims", "pickup_note"): Word("수거 메모", "Pickup memo"),
    ("claims", "fee_withheld"): Word("환불에서 차감", "Deducted"),
    ("claims", "fee_charged"): Word("추가 배송비 청구", "Charged"),
    ("claims", "points_back"): Word("돌려준 적립금", "Points given back"),
    ("claims", "points_withheld"): Word("돌려주지 않은 적립금", "Points kept"),
    ("claims", "coupons_back"): Word("돌려준 쿠폰", "Coupons given back"),
    ("receipts", "state"): Word("현금영수증", "Cash receipt"),
    ("receipts", "approval"): Word("승인번호", "Approval number"),
    ("lines", "qty"): Word("수량", "Quantity"),
    ("lines", "unit_price"): Word("판매가", "Price"),
    ("lines", "total"): Word("품목실결제가", "Item paid"),
}
"""The names of the fields that are told one by one; "" where the values speak for themselves."""

_TOLD = frozenset(
    [(part, "") for part in ("sections", "items", "entries", "claims", "holds", "receipts", "lines")]
    + [("sections", "courier"), ("sections", "address"), ("items", "section"), ("items", "qty")]
)
"""What is told in a way of its own."""

SILENT: frozenset[tuple[str, str]] = frozenset(
    [("order", name) for name in ("sections_made", "items_made", "placed_at", "pending", "taken_at")]
    + [("order", name) for name in ("number", "channel", "shop", "device", "member", "first", "gift")]
    + [("sections", name) for name in ("origin", "paid_by")]
    + [("sections", name) for name in ("tracked_at", "sent_at", "done_at", "confirmed_at")]
    + [("items", "line")]
    + [("lines", name) for name in PART_FIELDS["lines"] if ("lines", name) not in FIELD_WORDS]
    + [("entries", name) for name in PART_FIELDS["entries"]]
    + [("holds", name) for name in PART_FIELDS["holds"]]
    + [("memos", name) for name in ("", *PART_FIELDS["memos"])]
    + [("receipts", name) for name in ("purpose", "identity", "mode", "done_at", "amount", "act")]
    + [("receipts", "reference")]
    + [("claims", name) for name in ("kind", "section", "by", "at", "before", "buyer_fault", "restock")]
    + [("claims", name) for name in ("options", "resent", "collected_at", "decided_at")]
)
"""What is not read in the timeline. Memos have lines of their own."""

DECISION_WORDS: Mapping[Decision, Word] = {
    Decision.OPEN: Word("접수", "open"),
    Decision.APPROVED: Word("승인", "approved"),
    Decision.REJECTED: Word("거절", "rejected"),
    Decision.WITHDRAWN: Word("철회", "withdrawn"),
}
ADDRESS_WORDS: Mapping[str, Word] = {
    "receiver": Word("받는 분", "Receiver"),
    "phone": Word("연락처", "Phone"),
    "zip": Word("우편번호", "Postcode"),
    "line1": Word("주소", "Address"),
    "line2": Word("상세주소", "Address detail"),
    "country": Word("나라", "Country"),
    "region": Word("배송범위", "Region"),
}
_ENUMS: Mapping[tuple[str, str], tuple[type[IntEnum], Mapping[Any, Word]]] = {
    ("order", "trade"): (Trade, TRADE_WORDS),
    ("sections", "state"): (SectionState, SECTION_WORDS),
    ("sections", "delivery"): (Delivery, DELIVERY_WORDS),
    ("sections", "freight"): (Freight, FREIGHT_WORDS),
    ("items", "channel_state"): (ChannelState, CHANNEL_STATE_WORDS),
    ("claims", "decision"): (Decision, DECISION_WORDS),
}
_CHOICES: Mapping[tuple[str, str], Mapping[str, Word]] = {
    ("sections", "delay_reason"): dict(DELAY_REASONS),
    ("claims", "reason"): dict(REASONS),
    ("claims", "held"): dict(ALL_HOLD_REASONS),
    ("claims", "cost"): dict(COSTS),
    ("claims", "pickup_asked"): dict(PICKUPS_ASKED),
    ("claims", "pickup"): dict(PICKUPS),
    ("claims", "pickup_pay"): dict(PICKUP_PAYS),
    ("claims", "coupons_back"): COUPON_SETS,
    ("receipts", "state"): RECEIPT_WORDS,
}
_HOLD_REASONS = dict(ALL_HOLD_REASONS)
_DATES = frozenset({("sections", "delay_until")})
_LIFTED = Word("보류 풀림", "hold lifted")
_EMPTY = Word("없음", "none")
_GONE = Word("없어짐", "gone")
_ITEM = Word("품목", "Item")


def told() -> frozenset[tuple[str, str]]:
    """The (part, field) pairs that the timeline tells."""
    return _TOLD | FIELD_WORDS.keys()


def item_names(order: Order, changes: Iterable[Change]) -> Mapping[int, str]:
    """What the items of *order* are, by number, also of those that *changes* brought or took away."""
    lines = {line.n: line for line in order.lines}
    items = list(order.items)
    for change in changes:
        for record in (change.before, change.after):
            if isinstance(record, Line):
                lines.setdefault(record.n, record)
            elif isinstance(record, Item):
                items.append(record)
    return {item.n: item_text(lines[item.line]) for item in items if item.line in lines}


def describe(
    changes: Sequence[Change], names: Mapping[int, str], lang: Lang = "ko", section: int | None = None
) -> tuple[str, ...]:
    """The lines that tell *changes* of an event on *section* in *lang*; *names* are those of the items."""
    found: list[str] = []
    for change in sorted(_joined(changes), key=lambda change: change.part == "order"):
        where = f"S{change.n} " if change.part == "sections" and change.n != section else ""
        bare = not change.field
        found.extend(text if bare else where + text for text in _lines(change, names, lang) if text)
    return tuple(dict.fromkeys(found))


def _joined(changes: Sequence[Change]) -> Iterable[Change]:
    """The changes, courier and number of a section as one."""
    couriers = {c.n: c for c in changes if (c.part, c.field) == ("sections", "courier")}
    for change in changes:
        if (change.part, change.field) == ("sections", "tracking"):
            courier = couriers.pop(change.n, None)
            before = _label(courier.before if courier else None, change.before)
            after = _label(courier.after if courier else None, change.after)
            yield Change(change.part, change.n, change.field, before, after)
        elif (change.part, change.field) != ("sections", "courier"):
            yield change
    for courier in couriers.values():
        yield Change("sections", courier.n, "tracking", courier.before, courier.after)


def _label(courier: str | None, number: str | None) -> str | None:
    return " ".join(part for part in (courier, number) if part) or None


def _lines(change: Change, names: Mapping[int, str], lang: Lang) -> Iterable[str]:
    key = change.part, change.field
    if key == ("sections", "address"):
        yield from _address(change.before, change.after, lang)
    elif change.part == "items" and key != ("items", "channel_state"):
        yield _item(change, names, lang)
    elif not change.field:
        yield _record(change, names, lang)
    elif key in FIELD_WORDS:
        name = FIELD_WORDS[key].text(lang)
        before, after = (_value(key, value, lang) for value in (change.before, change.after))
        yield f"{name} {before} → {after}".strip()


def _value(key: tuple[str, str], value: Any, lang: Lang) -> str:  # noqa: ANN401  # a field of any type
    if value is None or value == "":
        return _EMPTY.text(lang)
    if key in _ENUMS:
        enum, words = _ENUMS[key]
        return words[enum(value)].text(lang)
    if key in _DATES:
        return datetime.fromtimestamp(value, SEOUL).strftime("%Y-%m-%d")
    if isinstance(value, bool):
        return NO_YES[value].text(lang)
    if isinstance(value, int):
        return f"{value:,}"
    choices = _CHOICES.get(key, {})
    return choices[value].text(lang) if value in choices else str(value)


def _address(before: Address, after: Address, lang: Lang) -> Iterable[str]:
    for field in fields(Address):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            texts = [
                REGION_WORDS[v].text(lang) if isinstance(v, Region) else v or _EMPTY.text(lang)
                for v in (old, new)
            ]
            yield f"{ADDRESS_WORDS[field.name].text(lang)} {texts[0]} → {texts[1]}"


def _item(change: Change, names: Mapping[int, str], lang: Lang) -> str:
    name = f"{_ITEM.text(lang)} {change.n} {names.get(change.n, '')}".rstrip()
    match change.field, change.before, change.after:
        case "", None, Item(section=section, qty=qty):
            return f"{name} {pieces_of(qty).text(lang)} → S{section}"
        case "", Item(section=section, qty=qty), None:
            return f"{name} {pieces_of(qty).text(lang)} S{section} → {_GONE.text(lang)}"
        case "section", before, after:
            return f"{name} S{before} → S{after}"
        case "qty", before, after:
            return f"{name} {pieces_of(before).text(lang)} → {pieces_of(after).text(lang)}"
    return ""


def claim_text(claim: Claim, lang: Lang, names: Mapping[int, str]) -> str:
    """``교환 · 사이즈 변경 · 작아요 · 구매자 비용 부담: 판매자에게 송금 · → 파랑``: what was asked for."""
    reason = _value(("claims", "reason"), claim.reason, lang)
    told = [CLAIM_WORDS[claim.kind].text(lang), *filter(None, [reason, claim.detail])]
    if claim.cost:
        cost = _value(("claims", "cost"), claim.cost, lang)
        told.append(f"{FIELD_WORDS['claims', 'cost'].text(lang)}: {cost}")
    if claim.pickup_asked:
        asked = _value(("claims", "pickup_asked"), claim.pickup_asked, lang)
        told.append(f"{FIELD_WORDS['claims', 'pickup_asked'].text(lang)}: {asked}")
    told += [f"{names.get(item, '')} → {option}".strip() for item, option in claim.options]
    return " · ".join(told)


def _record(change: Change, names: Mapping[int, str], lang: Lang) -> str:
    """A part that came or went, with its sign."""
    record, came = (change.after, True) if change.after is not None else (change.before, False)
    match record:
        case Entry():
            what = f"{ENTRY_WORDS[record.kind].text(lang)} {METHOD_WORDS[record.method].text(lang)}"
            # the sign of what is gone says so; one of the amount before it would read as its opposite
            amount = f"{record.amount:+,}" if came else f"{abs(record.amount):,}"
            text = f"{what} {amount}" if record.amount else what
        case Claim():
            text = claim_text(record, lang, names)
        case Hold():
            reason = _HOLD_REASONS.get(record.reason, Word(record.reason, record.reason)).text(lang)
            text = f"{reason} {record.note}".rstrip()
            return text if came else f"{_LIFTED.text(lang)}: {text}"
        case Receipt():
            text = f"{FIELD_WORDS['receipts', 'state'].text(lang)} {RECEIPT_WORDS[record.state].text(lang)}"
            text = f"{text} {record.approval}".rstrip()
        case Line():
            text = f"{item_text(record)} {pieces_of(record.qty).text(lang)} {record.total:,}"
        case _ if change.part == "sections":
            text = f"S{change.n}"
        case _:
            return ""
    return f"+ {text}" if came else f"− {text}"
