"""현금영수증: asked for, issued, completed by hand, cancelled; at most one for a payment.

A receipt says how many won it is for. When a refund changes what was paid, the receipt is to be issued anew
or, where nothing is left, cancelled: that mark is derived, and doing so takes it away. Issued anew it is
cancelled first, so that there never are two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import IntEnum
from hashlib import sha256
from typing import Final

from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.orders import Order, Receipt
from orderdesk.core.domain.payments import LATER_DEPOSIT, Payment, payments
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.domain.text import digits
from orderdesk.core.domain.words import Word

WAIT, SENT, DONE, FAILED, CANCELLING, CANCELLED = "wait", "sent", "done", "failed", "cancelling", "cancelled"
REPLACING = "replacing"
PG, MANUAL = "pg", "manual"
ASKED_OUTSIDE: Final = (SENT, REPLACING, CANCELLING)
"""States in which somebody outside is asked to issue or cancel the receipt."""

INCOME, EXPENSE, SELF = "income", "expense", "self"

SELF_IDENTITY: Final = "010-000-1234"
"""The number that the tax office gives for receipts that nobody asked for (자진발급)."""

REISSUE: Final = Word("재발행 필요", "to be reissued")
CANCEL: Final = Word("취소 필요", "to be cancelled")


class Mode(IntEnum):
    """How the shop issues cash receipts: not, when asked and by key, or by itself at the deposit."""

    OFF = 0
    ASKED = 1
    AUTO = 2


MODE_WORDS: Final[Mapping[Mode, Word]] = {
    Mode.OFF: Word("사용 안 함", "Not used"),
    Mode.ASKED: Word("신청 사용: 신청을 보고 직접 발급", "On request: shown in the list, issued by hand"),
    Mode.AUTO: Word("자동 발행: 입금이 확인되면 저절로", "Automatic: issued when the deposit is confirmed"),
}
"""How receipts may be issued, as people read it."""


def receipt_of(order: Order, n: int) -> Receipt | None:
    """The receipt of the payment whose entry is *n*, None where nobody asked for one."""
    return next((receipt for receipt in order.receipts if receipt.n == n), None)


def worth(payment: Payment) -> int:
    """What a receipt for *payment* is about: what was paid less what was refunded, won."""
    return payment.paid - payment.refunded


def mark(order: Order, receipt: Receipt) -> Word | None:
    """What a refund makes necessary for an issued *receipt*, None for nothing."""
    payment = next((each for each in payments(order.entries) if each.root.n == receipt.n), None)
    if receipt.state != DONE or payment is None:
        return None
    left = worth(payment)
    if left == (receipt.amount or payment.paid):
        return None
    return REISSUE if left else CANCEL


def identity_fits(purpose: str, identity: str) -> bool:
    """Whether *identity* is a phone of 10 or 11 digits, or for expenses a business number with its check."""
    number = digits(identity)
    if purpose == EXPENSE:
        return len(number) == 10 and _check_digit(number) == int(number[-1])
    return purpose == SELF or (len(number) in (10, 11) and number.startswith("01"))


def _check_digit(number: str) -> int:
    """The last digit of a business registration number (사업자등록번호) by the first nine."""
    figures = [int(char) for char in number[:9]]
    total = sum(figure * weight for figure, weight in zip(figures, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    return -(total + figures[8] * 5 // 10) % 10


# what may be done, and to which payment


def _fitting(order: Order, request: Request) -> list[Payment]:
    """The later-deposit payments that *request* may mean: the one it names, or all."""
    n = request.number("n")
    return [p for p in payments(order.entries) if p.root.method in LATER_DEPOSIT and n in (None, p.root.n)]


def _first(order: Order, request: Request, may: Callable[[Order, Payment], bool]) -> Payment | None:
    return next((payment for payment in _fitting(order, request) if may(order, payment)), None)


def _may_ask(order: Order, payment: Payment) -> bool:
    receipt = receipt_of(order, payment.root.n)
    alive = payment.settled or payment.state is PaymentState.WAITING
    return alive and (receipt is None or receipt.state in (FAILED, CANCELLED))


def _may_issue(order: Order, payment: Payment) -> bool:
    receipt = receipt_of(order, payment.root.n)
    if not payment.settled or not worth(payment):
        return False
    if receipt is None or receipt.state not in (DONE, CANCELLING, REPLACING):
        return True
    return mark(order, receipt) is REISSUE


def _may_complete(order: Order, payment: Payment) -> bool:
    """One that was issued outside is issued anew or cancelled there: completed by hand there were two."""
    receipt = receipt_of(order, payment.root.n)
    return _may_issue(order, payment) and (receipt is None or not _is_outside(receipt))


def _may_cancel(order: Order, payment: Payment) -> bool:
    receipt = receipt_of(order, payment.root.n)
    return receipt is not None and receipt.state in (WAIT, DONE, FAILED, CANCELLING, REPLACING)


_MAY: Final[Mapping[str, Callable[[Order, Payment], bool]]] = {
    "receipt-request": _may_ask,
    "receipt-issue": _may_issue,
    "receipt": _may_complete,
    "receipt-cancel": _may_cancel,
}


def refuse_receipt(order: Order, request: Request, mode: Mode) -> Refusal | None:
    """Why *request* can't be done; *mode* is how the shop issues receipts."""
    if request.verb == "receipt-issue" and mode is Mode.OFF:
        return Refusal.RECEIPT_OFF
    payment = _first(order, request, _MAY[request.verb])
    if payment is None:
        return Refusal.RECEIPT_STATE
    receipt = receipt_of(order, payment.root.n)
    if request.verb == "receipt-issue" and receipt is not None and receipt.state == SENT:
        return Refusal.ALREADY
    if request.verb == "receipt-cancel":
        asked = receipt is not None and receipt.state == CANCELLING and mode is not Mode.OFF
        return Refusal.ALREADY if asked else None
    purpose, identity = _said(order, payment, request)
    if not identity:
        return Refusal.FIELD_MISSING
    given = request.text("identity") or request.text("purpose")
    return Refusal.RECEIPT_IDENTITY if given and not identity_fits(purpose, identity) else None


