"""The words of access records: which kind of file left the store, or what was seen unmasked."""

from __future__ import annotations

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
    WHOLE_KIND: Word("저장소 통째로", "The whole store"),
    LABELS_KIND: Word("송장 출력 접수", "Handed in for labels"),
}
"""What an access record calls a file, with its words."""

HEADS: Final = (
    Word("때", "When"),
    Word("누가", "Who"),
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


def kind_word(kind: str) -> Word:
    """The words of a *kind*; one that this version doesn't know stands as it is kept."""
    return KIND_WORDS.get(kind, Word(kind, kind))


def kinds_named(text: str) -> list[str]:
    """The kinds whose words, in either language, hold *text*."""
    wanted = text.casefold()
    return [kind for kind, words in KIND_WORDS.items() if any(wanted in word.casefold() for word in words)]
