"""The decision of an approval while it is made: its terms, its warnings, and what can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.fees import FeeKind, Policy
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import Badge, SectionState, Trade
from orderdesk.core.services.deciding import Decision, FreeShipping, decision_of
from orderdesk.core.services.fees import save_policy
from orderdesk.core.services.free_shipping import free_shipping
from orderdesk.core.services.goods import put_products
from tests.domain.builders import NOW, SELLER, do, line, order
from tests.services.desk import KIM, Desk

FREE = FreeShipping(50_000, 3_000)
NOTHING: Mapping[str, str] = {}


def returned(pieces: int, agreed: Mapping[str, str] = NOTHING, **more: object) -> Order:
    """Five pieces at 12,000 won, delivered free; some of them came back as section 2, as was *agreed*."""
    asked = {"reason": "INTENT_CHANGED", "items": f"1:{pieces}", **agreed}
    of = order(line(1, 5, unit_price=12_000, product="A1"), state=SectionState.DELIVERED, **more)  # type: ignore[arg-type]
    return do(do(of, "return", 1, **asked), "pickup-done", 2)  # type: ignore[arg-type]


def decided(of: Order, section: int = 2, free: FreeShipping | None = None, **given: str) -> Decision:
    return decision_of(of, section, given, SELLER, NOW, Shop(), free)


def test_every_term_is_told_and_they_add_up_to_the_refund() -> None:
    found = decided(returned(2), withhold="4,000", fee="1,000")
    assert [(t.words.ko, t.name, t.amount, t.rule.ko) for t in found.terms] == [
        ("상품", "상품 1", 24_000, "실결제 60,000 중 2/5개"),
        ("배송비 환불", "", 0, "같은 결제의 다른 섹션이 남아 돌려주지 않음"),
        ("환불에서 차감", "", -4_000, "적은 차감 금액"),
    ]
    assert found.plan is not None and found.plan.amount == 20_000 and found.fee == 1_000
    assert [(row.amount, row.automatic, row.noted) for row in found.rows] == [(20_000, True, True)]
    assert found.states == (Badge.PART_RETURNED, Trade.CLOSED) and found.refusal is None


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"withhold": "만원"}, Refusal.FIELD_BAD, "withhold"),
        ({"refund": "60,001"}, Refusal.REFUND_TOO_LARGE, "refund"),
        ({"withhold": "만원", "fee": "천원"}, Refusal.FIELD_BAD, "withhold"),
        ({"fee": "천원", "refund": "60,001"}, Refusal.FIELD_BAD, "fee"),
        ({"refund": "0"}, Refusal.FIELD_BAD, ""),
        ({"refund": "1", "points": "1"}, Refusal.EITHER_AMOUNT, ""),
        ({"coupons": "ITEMS"}, Refusal.NO_COUPON, ""),
    ],
)
def test_what_cannot_be_is_said_while_it_is_typed(
    given: dict[str, Any], refusal: Refusal, field: str
) -> None:
    found = decided(returned(2), **given)
    assert (found.refusal, found.field) == (refusal, field)
    assert found.states == (Badge.PART_RETURNED, Trade.OPEN)


@pytest.mark.parametrize(
    ("agreed", "given", "unsaid"),
    [
        ({"cost": "REFUND"}, {}, "REFUND"),
        ({"cost": "REFUND"}, {"withhold": "0"}, ""),
        ({"cost": "REFUND"}, {"fee": "3,000"}, ""),
        ({"cost": "REFUND"}, {"refund": "20,000"}, ""),
        ({"cost": "REFUND"}, {"withhold": "만원"}, ""),
        ({"cost": "REFUND", "withhold": "3,000"}, {}, ""),
        ({"cost": "CASH"}, {}, "CASH"),
        ({"cost": "CASH"}, {"refund": "20,000"}, "CASH"),
        ({"cost": "CASH"}, {"fee": "0"}, ""),
        ({"cost": "BOX"}, {}, ""),
        ({"reason": "BROKEN"}, {}, ""),
    ],
)
def test_what_the_buyer_was_to_bear_is_asked_for_until_an_amount_is_said(
    agreed: dict[str, str], given: dict[str, Any], unsaid: str
) -> None:
    assert decided(returned(2, agreed), **given).unsaid == unsaid


def test_terms_do_not_explain_a_refund_of_more_than_is_left() -> None:
    found, others = decided(returned(2), refund="60,001", note="x"), decided(returned(2), note="x")
    assert (found.terms, found.plan, found.rows) == (others.terms, others.plan, others.rows)


@pytest.mark.parametrize(
    ("pieces", "fee", "warned"),
    [(1, 0, True), (4, 0, True), (5, 0, False), (1, 3_000, False)],
)
def test_goods_that_fall_below_free_delivery_are_told(pieces: int, fee: int, warned: bool) -> None:
    """60,000 was free from 50,000; nothing left or a fee that was paid is no reason to warn."""
    of = returned(pieces, fee=fee) if pieces < 5 else _all_back()
    assert (decided(of, 1 if pieces == 5 else 2, FREE).below is not None) is warned


def _all_back() -> Order:
    of = order(line(1, 5, unit_price=12_000), state=SectionState.DELIVERED)
    return do(do(of, "return", 1, reason="INTENT_CHANGED"), "pickup-done", 1)


def test_one_piece_less_that_still_travels_free_is_not_told() -> None:
    of = order(line(1, 6, unit_price=12_000), state=SectionState.DELIVERED)
    of = do(do(of, "return", 1, reason="INTENT_CHANGED", items="1:1"), "pickup-done", 2)
    assert decided(of, 2, FREE).below is None


def test_free_delivery_is_known_only_from_one_policy_of_known_products(desk: Desk) -> None:
    of = returned(1)
    with desk.store.reader() as conn:
        assert free_shipping(conn, of) is None
    book = save_policy(
        desk.store, KIM, NOW, None, Policy("냉장", FeeKind.CONDITIONAL, 3_000, 50_000, bundle="냉장")
    )
    policy = book.policy("냉장")
    assert policy is not None
    product = Product("A1", "상품 1", 12_000, (Option("A1-1"),), policy=policy.id)
    put_products(desk.store, KIM, NOW, [product])
    with desk.store.reader() as conn:
        assert free_shipping(conn, of) == FREE
        unknown = replace(of.lines[0], n=2, product="B2")
        assert free_shipping(conn, replace(of, lines=(*of.lines, unknown))) is None


def test_what_was_sent_again_comes_back_at_what_was_paid_less_what_the_exchange_keeps() -> None:
    of = order(line(1, 2, 19_000), state=SectionState.DELIVERED)
    of = do(do(do(of, "exchange", 1, reason="COLOR_AND_SIZE"), "pickup"), "pickup-done")
    of = do(of, "approve", 1, withhold="2,500")
    of = do(of, "track", 2, courier="CJ", number="521853123499", to="ship")
    of = do(do(of, "return", 2, reason="BROKEN"), "pickup-done", 2)
    found = decided(of, 2)
    assert [(t.words.ko, t.amount) for t in found.terms] == [
        ("상품", 19_000),
        ("배송비 환불", 0),
        ("교환 배송비 차감", -2_500),
    ]
