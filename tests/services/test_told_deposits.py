"""What the connected bank tells: kept once, confirmed by itself only where it is sure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.deposits import Deposit, Standing
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.receipts import Mode
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.gateways.money import CashReceiptGateway
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.services import ticking
from orderdesk.core.services.accounts import register_account
from orderdesk.core.services.connected import Connected
from orderdesk.core.services.deposits import apply_deposits, match, plan_deposits
from orderdesk.core.services.receipt_settings import connect_simulated, set_mode
from orderdesk.core.services.rhythm import USUAL
from orderdesk.core.services.ticking import tick
from orderdesk.core.services.told_deposits import KEPT, confirm_sure, take_in, waiting_deposits
from orderdesk.core.store.engine import Store
from orderdesk.core.store.erasing import erase_rest
from orderdesk.simulators.popbill import Popbill
from orderdesk.simulators.world import Mishap
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.outside import ACCOUNT, feed_of, popbill, popbill_receipts, toss, toss_receipts

WAITING, COMPLETE = PaymentState.WAITING, PaymentState.COMPLETE


def told(desk: Desk) -> list[Deposit]:
    with desk.store.reader() as conn:
        return waiting_deposits(conn, desk.now)


def standings(desk: Desk) -> list[Standing]:
    with desk.store.reader() as conn:
        return [each.standing for each in match(conn, waiting_deposits(conn, desk.now))]


def state(desk: Desk, n: int = 1) -> PaymentState:
    return order_payment_state(desk.order(n).entries)


def listening(store: Store) -> tuple[Desk, Popbill]:
    """Orders 1 and 2 wait for 10,000 won each from 구매자1 and 구매자2; the shop's account is read."""
    desk, bank = Desk(store), popbill()
    register_account(store, KIM, NOW, ("국민은행", "000000-00-000001", "우리상점"))
    desk.add(sold(1, unpaid=True), sold(2, unpaid=True))
    return desk, bank


def hear(desk: Desk, bank: Popbill) -> int:
    return take_in(desk.store, feed_of(bank), desk.clock)


