"""The desk of `demo --live` in a test: the demo shop, the whole town at loopback addresses, and real clients.

Nothing happens in the town by itself, and nothing goes wrong there, unless a test has it so.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from orderdesk.cli.live import played
from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.orders import Order
from orderdesk.core.gateways.naver import polling
from orderdesk.core.services.demo.fill import fill_demo, operator
from orderdesk.core.services.outbox import ALL
from orderdesk.core.services.rhythm import Rhythm
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.outbox import letters
from orderdesk.simulators.live import Live
from tests.gateways.naver_shop import AtNaver
from tests.screens.driver import DeskDriver, opened

BUYER = "연습손님"
"""Who buys, by name."""

_AT_ONCE = Rhythm(look=3600.0, labels=3600, bank=0, sweep=0, parcels=0)
_ORDERS = 40


class Training:
    """The demo shop's store and the town around it; `naver` is played by hand."""

    def __init__(self, store: Store, live: Live) -> None:
        self.store, self.town = store, live.town
        self.naver = AtNaver(shop=live.town.buyers.naver)
        self._bought: set[str] = set()

    @asynccontextmanager
    async def opened(self, size: tuple[int, int] = (140, 34)) -> AsyncIterator[DeskDriver]:
        """The desk, which asks those outside whenever `later` comes."""
        clock = lambda: int(time.time())  # noqa: E731
        async with opened(self.store, size, clock, default_courier="CJ대한통운") as desk:
            object.__setattr__(desk.app.desk, "rhythm", _AT_ONCE)
            yield desk

    async def later(self, desk: DeskDriver) -> None:
        """What an open desk does by itself every few seconds."""
        desk.app.tick()
        await desk.settle()

    def buys(self, *pieces: int) -> list[LineRef]:
        """Somebody orders at Naver, and pays."""
        refs = self.naver.buys(*pieces)
        self._bought |= {ref.order for ref in refs}
        for number in {ref.order for ref in refs}:
            self.naver.shop.orders[number].buyer = BUYER
        return refs

    def orders(self) -> list[Order]:
        """What `buys` brought, the oldest first."""
        with self.store.reader() as conn:
            ids = [row[0] for row in conn.execute("SELECT id FROM orders ORDER BY id").fetchall()]
            return [each for each in load_orders(conn, ids) if each.channel_number in self._bought]

    def box(self) -> list[tuple[str, int]]:
        """What the outbox holds about `orders`, the oldest first: what is told, and its state."""
        mine = {order.id for order in self.orders()}
        with self.store.reader() as conn:
            found = [each for each in letters(conn, ALL, 1000) if each.order_id in mine]
        return [(letter.intent.operation.value, letter.state) for letter in reversed(found)]


@pytest.fixture
def training(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Training]:
    monkeypatch.setattr(polling, "LAG", 0.0)  # else every round would have to wait for it
    fill_demo(empty_store, _ORDERS, 1, int(time.time()))
    with played(empty_store, operator(), 1, 3600) as live:
        live.town.world.unlucky = lambda _path: None
        yield Training(empty_store, live)
