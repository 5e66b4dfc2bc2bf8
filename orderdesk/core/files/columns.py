"""Which table a sheet holds and where its columns stand, told by the header row's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

HEADER_ROWS = 10
"""The header row is looked for in so many rows from the top."""

_LONGEST_HEADER = 30
_SENTENCE = re.compile(r"[◈※•]")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】")
_IGNORED = re.compile(r"[\s()\[\]{}<>（）【】〈〉《》*]+")


class Kind(Enum):
    """What a sheet is."""

    ORDERS = "orders"
    TRACKING = "tracking"
    COURIER_RETURN = "courier-return"
    OLD_TRACKING = "tracking-old"
    UNKNOWN = "unknown"


ORDER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "channel": ("판매채널", "주문채널"),
    "number": ("주문번호",),
    "trade": ("주문상태", "거래상태"),
    "items_total": ("총 품목합계금액",),
    "discount": ("총 합계 할인금액",),
    "ship_fee": ("총 합계 배송비",),
    "points": ("총 합계 포인트 사용액",),
    "paid": ("최종주문금액", "최종결제금액", "최종 실결제금액"),
    "buyer_name": ("주문자 이름", "주문자명", "구매자", "구매자명"),
    "buyer_email": ("주문자 이메일", "구매자 이메일"),
    "buyer_phone": ("주문자 번호", "주문자 전화번호", "주문자 연락처", "구매자 연락처"),
    "delivery": ("배송방식", "배송방법"),
    "delivery_pay": ("배송비결제방식",),
    "tracking": ("배송송장번호", "송장번호", "운송장번호"),
    "section": ("주문섹션번호", "섹션번호"),
    "item": ("주문섹션품목번호", "품목번호"),
    "qty": ("구매수량", "수량"),
    "name": ("상품명",),
    "option": ("옵션명", "옵션정보"),
    "unit_price": ("판매가",),
    "grade_discount": ("품목등급할인금액",),
    "line_points": ("품목포인트사용금액",),
    "coupon": ("품목쿠폰할인금액",),
    "line_paid": ("품목실결제가",),
    "receiver": ("수령자명", "수취인명"),
    "receiver_phone": ("수령자 전화번호", "수령자 연락처", "수취인연락처1"),
    "country": ("배송지 국가코드", "국가코드"),
    "zip": ("배송지 우편번호", "우편번호"),
    "address": ("주소", "배송지 주소"),
    "detail": ("상세주소",),
    "memo": ("배송메모", "배송메세지", "배송메시지"),
    "courier": ("택배사명", "택배사"),
    "cancel_reason": ("취소사유",),
    "return_reason": ("반품사유",),
    "cancel_detail": ("취소상세사유",),
    "return_detail": ("반품 상세사유",),
    "placed_at": ("주문일", "주문일시"),
    "product_no": ("상품고유번호", "상품번호"),
}
"""Fields of the order export with every header that means them, the export's own first."""

TRACKING_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "section": ("주문섹션번호", "섹션번호"),
    "item": ("주문섹션품목번호", "품목번호"),
    "qty": ("수량", "구매수량"),
    "courier": ("택배사", "택배사명"),
    "tracking": ("송장번호", "운송장번호", "배송송장번호"),
    "state": ("주문 상태 변경", "주문상태"),
}
"""Fields of the six-column tracking form."""

RETURN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order": ("고객주문번호", "주문번호", "주문섹션번호"),
    "courier": ("택배사", "택배사명"),
    "tracking": ("운송장번호", "송장번호", "배송송장번호"),
}
"""Fields of the file that a courier's program gives back, and of the old tracking form."""

IDENTIFIERS = frozenset(
    {
        "number",
        "order",
        "section",
        "item",
        "tracking",
        "product_no",
        "buyer_phone",
        "receiver_phone",
        "zip",
    }
)
"""Fields that look like numbers and are text: a zero in front belongs to them."""

_ORDERS_NEED = ({"number"}, {"name"}, {"line_paid", "unit_price", "paid"})


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's kind, the index of its header row, and per field the index of its column (both from 0)."""

    kind: Kind
    header: int = 0
    columns: Mapping[str, int] | None = None

    def index(self, field: str) -> int | None:
        """The index of the column of *field*, or None where the sheet has none."""
        return self.columns.get(field) if self.columns else None


def normalise_header(text: str) -> str:
    """A header's words without spaces, line breaks and brackets, composed, in lower case."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _header_names(cell: object) -> tuple[str, ...]:
    """The ways to read a header cell: as it is, and without what stands in brackets; () for a sentence."""
    if not isinstance(cell, str) or _SENTENCE.search(cell) or len(cell.strip()) > _LONGEST_HEADER:
        return ()
    names = (normalise_header(cell), normalise_header(_BRACKETED.sub("", cell)))
    return tuple(dict.fromkeys(filter(None, names)))


def _positions(row: Iterable[object]) -> dict[str, int]:
    """Normalised header → index of its first column."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        for name in _header_names(cell):
            found.setdefault(name, index)
    return found


def _match(headers: Mapping[str, int], table: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Field → column index; of several headers for one field the first of the table wins."""
    columns: dict[str, int] = {}
    for field, names in table.items():
        for name in names:
            index = headers.get(normalise_header(name))
            if index is not None:
                columns[field] = index
                break
    return columns


def _layout(row: Sequence[object], index: int) -> Layout | None:
    headers = _positions(row)
    orders = _match(headers, ORDER_COLUMNS)
    if all(orders.keys() & needed for needed in _ORDERS_NEED):
        return Layout(Kind.ORDERS, index, orders)
    form = _match(headers, TRACKING_COLUMNS)
    if {"section", "tracking"} <= form.keys():
        return Layout(Kind.TRACKING, index, form)
    back = _match(headers, RETURN_COLUMNS)
    if {"order", "tracking"} <= back.keys():
        old = "courier" in back and "고객주문번호" not in headers and "운송장번호" not in headers
        return Layout(Kind.OLD_TRACKING if old else Kind.COURIER_RETURN, index, back)
    return None


def detect(rows: Sequence[Sequence[object]]) -> Layout:
    """The layout of a sheet whose first rows are *rows*; kind UNKNOWN when no header row is found.

    Headers are matched by their words in any order. Sentences (over 30 characters, or with ◈ ※ •) never count
    as headers: instructions above the table like to repeat column names.
    """
    for index, row in enumerate(rows[:HEADER_ROWS]):
        layout = _layout(row, index)
        if layout is not None:
            return layout
    return Layout(Kind.UNKNOWN)
