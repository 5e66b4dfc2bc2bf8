from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.check import check
from orderdesk.core.domain.drafts import Draft, DraftLine, DraftShop, Fees, Pay, order_of, refuse_draft
from orderdesk.core.domain.goods import GoodsKind
from orderdesk.core.domain.orders import Delivery, EntryKind, Method, Order, Region
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.domain.unpaid import deposit_deadline
from tests.domain.builders import NOW, NUMBER

RICE = DraftLine("유기농 쌀 10kg", 2, 19_000, sku="R10")
BOOK = DraftLine("전자책", 1, 9_000, kind=GoodsKind.DIGITAL)
SHOP = DraftShop(sites=("국문몰", "영문몰"))
GOOD = Draft(
    "국문몰",
    "홍길동",
    "010-0000-1234",
    lines=(RICE,),
    receiver="김받음",
    receiver_phone="010-0000-5678",
    zip="06234",
    line1="서울 강남구 테헤란로 1",
)


def made(draft: Draft, fees: Fees = Fees(3_000)) -> Order:  # noqa: B008  # frozen
    order = order_of(draft, NUMBER, fees, Region.DOMESTIC, NOW)
    assert check(order) == ()
    return order


def refused(**changes: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # fields of a draft
    return [(field, refusal.code) for field, refusal in refuse_draft(replace(GOOD, **changes), SHOP)]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, []),
        ({"buyer": " "}, [("buyer", "field-missing")]),
        ({"phone": ""}, [("phone", "field-missing")]),
        ({"site": "없는몰"}, [("site", "field-bad")]),
        ({"lines": ()}, [("lines", "draft-empty")]),
        ({"lines": (RICE,) * 101}, [("lines", "draft-too-many")]),
        ({"lines": (replace(RICE, qty=0),)}, [("lines", "bad-quantity")]),
        ({"discount": 38_001}, [("discount", "discount-too-large")]),
        ({"zip": "6234"}, [("zip", "bad-postcode")]),
        ({"zip": ""}, [("zip", "field-missing")]),
        ({"zip": "", "line1": "", "delivery": Delivery.VISIT}, []),
        ({"receiver": "", "zip": "", "line1": "", "lines": (BOOK,)}, []),
        ({"note": "가" * 51}, [("note", "note-too-long")]),
        ({"fee": -1}, [("fee", "field-bad")]),
        ({"pay": Pay.BANK}, [("account", "field-missing")]),
        ({"pay": Pay.PAID}, [("reason", "field-missing")]),
    ],
)
def test_what_is_missing_is_named_by_its_field(changes: dict[str, Any], why: list[tuple[str, str]]) -> None:
    assert refused(**changes) == why


def test_bank_transfers_need_an_account_and_that_they_are_taken() -> None:
    draft = replace(GOOD, pay=Pay.BANK, account="가상은행 000")
    assert refuse_draft(draft, SHOP) == ()
    for shop, code in (
        (DraftShop(has_account=False), "no-account"),
        (DraftShop(takes_transfers=False), "no-transfers"),
    ):
        assert ("pay", code) in [(f, r.code) for f, r in refuse_draft(draft, shop)]


def test_asking_the_buyer_waits_a_week_for_a_method() -> None:
    order = made(GOOD)
    (entry,) = order.entries
    assert (order.pending, order.shop, entry.kind, entry.method) == (
        True,
        "국문몰",
        EntryKind.REQUEST,
        Method.UNKNOWN,
    )
    assert (entry.amount, entry.due_at) == (41_000, deposit_deadline(NOW, 7))


def test_a_bank_transfer_waits_for_its_deposit_until_the_deadline() -> None:
    (entry,) = made(replace(GOOD, pay=Pay.BANK, account="가상은행 000")).entries
    assert (entry.method, entry.account, entry.due_at) == (Method.BANK, "가상은행 000", deposit_deadline(NOW))
    (entry,) = made(replace(GOOD, pay=Pay.BANK, account="가상은행 000", due_at=NOW + 60)).entries
    assert entry.due_at == NOW + 60


def test_what_is_paid_already_says_why_and_what_is_free_costs_nothing() -> None:
    paid = made(replace(GOOD, pay=Pay.PAID, reason="현장 결제"))
    assert (paid.entries[0].kind, paid.entries[0].note, paid.pending) == (EntryKind.PAID, "현장 결제", False)
    free = made(replace(GOOD, pay=Pay.FREE), Fees(3_000, 5_000))
    assert (free.entries[0].amount, free.lines[0].total, free.sections[0].fee) == (0, 0, 0)
    assert order_payment_state(free.entries) is PaymentState.COMPLETE


def test_grade_and_discount_come_off_line_by_line() -> None:
    lines = (RICE, replace(RICE, qty=1, price=10_000))
    order = made(replace(GOOD, lines=lines, grade_off=50, discount=1_001))
    assert [line.grade_discount for line in order.lines] == [1_900, 500]
    # 36,100 and 9,500 are left, 45,600 together: 1,001 × 36,100 / 45,600 is 792.4, the rest 209
    assert [line.promotion_discount for line in order.lines] == [792, 209]
    assert [line.total for line in order.lines] == [35_308, 9_291]
    assert order.entries[0].amount == 35_308 + 9_291 + 3_000


def test_digital_goods_stand_in_a_section_of_their_own_without_a_fee() -> None:
    order = made(replace(GOOD, lines=(BOOK, RICE)))
    assert [(s.delivery, s.fee) for s in order.sections] == [(Delivery.DIGITAL, 0), (Delivery.PARCEL, 3_000)]
    assert [(item.section, item.line) for item in order.items] == [(1, 1), (2, 2)]


def test_a_fee_that_was_typed_is_the_fee() -> None:
    order = made(replace(GOOD, fee=2_500), Fees(3_000, 4_000))
    assert (order.sections[0].fee_base, order.sections[0].fee_remote) == (2_500, 0)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 99_999)), min_size=1, max_size=6),
    st.integers(0, 1000),
    st.data(),
)
def test_what_is_asked_for_is_what_lines_and_fee_add_up_to(
    goods: list[tuple[int, int]], grade: int, data: st.DataObject
) -> None:
    lines = tuple(DraftLine("상품", qty, price) for qty, price in goods)
    draft = replace(GOOD, lines=lines, grade_off=grade)
    left = sum(line.price * line.qty - line.price * line.qty * grade // 1000 for line in lines)
    off = data.draw(st.integers(0, left))
    order = made(replace(draft, discount=off))
    assert sum(line.total for line in order.lines) == left - off
    assert order.entries[0].amount == left - off + 3_000
    assert all(line.total >= 0 and line.promotion_discount >= 0 for line in order.lines)
