"""The states of an order on its four axes, with their words.

Numbers are stored: never renumber, only add. Korean words follow the operators' own
(processing.md §3); the section state is the only one that a person moves.
"""

from __future__ import annotations

from enum import IntEnum

from orderdesk.core.domain.words import Word


class SectionState(IntEnum):
    """섹션상태: where the pieces of one section stand."""

    PREPARING = 0
    READY = 1
    SHIPPING = 2
    DELIVERED = 3
    CONFIRMED = 4
    CANCEL_REQUESTED = 5
    CANCELLED = 6
    RETURN_REQUESTED = 7
    RETURN_COLLECTING = 8
    RETURN_COLLECTED = 9
    RETURNED = 10
    EXCHANGE_REQUESTED = 11
    EXCHANGE_COLLECTING = 12
    EXCHANGE_COLLECTED = 13
    EXCHANGED = 14


class Trade(IntEnum):
    """거래상태: whether something is still to be processed."""

    OPEN = 0
    CLOSED = 1


class PaymentState(IntEnum):
    """결제상태, derived from the entries (processing.md §3.2)."""

    WAITING = 0
    OVERDUE = 1
    COMPLETE = 2
    PART_REFUNDED = 3
    REFUNDED = 4
    CANCELLED_UNPAID = 5
    REFUNDING = 6
    REFUND_FAILED = 7


class ChannelState(IntEnum):
    """채널 품목 상태: what the channel last said about an item."""

    PAID = 0
    PREPARING = 1
    SHIPPING = 2
    DELIVERED = 3
    CONFIRMED = 4
    CANCELLED = 5
    RETURNED = 6
    EXCHANGED = 7
    UNKNOWN = 8
    WAITING = 9
    CANCELLING = 10
    RETURNING = 11
    EXCHANGING = 12


class Badge(IntEnum):
    """주문상태 뱃지, a function of the other axes (processing.md §5)."""

    UNPAID_CANCELLED = 0
    OVERDUE = 1
    WAITING = 2
    WAITING_PART_CANCELLED = 3
    PART_RETURNED = 4
    RETURN_REQUESTED = 5
    RETURNED = 6
    PART_CANCELLED = 7
    CANCEL_REQUESTED = 8
    CANCELLED = 9
    PART_SHIPPED = 10
    PREPARING = 11
    READY = 12
    SHIPPING = 13
    DELIVERED = 14
    CONFIRMED = 15


SECTION_WORDS: dict[SectionState, Word] = {
    SectionState.PREPARING: Word("상품준비", "Preparing"),
    SectionState.READY: Word("배송대기", "Ready"),
    SectionState.SHIPPING: Word("배송중", "Shipping"),
    SectionState.DELIVERED: Word("배송완료", "Delivered"),
    SectionState.CONFIRMED: Word("구매확정", "Confirmed"),
    SectionState.CANCEL_REQUESTED: Word("취소접수", "Cancel requested"),
    SectionState.CANCELLED: Word("취소완료", "Cancelled"),
    SectionState.RETURN_REQUESTED: Word("반품접수", "Return requested"),
    SectionState.RETURN_COLLECTING: Word("반품수거중", "Return pickup"),
    SectionState.RETURN_COLLECTED: Word("반품수거완료", "Return picked up"),
    SectionState.RETURNED: Word("반품완료", "Returned"),
    SectionState.EXCHANGE_REQUESTED: Word("교환접수", "Exchange requested"),
    SectionState.EXCHANGE_COLLECTING: Word("교환수거중", "Exchange pickup"),
    SectionState.EXCHANGE_COLLECTED: Word("교환수거완료", "Exchange picked up"),
    SectionState.EXCHANGED: Word("교환완료", "Exchanged"),
}

TRADE_WORDS: dict[Trade, Word] = {
    Trade.OPEN: Word("거래중", "Open"),
    Trade.CLOSED: Word("거래종료", "Closed"),
}

