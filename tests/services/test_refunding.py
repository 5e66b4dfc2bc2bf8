"""Refunds: two desks at once, one that dies in between, the same request twice, companies that fail."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from dataclasses import replace

import pytest

from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.domain.payments import order_payment_state, paid_balance
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.gateways.money import RefundAccount, RefundState, RefundView
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.services.applying import apply_plan, asked_before
from orderdesk.core.services.job_refused import JobRefused
from orderdesk.core.services.paying_back import pay_back
from orderdesk.core.services.recovering import recover
from orderdesk.core.store.engine import Store
from orderdesk.core.store.refunds import interrupted_refunds, waiting_refunds
from tests.domain.builders import ACCOUNT
from tests.services.desk import KIM, LEE, Desk, number, sections, sold
from tests.services.outside import link_toss
from tests.services.processes import go, line_of, running
from tests.services.refund_worker import Company

K = EntryKind


def two_cancelled(store: Store, method: Method = Method.CARD) -> Desk:
    """Order 1, two sections of 10,000 won each, both asked to be cancelled."""
    desk = Desk(store)
    made = sold(1, 1, 1, sections=[[1], [2]])
    entry = made.entries[0]
    desk.add(_with_method(made, method) if entry.method is not method else made)
    for section in (1, 2):
        desk.do("cancel", *sections(1, section), reason="SOLD_OUT")
    return desk


def _with_method(order: Order, method: Method) -> Order:
    return replace(order, entries=(replace(order.entries[0], method=method),))


def kinds(order: Order) -> list[tuple[EntryKind, int]]:
    return [(entry.kind, entry.amount) for entry in order.entries]


@pytest.mark.parametrize("method", [Method.CARD, Method.BANK])
def test_of_two_desks_that_each_refund_60_percent_exactly_one_does(store: Store, method: Method) -> None:
    desk = two_cancelled(store, method)
    with ExitStack() as stack:
        asked = ("approve", "1", "12,000", "김영희"), ("approve", "2", "12,000", "이민준")
        both = [stack.enter_context(running("refund_worker", store, *arguments)) for arguments in asked]
        assert [line_of(process) for process in both] == ["ready", "ready"]
        for process in both:
            go(process)
        told = [line_of(process) for process in both]
        loser = both[told.index("moved")]
        assert sorted(told) == ["done", "moved"] and line_of(loser) == "refund-too-large"
        assert [process.wait(60) for process in both] == [0, 0]
    order = desk.order()
    given = -sum(amount for kind, amount in kinds(order) if kind is K.REFUND_DUE)
    assert given == 12_000 and paid_balance(order.entries) >= 8_000
    assert desk.sound()


def test_a_desk_that_dies_after_the_company_paid_leaves_a_refund_that_the_next_start_shows(
    store: Store,
) -> None:
    desk = two_cancelled(store)
    link_toss(store)
    desk.do("approve", *sections(1, 1))
    assert kinds(desk.order())[1:] == [(K.REFUND_DUE, -10_000), (K.REFUND_STARTED, -10_000)]
    with running("refund_worker", store, "pay-back", "answered") as dying:
        assert dying.wait(60) == -signal.SIGKILL
    with store.reader() as conn:
        (found,) = interrupted_refunds(conn)
    assert (found.order, found.n, found.amount, found.standing) == (
        number(1),
        2,
        10_000,
        K.REFUND_STARTED,
    )
    assert order_payment_state(desk.order().entries) is PaymentState.REFUNDING
    company = Company()
    assert pay_back(store, company, desk.clock) == {"done": 1}
    assert company.asked == [f"refund:{number(1)}-P1:3"]
    assert pay_back(store, company, desk.clock) == {} and len(company.asked) == 1
    assert kinds(desk.order())[-1] == (K.REFUND, -10_000)
    assert paid_balance(desk.order().entries) == 10_000 and desk.sound()
    with store.reader() as conn:
        assert interrupted_refunds(conn) == [] == waiting_refunds(conn)


@pytest.mark.parametrize(
    ("point", "there", "after"),
    [
        ("plan", 0, 0),
        ("slice", 0, 0),
        ("sliced plan", 0, 0),
        ("sliced slice", 0, 1),
    ],
)
def test_a_desk_that_dies_while_it_approves_is_carried_on_to_one_refund(
    store: Store, point: str, there: int, after: int
) -> None:
    """Before its plan is stored nothing was asked; from then on it is done once, by whoever comes next."""
    desk = two_cancelled(store)
    with running("refund_worker", store, "approve", "1", "6,000", "김영희", *point.split()) as dying:
        assert line_of(dying) == "ready"
        go(dying)
        assert dying.wait(60) == -signal.SIGKILL
    assert refunds(desk) == [-6_000] * there
    recover(store, desk.clock)
    assert refunds(desk) == [-6_000] * after and desk.sound()


def refunds(desk: Desk) -> list[int]:
    return [amount for kind, amount in kinds(desk.order()) if kind is K.REFUND]


def test_a_company_that_fails_is_asked_again_or_the_refund_is_made_by_hand(desk: Desk) -> None:
    two_cancelled(desk.store)
    link_toss(desk.store)
    job = desk.do("approve", *sections(1, 1))
    desk.do("approve", *sections(1, 2))

    class Refusing(Company):
        def refund(
            self,
            key: str,
            amount: int | None,
            reason: str,
            idem: str,
            cancellable: int,
            account: RefundAccount | None = None,
            tax_free: int = 0,
        ) -> RefundView:
            super().refund(key, amount, reason, idem, cancellable, account, tax_free)
            if idem.endswith(":3"):
                return RefundView(RefundState.FAILED, message="한도 초과")
            raise GatewayError(Fault.TIMEOUT_UNKNOWN)

    company = Refusing()
    assert pay_back(desk.store, company, desk.clock) == {"failed": 1, "unanswered": 1}
    assert desk.order().entries[-1].note == "한도 초과"
    assert order_payment_state(desk.order().entries) is PaymentState.REFUND_FAILED
    assert {row.verdict.code for row in desk.undo_plan(job).rows} == {"sent-outside"}
    desk.do("refund", 1, way="RETRY", n="2")
    answered = Company()
    assert pay_back(desk.store, answered, desk.clock) == {"done": 2}
    # What failed is asked for under a new key, what was not answered under its old one.
    assert answered.asked == [f"refund:{number(1)}-P1:7", f"refund:{number(1)}-P1:5"]
    assert order_payment_state(desk.order().entries) is PaymentState.REFUNDED
    assert desk.sound()


def test_a_refund_without_an_answer_is_settled_by_whoever_looked(desk: Desk) -> None:
    two_cancelled(desk.store)
    link_toss(desk.store)
    desk.do("approve", *sections(1, 1))
    assert desk.plan("back", *sections(1, 1)).rows[0].verdict.code == "refund-executed"
    desk.do("refund", 1, note="관리자 화면에서 확인", actor=LEE)
    assert pay_back(desk.store, Company(), desk.clock) == {}
    assert kinds(desk.order())[-1] == (K.REFUND, -10_000) and desk.sound()


def test_without_a_link_nobody_can_be_asked_again(desk: Desk) -> None:
    two_cancelled(desk.store)
    desk.do("approve", *sections(1, 1))
    assert kinds(desk.order())[-1] == (K.REFUND, -10_000)
    assert desk.plan("refund", 1, way="RETRY").rows[0].verdict.code == "refunded-already"


def test_a_refund_by_hand_says_where_it_went_and_how_much(desk: Desk) -> None:
    two_cancelled(desk.store, Method.BANK)
    desk.do("approve", *sections(1, 1))
    assert desk.plan("refund", 1).rows[0].verdict.code == "no-refund-account"
    assert desk.plan("refund", 1, amount="9,999", **ACCOUNT).rows[0].verdict.code == "refund-differs"
    assert desk.plan("refund", 1, n="9", **ACCOUNT).rows[0].verdict.code == "nothing-to-refund"
    assert desk.plan("refund", 1, way="RETRY").rows[0].verdict.code == "no-refund-link"
    desk.do("refund", 1, way="FAILED", note="예금주 불일치")
    assert desk.plan("refund", 1, way="FAILED").rows[0].verdict.kind is Kind.SKIP
    desk.do("refund", 1, amount="10,000", at="2026-09-22 10:00", **ACCOUNT)
    done = desk.order().entries[-1]
    assert (done.kind, done.amount) == (K.REFUND, -10_000)
    assert done.account == "국민은행 · 000000-00-000000 · 홍길동"
    assert done.at == 1_790_038_800 and desk.sound()


def test_the_same_request_twice_makes_one_refund(store: Store) -> None:
    desk = two_cancelled(store)
    plan = desk.plan("approve", *sections(1, 1), refund="1,000")
    jobs = [apply_plan(store, plan, KIM, desk.clock, key="환불-1") for _ in range(2)]
    assert jobs[0] == jobs[1]
    again = desk.plan("approve", *sections(1, 1), refund="1,000")
    assert not again.applying() and apply_plan(store, again, LEE, desk.clock, key="환불-1") == jobs[0]
    assert refunds(desk) == [-1_000]
    with store.reader() as conn:
        assert asked_before(conn, "환불-1", again) == jobs[0] and asked_before(conn, "환불-2", again) is None
    other = desk.plan("approve", *sections(1, 2), refund="2,000")
    with pytest.raises(JobRefused) as refused:
        apply_plan(store, other, KIM, desk.clock, key="환불-1")
    assert refused.value.refusal.code == "key-used"
    assert desk.sound()
