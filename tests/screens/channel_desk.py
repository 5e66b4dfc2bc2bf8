"""A desk on the screen, connected with a played Naver: one world with one clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from orderdesk.core.domain.orders import Order
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services import reaching
from orderdesk.core.services.connecting import secret_file, secret_name
from orderdesk.core.services.outbox import ALL
from orderdesk.core.services.syncing import SWEEP_EVERY
from orderdesk.core.store.connections import Connection
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.outbox import letters
from orderdesk.screens.outbox import OutboxScreen
from tests.domain.builders import NOW, SELLER
from tests.gateways.naver_shop import QUICK_SECRET, AtNaver
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.walking import aside

OURS, OTHER = "688900000007", "688900000014"
NAME = "네이버"


class Channels:
    """The store of a desk and the Naver that is played to it."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch, connected: bool = True) -> None:
        self.store = store
        self.naver = AtNaver()
        self.naver.world.clock.at = NOW
        fill(store, [])
        if connected:
            with store.unit(SELLER, NOW) as unit:
                made = unit.add_connection("naver", NAME, {"client_id": "aaaabbbbcccc"})
            secret_file(store.url).put(secret_name(made, "client_secret"), QUICK_SECRET)
        self.reached = list[Connection]()

        @contextmanager
        def reach(connection: Connection, _secrets: object) -> Iterator[ChannelGateway]:
            self.reached.append(connection)
            yield self.naver.another_client()

        monkeypatch.setattr(reaching, "channel", reach)

    def now(self) -> int:
        return int(self.naver.world.clock.now())

    def later(self, seconds: float = 10) -> None:
        self.naver.world.clock.advance(seconds)

    @asynccontextmanager
    async def opened(self, size: tuple[int, int] = (140, 34)) -> AsyncIterator[DeskDriver]:
        """The desk, with a clock that is Naver's."""
        async with opened(self.store, size, self.now, default_courier="CJ대한통운") as desk:
            yield desk

    async def exchange(self, desk: DeskDriver, seconds: float = 10) -> None:
        """Time passes, and F5 on the screen of the channels has the desk speak with them."""
        self.later(seconds)
        await desk.press("f5")
        assert isinstance(desk.screen, OutboxScreen)
        desk.screen.read()  # as it does by itself, a second later
        await desk.settle()

    async def round(self, desk: DeskDriver, seconds: float = SWEEP_EVERY + 60) -> None:
        """Time passes, and somebody has the desk speak with the channels; then they are back at the list."""
        with aside():  # an open desk speaks with its channels every minute
            await desk.press("tilde")
            await self.exchange(desk, seconds)
            await desk.press("escape")

    def orders(self) -> list[Order]:
        """All orders, the oldest first."""
        with self.store.reader() as conn:
            ids = [row[0] for row in conn.execute("SELECT id FROM orders ORDER BY id").fetchall()]
            return load_orders(conn, ids)

    def box(self) -> list[tuple[str, int]]:
        """What stands in the outbox, the oldest first: what is told, and its state."""
        with self.store.reader() as conn:
            found = letters(conn, ALL, 100)
        return [(letter.intent.operation.value, letter.state) for letter in reversed(found)]


@pytest.fixture
def channels(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> Channels:
    return Channels(empty_store, monkeypatch)
