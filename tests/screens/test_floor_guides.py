"""The guides about the floor, step by step by keys: packing, picking, stuck work and the day's close."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.goods import put_products
from orderdesk.core.store.engine import Store
from orderdesk.guides.reading import find
from orderdesk.screens.help_topics import topic_of
from orderdesk.screens.station import StationScreen
from orderdesk.screens.waves import WalkScreen, WavesScreen
from tests.screens.driver import fill, opened
from tests.screens.walking import walks
from tests.services.desk import KIM, Desk, sections, sold
from tests.services.station import LABELS, goods


def floor(store: Store) -> Desk:
    """The desk of a store without orders."""
    fill(store, [])
    return Desk(store)


@walks("packing")
async def test_포장대에서_검수하고_포장해_보내기(empty_store: Store) -> None:
    """섹션 바코드, 상품 셋, 송장을 스캔하고, 코드를 읽을 수 없는 하나는 손으로 확인."""
    desk_of = floor(empty_store)
    desk_of.add(goods(1, 3, 1))
    async with opened(empty_store, clock=lambda: desk_of.now, default_courier="CJ대한통운") as desk:
        await desk.press("ctrl+x")
        await desk.press(*sections(1, 1)[0], "enter")
        await desk.press("A", "enter", *"2*A", "enter")
        await desk.press("f3")  # B: 코드를 읽을 수 없다
        assert " ".join(PackVerdict.COMPLETE.large.ko) in desk.text()
        await desk.press(*LABELS[0], "enter")
    assert desk_of.states() == [S.SHIPPING]


@walks("picking")
async def test_차수를_만들어_위치_순서로_피킹하기(empty_store: Store) -> None:
    """차수를 만들어 가-1에서 나-2로 걸으며 담고 닫음."""
    desk_of = floor(empty_store)
    places = {"A": "나-2", "B": "가-1"}
    put_products(
        empty_store,
        KIM,
        desk_of.now,
        [Product(f"P{c}", c, 1, (Option(c),), place=p) for c, p in places.items()],
    )
    desk_of.add(goods(1, 2, 1), goods(2, 1), goods(3, 1))
    async with opened(empty_store, clock=lambda: desk_of.now) as desk:
        await desk.press("ctrl+x", "f8")
        await desk.press("plus", "ctrl+s")
        await desk.press("B", "enter", *"3*A", "enter", "f7")
        assert "5/5" in desk.text()
        await desk.press("f6", "3")
        assert "담은 섹션 3" in desk.told[-1]


@walks("day")
async def test_막힌_일을_풀고_하루를_마감하기(empty_store: Store, home: Path) -> None:
    """취소 접수된 주문을 찾아보고, 나간 하나를 택배사 집계와 맞춤."""
    desk_of = floor(empty_store)
    desk_of.add(sold(1), goods(2, 1))
    desk_of.do("track", *sections(1, 1), courier="CJ대한통운", number=LABELS[0], to="ship")
    desk_of.do("cancel", *sections(2, 1), reason="SOLD_OUT")
    async with opened(empty_store, (100, 30), lambda: desk_of.now) as desk:
        await desk.press("vertical_line")
        number = next(line for line in desk.text().split("\n") if "기다리는 클레임" in line).split()[1]
        await desk.press(number)
        assert desk.grid.number == "202611220000002"
        await desk.press("escape", "dollar_sign", "down", "enter", "1", "ctrl+s")
        assert "다릅니다" not in desk.text()
        await desk.press("f8", "ctrl+s")
    assert [*home.glob("마감_*.html")]


@pytest.mark.parametrize(
    ("query", "guide"),
    [
        ("포장", "packing"),
        ("검수", "packing"),
        ("피킹", "picking"),
        ("차수", "picking"),
        ("마감", "day"),
        ("packing", "packing"),
        ("picking", "picking"),
        ("close", "day"),
    ],
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_guides_of_the_floor_are_found(lang: Lang, query: str, guide: str) -> None:
    assert guide == find(query, lang)[0].id


def test_help_on_the_floor_leads_to_them() -> None:
    assert topic_of(StationScreen).guides[0] == "packing"
    assert topic_of(WavesScreen).guides[0] == topic_of(WalkScreen).guides[0] == "picking"
