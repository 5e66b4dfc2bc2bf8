"""What people call the letters of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orderdesk.core.domain.channel_caps import Operation
from orderdesk.core.domain.telling import Intent
from orderdesk.core.domain.words import Word

STATE_WORDS: Final[Mapping[int, Word]] = {
    0: Word("대기", "waiting"),
    1: Word("확인 중", "being told"),
    2: Word("완료", "done"),
    3: Word("거절됨", "refused"),
    4: Word("버림", "dropped"),
}
"""Words of a letter's state, as the outbox numbers them."""

OPERATION_WORDS: Final[Mapping[Operation, Word]] = {
    Operation.CONFIRM: Word("발주확인", "Confirm order"),
    Operation.DISPATCH: Word("발송처리", "Dispatch"),
    Operation.AMEND_INVOICE: Word("송장 수정", "Amend the number"),
    Operation.REMOVE_INVOICE: Word("송장 삭제", "Remove the number"),
    Operation.DELAY: Word("발송지연", "Delay"),
    Operation.REQUEST_CANCEL: Word("취소 요청", "Ask for a cancel"),
    Operation.REQUEST_RETURN: Word("반품 요청", "Ask for a return"),
    Operation.REQUEST_EXCHANGE: Word("교환 요청", "Ask for an exchange"),
    Operation.APPROVE_CANCEL: Word("취소 승인", "Approve a cancel"),
    Operation.APPROVE_RETURN: Word("반품 승인", "Approve a return"),
    Operation.APPROVE_EXCHANGE: Word("교환 승인", "Approve an exchange"),
    Operation.REJECT_CANCEL: Word("취소 거절(발송)", "Reject a cancel by shipping"),
    Operation.REJECT_RETURN: Word("반품 거절", "Reject a return"),
    Operation.REJECT_EXCHANGE: Word("교환 거절", "Reject an exchange"),
    Operation.HOLD_RETURN: Word("반품 보류", "Withhold a return"),
    Operation.HOLD_EXCHANGE: Word("교환 보류", "Withhold an exchange"),
    Operation.RELEASE_RETURN: Word("반품 보류 해제", "Release a return"),
    Operation.RELEASE_EXCHANGE: Word("교환 보류 해제", "Release an exchange"),
    Operation.COLLECTED_RETURN: Word("반품 수거완료", "Return came back"),
    Operation.COLLECTED_EXCHANGE: Word("교환 수거완료", "Exchange came back"),
    Operation.REDELIVER: Word("교환 재배송", "Send again"),
    Operation.CONFIRM_DEPOSIT: Word("입금 확인", "Confirm a deposit"),
}


def intent_words(intent: Intent) -> Word:
    """What a letter tells, in short."""
    words = OPERATION_WORDS[intent.operation]
    label = f" {intent.courier} {intent.tracking}".rstrip() if intent.tracking else ""
    return Word(words.ko + label, words.en + label)
