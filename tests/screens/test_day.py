"""The day's close by keys: the page, the courier's count, another day, a file."""

from __future__ import annotations

from pathlib import Path

from orderdesk.core.store.engine import Store
from orderdesk.screens.day import DayScreen
from tests.screens.driver import fill, opened
from tests.services.desk import Desk, sections, sold
from tests.services.station import LABELS


async def test_a_count_is_noted_and_the_page_saved(empty_store: Store, home: Path) -> None:
    fill(empty_store, [])
    desk_of = Desk(empty_store)
    desk_of.add(sold(1), sold(2))
    desk_of.do("track", *sections(1, 1), courier="CJ대한통운", number=LABELS[0], to="ship")
    async with opened(empty_store, (100, 30), lambda: desk_of.now) as desk:
        await desk.press("dollar_sign")
        assert isinstance(desk.screen, DayScreen)
        assert "CJ대한통운" in desk.text() and "집계를 적지 않았습니다" in desk.text()
        await desk.press("up", "enter")
        assert "택배사 줄을 고르세요" in desk.told[-1]
        await desk.press("down", "enter")
        await desk.type("둘")
        await desk.press("ctrl+s")
        assert "값이 올바르지 않습니다" in desk.text()
        await desk.press("backspace")
        await desk.type("2")
        await desk.press("ctrl+s")
        assert "다릅니다" in desk.text() and "+1" in desk.text()
        await desk.press("left_square_bracket")
        assert "나간 것이 없습니다" in desk.text()
        await desk.press("right_square_bracket", "f8", "ctrl+s")
    (page,) = home.glob("마감_*.html")
    assert "CJ대한통운" in page.read_text("utf-8")
