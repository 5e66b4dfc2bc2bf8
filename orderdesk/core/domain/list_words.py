"""The words of the order list and the detail: tabs, conditions, memos and what a new shop begins with."""

from __future__ import annotations

from orderdesk.core.domain.words import Word

ALL_ORDERS = Word("전체", "All")
"""The tab of all orders; it can't be removed."""

STUCK_TAB = Word("막힘", "Stuck")
"""The tab behind all others that leads to the board of stuck work; nobody saved it."""

TAB_WORDS: dict[str, Word] = {
    "unpaid": Word("결제대기", "Unpaid"),
    "preparing": Word("상품준비", "Preparing"),
    "ready": Word("배송대기", "Ready"),
    "shipping": Word("배송중", "Shipping"),
    "claims": Word("클레임", "Claims"),
    "held": Word("배송보류", "Held"),
    "pending": Word("관리자 생성 주문", "Made by the seller"),
    "bank": Word("무통장 부가세", "Bank transfers, VAT"),
}
"""Names of the tabs that a new store begins with."""

CLAIM_OVERDUE = Word("기한 초과", "Overdue")
"""Claims that should have been decided by now."""

DISCOUNT_WORDS = (Word("적립금", "Points"), Word("쿠폰", "Coupon"), Word("등급할인", "Grade"))
"""Kinds of discount that a list is narrowed by."""

RECEIPT_WORDS = {
    "wait": Word("신청", "Requested"),
    "sent": Word("발급 중", "Being issued"),
    "done": Word("발급완료", "Issued"),
    "failed": Word("발급 실패", "Failed"),
    "replacing": Word("재발행 중", "Being reissued"),
    "cancelling": Word("취소 중", "Being cancelled"),
    "cancelled": Word("취소", "Cancelled"),
}
"""States of a cash receipt that is there, as they are kept."""

PURPOSE_WORDS = {
    "income": Word("소득공제", "Income deduction"),
    "expense": Word("지출증빙", "Business expense"),
    "self": Word("자진발급", "Without a request"),
}
"""What a cash receipt is for, as it is kept."""

TAKEN_WORDS = {
    "me": Word("내가", "me"),
    "others": Word("남이", "others"),
    "anyone": Word("누군가", "anyone"),
    "nobody": Word("아무도", "nobody"),
}
"""Who took an order, as a condition says it."""

TAB_ADVICE = Word("탭 이름은 {} 중 하나입니다", "tabs are {}")
GROUP_ADVICE = Word("필터 그룹은 {} 중 하나입니다", "filter groups are {}")
NO_GROUP_ADVICE = Word(
    "저장한 필터 그룹이 없습니다. 빼고 다시 하세요", "no filter group is saved; leave it out"
)
VALUE_ADVICE = Word("값은 {} 중 하나입니다", "values are {}")
KEY_ADVICE = Word("조건은 {}로 적습니다", "conditions are {}")
CONDITION_ADVICE = Word("키=값 으로 적으세요", "write key=value")
AMOUNT_ADVICE = Word("금액은 10000..50000처럼 적으세요", "write amounts like 10000..50000")
DATE_ADVICE = Word("날짜는 2026-11-23처럼 적으세요", "write dates like 2026-11-23")
PERIOD_ADVICE = Word("시작일이 종료일보다 늦습니다", "the period ends before it starts")
SORT_ADVICE = Word("정렬할 수 있는 열은 {} 입니다", "lists can be sorted by {}")
WAY_ADVICE = Word("방향은 :asc 또는 :desc로 적습니다", "the direction is :asc or :desc")
"""What to do about a condition or a sort that can't be read; {} stands for the names that there are."""

SEPARATE = Word("합포장금지", "Separate")
"""The tag of an order that may not share a parcel."""

MEMO = Word("메모", "Memo")
MEMO_RESOLVED = Word("메모 · 해결", "Memo, resolved")
MEMO_EDITED = Word("고침", "edited")
ERASED = Word("(개인정보를 지움)", "(personal data erased)")
"""Stands where people's data stood."""

TAKEN_BACK = Word("{} 되돌림", "{}: taken back")
DONE_AGAIN = Word("{} 다시 함", "{}: done again")
"""The timeline's lines of an undo and of a redo; {} stands for what was done first."""

NOT_YET = Word("이 주문의 기록은 {}부터 있습니다", "The record of this order begins at {}")
LOST = Word(
    "개인정보를 지워 {} 이전의 모습은 알 수 없습니다",
    "Personal data was erased: how it was before {} is not known",
)
"""Why an order can't be shown as it was; {} stands for a time."""
