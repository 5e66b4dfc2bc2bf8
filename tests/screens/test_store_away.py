"""The store goes away under an open desk: it says so in words, stays open, and comes back by itself."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.words import Word
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import LOST, Store
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.orders import OrdersScreen
from tests.screens.driver import DeskDriver, fill, numbered, opened

GONE = Word("데이터베이스와 연결이 끊겼습니다.", "The connection was lost.")
LINE = "연결이 끊겼습니다 · 다시 연결 중…"


class Server:
    """The way to the store, which can be cut."""

    def __init__(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cut = False
        begin_read = store.backend.begin_read

        def begin(conn: Conn) -> None:
            if self.cut:
                raise StoreProblem(LOST, GONE, "a,b,c/shop")
            begin_read(conn)

        monkeypatch.setattr(store.backend, "begin_read", begin)


@pytest.fixture
def server(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> Server:
    return Server(empty_store, monkeypatch)


async def poll(desk: DeskDriver) -> None:
    """Looks for what others did, as the desk does every second."""
    (screen,) = (each for each in desk.app.screen_stack if isinstance(each, OrdersScreen))
    screen.poll()
    await desk.settle()


@pytest.mark.parametrize("size", [(120, 30), (80, 24)])
async def test_an_outage_is_told_and_the_list_comes_back(
    empty_store: Store, server: Server, size: tuple[int, int]
) -> None:
    fill(empty_store, numbered(3))
    async with opened(empty_store, size) as desk:
        server.cut = True
        await poll(desk)
        await poll(desk)
        assert desk.row(0).strip() == LINE and desk.text().count(LINE) == 1
        await desk.press("down")  # keys are still heard
        server.cut = False
        fill(empty_store, numbered(4)[3:])
        await poll(desk)
        assert LINE not in desk.text() and desk.grid.widget.total == 4
        assert "orderdesk" in desk.row(0)


async def test_what_is_begun_in_an_outage_is_told_and_nothing_breaks(
    empty_store: Store, server: Server
) -> None:
    fill(empty_store, numbered(2))
    async with opened(empty_store) as desk:
        server.cut = True
        await desk.press("space", "full_stop")
        await poll(desk)
        assert LINE in desk.row(0)
        if isinstance(desk.screen, ProcessMenu):
            await desk.press("escape")
        await desk.press("u")
        assert desk.told[-1] == GONE.ko
        server.cut = False
        await poll(desk)
        await desk.press("full_stop", "1", "ctrl+s")
        assert "배송대기 1" in desk.row(1) and LINE not in desk.text()


async def test_an_order_that_is_opened_in_an_outage_is_shown_when_it_is_over(
    empty_store: Store, server: Server
) -> None:
    fill(empty_store, numbered(1))
    async with opened(empty_store) as desk:
        server.cut = True
        await desk.press("enter")
        await poll(desk)
        assert LINE in desk.row(0) and "상품 1" not in desk.text()
        server.cut = False
        await poll(desk)
        assert "상품 1" in desk.text() and LINE not in desk.text()


async def test_a_desk_that_opens_in_an_outage_shows_its_list_as_soon_as_there_is_one(
    empty_store: Store, server: Server
) -> None:
    fill(empty_store, numbered(2))
    server.cut = True
    async with opened(empty_store) as desk:
        assert LINE in desk.row(0)
        server.cut = False
        await poll(desk)
        assert desk.grid.widget.total == 2 and LINE not in desk.text()