PAYMENT_WORDS: dict[PaymentState, Word] = {
    PaymentState.WAITING: Word("결제대기", "Awaiting payment"),
    PaymentState.OVERDUE: Word("결제기한 초과", "Payment overdue"),
    PaymentState.COMPLETE: Word("결제완료", "Paid"),
    PaymentState.PART_REFUNDED: Word("부분환불완료", "Partly refunded"),
    PaymentState.REFUNDED: Word("전체환불완료", "Refunded"),
    PaymentState.CANCELLED_UNPAID: Word("입금전취소", "Cancelled unpaid"),
    PaymentState.REFUNDING: Word("환불 처리중", "Refunding"),
    PaymentState.REFUND_FAILED: Word("환불 실패", "Refund failed"),
}

CHANNEL_STATE_WORDS: dict[ChannelState, Word] = {
    ChannelState.PAID: Word("결제완료", "Paid"),
    ChannelState.PREPARING: Word("발주확인", "Acknowledged"),
    ChannelState.SHIPPING: Word("배송중", "Shipping"),
    ChannelState.DELIVERED: Word("배송완료", "Delivered"),
    ChannelState.CONFIRMED: Word("구매확정", "Confirmed"),
    ChannelState.CANCELLED: Word("취소", "Cancelled"),
    ChannelState.RETURNED: Word("반품", "Returned"),
    ChannelState.EXCHANGED: Word("교환", "Exchanged"),
    ChannelState.UNKNOWN: Word("미확인", "Unknown"),
    ChannelState.WAITING: Word("결제대기", "Awaiting payment"),
    ChannelState.CANCELLING: Word("취소 요청", "Cancel requested"),
    ChannelState.RETURNING: Word("반품 진행", "Return under way"),
    ChannelState.EXCHANGING: Word("교환 진행", "Exchange under way"),
}

BADGE_WORDS: dict[Badge, Word] = {
    Badge.UNPAID_CANCELLED: PAYMENT_WORDS[PaymentState.CANCELLED_UNPAID],
    Badge.OVERDUE: PAYMENT_WORDS[PaymentState.OVERDUE],
    Badge.WAITING: PAYMENT_WORDS[PaymentState.WAITING],
    Badge.WAITING_PART_CANCELLED: Word("결제대기·부분취소", "Awaiting payment, part cancelled"),
    Badge.PART_RETURNED: Word("부분반품", "Part returned"),
    Badge.RETURN_REQUESTED: SECTION_WORDS[SectionState.RETURN_REQUESTED],
    Badge.RETURNED: SECTION_WORDS[SectionState.RETURNED],
    Badge.PART_CANCELLED: Word("부분취소", "Part cancelled"),
    Badge.CANCEL_REQUESTED: SECTION_WORDS[SectionState.CANCEL_REQUESTED],
    Badge.CANCELLED: SECTION_WORDS[SectionState.CANCELLED],
    Badge.PART_SHIPPED: Word("부분배송", "Part shipped"),
    Badge.PREPARING: SECTION_WORDS[SectionState.PREPARING],
    Badge.READY: SECTION_WORDS[SectionState.READY],
    Badge.SHIPPING: SECTION_WORDS[SectionState.SHIPPING],
    Badge.DELIVERED: SECTION_WORDS[SectionState.DELIVERED],
    Badge.CONFIRMED: SECTION_WORDS[SectionState.CONFIRMED],
}

S = SectionState
LADDER = (S.PREPARING, S.READY, S.SHIPPING, S.DELIVERED, S.CONFIRMED)
"""The shipping ladder, in its order; steps are never skipped."""

CANCEL_STATES = frozenset({S.CANCEL_REQUESTED, S.CANCELLED})
RETURN_STATES = frozenset({S.RETURN_REQUESTED, S.RETURN_COLLECTING, S.RETURN_COLLECTED, S.RETURNED})
EXCHANGE_STATES = frozenset({S.EXCHANGE_REQUESTED, S.EXCHANGE_COLLECTING, S.EXCHANGE_COLLECTED, S.EXCHANGED})
OPEN_CLAIM_STATES = frozenset(
    (CANCEL_STATES | RETURN_STATES | EXCHANGE_STATES) - {S.CANCELLED, S.RETURNED, S.EXCHANGED}
)
FINAL_STATES = frozenset({S.DELIVERED, S.CONFIRMED, S.CANCELLED, S.RETURNED, S.EXCHANGED})
"""When every section is in one of these, nothing is left to process and the order closes."""

UNDISPATCHED_STATES = frozenset({S.PREPARING, S.READY})
"""Before the parcel leaves: splitting, merging, holding and address changes live here."""
