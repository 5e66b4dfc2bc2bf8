"""What waits to be asked of those whom the shop is connected to for its money, asked when its time comes.

Who can't be reached now is asked the next time.
"""

from __future__ import annotations

import logging

from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.services.connected import MONEY, SYSTEMS, Connected
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.paying_back import pay_back
from orderdesk.core.services.receipts import perform
from orderdesk.core.services.running import Clock
from orderdesk.core.services.told_deposits import confirm_sure, is_due, take_in
from orderdesk.core.services.trying import look_again
from orderdesk.core.store.connections import connections
from orderdesk.core.store.engine import Store

_log = logging.getLogger("orderdesk.outside")


def hear_of_deposits(store: Store, clock: Clock, to: Connected, every: int) -> None:
    """Take in what the bank tells, once in *every* seconds, and confirm orders that are surely paid by it."""
    if to.deposits is None:
        return
    with store.reader() as conn:
        due = is_due(conn, clock(), every)
    if not due:
        return
    try:
        take_in(store, to.deposits, clock)
    except GatewayError as error:
        _log.info("deposits: %s %s", error.fault, error.code)
    if to.automatic:
        confirm_sure(store, clock)


def look_at_troubles(store: Store, clock: Clock) -> None:
    """Where something was wrong and nothing had to be asked, see whether it still is."""
    with store.reader() as conn:
        there = [each for each in connections(conn) if each.system in SYSTEMS and not each.paused]
    for connection in there:
        look_again(store, connection, MONEY, secret_file(store.url), clock)


def settle_outside(store: Store, clock: Clock, to: Connected) -> None:
    """Have the refunds executed and the cash receipts issued or cancelled that were started."""
    if to.payments is not None:
        pay_back(store, to.payments, clock)
    if to.receipts is not None:
        perform(store, clock, to.receipts)
