"""What a rule needs to know of the shop beside the order."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.receipts import Mode


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's settings that decide.

    Whether it has a bank account, how it issues receipts, and whether somebody outside executes its refunds.
    """

    has_account: bool = True
    receipts: Mode = Mode.OFF
    refunds_outside: bool = False
