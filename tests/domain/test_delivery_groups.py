"""The delivery fee comes back with the last goods that it was charged for, wherever they stand by then."""

from __future__ import annotations

from typing import Any

from orderdesk.core.domain.breakdown import breakdown, mismatch
from orderdesk.core.domain.check import check
from orderdesk.core.domain.delivery_groups import delivery_group
from orderdesk.core.domain.orders import Method, Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.states import SectionState as S
from tests.domain.builders import do, line, order, section, states

FAULTY: dict[str, Any] = {"reason": "BROKEN"}


def given_back(of: Order) -> list[tuple[int, int]]:
    """(paid, refunded or promised) of every payment."""
    assert check(of) == () and mismatch(of, breakdown(of)) == 0
    return [(p.paid, p.refunded + p.refund_due) for p in payments(of.entries)]


def cancelled(of: Order, n: int) -> Order:
    return do(do(of, "cancel", n, **FAULTY), "approve", n)


def test_a_fee_comes_back_with_what_an_exchange_sent_again_and_was_joined_with_free_goods() -> None:
    sent = section(1, S.SHIPPING, fee_base=3_000)
    now = do(order(line(1), sections=[sent], method=Method.CARD), "exchange", **FAULTY)
    now = do(do(do(now, "pickup"), "pickup-done"), "add", None, name="사은품", qty="1", pay="free")
    now = do(do(now, "approve"), "merge", None)
    assert states(now) == {1: S.EXCHANGED, 2: S.PREPARING}
    assert given_back(cancelled(now, 2)) == [(13_000, 13_000), (0, 0)]


def test_a_fee_stays_while_goods_of_the_purchase_stand_in_another_payments_section() -> None:
    """Half of the purchase was joined with goods that were added: only with that half the fee comes back."""
    start = order(line(1, 2), fee=3_000)
    now = do(start, "add", None, name="추가", qty="1", price="500", pay="paid")
    now = do(do(now, "split", 1, items="1:1"), "merge", None, sections="S2,S3")
    assert [s.n for s in delivery_group(now, now.section(1))] == [1, 2]
    first = cancelled(now, 1)
    assert given_back(first) == [(23_000, 10_000), (500, 0)]
    assert given_back(cancelled(first, 2)) == [(23_000, 23_000), (500, 500)]


def test_goods_that_were_added_keep_a_fee_of_their_own() -> None:
    now = do(
        order(line(1), fee=3_000), "add", None, name="추가", qty="1", price="500", fee="2000", pay="paid"
    )
    assert [s.n for s in delivery_group(now, now.section(1))] == [1]
    now = cancelled(now, 2)
    assert given_back(now) == [(13_000, 0), (2_500, 2_500)]
    assert given_back(cancelled(now, 1)) == [(13_000, 13_000), (2_500, 2_500)]


def test_a_fee_is_not_given_back_out_of_what_a_claim_has_charged() -> None:
    """The fee of goods that were added since comes out of the payment that it came with."""
    now = do(do(order(line(1), method=Method.BANK), "cancel", 1, **FAULTY), "approve", 1, fee="4000")
    now = do(do(now, "confirm-payment", None), "reopen", None)
    now = do(now, "add", None, name="사은품", qty="1", pay="free")
    now = do(now, "add", None, name="추가", qty="1", price="0", fee="3000", pay="paid")
    now = do(now, "merge", None)
    assert states(now) == {1: S.CANCELLED, 2: S.PREPARING}
    assert given_back(cancelled(now, 2)) == [(10_000, 10_000), (4_000, 0), (0, 0), (3_000, 3_000)]
