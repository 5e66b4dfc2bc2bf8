"""The guide about 추가, step by step by keys, each ending with what the order then is on every axis."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Channel, EntryKind, Method
from orderdesk.core.domain.states import Badge, PaymentState, Trade
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.stock import receive
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.find_goods import FindGoods
from orderdesk.screens.order_detail import OrderDetail
from tests.domain.builders import NOW, SELLER, do, line, order
from tests.screens.driver import fill, opened
from tests.screens.sections import Ending, basket, contents, ending, now, open_detail, put
from tests.screens.walking import walks

RICE, OIL, HONEY = "유기농 쌀 10kg", "참기름 320ml", "아카시아 꿀 1kg"
BY = "김영희"
PAID, ASKED = EntryKind.PAID, EntryKind.REQUEST
ADD = ("full_stop", "0", "9")

SHOP = (
    Product("F101", HONEY, 30_000, (Option("F101-01"),), sale_price=27_000, sale_until=NOW + 1),
    Product(
        "C301", "티셔츠", 19_900, (Option("C301-M", "사이즈: M"), Option("C301-L", "사이즈: L", tracked=True))
    ),
)


def ended(
    states: dict[int, S], entries: list[tuple[EntryKind, int]], *events: tuple[str, int | None]
) -> Ending:
    """An order in trade that was paid and added to, with what happened besides."""
    told = [(words, section, BY) for words, section in events]
    return Ending(states, Badge.PREPARING, Trade.OPEN, PaymentState.COMPLETE, entries, told)


@walks("add")
async def test_추가_이미_주문한_상품의_수량_추가_결제_요청(empty_store: Store) -> None:
    """이미 주문한 상품의 수량을 추가하고 고객에게 다시 한 번 결제를 요청한다."""
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*ADD)
        assert "이미 주문한 상품의 수량 추가 2" in desk.text()
        await desk.press("enter")  # 쌀
        await desk.type("2")
        assert "2 × 15,000 = 30,000원 · 결제 요청" in desk.text()
        await desk.press("ctrl+s")

    added = now(empty_store, made)
    assert contents(added) == {1: [(RICE, 2), (OIL, 4)], 2: [(RICE, 2)]}
    assert ending(empty_store, made) == ended(
        {1: S.PREPARING, 2: S.PREPARING}, [(PAID, 68_000), (ASKED, 30_000)], ("추가", None)
    )


@pytest.mark.slow
async def test_추가_새_상품_기간할인가와_배송비_입금_확인(empty_store: Store) -> None:
    """새로운 상품을 찾아 기간할인가로 추가한다. 다른 섹션은 그 결제를 기다리지 않는다."""
    put_products(empty_store, SELLER, NOW, SHOP)
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*ADD)
        await desk.type("ㅇㅋㅅㅇ")
        assert re.search(rf"{HONEY} .*기간할인 +27,000", desk.text())
        await desk.press("enter")
        assert "배송정책으로는 배송비 3,000" in desk.text()  # 50,000원부터 무료
        await desk.type("3")
        assert "배송정책으로는" not in desk.text()
        await desk.press("enter", "enter")
        await desk.type("2500")
        assert "3 × 27,000 + 배송비 2,500 = 83,500원 · 결제 요청" in desk.text()
        await desk.press("ctrl+s")
        await desk.press("ctrl+home", "space", "space", "full_stop", "1", "ctrl+s")  # 둘 다 배송대기
        assert ending(empty_store, made).states == {1: S.READY, 2: S.PREPARING}
        await desk.press("full_stop", "8", "ctrl+s", "ctrl+s")  # 입금 확인
        await desk.press("ctrl+home", "space", "space", "full_stop", "1", "ctrl+s")

    added = now(empty_store, made)
    assert contents(added) == {1: [(RICE, 2), (OIL, 4)], 2: [(HONEY, 3)]}
    assert (added.sections[1].fee, added.lines[-1].sku) == (2_500, "F101-01")
    assert ending(empty_store, made) == Ending(
        {1: S.READY, 2: S.READY},
        Badge.READY,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 68_000), (ASKED, 83_500), (PAID, 83_500)],
        [("추가", None, BY), ("배송대기", 1, BY), ("입금 확인", None, BY), ("배송대기", 2, BY)],
    )


async def test_추가_이미_입금된_상품과_재고_경고(empty_store: Store) -> None:
    """입금이 이미 확인된 상품을 추가한다: 재고가 모자라면 알려 주고, 막지는 않는다."""
    put_products(empty_store, SELLER, NOW, SHOP)
    receive(empty_store, SELLER, NOW, "C301-L", 1)
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*ADD)
        await desk.type("C301-L")
        assert re.search(r"가용 1개 +19,900", desk.text())
        await desk.press("enter")
        await desk.type("2")
        assert "가용 재고 1개보다 많습니다" in desk.text()
        await desk.press("enter", "enter", "enter", "2")  # 결제: 입금 확인됨
        assert "2 × 19,900 = 39,800원 · 입금 확인됨" in desk.text()
        await desk.press("ctrl+s")

    assert ending(empty_store, made) == ended(
        {1: S.PREPARING, 2: S.PREPARING},
        [(PAID, 68_000), (ASKED, 39_800), (PAID, 39_800)],
        ("추가", None),
    )


async def test_추가_무료로(empty_store: Store) -> None:
    """사은품처럼 무료로 추가한다: 아무것도 청구하지 않는다."""
    put_products(empty_store, SELLER, NOW, SHOP)
    made = put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*ADD)
        await desk.type("꿀")
        await desk.press("enter", "enter", "enter", "enter", "3")  # 결제: 무료
        assert "= 0원 · 무료" in desk.text()
        await desk.press("ctrl+s")

    assert now(empty_store, made).lines[-1].total == 0
    assert ending(empty_store, made) == ended(
        {1: S.PREPARING, 2: S.PREPARING}, [(PAID, 68_000), (PAID, 0)], ("추가", None)
    )


async def test_추가_거래가_종료된_주문은_거래재개를_먼저(empty_store: Store) -> None:
    """이미 거래가 종료된 주문 건은 거래재개를 먼저 진행해야 한다."""
    made = put(empty_store, order(line(1, name=RICE), state=S.DELIVERED, trade=Trade.CLOSED))
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*ADD)
        assert "거래 재개를 먼저 하세요" in desk.text()
        await desk.press("escape", "full_stop", "0", "5", "ctrl+s")  # 거래 재개
        await desk.press(*ADD)
        await desk.press("enter", "ctrl+s")

    assert ending(empty_store, made) == Ending(
        {1: S.DELIVERED, 2: S.PREPARING},
        Badge.PART_SHIPPED,
        Trade.OPEN,
        PaymentState.COMPLETE,
        [(PAID, 10_000), (ASKED, 10_000)],
        [("거래 재개", None, BY), ("추가", None, BY)],
    )


async def test_추가_재개할_수_없는_주문과_외부_채널은_새_주문으로(empty_store: Store) -> None:
    """입금 전에 취소한 주문(무통장입금 밖)과 외부 채널 주문에는 추가할 수 없다."""
    lost = order(line(1, name=RICE), unpaid=True, method=Method.VIRTUAL)
    channel = order(line(1, name=RICE), channel=Channel.NAVER, channel_number="N-1")
    lost = do(lost, "cancel", reason="SOLD_OUT")
    fill(
        empty_store,
        [replace(lost, number="20260921000000001"), replace(channel, number="20260921000000002")],
    )
    told = {
        "20260921000000002": "외부 채널 주문에는 추가할 수 없습니다",
        "20260921000000001": "미결제 취소는 무통장입금만 재개할 수 있습니다",
    }
    async with opened(empty_store) as desk:
        for _ in range(2):
            why = told.pop(desk.grid.number)
            await open_detail(desk)
            await desk.press(*ADD)
            assert why in desk.text() and "새 주문으로" in desk.text()
            assert not isinstance(desk.screen, FindGoods)
            await desk.press("escape", "escape", "down")


async def test_상품을_다시_고르려면_Esc(empty_store: Store) -> None:
    put(empty_store, basket())
    async with opened(empty_store) as desk:
        await open_detail(desk)
        await desk.press(*ADD)
        await desk.press("down", "enter")
        assert "1 × 10,000 = 10,000원" in desk.text() and OIL in desk.text()
        await desk.press("escape")
        assert "이미 주문한 상품의 수량 추가 2" in desk.text()
        await desk.type("없는상품")
        assert "찾은 것이 없습니다" in desk.text()
        await desk.press("escape")
        assert isinstance(desk.screen, OrderDetail)
