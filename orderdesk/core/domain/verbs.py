"""What people do: every action with its id, scope, words and fields.

The command line, the menus and the API name actions by these ids; `keyboard/` adds keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from orderdesk.core.domain.list_words import PURPOSE_WORDS
from orderdesk.core.domain.words import Lang, Word


class Scope(Enum):
    """What an action acts on."""

    SECTION = "section"
    ORDER = "order"


class FieldKind(Enum):
    """How a field's text is read."""

    TEXT = "text"
    WON = "won"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    PIECES = "pieces"
    SECRET = "secret"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an action's dialog. `choices` are (value, words) pairs of a CHOICE, or of CHOICES.

    With `empties` an empty text is an answer, too: what was there is to go. `told` says in a few words what
    belongs there, while nothing does. With `only_for`, the key of a CHOICE and a value of it, a form asks for
    it only where that is chosen, and then it is required.
    """

    key: str
    words: Word
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    choices: tuple[tuple[str, Word], ...] = ()
    empties: bool = False
    told: Word | None = None
    only_for: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Verb:
    """An action: `menu` is its place in the numbered process menu, 0 when it is not there.

    `bulk` says whether it may act on many orders at once; `past` is what its event says.
    """

    id: str
    words: Word
    scope: Scope
    past: Word
    fields: tuple[Field, ...] = ()
    menu: int = 0
    bulk: bool = True

    @property
    def takes_pieces(self) -> bool:
        """Whether it can be done to some pieces of a section, which then go their own way."""
        return any(field.kind is FieldKind.PIECES for field in self.fields)


REASONS: tuple[tuple[str, Word], ...] = (
    ("INTENT_CHANGED", Word("구매 의사 취소", "Changed their mind")),
    ("COLOR_AND_SIZE", Word("색상 및 사이즈 변경", "Change of colour or size")),
    ("WRONG_ORDER", Word("다른 상품 잘못 주문", "Ordered the wrong thing")),
    ("PRODUCT_UNSATISFIED", Word("서비스 및 상품 불만족", "Not satisfied")),
    ("DELAYED_DELIVERY", Word("배송 지연", "Late delivery")),
    ("DROPPED_DELIVERY", Word("배송 누락", "Not delivered")),
    ("SOLD_OUT", Word("상품 품절", "Sold out")),
    ("BROKEN", Word("상품 파손", "Damaged")),
    ("INCORRECT_INFO", Word("상품 정보 상이", "Differs from its description")),
    ("WRONG_DELIVERY", Word("오배송", "Wrong delivery")),
    ("WRONG_OPTION", Word("색상 등이 다른 상품 잘못 배송", "Wrong option delivered")),
    ("ETC", Word("기타", "Other")),
)
"""Claim reasons; the first three are the buyer's fault (processing.md §9.5)."""

BUYER_FAULT = frozenset({"INTENT_CHANGED", "COLOR_AND_SIZE", "WRONG_ORDER"})

FAULTS: tuple[tuple[str, Word], ...] = (
    ("BUYER", Word("구매자", "Buyer")),
    ("SELLER", Word("판매자", "Seller")),
)

COSTS: tuple[tuple[str, Word], ...] = (
    ("REFUND", Word("환불금에서 차감", "Deducted from the refund")),
    ("CASH", Word("판매자에게 송금", "Transferred to the seller")),
    ("BOX", Word("박스에 동봉", "Enclosed in the box")),
)
"""How a buyer at fault bears what a claim costs."""

PICKUPS_ASKED: tuple[tuple[str, Word], ...] = (
    ("SHOP", Word("쇼핑몰 지정 택배", "The shop's courier")),
    ("BUYER", Word("직접 발송", "Sent by the buyer")),
)
"""How the buyer wishes the goods to come back."""

PICKUP_PAYS: tuple[tuple[str, Word], ...] = (
    ("PREPAID", Word("선불", "Prepaid")),
    ("COLLECT", Word("착불", "Collect")),
)

HOLD_REASONS: tuple[tuple[str, Word], ...] = (
    ("ADDRESS", Word("배송지 확인", "Check the address")),
    ("STOCK", Word("재고 확인", "Check the stock")),
    ("BUYER", Word("구매자 요청", "The buyer asked")),
    ("PAYMENT", Word("결제 확인", "Check the payment")),
    ("CHANNEL", Word("채널 배송지 변경", "Address changed at the channel")),
    ("ETC", Word("기타", "Other")),
)

