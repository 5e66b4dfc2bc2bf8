"""A whole morning by keys and scanner: import, waves, walks, boxes, exceptions, the day's close."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual.widgets import Input

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.services import browsing
from orderdesk.core.services.acting import Selection, plan_action
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.day_close import day_close, today
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.packing import boxes_waiting
from orderdesk.core.services.stuck import stuck_board
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from orderdesk.screens.day import DayScreen
from orderdesk.screens.station import StationScreen
from orderdesk.screens.waves import WalkScreen
from orderdesk.settings import Settings
from tests.domain.builders import SELLER
from tests.screens.driver import DeskDriver, fill, opened
from tests.services.export_file import bought, table, workbook

ORDERS = 300
WAVES = (200, 100)
"""Sections of the waves: a trolley holds so many."""

CJ = "CJ대한통운"
GOODS = {
    "85123A": ("유기농 쌀", "8801", "C-03"),
    "22423": ("참기름", "8802", "A-01"),
    "47566": ("멸치", "8803", "B-02"),
}


def label(n: int) -> str:
    """A number of CJ with its check digit."""
    body = f"68{n:09d}"
    return f"{body}{int(body[2:]) % 7}"


def product(n: int) -> str:
    return list(GOODS)[n % 3]


def export(path: Path) -> Path:
    """The shop's export of 300 orders, each of two pieces of one product."""
    rows = [bought(n, product_no=product(n), name=GOODS[product(n)][0]) for n in range(1, ORDERS + 1)]
    return workbook(path / "주문.xlsx", table(rows))


def orders(store: Store) -> list[Order]:
    """All of them, the first first."""
    with store.reader() as conn:
        return sorted(browsing.orders(conn, browsing.make_view()), key=lambda order: order.number)


def office(store: Store, verb: str, section: str, **given: str) -> None:
    """Somebody in the office does *verb* to *section* meanwhile."""
    now = int(time.time())
    with store.reader() as conn:
        request = make_request(verb, given)
        plan, _ = plan_action(conn, Selection(numbers=(section,)), request, SELLER, now, Settings())
    assert plan.applying()
    apply_plan(store, plan, SELLER, lambda: now)


def top(desk: DeskDriver) -> type:
    """What stands on top."""
    return type(desk.screen)


async def scan(desk: DeskDriver, code: str) -> None:
    """*code* stands in the field at once, and Enter: twelve thousand keys one by one would take minutes."""
    desk.screen.query_one("#scan", Input).value = code
    await desk.press("enter")


async def packs(desk: DeskDriver, n: int, order: Order) -> None:
    """Packs order *n*: every fiftieth with a piece by hand, as its code can't be read."""
    code = GOODS[product(n)][1]
    await scan(desk, f"{order.number}-S1")
    if n % 50 == 0:
        await desk.press("f3")
        await scan(desk, code)
    else:
        await scan(desk, f"2*{code}")
    await scan(desk, label(n))


async def walks(desk: DeskDriver, size: int) -> None:
    """Makes a wave, and walks it: the first place is left for later, each place is picked at once."""
    await desk.press("plus", "ctrl+s")
    walk = desk.screen
    assert isinstance(walk, WalkScreen) and walk._view is not None
    places = [line.place for line in walk._view.lines]
    assert places == sorted(places)
    await desk.press("f4")
    while (line := walk._view.next) is not None:
        (bars,) = [bars for name, bars, _ in GOODS.values() if line.text.startswith(name)]
        await scan(desk, f"{line.left}*{bars}")
    assert "모두 담았습니다" in desk.text()
    await desk.press("f6", "3")
    assert f"담은 섹션 {size}" in desk.told[-1]


@pytest.mark.slow
async def test_a_morning_adds_up(empty_store: Store, tmp_path: Path) -> None:
    fill(empty_store, [])
    made = [
        Product(code, name, 5_000, (Option(f"{code}-1", "크기 : 10kg", barcode=bars),), place=place)
        for code, (name, bars, place) in GOODS.items()
    ]
    put_products(empty_store, SELLER, int(time.time()), made)
    path = export(tmp_path)
    async with opened(empty_store, (120, 36), lambda: int(time.time()), default_courier=CJ) as desk:
        await desk.press("ctrl+e")
        await desk.type(str(path))
        await desk.press("enter", "ctrl+s", "ctrl+s")
        known = orders(empty_store)
        assert len(known) == ORDERS
        await desk.press("escape", "ctrl+x", "f8")
        for size in WAVES:
            await walks(desk, size)
        await desk.press("escape")
        assert top(desk) is StationScreen
        names = {n: f"{order.number}-S1" for n, order in enumerate(known, 1)}
        office(empty_store, "hold", names[1], reason="STOCK")
        office(empty_store, "cancel", names[2], reason="SOLD_OUT")
        office(empty_store, "track", names[3], courier="cj", number=label(3))
        office(empty_store, "address", names[3], line1="서울 중구 을지로 2")
        said = []
        for n in (1, 2, 3):
            await scan(desk, names[n])
            said.append(desk.text())
        assert ["보 류" in said[0], "클 레 임" in said[1], "주 소   바 뀜" in said[2]] == [True] * 3
        await scan(desk, names[4])
        await scan(desk, "9999999")
        assert "모 르 는   코 드" in desk.text()
        await desk.press("escape")
        for n in range(4, ORDERS + 1):
            await packs(desk, n, known[n - 1])
        await scan(desk, names[4])
        assert "이 미   발 송" in desk.text()
        await desk.press("escape", "escape", "dollar_sign")
        assert top(desk) is DayScreen and f"{ORDERS - 3}" in desk.text()
        await desk.press("down", "enter")
        await desk.type(str(ORDERS - 3))
        await desk.press("ctrl+s")
        assert "택배사 집계와 같습니다" in desk.text()
    _adds_up(empty_store)


def _adds_up(store: Store) -> None:
    """The sums of the day, of the board and of the store agree, and every rule holds."""
    after = orders(store)
    out = [order for order in after if order.sections[0].state is SectionState.SHIPPING]
    now = int(time.time())
    with store.reader() as conn:
        closed = day_close(conn, today(now))
        stuck = {each.kind.id: each.orders for each in stuck_board(conn, now)}
        assert boxes_waiting(conn) == []
    (line,) = closed.lines
    assert (
        (line.courier, line.parcels, line.orders) == (CJ, len(out), len(out)) == (CJ, ORDERS - 3, ORDERS - 3)
    )
    assert line.pieces == sum(item.qty for order in out for item in order.items) == 2 * (ORDERS - 3)
    told = {words.ko: count for words, count in closed.exceptions}
    assert told["손으로 확인한 수량"] == ORDERS // 50
    assert (told["검수: 모르는 코드"], told["그날 걸어 아직 남은 보류"]) == (1, 1)
    assert told["그날 접수된 클레임"] == 1
    assert (stuck["label"], stuck["claims"], stuck["box"]) == (1, 1, 0)
    assert verify(store).wrong == 0
