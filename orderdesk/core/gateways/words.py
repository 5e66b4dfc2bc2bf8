"""What people read of couriers' contracts, and of calls that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.shipments import ContractState, Settlement

CONTRACT_WORDS: Final[Mapping[ContractState, Word]] = {
    ContractState.UNREGISTERED: Word("미등록", "not registered"),
    ContractState.CHECKING: Word("확인중", "being checked"),
    ContractState.CHECKED: Word("확인완료", "checked"),
    ContractState.REFUSED: Word("거절", "refused"),
}

SETTLEMENT_WORDS: Final[Mapping[Settlement, Word]] = {
    Settlement.CREDIT: Word("신용", "Credit"),
    Settlement.PREPAID: Word("선불", "Prepaid"),
    Settlement.COLLECT: Word("착불", "Collect"),
}

FAULT_WORDS: Final[Mapping[Fault, Word]] = {
    Fault.AUTH: Word(
        "키를 받아들이지 않습니다. orderdesk secret set 으로 다시 넣으세요",
        "The key is not taken; give it anew with orderdesk secret set",
    ),
    Fault.RATE_LIMITED: Word(
        "지금은 그만 물으라고 합니다. 나중에 다시 하세요", "It allows no more calls now; try later"
    ),
    Fault.TEMPORARY: Word(
        "지금 연결되지 않습니다. 잠시 뒤 다시 하세요", "It can't be reached now; try again later"
    ),
    Fault.TIMEOUT_UNKNOWN: Word(
        "보낸 뒤 대답을 받지 못했습니다. 다시 하면 처리됐는지부터 확인합니다",
        "It was sent, but no answer came; doing it again asks first what became of it",
    ),
    Fault.PROTOCOL: Word("알 수 없는 대답이 왔습니다", "The answer could not be understood"),
    Fault.CONFIG: Word("연결 설정이 맞지 않습니다", "The connection is set up wrongly"),
}


def fault_words(error: GatewayError) -> Word:
    """What went wrong with a call; then, since lines get cut, the other side's own code and words."""
    what, words = clean(f"{error.code} {error.message}"), FAULT_WORDS[error.fault]
    about = f" ({what})" * bool(what)
    return Word(f"{words.ko}{about}", f"{words.en}{about}")
