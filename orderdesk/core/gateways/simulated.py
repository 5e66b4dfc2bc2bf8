"""Who issues cash receipts in the demo shop and in training: nobody."""

from __future__ import annotations

from hashlib import sha256

from orderdesk.core.gateways.money import CashReceiptAsked, CashReceiptView, ReceiptState


class SimulatedIssuer:
    """Issues nothing: approval numbers are made from the key, so that asking twice is answered the same."""

    def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
        """Nine digits that depend on the key alone."""
        approval = f"{int(sha256(asked.key.encode()).hexdigest(), 16) % 10**9:09}"
        return CashReceiptView(asked.key, ReceiptState.ISSUED, approval, reference=asked.key)

    def cancel(self, issued: CashReceiptView, _amount: int | None, key: str) -> CashReceiptView:
        """Nothing is to be cancelled anywhere."""
        return CashReceiptView(key, ReceiptState.CANCELLED, issued.approval, issued.at, issued.reference)

    def get(self, issued: CashReceiptView) -> CashReceiptView | None:
        """Nobody remembers."""
        return issued
