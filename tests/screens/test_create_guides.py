"""The guide 관리자 주문 생성 step by step, by key alone; it ends with what the order is."""

from __future__ import annotations

from textual.widgets import Input

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import EntryKind, Order
from orderdesk.core.domain.states import Badge, PaymentState, SectionState, Trade
from orderdesk.core.services.accounts import register_account
from orderdesk.core.services.customers import put_customers
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.stock import adjust, receive
from orderdesk.core.store import drafts as stored
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.screens.dialogs.create_order import CreateOrder
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW, SELLER, order
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.sections import Ending, ending
from tests.screens.walking import walks

S = SectionState


def shop(store: Store) -> None:
    """A product with two options, a member of a grade, an account, and an order that is there already."""
    fill(store, [order()])
    options = (Option("R10", "10kg"), Option("R20", "20kg", price_add=15_000))
    put_products(store, SELLER, NOW, [Product("R", "유기농 쌀", 20_000, options)])
    member = Customer("M1", "이회원", "010-0000-0009", grade="골드", zip="06234", line1="서울 강남구 1")
    put_customers(store, SELLER, NOW, [member], [Grade("골드", 100)])
    register_account(store, SELLER, NOW, ("가상은행", "000-0000", "우리상점"))


def newest(store: Store) -> Order:
    with store.reader() as conn:
        return load_orders(conn, [2])[0]


async def to(desk: DeskDriver, key: str) -> None:
    """The cursor of the dialog onto the line *key*, the last of several."""
    dialog = desk.screen
    assert isinstance(dialog, CreateOrder)
    keys = [entry.key for entry in dialog.entries]
    await desk.press("home", *["down"] * (len(keys) - 1 - keys[::-1].index(key)))


async def answer(desk: DeskDriver, *texts: str) -> None:
    """The fields of a form, one after the other, and Ctrl+S; what stood in them goes."""
    for n, text in enumerate(texts):
        if n:
            await desk.press("enter")
        field = desk.app.focused
        if isinstance(field, Input) and field.value:
            await desk.press("end", "ctrl+u")
        await desk.type(text)
    await desk.press("ctrl+s")


async def for_the_member(desk: DeskDriver, pieces: str) -> None:
    """The draft is for the member, of so many pieces of the first option."""
    await to(desk, "member")
    await desk.press("enter")
    await desk.type("이회원")
    await desk.press("enter")
    await to(desk, "add")
    await desk.press("enter")
    await desk.type("R10")
    await desk.press("enter")
    await answer(desk, pieces)


async def paid_already(desk: DeskDriver) -> None:
    """The draft counts as paid, for a reason."""
    await to(desk, "pay")
    await desk.press("enter", "3")
    await answer(desk, "전화로 받음")


@walks("create")
async def test_관리자_주문_생성_for_a_guest_by_bank_transfer(empty_store: Store) -> None:
    """주문생성 → 구매자 → 상품·옵션 → 배송 → 할인 → 결제; 이름과 연락처는 필수."""
    shop(empty_store)
    async with opened(empty_store) as desk:
        await desk.press("left_curly_bracket", "1")
        assert isinstance(desk.screen, CreateOrder)
        await to(desk, "buyer")
        await desk.press("enter")
        await answer(desk, "홍길동", "010-0000-1234")
        await to(desk, "add")
        await desk.press("enter")
        await desk.type("ㅇㄱㄴ")
        await desk.press("down", "enter")
        await answer(desk, "2", "35,000")
        assert "70,000" in desk.text()
        await to(desk, "way")
        await desk.press("enter")
        await answer(desk, "홍길동", "010-0000-1234", "06234", "서울 강남구 테헤란로 1")
        await to(desk, "discount")
        await desk.press("enter")
        await answer(desk, "5,000")
        await to(desk, "pay")
        await desk.press("enter", "2", "2", "ctrl+s")
        assert "상품 65,000 + 배송비 0 = 65,000원" in desk.text()
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, OrdersScreen)
    made = newest(empty_store)
    (line,) = made.lines
    assert (made.buyer_name, line.sku, line.qty, line.total) == ("홍길동", "R20", 2, 65_000)
    assert "000-0000 · 우리상점" in made.entries[0].account
    assert ending(empty_store, made.id) == Ending(
        {1: S.PREPARING},
        Badge.WAITING,
        Trade.OPEN,
        PaymentState.WAITING,
        [(EntryKind.REQUEST, 65_000)],
        [],
    )


