"""The ports to who gives money back, issues cash receipts and knows what came into a bank account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol


class PaymentStatus(StrEnum):
    """What a payment company says of a payment."""

    WAITING = "waiting"
    PAID = "paid"
    PART_CANCELLED = "part-cancelled"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment as its company knows it; won. `cancellable` is what can still go back.

    `by_parts`: whether less than all can be given back. `virtual`: paid into a virtual account, which a
    refund needs an account for and takes its time.
    """

    key: str
    order: str
    total: int
    cancellable: int
    status: PaymentStatus
    method: str
    by_parts: bool = True
    virtual: bool = False


@dataclass(frozen=True, slots=True)
class RefundAccount:
    """Where money goes: bank code, digits, holder."""

    bank: str
    number: str
    holder: str


class RefundState(StrEnum):
    """What became of a refund."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund as the company tells of it: won, its name there, and its words where it failed."""

    state: RefundState
    amount: int = 0
    reference: str = ""
    code: str = ""
    message: str = ""


BALANCE_DIFFERS: Final = "balance-differs"
"""The code of a refund that was not tried: the company holds another amount than the desk thinks."""


class PaymentGateway(Protocol):
    """A payment company. A repeated call with the same `idem` takes effect once."""

    def get(self, key: str) -> PaymentView | None:
        """The payment called *key*; None when it is not known there."""

    def find(self, order: str) -> PaymentView | None:
        """The payment of the order that the shop calls *order*."""

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
        """Give *amount* won back (None: all that is left), where *cancellable* still holds.

        Asked again with the same *idem*, it says what has become of that refund since.
        """


class ReceiptPurpose(StrEnum):
    """소득공제 or 지출증빙."""

    INCOME = "income"
    EXPENSE = "expense"


class ReceiptState(StrEnum):
    """What became of a cash receipt."""

    ISSUED = "issued"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class CashReceiptAsked:
    """A cash receipt to issue: `key` (≤ 24 of A–Z a–z 0–9 - _) is the same whenever it is asked again."""

    key: str
    order: str
    name: str
    purpose: ReceiptPurpose
    identity: str
    amount: int
    tax_free: int = 0


@dataclass(frozen=True, slots=True)
class CashReceiptView:
    """A cash receipt as its issuer knows it."""

    key: str
    state: ReceiptState
    approval: str = ""
    at: int | None = None
    reference: str = ""
    code: str = ""
    message: str = ""


class CashReceiptGateway(Protocol):
    """Who issues cash receipts."""

    def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
        """Issue it, or find that it was issued."""

    def cancel(self, issued: CashReceiptView, amount: int | None, key: str) -> CashReceiptView:
        """Cancel *amount* won of it (None: all), as the act called *key*."""

    def get(self, issued: CashReceiptView) -> CashReceiptView | None:
        """What the issuer knows of it now."""


@dataclass(frozen=True, slots=True)
class BankDeposit:
    """Money that came: the account, the bank's own number of the transaction, when (UTC s), won, who."""

    account: str
    transaction: str
    at: int
    amount: int
    depositor: str
    memo: str = ""


@dataclass(frozen=True, slots=True)
class DepositPage:
    """A part of what came in, and where to go on."""

    deposits: tuple[BankDeposit, ...]
    cursor: str
    more: bool = False


class DepositFeed(Protocol):
    """Who knows what came into an account."""

    def deposits(self, cursor: str | None) -> DepositPage:
        """What came since *cursor*; the same may come again."""
