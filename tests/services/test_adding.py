from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.fees import Place, Quote
from orderdesk.core.domain.goods import GoodsKind, Option, Product
from orderdesk.core.domain.orders import Channel, Delivery, EntryKind, Method, Origin
from orderdesk.core.domain.payments import order_payment_state, payments
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.adding import choices_of_order, find_choices, policy_fee, warnings
from orderdesk.core.services.fees import Wanted, quote_goods
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.stock import receive
from tests.services.desk import KIM, NOW, Desk, number, reasons, sold

RICE = Product(
    "F101",
    "유기농 쌀 10kg",
    38_000,
    (Option("F101-01", barcode="8800000000010"),),
    sale_price=34_900,
    sale_from=NOW - 1,
    sale_until=NOW + 10,
)
SHIRT = Product(
    "C301",
    "티셔츠",
    19_900,
    (Option("C301-M", "사이즈: M"), Option("C301-L", "사이즈: L", 1_000, tracked=True)),
)
BOOK = Product("D401", "전자책", 9_900, (Option("D401"),), GoodsKind.DIGITAL, on_sale=False)


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """A desk whose shop sells rice, shirts and a book, and has one paid order."""
    put_products(desk.store, KIM, NOW, [RICE, SHIRT, BOOK])
    desk.add(sold(1, 2))
    return desk


def add(shop: Desk, **fields: Any) -> tuple[str, str, int, int]:  # noqa: ANN401
    """Add goods to order 1; what the new line says: name, option, price of a piece, total."""
    shop.do("add", 1, **{"qty": "2", **fields})
    line = shop.order().lines[-1]
    return line.name, line.option, line.unit_price, line.total


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"product": "F101"}, ("유기농 쌀 10kg", "", 34_900, 69_800)),
        ({"product": "8800000000010"}, ("유기농 쌀 10kg", "", 34_900, 69_800)),
        ({"product": "쌀"}, ("유기농 쌀 10kg", "", 34_900, 69_800)),
        ({"product": "C301", "option": "사이즈: L"}, ("티셔츠", "사이즈: L", 20_900, 41_800)),
        ({"sku": "C301-M"}, ("티셔츠", "사이즈: M", 19_900, 39_800)),
        ({"product": "C301-M", "price": "15,000"}, ("티셔츠", "사이즈: M", 15_000, 30_000)),
        ({"name": "사은품", "price": "0"}, ("사은품", "", 0, 0)),
        ({"line": "1"}, ("상품 1", "", 10_000, 20_000)),
        ({"product": "F101", "pay": "free"}, ("유기농 쌀 10kg", "", 0, 0)),
    ],
)
def test_goods_are_named_as_people_name_them_and_cost_what_they_cost_now(
    shop: Desk, fields: dict[str, str], line: tuple[str, str, int, int]
) -> None:
    assert add(shop, **fields) == line
    assert shop.order().lines[-1].cause is Origin.ADDED
    assert shop.sound()


