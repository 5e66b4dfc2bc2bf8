"""The words of order sheets and picking lists, Korean and English."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.words import Word, many

SHEET: Final = Word("주문서", "Order sheet")
SLIP: Final = Word("출고 전표", "Packing slip")
PICKING: Final = Word("피킹 리스트", "Picking list")

NUMBER: Final = Word("주문번호", "Order no.")
CHANNEL_NUMBER: Final = Word("채널주문번호", "Channel order no.")
ORDERED: Final = Word("주문일", "Ordered")
CHANNEL: Final = Word("주문채널", "Channel")
BUYER: Final = Word("구매자", "Buyer")
PRINTED: Final = Word("출력", "Printed")

SECTION: Final = Word("섹션", "Section")
RECEIVER: Final = Word("받는 분", "To")
ADDRESS: Final = Word("주소", "Address")
NOTE: Final = Word("배송메모", "Delivery note")
MEMOS: Final = Word("미해결 메모", "Open memos")
TOTAL: Final = Word("합계", "Total")

CHECK: Final = Word("확인", "Check")
ITEM_NUMBER: Final = Word("품목번호", "Item no.")
ITEM: Final = Word("품목 / 옵션", "Item / option")
SKU: Final = Word("SKU", "SKU")
STANDS: Final = Word("위치", "Place")
QUANTITY: Final = Word("수량", "Pieces")
SECTIONS: Final = Word("담을 섹션", "For sections")

HELD: Final = Word("배송보류", "On hold")
DELAYED: Final = Word("발송지연 {}까지", "Delayed until {}")
STALE: Final = Word(
    "송장의 주소가 옛 주소입니다. 송장을 다시 등록하세요",
    "The label has an old address; register a new number",
)
SHARED: Final = Word("합포장", "Combined parcel")
FIRST: Final = Word("첫 구매", "First order")
GIFT: Final = Word("선물", "Gift")

LEFT_OUT: Final = Word("담지 않은 섹션", "Sections left out")
NO_GOODS: Final = Word("담을 것이 없습니다", "There is nothing to pick")


def counts(orders: int, sections: int, products: int, pieces: int) -> Word:
    """What a picking list holds, in numbers."""
    return Word(
        f"주문 {orders:,}건 · 섹션 {sections:,} · 품목 {products:,}종 · {pieces:,}개",
        f"{many(orders, 'order')}, {many(sections, 'section')}, {many(products, 'product')},"
        f" {many(pieces, 'piece')}",
    )