EXCHANGE_HOLD_REASONS: tuple[tuple[str, Word], ...] = (
    ("EXCHANGE_DELIVERYFEE", Word("교환 배송비 청구", "Exchange shipping fee is due")),
    ("EXCHANGE_EXTRAFEE", Word("기타 교환 비용 청구", "Other exchange fee is due")),
    ("EXCHANGE_PRODUCT_READY", Word("교환 상품 준비 중", "Preparing the exchange goods")),
    ("EXCHANGE_PRODUCT_NOT_DELIVERED", Word("교환 상품 미입고", "Exchange goods not in yet")),
    ("EXCHANGE_HOLDBACK", Word("교환 구매 확정 보류", "Confirmation withheld for an exchange")),
)
RETURN_HOLD_REASONS: tuple[tuple[str, Word], ...] = (
    ("RETURN_DELIVERYFEE", Word("반품 배송비 청구", "Return shipping fee is due")),
    ("EXTRAFEEE", Word("기타 반품 비용 청구", "Other return fee is due")),
    ("RETURN_PRODUCT_NOT_DELIVERED", Word("반품 상품 미입고", "The goods did not come back")),
)
"""Why a Naver Pay exchange or return is withheld, or for another reason (ETC); the codes are Naver's."""

DELAY_REASONS: tuple[tuple[str, Word], ...] = (
    ("PREPARING", Word("상품 준비 중", "Preparing goods")),
    ("BUYER", Word("고객 요청", "The buyer asked")),
    ("MADE_TO_ORDER", Word("주문 제작", "Made to order")),
    ("RESERVED", Word("예약 발송", "Scheduled dispatch")),
    ("ABROAD", Word("해외 배송", "From abroad")),
    ("ETC", Word("기타", "Other")),
)

PICKUPS: tuple[tuple[str, Word], ...] = (
    ("AUTO", Word("자동 수거신청", "Automatic pickup")),
    ("MANUAL", Word("수동 수거신청", "Arranged by hand")),
    ("BUYER", Word("구매자 직접 발송", "Sent by the buyer")),
    ("ETC", Word("기타", "Other")),
)

ALL_HOLD_REASONS = (*HOLD_REASONS, *EXCHANGE_HOLD_REASONS, *RETURN_HOLD_REASONS)

TARGETS: tuple[tuple[str, Word], ...] = (
    ("ready", Word("배송대기", "Ready")),
    ("ship", Word("배송중", "Shipping")),
)

COUPONS: tuple[tuple[str, Word], ...] = (
    ("ITEMS", Word("상품 쿠폰", "Coupon on goods")),
    ("SHIPPING", Word("배송비 쿠폰", "Coupon on delivery")),
)
"""What coupons an order can have been bought with: one on goods, one on delivery."""

COUPON_SETS: Mapping[str, Word] = {
    **dict(COUPONS),
    ",".join(name for name, _ in COUPONS): Word(
        ", ".join(words.ko for _, words in COUPONS), ", ".join(words.en for _, words in COUPONS)
    ),
}
"""The words of the coupons that a claim gave back, as they stand together in it."""

REFUND_WAYS: tuple[tuple[str, Word], ...] = (
    ("DONE", Word("환불 완료 (직접 보냈음)", "Refunded by hand")),
    ("FAILED", Word("환불 실패", "Failed")),
    ("RETRY", Word("결제사에 요청 (다시 시도)", "Ask the payment company (again)")),
)
"""What can be said of a refund that waits; the first is meant when nothing is said."""
KINDS: tuple[tuple[str, Word], ...] = (
    ("physical", Word("실물", "Physical")),
    ("digital", Word("디지털", "Digital")),
    ("pass", Word("이용권", "Pass")),
)
"""상품종류: what is handed over for goods, as it is kept."""

ADDED_PAYMENTS: tuple[tuple[str, Word], ...] = (
    ("request", Word("결제 요청", "Request payment")),
    ("paid", Word("입금 확인됨", "Deposit received")),
    ("free", Word("무료", "Free")),
)
"""How goods that are added are paid for."""

RESTOCKS: tuple[tuple[str, Word], ...] = (
    ("yes", Word("승인하는 상품을 다시 재고로", "Approved goods back in stock")),
    ("no", Word("재고에 넣지 않음", "Not back in stock")),
)
"""What becomes of goods whose claim is approved; not told, cancelled ones are back, returned ones not."""

