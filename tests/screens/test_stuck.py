"""The board of stuck work by keys: counts, what moves each on, and the list behind it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from orderdesk.core.services.stuck import stuck_orders
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.screens import stuck_tab
from orderdesk.screens.dialogs.stuck import StuckBoard
from orderdesk.screens.dialogs.tabs import TabsDialog
from orderdesk.screens.orders import OrdersScreen
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.services.desk import Desk, sections
from tests.services.station import K, Packer, goods


async def test_the_board_counts_names_what_moves_on_and_lists(empty_store: Store) -> None:
    fill(empty_store, [])
    desk_of = Desk(empty_store)
    desk_of.add(goods(1, 2), goods(2, 1), goods(3, 1))
    packer = Packer(desk_of)
    packer.open(1), packer("A")
    desk_of.do("cancel", *sections(2, 1), reason="SOLD_OUT")
    async with opened(empty_store, (120, 30), lambda: desk_of.now) as desk:
        await desk.press("2", "vertical_line")
        assert isinstance(desk.screen, StuckBoard)
        lines = desk.text().split("\n")
        (box,) = [each for each in lines if "상자에 담다 멈춤" in each]
        (claims,) = [each for each in lines if "기다리는 클레임" in each]
        assert "1건  Ctrl+X 포장대" in box and "1건  ^ 클레임" in claims
        assert "한 주문이 여러 줄에" in desk.text() and "거기서 오른쪽의 키로 풉니다" in desk.text()
        assert "0건" in next(each for each in lines if "3일 넘게 보류" in each)
        await desk.press("4")
        assert isinstance(desk.screen, StuckBoard) and "막힌 주문이 없는 줄" in desk.text(), "nothing is held"
        await desk.press("7")
        assert desk.grid.number == "202611220000001" and "1건" in desk.text()
        assert "막힌 일" in desk.text()
        await desk.press("escape")
        assert "▌2 상품준비 2▐" in desk.row(1), "back to the tab that one came from"


async def test_nothing_stuck_is_a_quiet_board(empty_store: Store) -> None:
    fill(empty_store, numbered(2))
    async with opened(empty_store, (80, 24)) as desk:
        await desk.press("vertical_line", "1")
        assert isinstance(desk.screen, StuckBoard)
        await desk.press("escape")
        assert not isinstance(desk.screen, StuckBoard)


@pytest.fixture
def half_packed(empty_store: Store) -> Desk:
    """A shop in which one of two orders lies half packed."""
    fill(empty_store, [])
    desk_of = Desk(empty_store)
    desk_of.add(goods(1, 2), goods(2, 2))
    packer = Packer(desk_of)
    packer.open(1), packer("A")
    return desk_of


async def looked(desk: DeskDriver) -> None:
    """The list has looked for changes."""
    assert isinstance(desk.screen, OrdersScreen)
    desk.screen.poll()
    await desk.settle()


async def test_what_is_stuck_is_a_tab_behind_all_others_and_leads_to_the_board(half_packed: Desk) -> None:
    async with opened(half_packed.store, (120, 30), lambda: half_packed.now) as desk:
        assert desk.row(1).rstrip(" +").endswith("9 막힘 1")
        await desk.press("9")
        assert isinstance(desk.screen, StuckBoard)
        await desk.press("escape", "8", "right_square_bracket")
        assert isinstance(desk.screen, StuckBoard)
        await desk.press("escape")
        assert "▌8 무통장 부가세 0▐" in desk.row(1), "the list is still that of the tab before"
        strip = desk.row(1)
        await desk.pilot.click("TabStrip", offset=(cell_len(strip[: strip.index("막힘")]), 0))
        await desk.settle()
        assert isinstance(desk.screen, StuckBoard)


async def test_the_tab_of_what_is_stuck_is_not_among_those_that_are_edited(half_packed: Desk) -> None:
    async with opened(half_packed.store, (120, 30), lambda: half_packed.now) as desk:
        await desk.press("number_sign")
        assert isinstance(desk.screen, TabsDialog)
        rows = desk.text().split("\n")[2:]
        assert not any("막힘" in row for row in rows) and any("무통장 부가세" in row for row in rows)


async def test_the_palette_knows_the_tab_of_what_is_stuck(half_packed: Desk) -> None:
    async with opened(half_packed.store, (120, 30), lambda: half_packed.now) as desk:
        await desk.press("f2")
        await desk.type("막힘")
        await desk.press("enter")
        assert isinstance(desk.screen, StuckBoard)


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_tab_of_what_is_stuck_stays_in_sight(half_packed: Desk, width: int) -> None:
    async with opened(half_packed.store, (width, 24), lambda: half_packed.now) as desk:
        for tab in ("0", "4", "8"):
            await desk.press(tab)
            strip = desk.row(1)
            assert f"▌{tab} " in strip and "9 막힘 1" in strip and strip.endswith("+"), strip


async def test_the_tab_comes_and_goes_with_what_is_stuck(
    half_packed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stuck_tab, "PAUSE", 0.0)
    async with opened(half_packed.store, (120, 30), lambda: half_packed.now) as desk:
        half_packed.do("cancel", *sections(2, 1), reason="SOLD_OUT")
        await looked(desk)
        assert "9 막힘 2" in desk.row(1)
        half_packed.do("approve", *sections(2, 1))
        packer = Packer(half_packed)
        assert (packer.open(1), packer(kind=K.EMPTY)) == ("opened", "emptied")
        await looked(desk)
        assert "막힘" not in desk.row(1)


async def test_what_is_stuck_is_counted_again_once_in_a_while(
    half_packed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(half_packed.store, (120, 30), lambda: half_packed.now) as desk:
        packer = Packer(half_packed)
        assert (packer.open(2), packer("A")) == ("opened", "right-item")
        await looked(desk)
        assert "막힘 1" in desk.row(1), "a box changes no order, and nobody counts all the time"
        monkeypatch.setattr(stuck_tab, "EVERY", 0.0)
        await looked(desk)
        assert "막힘 2" in desk.row(1)


async def test_nobody_counts_below_another_screen(half_packed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A packer scans there; the list counts when it is back."""
    monkeypatch.setattr(stuck_tab, "EVERY", 0.0)
    counted: list[int] = []

    def counting(conn: Conn, now: int) -> int:
        counted.append(now)
        return stuck_orders(conn, now)

    monkeypatch.setattr(stuck_tab, "stuck_orders", counting)
    async with opened(half_packed.store, (120, 30), lambda: half_packed.now) as desk:
        listed = desk.screen
        assert isinstance(listed, OrdersScreen)
        await desk.press("ctrl+x")
        before = len(counted)
        listed.poll()
        await desk.settle()
        assert len(counted) == before > 0
        packer = Packer(half_packed)
        packer.open(2), packer("A")
        await desk.press("escape")
        assert "막힘 2" in desk.row(1)
