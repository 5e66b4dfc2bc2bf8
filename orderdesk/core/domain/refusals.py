"""The closed list of reasons why something is not done: code, Korean, English, and what to do.

Screens, command line, import reports and API show the same ones. Codes are stable. Where a
rule comes from the operators' guides, processing.md names it.
"""

from __future__ import annotations

from enum import Enum

from orderdesk.core.domain.words import Word


class Refusal(Enum):
    """A named reason. `message` says what is wrong, `advice` what to do now."""

    def __init__(self, code: str, ko: str, en: str, advice_ko: str, advice_en: str) -> None:
        self.code = code
        self.message = Word(ko, en)
        self.advice = Word(advice_ko, advice_en)

    # nothing to do
    ALREADY = ("already", "이미 그 상태입니다", "Already in that state", "할 일이 없습니다", "Nothing to do")
    NOT_HELD = ("not-held", "보류가 없습니다", "Nothing is held", "할 일이 없습니다", "Nothing to do")
    UNTRACKED = (
        "untracked",
        "송장번호가 없습니다",
        "No tracking number yet",
        "할 일이 없습니다",
        "Nothing to do",
    )
    PAID_ALREADY = (
        "paid-already",
        "이미 입금되었습니다",
        "Already paid",
        "할 일이 없습니다",
        "Nothing to do",
    )
    # people
    NOT_PERMITTED = (
        "not-permitted",
        "이 역할로는 할 수 없습니다",
        "Your role does not allow this",
        "관리자에게 부탁하세요",
        "Ask an admin",
    )
    NO_OPERATOR = (
        "no-operator",
        "그런 작업자가 없습니다",
        "No such operator",
        "operator list 로 이름을 확인하세요",
        "See operator list for the names",
    )
    NO_LOGIN = (
        "no-login",
        "이 로그인은 어느 작업자의 것도 아닙니다",
        "This login is no operator's",
        "관리자가 operator add 또는 operator login 으로 등록하면 들어올 수 있습니다",
        "An admin adds it with operator add or operator login",
    )
    OPERATOR_DISABLED = (
        "operator-disabled",
        "사용이 중지된 작업자입니다",
        "This operator is disabled",
        "관리자에게 부탁하세요",
        "Ask an admin",
    )
    OPERATOR_NAME = (
        "operator-name",
        "이름이 이미 있거나 1–30자가 아닙니다",
        "The name is taken, or not 1 to 30 characters",
        "다른 이름을 적으세요",
        "Give another name",
    )
    LOGIN_TAKEN = (
        "login-taken",
        "다른 작업자가 쓰는 사용자나 키입니다",
        "Another operator has this user or key",
        "그 작업자의 로그인을 먼저 바꾸세요",
        "Change that operator's login first",
    )
    LAST_ADMIN = (
        "last-admin",
        "최고관리 작업자가 남지 않습니다",
        "No admin would be left",
        "다른 작업자를 먼저 admin으로 하세요",
        "Make somebody else admin first",
    )
    BAD_KEY = (
        "bad-key",
        "SSH 공개 키나 지문이 아닙니다",
        "Neither an SSH public key nor a fingerprint",
        "공개 키 파일(.pub)의 한 줄을 넣으세요",
        "Give the line of a public key file (.pub)",
    )
    PASSPHRASE_SHORT = (
        "passphrase-short",
        "비밀문구는 8자 이상이어야 합니다",
        "A passphrase has 8 characters or more",
        "더 긴 것을 적으세요",
        "Give a longer one",
    )
    PASSPHRASE_WRONG = (
        "passphrase-wrong",
        "이름이나 비밀문구가 맞지 않습니다",
        "Name or passphrase is wrong",
        "다시 적으세요",
        "Try again",
    )
    # finding
    NO_ORDER = (
        "no-order",
        "주문번호를 찾을 수 없음",
        "No such order",
        "번호를 확인하세요",
        "Check the number",
    )
    NO_SECTION = (
        "no-section",
        "섹션번호를 찾을 수 없음",
        "No such section",
        "새 양식을 받아 번호를 확인하세요",
        "Get a fresh form and check the number",
    )
    NO_ITEM = (
        "no-item",
        "품목번호가 이 섹션에 없음",
        "The item is not in this section",
        "새 양식을 받아 번호를 확인하세요",
        "Get a fresh form and check the number",
    )
    BAD_QUANTITY = (
        "bad-quantity",
        "수량이 0·음수이거나 보유 수량을 초과함",
        "Quantity is not within what the section holds",
        "섹션에 있는 수량 안에서 적으세요",
        "Give a quantity that the section holds",
    )
    # the ladder
    STEP_SKIPPED = (
        "step-skipped",
        "단계를 건너뛸 수 없습니다",
        "A step would be skipped",
        "앞 단계를 먼저 처리하거나, 송장을 등록하며 배송중으로 보내세요",
        "Do the step before first, or ship it with its tracking number",
    )
    PAST = (
        "past",
        "이미 지난 단계입니다",
        "Already past this step",
        "한 단계 뒤로 돌린 뒤 하세요",
        "Step back first",
    )
    UNPAID = (
        "unpaid",
        "결제대기 주문입니다",
        "Not paid yet",
        "입금을 확인한 뒤 처리하세요",
        "Confirm the payment first",
    )
    MONEY_RETURNED = (
        "money-returned",
        "전액 환불된 결제입니다",
        "The payment was refunded in full",
        "새 주문으로 진행하세요",
        "Make a new order",
    )
    HELD = (
        "held",
        "배송보류 주문입니다",
        "On hold",
        "배송보류를 해제한 뒤 처리하세요",
        "Release the hold first",
    )
    CLOSED = (
        "closed",
        "거래종료 주문입니다",
        "The order is closed",
        "거래 재개를 먼저 하세요",
        "Reopen the order first",
    )
    NO_TRACKING = (
        "no-tracking",
        "송장번호 없음",
        "No tracking number",
        "택배사와 송장번호를 먼저 등록하세요",
        "Register courier and number first",
    )
    HAS_TRACKING = (
        "has-tracking",
        "송장번호가 있습니다",
        "It has a tracking number",
        "송장번호를 먼저 삭제하세요",
        "Delete the tracking number first",
    )
    LABEL_STALE = (
        "label-stale",
        "송장 출력 뒤에 배송지가 바뀌었습니다",
        "The address changed after the label",
        "송장을 다시 등록하세요",
        "Register a new number",
    )
    IN_CLAIM = (
        "in-claim",
        "취소·반품·교환 섹션입니다",
        "The section has a claim",
        "클레임이 진행 중이면 먼저 처리하세요",
        "Settle the claim first, if it is open",
    )
    CHANNEL_NO_BACK = (
        "channel-no-back",
        "외부 채널 주문은 발송을 되돌릴 수 없습니다",
        "A channel's order can't be un-shipped",
        "채널에서 처리하세요",
        "Settle it at the channel",
    )
    NO_STEP_BACK = (
        "no-step-back",
        "되돌릴 단계가 없습니다",
        "There is no step back from here",
        "클레임은 거절·철회로 되돌리세요",
        "Reject or withdraw a claim instead",
    )
    NOT_RIPE = (
        "not-ripe",
        "배송완료 후 7일이 지나지 않았습니다",
        "Seven days have not passed since delivery",
        "7일 뒤 자동으로 확정됩니다",
        "It confirms itself after seven days",
    )
    # payments
    NO_ACCOUNT = (
        "no-account",
        "등록된 무통장 입금 계좌가 없습니다",
        "The shop has no bank account registered",
        "설정(')의 입금 계좌에서 먼저 등록하세요",
        "Register one in the settings (') first",
    )
    DEPOSIT_USED = (
        "deposit-used",
        "이미 다른 결제에 쓴 입금입니다",
        "This deposit stands for a payment already",
        "그 결제를 되돌리거나 다른 입금을 고르세요",
        "Take that payment back, or choose another deposit",
    )
    DEPOSIT_TWICE = (
        "deposit-twice",
        "입금 두 건이 한 주문을 가리킵니다",
        "Two deposits are for one order",
        "한 건만 고르고, 나머지는 구매자에게 확인하세요",
        "Choose one of them, and ask the buyer about the other",
    )
    DEPOSIT_AMOUNT = (
        "deposit-amount",
        "입금액이 받을 금액과 다릅니다",
        "The deposit is not what is due",
        "구매자에게 확인하고 차액을 정리한 뒤 입금 확인하세요",
        "Settle the difference with the buyer, then confirm the payment",
    )
    NOT_OVERDUE = (
        "not-overdue",
        "결제기한이 지나지 않았습니다",
        "The payment is not overdue",
        "기한이 지나면 자동으로 취소됩니다",
        "It is cancelled by itself after the deadline",
    )
    NOTHING_DUE = (
        "nothing-due",
        "입금을 기다리는 결제가 없습니다",
        "No payment is waiting",
        "이미 처리된 결제인지 확인하세요",
        "Check whether it was processed already",
    )
    NOTHING_TO_REFUND = (
        "nothing-to-refund",
        "환불 대기 중인 금액이 없습니다",
        "No refund is due",
        "취소·반품을 먼저 승인하세요",
        "Approve the claim first",
    )
    REFUNDED_ALREADY = (
        "refunded-already",
        "환불할 것이 모두 환불되었습니다",
        "All that was due is refunded",
        "무엇이 환불되었는지는 결제 상세에 있습니다",
        "The payments tell what was refunded",
    )
    REFUND_TOO_LARGE = (
        "refund-too-large",
        "환불 금액이 남은 결제 금액보다 큽니다",
        "The refund exceeds what is left of the payment",
        "남은 금액 안에서 정하세요",
        "Stay within what is left",
    )
    KEY_USED = (
        "key-used",
        "이 요청 이름은 다른 요청에 이미 쓰였습니다",
        "This name was given to another request already",
        "요청마다 새 이름을 쓰세요",
        "Use a new name for each request",
    )
    EITHER_AMOUNT = (
        "either-amount",
        "지정 환불 금액과 차감은 함께 쓸 수 없습니다",
        "A fixed refund and deductions exclude each other",
        "환불 금액을 비우거나, 차감하는 칸을 비우세요",
        "Clear the refund, or the deductions",
    )
    NO_COUPON = (
        "no-coupon",
        "이 주문에 돌려줄 그런 쿠폰이 없습니다",
        "The order has no such coupon to give back",
        "이미 돌려준 쿠폰인지 확인하세요",
        "Check whether it was given back already",
    )
    EXCHANGE_REFUNDS_NOTHING = (
        "exchange-refunds-nothing",
        "교환 승인에서는 환불하지 않습니다",
        "An exchange refunds nothing",
        "배송비 청구나 차감만 적으세요",
        "Only charge or deduct a fee",
    )
    NOTHING_TO_KEEP = (
        "nothing-to-keep",
        "차감할 만큼 환불 가능한 금액이 없습니다",
        "There is not so much left to deduct from",
        "추가 배송비 청구로 받으세요",
        "Charge the fee instead",
    )
    REFUND_DIFFERS = (
        "refund-differs",
        "보낸 금액이 환불 대기 금액과 다릅니다",
        "The amount sent differs from what is due",
        "환불 번호와 금액을 확인하세요",
        "Check the refund and its amount",
    )
    NO_REFUND_ACCOUNT = (
        "no-refund-account",
        "계좌로 보내는 환불에는 은행, 계좌번호, 예금주가 필요합니다",
        "A refund to an account needs bank, number and holder",
        "구매자의 환불 계좌를 적으세요",
        "Give the buyer's account",
    )
    NO_REFUND_LINK = (
        "no-refund-link",
        "다시 시도할 결제사 연결이 없습니다",
        "No connected payment company can be asked again",
        "결제사 관리자에서 환불하고 완료로 표시하세요",
        "Refund it there yourself and mark it done",
    )
    PAYMENT_UNKNOWN = (
        "payment-unknown",
        "결제사가 이 주문의 결제를 모릅니다",
        "The payment company does not know this order's payment",
        "결제사 관리자에서 찾아 환불하고 완료로 표시하세요",
        "Find and refund it there yourself and mark it done",
    )
    BALANCE_DIFFERS = (
        "balance-differs",
        "결제사에 남은 금액이 데스크가 아는 것과 다릅니다",
        "What is left at the payment company is not what the desk knows",
        "결제사 관리자에서 이미 환불했는지 확인하고, 그랬으면 완료로 표시하세요",
        "See there whether it was refunded already; if so mark it done",
    )
    REFUND_WHOLE = (
        "refund-whole",
        "결제사가 일부만 환불할 수 없는 결제입니다",
        "The payment company gives this payment back only whole",
        "전액 환불하거나 구매자 계좌로 직접 보내고 완료로 표시하세요",
        "Refund all of it, or transfer the part yourself and mark it done",
    )
    REFUND_EXECUTED = (
        "refund-executed",
        "이미 환불이 실행되었습니다",
        "The refund was executed already",
        "새 주문이나 추가로 진행하세요",
        "Go on with a new order or an addition",
    )
    FEE_PAID = (
        "fee-paid",
        "추가 배송비가 이미 결제되었습니다",
        "The extra fee was paid already",
        "새 접수로 처리하세요",
        "Take a new claim instead",
    )
    RECEIPT_STATE = (
        "receipt-state",
        "현금영수증을 발급할 수 없는 결제입니다",
        "No cash receipt for this payment",
        "입금이 확인된 현금성 결제인지, 이미 발급했는지 확인하세요",
        "Check that it is a confirmed cash payment without a receipt",
    )
    DRAFT_EMPTY = (
        "draft-empty",
        "상품이 없습니다",
        "There are no goods",
        "상품을 하나 이상 넣으세요",
        "Add at least one product",
    )
    DRAFT_GONE = (
        "draft-gone",
        "작성 중이던 주문이 없습니다",
        "The draft is gone",
        "다른 사람이 주문으로 만들었거나 지웠습니다. 목록을 확인하세요",
        "Somebody made the order of it, or deleted it; look at the list",
    )
    DRAFT_TOO_MANY = (
        "draft-too-many",
        "한 주문의 품목은 100개까지입니다",
        "An order holds 100 lines at most",
        "주문을 나눠 만드세요",
        "Make several orders of it",
    )
    DISCOUNT_TOO_LARGE = (
        "discount-too-large",
        "할인이 상품 금액보다 큽니다",
        "The discount exceeds the goods",
        "상품 금액 안에서 적거나 무료로 만드세요",
        "Give no more than the goods cost, or make it free",
    )
    NO_TRANSFERS = (
        "no-transfers",
        "무통장입금을 받지 않고 있습니다",
        "Bank transfers are not accepted",
        "설정(')의 입금 계좌에서 켜거나 다른 결제를 고르세요",
        "Switch them on in the settings ('), or choose another payment",
    )
    NOTE_TOO_LONG = (
        "note-too-long",
        "배송메모는 50자까지입니다",
        "A delivery note has 50 characters at most",
        "줄여서 적으세요",
        "Shorten it",
    )
    RECEIPT_OFF = (
        "receipt-off",
        "현금영수증 발급을 쓰지 않고 있습니다",
        "Cash receipts are not issued here",
        "설정(')의 현금영수증에서 켜거나, 따로 발급하고 수동 완료 처리하세요",
        "Switch it on in the settings ('), or issue it elsewhere and complete it by hand",
    )
    RECEIPT_IDENTITY = (
        "receipt-identity",
        "식별번호가 용도에 맞지 않습니다",
        "The ID number does not fit the purpose",
        "소득공제는 휴대폰 번호 10–11자리, 지출증빙은 사업자등록번호 10자리를 적으세요",
        "A phone of 10 or 11 digits for income, a business number of 10 digits for expenses",
    )
    # claims
    DISPATCHED = (
        "dispatched",
        "이미 발송되어 취소할 수 없습니다",
        "Dispatched already, can't be cancelled",
        "반품 또는 교환으로 접수하세요",
        "Take a return or an exchange instead",
    )
    NOT_DISPATCHED = (
        "not-dispatched",
        "아직 발송 전입니다",
        "Not dispatched yet",
        "취소로 접수하세요",
        "Cancel it instead",
    )
    SELLER_ONLY = (
        "seller-only",
        "판매자만 할 수 있습니다",
        "Only the seller can do this",
        "판매자가 처리하세요",
        "Let the seller do it",
    )
    CONFIRMED = (
        "confirmed",
        "구매확정된 상품입니다",
        "The purchase was confirmed",
        "판매자가 거래 재개 뒤 접수하세요",
        "The seller can take it after reopening",
    )
    NO_CLAIM = (
        "no-claim",
        "처리할 클레임이 없습니다",
        "There is no claim to settle",
        "먼저 접수하세요",
        "Take the claim first",
    )
    PICKUP_FIRST = (
        "pickup-first",
        "수거가 끝나지 않았습니다",
        "The pickup is not complete",
        "수거 완료 뒤에, 또는 수거 없이 완료를 골라 승인하세요",
        "Complete the pickup, or choose to approve without it",
    )
    PICKUP_NEEDED = (
        "pickup-needed",
        "수거를 마친 뒤에만 승인합니다 (교환, 수거 중인 반품)",
        "Only approved once picked up (exchanges, returns in pickup)",
        "수거 완료를 먼저 하세요",
        "Complete the pickup first",
    )
    NO_PICKUP = (
        "no-pickup",
        "수거할 단계가 아닙니다",
        "Nothing to pick up now",
        "반품·교환 접수 상태에서 하세요",
        "Only a requested return or exchange is picked up",
    )
    PICKUP_BY_BUYER = (
        "pickup-by-buyer",
        "구매자가 직접 발송을 골랐습니다",
        "The buyer chose to send it back",
        "구매자 직접 발송이나 수동 수거신청으로 하세요",
        "Take it as sent by the buyer, or arrange it by hand",
    )
    COST_NOT_BUYERS = (
        "cost-not-buyers",
        "판매자 귀책에는 구매자 비용 부담이 없습니다",
        "A buyer who is not at fault bears no cost",
        "귀책을 구매자로 하거나 비용 부담을 비우세요",
        "Make it the buyer's fault, or leave the cost empty",
    )
    CLAIM_HELD = (
        "claim-held",
        "보류된 클레임입니다",
        "The claim is withheld",
        "보류를 해제한 뒤 승인하세요",
        "Release it first",
    )
    HOLD_REASON = (
        "hold-reason",
        "이 상태에는 맞지 않는 보류 사유입니다",
        "Not a reason to hold this",
        "배송보류, 교환 보류, 반품 보류는 사유가 다릅니다",
        "Shipping, exchanges and returns are held for reasons of their own",
    )
    NOT_WITHHOLDABLE = (
        "not-withholdable",
        "네이버페이의 반품·교환만 보류할 수 있습니다",
        "Only Naver Pay's returns and exchanges are withheld",
        "승인하거나 거절하세요",
        "Approve or reject it",
    )
    CANCEL_LASTS = (
        "cancel-lasts",
        "비실물 상품의 취소완료는 되돌릴 수 없습니다",
        "A cancelled digital product can't be put back",
        "새 주문으로 진행하세요",
        "Make a new order",
    )
    NOT_PHYSICAL = (
        "not-physical",
        "비실물 상품은 되돌릴 수 없습니다",
        "Digital goods can't be put back",
        "새 주문으로 진행하세요",
        "Make a new order",
    )
    RESEND_MOVED = (
        "resend-moved",
        "교환 재배송이 이미 진행되었습니다",
        "The exchange resend has moved on",
        "재배송 섹션을 먼저 되돌리세요",
        "Step the resend section back first",
    )
    SAME_OPTION = (
        "same-option",
        "구매자가 이미 받은 것과 같은 옵션입니다",
        "The buyer has this option already",
        "보낼 다른 옵션을 고르거나, 사유를 바꾸세요",
        "Choose the option to send, or another reason",
    )
    # holds, delay, numbers, address
    NOT_HOLDABLE = (
        "not-holdable",
        "발송 전 섹션만 보류할 수 있습니다",
        "Only undispatched sections can be held",
        "상품준비·배송대기에서 하세요",
        "Hold it while preparing or ready",
    )
    NOT_DELAYABLE = (
        "not-delayable",
        "발송지연은 외부 채널 주문의 상품준비에서만 됩니다",
        "Only channel orders in preparation",
        "자사몰 주문은 메모를 남기세요",
        "Leave a memo on own orders",
    )
    ONE_AT_A_TIME = (
        "one-at-a-time",
        "한 번에 한 건만 처리할 수 있습니다",
        "Only one at a time",
        "한 건씩 처리하세요",
        "Do them one by one",
    )
    NUMBER_EXISTS = (
        "number-exists",
        "다른 송장번호가 이미 있습니다",
        "It has another tracking number",
        "바꾸려면 덮어쓰기나 새 번호를 고르세요",
        "To replace it, choose overwriting or a new number",
    )
    TRACK_TOO_LATE = (
        "track-too-late",
        "이미 배송완료되었습니다",
        "Already delivered",
        "송장을 바꿀 수 없습니다",
        "The number can't change any more",
    )
    UNTRACK_SENT = (
        "untrack-sent",
        "배송중에는 송장을 삭제할 수 없습니다",
        "A shipped section keeps its number",
        "배송대기로 한 단계 되돌린 뒤 삭제하세요",
        "Step back to ready first",
    )
    COURIER_UNKNOWN = (
        "courier-unknown",
        "택배사 미확인",
        "Unknown courier",
        "등록된 택배사 이름으로 적으세요",
        "Use a listed courier's name",
    )
    NUMBER_INVALID = (
        "number-invalid",
        "송장번호 형식 오류",
        "Not a valid tracking number",
        "번호를 확인하세요",
        "Check the number",
    )
    NUMBER_TAKEN = (
        "number-taken",
        "다른 주문에서 쓰는 송장번호입니다",
        "Another order uses this number",
        "한 상자로 보내면 ‘합포장 (받는 사람이 달라도)’를 켜세요",
        "For one parcel turn on “Combined parcel (other receivers too)”",
    )
    SEPARATE = (
        "separate",
        "합포장을 금지한 주문입니다",
        "The order must not be combined",
        "합포장 금지를 풀거나 따로 보내세요",
        "Allow combining, or send it in a parcel of its own",
    )
    TAKEN = (
        "taken",
        "다른 작업자가 잡은 주문입니다",
        "Another operator is working on it",
        "넘겨받으려면 작업 잡기에서 넘겨받기를 고르세요",
        "Choose to take it over when you take it",
    )
    NOTHING_TO_SEND = (
        "nothing-to-send",
        "보낼 것이 남아 있지 않습니다",
        "Nothing of it waits to be sent",
        "상품준비나 배송대기인 주문을 잡으세요",
        "Take orders that are being prepared or ready",
    )
    IN_SHARED_PARCEL = (
        "in-shared-parcel",
        "이미 다른 주문과 한 송장을 씁니다",
        "It shares a parcel with another order already",
        "송장을 먼저 삭제하세요",
        "Remove its tracking number first",
    )
    PARCEL_IN_PART = (
        "parcel-in-part",
        "합포장의 다른 섹션이 처리되지 않아 함께 멈췄습니다",
        "Another section of its combined parcel can't go",
        "그 섹션을 풀거나, 송장을 지워 합포장에서 빼세요",
        "Settle that section, or take it out of the parcel by removing its number",
    )
    PARCEL_LEFT = (
        "parcel-left",
        "이미 나간 주문이 쓰는 송장번호입니다",
        "An order that was shipped uses this number",
        "번호를 확인하고 다른 번호를 등록하세요. 그 상자로 함께 나갔으면 배송중으로 등록합니다",
        "Check the number and register another; if it went in that box, register it as shipped",
    )
    PARCEL_APART = (
        "parcel-apart",
        "송장번호가 같은 섹션이 따로 나가게 됩니다",
        "Sections with the same number would leave apart",
        "모두 배송중으로 함께 등록하거나, 송장번호를 확인하세요",
        "Register all of them as shipped together, or check the number",
    )
    TO_READY_ONLY = (
        "to-ready-only",
        "배송중에서 배송대기로는 바꿀 수 없습니다",
        "A shipped section can't be set to ready by a form",
        "한 단계 뒤로를 쓰세요",
        "Use the step back",
    )
    BAD_TARGET = (
        "bad-target",
        "배송중·배송대기 외의 상태값입니다",
        "The state is neither shipping nor ready",
        "배송중, 배송대기 또는 빈칸으로 적으세요",
        "Write 배송중, 배송대기 or nothing",
    )
    ADDRESS_FIXED = (
        "address-fixed",
        "발송 후에는 배송지를 바꿀 수 없습니다",
        "The address is fixed after dispatch",
        "택배사에 문의하세요",
        "Ask the courier",
    )
    # split and merge
    SPLIT_NOTHING = (
        "split-nothing",
        "나눌 품목을 고르지 않았습니다",
        "Nothing was chosen",
        "품목과 수량을 고르세요",
        "Choose items and quantities",
    )
    SPLIT_ALL = (
        "split-all",
        "섹션 전체는 나눌 수 없습니다",
        "The whole section can't be split off",
        "일부만 고르세요",
        "Choose a part of it",
    )
    SPLIT_STATE = (
        "split-state",
        "상품준비·배송대기에서만 나누거나 합칠 수 있습니다",
        "Only Preparing or Ready sections split or merge",
        "발송 전에 하세요",
        "Do it before dispatch",
    )
    WHOLE_ONLY = (
        "whole-only",
        "품목 일부에는 할 수 없습니다",
        "Can't be done to some pieces only",
        "먼저 나누거나, 섹션 전체를 고르세요",
        "Split first, or choose the whole section",
    )
    CHANNEL_LINE = (
        "channel-line",
        "외부 채널 품목은 수량으로 나눌 수 없습니다",
        "A channel's item can't be split by quantity",
        "품목 전체를 고르세요",
        "Choose whole items",
    )
    MERGE_ALONE = (
        "merge-alone",
        "합칠 섹션이 둘 이상이어야 합니다",
        "Merging needs two sections",
        "섹션을 더 고르세요",
        "Choose another section",
    )
    MERGE_DIFFERS = (
        "merge-differs",
        "상태·배송지·배송방식이 서로 다릅니다",
        "State, address or delivery differ",
        "같은 섹션끼리만 합칠 수 있습니다",
        "Only alike sections merge",
    )
    # labels that couriers print
    NO_CONTRACT = (
        "no-contract",
        "확인된 택배 계약이 없습니다",
        "No verified courier contract",
        "설정(') > 택배 계약에서 등록하고 계약상태를 확인하세요",
        "Register one in the settings (') and have it checked",
    )
    NO_COURIER_LINK = (
        "no-courier-link",
        "굿스플로가 연결되어 있지 않습니다",
        "Goodsflow is not connected",
        "orderdesk connection add goodsflow 로 연결하세요",
        "Connect it with orderdesk connection add goodsflow",
    )
    STEPPED_BACK = (
        "stepped-back",
        "도착했지만 사람이 되돌린 섹션입니다",
        "It has arrived, but a person stepped it back",
        "배송중으로 바꾸면 소식대로 배송완료가 됩니다",
        "Ship it, and it is delivered as the news says",
    )
    LABEL_WAITS = (
        "label-waits",
        "이미 송장 출력을 기다립니다",
        "A label is waiting to be printed already",
        "출력 창에서 출력한 뒤 결과를 받으세요",
        "Print it in the print window, then fetch the results",
    )
    NO_LABEL = (
        "no-label",
        "다시 낼 송장이 없습니다",
        "There is no label to issue anew",
        "새로 출력하세요",
        "Issue it for the first time",
    )
    NOT_A_PARCEL = (
        "not-a-parcel",
        "택배로 보내지 않는 섹션입니다",
        "The section does not go by parcel",
        "배송방식을 확인하세요",
        "Check how it is delivered",
    )
    LABEL_REFUSED = (
        "label-refused",
        "택배사가 송장을 거절했습니다",
        "The courier refused the label",
        "이유를 보고 고친 뒤 다시 내세요",
        "Fix what it says, then issue it again",
    )
    # orders
    NOT_REOPENABLE = (
        "not-reopenable",
        "미결제 취소는 무통장입금만 재개할 수 있습니다",
        "Only bank-transfer orders reopen after an unpaid cancel",
        "새 주문으로 진행하세요",
        "Make a new order",
    )
    NO_PRODUCT = (
        "no-product",
        "그런 상품이 없습니다",
        "There is no such product",
        "상품코드·SKU·바코드를 확인하거나 상품명과 판매가를 직접 적으세요",
        "Check the code, SKU or barcode, or give name and price by hand",
    )
    OPTION_NEEDED = (
        "option-needed",
        "옵션이 여럿인 상품입니다",
        "The product has several options",
        "옵션이나 옵션 SKU를 적으세요",
        "Name the option, or its SKU",
    )
    CHANNEL_NO_ADD = (
        "channel-no-add",
        "외부 채널 주문에는 추가할 수 없습니다",
        "Nothing can be added to a channel's order",
        "새 주문으로 진행하세요",
        "Make a new order",
    )
    # forms
    IN_PART = (
        "in-part",
        "섹션의 일부 품목만: 나머지는 나뉘어 남습니다",
        "Only some items of the section: the others are split off and stay",
        "모두 함께 보내려면 남는 품목의 행도 같은 번호로 채우거나, 한 행만 채우고 품목번호와 수량을 비우세요",
        "To send all together fill the other items' rows with the same number, or fill one row and clear its"
        " item number and quantity",
    )
    BLANK_ROW = (
        "blank-row",
        "적은 값이 없습니다",
        "The row was left blank",
        "할 일이 없습니다",
        "Nothing to do",
    )
    DUPLICATE_ROW = (
        "duplicate-row",
        "같은 섹션·품목이 다른 송장으로 두 번 있습니다",
        "The section or item stands twice with different numbers",
        "한 행만 남기거나 품목별로 나누어 적으세요",
        "Keep one row, or give one row an item",
    )
    SIBLING_ROW = (
        "sibling-row",
        "같은 섹션의 다른 행이 거절되었습니다",
        "Another row of the section was refused",
        "그 행을 고친 뒤 다시 올리세요",
        "Fix that row and try again",
    )
    SEVERAL_SECTIONS = (
        "several-sections",
        "섹션이 여러 개인 주문입니다",
        "The order has several open sections",
        "섹션번호로 적으세요",
        "Give the section number",
    )
    OTHER_RECEIVER = (
        "other-receiver",
        "받는 사람이 다른 주문과 송장번호가 같습니다",
        "Another receiver's order has this number",
        "번호를 확인하세요. 한 상자로 보내면 ‘합포장 (받는 사람이 달라도)’를 켜세요",
        "Check the number; for one parcel turn on “Combined parcel (other receivers too)”",
    )
    # delivery fees
    NAVER_FEES_DIFFER = (
        "naver-fees-differ",
        "지역별 배송비 조건이 다른 상품은 네이버페이로 함께 주문할 수 없습니다",
        "Naver Pay takes no basket whose goods differ in regional fees",
        "배송비 정책의 지역별 배송비를 같게 하거나 따로 주문하세요",
        "Give their policies the same regional fee, or order them apart",
    )
    FEE_SAME = (
        "fee-same",
        "지역별 배송비에 그런 차이가 없습니다",
        "The regional fee does not differ so",
        "배송비는 그대로 두고 주소만 바꾸세요",
        "Change the address alone",
    )
    FEE_FOLLOWS = (
        "fee-follows",
        "입금 전에는 결제 요청이 배송비를 따라갑니다",
        "Before payment the request follows the fee by itself",
        "배송비 답(fee)을 빼고 하세요",
        "Leave the answer about the fee out",
    )
    CHANNEL_FEE = (
        "channel-fee",
        "외부 채널 주문의 배송비는 채널에서 정산합니다",
        "A channel settles the fees of its orders itself",
        "채널에서 청구하거나 환불하세요",
        "Charge or refund it at the channel",
    )
    BAD_POSTCODE = (
        "bad-postcode",
        "우편번호는 숫자 5자리여야 합니다",
        "A postcode has five digits",
        "옛 6자리 번호는 새 5자리로 바꿔 적으세요",
        "Write the new five-digit one instead of an old six-digit one",
    )
    RANGE_TURNED = (
        "range-turned",
        "끝 우편번호가 시작보다 앞입니다",
        "The range ends before it begins",
        "두 우편번호를 확인하세요",
        "Check both postcodes",
    )
    NAME_TAKEN = (
        "name-taken",
        "같은 이름이 있습니다",
        "There is one of that name",
        "다른 이름을 적으세요",
        "Choose another name",
    )
    POLICY_IN_USE = (
        "policy-in-use",
        "상품이 쓰는 배송비 정책입니다",
        "Products use this shipping fee policy",
        "그 상품의 정책을 먼저 바꾸세요",
        "Give those products another policy first",
    )
    POLICY_LAST = (
        "policy-last",
        "첫 정책은 정책이 없는 상품에 쓰여 지울 수 없습니다",
        "The first policy serves all products without one and stays",
        "지우지 말고 내용을 고치세요",
        "Edit it instead",
    )
    # request
    FIELD_MISSING = (
        "field-missing",
        "필요한 값이 없습니다",
        "A value is missing",
        "값을 적으세요",
        "Give the value",
    )
    FIELD_BAD = (
        "field-bad",
        "값이 올바르지 않습니다",
        "A value is not valid",
        "값을 확인하세요",
        "Check the value",
    )
    UNKNOWN_ACTION = (
        "unknown-action",
        "없는 동작입니다",
        "No such action",
        "도움말에서 이름을 확인하세요",
        "See the help for names",
    )
    # other people, other times
    NO_MEMO = (
        "no-memo",
        "그 번호의 메모가 없습니다",
        "There is no memo of that number",
        "이미 삭제되었는지 메모 목록을 확인하세요",
        "Look at the memos; it may have been deleted",
    )
    MEMO_CHANGED = (
        "memo-changed",
        "그사이 다른 사람이 메모를 고쳤습니다",
        "Somebody else edited the memo meanwhile",
        "지금 내용을 보고 다시 고치세요",
        "Read it as it is now and edit again",
    )
    MOVED = (
        "moved",
        "미리보기 뒤에 다른 사람이 바꿨습니다",
        "Changed by someone else after the preview",
        "새로 고쳐 다시 하세요",
        "Reload and try again",
    )
    WAVE_CLOSED = (
        "wave-closed",
        "이미 닫은 차수입니다",
        "The wave is closed",
        "남은 섹션은 새 차수로 만드세요",
        "Make a new wave of what is left",
    )
    BOX_REOPENED = (
        "box-reopened",
        "그사이 상자를 다시 열었거나 비워서 보내지 않았습니다",
        "Its box was opened again or emptied meanwhile, so it was not sent",
        "상자를 다시 스캔해 닫으세요",
        "Scan into the box again until it closes",
    )
    STOCK_GONE = (
        "stock-gone",
        "미리보기 뒤에 재고가 다른 주문에 나갔습니다",
        "Another order took what was in stock after the preview",
        "남은 재고를 보고 다시 하세요",
        "Look at what is left and do it again",
    )
    CHANGED_SINCE = (
        "changed-since",
        "그 뒤에 다시 바뀌어 되돌릴 수 없습니다",
        "Changed again since, can't be taken back",
        "나중 작업부터 되돌리세요",
        "Take the later change back first",
    )
    CHANNEL_NO_AMEND = (
        "channel-no-amend",
        "이 채널은 보낸 송장을 고칠 수 없습니다",
        "The channel lets nobody amend the number of what was sent",
        "채널의 판매자센터에서 고치세요",
        "Amend it in the channel's seller centre",
    )
    CHANNEL_NO_EXCHANGE = (
        "channel-no-exchange",
        "이 채널의 교환은 구매자만 요청할 수 있습니다",
        "On this channel only the buyer can ask for an exchange",
        "구매자에게 교환 신청을 부탁하세요",
        "Ask the buyer to request it",
    )
    CHANNEL_NO_HOLD = (
        "channel-no-hold",
        "이 채널에는 클레임 보류가 없습니다",
        "The channel knows no withholding of claims",
        "승인하거나 거절하세요",
        "Approve or reject it",
    )
    CHANNEL_NO_RELEASE = (
        "channel-no-release",
        "이 채널의 보류는 여기서 풀 수 없습니다",
        "The channel's withholding can't be ended from here",
        "채널의 판매자센터에서 해제하세요",
        "End it in the channel's seller centre",
    )
    SENT_OUTSIDE = (
        "sent-outside",
        "이미 채널이나 결제사에 전송되었습니다",
        "Already sent to the channel or payment company",
        "반대 처리(취소 등)를 하세요",
        "Do the opposite, such as cancelling it",
    )
    NOT_UNDOABLE = (
        "not-undoable",
        "되돌릴 수 없는 작업입니다",
        "This can't be taken back",
        "필요하면 반대 작업을 하세요",
        "Do the opposite instead",
    )
    ERASED = (
        "erased",
        "개인정보 파기는 되돌릴 수 없습니다",
        "Erased personal data can't be brought back",
        "지운 정보가 필요하면 구매자에게 다시 물으세요",
        "Ask the buyer again if it is needed",
    )
    NOT_STOPPED = (
        "not-stopped",
        "이어서 할 것이 남은 작업이 아닙니다",
        "Nothing of this job is left to carry on",
        "멈춘 작업만 이어집니다. 목록에서 새로 처리하세요",
        "Only a stopped job is resumed; do it anew from the list",
    )
    NOT_RETRYABLE = (
        "not-retryable",
        "다시 시도할 값이 작업에 없습니다",
        "The job does not hold what to try again",
        "값을 고쳐 새로 입력하거나 파일을 다시 불러오세요",
        "Enter it anew, or import the corrected file",
    )
    NOTHING_REFUSED = (
        "nothing-refused",
        "거절된 행이 없습니다",
        "No row was refused",
        "할 일이 없습니다",
        "Nothing to do",
    )


NOTHING_TO_DO = frozenset({Refusal.ALREADY, Refusal.NOT_HELD, Refusal.UNTRACKED, Refusal.PAID_ALREADY})
"""Reasons that are no fault: what was asked for is so already, and the row is skipped."""

BY_CODE: dict[str, Refusal] = {refusal.code: refusal for refusal in Refusal}
"""Refusals by their stable code."""
