"""Played companies that a desk of a test is connected to, and the desk's clients of them."""

from __future__ import annotations

import httpx

from orderdesk.core.gateways.popbill.authority import BANK, CASHBILL
from orderdesk.core.gateways.popbill.deposits import PopbillDeposits
from orderdesk.core.gateways.popbill.line import PopbillLine
from orderdesk.core.gateways.popbill.receipts import PopbillReceipts
from orderdesk.core.gateways.popbill.settings import Account, PopbillSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.toss.line import TossLine
from orderdesk.core.gateways.toss.payments import TossPayments
from orderdesk.core.gateways.toss.receipts import TossReceipts
from orderdesk.core.gateways.toss.settings import TossSettings
from orderdesk.core.gateways.wire import Times
from orderdesk.core.services.connecting import connect
from orderdesk.core.store.engine import Store
from orderdesk.simulators.popbill import SECRET, Popbill
from orderdesk.simulators.toss import Toss
from orderdesk.simulators.world import Clock, World
from tests.services.desk import KIM, NOW

KEY = "test_sk_orderdesk"
ACCOUNT = Account("0004", "00000000000001")


def toss() -> Toss:
    return Toss(World(clock=Clock(at=NOW)), KEY)


def link_toss(store: Store) -> None:
    """From now on approvals only start automatic refunds, and Toss is asked to execute them."""
    connect(store, KIM, NOW, "toss", "", {})


def popbill() -> Popbill:
    made = Popbill(World(clock=Clock(at=NOW)))
    made.bank.register(ACCOUNT.bank, ACCOUNT.number)
    return made


def times(world: World) -> Times:
    return Times(world.clock.now, world.clock.sleep)


def _toss_key() -> Secret:
    return Secret("toss", KEY)


def _popbill_key() -> Secret:
    return Secret("popbill", SECRET)


def line_to(company: Toss) -> TossLine:
    transport = httpx.MockTransport(company.handle)
    return TossLine(TossSettings(), _toss_key, times=times(company.world), transport=transport)


def payments_of(company: Toss) -> TossPayments:
    return TossPayments(line_to(company))


def toss_receipts(company: Toss) -> TossReceipts:
    return TossReceipts(line_to(company))


_SETTINGS = PopbillSettings("1234567890", "TESTER", accounts=(ACCOUNT,))


def popbill_receipts(company: Popbill) -> PopbillReceipts:
    return PopbillReceipts(_popbill_line(company, CASHBILL))


def feed_of(company: Popbill) -> PopbillDeposits:
    return PopbillDeposits(_popbill_line(company, BANK))


def _popbill_line(company: Popbill, scope: tuple[str, ...]) -> PopbillLine:
    transport = httpx.MockTransport(company.handle)
    return PopbillLine(_SETTINGS, _popbill_key, scope, times=times(company.world), transport=transport)
