"""From connections to those who are asked for the shop's money."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.receipts import Mode
from orderdesk.core.gateways.popbill.deposits import PopbillDeposits
from orderdesk.core.gateways.popbill.receipts import PopbillReceipts
from orderdesk.core.gateways.popbill.settings import Account, read_accounts
from orderdesk.core.gateways.simulated import SimulatedIssuer
from orderdesk.core.gateways.toss.payments import TossPayments
from orderdesk.core.gateways.toss.receipts import TossReceipts
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.connected import connected
from orderdesk.core.services.connecting import connect, pause, secret_file
from orderdesk.core.services.receipt_settings import ModeRefused, connect_simulated, set_mode
from tests.services.desk import KIM, NOW, Desk

POPBILL = {"link": "TESTER", "corp": "1234567890", "base": "https://popbill-test.linkhub.co.kr"}


def joined(desk: Desk, system: str, secret: str = "c2VjcmV0", **given: str) -> None:
    made = connect(desk.store, KIM, NOW, system, "", given)
    if secret:
        secret_file(desk.store.url).put(f"connection-{made.id}.secret_key", secret)


def kinds(desk: Desk) -> tuple[type, type, type]:
    with connected(desk.store, desk.clock) as to:
        behind = (getattr(each, "to", each) for each in (to.payments, to.receipts, to.deposits))
        payments, receipts, deposits = map(type, behind)
    return payments, receipts, deposits


def outside(desk: Desk) -> bool:
    with desk.store.reader() as conn:
        return shop_of(conn).refunds_outside


NOBODY = type(None)


def test_toss_refunds_and_issues_receipts(desk: Desk) -> None:
    assert kinds(desk) == (NOBODY, NOBODY, NOBODY) and not outside(desk)
    joined(desk, "toss")
    assert kinds(desk) == (TossPayments, TossReceipts, NOBODY) and outside(desk)
    set_mode(desk.store, KIM, NOW, Mode.ASKED)
    with pytest.raises(ModeRefused):  # nobody tells of deposits
        set_mode(desk.store, KIM, NOW, Mode.AUTO)


def test_popbill_issues_receipts_unless_toss_does_and_tells_of_deposits_to_its_accounts(desk: Desk) -> None:
    joined(desk, "popbill", **POPBILL)
    assert kinds(desk) == (NOBODY, PopbillReceipts, NOBODY)
    joined(desk, "toss")
    with pytest.raises(ModeRefused):
        set_mode(desk.store, KIM, NOW, Mode.AUTO)


def test_with_both_and_an_account_receipts_may_issue_themselves(desk: Desk) -> None:
    joined(desk, "popbill", **POPBILL, accounts="0004:111, 0088:222")
    joined(desk, "toss")
    set_mode(desk.store, KIM, NOW, Mode.AUTO)
    payments, _, deposits = kinds(desk)
    assert (payments, deposits) == (TossPayments, PopbillDeposits)
    assert read_accounts("0004:111, 0088:222,") == (Account("0004", "111"), Account("0088", "222"))


def test_who_is_paused_or_has_no_key_is_not_asked(desk: Desk) -> None:
    connect_simulated(desk.store, KIM, NOW)
    assert kinds(desk) == (NOBODY, SimulatedIssuer, NOBODY)
    joined(desk, "toss", secret="")
    assert kinds(desk) == (NOBODY, NOBODY, NOBODY)  # and nobody pretends any more
    secret_file(desk.store.url).put("connection-1.secret_key", "test_sk_x")
    assert kinds(desk)[0] is TossPayments
    pause(desk.store, KIM, NOW, "toss", True)
    assert kinds(desk) == (NOBODY, NOBODY, NOBODY)


def test_settings_that_make_no_sense_leave_the_others_as_they_are(desk: Desk) -> None:
    joined(desk, "popbill", **POPBILL)
    joined(desk, "toss", base="http://nowhere:port")
    assert kinds(desk) == (NOBODY, PopbillReceipts, NOBODY)
    secret_file(desk.store.url).path.chmod(0o644)
    assert kinds(desk) == (NOBODY, NOBODY, NOBODY)
