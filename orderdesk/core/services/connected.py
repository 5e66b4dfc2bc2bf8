"""Who the shop is connected to for its money: refunds, cash receipts, what came into its accounts.

Clients are imported when they are needed: the first window of the desk waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from orderdesk.core.gateways.money import CashReceiptGateway, DepositFeed, PaymentGateway
from orderdesk.core.gateways.results import Fault
from orderdesk.core.gateways.secrets import Secret, SecretFile
from orderdesk.core.gateways.simulated import SimulatedIssuer
from orderdesk.core.services.connecting import ConnectionRefused, secret_file
from orderdesk.core.services.reaching import addressed, given_as, keys_of
from orderdesk.core.services.receipt_settings import linked
from orderdesk.core.services.rounds import went_well, went_wrong
from orderdesk.core.services.running import Clock
from orderdesk.core.services.watching import Watch, WatchedDeposits, WatchedPayments, WatchedReceipts
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.engine import Store

MONEY: Final = "money"
"""The feed that says how it went with those who are asked for the shop's money."""

LINE_DOWN: Final = frozenset({Fault.AUTH, Fault.CONFIG, Fault.TEMPORARY, Fault.RATE_LIMITED})
"""Faults that the next call would meet as well: asking goes on another time."""


@dataclass(frozen=True, slots=True)
class Connected:
    """Those that are there; None for each that is not. Closed at the end of a `with` block.

    `automatic`: whether a deposit that surely pays an order confirms it by itself.
    """

    payments: PaymentGateway | None = None
    receipts: CashReceiptGateway | None = None
    deposits: DepositFeed | None = None
    automatic: bool = True
    closing: tuple[Callable[[], None], ...] = ()

    def __enter__(self) -> Connected:
        return self

    def __exit__(self, *_trouble: object) -> None:
        for close in self.closing:
            close()


def connected(store: Store, clock: Clock) -> Connected:
    """Who the shop of *store* is connected to now, but for what is paused or lacks its secret.

    What goes wrong with one, now or with the calls to it, is kept with its connection. Receipts are issued
    by the payment company where one is connected, else by Popbill.
    """
    with store.reader() as conn:
        there = connections(conn)
        pretends = "payments" in linked(conn)
    found, secrets = Connected(), secret_file(store.url)
    for connection in there:
        if connection.system not in SYSTEMS or connection.paused:
            continue
        watch = Watch()
        try:
            found = _joined(found, connection, secrets, watch)
        except ConnectionRefused as error:
            went_wrong(store, connection.id, MONEY, clock(), error.word)
            continue
        note = partial(_note, store, connection.id, watch, clock)
        found = replace(found, closing=(*found.closing, note))
    if pretends and not any(connection.system in SYSTEMS for connection in there):
        found = replace(found, receipts=SimulatedIssuer())
    return found


def money_behind(connection: Connection, secrets: SecretFile) -> Connected:
    """What *connection* alone gives the shop. ConnectionRefused where its secret is missing."""
    return _joined(Connected(), connection, secrets, Watch())


def _note(store: Store, connection: int, watch: Watch, clock: Clock) -> None:
    """Keep how the calls to *connection* went; nothing where there were none."""
    if watch.trouble is not None:
        went_wrong(store, connection, MONEY, clock(), watch.trouble, watch.allowance)
    elif watch.spoke:
        went_well(store, connection, MONEY, clock(), watch.allowance)


def _joined(found: Connected, connection: Connection, secrets: SecretFile, watch: Watch) -> Connected:
    """*found* and what *connection* gives; *watch* hears of the calls to it. ConnectionRefused."""
    key = keys_of(connection, secrets)("secret_key")
    key()
    with addressed(connection):
        return SYSTEMS[connection.system](found, connection.settings, key, watch)


def _with_toss(
    found: Connected, settings: Mapping[str, str], key: Callable[[], Secret], watch: Watch
) -> Connected:
    from orderdesk.core.gateways.toss.line import TossLine
    from orderdesk.core.gateways.toss.payments import TossPayments
    from orderdesk.core.gateways.toss.receipts import TossReceipts
    from orderdesk.core.gateways.toss.settings import TossSettings
    from orderdesk.core.gateways.wire import Times

    if found.payments is not None:
        return found
    line = TossLine(given_as(TossSettings, settings), key, times=Times())
    watch.lines.append(line)
    payments = WatchedPayments(TossPayments(line), watch)
    receipts = WatchedReceipts(TossReceipts(line), watch)
    return replace(found, payments=payments, receipts=receipts, closing=(*found.closing, line.close))


def _with_popbill(
    found: Connected, settings: Mapping[str, str], key: Callable[[], Secret], watch: Watch
) -> Connected:
    from orderdesk.core.gateways.popbill.authority import BANK, CASHBILL
    from orderdesk.core.gateways.popbill.deposits import PopbillDeposits
    from orderdesk.core.gateways.popbill.line import PopbillLine
    from orderdesk.core.gateways.popbill.receipts import PopbillReceipts
    from orderdesk.core.gateways.popbill.settings import PopbillSettings, read_accounts
    from orderdesk.core.gateways.wire import Times

    plain = {name: text for name, text in settings.items() if name != "accounts"}
    how: PopbillSettings = given_as(PopbillSettings, plain)
    accounts = read_accounts(settings.get("accounts", ""))
    how = replace(how, accounts=accounts, test=how.test or "-test." in how.base)
    if accounts and found.deposits is None:
        line = PopbillLine(how, key, BANK, times=Times())
        watch.lines.append(line)
        deposits = WatchedDeposits(PopbillDeposits(line), watch)
        found = replace(found, deposits=deposits, closing=(*found.closing, line.close))
    if found.receipts is None:
        line = PopbillLine(how, key, CASHBILL, times=Times())
        watch.lines.append(line)
        receipts = WatchedReceipts(PopbillReceipts(line), watch)
        found = replace(found, receipts=receipts, closing=(*found.closing, line.close))
    return found


SYSTEMS: Final = {"toss": _with_toss, "popbill": _with_popbill}
"""Those who are asked for the shop's money, and how each is joined."""
