"""What a rule needs to know of the shop beside the order."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.receipts import Mode


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's settings that decide.

    Whether it has a bank account, how it issues receipts, whether somebody outside executes its refunds,
    which channels are connected, so that they must be told what is done, and whether it has a contract with
    a courier, who then fetches what comes back.
    """

    has_account: bool = True
    receipts: Mode = Mode.OFF
    refunds_outside: bool = False
    connected: frozenset[Channel] = frozenset()
    has_courier: bool = True

    def can_fetch(self, channel: Channel) -> bool:
        """Whether somebody comes for goods of an order of *channel*: our courier, or the channel's."""
        return self.has_courier or channel in self.connected
