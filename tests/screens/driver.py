"""Drives the desk in tests: press keys, wait until everything is quiet, read what stands on the screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from orderdesk.app import Desk
from orderdesk.core.domain.orders import Item, Memo, Method, Order, Region
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.services.marking import mark_of
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.store.engine import Store
from orderdesk.core.store.problems import StoreProblem
from orderdesk.core.store.shop import bank_accounts
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens import work
from orderdesk.screens.context import context
from orderdesk.screens.orders import OrdersScreen
from orderdesk.settings import Settings
from orderdesk.widgets.order_grid import OrderGrid
from tests.domain.builders import HOME, NOW, SELLER, line, order, section
from tests.screens.quiet import Patience

_WAITS = frozenset({"flow"})
"""Groups of workers that wait for the operator, so nobody waits for them."""


class GridDriver:
    """The order grid as an operator uses it."""

    def __init__(self, desk: DeskDriver) -> None:
        self._desk = desk

    @property
    def widget(self) -> OrderGrid:
        return self._desk.app.screen.query_one(OrderGrid)

    async def go_to(self, place: int) -> None:
        """Puts the cursor on the row at *place*, 0-based, by keys."""
        steps = place - self.widget.cursor
        await self._desk.press(*["down" if steps > 0 else "up"] * abs(steps))

    async def mark(self, *places: int) -> None:
        """Marks the rows at *places*."""
        for place in places:
            await self.go_to(place)
            await self._desk.press("space")

    @property
    def numbers(self) -> list[str]:
        """The order numbers of the rows on the screen."""
        cache, rows = self.widget.cache, self.widget.visible_rows
        return [str(row.cells["order_no"]) for place in rows if (row := cache.get(place)) is not None]

    @property
    def number(self) -> str:
        """The order number under the cursor."""
        row = self.widget.current
        assert row is not None
        return str(row.cells["order_no"])


class DeskDriver:
    """A running desk."""

    def __init__(self, app: Desk, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot
        self.grid = GridDriver(self)
        self.told: list[str] = []

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Presses *keys* one after the other and waits until the desk is quiet."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str) -> None:
        """Types *text* where the focus is."""
        await self.press(*text)

    async def search(self, text: str) -> None:
        """Searches for *text* and goes back to the list."""
        await self.press("slash")
        self.app.screen.query_one("#search", Input).value = ""
        await self.type(text)
        await self.press("enter")

    async def settle(self) -> None:
        """Waits until no thread works and no message is on its way; raises what the desk failed with."""
        quiet, patience = 0, Patience(self.app)
        while quiet < 2:
            await self.pilot.pause()
            patience.look()
            if self._busy() or self._behind():
                quiet = 0
                await asyncio.to_thread(work.finish)
            else:
                quiet += 1

    def _behind(self) -> bool:
        """Lets the order list do now what waits for the cursor to rest; whether there was something."""
        screen = self.app.screen
        return isinstance(screen, OrdersScreen) and screen.catch_up()

    def _busy(self) -> bool:
        threads = any(each.name == "orderdesk-work" for each in threading.enumerate())
        return (
            threads
            or self.app.holds_keys
            or self._unseen()
            or any(w.group not in _WAITS and not w.is_finished for w in self.app.workers)
        )

    def _unseen(self) -> bool:
        """Whether a new screen waits a moment with its first picture; a desk that ends shows none."""
        return self.app._batch_count > 0 and not self.app._exit

    def text(self) -> str:
        """All that stands on the screen, one line a row."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def row(self, y: int) -> str:
        """One line of the screen."""
        return self.text().split("\n")[y]


@asynccontextmanager
async def opened(
    store: Store,
    size: tuple[int, int] = (120, 30),
    clock: Callable[[], int] = lambda: NOW,
    **settings: Any,  # noqa: ANN401
) -> AsyncIterator[DeskDriver]:
    """The desk on *store*, quiet, in a terminal of *size* (columns, lines)."""
    app = desk_app(store, clock, **settings)
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = DeskDriver(app, pilot)
        told = app.notify

        def notify(message: str, **more: Any) -> None:  # noqa: ANN401
            driver.told.append(message)
            told(message, **more)

        app.notify = notify  # type: ignore[method-assign]  # what is told is remembered
        await driver.settle()
        yield driver


def desk_app(store: Store, clock: Callable[[], int] = lambda: NOW, **settings: Any) -> Desk:  # noqa: ANN401
    """The application on *store* with a clock of the test's, and without the pause that guards dialogs."""
    chosen = replace(Settings(operator=SELLER.name, shop_name="우리상점"), **settings)
    made = context(store, chosen, clock)
    with suppress(StoreProblem):  # a store that is away marks nothing
        made = replace(made, mark=mark_of(store))
    return Desk(made, BurstGuard(arming=0))


def fill(store: Store, orders: Sequence[Order]) -> list[int]:
    """The default tabs, a bank account, and *orders*; their ids."""
    begin_shop(store, SELLER, NOW)
    with store.unit(SELLER, NOW) as unit:
        if not bank_accounts(unit.conn):
            unit.add_bank_account("국민은행", "000-0000-00-000000", "우리상점")
        return list(unit.insert(orders))


def numbered(count: int, **more: Any) -> list[Order]:  # noqa: ANN401
    """*count* like orders, the newest first, a minute between two."""
    return [
        replace(order(**more), number=f"20260921{n:07}", placed_at=NOW - n * 60) for n in range(1, count + 1)
    ]


_ISLAND = replace(HOME, region=Region.ISLAND, line1="인천 옹진군 백령면 가상로 3")
_LONG = "유기농 현미와 백미를 반반 섞은 가정용 대용량 쌀 "


def shop() -> list[Order]:
    """A small shop with something of everything, the newest first; nothing in it ever changes."""
    S = SectionState
    rice, oil = (
        line(1, 2, unit_price=15_000, name="유기농 쌀 10kg", option="현미"),
        line(2, name="참기름 320ml"),
    )
    made = [
        order(rice, oil, state=S.PREPARING, unpaid=True, buyer_name="홍길동"),
        order(rice, state=S.PREPARING, held=True, buyer_name="김하늘"),
        order(oil, state=S.READY, buyer_name="남궁민수", sections=(section(1, S.READY, address=_ISLAND),)),
        order(line(1, name=_LONG * 3), state=S.READY, buyer_name="제갈공명", method=Method.KAKAOPAY),
        order(rice, oil, state=S.SHIPPING, buyer_name="선우혜원", fee=3_000, trade=Trade.OPEN),
        order(oil, state=S.DELIVERED, buyer_name="Jane Appleseed-Featherstonehaugh", trade=Trade.CLOSED),
        order(oil, state=S.CONFIRMED, buyer_name="김하늘", trade=Trade.CLOSED),
        order(
            line(1, name="[특가] 순면 티셔츠", option="화이트/L"), buyer_name="이슬",
            memos=(
                Memo(1, "전화 부탁\n오후 2시 이후", "김영희", NOW - 600),
                Memo(2, "통화함", "김영희", NOW - 300),
            ),
        ),
        order(
            line(1, 2, name="감귤 5kg"), line(2, name="한라봉"), buyer_name="부분배송",
            sections=(section(1, S.PREPARING), section(2, S.SHIPPING)),
            items=[Item(1, 1, 1, 1), Item(2, 2, 2, 1), Item(3, 2, 1, 1)],
        ),
    ]  # fmt: skip
    return [
        replace(each, number=f"20260921{n:07}", placed_at=NOW - n * 3_700, id=n)
        for n, each in enumerate(made, 1)
    ]
