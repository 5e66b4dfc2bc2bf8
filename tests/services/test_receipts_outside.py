"""Cash receipts issued at played companies: never two for a payment, and never more than was paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from orderdesk.core.domain.orders import Receipt
from orderdesk.core.domain.receipts import Mode, act_key
from orderdesk.core.gateways.money import CashReceiptGateway
from orderdesk.core.services import ticking
from orderdesk.core.services.connected import Connected
from orderdesk.core.services.receipt_settings import connect_simulated, set_mode
from orderdesk.core.services.receipts import perform
from orderdesk.core.services.ticking import tick
from orderdesk.core.store.engine import Store
from orderdesk.simulators.popbill import Popbill
from orderdesk.simulators.toss import Toss
from orderdesk.simulators.world import Mishap
from tests.domain.builders import ACCOUNT
from tests.services.desk import KIM, NOW, Desk, sections, sold
from tests.services.outside import popbill, popbill_receipts, toss, toss_receipts

PHONE = "010-0000-0001"
COMPANIES: tuple[Callable[[], Toss | Popbill], ...] = (toss, popbill)


@pytest.fixture(params=COMPANIES, ids=["toss", "popbill"])
def company(request: pytest.FixtureRequest) -> Toss | Popbill:
    made: Toss | Popbill = request.param()
    return made


def issuer(company: Toss | Popbill) -> CashReceiptGateway:
    return toss_receipts(company) if isinstance(company, Toss) else popbill_receipts(company)


def paid(store: Store, mode: Mode = Mode.ASKED) -> Desk:
    """Order 1, 20,000 won in two sections, deposited; its buyer asked for a receipt."""
    desk = Desk(store)
    connect_simulated(store, KIM, NOW)
    set_mode(store, KIM, NOW, mode)
    desk.add(sold(1, 1, 1, sections=[[1], [2]], unpaid=True))
    desk.do("receipt-request", 1, purpose="income", identity=PHONE)
    desk.do("confirm-payment", 1)
    return desk


def refunded(desk: Desk, *which: int) -> None:
    for section in which:
        desk.do("cancel", *sections(1, section), reason="SOLD_OUT")
        desk.do("approve", *sections(1, section))
        desk.do("refund", 1, **ACCOUNT)


def receipt(desk: Desk) -> Receipt:
    (found,) = desk.order().receipts
    return found


def alive(company: Toss | Popbill) -> list[int]:
    """The won of the receipts that were issued there and not taken back."""
    receipts: Mapping[str, Any] = company.books()["receipts"]
    return [each["left"] for each in receipts.values() if each["left"]]


def run(desk: Desk, company: Toss | Popbill) -> dict[str, int]:
    return dict(perform(desk.store, desk.clock, issuer(company)))


def test_one_that_was_asked_for_is_issued_by_key(desk: Desk, company: Toss | Popbill) -> None:
    paid(desk.store)
    tick(desk.store, desk.clock)
    assert alive(company) == [] and receipt(desk).state == "wait"  # not by itself
    desk.do("receipt-issue", 1)
    assert run(desk, company) == {"done": 1}
    found = receipt(desk)
    assert (found.state, found.mode, found.amount, len(found.approval)) == ("done", "pg", 20_000, 9)
    assert (alive(company), bool(found.reference), found.done_at) == ([20_000], True, NOW)
    assert run(desk, company) == {} and desk.sound()


@pytest.mark.parametrize("mishap", [Mishap.NEVER_SENT, Mishap.LOST_AFTER, Mishap.BROKEN_AFTER])
def test_without_an_answer_it_is_asked_for_again_and_issued_once(
    desk: Desk, company: Toss | Popbill, mishap: Mishap
) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    company.world.unlucky = lambda path: None if path.endswith("Token") else mishap
    assert run(desk, company) == {"unanswered": 1}
    assert receipt(desk).state == "sent"
    company.world.unlucky = lambda _path: None
    assert run(desk, company) == {"done": 1}
    assert alive(company) == [20_000] and desk.sound()


def test_a_part_that_is_refunded_is_issued_anew_and_the_whole_cancelled(
    desk: Desk, company: Toss | Popbill
) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, company)
    first = receipt(desk)
    refunded(desk, 1)
    desk.do("receipt-issue", 1)
    assert receipt(desk).state == "replacing"
    assert run(desk, company) == {"done": 2}
    second = receipt(desk)
    assert (second.state, second.amount, alive(company)) == ("done", 10_000, [10_000])
    assert second.approval != first.approval
    assert desk.verbs(1)[-3:] == ["receipt-issue", "receipt-cancelled", "receipt-issued"]
    refunded(desk, 2)
    desk.do("receipt-cancel", 1)
    assert run(desk, company) == {"done": 1}
    assert (receipt(desk).state, alive(company)) == ("cancelled", []) and desk.sound()


def test_by_itself_it_follows_the_deposit_and_every_refund(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = popbill()
    monkeypatch.setattr(ticking, "connected", lambda *_: Connected(receipts=issuer(company)))
    desk = paid(store, Mode.AUTO)
    tick(store, desk.clock)
    assert (receipt(desk).state, alive(company)) == ("done", [20_000])
    refunded(desk, 1)
    tick(store, desk.clock)
    assert (receipt(desk).amount, alive(company)) == (10_000, [10_000])
    events = len(desk.events(1))
    tick(store, desk.clock)
    assert len(desk.events(1)) == events
    refunded(desk, 2)
    tick(store, desk.clock)
    assert (receipt(desk).state, alive(company)) == ("cancelled", []) and desk.sound()


def test_a_no_to_following_a_refund_is_left_to_people(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    company = toss()
    monkeypatch.setattr(ticking, "connected", lambda *_: Connected(receipts=issuer(company)))
    paid(desk.store, Mode.AUTO)
    tick(desk.store, desk.clock)
    refunded(desk, 1)
    company.troubles.append("NOT_CANCELABLE_PAYMENT")
    tick(desk.store, desk.clock)
    assert (receipt(desk).state, receipt(desk).amount, alive(company)) == ("done", 20_000, [20_000])
    assert desk.verbs(1)[-1] == "receipt-failed"
    events = len(desk.events(1))
    tick(desk.store, desk.clock)
    assert len(desk.events(1)) == events
    desk.do("receipt-issue", 1)
    tick(desk.store, desk.clock)
    assert (receipt(desk).amount, alive(company)) == (10_000, [10_000])


def test_what_is_refunded_whole_while_it_is_replaced_is_not_issued_anew(
    desk: Desk, company: Toss | Popbill
) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, company)
    refunded(desk, 1)
    desk.do("receipt-issue", 1)
    refunded(desk, 2)
    assert run(desk, company) == {"done": 1}
    assert (receipt(desk).state, alive(company)) == ("cancelled", [])


@pytest.mark.parametrize("answer", [1, 2], ids=["cancelled", "issued"])
def test_who_dies_between_cancelling_and_issuing_goes_on(
    desk: Desk, company: Toss | Popbill, answer: int
) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, company)
    refunded(desk, 1)
    desk.do("receipt-issue", 1)
    to_come = ["answered"] * answer

    def die(point: str) -> None:
        if point == "answered" and to_come.pop() and not to_come:
            raise KeyboardInterrupt

    desk.store.checkpoint = die
    with pytest.raises(KeyboardInterrupt):
        run(desk, company)
    desk.store.checkpoint = lambda _point: None
    assert receipt(desk).state == ("replacing" if answer == 1 else "sent")
    assert run(desk, company) == {"done": 3 - answer}
    assert (receipt(desk).amount, alive(company)) == (10_000, [10_000]) and desk.sound()


def test_after_a_no_it_is_asked_for_under_another_name(desk: Desk) -> None:
    paid(desk.store)
    company = toss()
    desk.do("receipt-issue", 1)
    first = act_key(desk.order(), receipt(desk))
    company.troubles.append("NOT_CANCELABLE_PAYMENT")
    assert run(desk, company) == {"failed": 1}
    assert receipt(desk).state == "failed"
    desk.do("receipt-issue", 1)
    assert act_key(desk.order(), receipt(desk)) != first and len(first) == 24
    assert run(desk, company) == {"done": 1}


def test_a_line_that_is_down_is_not_tried_order_by_order(desk: Desk) -> None:
    paid(desk.store)
    desk.add(sold(2, unpaid=True))
    desk.do("receipt-request", 2, purpose="income", identity=PHONE)
    desk.do("confirm-payment", 2)
    desk.do("receipt-issue", 1, 2)
    company = toss()
    company.world.unlucky = lambda _path: Mishap.NEVER_SENT
    assert run(desk, company) == {"unanswered": 1}


def test_completed_by_hand_it_has_no_approval_number_and_nobody_outside_is_asked(desk: Desk) -> None:
    paid(desk.store)
    desk.do("receipt", 1)
    found = receipt(desk)
    assert (found.state, found.mode, found.approval, found.reference) == ("done", "manual", "", "")
    company = toss()
    assert run(desk, company) == {} and alive(company) == []


def test_while_it_is_replaced_or_cancelled_nobody_issues_another(desk: Desk) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, toss())
    refunded(desk, 1)
    desk.do("receipt-issue", 1)
    for verb in ("receipt-issue", "receipt"):
        assert desk.plan(verb, 1).rows[0].verdict.code == "receipt-state"


def test_who_cancels_again_while_nobody_answers_does_not_leave_it_there(
    desk: Desk, company: Toss | Popbill
) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, company)
    desk.do("receipt-cancel", 1)
    assert desk.plan("receipt-cancel", 1).rows[0].verdict.code == "already"
    assert run(desk, company) == {"done": 1}
    assert (receipt(desk).state, alive(company)) == ("cancelled", [])


def test_who_cancels_what_is_being_replaced_cancels_it_once(desk: Desk, company: Toss | Popbill) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, company)
    refunded(desk, 1)
    desk.do("receipt-issue", 1)
    company.world.unlucky = lambda path: None if path.endswith("Token") else Mishap.LOST_AFTER
    assert run(desk, company) == {"unanswered": 1}
    company.world.unlucky = lambda _path: None
    desk.do("receipt-cancel", 1)
    assert run(desk, company) == {"done": 1}
    assert (receipt(desk).state, alive(company)) == ("cancelled", []) and desk.sound()


def test_one_that_was_issued_outside_is_not_completed_by_hand_over_it(desk: Desk) -> None:
    paid(desk.store)
    desk.do("receipt-issue", 1)
    run(desk, toss())
    refunded(desk, 1)
    assert desk.plan("receipt", 1).rows[0].verdict.code == "receipt-state"
