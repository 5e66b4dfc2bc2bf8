"""The fields that an order export may have: the 38 of the shop's own form, and more.

See finding-and-files.md §6. Every header is Korean, as the shops' own programs expect it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from orderdesk.core.domain import courier_values as upload
from orderdesk.core.domain import export_values as v
from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_values import Part
from orderdesk.core.domain.glossary import (
    DELIVERY_WORDS,
    DEVICE_WORDS,
    FREIGHT_WORDS,
    MEMBER_WORDS,
    METHOD_WORDS,
)
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.list_words import PURPOSE_WORDS, RECEIPT_WORDS
from orderdesk.core.domain.payments import order_payment_state, paid_balance
from orderdesk.core.domain.states import CANCEL_STATES, PAYMENT_WORDS, RETURN_STATES, SECTION_WORDS
from orderdesk.core.domain.words import Word


class Level(Enum):
    """What a field is about: its value is the same for all rows of it."""

    ORDER = "order"
    SECTION = "section"
    ITEM = "item"


class Kind(Enum):
    """What a cell holds: text, a number that is a name (kept as text), whole won, or a count."""

    TEXT = "text"
    CODE = "code"
    WON = "won"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `words.ko` is its header; `adds` whether its values add up over several items.

    A field that the store doesn't know is `blank`: it keeps a column's place, and its cells are empty.
    """

    key: str
    words: Word
    level: Level
    kind: Kind
    value: Callable[[Part], Cell]
    adds: bool = False
    blank: bool = False


_O, _S, _I = Level
_T, _C, _W, _N = Kind


def _field(
    key: str,
    words: tuple[str, str],
    level: Level,
    kind: Kind,
    value: Callable[[Part], Cell],
    adds: bool = False,
) -> Field:
    return Field(key, Word(*words), level, kind, value, adds)


OWN_FORM: tuple[Field, ...] = (
    _field("channel", ("판매채널", "Sales channel"), _O, _T, v.channel),
    _field("number", ("주문번호", "Order no."), _O, _C, lambda p: p.order.number),
    _field("trade", ("주문상태", "Order state"), _O, _T, v.trade),
    _field("items_total", ("총 품목합계금액", "Items total"), _O, _W, v.items_total),
    _field("discount", ("총 합계 할인금액", "Discount total"), _O, _W, v.discount),
    _field(
        "ship_fee",
        ("총 합계 배송비", "Shipping total"),
        _O,
        _W,
        v.ship_fee,
    ),
    _field(
        "points",
        ("총 합계 포인트 사용액", "Points total"),
        _O,
        _W,
        v.points,
    ),
    _field("paid", ("최종주문금액", "Order amount"), _O, _W, v.ordered),
    _field("buyer_name", ("주문자 이름", "Buyer"), _O, _T, lambda p: p.order.buyer_name),
    _field("buyer_email", ("주문자 이메일", "Buyer's mail"), _O, _T, lambda p: p.order.buyer_email),
    _field("buyer_phone", ("주문자 번호", "Buyer's phone"), _O, _C, lambda p: p.order.buyer_phone),
    _field("delivery", ("배송방식", "Delivery"), _S, _T, lambda p: DELIVERY_WORDS[p.section.delivery].ko),
    _field(
        "delivery_pay", ("배송비결제방식", "Freight"), _S, _T, lambda p: FREIGHT_WORDS[p.section.freight].ko
    ),
    _field("tracking", ("배송송장번호", "Tracking no."), _S, _C, lambda p: p.section.tracking),
    _field(
        "section",
        ("주문섹션번호", "Section no."),
        _S,
        _C,
        lambda p: section_number(p.order.number, p.section.n),
    ),
    _field(
        "item",
        ("주문섹션품목번호", "Section item no."),
        _I,
        _C,
        lambda p: item_number(p.order.number, p.piece.item.n),
    ),
    _field("qty", ("구매수량", "Pieces"), _I, _N, lambda p: p.piece.item.qty, adds=True),
    _field("name", ("상품명", "Product"), _I, _T, lambda p: p.piece.line.name),
    _field("option", ("옵션명", "Option"), _I, _T, lambda p: p.piece.line.option),
    _field("unit_price", ("판매가", "Price"), _I, _W, lambda p: p.piece.line.unit_price),
    _field(
        "grade_discount", ("품목등급할인금액", "Grade discount"), _I, _W, lambda p: p.piece.grade, adds=True
    ),
    _field("line_points", ("품목포인트사용금액", "Item points"), _I, _W, lambda p: p.piece.points, adds=True),
    _field("coupon", ("품목쿠폰할인금액", "Coupon discount"), _I, _W, lambda p: p.piece.coupon, adds=True),
    _field("line_paid", ("품목실결제가", "Item paid"), _I, _W, lambda p: p.piece.paid, adds=True),
    _field("receiver", ("수령자명", "Receiver"), _S, _T, lambda p: p.section.address.receiver),
    _field(
        "receiver_phone", ("수령자 전화번호", "Receiver's phone"), _S, _C, lambda p: p.section.address.phone
    ),
    _field("country", ("배송지 국가코드", "Country code"), _S, _T, lambda p: p.section.address.country),
    _field("zip", ("배송지 우편번호", "Postcode"), _S, _C, lambda p: p.section.address.zip),
    _field("address", ("주소", "Address"), _S, _T, lambda p: p.section.address.line1),
    _field("detail", ("상세주소", "Address detail"), _S, _T, lambda p: p.section.address.line2),
    _field("memo", ("배송메모", "Delivery note"), _S, _T, lambda p: p.section.note),
    _field("courier", ("택배사명", "Courier"), _S, _T, lambda p: p.section.courier),
    _field("cancel_reason", ("취소사유", "Cancel reason"), _S, _T, v.cancel_reason),
    _field("return_reason", ("반품사유", "Return reason"), _S, _T, v.return_reason),
    _field("cancel_detail", ("취소상세사유", "Cancel detail"), _S, _T, v.detail(CANCEL_STATES)),
    _field("return_detail", ("반품 상세사유", "Return detail"), _S, _T, v.detail(RETURN_STATES)),
    _field("placed_at", ("주문일", "Ordered at"), _O, _T, lambda p: v.moment(p.order.placed_at)),
    _field("product_no", ("상품고유번호", "Product no."), _I, _C, lambda p: p.piece.line.product),
)  # fmt: skip
"""The 38 columns of 기본 양식 in their order, with the headers that shops' own programs know."""

