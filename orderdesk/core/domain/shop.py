"""What a rule needs to know of the shop beside the order."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.receipts import Mode


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's settings that decide.

    Whether it has a bank account, how it issues receipts, whether somebody outside executes its refunds, and
    which channels are connected, so that they must be told what is done.
    """

    has_account: bool = True
    receipts: Mode = Mode.OFF
    refunds_outside: bool = False
    connected: frozenset[Channel] = frozenset()
