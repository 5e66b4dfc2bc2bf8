from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.screens.combining import CombiningScreen
from orderdesk.widgets.columns import apart
from tests.domain.builders import HOME, NOW, order, section
from tests.screens.driver import DeskDriver, fill, opened

LABEL: dict[str, Any] = {
    "courier": "CJ대한통운",
    "tracking": "680123456782",
    "tracked_at": NOW,
    "shared": True,
}


def bought(n: int, **address: Any) -> Order:  # noqa: ANN401  # fields of an address
    made = order(sections=[section(1, address=replace(HOME, **address))])
    return replace(made, number=f"20260921000000{n}", placed_at=NOW - 600 + n)


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


@asynccontextmanager
async def combining(
    store: Store, *orders: Order, size: tuple[int, int] = (120, 24)
) -> AsyncIterator[DeskDriver]:
    fill(store, orders)
    async with opened(store, size) as desk:
        await desk.press("left_parenthesis")
        assert isinstance(desk.screen, CombiningScreen)
        yield desk


def stored(store: Store, *ids: int) -> list[Order]:
    with store.reader() as conn:
        return load_orders(conn, ids)


def section_lines(desk: DeskDriver) -> list[str]:
    return [" ".join(line.split()) for line in desk.text().split("\n") if "-S1" in line]


async def test_parcels_stand_with_their_reason_and_near_misses_beside(store: Store) -> None:
    async with combining(store, bought(1), bought(2, line2="101"), bought(3, line2="102호")) as desk:
        assert "▸ 홍길동 010-0000-1234 · 서울 강남구 테헤란로 1 101호" in desk.row(1)
        assert desk.row(1).endswith(
            "주소 표기만 다름 · 주문 2건"
        ) and "[1 후보 1]  2 거의 맞음 1  살펴본 섹션" in desk.row(0)
        assert [
            "202609210000001-S1" in section_lines(desk)[0],
            section_lines(desk)[1].endswith("상세주소 101"),
        ] == [True] * 2
        await desk.press("2")
        assert section_lines(desk) == [
            "202609210000003-S1 ↔ 202609210000001-S1 상세주소 다름: 102호 / 101호 홍길동"
        ]
        await desk.press("1")
        assert len(section_lines(desk)) == 2


async def test_a_near_miss_has_room_for_its_receiver_in_english(store: Store) -> None:
    fill(store, [bought(1), bought(3, line2="102호")])
    async with opened(store, lang="en") as desk:
        await desk.press("left_parenthesis", "2")
        assert section_lines(desk)[0].endswith("Detail differs: 102호 / 101호 홍길동")


LONG = "경기도 성남시 분당구 판교역로 아주긴도로이름길 166번길 15 판교알파돔타워 제1동"


@pytest.mark.parametrize(("width", "receiver"), [(80, "홍길동"), (120, "홍길동 님 " * 6)])
async def test_what_differs_is_seen_however_long_the_addresses_are(
    store: Store, width: int, receiver: str
) -> None:
    spelt, other = (
        {"line1": LONG + "  "},
        {"line1": LONG, "line2": "아주 긴 상세주소 2동 102호 문 앞에 두세요"},
    )
    here = {"line1": LONG, "line2": "아주 긴 상세주소 2동 101호 문 앞에 두세요", "receiver": receiver}
    orders = (bought(1, **here), bought(2, **here | spelt), bought(3, **here | other))
    async with combining(store, *orders, size=(width, 24)) as desk:
        assert [line.split()[1] for line in section_lines(desk)] == [f"20260921000000{n}-S1" for n in (1, 2)]
        assert section_lines(desk)[1].endswith("…")  # as much of its own spelling as there is room for
        await desk.press("2")
        assert "상세주소 다름: …102호… / …101호…" in desk.row(1)
        assert desk.row(1).strip().startswith("202609210000003-S1 ↔ 202609210000001-S1")


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("3층 302호 문 앞", "3층 301호 문 앞", "…302호… / …301호…"),
        ("010-0000-9999", "010-0000-1234", "…9999 / …1234"),
        ("301호", "3층 301호", "301호 / 3층 301호"),
        ("3층 나", "3층 나 다", "…나 / …나 다"),
        ("가 나 다", "나 다", "가 나… / 나…"),
        ("같은말", "같은글", "같은말 / 같은글"),
        ("", "301호", " / 301호"),
    ],
)
def test_common_words_give_way_where_there_is_no_room(one: str, other: str, shown: str) -> None:
    assert apart(one, other, 0) == shown
    assert apart(one, other, 80) == f"{one} / {other}"


