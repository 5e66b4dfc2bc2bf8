"""Watching the calls to a connection for the shop's money, whoever makes them: how did they go?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from orderdesk.core.domain.allowance import Allowance, tightest
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.money import (
    CashReceiptAsked,
    CashReceiptGateway,
    CashReceiptView,
    DepositFeed,
    DepositPage,
    PaymentGateway,
    PaymentView,
    RefundAccount,
    RefundView,
)
from orderdesk.core.services.rounds import TROUBLES, trouble_words

Answer = TypeVar("Answer")


class _Line(Protocol):
    def allowance(self) -> Allowance | None: ...


class Watch:
    """What came of the calls to one connection: whether there were any, and the last trouble of them."""

    def __init__(self) -> None:
        self.spoke = False
        self.trouble: Word | None = None
        self.lines: list[_Line] = []

    @property
    def allowance(self) -> Allowance | None:
        """What is allowed now, where the least is left."""
        return tightest(line.allowance() for line in self.lines)

    def __call__(self, ask: Callable[[], Answer]) -> Answer:
        """What *ask* answers."""
        self.spoke = True
        try:
            return ask()
        except TROUBLES as error:
            self.trouble = trouble_words(error)
            raise


class WatchedPayments:
    """A `PaymentGateway` that *watch* hears of."""

    def __init__(self, to: PaymentGateway, watch: Watch) -> None:
        self.to = to
        self._watch = watch

    def get(self, key: str) -> PaymentView | None:
        """As the port says."""
        return self._watch(lambda: self.to.get(key))

    def find(self, order: str) -> PaymentView | None:
        """As the port says."""
        return self._watch(lambda: self.to.find(order))

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
        """As the port says."""
        return self._watch(lambda: self.to.refund(key, amount, reason, idem, cancellable, account, tax_free))


class WatchedReceipts:
    """A `CashReceiptGateway` that *watch* hears of."""

    def __init__(self, to: CashReceiptGateway, watch: Watch) -> None:
        self.to = to
        self._watch = watch

    def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
        """As the port says."""
        return self._watch(lambda: self.to.issue(asked))

    def cancel(self, issued: CashReceiptView, amount: int | None, key: str) -> CashReceiptView:
        """As the port says."""
        return self._watch(lambda: self.to.cancel(issued, amount, key))

    def get(self, issued: CashReceiptView) -> CashReceiptView | None:
        """As the port says."""
        return self._watch(lambda: self.to.get(issued))


class WatchedDeposits:
    """A `DepositFeed` that *watch* hears of."""

    def __init__(self, to: DepositFeed, watch: Watch) -> None:
        self.to = to
        self._watch = watch

    def deposits(self, cursor: str | None) -> DepositPage:
        """As the port says."""
        return self._watch(lambda: self.to.deposits(cursor))
