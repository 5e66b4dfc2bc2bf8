"""Keys of one burst act in the order in which they came, those that are heard before all others too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import openpyxl
import pytest
from textual import events
from textual.binding import Binding, BindingsMap
from textual.widgets import Input

from orderdesk.core.domain.export_templates import ExportColumn, Template
from orderdesk.core.services.export_templates import save_template
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.screens.help import HelpScreen
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, numbered, opened

NAMES = Template("이름", (ExportColumn("number"), ExportColumn("name", "품명")))
CTRL_S = ("ctrl+s", None)

Typed = tuple[str, str | None]
"""A key and its character."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, numbered(6))
    save_template(empty_store, SELLER, NOW, NAMES)
    return empty_store


def burst(desk: DeskDriver, *keys: Typed) -> None:
    """Sends *keys* as the driver does when it reads them at once."""
    driver = desk.app._driver
    assert driver is not None
    for key, char in keys:
        driver.send_message(events.Key(key, char))


def columns(home: Path) -> int:
    """How many columns the only file has that was written."""
    (path,) = home.iterdir()
    return int(openpyxl.load_workbook(path).worksheets[0].max_column)


async def test_what_was_chosen_in_a_burst_is_what_is_confirmed(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.press("ㄷ", "tab")
        burst(desk, ("2", "2"), CTRL_S)
        await desk.settle()
    assert columns(home) == 2


async def test_text_before_it_in_a_burst_is_confirmed_in_korean(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.press("ㄷ")
        field = desk.screen.query_one(PathInput)
        field.focus()
        field.value = ""
        await desk.settle()
        name = str(home / "주문.xlsx")
        burst(desk, *((char, char) for char in name), CTRL_S)
        await desk.settle()
    assert [path.name for path in home.iterdir()] == ["주문.xlsx"]


async def test_keys_after_it_do_not_overtake_it(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.press("ㄷ", "tab")
        burst(desk, ("2", "2"), CTRL_S, ("1", "1"))
        await desk.settle()
    assert columns(home) == 2


async def test_jamo_of_a_burst_act_before_it(store: Store) -> None:
    async with opened(store) as desk:
        burst(desk, ("ㄷ", "ㄷ"), ("f1", None))
        await desk.settle()
        assert isinstance(desk.screen, HelpScreen)
        assert not isinstance(desk.app.screen_stack[-2], OrdersScreen)


async def test_text_stays_before_help(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("slash")
        burst(desk, ("김", "김"), ("f1", None), ("j", "j"))
        await desk.settle()
        assert isinstance(desk.screen, HelpScreen)
        assert desk.app.screen_stack[-2].query_one("#search", Input).value == "김"


async def test_with_nothing_before_it_such_a_key_acts_at_once(store: Store) -> None:
    async with opened(store) as desk:
        async with asyncio.timeout(5):
            while desk.app._overtakes(events.Key("f1", None)):  # a timer's message now and then
                await asyncio.sleep(0)
        await desk.app.on_event(events.Key("f1", None))
        assert isinstance(desk.screen, HelpScreen)
        assert not desk.app.holds_keys


def priority_keys(bindings: BindingsMap) -> set[str]:
    found: list[Binding] = [each for every in bindings.key_to_bindings.values() for each in every]
    return {each.key for each in found if each.priority}


async def test_every_key_that_is_heard_first_waits_for_those_before_it(store: Store) -> None:
    async with opened(store) as desk:
        heard = priority_keys(desk.app._bindings)
        for key in ("ㄷ", "escape", "f4", "escape", "slash"):
            await desk.press(key)
            for node in desk.screen.walk_children(with_self=True):
                heard |= priority_keys(node._bindings)
    assert heard == USUAL_KEYS.first
