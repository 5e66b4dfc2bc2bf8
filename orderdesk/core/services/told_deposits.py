"""What the connected bank tells of deposits: kept until it is used, and confirmed by itself where it is sure.

How far the bank has told is kept in the transaction that keeps what it told, so that nothing is passed over
and nothing counts twice.
"""

from __future__ import annotations

import json
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.deposits import Deposit
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.text import clean, digits
from orderdesk.core.gateways.money import BankDeposit, DepositFeed
from orderdesk.core.services.deposits import apply_deposits, match, plan_deposits, sure
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.services.running import Clock
from orderdesk.core.store.deposits import taken_marks, told_deposits, told_mark, used_elsewhere, used_marks
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import bank_accounts

LOOKED_AT: Final = 14 * 86_400
"""How long a deposit that fits no order is looked at again, seconds."""

KEPT: Final = 60 * 86_400
"""How long what the bank told is kept, seconds; what a payment stands for is kept with it."""

_FEED: Final = "deposit-feed"
"""The preference that says how far the bank has told, and when it was asked last."""

_PAGES: Final = 200
"""How many pages are taken at once at most; the next time goes on."""


def take_in(store: Store, feed: DepositFeed, clock: Clock) -> int:
    """Keep what *feed* tells since the last time; how many deposits are new. GatewayError.

    Nothing while another process does it.
    """
    new = 0
    with store.backend.try_lock("deposits") as free:
        for _ in range(_PAGES if free else 0):
            with store.reader() as conn:
                cursor, _ = _so_far(conn)
                accounts = {digits(each.number): " · ".join(each[1:]) for each in bank_accounts(conn)}
            page = feed.deposits(cursor)
            now = clock()
            told = [
                _deposit(each, accounts.get(digits(each.account), each.account)) for each in page.deposits
            ]
            with store.unit(SYSTEM, now) as unit:
                new += unit.put_told(told, now - KEPT)
                unit.put_preference(SHOP, _FEED, json.dumps([page.cursor, now]))
            if not page.more:
                break
    return new


def is_due(conn: Conn, now: int, every: int) -> bool:
    """Whether the bank, which is left alone for *every* seconds, may be asked again at *now*."""
    return now - _so_far(conn)[1] >= every


def _so_far(conn: Conn) -> tuple[str | None, int]:
    kept = read_preference(conn, SHOP, _FEED)
    if kept is None:
        return None, 0
    cursor, at = json.loads(kept)
    return str(cursor), int(at)


def _deposit(told: BankDeposit, account: str) -> Deposit:
    depositor, memo = clean(told.depositor), clean(told.memo)
    return Deposit(told_mark(told.account, told.transaction), account, told.at, depositor, told.amount, memo)


def waiting_deposits(conn: Conn, now: int) -> list[Deposit]:
    """What the bank told lately, used or not, the oldest first."""
    return told_deposits(conn, now - LOOKED_AT)


def unused_deposits(conn: Conn, now: int) -> list[Deposit]:
    """What the bank told lately and no payment stands for, the oldest first."""
    found = waiting_deposits(conn, now)
    used = used_marks(conn, (each.mark for each in found)) | used_elsewhere(conn, found)
    return [each for each in found if each.mark not in used]


def confirm_sure(store: Store, clock: Clock, actor: Actor = SYSTEM) -> int | None:
    """Confirm the orders that a deposit surely pays; the number of the job, None where there are none.

    A deposit that was taken for an order before is left to people: they took that back. Nothing while
    another process does it.
    """
    with store.backend.try_lock("deposits") as free:
        return _confirm_sure(store, clock, actor) if free else None


def _confirm_sure(store: Store, clock: Clock, actor: Actor) -> int | None:
    with store.reader() as conn:
        found = waiting_deposits(conn, clock())
        before = taken_marks(conn, [each.mark for each in found])
        fitting = sure(match(conn, found))
        chosen = {deposit: order for deposit, order in fitting.items() if deposit.mark not in before}
        plan = plan_deposits(conn, chosen, actor, clock())
    if not plan.applying():
        return None
    return apply_deposits(store, chosen, plan, actor, clock)
