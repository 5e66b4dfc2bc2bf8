"""What the cells of an order export say of a section item, its section and its order.

Files speak Korean whatever the operator's language, for shops and couriers read them by their headers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.orders import Channel, EntryKind, Order, Section
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.piece_shares import Piece
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import (
    CANCEL_STATES,
    CHANNEL_STATE_WORDS,
    PAYMENT_WORDS,
    RETURN_STATES,
    SECTION_WORDS,
    PaymentState,
    SectionState,
    Trade,
)
from orderdesk.core.domain.verbs import REASONS
from orderdesk.core.domain.words import Word


@dataclass(frozen=True, slots=True)
class Sender:
    """The shop as files name it; `freight` is what a parcel that the shop pays for is called (운임구분)."""

    name: str
    phone: str = ""
    address: str = ""
    freight: str = "신용"


@dataclass(frozen=True, slots=True)
class Part:
    """One section item of an order, with what stands around it."""

    sender: Sender
    order: Order
    section: Section
    piece: Piece


_REASON_WORDS = {code: words.ko for code, words in REASONS}
_CHANNEL_LABELS = {Channel.NAVER: "네이버페이-주문형", Channel.KAKAO: CHANNEL_WORDS[Channel.KAKAO].ko}
_NEVER_PAID = frozenset({PaymentState.WAITING, PaymentState.OVERDUE})


def moment(at: int | None) -> str | None:
    """Seconds UTC as a moment in Seoul, as the shop's own files write it."""
    return None if at is None else datetime.fromtimestamp(at, SEOUL).strftime("%Y-%m-%d %H:%M:%S")


def channel(part: Part) -> str:
    """판매채널: the label that the order came with, else the shop's own name or the channel's."""
    return part.order.shop or _CHANNEL_LABELS.get(part.order.channel, part.sender.name)


def trade(part: Part) -> str:
    """주문상태: an order that still waits for its first payment says so, or it would come back as paid."""
    if part.order.trade is Trade.CLOSED:
        return "거래종료"
    waits = payments(part.order.entries)[0].state in _NEVER_PAID
    return "결제대기" if waits else "거래개시"


def ship_fee(part: Part) -> int:
    """총 합계 배송비: what the buyer pays for delivery, won."""
    return sum(section.fee for section in part.order.sections)


def points(part: Part) -> int:
    """총 합계 포인트 사용액, won."""
    return sum(line.points for line in part.order.lines)


def items_total(part: Part) -> int:
    """총 품목합계금액: list prices of all lines, won."""
    return sum(line.unit_price * line.qty for line in part.order.lines)


def discount(part: Part) -> int:
    """총 합계 할인금액: discounts of lines other than points, won."""
    lines = part.order.lines
    return sum(x.grade_discount + x.coupon_discount + x.promotion_discount for x in lines)


def ordered(part: Part) -> int:
    """최종주문금액: what was paid or is still due for goods and delivery, before any refund, won.

    What a claim charges in addition is neither; an import would take it for a paid part of the order.
    """
    asked = [payment for payment in payments(part.order.entries) if payment.root.claim is None]
    return sum(payment.paid or payment.due for payment in asked)


def _claim(part: Part) -> Claim | None:
    return part.order.last_claim(part.section.n)


def cancel_reason(part: Part) -> str:
    """취소사유; a section that was cancelled before its deposit has no claim, but must not look alive."""
    if part.section.state not in CANCEL_STATES:
        return ""
    claim = _claim(part)
    if claim is not None and claim.kind is ClaimKind.CANCEL and claim.reason:
        return _REASON_WORDS.get(claim.reason, claim.reason)
    return PAYMENT_WORDS[PaymentState.CANCELLED_UNPAID].ko


def return_reason(part: Part) -> str:
    """반품사유; the state's word where none was given, so that the section comes back as one."""
    if part.section.state not in RETURN_STATES:
        return ""
    claim = _claim(part)
    reason = claim.reason if claim is not None else ""
    return _REASON_WORDS.get(reason, reason) or SECTION_WORDS[SectionState.RETURNED].ko


def detail(states: frozenset[SectionState]) -> Callable[[Part], str]:
    """The detail of the claim of a section in one of *states*."""

    def value(part: Part) -> str:
        claim = _claim(part) if part.section.state in states else None
        return claim.detail if claim is not None else ""

    return value


def of_claim(text: Callable[[Claim], str]) -> Callable[[Part], str]:
    """A text of the section's last claim."""

    def value(part: Part) -> str:
        claim = _claim(part)
        return text(claim) if claim is not None else ""

    return value


def refunds(part: Part) -> int:
    """총 환불금액: executed refunds, won, positive."""
    return -sum(entry.amount for entry in part.order.entries if entry.kind is EntryKind.REFUND)


def paid_at(part: Part) -> str | None:
    """결제일: the last payment."""
    times = [p.paid_at for p in payments(part.order.entries) if p.paid_at is not None]
    return moment(max(times, default=None))


def entries(part: Part) -> str:
    """결제번호 of every payment."""
    return ", ".join(entry_number(part.order.number, p.root.n) for p in payments(part.order.entries))


def receipts(part: Part, words: dict[str, Word], name: str) -> str:
    """One field of every cash receipt, in *words* where they have it."""
    known = [str(getattr(receipt, name)) for receipt in part.order.receipts]
    return ", ".join(words[text].ko if text in words else text for text in known if text)


def channel_state(part: Part) -> str:
    """채널 품목 상태."""
    state = part.piece.item.channel_state
    return CHANNEL_STATE_WORDS[state].ko if state is not None else ""


def yes(on: bool) -> str:
    """Y or N, as shops' files have it."""
    return "Y" if on else "N"
