"""The words of jobs: their states, what became of their rows, and who was there in the meantime."""

from __future__ import annotations

from typing import Final

from orderdesk.core.domain.words import Word

JOB_STATES: Final = {
    "planned": Word("대기", "planned"),
    "running": Word("진행 중", "running"),
    "done": Word("완료", "done"),
    "refused": Word("거절됨", "refused"),
    "cancelled": Word("멈춤", "stopped"),
}
"""What a job is doing, by its state."""

ROW_VERDICTS: Final = {
    "planned": Word("남음", "left"),
    "apply": Word("적용", "applied"),
    "skip": Word("건너뜀", "skipped"),
    "refuse": Word("거절", "refused"),
}
"""What became of a row, by its verdict."""

BY_JOB: Final = Word("작업 {job} ({who} {at})", "job {job} ({who} {at})")
BY_HAND: Final = Word("{who} {at}", "{who} {at}")
CHANGED_AFTER: Final = Word("바뀜 · {by}: {what}", "changed by {by}: {what}")
"""Who changed an order meanwhile, when and how; {by} is one of the two before."""

IMPORT_LASTS: Final = Word(
    "불러오기는 되돌리지 않습니다. 틀린 내용은 파일을 고쳐 다시 불러오고, 잘못 들어온 주문은 취소하세요",
    "An import can't be undone: import the corrected file again, and cancel orders that came in by mistake",
)
"""What holds for an import, and what to do instead."""

IMPORT_ANEW: Final = Word(
    "거절된 행은 파일을 다시 불러와 고치기에서 고칩니다. 행마다 할 일은 Enter로 봅니다",
    "Import the file again and correct its refused rows there; Enter on a row says what to do",
)
"""Why what an import refused is not tried again as it is, and what to do instead."""

REPORT_HEADS: Final = (
    Word("작업", "Job"),
    Word("주문번호", "Order"),
    Word("섹션번호", "Section"),
    Word("결과", "Verdict"),
    Word("코드", "Code"),
    Word("사유", "Reason"),
    Word("해결 방법", "What to do"),
    Word("그 사이 바뀐 것", "Changed meanwhile"),
)
"""The columns of the file that a job's rows are exported to."""
