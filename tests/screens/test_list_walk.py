"""Random walks through the real list: what stands on the screen is what a plain list says (D10)."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from orderdesk.core.domain.orders import Order
from orderdesk.core.services import browsing
from orderdesk.core.services.browsing import make_view
from orderdesk.core.services.demo.shop import demo_orders
from orderdesk.core.services.tabs import FLAGS, read_tabs
from orderdesk.core.store.engine import Store, open_store
from orderdesk.keyboard.burst import BURST_GAP
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import NOW
from tests.screens.driver import DeskDriver, fill, opened
from tests.services import naive_list as naive

SIZE = 300
FAR = 10 * SIZE
MOVES = {"down": 1, "up": -1, "ctrl+home": -FAR, "ctrl+end": FAR}
"""What a key adds to the place of the cursor, which stops at the first row and at the last one."""

PAGES = {"pagedown": 1, "pageup": -1}
"""How many screens a key moves the cursor by; a row of the screen before stays."""

CHANGES = ("0", "1", "2", "3", "4", "5", "6", "7", "less_than_sign", "greater_than_sign", "equals_sign")
"""Keys that show another list, from its top."""

LEGS = st.lists(
    st.one_of(
        st.lists(st.sampled_from([*MOVES, *PAGES, *PAGES]), min_size=1, max_size=4),
        st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3),
    ),
    min_size=4,
    max_size=8,
)
"""Keys that are pressed without a rest; then the desk is waited for."""

operators = map(str, count())
"""A new one for each walk: the desk remembers where its operator was."""


@dataclass(frozen=True, repr=False)
class Shop:
    """A filled store with all of its orders in memory, and the rules of its tabs."""

    store: Store
    orders: tuple[Order, ...]
    tabs: tuple[naive.Fits, ...]


@pytest.fixture(scope="module")
def shop(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    path = tmp_path_factory.mktemp("walks") / "desk.db"
    shutil.copy(empty_file, path)
    with open_store(f"sqlite:///{path}") as store:
        fill(store, [order for order, _ in demo_orders(SIZE, 5, NOW)])
        with store.reader() as conn:
            rules = tuple(naive.in_tab(tab.conditions, FLAGS) for tab in read_tabs(conn))
            yield Shop(store, tuple(browsing.orders(conn, make_view())), rules)


class Walker:
    """Presses keys, and knows by the plain list what must stand on the screen then."""

    def __init__(self, desk: DeskDriver, shop: Shop) -> None:
        assert isinstance(desk.screen, OrdersScreen)
        self._desk, self._shop, self._screen = desk, shop, desk.screen
        self._grid = desk.grid.widget
        self._height = len(self._grid.visible_rows)
        self._cursor = 0
        self._ids = self._listed()

    def _listed(self) -> list[int]:
        choice = self._screen._choice
        kept = filter(self._shop.tabs[choice.tab], self._shop.orders)
        return [order.id for order in naive.in_order(kept, choice.sort.key, choice.sort.desc)]

    async def walk(self, keys: Sequence[str]) -> None:
        for key in keys:
            before = self._screen._choice
            await self._desk.pilot.press(key)
            if key.isdigit():  # faster than any hand they would be a scan, until the burst is over
                await asyncio.sleep(BURST_GAP * 1.2)
            if self._screen._choice != before:
                self._cursor, self._ids = 0, self._listed()
            screen = max(1, min(self._height, len(self._ids)) - 1)
            place = self._cursor + MOVES.get(key, 0) + PAGES.get(key, 0) * screen
            self._cursor = max(0, min(place, len(self._ids) - 1))
        await self._desk.settle()

    def check(self) -> None:
        seen = self._grid.visible_rows
        rows = [self._grid.cache.get(place) for place in seen]
        assert (self._grid.total, self._grid.cursor) == (len(self._ids), self._cursor)
        assert [row and row.id for row in rows] == self._ids[seen.start : seen.stop]
        assert len(seen) == min(self._height, len(self._ids))
        assert not self._ids or self._cursor in seen


@pytest.mark.slow
@settings(max_examples=6, derandomize=True, phases=[Phase.generate])  # making a walk shorter takes minutes
@given(legs=LEGS)
async def test_a_walk_shows_the_rows_of_the_plain_list(shop: Shop, legs: list[list[str]]) -> None:
    async with opened(shop.store, operator=next(operators)) as desk:
        walker = Walker(desk, shop)
        walker.check()
        for keys in legs:
            await walker.walk(keys)
            walker.check()