_MORE: tuple[Field, ...] = (
    _field(
        "final_paid", ("최종결제금액", "Net paid"), _O, _W, lambda p: paid_balance(p.order.entries)
    ),
    _field("refunds", ("총 환불금액", "Refunds"), _O, _W, v.refunds),
    _field(
        "pay_status",
        ("결제상태", "Payment"),
        _O,
        _T,
        lambda p: PAYMENT_WORDS[order_payment_state(p.order.entries)].ko,
    ),
    _field(
        "method",
        ("결제수단", "Payment method"),
        _O,
        _T,
        lambda p: METHOD_WORDS[p.order.entries[0].method].ko,
    ),
    _field("paid_at", ("결제일", "Paid at"), _O, _T, v.paid_at),
    _field("entry", ("결제번호", "Payment no."), _O, _C, v.entries),
    _field(
        "section_state", ("섹션상태", "Section state"), _S, _T, lambda p: SECTION_WORDS[p.section.state].ko
    ),
    _field("sku", ("옵션 SKU", "Option SKU"), _I, _C, lambda p: p.piece.line.sku),
    _field("channel_number", ("채널주문번호", "Channel order no."), _O, _C, lambda p: p.order.channel_number),
    _field("channel_state", ("채널 품목 상태", "Channel item state"), _I, _T, v.channel_state),
    _field("site", ("주문 사이트", "Site"), _O, _T, lambda p: p.order.shop),
    _field("member", ("회원구분", "Member"), _O, _T, lambda p: MEMBER_WORDS[p.order.member].ko),
    _field("first", ("첫주문여부", "First order"), _O, _T, lambda p: v.yes(p.order.first)),
    _field("gift", ("선물여부", "Gift"), _O, _T, lambda p: v.yes(p.order.gift)),
    _field("pending", ("결제요청여부", "Payment requested"), _O, _T, lambda p: v.yes(p.order.pending)),
    _field("separate", ("합포장금지여부", "Separate"), _O, _T, lambda p: v.yes(p.order.separate)),
    _field("device", ("환경", "Device"), _O, _T, lambda p: DEVICE_WORDS[p.order.device].ko),
    _field("currency", ("통화", "Currency"), _O, _T, lambda p: "KRW"),
    _field("fee_base", ("기본 배송비", "Base fee"), _S, _W, lambda p: p.section.fee_base, adds=True),
    _field(
        "fee_remote", ("도서산간 배송비", "Regional fee"), _S, _W, lambda p: p.section.fee_remote, adds=True
    ),
    _field("fee_extra", ("추가 배송비", "Extra fee"), _S, _W, lambda p: p.section.fee_extra, adds=True),
    _field(
        "fee_discount",
        ("배송비 쿠폰할인", "Fee discount"),
        _S,
        _W,
        lambda p: p.section.fee_discount,
        adds=True,
    ),
    _field("hold", ("배송보류여부", "Held"), _S, _T, lambda p: v.yes(bool(p.order.holds_of(p.section.n)))),
    _field("tracked_at", ("송장입력일", "Tracked at"), _S, _T, lambda p: v.moment(p.section.tracked_at)),
    _field("sent_at", ("발송처리일", "Sent at"), _S, _T, lambda p: v.moment(p.section.sent_at)),
    _field("done_at", ("배송완료일", "Delivered at"), _S, _T, lambda p: v.moment(p.section.done_at)),
    _field("pickup", ("수거방법", "Pickup"), _S, _T, v.of_claim(lambda c: c.pickup)),
    _field(
        "pickup_number",
        ("반품송장번호", "Return tracking no."),
        _S,
        _C,
        v.of_claim(lambda c: c.pickup_number),
    ),
    _field("pickup_note", ("픽업메모", "Pickup note"), _S, _T, v.of_claim(lambda c: c.pickup_note)),
    _field(
        "receipt",
        ("현금영수증 상태", "Receipt state"),
        _O,
        _T,
        lambda p: v.receipts(p, RECEIPT_WORDS, "state"),
    ),
    _field(
        "receipt_kind",
        ("현금영수증 유형", "Receipt kind"),
        _O,
        _T,
        lambda p: v.receipts(p, PURPOSE_WORDS, "purpose"),
    ),
    _field(
        "receipt_number",
        ("현금영수증 승인번호", "Receipt no."),
        _O,
        _C,
        lambda p: v.receipts(p, {}, "approval"),
    ),
    _field(
        "memos_open",
        ("메모(미해결 수)", "Open memos"),
        _O,
        _N,
        lambda p: sum(not memo.resolved for memo in p.order.memos),
    ),
)  # fmt: skip

