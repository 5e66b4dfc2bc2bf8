"""The words of access records: who came in, what was looked at, which kind of file left the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orderdesk.core.domain.sheet_words import PICKING, SHEET, SLIP
from orderdesk.core.domain.words import Word

ORDERS_KIND: Final = "export"
PAYMENTS_KIND: Final = "payments"
FORM_KIND: Final = "tracking-form"
SHEETS_KIND: Final = "sheets"
SLIPS_KIND: Final = "slips"
PICKING_KIND: Final = "picking"
RESULT_KIND: Final = "import-result"
JOB_KIND: Final = "job-rows"
UNMASK_KIND: Final = "unmask"
PURGE_KIND: Final = "purge"
WHOLE_KIND: Final = "store"
LABELS_KIND: Final = "labels"
WEBHOOK_KIND: Final = "webhook-drop"
LIST_KIND: Final = "list"
VIEW_KIND: Final = "view"
LOGIN_KIND: Final = "login"
LOGOUT_KIND: Final = "logout"
LOCK_KIND: Final = "lock"
UNLOCK_KIND: Final = "unlock"
REFUSED_KIND: Final = "login-refused"
DENIED_KIND: Final = "denied"
FORM_NAME: Final = Word("송장등록 양식", "Tracking form")

KIND_WORDS: Final = {
    ORDERS_KIND: Word("주문 내보내기", "Orders"),
    PAYMENTS_KIND: Word("결제 내역", "Payments"),
    FORM_KIND: FORM_NAME,
    SHEETS_KIND: SHEET,
    SLIPS_KIND: SLIP,
    PICKING_KIND: PICKING,
    RESULT_KIND: Word("불러오기 결과", "Import results"),
    JOB_KIND: Word("작업의 행", "Rows of a job"),
    UNMASK_KIND: Word("가림 풀고 봄", "Seen unmasked"),
    PURGE_KIND: Word("지난 기록 삭제", "Records deleted"),
    WHOLE_KIND: Word("저장소 통째로", "The whole database"),
    LABELS_KIND: Word("송장 출력 접수", "Submitted for labels"),
    WEBHOOK_KIND: Word("웹훅 알림 포기", "Webhook given up"),
    LIST_KIND: Word("목록 봄", "List seen"),
    VIEW_KIND: Word("주문 봄", "Order seen"),
    LOGIN_KIND: Word("들어옴", "Login"),
    LOGOUT_KIND: Word("나감", "Logout"),
    LOCK_KIND: Word("잠금", "Locked"),
    UNLOCK_KIND: Word("잠금 해제", "Unlocked"),
    REFUSED_KIND: Word("로그인 거절", "Login refused"),
    DENIED_KIND: Word("권한 없음", "Not permitted"),
}
"""What an access record calls what was done, with its words."""

TOLD_OF_ALL: Final = frozenset(
    {
        LIST_KIND,
        VIEW_KIND,
        LOGIN_KIND,
        LOGOUT_KIND,
        LOCK_KIND,
        UNLOCK_KIND,
        REFUSED_KIND,
        DENIED_KIND,
    }
)
"""What is recorded of everybody, whatever the role: it has happened already."""

MEMBERS: Final = Word("회원", "Members")
COMBINING: Final = Word("합포장", "Combined parcels")
"""What lists that are no tab are called."""

NAMED_MOST: Final = 60
"""Order numbers that a record names one by one; of more it tells the first and how many."""

HEADS: Final = (
    Word("때", "When"),
    Word("누가", "Who"),
    Word("어디서", "From where"),
    Word("종류", "Kind"),
    Word("대상", "Which"),
    Word("양식", "Template"),
    Word("파일", "File"),
    Word("주문", "Orders"),
    Word("행", "Rows"),
    Word("사람", "People"),
    Word("사유", "Why"),
)
"""The columns of the list of access records."""


def named(numbers: Sequence[str], count: int) -> str:
    """Orders as a record names them: *numbers*, which are the first of so many, or all."""
    first = numbers[:NAMED_MOST]
    return ", ".join(first) + (f" +{count - len(first):,}" if count > len(first) else "")


def kind_word(kind: str) -> Word:
    """The words of a *kind*; one that this version doesn't know stands as it is kept."""
    return KIND_WORDS.get(kind, Word(kind, kind))


def kinds_named(text: str) -> list[str]:
    """The kinds whose words, in either language, hold *text*."""
    wanted = text.casefold()
    return [kind for kind, words in KIND_WORDS.items() if any(wanted in word.casefold() for word in words)]
