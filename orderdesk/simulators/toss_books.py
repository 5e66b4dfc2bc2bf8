"""What the played Toss keeps: payments, their cancels, cash receipts; and how it shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

SEOUL = timezone(timedelta(hours=9))
CARD, VIRTUAL = "카드", "가상계좌"


class No(Exception):
    """A refusal: its status, code and words."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message or code


@dataclass
class Cancel:
    """A cancel, won; `left` is what could be cancelled after it."""

    amount: int
    reason: str
    left: int
    at: float
    key: str
    tax_free: int = 0


@dataclass
class Payment:
    """A payment; `refund` says how far money into an account is."""

    key: str
    order: str
    name: str
    method: str
    total: int
    requested_at: float
    by_parts: bool = True
    status: str = "IN_PROGRESS"
    approved_at: float | None = None
    due_at: float | None = None
    refund: str = "NONE"
    cancels: list[Cancel] = field(default_factory=list)

    @property
    def left(self) -> int:
        """What can still be cancelled, won."""
        return self.total - sum(each.amount for each in self.cancels)

    @property
    def is_on_its_way(self) -> bool:
        """Whether something that was cancelled has not come to the buyer's account yet."""
        return self.refund == "PENDING"

    def shown(self) -> dict[str, Any]:
        """As a reply shows it."""
        virtual = None
        if self.method == VIRTUAL:
            virtual = {
                "accountType": "일반",
                "accountNumber": "00000000000000",
                "bankCode": "20",
                "dueDate": moment(self.due_at),
                "refundStatus": self.refund,
                "expired": self.status == "EXPIRED",
                "settlementStatus": "INCOMPLETED",
            }
        return {
            "version": "2022-11-16",
            "paymentKey": self.key,
            "type": "NORMAL",
            "orderId": self.order,
            "orderName": self.name,
            "mId": "orderdesk",
            "currency": "KRW",
            "method": self.method,
            "totalAmount": self.total,
            "balanceAmount": self.left,
            "status": self.status,
            "requestedAt": moment(self.requested_at),
            "approvedAt": moment(self.approved_at),
            "isPartialCancelable": self.by_parts,
            "lastTransactionKey": self.cancels[-1].key if self.cancels else self.key,
            "cancels": [_cancel(each) for each in self.cancels] or None,
            "virtualAccount": virtual,
            "failure": None,
        }


def _cancel(cancel: Cancel) -> dict[str, Any]:
    return {
        "cancelAmount": cancel.amount,
        "cancelReason": cancel.reason,
        "taxFreeAmount": cancel.tax_free,
        "refundableAmount": cancel.left,
        "canceledAt": moment(cancel.at),
        "transactionKey": cancel.key,
        "receiptKey": None,
    }


@dataclass
class Receipt:
    """A cash receipt; `left` is what of it was not cancelled, won."""

    key: str
    order: str
    type: str
    identity: str
    amount: int
    left: int
    approval: str
    at: float
    cancelled_at: float | None = None

    def shown(self) -> dict[str, Any]:
        """As a reply shows it."""
        return {
            "receiptKey": self.key,
            "orderId": self.order,
            "type": self.type,
            "amount": self.amount,
            "issueNumber": self.approval,
            "approvedAt": moment(self.at),
            "canceledAt": moment(self.cancelled_at),
            "receiptUrl": "https://dashboard.tosspayments.com/receipt",
        }


def moment(at: float | None) -> str | None:
    """A time as Toss writes it."""
    return None if at is None else datetime.fromtimestamp(int(at), SEOUL).isoformat()
