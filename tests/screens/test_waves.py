"""Waves by keys and scanner: made, walked along the shelves, short, put off, taken over, closed."""

from __future__ import annotations

from pathlib import Path

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.waves import Wish
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.waves import make_wave
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import Scope
from orderdesk.screens.waves import WalkScreen, WavesScreen
from orderdesk.widgets.packing import Answer
from tests.domain.builders import NOW
from tests.screens.driver import DeskDriver, fill, opened
from tests.services.desk import KIM, Desk
from tests.services.station import goods

V = PackVerdict
LEE = Actor(ActorKind.SELLER, "이순신")


def shop(store: Store) -> Desk:
    """Three orders of A and B; B stands before A."""
    fill(store, [])
    desk = Desk(store)
    desk.now = NOW
    places = {"A": "나-2", "B": "가-1"}
    put_products(store, KIM, NOW, [Product(f"P{c}", c, 1, (Option(c),), place=p) for c, p in places.items()])
    desk.add(goods(1, 2, 1), goods(2, 1), goods(3, 1))
    return desk


async def enter(desk: DeskDriver) -> None:
    await desk.press("ctrl+x", "f8")
    assert isinstance(desk.screen, WavesScreen)


async def test_a_wave_is_made_walked_and_closed(empty_store: Store, home: Path) -> None:
    desk_of = shop(empty_store)
    async with opened(empty_store) as desk:
        await enter(desk)
        assert "차수가 없습니다" in desk.text()
        await desk.press("plus", "ctrl+s")
        assert isinstance(desk.screen, WalkScreen)
        text = desk.text()
        assert text.index("가-1") < text.index("나-2") and "0/5" in text
        await desk.press("B", "enter")
        lines = desk.screen.query_one(Answer).render().plain.strip().splitlines()
        came, large, goods_there = map(str.strip, lines)
        assert "1/5" in desk.text() and came == "✓ 가-1 · 상품 2 · 이 상품을 다 집었습니다", "of the line"
        assert (large, goods_there) == ("→ 나-2", "상품 1 × 4"), "where to go, and what to pick there"
        await desk.press("B", "enter")
        assert " ".join(V.ONE_TOO_MANY.large.ko) in desk.text()
        await desk.press(*"3*ㅁ", "enter")
        assert "4/5" in desk.text()
        await desk.press("f7")
        assert "모두 담았습니다" in desk.text() and "5/5" in desk.text()
        await desk.press("f6", "2", "ctrl+s")
        (page,) = home.glob("피킹_1.html")
        assert "가-1" in page.read_text("utf-8")
        await desk.press("f6", "3")
        assert "담은 섹션 3" in desk.told[-1]
        assert "닫음" in desk.text()
    assert desk_of.sound()


async def test_what_is_missing_is_split_off_and_held(empty_store: Store) -> None:
    desk_of = shop(empty_store)
    make_wave(empty_store, KIM, NOW, Wish())
    async with opened(empty_store) as desk:
        await enter(desk)
        await desk.press("enter")
        await desk.press("f4")
        assert "…" in desk.text()
        await desk.press("2", "asterisk", "f3")
        assert "0/" in desk.text()
    assert any(order.holds for order in desk_of.whole()) and desk_of.sound()


async def test_somebody_elses_wave_is_read_only_until_it_is_taken_over(empty_store: Store) -> None:
    shop(empty_store)
    make_wave(empty_store, LEE, NOW, Wish())
    async with opened(empty_store) as desk:
        await enter(desk)
        assert LEE.name in desk.text()
        await desk.press("enter", "B", "enter")
        assert " ".join(V.PACKED_BY_OTHER.large.ko) in desk.text() and "0/5" in desk.text()
        assert isinstance(desk.screen, WalkScreen)
        assert all(each.reason for each in desk.screen.hints_of(Scope.WALK) if each.key in ("F3", "F4", "F7"))
        assert (
            "다른 사람이 피킹 중인 차수입니다" in desk.text()
            and "넘겨받으세요 (F6)" in desk.text()
            and "상자" not in desk.text()
        )
        await desk.press("f6", "1")
        await desk.press("B", "enter")
        assert "1/5" in desk.text()
        assert isinstance(desk.screen, WalkScreen)
        assert not any(each.reason for each in desk.screen.hints_of(Scope.WALK))


async def test_a_wish_that_is_none_is_said_and_nothing_is_made(empty_store: Store) -> None:
    shop(empty_store)
    async with opened(empty_store) as desk:
        await enter(desk)
        await desk.press("plus")
        await desk.type("없는택배")
        await desk.press("ctrl+s")
        assert "값이 올바르지 않습니다" in desk.text()
        await desk.press("escape", "escape")
        assert isinstance(desk.screen, WavesScreen) and "차수가 없습니다" in desk.text()