async def test_one_number_for_the_parcel_by_keys(store: Store) -> None:
    async with combining(store, bought(1), bought(2), bought(3)) as desk:
        await desk.press("down", "down", "space")
        assert section_lines(desk)[1].startswith("뺌")
        await desk.press("f4")
        await desk.type("CJ")
        await desk.press("tab")
        await desk.type("680123456782")
        await desk.press("ctrl+s")
        assert "한 송장 680123456782" in desk.text() and "섹션 2 · 주문 2건" in desk.text()
        await desk.press("ctrl+s")
        tracked = [made.sections[0].tracking for made in stored(store, 1, 2, 3)]
        assert tracked == ["680123456782", None, "680123456782"]
        assert "2건 송장 입력" in desk.told[-1]
        assert "680123456782 · 수령자·연락처·배송지가 같음 · 주문 3건" in desk.row(1)
        await desk.press("space", "home", "space", "home", "f4")
        assert "한 송장 680123456782" in desk.text()


async def test_the_next_order_joins_by_the_number_that_is_there(store: Store) -> None:
    one, two = (replace(each.sections[0], **LABEL) for each in (bought(1), bought(2)))
    orders = (replace(bought(1), sections=(one,)), replace(bought(2), sections=(two,)), bought(3))
    async with combining(store, *orders) as desk:
        await desk.press("f4", "ctrl+s")
        (joined,) = stored(store, 3)
        assert (joined.sections[0].tracking, joined.sections[0].shared) == ("680123456782", True)
        assert "한 상자에 담을 주문이 없습니다" in desk.text()


async def test_what_is_left_out_or_no_number_is_told(store: Store) -> None:
    async with combining(store, bought(1), bought(2)) as desk:
        await desk.press("space", "home", "f4")
        assert "둘 이상이어야" in desk.told[-1]
        await desk.press("home", "space", "home", "f4", "tab")
        await desk.type("12")
        await desk.press("ctrl+s")
        assert desk.told[-1] and stored(store, 1)[0].sections[0].tracking is None
        await desk.press("home", "delete")
        assert "주문의 줄에서" in desk.told[-1]
        await desk.press("2", "f4")
        assert "1을 눌러" in desk.told[-1]


async def test_an_order_is_banned_and_let_in_again(store: Store) -> None:
    async with combining(store, bought(1), bought(2)) as desk:
        await desk.press("down")
        assert "Del 합포장 금지   " in desk.text()
        await desk.press("delete", "ctrl+s")
        assert stored(store, 1)[0].separate and "한 상자에 담을 주문이 없습니다" in desk.text()
        await desk.press("2")
        assert section_lines(desk)[0].startswith("202609210000001-S1 (합포장 금지) ↔ 202609210000002-S1")
        assert "Del 합포장 금지 해제" in desk.text()
        await desk.press("delete", "ctrl+s", "1")
        assert not stored(store, 1)[0].separate and len(section_lines(desk)) == 2


async def test_columns_stay_apart_and_a_receiver_is_told_where_there_is_room(store: Store) -> None:
    spelt = {"line1": "서울 강남구 테헤란로 1 강남구에서 가장 긴 건물 "}
    here = {"line1": "서울 강남구  테헤란로 1 강남구에서 가장 긴 건물"}
    orders = (bought(1, **here), bought(2, **spelt), bought(3, **here, line2="102호"))
    async with combining(store, *orders, size=(80, 24)) as desk:
        assert "  주소 표기만 다름" in desk.row(1)
        await desk.press("2")
        assert desk.row(1).endswith("  홍길동")


async def test_enter_opens_the_orders_of_the_parcel(store: Store) -> None:
    async with combining(
        store, bought(1), bought(2), bought(3, phone="010-0000-9999"), size=(80, 24)
    ) as desk:
        await desk.press("down", "down", "enter")
        assert "202609210000002" in desk.row(0) and "1/2" in desk.row(0)
        await desk.press("right_square_bracket")
        assert "202609210000001" in desk.row(0)
        await desk.press("escape", "2", "enter")
        assert "202609210000003" in desk.row(0) and "1/2" in desk.row(0)


async def test_shipping_one_order_says_that_its_parcel_comes_along(store: Store) -> None:
    ready = [replace(each.sections[0], state=S.READY, **LABEL) for each in (bought(1), bought(2))]
    orders = [replace(bought(n), sections=(one,)) for n, one in enumerate(ready, 1)]
    fill(store, orders)
    async with opened(store, (120, 30)) as desk:
        await desk.press("full_stop")
        await desk.press("2")
        assert "합포장이라 1섹션이 함께" in desk.text() and "섹션 2 · 주문 2건" in desk.text()
        await desk.press("enter")
        assert "합포장" in next(line for line in desk.text().split("\n") if "202609210000001-S1" in line)
        await desk.press("escape", "ctrl+s")
        assert [made.sections[0].state for made in stored(store, 1, 2)] == [S.SHIPPING] * 2