def test_a_sure_deposit_confirms_its_order_with_what_the_bank_said(store: Store) -> None:
    desk, bank = listening(store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1", "인터넷", ago=60)
    assert hear(desk, bank) == 1
    assert confirm_sure(store, desk.clock) is not None
    paid = desk.order(1).entries[-1]
    assert (paid.kind, paid.at, paid.depositor) == (EntryKind.PAID, NOW - 60, "구매자1")
    assert paid.account == "국민은행 · 000000-00-000001 · 우리상점"
    assert desk.events(1)[-1].actor == SYSTEM
    assert (state(desk, 1), state(desk, 2)) == (COMPLETE, WAITING)
    assert confirm_sure(store, desk.clock) is None and desk.sound()


def test_what_is_told_again_counts_once(store: Store) -> None:
    desk, bank = listening(store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    assert hear(desk, bank) == 1
    confirm_sure(store, desk.clock)
    for _ in range(2):
        assert hear(desk, bank) == 0
        assert confirm_sure(store, desk.clock) is None
    assert len(told(desk)) == 1 and standings(desk) == [Standing.USED]


def test_equal_fits_wait_for_people(desk: Desk) -> None:
    _, bank = listening(desk.store)
    for _ in range(2):
        bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    bank.bank.deposit(ACCOUNT.number, 9_999, "구매자2")
    hear(desk, bank)
    assert confirm_sure(desk.store, desk.clock) is None
    assert standings(desk) == [Standing.UNSURE] * 3
    assert (state(desk, 1), state(desk, 2)) == (WAITING, WAITING)


def test_what_a_person_took_back_is_not_confirmed_again_by_itself(desk: Desk) -> None:
    _, bank = listening(desk.store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    hear(desk, bank)
    job = confirm_sure(desk.store, desk.clock)
    assert job is not None
    desk.undo(job)
    assert standings(desk) == [Standing.SURE]
    assert confirm_sure(desk.store, desk.clock) is None and state(desk) is WAITING


def test_a_file_and_the_bank_tell_one_deposit_which_pays_one_order(desk: Desk) -> None:
    """구매자1 ordered twice for the same amount and paid once: the second order still waits."""
    _, bank = listening(desk.store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1", ago=60)
    hear(desk, bank)
    in_file = Deposit("0123-1", "국민은행", NOW - 60, "구매자1", 10_000)
    with desk.store.reader() as conn:
        plan = plan_deposits(conn, {in_file: desk.order(1).id}, KIM, NOW)
    apply_deposits(desk.store, {in_file: desk.order(1).id}, plan, KIM, desk.clock)
    desk.add(replace(sold(3, unpaid=True), buyer_name="구매자1"))
    assert standings(desk) == [Standing.USED]
    assert confirm_sure(desk.store, desk.clock) is None and state(desk, 3) is WAITING


def test_the_cursor_moves_with_the_deposits_or_not_at_all(store: Store) -> None:
    desk, bank = listening(store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    feed = feed_of(bank)

    def die(point: str) -> None:
        if point == "written":
            raise KeyboardInterrupt

    store.checkpoint = die
    with pytest.raises(KeyboardInterrupt):
        take_in(store, feed, desk.clock)
    store.checkpoint = lambda _point: None
    assert told(desk) == []
    assert take_in(store, feed, desk.clock) == 1
    assert len(told(desk)) == 1


def test_a_bank_that_can_not_be_read_says_so_and_the_next_time_goes_on(desk: Desk) -> None:
    _, bank = listening(desk.store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    bank.world.unlucky = lambda path: Mishap.BROKEN_BEFORE if path.endswith("State") else None
    with pytest.raises(GatewayError):
        hear(desk, bank)
    bank.world.unlucky = lambda _path: None
    assert hear(desk, bank) == 1


def test_what_the_bank_told_long_ago_is_forgotten(desk: Desk) -> None:
    _, bank = listening(desk.store)
    bank.bank.deposit(ACCOUNT.number, 5_000, "모르는 사람")
    hear(desk, bank)
    desk.now += KEPT + 1
    bank.world.clock.advance(KEPT + 1)
    bank.bank.deposit(ACCOUNT.number, 6_000, "다른 사람")
    hear(desk, bank)
    with desk.store.reader() as conn:
        assert [each.amount for each in waiting_deposits(conn, NOW)] == [6_000]


def linked(monkeypatch: pytest.MonkeyPatch, to: Connected) -> None:
    monkeypatch.setattr(ticking, "connected", lambda *_: to)


@pytest.mark.parametrize("issuer", [lambda: toss_receipts(toss()), lambda: popbill_receipts(popbill())])
def test_one_tick_takes_a_deposit_in_confirms_the_order_and_issues_its_receipt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, issuer: Callable[[], CashReceiptGateway]
) -> None:
    _, bank = listening(desk.store)
    connect_simulated(desk.store, KIM, NOW)
    set_mode(desk.store, KIM, NOW, Mode.AUTO)
    desk.do("receipt-request", 1, purpose="income", identity="010-0000-0001")
    linked(monkeypatch, Connected(receipts=issuer(), deposits=feed_of(bank)))
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    tick(desk.store, desk.clock)
    (receipt,) = desk.order(1).receipts
    assert (state(desk), receipt.state, receipt.amount) == (COMPLETE, "done", 10_000)
    assert desk.sound()


def test_the_bank_is_asked_every_few_minutes_and_may_only_be_listened_to(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bank = listening(desk.store)
    linked(monkeypatch, Connected(deposits=feed_of(bank), automatic=False))
    tick(desk.store, desk.clock)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    desk.now += USUAL.bank - 1
    tick(desk.store, desk.clock)
    assert told(desk) == []
    desk.now += 1
    tick(desk.store, desk.clock)
    assert (len(told(desk)), state(desk)) == (1, WAITING)
    with desk.store.reader() as conn:
        (found,) = match(conn, waiting_deposits(conn, desk.now))
    assert [fit.order.number for fit in found.candidates[:1]] == [number(1)]


def test_what_the_bank_told_of_an_erased_order_goes_with_it(store: Store) -> None:
    desk, bank = listening(store)
    bank.bank.deposit(ACCOUNT.number, 10_000, "구매자1")
    bank.bank.deposit(ACCOUNT.number, 7_000, "모르는 사람")
    hear(desk, bank)
    confirm_sure(store, desk.clock)
    with store.unit(SYSTEM, NOW) as unit:
        erase_rest(unit.conn, [desk.order(1).id])
    assert [each.depositor for each in told(desk)] == ["모르는 사람"]