_PIECES = Field("items", Word("품목과 수량", "Items and quantities"), FieldKind.PIECES)
_REASON = Field("reason", Word("사유", "Reason"), FieldKind.CHOICE, required=True, choices=REASONS)
_DETAIL = Field("detail", Word("상세 사유", "Details"))
_NOTE = Field("note", Word("메모", "Memo"))
_COURIER = Field("courier", Word("택배사", "Courier"))
_NUMBER = Field("number", Word("송장번호", "Tracking number"))
_MEMO = Field("n", Word("메모 번호", "Memo number"), FieldKind.NUMBER, required=True)
_TEXT = Field("text", Word("내용", "Text"), required=True)
_PICKUP = Field("pickup", Word("수거 방법", "Pickup method"), FieldKind.CHOICE, choices=PICKUPS)
_FAULT = Field("fault", Word("귀책", "Fault"), FieldKind.CHOICE, choices=FAULTS)
_COST = Field("cost", Word("구매자 비용 부담", "How the buyer pays"), FieldKind.CHOICE, choices=COSTS)
_ASKED = Field("pickup", Word("반품 방법", "Return method"), FieldKind.CHOICE, choices=PICKUPS_ASKED)
_WITHHELD = Field(
    "withhold",
    Word("환불에서 차감할 금액", "To deduct from the refund"),
    FieldKind.WON,
    told=Word("원 단위 숫자; 비우면 승인할 때 적습니다", "Whole won; empty: typed when approving"),
)
_RETURN_FIELDS = (_REASON, _FAULT, _COST, _WITHHELD, _ASKED, _DETAIL, _PIECES)
_WORKED_OUT = Word("비우면 계산한 금액", "Empty: as computed")
_NEW_FIELDS = (
    Field("product", Word("상품 (코드·SKU·바코드)", "Product (code, SKU or barcode)")),
    Field("name", Word("상품명 (직접 입력)", "Product name, typed")),
    Field("option", Word("옵션", "Option")),
    Field("sku", Word("옵션 SKU", "Option SKU")),
    Field("kind", Word("상품종류", "Kind"), FieldKind.CHOICE, choices=KINDS),
    Field("qty", Word("수량", "Quantity"), FieldKind.NUMBER, True),
    Field("price", Word("판매가", "Price"), FieldKind.WON),
    Field("fee", Word("배송비", "Shipping fee"), FieldKind.WON),
)
"""The goods that are added to an order."""
_ADDRESS_FIELDS = (
    Field("receiver", Word("받는 분", "Receiver")),
    Field("phone", Word("연락처", "Phone")),
    Field("zip", Word("우편번호", "Postcode")),
    Field("line1", Word("주소", "Address")),
    Field("line2", Word("상세주소", "Address detail"), empties=True),
    Field("fee", Word("배송비 차이 (request, refund, 원)", "Fee difference (request, refund, won)")),
)

_RECEIPT_OF = Field(
    "n",
    Word("결제 번호 P (비우면 처음 것)", "Payment number P (empty: the first)"),
    FieldKind.NUMBER,
)
_RECEIPT_FIELDS = (
    Field("purpose", Word("용도", "Purpose"), FieldKind.CHOICE, choices=tuple(PURPOSE_WORDS.items())),
    Field("identity", Word("식별번호", "ID number")),
    _RECEIPT_OF,
)

