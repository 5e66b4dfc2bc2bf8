"""Refunds at Toss.

What is cancelled carries the refund's key in its reason, so that a refund is known again when the payment
is read: after a lost answer, after Toss has forgotten the key, and while money goes into an account.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from orderdesk.core.domain.text import digits
from orderdesk.core.gateways.money import (
    BALANCE_DIFFERS,
    PaymentStatus,
    PaymentView,
    RefundAccount,
    RefundState,
    RefundView,
)
from orderdesk.core.gateways.toss.banks import bank_code
from orderdesk.core.gateways.toss.line import No, TossLine
from orderdesk.core.gateways.toss.shapes import Cancel, Payment

_STATUS: Final = {
    "READY": PaymentStatus.WAITING,
    "IN_PROGRESS": PaymentStatus.WAITING,
    "WAITING_FOR_DEPOSIT": PaymentStatus.WAITING,
    "DONE": PaymentStatus.PAID,
    "PARTIAL_CANCELED": PaymentStatus.PART_CANCELLED,
    "CANCELED": PaymentStatus.CANCELLED,
    "ABORTED": PaymentStatus.FAILED,
    "EXPIRED": PaymentStatus.FAILED,
}
_HERE: Final = frozenset({"DONE", "PARTIAL_CANCELED"})
_LONGEST_REASON: Final = 200
_LONGEST_ACCOUNT: Final = 20
_LONGEST_HOLDER: Final = 60


class TossPayments:
    """Toss Payments as who gives money back."""

    def __init__(self, line: TossLine) -> None:
        self._line = line

    def get(self, key: str) -> PaymentView | None:
        """The payment with the paymentKey *key*."""
        found = self._read(key)
        return None if found is None else _view(found)

    def find(self, order: str) -> PaymentView | None:
        """The payment with the orderId *order*."""
        found = self._line.get(f"/v1/payments/orders/{quote(order, safe='')}", "payment-by-order", Payment)
        return None if found is None else _view(found)

    def refund(
        self,
        key: str,
        amount: int | None,
        reason: str,
        idem: str,
        cancellable: int,
        account: RefundAccount | None = None,
        tax_free: int = 0,
    ) -> RefundView:
        """Cancel *amount* won of the payment, or find that it was cancelled before under *idem*."""
        payment = self._read(key)
        if payment is None:
            return RefundView(RefundState.FAILED, code="NOT_FOUND_PAYMENT")
        before = _own(payment, idem)
        if before is not None:
            return _refunded(payment, before)
        if payment.status not in _HERE or payment.balance_amount != cancellable:
            return RefundView(RefundState.FAILED, code=BALANCE_DIFFERS)
        body = self._body(amount, f"{reason[: _LONGEST_REASON - len(idem) - 3]} [{idem}]", cancellable)
        if tax_free:
            body["taxFreeAmount"] = tax_free
        if account is not None:
            body["refundReceiveAccount"] = self._account(account)
        done = self._line.post(self._path(key) + "/cancel", "cancel", body, idem, Payment)
        if isinstance(done, No):
            return RefundView(RefundState.FAILED, code=done.code, message=done.message)
        own = _own(done, idem) or Cancel(cancel_amount=cancellable if amount is None else amount)
        return _refunded(done, own)

    def _read(self, key: str) -> Payment | None:
        return self._line.get(self._path(key), "payment", Payment)

    def _path(self, key: str) -> str:
        return f"/v1/payments/{quote(key, safe='')}"

    def _body(self, amount: int | None, reason: str, cancellable: int) -> dict[str, Any]:
        """All that is left is asked for without an amount: so it is taken where parts are not."""
        body: dict[str, Any] = {"cancelReason": reason.strip()}
        if amount is not None and amount != cancellable:
            body["cancelAmount"] = amount
        if self._line.settings.balance_field:
            body[self._line.settings.balance_field] = cancellable
        return body

    def _account(self, account: RefundAccount) -> dict[str, str]:
        return {
            "bank": bank_code(self._line.settings.banks, account.bank),
            "accountNumber": digits(account.number)[:_LONGEST_ACCOUNT],
            "holderName": account.holder[:_LONGEST_HOLDER],
        }


def _own(payment: Payment, idem: str) -> Cancel | None:
    """The cancel of *payment* that was asked for under *idem*."""
    cancels = payment.cancels or []
    return next((each for each in cancels if each.cancel_reason.endswith(f"[{idem}]")), None)


def _refunded(payment: Payment, cancel: Cancel) -> RefundView:
    """What became of *cancel*; money into an account takes its time, and fails without saying which."""
    status = "NONE" if payment.virtual_account is None else payment.virtual_account.refund_status
    state = RefundState.DONE
    if status in ("PENDING", "PARTIAL_FAILED"):
        state = RefundState.PENDING
    elif status == "FAILED":
        state = RefundState.FAILED
    code = status if state is not RefundState.DONE else ""
    return RefundView(state, cancel.cancel_amount, cancel.transaction_key, code)


def _view(payment: Payment) -> PaymentView:
    return PaymentView(
        payment.payment_key,
        payment.order_id,
        payment.total_amount,
        payment.balance_amount if payment.status in _HERE else 0,
        _STATUS.get(payment.status, PaymentStatus.UNKNOWN),
        payment.method or "",
        payment.is_partial_cancelable,
        payment.virtual_account is not None,
    )