async def test_관리자_주문_생성_for_a_member_who_is_asked_to_pay(empty_store: Store) -> None:
    """회원은 검색으로; 등급 할인이 들어가고, 구매자가 결제수단을 고를 때까지 관리자 생성 주문에 보인다."""
    shop(empty_store)
    async with opened(empty_store) as desk:
        await desk.press("left_curly_bracket", "1")
        await to(desk, "member")
        await desk.press("enter")
        await desk.type("ㅇㅎㅇ")
        await desk.press("enter")
        await to(desk, "add")
        await desk.press("enter")
        await desk.type("R10")
        await desk.press("enter")
        await answer(desk, "1")
        assert "상품 18,000 + 배송비 3,000 = 21,000원" in desk.text()
        await desk.press("ctrl+s")
        await desk.press("left_curly_bracket", "3")
        assert "1/1" in desk.text()
    made = newest(empty_store)
    assert (made.pending, made.lines[0].grade_discount) == (True, 2_000)


async def test_what_was_typed_is_kept_as_a_draft_and_gone_on_with(empty_store: Store) -> None:
    shop(empty_store)
    async with opened(empty_store) as desk:
        await desk.press("left_curly_bracket", "1")
        await to(desk, "buyer")
        await desk.press("enter")
        await answer(desk, "홍길동", "010-0000-1234")
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)
        await desk.press("left_curly_bracket", "2", "1")
        assert "홍길동 · 010-0000-1234" in desk.text()
        await to(desk, "other")
        await desk.press("enter")
        await answer(desk, "택배 상자", "3", "1000")
        await to(desk, "line")
        await desk.press("enter")
        await answer(desk, "2", "1000")
        assert "2,000" in desk.text()
        await desk.press("minus", "escape")
    with empty_store.reader() as conn:
        (kept,) = stored.drafts(conn)
    assert '"lines": []' in kept.body


async def test_what_is_missing_is_said_before_anybody_asks_for_the_order(empty_store: Store) -> None:
    shop(empty_store)
    receive(empty_store, SELLER, NOW, "R10", 1)
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("left_curly_bracket", "1")
        assert "이름: 필요합니다" in desk.text()
        await for_the_member(desk, "2")
        assert "필요합니다" not in desk.text() and "재고" not in desk.text()  # a request takes none
        await paid_already(desk)
        assert "R10: 가용 재고 1개보다 많습니다" in desk.text()
        receive(empty_store, SELLER, NOW, "R10", 9)
        await to(desk, "pay")
        await desk.press("ctrl+s")
    assert newest(empty_store).lines[0].qty == 2


async def test_a_piece_that_is_gone_when_the_order_is_made_is_told_first(empty_store: Store) -> None:
    """Ctrl+S where the dialog saw enough says that it is gone; the next one makes the order all the same."""
    shop(empty_store)
    receive(empty_store, SELLER, NOW, "R10", 1)
    async with opened(empty_store, size=(80, 24)) as desk:
        await desk.press("left_curly_bracket", "1")
        await for_the_member(desk, "1")
        await paid_already(desk)
        assert "재고" not in desk.text()
        adjust(empty_store, SELLER, NOW, "R10", -1, "파손")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, CreateOrder)
        assert "R10: 가용 재고 0개보다 많습니다" in desk.text()
        await desk.press("ctrl+s")
    assert newest(empty_store).lines[0].qty == 1
