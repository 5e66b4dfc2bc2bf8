from __future__ import annotations

import pytest

from orderdesk.core.domain.receipts import Mode
from orderdesk.core.gateways.money import CashReceiptAsked, CashReceiptView, ReceiptState
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.simulated import SimulatedIssuer
from orderdesk.core.services.acting import apply_action
from orderdesk.core.services.receipt_settings import ModeRefused, connect_simulated, mode_of, set_mode
from orderdesk.core.services.receipts import perform
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW, Desk, sold

PHONE = "010-0000-0001"


class Issuer(SimulatedIssuer):
    """Notes what it was asked; says no, does not answer, or dies, when it is told to."""

    def __init__(self, *, refuses: str = "", dies: bool = False, fault: Fault | None = None) -> None:
        self.asked: list[str] = []
        self.refuses, self.dies, self.fault = refuses, dies, fault

    def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
        self.asked.append(f"{asked.amount:,} {asked.key}")
        if self.dies:
            raise KeyboardInterrupt
        return self._no(asked.key) or super().issue(asked)

    def cancel(self, issued: CashReceiptView, amount: int | None, key: str) -> CashReceiptView:
        self.asked.append(f"cancel {issued.approval} {key}")
        return self._no(key) or super().cancel(issued, amount, key)

    def _no(self, key: str) -> CashReceiptView | None:
        if self.fault is not None:
            raise GatewayError(self.fault)
        return CashReceiptView(key, ReceiptState.FAILED, message=self.refuses) if self.refuses else None


def issuing(store: Store, mode: Mode = Mode.ASKED) -> Desk:
    """A desk whose shop issues receipts; order 1 waits for its deposit, and its buyer asked for one."""
    desk = Desk(store)
    connect_simulated(store, KIM, NOW)
    set_mode(store, KIM, NOW, mode)
    desk.add(sold(1, unpaid=True))
    desk.do("receipt-request", 1, purpose="income", identity=PHONE)
    return desk


def state(desk: Desk) -> str:
    (receipt,) = desk.order(1).receipts
    return receipt.state


def test_what_is_not_connected_can_not_be_chosen(desk: Desk) -> None:
    for mode in (Mode.ASKED, Mode.AUTO):
        with pytest.raises(ModeRefused):
            set_mode(desk.store, KIM, NOW, mode)
    with desk.store.reader() as conn:
        assert mode_of(conn) is Mode.OFF


def test_a_receipt_is_sent_for_and_issued_with_its_approval_number(store: Store) -> None:
    desk = issuing(store)
    desk.do("confirm-payment", 1)
    apply_action(store, desk.plan("receipt-issue", 1), KIM, desk.clock)
    (receipt,) = desk.order(1).receipts
    assert (receipt.state, receipt.mode, receipt.amount, len(receipt.approval)) == ("done", "pg", 10_000, 9)
    assert desk.verbs(1)[-2:] == ["receipt-issue", "receipt-issued"]
    assert desk.sound()


def test_by_itself_it_is_issued_once_the_deposit_is_there(desk: Desk) -> None:
    issuing(desk.store, Mode.AUTO)
    tick(desk.store, desk.clock)
    assert state(desk) == "wait"
    desk.do("confirm-payment", 1)
    tick(desk.store, desk.clock)
    assert state(desk) == "done"
    events = len(desk.events(1))
    tick(desk.store, desk.clock)
    assert len(desk.events(1)) == events


def test_who_finds_another_tick_at_work_asks_nobody(desk: Desk) -> None:
    issuing(desk.store)
    desk.do("confirm-payment", 1)
    desk.do("receipt-issue", 1)
    with desk.store.backend.try_lock("tick") as held:
        assert held and tick(desk.store, desk.clock) == ()
    assert state(desk) == "sent"
    tick(desk.store, desk.clock)
    assert state(desk) == "done"


def test_who_asks_twice_asks_under_one_name(desk: Desk) -> None:
    issuing(desk.store)
    desk.do("confirm-payment", 1)
    desk.do("receipt-issue", 1)
    died, after = Issuer(dies=True), Issuer()
    with pytest.raises(KeyboardInterrupt):
        perform(desk.store, desk.clock, died)
    assert state(desk) == "sent"
    assert perform(desk.store, desk.clock, after) == {"done": 1}
    assert (state(desk), after.asked) == ("done", died.asked)
    assert perform(desk.store, desk.clock, after) == {}


def test_a_no_is_told_with_its_reason_and_can_be_tried_again(desk: Desk) -> None:
    issuing(desk.store)
    desk.do("confirm-payment", 1)
    desk.do("receipt-issue", 1)
    assert perform(desk.store, desk.clock, Issuer(refuses="번호 오류\x1b[2J")) == {"failed": 1}
    assert state(desk) == "failed"
    assert (desk.events(1)[-1].verb, desk.events(1)[-1].note) == ("receipt-failed", "번호 오류[2J")
    desk.do("receipt-issue", 1)
    assert perform(desk.store, desk.clock, Issuer()) == {"done": 1}


def test_cancelling_asks_outside_and_a_no_leaves_it_issued(desk: Desk) -> None:
    issuing(desk.store)
    desk.do("confirm-payment", 1)
    desk.do("receipt-issue", 1)
    perform(desk.store, desk.clock)
    desk.do("receipt-cancel", 1)
    assert perform(desk.store, desk.clock, Issuer(refuses="마감")) == {"failed": 1}
    assert state(desk) == "done"
    desk.do("receipt-cancel", 1)
    assert perform(desk.store, desk.clock, Issuer()) == {"done": 1}
    assert state(desk) == "cancelled"


def test_what_somebody_changed_meanwhile_is_not_written_over(desk: Desk) -> None:
    issuing(desk.store)
    desk.do("confirm-payment", 1)
    desk.do("receipt-issue", 1)

    class Slow(Issuer):
        def issue(self, asked: CashReceiptAsked) -> CashReceiptView:
            desk.do("receipt", 1, approval="손으로")
            return super().issue(asked)

    perform(desk.store, desk.clock, Slow())
    (receipt,) = desk.order(1).receipts
    assert (receipt.mode, receipt.approval) == ("manual", "손으로")
