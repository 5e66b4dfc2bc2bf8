"""What became of one thing that an outside system was asked to do, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orderdesk.core.domain.words import Word


@dataclass(frozen=True, slots=True)
class Done:
    """It was done now. `reference` is what the other side calls it, where it says."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """It was so before; found by reading again."""

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The other side says no: its own code and words (from outside). Asking again changes nothing."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: ask again after so many seconds, or when it is next convenient (None)."""

    code: str
    message: str = ""
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The other side has no such operation; nothing was sent."""


ItemResult = Done | AlreadyDone | Rejected | Later | Unsupported

BatchResult = Mapping[str, ItemResult]
"""One result for every line that was asked for, by the line's own number: never a bare yes for all."""


class Fault(StrEnum):
    """What can go wrong with a whole call."""

    AUTH = "auth"
    RATE_LIMITED = "rate-limited"
    TEMPORARY = "temporary"
    TIMEOUT_UNKNOWN = "timeout-unknown"
    PROTOCOL = "protocol"
    CONFIG = "config"


class GatewayError(Exception):
    """A call failed as a whole.

    After TIMEOUT_UNKNOWN nobody knows whether it took effect: read again before repeating it. `retry_after`
    are the seconds that the other side asked for. `code` and `message` come from outside.
    """

    def __init__(
        self, fault: Fault, code: str = "", message: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(f"{fault}: {code} {message}".strip())
        self.fault = fault
        self.code = code
        self.message = message
        self.retry_after = retry_after


FAULT_WORDS: Final[Mapping[Fault, Word]] = {
    Fault.AUTH: Word("연결 키를 받아 주지 않습니다. 키를 확인하세요", "The key is not taken; check it"),
    Fault.RATE_LIMITED: Word("너무 자주 물었습니다. 잠시 뒤 다시 하세요", "Asked too often; try again later"),
    Fault.TEMPORARY: Word("지금 닿지 않습니다. 잠시 뒤 다시 하세요", "Can't be reached now; try again later"),
    Fault.TIMEOUT_UNKNOWN: Word(
        "답이 없어 되었는지 알 수 없습니다. 다시 물으면 압니다",
        "No answer; asking again tells what became of it",
    ),
    Fault.PROTOCOL: Word("알 수 없는 답이 왔습니다", "The answer makes no sense"),
    Fault.CONFIG: Word("연결 설정이 맞지 않습니다", "The connection's settings are wrong"),
}
"""What went wrong with a call, as people read it."""
