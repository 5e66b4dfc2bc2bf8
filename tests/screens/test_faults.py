"""The desk under hands that nobody planned for: odd windows, storms of them, random keys."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea

import orderdesk
from orderdesk.core.store.engine import Store
from orderdesk.screens.orders import OrdersScreen
from orderdesk.settings import BackupSettings
from orderdesk.widgets.korean_area import KoreanArea
from orderdesk.widgets.korean_input import LONGEST_PASTE, KoreanInput
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import order
from tests.screens.driver import fill, opened


@pytest.mark.parametrize("size", [(1, 1), (2, 10), (5, 20), (20, 5), (59, 14), (400, 120)])
async def test_a_tiny_or_huge_window_is_no_crash(shop_store: Store, size: tuple[int, int]) -> None:
    async with opened(shop_store, size=size) as desk:
        await desk.press(
            "down", "enter", "escape", "f1", "escape", "full_stop", "escape", "slash", "ㄱ", "escape"
        )
        assert isinstance(desk.screen, OrdersScreen)
        await desk.pilot.resize_terminal(120, 30)
        await desk.settle()
        assert "홍길동" in desk.text()


@pytest.mark.slow
async def test_a_storm_of_sizes_ends_in_the_picture_of_the_last(shop_store: Store) -> None:
    chance = random.Random(5)
    async with opened(shop_store, size=(100, 30)) as desk:
        calm = desk.text()
        for _ in range(80):
            await desk.pilot.resize_terminal(chance.randrange(1, 200), chance.randrange(1, 60))
        await desk.pilot.resize_terminal(100, 30)
        await desk.settle()
        assert desk.text() == calm


@pytest.mark.parametrize("opening", ["down", "slash"])
async def test_a_paste_of_a_million_characters_is_left(shop_store: Store, opening: str) -> None:
    async with opened(shop_store) as desk:
        await desk.press(opening)
        desk.app.post_message(events.Paste("가나다\n" * 250_000))
        await desk.settle()
        assert desk.app.screen.query_one("#search", Input).value == ""
        assert ["20,000" in each for each in desk.told] == [True] * (opening == "slash")
        await desk.press("escape", "down")
        assert isinstance(desk.screen, OrdersScreen) and "홍길동" in desk.text()


async def test_the_days_backup_is_made_by_an_open_desk_and_a_failure_is_told_once(
    empty_store: Store, tmp_path: Path
) -> None:
    fill(empty_store, [order()])
    async with opened(empty_store) as desk:
        desk.app.tick()
        await desk.settle()
        assert len(list((tmp_path / "backups").glob("*.db"))) == 1 and desk.told == []
    (tmp_path / "plain").write_text("")
    async with opened(empty_store, backups=BackupSettings(folder=str(tmp_path / "plain"))) as desk:
        for _ in range(3):
            desk.app.tick()
            await desk.settle()
        assert len(desk.told) == 1 and "오늘 백업을 못 했습니다" in desk.told[0]


class Fields(App[None]):
    """Every kind of field that there is."""

    def compose(self) -> ComposeResult:
        yield KoreanInput()
        yield PathInput()
        yield KoreanArea()


async def test_a_million_characters_are_left_by_every_kind_of_field() -> None:
    app = Fields()
    async with app.run_test(size=(80, 24)) as pilot:
        for field in app.query("KoreanInput, PathInput, KoreanArea"):
            field.focus()
            await pilot.pause()
            app.post_message(events.Paste("가나다\n" * 250_000))
            await pilot.pause()
            content = field.text if isinstance(field, TextArea) else field.value  # type: ignore[attr-defined]
            assert len(content) <= LONGEST_PASTE, type(field)


async def test_a_million_lines_of_numbers_do_not_hold_the_desk_up(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("3")
        await desk.press("f4")
        await desk.press("1")
        field = desk.app.focused
        assert isinstance(field, KoreanInput)
        desk.app.post_message(events.Paste("1234567890\n" * 100_000))
        await desk.settle()
        assert len(field.value) < 100
        await desk.press("escape", "escape", "escape")
        assert isinstance(desk.screen, OrdersScreen)


def test_there_are_no_other_kinds_of_fields() -> None:
    """What is typed or pasted goes through fields of ours, which leave what is too long."""
    root = Path(orderdesk.__file__).parent
    plain = re.compile(r"\b(Input|TextArea|MaskedInput)\(")
    used = {file.name for file in root.rglob("*.py") if plain.search(file.read_text(encoding="utf-8"))}
    assert used <= {"korean_area.py", "_textual_fixes.py"}
