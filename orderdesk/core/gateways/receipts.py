"""The port to whoever issues cash receipts, and one that only plays the part."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple, Protocol


class ReceiptAsked(NamedTuple):
    """A cash receipt to be issued or cancelled: `key` names this very receipt, `amount` is whole won.

    Asked twice with one key, an issuer does it once and answers the same.
    """

    key: str
    purpose: str
    identity: str
    amount: int
    approval: str = ""


class IssueRefused(Exception):
    """The issuer says no; `why` are its own words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ReceiptIssuer(Protocol):
    """Issues and cancels cash receipts."""

    def issue(self, asked: ReceiptAsked) -> str:
        """Issue it; the approval number. IssueRefused."""

    def cancel(self, asked: ReceiptAsked) -> None:
        """Cancel it. IssueRefused."""


class SimulatedIssuer:
    """Issues nothing: approval numbers are made from the key. For the demo shop and for training."""

    def issue(self, asked: ReceiptAsked) -> str:
        """Nine digits that depend on the key alone."""
        return f"{int(sha256(asked.key.encode()).hexdigest(), 16) % 10**9:09}"

    def cancel(self, asked: ReceiptAsked) -> None:
        """Nothing is to be cancelled anywhere."""
