"""What each channel's own system can be told to do, as data.

What a channel can't do is refused with its reason wherever it is tried, and never hidden. Where it is not
known whether a channel takes something, the desk tries it (`unsure`), and shows what the channel answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from orderdesk.core.domain.words import Word


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

    `why_not` is what an operator reads where it is not; `unsure` means that no source says for certain.
    """

    able: bool = True
    batch: int = 1
    by_qty: bool = False
    unsure: bool = False
    why_not: Word | None = None


def _no(korean: str, english: str) -> Cap:
    return Cap(able=False, batch=0, why_not=Word(korean, english))


_O = Operation
_ONE: Final = Cap()
_UNSURE: Final = Cap(unsure=True)
_PART: Final = Cap(by_qty=True)

_NO_SELLER_DELAY = _no("아임웹에는 발송 지연이 없습니다", "imweb knows no delay of dispatch")
_NO_HOLD = _no("아임웹에는 클레임 보류가 없습니다", "imweb knows no withholding of claims")
_NO_AMEND = _no(
    "네이버는 보낸 송장을 고칠 수 없습니다. 네이버 판매자센터에서 고치세요",
    "Naver lets nobody amend a sent parcel's number here; amend it in its seller centre",
)
_NO_REMOVE = _no("이 채널은 송장을 지울 수 없습니다", "The channel can't forget a tracking number")
_NO_DEPOSIT = _no("입금 확인은 채널이 합니다", "The channel checks deposits itself")
_NO_STEP = _no("이 채널에는 이 단계가 없습니다", "The channel knows no such step")
_NO_EXCHANGE_ASKED = _no(
    "네이버 교환은 구매자만 요청할 수 있습니다", "On Naver only the buyer can ask for an exchange"
)
_NOT_SEEN = _no(
    "톡체크아웃이 이 처리를 받는지 알려진 것이 없습니다. 카카오 판매자센터에서 처리하세요",
    "Nothing is known of TalkCheckout taking this; do it in its seller centre",
)

CAPS: Final[dict[System, dict[Operation, Cap]]] = {
    System.IMWEB: {
        _O.CONFIRM: Cap(unsure=True),
        _O.DISPATCH: _PART,
        _O.AMEND_INVOICE: _ONE,
        _O.REMOVE_INVOICE: _ONE,
        _O.DELAY: _NO_SELLER_DELAY,
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
        _O.REQUEST_EXCHANGE: _NO_EXCHANGE_ASKED,
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
        _O.CONFIRM_DEPOSIT: _NO_DEPOSIT,
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
        _O.RELEASE_RETURN: _NOT_SEEN,
        _O.RELEASE_EXCHANGE: _NOT_SEEN,
        _O.COLLECTED_RETURN: _NOT_SEEN,
        _O.COLLECTED_EXCHANGE: _NOT_SEEN,
        _O.REDELIVER: _ONE,
        _O.CONFIRM_DEPOSIT: _NO_DEPOSIT,
    },
}
"""The matrix. Naver's refusal of a cancel is the dispatch of what was to be cancelled."""


def cap(system: System, operation: Operation) -> Cap:
    """Whether and how *system* takes *operation*."""
    return CAPS[system][operation]
