from __future__ import annotations

import re
from dataclasses import replace

from rich.cells import cell_len

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.stock import MoveKind
from orderdesk.core.services.customers import put_customers
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.stock import adjust, moves_of_option, option_of, receive
from orderdesk.core.store.engine import Store
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW, SELLER, order
from tests.screens.driver import fill, opened

HONEY = Product(
    "F101",
    "아카시아 꿀 1kg",
    30_000,
    (Option("F101-01"),),
    sale_price=27_000,
    sale_from=NOW - 60,
    sale_until=NOW + 60,
    weight=1_200,
    place="A-01-02",
)
SHIRT = Product(
    "C301",
    "[/red] 티셔츠",
    19_900,
    (Option("C301-M", "사이즈: M", tracked=True), Option("C301-L", "사이즈: L", 1_000)),
    on_sale=False,
)
HONG = Customer(
    "M000001", "홍길동", "010-0000-4321", "", "VIP", "06234", "서울 강남구 테헤란로 1", "101호", NOW
)
KIM = Customer("M000002", "김하늘", "010-0000-5678")


def shop(store: Store) -> None:
    put_products(store, SELLER, NOW, [HONEY, SHIRT])
    receive(store, SELLER, NOW, "C301-M", 7, "첫 입고")
    adjust(store, SELLER, NOW, "C301-M", -2, "파손")
    put_customers(store, SELLER, NOW, [HONG, KIM], [Grade("VIP", 25, free_shipping=True)])


async def test_products_are_found_and_shown_with_prices_stock_and_ledger(empty_store: Store) -> None:
    shop(empty_store)
    fill(empty_store, [order()])
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("right_curly_bracket")
        assert "상품 2개" in desk.text() and "C301  [/red] 티셔츠" in desk.text()
        assert re.search("판매중지 · 옵션 2개 · 가용 5개 +19,900", desk.text())
        await desk.type("ㅇㅋㅅㅇ")
        assert "상품 1개" in desk.text() and re.search("기간할인 +27,000", desk.text())
        await desk.press("enter")
        assert "기간할인 27,000원 (지금)" in desk.text() and "1,200g · 위치 A-01-02" in desk.text()
        assert "재고를 세지 않는 옵션입니다" in desk.text()
        await desk.press("escape")
        await desk.press("ctrl+u")
        await desk.type("c301")
        await desk.press("enter")
        assert "재고 5 · 할당 0 · 가용 5 · 19,900" in desk.text() and "20,900" in desk.text()
        assert "재고 원장 · C301-M · 2건" in desk.text()
        assert "-2" in desk.text() and "파손" in desk.text() and "+7" in desk.text()
        await desk.press("down")
        assert "재고를 세지 않는 옵션입니다" in desk.text()
        await desk.press("escape", "escape")
        assert isinstance(desk.screen, OrdersScreen)


async def test_pieces_that_came_in_are_entered_at_an_option(empty_store: Store) -> None:
    """입고: 상품 창에서 옵션을 고르고 수량과 메모를 적으면, 그 옵션의 재고와 원장에 더해진다."""
    shop(empty_store)
    fill(empty_store, [order()])
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("right_curly_bracket")
        await desk.type("c301")
        await desk.press("enter")
        assert "C301 · [/red] 티셔츠" in desk.text() and "+ 입고" in desk.text()
        await desk.press("plus")
        assert (
            "입고 · C301-M · [/red] 티셔츠 · 사이즈: M" in desk.text()
            and "재고 5 · 할당 0 · 가용 5" in desk.text()
        )
        await desk.press("ctrl+s")
        assert "수량은 숫자로 적으세요" in desk.text()
        await desk.type("0")
        await desk.press("ctrl+s")
        assert "수량은 1–1,000,000개로 적으세요" in desk.text()
        await desk.press("backspace")
        await desk.type("1,2")
        await desk.press("enter")
        await desk.type("[b]가을분")
        await desk.press("ctrl+s")
        assert "재고 17 · 할당 0 · 가용 17" in desk.text() and "재고 원장 · C301-M · 3건" in desk.text()
        assert "+12" in desk.text() and "[b]가을분" in desk.text()
        await desk.press("down", "plus")
        assert "입고하면 그때부터 셉니다" in desk.text()
        await desk.type("3")
        await desk.press("escape", "escape")  # 적은 것이 있으면 한 번 더 묻는다
        assert "재고를 세지 않는 옵션입니다" in desk.text()
        await desk.press("escape")
        assert re.search("판매중지 · 옵션 2개 · 가용 17개 +19,900", desk.text())
    with empty_store.reader() as conn:
        option = option_of(conn, "C301-M")
        move = moves_of_option(conn, option)[0]
        assert (option.on_hand, option_of(conn, "C301-L").tracked) == (17, False)
    assert (move.kind, move.qty, move.note, move.actor) == (MoveKind.RECEIVED, 12, "[b]가을분", SELLER)


async def test_from_a_customer_to_their_orders(empty_store: Store) -> None:
    shop(empty_store)
    numbers = {"홍길동": "20260921000000001", "김하늘": "20260921000000002"}
    fill(
        empty_store,
        [
            replace(order(), number=numbers[each.name], buyer_name=each.name, buyer_phone=each.phone)
            for each in (HONG, KIM)
        ],
    )
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("1", "quotation_mark")
        rows = [row for row in desk.text().splitlines() if "M00000" in row]
        assert len({cell_len(row[: row.index("010-")]) for row in rows}) == 1 < len(rows)
        assert len({cell_len(row[: row.index("M00000")]) for row in rows}) == 1, "whatever the grade is"
        await desk.type("5678")
        assert "회원 1" in desk.text()
        await desk.press("enter")
        assert "연락처  010-0000-5678" in desk.text()
        await desk.press("escape")
        await desk.press("backspace", "backspace", "backspace", "backspace")
        await desk.type("ㅎㄱㄷ")
        await desk.press("enter")
        assert re.search("등급 +VIP · 2.5% 할인 · 기본 배송비 무료", desk.text())
        assert "06234 서울 강남구 테헤란로 1 101호" in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.screen.search_field.value == "p:010-0000-4321"
        assert desk.grid.numbers == [numbers["홍길동"]]
