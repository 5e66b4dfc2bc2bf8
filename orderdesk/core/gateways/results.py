"""What became of one thing that an outside system was asked to do, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
