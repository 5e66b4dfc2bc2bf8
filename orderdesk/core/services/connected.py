"""Who the shop is connected to for its money: refunds, cash receipts, what came into its accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orderdesk.core.gateways.money import CashReceiptGateway, DepositFeed, PaymentGateway
from orderdesk.core.gateways.results import Fault
from orderdesk.core.gateways.simulated import SimulatedIssuer
from orderdesk.core.services.receipt_settings import linked
from orderdesk.core.store.engine import Store

LINE_DOWN: Final = frozenset({Fault.AUTH, Fault.CONFIG, Fault.TEMPORARY, Fault.RATE_LIMITED})
"""Faults that the next call would meet as well: asking goes on another time."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Those that are there; None for each that is not.

    `automatic`: whether a deposit that surely pays an order confirms it by itself.
    """

    payments: PaymentGateway | None = None
    receipts: CashReceiptGateway | None = None
    deposits: DepositFeed | None = None
    automatic: bool = True


def connected(store: Store) -> Connected:
    """Who the shop of *store* is connected to now."""
    with store.reader() as conn:
        pretends = "payments" in linked(conn)
    return Connected(receipts=SimulatedIssuer() if pretends else None)