VERBS: tuple[Verb, ...] = (
    Verb(
        "ready", Word("배송대기 처리", "Set ready"), Scope.SECTION, Word("배송대기", "ready"), (_PIECES,), 1
    ),
    Verb("ship", Word("배송중 처리", "Ship"), Scope.SECTION, Word("배송중", "shipped"), (), 2),
    Verb(
        "deliver", Word("배송완료 처리", "Set delivered"), Scope.SECTION, Word("배송완료", "delivered"), (), 3
    ),
    Verb(
        "confirm",
        Word("구매확정 처리", "Confirm purchase"),
        Scope.SECTION,
        Word("구매확정", "confirmed"),
        (),
        4,
    ),
    Verb(
        "back",
        Word("한 단계 뒤로", "One step back"),
        Scope.SECTION,
        Word("한 단계 뒤로", "stepped back"),
        (),
        5,
    ),
    Verb(
        "hold",
        Word("배송보류", "Hold"),
        Scope.SECTION,
        Word("배송보류", "held"),
        (
            Field(
                "reason",
                Word("사유", "Reason"),
                FieldKind.CHOICE,
                True,
                ALL_HOLD_REASONS,
            ),
            Field("amount", Word("청구 금액", "Amount due"), FieldKind.WON),
            _NOTE,
            _PIECES,
        ),
        6,
    ),
    Verb(
        "release",
        Word("배송보류 해제", "Release"),
        Scope.SECTION,
        Word("보류 해제", "released"),
        (
            Field(
                "reasons",
                Word("풀 사유 (고르지 않으면 모두)", "Reasons to release (none chosen: all)"),
                FieldKind.CHOICES,
                choices=ALL_HOLD_REASONS,
            ),
        ),
        7,
    ),
    Verb(
        "confirm-payment",
        Word("입금 확인", "Confirm payment"),
        Scope.ORDER,
        Word("입금 확인", "payment confirmed"),
        (
            Field("depositor", Word("입금자명", "Depositor")),
            Field("account", Word("입금 계좌", "Account")),
            Field("at", Word("입금일시", "Paid at"), FieldKind.TIME),
            _NOTE,
        ),
        8,
    ),
    Verb(
        "track",
        Word("송장 등록", "Add tracking"),
        Scope.SECTION,
        Word("송장 입력", "tracking added"),
        (
            _COURIER,
            Field("number", Word("송장번호", "Tracking number"), required=True),
            Field(
                "to",
                Word("상태 변경 (고르지 않으면 그대로)", "Move to (none chosen: no change)"),
                FieldKind.CHOICE,
                choices=TARGETS,
            ),
            Field("overwrite", Word("덮어쓰기", "Overwrite"), FieldKind.FLAG),
            Field(
                "shared",
                Word("합포장 (받는 사람이 달라도)", "Combined parcel (other receivers too)"),
                FieldKind.FLAG,
            ),
            _PIECES,
        ),
    ),
    Verb(
        "untrack",
        Word("송장 삭제", "Remove tracking"),
        Scope.SECTION,
        Word("송장 삭제", "tracking removed"),
        (),
        9,
    ),
    Verb(
        "separate",
        Word("합포장 금지", "Don't combine"),
        Scope.ORDER,
        Word("합포장 금지", "kept separate"),
        menu=26,
    ),
    Verb(
        "unseparate",
        Word("합포장 금지 해제", "Allow combining"),
        Scope.ORDER,
        Word("합포장 금지 해제", "combining allowed"),
        menu=27,
    ),
    Verb(
        "delay",
        Word("발송지연", "Delay dispatch"),
        Scope.SECTION,
        Word("발송지연", "delayed"),
        (
            Field("reason", Word("사유", "Reason"), FieldKind.CHOICE, True, DELAY_REASONS),
            Field("until", Word("발송 예정일", "New dispatch date"), FieldKind.TIME, True),
            _NOTE,
        ),
        bulk=False,
        menu=12,
    ),
    Verb(
        "split",
        Word("주문 상태 나누기", "Split"),
        Scope.SECTION,
        Word("나눔", "split"),
        (Field("items", Word("품목과 수량", "Items and quantities"), FieldKind.PIECES, True),),
        bulk=False,
        menu=10,
    ),
    Verb(
        "merge",
        Word("합치기", "Merge"),
        Scope.ORDER,
        Word("합침", "merged"),
        (Field("sections", Word("섹션", "Sections")),),
        menu=11,
    ),
    Verb(
        "address",
        Word("배송지 변경", "Change address"),
        Scope.SECTION,
        Word("배송지 변경", "address changed"),
        _ADDRESS_FIELDS,
        bulk=False,
        menu=13,
    ),
    Verb(
        "cancel",
        Word("취소 접수", "Request a cancellation"),
        Scope.SECTION,
        Word("취소접수", "cancel requested"),
        (_REASON, _FAULT, replace(_COST, choices=COSTS[:2]), _WITHHELD, _DETAIL, _PIECES),
        menu=15,
    ),
    Verb(
        "return",
        Word("반품 접수", "Request a return"),
        Scope.SECTION,
        Word("반품접수", "return requested"),
        _RETURN_FIELDS,
        menu=16,
    ),
    Verb(
        "exchange",
        Word("교환 접수", "Request an exchange"),
        Scope.SECTION,
        Word("교환접수", "exchange requested"),
        (
            *(_REASON, _FAULT, replace(_COST, choices=COSTS[1:]), _ASKED, _DETAIL, _PIECES),
            Field("options", Word("바꿀 옵션 (품목번호:옵션; …)", "Other options (item:option; …)")),
        ),
        menu=17,
    ),
    Verb(
        "swap",
        Word("다른 상품으로 교환", "Exchange for other goods"),
        Scope.SECTION,
        Word("다른 상품으로 교환", "exchanged for other goods"),
        (_REASON, _FAULT, _COST, _ASKED, _DETAIL, *_NEW_FIELDS, _PIECES),
        bulk=False,
        menu=31,
    ),
    Verb(
        "pickup",
        Word("수거 신청", "Request pickup"),
        Scope.SECTION,
        Word("수거 신청", "pickup requested"),
        (
            _PICKUP,
            _COURIER,
            _NUMBER,
            Field("pay", Word("수거비", "Pickup freight"), FieldKind.CHOICE, choices=PICKUP_PAYS),
            _NOTE,
        ),
        menu=19,
    ),
    Verb(
        "pickup-done",
        Word("수거 완료", "Pickup done"),
        Scope.SECTION,
        Word("수거 완료", "picked up"),
        (_PIECES,),
        menu=20,
    ),
    Verb(
        "approve",
        Word("클레임 승인", "Approve claim"),
        Scope.SECTION,
        Word("승인", "approved"),
        (
            Field("refund", Word("환불 금액", "Refund amount"), FieldKind.WON, told=_WORKED_OUT),
            Field("withhold", Word("환불에서 차감", "Deduct from refund"), FieldKind.WON),
            Field("fee", Word("추가 배송비 청구", "Charge for shipping"), FieldKind.WON),
            Field("points", Word("돌려주지 않을 적립금", "Points to keep"), FieldKind.WON),
            Field(
                "coupons",
                Word("돌려줄 쿠폰", "Coupons to give back"),
                FieldKind.CHOICES,
                choices=COUPONS,
                empties=True,
            ),
            Field("no-pickup", Word("수거 없이 완료", "Without pickup"), FieldKind.FLAG),
            Field("restock", Word("재입고", "Back in stock"), FieldKind.CHOICE, choices=RESTOCKS),
            _NOTE,
        ),
        menu=21,
    ),
    Verb(
        "reject",
        Word("클레임 거절", "Reject claim"),
        Scope.SECTION,
        Word("거절", "rejected"),
        (Field("reason", Word("거절 사유", "Reason")), _COURIER, _NUMBER),
        menu=22,
    ),
    Verb(
        "withdraw",
        Word("클레임 철회", "Withdraw claim"),
        Scope.SECTION,
        Word("철회", "withdrawn"),
        menu=23,
    ),
    Verb(
        "reopen",
        Word("거래 재개", "Reopen"),
        Scope.ORDER,
        Word("거래 재개", "reopened"),
        (Field("due", Word("새 입금기한 (무통장 미결제)", "New deadline, where unpaid"), FieldKind.TIME),),
        menu=14,
    ),
    Verb(
        "add",
        Word("상품 추가", "Add goods"),
        Scope.ORDER,
        Word("추가", "added"),
        (
            _NEW_FIELDS[0],
            Field("line", Word("이미 주문한 품목 번호", "Line ordered already"), FieldKind.NUMBER),
            *_NEW_FIELDS[1:],
            Field("discount", Word("할인", "Discount"), FieldKind.WON),
            Field("pay", Word("결제", "Payment"), FieldKind.CHOICE, choices=ADDED_PAYMENTS),
        ),
        bulk=False,
        menu=18,
    ),
    Verb(
        "refund",
        Word("환불 처리", "Refund"),
        Scope.ORDER,
        Word("환불 처리", "refund noted"),
        (
            Field("way", Word("처리", "Outcome"), FieldKind.CHOICE, choices=REFUND_WAYS),
            Field("bank", Word("은행", "Bank")),
            Field("number", Word("계좌번호", "Account number")),
            Field("holder", Word("예금주", "Holder")),
            Field("amount", Word("보낸 금액", "Amount sent"), FieldKind.WON),
            Field("at", Word("보낸 일시", "Sent at"), FieldKind.TIME),
            Field("n", Word("환불 번호 (비우면 모두)", "Refund (empty: all)"), FieldKind.NUMBER),
            _NOTE,
        ),
        menu=24,
    ),
    Verb(
        "receipt-request",
        Word("현금영수증 신청", "Request a cash receipt"),
        Scope.ORDER,
        Word("현금영수증 신청", "cash receipt requested"),
        _RECEIPT_FIELDS,
        menu=28,
        bulk=False,
    ),
    Verb(
        "receipt-issue",
        Word("현금영수증 발급", "Issue the cash receipt"),
        Scope.ORDER,
        Word("현금영수증 발급 요청", "cash receipt being issued"),
        (_RECEIPT_OF,),
        menu=29,
    ),
    Verb(
        "receipt",
        Word("현금영수증 수동 완료 처리", "Complete the cash receipt by hand"),
        Scope.ORDER,
        Word("현금영수증 발급", "cash receipt issued"),
        (*_RECEIPT_FIELDS, Field("approval", Word("승인번호", "Approval number"))),
        bulk=False,
        menu=25,
    ),
    Verb(
        "receipt-cancel",
        Word("현금영수증 취소", "Cancel the cash receipt"),
        Scope.ORDER,
        Word("현금영수증 취소", "cash receipt cancelled"),
        (_RECEIPT_OF,),
        menu=30,
        bulk=False,
    ),
    Verb(
        "take",
        Word("작업 잡기", "Take the order"),
        Scope.ORDER,
        Word("작업을 잡음", "taken"),
        (
            Field("note", Word("하는 일", "Task")),
            Field("over", Word("넘겨받기", "Take over"), FieldKind.FLAG),
        ),
        menu=32,
    ),
    Verb(
        "let-go",
        Word("작업 놓기", "Give the order up"),
        Scope.ORDER,
        Word("작업을 놓음", "let go"),
        menu=33,
    ),
    Verb(
        "memo",
        Word("메모", "Memo"),
        Scope.ORDER,
        Word("메모", "memo"),
        (_TEXT,),
    ),
    Verb(
        "memo-edit",
        Word("메모 수정", "Edit memo"),
        Scope.ORDER,
        Word("메모 수정", "memo edited"),
        (_MEMO, _TEXT, Field("was", Word("고치기 전 내용", "Text before"))),
        bulk=False,
    ),
    Verb(
        "memo-delete",
        Word("메모 삭제", "Delete memo"),
        Scope.ORDER,
        Word("메모 삭제", "memo deleted"),
        (_MEMO,),
        bulk=False,
    ),
    Verb(
        "memo-resolve",
        Word("메모 해결", "Resolve memo"),
        Scope.ORDER,
        Word("메모 해결", "memo resolved"),
        (_MEMO,),
        bulk=False,
    ),
    Verb(
        "memo-reopen",
        Word("메모 해결 취소", "Reopen memo"),
        Scope.ORDER,
        Word("메모 해결 취소", "memo reopened"),
        (_MEMO,),
        bulk=False,
    ),
)
"""Every action that people can name, in the order of the menus."""

