"""Whole won: shares telescope in any partition and order, refunds never exceed payments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.asked_goods import taken_off
from orderdesk.core.domain.breakdown import breakdown
from orderdesk.core.domain.check import check
from orderdesk.core.domain.money import refund_share, refunded, share
from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.domain.payments import open_request, paid_balance, payment_of, payments
from orderdesk.core.domain.refunds import plan_refund
from orderdesk.core.domain.states import SectionState, Trade
from tests.domain.builders import ACCOUNT, do, line, order, refusal, section, states

S = SectionState


def partitions(qty: int) -> Iterator[tuple[int, ...]]:
    """Every way to give *qty* pieces back one after another."""
    if qty == 0:
        yield ()
    for first in range(1, qty + 1):
        for rest in partitions(qty - first):
            yield (first, *rest)


@pytest.mark.parametrize("qty", range(1, 6))
def test_every_partition_of_every_small_line_adds_up(qty: int) -> None:
    for total in range(41):
        for parts in partitions(qty):
            pieces = won = 0
            for part in parts:
                worth = refund_share((qty, total), (pieces, won), part)
                assert type(worth) is int and worth >= 0
                pieces, won = pieces + part, won + worth
                assert won == total * pieces // qty
            assert won == total


def test_share_refuses_pieces_that_are_not_there() -> None:
    with pytest.raises(ValueError, match="4 of 3"):
        share(100, 3, 4)
    assert share(0, 0, 0) == 0


def prefixes_are_sound(of: Order) -> None:
    """Refunds never exceed payments at any prefix of the entries, per payment."""
    for end in range(1, len(of.entries) + 1):
        for payment in payments(of.entries[:end]):
            assert 0 <= payment.refunded + payment.refund_due <= payment.paid
    assert check(of) == ()


@st.composite
def bought_orders(draw: st.DrawFn, unpaid: bool = False) -> Order:
    lines = []
    for n in range(1, draw(st.integers(1, 3)) + 1):
        qty, price = draw(st.integers(1, 6)), draw(st.integers(0, 999))
        lines.append(line(n, qty, draw(st.integers(0, price * qty)), price))
    methods = [Method.BANK] if unpaid else [Method.BANK, Method.CARD, Method.TRANSFER]
    method, fee = draw(st.sampled_from(methods)), draw(st.integers(0, 50))
    state = S.PREPARING if unpaid else draw(st.sampled_from([S.PREPARING, S.READY, S.DELIVERED]))
    return order(*lines, state=state, method=method, fee=fee, unpaid=unpaid)


def next_parts(data: st.DataObject, now: Order, live: set[SectionState]) -> tuple[int, str] | None:
    """A section that still stands in one of the states, and some of its pieces as text."""
    left = [s.n for s in now.sections if s.state in live]
    if not left:
        return None
    chosen = data.draw(st.sampled_from(left))
    item = data.draw(st.sampled_from(now.items_of(chosen)))
    return chosen, f"{item.n}:{data.draw(st.integers(1, item.qty))}"


@given(data=st.data(), start=bought_orders())
def test_partial_cancels_and_returns_give_back_exactly_what_was_paid(
    data: st.DataObject, start: Order
) -> None:
    now, verb = start, "return" if start.sections[0].state is S.DELIVERED else "cancel"
    live = {start.sections[0].state}
    while parts := next_parts(data, now, live):
        chosen, items = parts
        now = do(now, verb, chosen, reason="BROKEN", items=items)
        asked = next(s.n for s in now.sections if now.open_claim(s.n))
        back = "no" if verb == "cancel" else "yes"
        now = do(now, "approve", asked, no_pickup=back)
        if data.draw(st.booleans()) and states(now)[asked] is S.CANCELLED and refusal_free_back(now, asked):
            now = do(do(now, "back", asked), "approve", asked)
        prefixes_are_sound(now)
    for bought in start.lines:
        assert refunded(now)[bought.n] == (bought.qty, bought.total)
    done = now if not any(p.refund_due for p in payments(now.entries)) else do(now, "refund", None, **ACCOUNT)
    assert paid_balance(done.entries) == 0
    assert now.trade is Trade.CLOSED


def refusal_free_back(of: Order, section: int) -> bool:
    claim = of.last_claim(section)
    return claim is not None and not any(
        e.claim == claim.n and e.kind is EntryKind.REFUND for e in of.entries
    )


@given(data=st.data(), start=bought_orders(unpaid=True))
def test_partial_cancels_before_the_deposit_then_refunds_add_up(data: st.DataObject, start: Order) -> None:
    now, asked_first = start, start.entries[0].amount
    for _ in range(data.draw(st.integers(0, 3))):
        parts = next_parts(data, now, {S.PREPARING})
        if parts:
            now = do(now, "cancel", parts[0], reason="ETC", items=parts[1])
        gone = [s.n for s in now.sections if s.state is S.CANCELLED]
        if gone and now.trade is Trade.OPEN and data.draw(st.booleans()):
            now = do(now, "back", data.draw(st.sampled_from(gone)))
        waiting = sum(p.due for p in payments(now.entries))
        money = {one.key: one.amount for one in breakdown(now)}
        assert money["items"] + money["discount"] + money["ship_fee"] == waiting <= asked_first
        assert check(now) == ()
    while open_request(now.entries):
        now = do(now, "confirm-payment", None)
    for n, state in states(now).items():
        if state is S.PREPARING and payment_of(now, now.section(n).paid_by).settled:
            now = do(do(now, "cancel", n, reason="ETC"), "approve", n)
            prefixes_are_sound(now)
    if any(p.refund_due for p in payments(now.entries)):
        now = do(now, "refund", None, **ACCOUNT)
    assert paid_balance(now.entries) == 0
    assert all(taken_off(now).get(x.n, (0, 0))[1] <= x.total for x in now.lines)


def test_withdrawn_refunds_never_make_a_later_one_negative() -> None:
    now = order(line(1, 5, 1), method=Method.BANK)
    for n in range(1, 5):
        now = do(now, "cancel", n if n == 1 else 1, reason="ETC", items="1:1")
        now = do(now, "approve", n + 1)
    now = do(do(now, "cancel", 1, reason="ETC"), "approve", 1)
    assert refunded(now)[1] == (5, 1)
    for n in range(2, 6):
        now = do(now, "back", n)
    assert refunded(now)[1] == (1, 1)
    for n in range(2, 6):
        now = do(now, "approve", n)
        prefixes_are_sound(now)
    assert refunded(now)[1] == (5, 1)


def test_refund_beyond_what_is_left_is_refused() -> None:
    now = do(order(fee=3_000), "cancel", reason="ETC")
    assert refusal(now, "approve", refund="13,001") == "refund-too-large"
    assert refusal(now, "approve", refund="0") == "field-bad"
    assert refusal(now, "approve", refund="100", withhold="100") == "either-amount"
    assert refusal(now, "approve", refund="100", points="1") == "either-amount"
    done = do(now, "approve", refund="12,000")
    assert done.claims[0].fee_withheld == 1_000
    assert done.entries[1].refunds == ((1, 1, 10_000), (0, 1, 3_000), (0, 0, -1_000))


def test_an_exchange_takes_no_refund() -> None:
    now = order(state=S.DELIVERED)
    now = do(do(do(now, "exchange", reason="BROKEN"), "pickup"), "pickup-done")
    assert refusal(now, "approve", refund="100") == "exchange-refunds-nothing"
    assert refusal(now, "approve", points="1") == "exchange-refunds-nothing"
    assert refusal(now, "approve", withhold="10,001") == "nothing-to-keep"
    charged = do(now, "approve", fee="5,000")
    assert (charged.entries[-1].amount, charged.entries[-1].extra) == (5_000, True)


@pytest.mark.parametrize(
    ("reason", "shipping"), [("INTENT_CHANGED", 0), ("BROKEN", 3_000), ("WRONG_DELIVERY", 3_000)]
)
def test_shipping_of_a_return_goes_back_when_the_seller_is_at_fault(reason: str, shipping: int) -> None:
    now = do(order(state=S.DELIVERED, fee=3_000), "return", reason=reason)
    assert plan_refund(now, now.sections[0], now.claims[0]).shipping == shipping


def test_shipping_of_a_cancel_goes_back_whosever_fault_it_is() -> None:
    now = do(order(fee=3_000), "cancel", reason="INTENT_CHANGED")
    assert plan_refund(now, now.sections[0], now.claims[0]).shipping == 3_000


def test_shipping_goes_back_only_with_the_last_section_and_once() -> None:
    now = order(line(1, 2), fee=3_000, method=Method.BANK)
    now = do(do(now, "cancel", reason="ETC", items="1:1"), "approve", 2)
    now = do(do(now, "cancel", reason="ETC"), "approve", 1)
    assert [e.amount for e in now.entries[1:]] == [-10_000, -13_000]
    now = do(now, "back", 2)
    plan = plan_refund(now, now.section(2), now.claims[0])
    assert (plan.shipping, plan.amount, plan.balance) == (0, 10_000, 10_000)


def test_refund_of_shipping_that_was_free_is_nothing() -> None:
    free = section(1, fee_base=3_000, fee_discount=3_000)
    now = do(order(sections=(free,)), "cancel", reason="SOLD_OUT")
    assert plan_refund(now, now.sections[0], now.claims[0]).base == 10_000


def test_added_goods_are_refunded_from_their_own_payment_even_when_merged() -> None:
    now = do(order(), "add", None, name="추가 상품", qty="1", price="50,000")
    now = do(now, "confirm-payment", None)
    now = do(now, "merge", None)
    assert states(now) == {1: S.PREPARING}
    part = do(do(now, "cancel", reason="ETC", items="2:1"), "approve", 3)
    assert [p.refunded + p.refund_due for p in payments(part.entries)] == [0, 50_000]
    whole = do(do(now, "cancel", reason="ETC"), "approve")
    assert [(e.kind, e.amount, e.method) for e in whole.entries[3:]] == [
        (EntryKind.REFUND_DUE, -10_000, Method.CARD),
        (EntryKind.REFUND, -10_000, Method.CARD),
        (EntryKind.REFUND_DUE, -50_000, Method.BANK),
    ]
    prefixes_are_sound(whole)


def test_added_goods_of_which_a_part_was_never_paid_are_refunded_from_what_paid_the_rest() -> None:
    now = do(order(), "add", None, name="추가 상품", qty="2", price="5,000")
    now = do(now, "cancel", 2, reason="ETC", items="2:1")
    now = do(now, "confirm-payment", None)
    now = do(do(now, "cancel", 2, reason="ETC"), "approve", 2)
    assert [(p.paid, p.refunded + p.refund_due) for p in payments(now.entries)] == [
        (10_000, 0),
        (0, 0),
        (5_000, 5_000),
    ]
    prefixes_are_sound(now)


def test_account_transfers_refund_by_themselves_only_in_full() -> None:
    now = order(line(1, 2), method=Method.TRANSFER)
    part = do(do(now, "cancel", reason="ETC", items="1:1"), "approve", 2)
    assert part.entries[-1].kind is EntryKind.REFUND_DUE
    whole = do(do(now, "cancel", reason="ETC"), "approve")
    assert whole.entries[-1].kind is EntryKind.REFUND


def test_a_charge_that_nobody_paid_goes_with_the_decision() -> None:
    now = order(state=S.DELIVERED, method=Method.BANK)
    now = do(do(now, "return", reason="INTENT_CHANGED"), "pickup-done")
    now = do(now, "approve", fee="5,000")
    back = do(now, "back")
    assert [p.due for p in payments(back.entries)] == [0, 0]
    assert back.claims[0].fee_charged == 0
    assert paid_balance(back.entries) == 10_000
    assert refusal(do(now, "confirm-payment", None), "back") == "fee-paid"
    again = do(back, "approve")
    assert check(again) == ()
    assert [p.refund_due for p in payments(again.entries)] == [10_000, 0]


def test_breakdown_adds_up_to_what_was_paid() -> None:
    now = order(line(1, 3, 25_000), line(2, 1, 7_000), fee=3_000)
    now = do(do(now, "cancel", reason="ETC", items="1:2"), "approve", 2)
    money = {one.key: one.amount for one in breakdown(now)}
    assert money == {
        "items": 40_000,
        "ship_fee": 3_000,
        "discount": -8_000,
        "extra": 0,
        "refund": -16_666,
        "paid": 18_334,
    }


def test_a_payment_is_told_by_its_own_number_whichever_row_confirmed_it() -> None:
    now = do(order(line(1, 1, 9_000), unpaid=True), "confirm-payment", None)
    (paid,) = breakdown(now)[-1].terms
    assert [entry.kind for entry in now.entries] == [EntryKind.REQUEST, EntryKind.PAID]
    assert (paid.amount, paid.where) == (9_000, "P1")


def test_check_sees_a_share_that_does_not_add_up() -> None:
    now = do(do(order(line(1, 2), method=Method.BANK), "cancel", reason="ETC"), "approve")
    due = replace(now.entries[-1], amount=-19_999, refunds=((1, 2, 19_999),))
    broken = replace(now, entries=(*now.entries[:-1], due))
    assert [finding.code for finding in check(broken)] == ["refund-share"]
