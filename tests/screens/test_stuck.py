"""The board of stuck work by keys: counts, what moves each on, and the list behind it."""

from __future__ import annotations

from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.stuck import StuckBoard
from tests.screens.driver import fill, numbered, opened
from tests.services.desk import Desk, sections
from tests.services.station import Packer, goods


async def test_the_board_counts_names_what_moves_on_and_lists(empty_store: Store) -> None:
    fill(empty_store, [])
    desk_of = Desk(empty_store)
    desk_of.add(goods(1, 2), goods(2, 1), goods(3, 1))
    packer = Packer(desk_of)
    packer.open(1), packer("A")
    desk_of.do("cancel", *sections(2, 1), reason="SOLD_OUT")
    async with opened(empty_store, (120, 30), lambda: desk_of.now) as desk:
        await desk.press("vertical_line")
        assert isinstance(desk.screen, StuckBoard)
        lines = desk.text().split("\n")
        (box,) = [each for each in lines if "반쯤 싼 상자" in each]
        (claims,) = [each for each in lines if "기다리는 클레임" in each]
        assert "1건 · Ctrl+X 포장대" in box and "1건 · ^ 클레임" in claims
        assert "0건" in next(each for each in lines if "3일 넘게 보류" in each)
        await desk.press("4")
        assert isinstance(desk.screen, StuckBoard), "nothing is held"
        await desk.press("7")
        assert desk.grid.number == "202611220000001" and "1건" in desk.text()
        assert "막힌 일" in desk.text()


async def test_nothing_stuck_is_a_quiet_board(empty_store: Store) -> None:
    fill(empty_store, numbered(2))
    async with opened(empty_store, (80, 24)) as desk:
        await desk.press("vertical_line", "1")
        assert isinstance(desk.screen, StuckBoard)
        await desk.press("escape")
        assert not isinstance(desk.screen, StuckBoard)
