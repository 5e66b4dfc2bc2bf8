"""What each channel's own system can be told to do, as data.

What a channel can't do is refused with its reason wherever it is tried, and never hidden. Where it is not
known whether a channel takes something, the desk tries it (`unsure`), and shows what the channel answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orderdesk.core.domain.refusals import Refusal


class System(StrEnum):
    """The shop builders and markets whose systems the desk speaks with."""

    IMWEB = "imweb"
    NAVER = "naver"
    KAKAO = "kakao"


class Operation(StrEnum):
    """What a channel may be told."""

    CONFIRM = "confirm"
    DISPATCH = "dispatch"
    AMEND_INVOICE = "amend-invoice"
    REMOVE_INVOICE = "remove-invoice"
    DELAY = "delay"
    REQUEST_CANCEL = "request-cancel"
    REQUEST_RETURN = "request-return"
    REQUEST_EXCHANGE = "request-exchange"
    APPROVE_CANCEL = "approve-cancel"
    APPROVE_RETURN = "approve-return"
    APPROVE_EXCHANGE = "approve-exchange"
    REJECT_CANCEL = "reject-cancel"
    REJECT_RETURN = "reject-return"
    REJECT_EXCHANGE = "reject-exchange"
    HOLD_RETURN = "hold-return"
    HOLD_EXCHANGE = "hold-exchange"
    RELEASE_RETURN = "release-return"
    RELEASE_EXCHANGE = "release-exchange"
    COLLECTED_RETURN = "collected-return"
    COLLECTED_EXCHANGE = "collected-exchange"
    REDELIVER = "redeliver"
    CONFIRM_DEPOSIT = "confirm-deposit"


@dataclass(frozen=True, slots=True)
class Cap:
    """Whether and how an operation is taken: `batch` lines a call, `by_qty` some pieces of a line alone.

    `why_not` is why an operator can't do it here where it is not; without it the desk goes on alone and tells
    nothing, for the channel knows no such step. `unsure` means that no source says for certain.
    """

    able: bool = True
    batch: int = 1
    by_qty: bool = False
    unsure: bool = False
    why_not: Refusal | None = None


def _no(why_not: Refusal | None = None) -> Cap:
    return Cap(able=False, batch=0, why_not=why_not)


_O = Operation
_ONE: Final = Cap()
_UNSURE: Final = Cap(unsure=True)
_PART: Final = Cap(by_qty=True)
_NO_STEP: Final = _no()
_NO_HOLD: Final = _no(Refusal.CHANNEL_NO_HOLD)
_NO_RELEASE: Final = _no(Refusal.CHANNEL_NO_RELEASE)
_NO_AMEND: Final = _no(Refusal.CHANNEL_NO_AMEND)
_NO_REMOVE: Final = _no(Refusal.CHANNEL_NO_BACK)

CAPS: Final[dict[System, dict[Operation, Cap]]] = {
    System.IMWEB: {
        _O.CONFIRM: _UNSURE,
        _O.DISPATCH: _PART,
        _O.AMEND_INVOICE: _ONE,
        _O.REMOVE_INVOICE: _ONE,
        _O.DELAY: _no(Refusal.NOT_DELAYABLE),
        _O.REQUEST_CANCEL: _PART,
        _O.REQUEST_RETURN: _PART,
        _O.REQUEST_EXCHANGE: _PART,
        _O.APPROVE_CANCEL: _ONE,
        _O.APPROVE_RETURN: _ONE,
        _O.APPROVE_EXCHANGE: _ONE,
        _O.REJECT_CANCEL: _ONE,
        _O.REJECT_RETURN: _ONE,
        _O.REJECT_EXCHANGE: _ONE,
        _O.HOLD_RETURN: _NO_HOLD,
        _O.HOLD_EXCHANGE: _NO_HOLD,
        _O.RELEASE_RETURN: _NO_HOLD,
        _O.RELEASE_EXCHANGE: _NO_HOLD,
        _O.COLLECTED_RETURN: _ONE,
        _O.COLLECTED_EXCHANGE: _ONE,
        _O.REDELIVER: _ONE,
        _O.CONFIRM_DEPOSIT: _ONE,
    },
    System.NAVER: {
        _O.CONFIRM: Cap(batch=30),
        _O.DISPATCH: Cap(batch=30),
        _O.AMEND_INVOICE: _NO_AMEND,
        _O.REMOVE_INVOICE: _NO_REMOVE,
        _O.DELAY: _ONE,
        _O.REQUEST_CANCEL: _PART,
        _O.REQUEST_RETURN: _PART,
        _O.REQUEST_EXCHANGE: _no(Refusal.CHANNEL_NO_EXCHANGE),
        _O.APPROVE_CANCEL: _ONE,
        _O.APPROVE_RETURN: _ONE,
        _O.APPROVE_EXCHANGE: _NO_STEP,
        _O.REJECT_CANCEL: _UNSURE,
        _O.REJECT_RETURN: _ONE,
        _O.REJECT_EXCHANGE: _ONE,
        _O.HOLD_RETURN: _ONE,
        _O.HOLD_EXCHANGE: _ONE,
        _O.RELEASE_RETURN: _ONE,
        _O.RELEASE_EXCHANGE: _ONE,
        _O.COLLECTED_RETURN: _NO_STEP,
        _O.COLLECTED_EXCHANGE: _ONE,
        _O.REDELIVER: _ONE,
        _O.CONFIRM_DEPOSIT: _NO_STEP,
    },
    System.KAKAO: {
        _O.CONFIRM: _ONE,
        _O.DISPATCH: _ONE,
        _O.AMEND_INVOICE: _UNSURE,
        _O.REMOVE_INVOICE: _NO_REMOVE,
        _O.DELAY: _ONE,
        _O.REQUEST_CANCEL: _ONE,
        _O.REQUEST_RETURN: _ONE,
        _O.REQUEST_EXCHANGE: _ONE,
        _O.APPROVE_CANCEL: _ONE,
        _O.APPROVE_RETURN: _ONE,
        _O.APPROVE_EXCHANGE: _NO_STEP,
        _O.REJECT_CANCEL: _ONE,
        _O.REJECT_RETURN: _ONE,
        _O.REJECT_EXCHANGE: _ONE,
        _O.HOLD_RETURN: _ONE,
        _O.HOLD_EXCHANGE: _ONE,
        _O.RELEASE_RETURN: _NO_RELEASE,
        _O.RELEASE_EXCHANGE: _NO_RELEASE,
        _O.COLLECTED_RETURN: _NO_STEP,
        _O.COLLECTED_EXCHANGE: _NO_STEP,
        _O.REDELIVER: _ONE,
        _O.CONFIRM_DEPOSIT: _NO_STEP,
    },
}
"""The matrix. Naver's refusal of a cancel is the dispatch of what was to be cancelled."""


def cap(system: System, operation: Operation) -> Cap:
    """Whether and how *system* takes *operation*."""
    return CAPS[system][operation]
