"""The shop's bank accounts; confirming a payment by hand needs one (processing.md §7.9)."""

from __future__ import annotations

from orderdesk.core.domain.apply import Shop
from orderdesk.core.domain.orders import Actor
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import BankAccount, bank_accounts, preference

REFUND_LINK = "refund-link"
"""The preference of the shop that names who executes its automatic refunds outside; absent: nobody."""


def shop_of(conn: Conn) -> Shop:
    """What the rules need to know of the shop."""
    outside = preference(conn, "", REFUND_LINK) is not None
    return Shop(has_account=bool(bank_accounts(conn)), refunds_outside=outside)


def register_account(store: Store, actor: Actor, now: int, account: tuple[str, str, str]) -> BankAccount:
    """Register an account given as (bank, number, holder)."""
    bank, number, holder = account
    with store.unit(actor, now) as unit:
        return unit.add_bank_account(bank, number, holder)