def test_the_price_is_that_of_the_moment_of_adding(shop: Desk) -> None:
    plan = shop.plan("add", 1, product="F101", qty="1")
    shop.now = NOW + 10
    shop.apply(plan)
    assert shop.order().lines[-1].unit_price == 34_900
    assert add(shop, product="F101", qty="1") == ("유기농 쌀 10kg", "", 38_000, 38_000)
    line = shop.order().lines[-1]
    assert (line.product, line.sku) == ("F101", "F101-01")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"product": "X999"}, "no-product"),
        ({"sku": "X999"}, "no-product"),
        ({"product": "C301"}, "option-needed"),
        ({"product": "C301", "option": "사이즈: XS"}, "option-needed"),
        ({"line": "9"}, "no-item"),
    ],
)
def test_what_is_not_one_product_is_not_guessed(shop: Desk, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(BadRequest) as error:
        shop.plan("add", 1, qty="1", **fields)
    assert error.value.refusal.code == code


@pytest.mark.parametrize(
    ("pay", "kinds", "paid"),
    [
        ("request", [EntryKind.PAID, EntryKind.REQUEST], False),
        ("paid", [EntryKind.PAID, EntryKind.REQUEST, EntryKind.PAID], True),
        ("free", [EntryKind.PAID, EntryKind.PAID], True),
    ],
)
def test_only_its_own_payment_holds_the_new_section_back(
    shop: Desk, pay: str, kinds: list[EntryKind], paid: bool
) -> None:
    add(shop, product="F101", fee="3000", pay=pay)
    order = shop.order()
    assert [entry.kind for entry in order.entries] == kinds
    assert [section.fee for section in order.sections] == [0, 0 if pay == "free" else 3_000]
    assert order_payment_state(order.entries) is PaymentState.COMPLETE
    mine = payments(order.entries)[-1]
    assert mine.due == (72_800 if pay == "request" else 0) and mine.settled is paid
    plan = shop.plan("ready", 1)
    assert reasons(plan) == {f"{number(1)}-S1": "apply", f"{number(1)}-S2": "apply" if paid else "unpaid"}
    shop.apply(plan)
    if not paid:
        shop.do("confirm-payment", 1)
        shop.do("ready", f"{number(1)}-S2")
    assert shop.states() == [S.READY, S.READY]


def test_digital_goods_confirm_themselves_once_they_are_paid(shop: Desk) -> None:
    add(shop, product="D401", qty="1", pay="paid")
    section = shop.order().sections[-1]
    assert (section.delivery, section.state) == (Delivery.DIGITAL, S.CONFIRMED)
    assert not shop.order().lines[-1].physical


def test_nothing_is_added_where_it_would_get_lost(shop: Desk) -> None:
    naver = replace(sold(2), channel=Channel.NAVER, channel_number="N-1")
    lost = sold(4, unpaid=True)
    lost = replace(lost, entries=(replace(lost.entries[0], method=Method.VIRTUAL),))
    shop.add(naver, sold(3, unpaid=True), lost)
    for n in (3, 4):
        shop.do("cancel", n, reason="SOLD_OUT")
    codes = {n: reasons(shop.plan("add", n, product="F101", qty="1"))[number(n)] for n in (2, 3, 4)}
    assert codes == {2: "channel-no-add", 3: "closed", 4: "not-reopenable"}
    shop.do("reopen", 3)
    assert reasons(shop.plan("add", 3, product="F101", qty="1")) == {number(3): "apply"}
    assert reasons(shop.plan("add", 3, product="F101", qty="0")) == {number(3): "bad-quantity"}
    assert reasons(shop.plan("add", 3, name="직접", qty="1")) == {number(3): "field-missing"}


def test_too_little_in_stock_is_a_warning(shop: Desk) -> None:
    receive(shop.store, KIM, NOW, "C301-L", 1)
    for sku, qty, told in (
        ("C301-L", "1", []),
        ("C301-L", "2", ["More than the 1 piece available"]),
        ("D401", "1", ["The product is not on sale"]),
        ("F101-01", "99", []),
    ):
        plan = shop.plan("add", 1, sku=sku, qty=qty)
        assert plan.applying()
        with shop.store.reader() as conn:
            assert [words.en for words in warnings(conn, plan.request)] == told


def test_ordered_goods_are_offered_once_at_todays_price(shop: Desk) -> None:
    add(shop, product="F101", qty="1")
    add(shop, sku="F101-01", qty="1")
    with shop.store.reader() as conn:
        own = choices_of_order(conn, shop.order(), NOW + 10)
        assert [(choice.line, choice.text, choice.price) for choice in own] == [
            (1, "상품 1", 10_000),
            (2, "유기농 쌀 10kg", 38_000),
        ]
        found = find_choices(conn, "ㅌㅅㅊ", NOW)
    assert [(choice.text, choice.price) for choice in found] == [
        ("티셔츠 · 사이즈: M", 19_900),
        ("티셔츠 · 사이즈: L", 20_900),
    ]


def test_the_policies_fee_is_told_for_what_is_sent(shop: Desk) -> None:
    with shop.store.reader() as conn:
        (rice,) = find_choices(conn, "F101", NOW)
        (book,) = find_choices(conn, "D401", NOW)
        by_policy = quote_goods(conn, [Wanted("F101-01", 1, 34_900)], Place("06234", "서울 강남구"))
        assert isinstance(by_policy, Quote) and by_policy.total > 0
        assert policy_fee(conn, shop.order(), rice, 1, 34_900) == by_policy.total
        assert policy_fee(conn, shop.order(), book, 1, 9_900) == 0