MEMO_VERBS: frozenset[str] = frozenset(verb.id for verb in VERBS if verb.id.split("-")[0] == "memo")
"""The actions on what people wrote; they leave an order's version alone."""

BY_ID: dict[str, Verb] = {verb.id: verb for verb in VERBS}

EVENT_WORDS: Mapping[str, Word] = {
    **{verb.id: verb.past for verb in VERBS},
    "create": Word("주문 생성", "Order created"),
    "import": Word("파일에서 고침", "Updated from a file"),
    "settle": Word("비실물 자동 확정", "Digital goods confirmed"),
    "expire": Word("결제기한 초과", "Payment overdue"),
    "waybill": Word("송장 출력", "Label printed"),
    "waybill-void": Word("송장 무효", "Label void"),
    "collected": Word("집하", "Collected"),
    "packed": Word("상자 포장 끝", "Box packed"),
    "unpacked": Word("상자 다시 엶", "Box reopened"),
    "receipt-issued": Word("현금영수증 발급", "Cash receipt issued"),
    "receipt-failed": Word("현금영수증 발급 실패", "Cash receipt failed"),
    "receipt-cancelled": Word("현금영수증 취소", "Cash receipt cancelled"),
    "channel-state": Word("채널 상태", "State at the channel"),
    "told": Word("채널에 전송", "Told the channel"),
    "untold": Word("채널이 거절", "Refused by the channel"),
    "told-dropped": Word("채널 전송 포기", "Not told to the channel"),
    "undo": Word("되돌리기", "Taken back"),
    "erase": Word("개인정보 파기", "Personal data erased"),
    "redo": Word("다시 하기", "Done again"),
}
"""What an event says happened, by its verb; some are the system's own."""


def choice_words(verb: str, value: str, lang: Lang) -> str:
    """The words of a reason chosen for *verb*; the value itself when it is none of its choices."""
    choices = (choice for field in BY_ID[verb].fields for choice in field.choices)
    return next((words.text(lang) for known, words in choices if known == value), value)
