"""The first start: what is asked, what comes of it, and that it is asked once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.screen import Screen

from orderdesk.app import Desk
from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.services.tabs import begin_shop, read_tabs
from orderdesk.core.services.welcoming import is_new
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens import welcome
from orderdesk.screens.context import context
from orderdesk.screens.dialogs.connections import ConnectionsDialog
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.welcome import WelcomeDialog
from orderdesk.settings import config_path, demo_store_url, load_settings
from tests.domain.builders import NOW, order
from tests.screens.driver import DeskDriver, fill

LOGIN = Login("kim")


@pytest.fixture
def new_store(empty_store: Store) -> Store:
    """A store as its owner's first start leaves it."""
    operators.come_in(empty_store, LOGIN, "kim", NOW)
    begin_shop(empty_store, operators.come_in(empty_store, LOGIN, "kim", NOW), NOW)
    return empty_store


@asynccontextmanager
async def started(
    store: Store,
    size: tuple[int, int] = (80, 24),
    then: Callable[[Any], object] | None = None,
    **settings: Any,  # noqa: ANN401
) -> AsyncIterator[DeskDriver]:
    """The desk on *store* as `orderdesk` opens it for whoever LOGIN is."""
    chosen = replace(load_settings(), operator="kim", **settings)
    actor = operators.come_in(store, LOGIN, "kim", NOW)
    app = Desk(context(store, chosen, lambda: NOW, actor=actor), BurstGuard(arming=0), then=then)
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = DeskDriver(app, pilot)
        await driver.settle()
        yield driver


def on_top(desk: DeskDriver, kind: type[Screen[Any]]) -> bool:
    return isinstance(desk.screen, kind)


async def test_a_new_owner_is_asked_three_things_and_then_imports_a_file(new_store: Store) -> None:
    async with started(new_store) as desk:
        assert on_top(desk, WelcomeDialog)
        assert "사용자 kim" in desk.text() and "1–2 고르기" in desk.text()
        await desk.press("1", "enter")
        await desk.type("쌀가게")
        await desk.press("ctrl+s")
        assert on_top(desk, ImportDialog)
        assert desk.row(0).startswith(" orderdesk · 쌀가게")
    assert config_path().read_text(encoding="utf-8") == 'shop_name = "쌀가게"\n'


async def test_nobody_is_asked_again(new_store: Store) -> None:
    async with started(new_store) as desk:
        await desk.press("ctrl+s")
    async with started(new_store) as desk:
        assert on_top(desk, OrdersScreen)


async def test_esc_keeps_the_defaults_and_asks_no_more(new_store: Store) -> None:
    async with started(new_store) as desk:
        await desk.press("2", "enter")
        await desk.type("x")
        await desk.press("escape")
        assert on_top(desk, OrdersScreen)
        assert desk.app.desk.lang == "ko"
    assert not config_path().exists()
    assert not is_new(new_store)


async def test_connections_are_opened_for_who_connects(new_store: Store) -> None:
    async with started(new_store) as desk:
        await desk.press("1", "enter", "down", "2", "ctrl+s")
        assert on_top(desk, ConnectionsDialog)


async def test_who_decides_later_sees_the_list(new_store: Store) -> None:
    async with started(new_store) as desk:
        await desk.press("1", "enter", "enter", "4", "ctrl+s")
        assert on_top(desk, OrdersScreen)


async def test_another_language_is_spoken_at_once_and_the_desk_opens_again_in_it(new_store: Store) -> None:
    async with started(new_store, shop_name="우리상점") as desk:
        await desk.press("1", "2", "enter")  # a wrong digit is corrected by another
        assert "Where orders come from" in desk.text() and "Start without deciding" in desk.text()
        await desk.type("Rice")
        await desk.press("ctrl+s")
        ended = desk.app.return_value
    assert isinstance(ended, Reopen) and (ended.lang, ended.url) == ("en", "")
    with new_store.reader() as conn:
        assert [tab.label("en") for tab in read_tabs(conn)[:3]] == ["All", "Unpaid", "Preparing"]
    kept = load_settings()
    assert (kept.lang, kept.shop_name) == ("en", "Rice")
    async with started(new_store, then=ended.then) as desk:
        assert on_top(desk, ImportDialog) and "Import" in desk.text()


async def test_who_looks_around_gets_a_demo_shop(new_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(url: str, login: Login, name: str, now: int, lang: str, progress: Callable[[int], None]) -> None:
        progress(1)
        made.append(url)

    monkeypatch.setattr(welcome, "make_demo", make)
    async with started(new_store) as desk:
        await desk.press("1", "enter", "down", "3", "ctrl+s", "escape")
        ended = desk.app.return_value
    assert made == [demo_store_url()]
    assert isinstance(ended, Reopen) and ended.url == demo_store_url()


async def test_a_setting_that_cannot_be_kept_is_told_and_can_be_given_again(
    new_store: Store,
) -> None:
    config_path().parent.mkdir(parents=True)
    async with started(new_store) as desk:
        config_path().write_text("lang = ", encoding="utf-8")
        await desk.press("1", "enter")
        await desk.type("쌀가게")
        await desk.press("ctrl+s")
        assert "TOML" in desk.text()
        config_path().write_text("", encoding="utf-8")
        await desk.press("ctrl+s")
        assert on_top(desk, ImportDialog)


@pytest.mark.parametrize("size", [(60, 15), (60, 20), (120, 36)])
async def test_every_question_can_be_seen(new_store: Store, size: tuple[int, int]) -> None:
    async with started(new_store, size) as desk:
        await desk.press("1", "enter")
        assert "상점 이름" in desk.text()
        await desk.press("down", "4")
        assert "● 나중에 정합니다" in desk.text() and "Ctrl+S 시작" in desk.text()


def test_a_store_that_cannot_be_written_to_is_not_new(
    new_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "read_only", True)
    assert not is_new(new_store)


def test_only_a_new_store_of_one_owner_is_new(new_store: Store) -> None:
    assert is_new(new_store)
    owner = operators.come_in(new_store, LOGIN, "kim", NOW)
    operators.add(new_store, owner, NOW, "lee", Role.DESK, "lee")
    assert not is_new(new_store)


def test_a_store_with_orders_is_not_new(new_store: Store) -> None:
    fill(new_store, [order()])
    assert not is_new(new_store)


def test_a_store_without_an_owner_is_not_new(empty_store: Store) -> None:
    assert not is_new(empty_store)
