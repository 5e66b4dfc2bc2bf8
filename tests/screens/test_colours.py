"""Terminals with few colours or none: nothing vanishes, and no state is told by colour alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from orderdesk.core.store.engine import Store
from orderdesk.themes import named, names
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.order_grid import OrderGrid
from tests.screens.driver import DeskDriver, opened

PLACES: dict[str, tuple[str, ...]] = {
    "the list": ("down", "space"),
    "an order": ("down", "enter"),
    "the process menu": ("full_stop",),
    "a preview": ("2", "ctrl+home", "down", "full_stop", "1"),  # the first order is on hold
    "settings": ("apostrophe", "down"),
    "help": ("f1",),
}


def segments(desk: DeskDriver) -> Iterator[tuple[int, Segment, Style]]:
    """All that stands on the screen, with its line and style."""
    for y, strip in enumerate(desk.screen._compositor.render_strips()):
        for segment in strip:
            yield y, segment, segment.style or Style()


def is_reversed(desk: DeskDriver, y: int) -> bool:
    return any(style.reverse for at, segment, style in segments(desk) if at == y and segment.text.strip())


def cursor_line(desk: DeskDriver) -> int:
    """The line of the screen where the cursor of the list stands."""
    grids = desk.screen.query(OrderGrid)
    if grids:
        grid = grids.first()
        return grid.region.y + 1 + grid.cursor - grid.visible_rows.start
    lines = desk.screen.query(LineList).first()
    return lines.content_region.y + lines.cursor - lines.scroll_offset.y


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("theme", ["dark", "nord", "textual-light"])
async def test_without_colours_none_is_sent_and_the_cursor_is_reversed(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch, place: str, theme: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(shop_store, theme=theme) as desk:
        await desk.press(*PLACES[place])
        for _, segment, style in segments(desk):
            assert style.color is None or style.color.is_default, segment
            assert style.bgcolor is None or style.bgcolor.is_default, segment
        if place in ("the list", "settings", "the process menu"):
            assert is_reversed(desk, cursor_line(desk))


@pytest.mark.parametrize("theme", ["dark", "light", "nord"])
async def test_in_sixteen_colours_all_text_can_be_seen_and_the_cursor_is_reversed(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with opened(shop_store, theme=theme) as desk:
        for keys in PLACES.values():
            await desk.press(*keys)
            for _, segment, style in segments(desk):
                if (
                    any(map(str.isalnum, segment.text))
                    and style.color
                    and style.bgcolor
                    and not style.color.is_default
                ):
                    seen = style.color.downgrade(ColorSystem.STANDARD)
                    ground = style.bgcolor.downgrade(ColorSystem.STANDARD)
                    assert (seen.number != ground.number) or seen.number is None, (keys, segment)
            await desk.press("escape", "escape", "0")
        await desk.press("down")
        assert is_reversed(desk, cursor_line(desk))


@pytest.mark.parametrize("theme", [name for name in names() if not named(name).ansi])
async def test_in_full_colour_the_row_of_the_cursor_differs_from_the_others(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with opened(shop_store, theme=theme) as desk:
        await desk.press("down")
        at = cursor_line(desk)
        grounds = {y: {style.bgcolor for line, _, style in segments(desk) if line == y} for y in (at, at + 1)}
        assert grounds[at] - grounds[at + 1]
