"""The words of an order's small values: channels, methods, members and so on, Korean and English."""

from __future__ import annotations

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import (
    ActorKind,
    Channel,
    Delivery,
    Device,
    EntryKind,
    Freight,
    Member,
    Method,
    Origin,
    Region,
)
from orderdesk.core.domain.words import Word, many


def pieces_of(number: int) -> Word:
    """So many pieces: ``3개``, ``3 pcs``, ``1 pc``."""
    return Word(f"{number:,}개", many(number, "pc"))


def rows_of(number: int) -> Word:
    """So many rows: ``3행``, ``3 rows``, ``1 row``."""
    return Word(f"{number:,}행", many(number, "row"))


def orders_in(number: int, rows: int = 0) -> Word:
    """So many orders, and the rows of a file that they are: ``3건 (8행)``, ``3 orders in 8 rows``.

    Rows that name no order are just rows.
    """
    if not rows:
        return Word(f"{number:,}건", many(number, "order"))
    if not number:
        return rows_of(rows)
    return Word(f"{number:,}건 ({rows:,}행)", f"{many(number, 'order')} in {many(rows, 'row')}")


CHANNEL_WORDS: dict[Channel, Word] = {
    Channel.OWN: Word("자사몰", "Own mall"),
    Channel.NAVER: Word("주문형 네이버페이", "Naver Pay order"),
    Channel.KAKAO: Word("톡체크아웃", "TalkCheckout"),
}

METHOD_WORDS: dict[Method, Word] = {
    Method.UNKNOWN: Word("미상", "Unknown"),
    Method.BANK: Word("무통장입금", "Bank transfer"),
    Method.CARD: Word("신용카드", "Card"),
    Method.VIRTUAL: Word("가상계좌", "Virtual account"),
    Method.TRANSFER: Word("실시간계좌이체", "Account transfer"),
    Method.KAKAOPAY: Word("카카오페이", "Kakao Pay"),
    Method.SAMSUNGPAY: Word("삼성페이", "Samsung Pay"),
    Method.PHONE: Word("휴대폰결제", "Phone bill"),
    Method.NAVERPAY: Word("네이버페이", "Naver Pay"),
    Method.TOSSPAY: Word("토스페이", "Toss Pay"),
    Method.PAYCO: Word("페이코", "PAYCO"),
    Method.APPLEPAY: Word("애플페이", "Apple Pay"),
    Method.FREE: Word("무료", "Free"),
    Method.CHANNEL: Word("채널결제", "Paid at channel"),
}

MEMBER_WORDS: dict[Member, Word] = {
    Member.UNKNOWN: Word("미상", "Membership unknown"),
    Member.MEMBER: Word("회원", "Member"),
    Member.GUEST: Word("비회원", "Guest"),
}

DEVICE_WORDS: dict[Device, Word] = {
    Device.UNKNOWN: Word("", ""),
    Device.PC: Word("PC", "PC"),
    Device.MOBILE: Word("모바일", "Mobile"),
}

DELIVERY_WORDS: dict[Delivery, Word] = {
    Delivery.PARCEL: Word("택배", "Parcel"),
    Delivery.DIRECT: Word("직접배송", "Own delivery"),
    Delivery.QUICK: Word("퀵서비스", "Quick service"),
    Delivery.VISIT: Word("방문수령", "Pick-up"),
    Delivery.NONE: Word("배송없음", "No delivery"),
    Delivery.DIGITAL: Word("디지털 상품", "Digital goods"),
    Delivery.MEMBERSHIP: Word("그룹 이용권", "Membership"),
}

FREIGHT_WORDS: dict[Freight, Word] = {
    Freight.PREPAID: Word("선결제", "Prepaid"),
    Freight.COLLECT: Word("착불", "Collect"),
}

REGION_WORDS: dict[Region, Word] = {
    Region.DOMESTIC: Word("국내배송", "Domestic"),
    Region.JEJU: Word("제주", "Jeju"),
    Region.ISLAND: Word("도서산간", "Islands"),
    Region.ABROAD: Word("해외배송", "Abroad"),
}

ORIGIN_WORDS: dict[Origin, Word] = {
    Origin.NORMAL: Word("", ""),
    Origin.SPLIT: Word("나눔", "Split"),
    Origin.ADDED: Word("추가", "Added"),
    Origin.RESEND: Word("교환 재배송", "Exchange resend"),
}

ENTRY_WORDS: dict[EntryKind, Word] = {
    EntryKind.REQUEST: Word("결제 요청", "Payment request"),
    EntryKind.PAID: Word("결제", "Payment"),
    EntryKind.OVERDUE: Word("결제기한 초과", "Overdue"),
    EntryKind.VOID: Word("입금전취소", "Cancelled unpaid"),
    EntryKind.REFUND_DUE: Word("환불 대기", "Refund due"),
    EntryKind.REFUND_STARTED: Word("환불 처리중", "Refund started"),
    EntryKind.REFUND: Word("환불", "Refund"),
    EntryKind.REFUND_FAILED: Word("환불 실패", "Refund failed"),
}

CLAIM_WORDS: dict[ClaimKind, Word] = {
    ClaimKind.CANCEL: Word("취소", "Cancel"),
    ClaimKind.RETURN: Word("반품", "Return"),
    ClaimKind.EXCHANGE: Word("교환", "Exchange"),
}

ACTOR_WORDS: dict[ActorKind, Word] = {
    ActorKind.SELLER: Word("판매자", "Seller"),
    ActorKind.BUYER: Word("구매자", "Buyer"),
    ActorKind.SYSTEM: Word("시스템", "System"),
    ActorKind.CHANNEL: Word("채널", "Channel"),
}

UNSAID_WORDS: dict[str, Word] = {
    "REFUND": Word(
        "구매자 부담(차감)인데 금액이 비어 있습니다: 차감 없이 돌려줍니다",
        "The buyer bears it, but no amount is typed: nothing is deducted",
    ),
    "CASH": Word(
        "구매자 부담(송금)인데 금액이 비어 있습니다: 청구하지 않습니다",
        "The buyer bears it, but no amount is typed: nothing is charged",
    ),
}
"""What it means that no amount is said of what the buyer bears, by how the buyer bears it."""
