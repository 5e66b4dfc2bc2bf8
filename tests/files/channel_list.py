"""SmartStore's list of orders to ship, as a seller downloads it: two lines above its rows."""

from __future__ import annotations

HEADERS = [
    "상품주문번호",
    "주문번호",
    "배송방법",
    "택배사",
    "송장번호",
    "수취인명",
    "상품명",
    "옵션정보",
    "수량",
]
NOTE = "◈ 다운로드 받은 파일로 '엑셀 일괄발송' 처리하는 방법"


def channel_row(
    product_order: object,
    order: object,
    name: object = "상품 1",
    courier: object = None,
    tracking: object = None,
    qty: object = 1,
) -> list[object]:
    """A product of an order; without a courier and number as it is downloaded."""
    return [product_order, order, "택배,등기,소포", courier, tracking, "받는이", name, None, qty]