_COURIER: tuple[Field, ...] = (
    _field("receiver_tel", ("받는분전화번호", "Receiver's phone, hyphens"), _S, _C, upload.receiver_phone),
    _field("whole_address", ("받는분주소(전체)", "Whole address"), _S, _T, upload.whole_address),
    _field("goods_short", ("품목명", "Goods in short"), _S, _T, upload.goods_in_short),
    _field("goods", ("내품명", "Goods"), _S, _T, upload.goods),
    _field("freight", ("운임구분", "Freight as couriers call it"), _S, _T, upload.freight),
    _field("sender", ("보내는분성명", "Sender"), _O, _T, lambda p: p.sender.name),
    _field("sender_tel", ("보내는분전화번호", "Sender's phone"), _O, _C, upload.sender_phone),
    _field("sender_address", ("보내는분주소", "Sender's address"), _O, _T, lambda p: p.sender.address),
    _field("channel_delivery", ("배송방법", "Delivery as channels call it"), _S, _T, upload.channel_delivery),
)

_UNKNOWN = (
    ("product_sku", "상품 SKU", "Product SKU"),
    ("channel_item", "채널품목번호", "Channel item no."),
    ("channel_memo", "채널품목메모", "Channel item note"),
    ("member_code", "회원코드", "Member code"),
    ("order_kind", "주문유형", "Order kind"),
    ("customs_code", "개인통관고유부호", "Customs code"),
    ("fee_points", "배송비 포인트", "Fee points"),
    ("pg", "PG사", "Payment company"),
    ("country_name", "수령자 국가명", "Country"),
    ("own_code", "자체상품코드", "Own product code"),
    ("weight", "무게", "Weight"),
    ("origin", "원산지", "Origin"),
    ("maker", "제조사", "Maker"),
    ("brand", "브랜드", "Brand"),
    ("taxed", "과세여부", "Taxed"),
    ("form", "입력폼", "Input form"),
)

FIELDS: tuple[Field, ...] = (
    *OWN_FORM,
    *_MORE,
    *_COURIER,
    *(Field(key, Word(ko, en), _I, _T, lambda p: None, blank=True) for key, ko, en in _UNKNOWN),
)
"""Every field, the 38 first."""

BY_KEY: dict[str, Field] = {field.key: field for field in FIELDS}
