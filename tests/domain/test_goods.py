from __future__ import annotations

import pytest

from orderdesk.core.domain.goods import GoodsKind, Option, Product
from orderdesk.core.domain.orders import Delivery

AT = 1_000_000
LARGE = Option("S-L", "사이즈: L", 1_000)
CHEAPER = Option("S-S", "사이즈: S", -20_000)
SHIRT = Product("S", "티셔츠", 19_900, (LARGE, CHEAPER), sale_price=15_900, sale_from=AT, sale_until=AT + 10)


@pytest.mark.parametrize(
    ("at", "price"), [(AT - 1, 19_900), (AT, 15_900), (AT + 9, 15_900), (AT + 10, 19_900)]
)
def test_the_period_price_counts_from_its_first_second_until_before_its_last(at: int, price: int) -> None:
    assert SHIRT.price_at(at) == price
    assert SHIRT.price_at(at, LARGE) == price + 1_000


def test_a_period_without_an_end_goes_on_and_no_price_is_below_nothing() -> None:
    lasting = Product("S", "티셔츠", 19_900, (LARGE,), sale_price=15_900)
    assert lasting.price_at(0) == lasting.price_at(10**10) == 15_900
    assert SHIRT.price_at(AT, CHEAPER) == 0


def test_stock_that_orders_wait_for_is_not_available() -> None:
    assert Option("S", tracked=True, on_hand=3, allocated=5).available == -2


def test_each_kind_goes_out_its_own_way() -> None:
    assert [kind.delivery for kind in GoodsKind] == [Delivery.PARCEL, Delivery.DIGITAL, Delivery.MEMBERSHIP]
