from __future__ import annotations

import dataclasses

import pytest

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.goods import GoodsKind, Option, Product
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.store.customers import grades, search_customers
from orderdesk.core.store.engine import Store
from orderdesk.core.store.goods import products_by_code, search_products, skus_taken

NOW = 1_795_400_000
KIM = Actor(ActorKind.SELLER, "김영희")
RICE = Product("F101", "유기농 쌀 10kg", 38_000, (Option("F101-01", barcode="8800000000010"),), weight=10_000)
SHIRT = Product(
    "C301",
    "오버핏 반팔 티셔츠",
    19_900,
    (Option("C301-01", "사이즈: M"), Option("C301-02", "사이즈: L", 1000, tracked=True)),
    sale_price=15_900,
    sale_from=NOW,
    sale_until=NOW + 100,
    place="C-01",
)
BOOK = Product("D401", "레시피 전자책", 9_900, (Option("D401"),), GoodsKind.DIGITAL, on_sale=False)


def put(store: Store, *goods: Product) -> list[Product]:
    with store.unit(KIM, NOW) as unit:
        return unit.put_products(goods)


def found(store: Store, query: str) -> list[str]:
    with store.reader() as conn:
        return [product.code for product in search_products(conn, query)]


def test_what_is_written_is_read_whole(store: Store) -> None:
    stored = put(store, RICE, SHIRT, BOOK)
    with store.reader() as conn:
        assert products_by_code(conn, ["C301", "D401", "F101", "없음"]) == {p.code: p for p in stored}
    bare = [
        dataclasses.replace(p, id=0, options=tuple(dataclasses.replace(o, id=0) for o in p.options))
        for p in stored
    ]
    assert bare == [RICE, SHIRT, BOOK]


def test_a_known_code_is_changed_and_its_other_options_stay(store: Store) -> None:
    first = put(store, SHIRT)[0]
    dearer = dataclasses.replace(SHIRT, price=21_000, options=(Option("C301-03", "사이즈: XL"),))
    second = put(store, dearer, RICE)[0]
    assert (second.id, second.price) == (first.id, 21_000)
    assert [option.sku for option in second.options] == ["C301-01", "C301-02", "C301-03"]
    assert second.options[:2] == first.options
    with store.reader() as conn:
        assert skus_taken(conn, ["C301-03", "F101-01", "x"]) == {"C301-03": "C301", "F101-01": "F101"}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["D401", "C301", "F101"]),
        ("쌀", ["F101"]),
        ("ㅌㅅㅊ", ["C301"]),
        ("ㅆ 10", ["F101"]),
        ("c301-02", ["C301"]),
        ("8800000000010", ["F101"]),
        ("사이즈: l", ["C301"]),
        ("D4", ["D401"]),
        ("쌀 티셔츠", []),
        ("%", []),
    ],
)
def test_products_are_found_by_what_people_know_of_them(store: Store, query: str, codes: list[str]) -> None:
    put(store, RICE, SHIRT, BOOK)
    assert sorted(found(store, query)) == sorted(codes)


def test_customers_are_found_by_name_code_and_the_end_of_the_phone(store: Store) -> None:
    people = [
        Customer("M000001", "홍길동", "010-0000-1234", grade="VIP", joined_at=NOW),
        Customer("M000002", "홍길순", "010-0000-5678"),
        Customer("M001234", "Sarah Kim", "010-0000-9999"),
    ]
    with store.unit(KIM, NOW) as unit:
        unit.put_grades([Grade("VIP", 30, True), Grade("일반")])
        unit.put_grades([Grade("VIP", 50, True)])
        unit.put_customers(people)
        moved = unit.put_customers([dataclasses.replace(people[0], line1="서울 강남구 테헤란로 1")])

    def codes(query: str, limit: int = 10) -> list[str]:
        with store.reader() as conn:
            return [each.code for each in search_customers(conn, query, limit)]

    assert codes("길") == ["M000001", "M000002"]
    assert codes("ㅎㄱㄷ") == ["M000001"]
    assert codes("5678") == ["M000002"]
    assert codes("1234") == ["M001234", "M000001"] or codes("1234") == ["M000001", "M001234"]
    assert codes("sarah") == ["M001234"]
    assert codes("00-5678") == ["M000002"]
    assert len(codes("")) == 3 and len(codes("", 2)) == 2
    assert codes("_") == []
    with store.reader() as conn:
        assert grades(conn) == [Grade("일반"), Grade("VIP", 50, True)]
        assert search_customers(conn, "길동") == moved