def _said(order: Order, payment: Payment, request: Request) -> tuple[str, str]:
    """Purpose and identity: as *request* says, else as they were asked for."""
    asked = receipt_of(order, payment.root.n)
    purpose = request.text("purpose") or (asked.purpose if asked else INCOME)
    if purpose == SELF:
        return purpose, SELF_IDENTITY
    return purpose, request.text("identity") or (asked.identity if asked else "")


def receipt_done(order: Order, request: Request, now: int, mode: Mode) -> Order:
    """The order after *request*, which must have been decided to apply."""
    payment = _first(order, request, _MAY[request.verb])
    if payment is None:
        return order
    n, known = payment.root.n, receipt_of(order, payment.root.n)
    purpose, identity = _said(order, payment, request)
    match request.verb:
        case "receipt-request":
            made = Receipt(n, purpose, identity, WAIT)
        case "receipt-issue" if known is not None and _is_outside(known):
            made = replace(known, state=REPLACING, act=order.version)
        case "receipt-issue":
            made = Receipt(n, purpose, identity, SENT, PG, amount=worth(payment), act=order.version)
        case "receipt":
            made = Receipt(n, purpose, identity, DONE, MANUAL, request.text("approval"), now, worth(payment))
        case _:
            assert known is not None
            made = replace(known, state=CANCELLED)
            if _is_outside(known) and mode is not Mode.OFF:
                made = replace(known, state=CANCELLING, act=order.version)
            elif known.state == REPLACING and mode is not Mode.OFF:
                made = replace(known, state=CANCELLING)  # the act that cancels it is under way
    return with_receipt(order, made)


def _is_outside(receipt: Receipt) -> bool:
    return receipt.state == DONE and receipt.mode == PG


def replaced(order: Order, receipt: Receipt) -> Receipt:
    """*receipt*, which was cancelled outside to be issued anew: sent for what is left of its payment now."""
    payment = next((each for each in payments(order.entries) if each.root.n == receipt.n), None)
    left = worth(payment) if payment is not None else 0
    if not left:
        return replace(receipt, state=CANCELLED)
    return Receipt(receipt.n, receipt.purpose, receipt.identity, SENT, PG, amount=left, act=order.version)


def act_key(order: Order, receipt: Receipt) -> str:
    """What the act that *receipt* was last asked for is called outside: 24 hex digits, the same each time.

    Every act has its own, since who knows a key does what was asked under it first, whatever is asked now.
    """
    return sha256(f"{entry_number(order.number, receipt.n)}:{receipt.act}".encode()).hexdigest()[:24]


def with_receipt(order: Order, receipt: Receipt) -> Order:
    """The order with *receipt* as that of its payment."""
    others = (each for each in order.receipts if each.n != receipt.n)
    return replace(order, receipts=tuple(sorted((*others, receipt), key=lambda each: each.n)))


RECEIPT_VERBS: frozenset[str] = frozenset(_MAY)
"""The actions on cash receipts."""
