"""Each test of an upstream fault fails once Textual has mended it; then our fix can go."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.notifications import Notification
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.widgets._toast import Toast

from orderdesk.core.store.engine import Store
from orderdesk.widgets._textual_fixes import CrashFixedApp, FrugalScreen
from orderdesk.widgets._textual_toasts import LastingNotification
from tests.screens.driver import opened

CUSTOMER = "홍길동 010-0000-1234"


class Plain(App[None]):
    CSS = "Input { width: 40; border: none; padding: 0 3; height: 1; }"

    def compose(self) -> ComposeResult:
        yield Input()


async def test_upstream_still_puts_the_cursor_one_cell_too_far() -> None:
    app = Plain()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.press(*"홍길동")
        assert app.cursor_position == Offset(10, 0)


async def test_upstream_still_reads_the_cursor_before_scrolling() -> None:
    app = Plain()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.press(*"가" * 30, "home")
        await pilot.pause()
        assert app.cursor_position != Offset(3, 0)


def crash(app: App[None], capsys: pytest.CaptureFixture[str]) -> str:
    app.run(headless=True)
    return "".join(capsys.readouterr())


class Crashing(App[None]):
    def on_mount(self) -> None:
        customer = CUSTOMER
        raise ValueError(customer)


class CrashingQuietly(CrashFixedApp[None]):
    seen: BaseException | None = None

    def on_mount(self) -> None:
        customer = CUSTOMER
        raise ValueError(customer)

    def describe_crash(self, error: BaseException) -> str:
        self.seen = error
        return "문제가 생겼습니다 [/] Something went wrong"


def test_upstream_still_prints_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    assert CUSTOMER in crash(Crashing(), capsys)


def test_a_crash_prints_our_words_and_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    app = CrashingQuietly()
    printed = crash(app, capsys)
    assert "문제가 생겼습니다 [/] Something went wrong" in printed
    assert "홍길동" not in printed
    assert "Traceback" not in printed
    assert isinstance(app.seen, ValueError)
    assert app.return_code == 1


async def test_tests_still_see_the_error() -> None:
    with pytest.raises(ValueError, match="홍길동"):
        async with CrashingQuietly().run_test():
            pass


class Bare(Screen[None]):
    """A screen whose widget is taken down while the picture still shows it."""

    def compose(self) -> ComposeResult:
        yield Static("지워질 것")

    def click_on_what_is_gone(self) -> None:
        """As a click that comes before the next layout."""
        gone = self.query_one(Static)
        gone._parent = None
        try:
            self._forward_event(events.MouseDown(None, 1, 0, 0, 0, 1, False, False, False, 1, 0))
        finally:
            gone._parent = self


class FrugalBare(FrugalScreen[None], Bare):
    """The same, mended."""


async def test_upstream_still_falls_over_a_click_on_what_is_gone() -> None:
    app = App[None]()
    async with app.run_test(size=(20, 5)) as pilot:
        screen = Bare()
        await app.push_screen(screen)
        await pilot.pause()
        with pytest.raises(AttributeError):
            screen.click_on_what_is_gone()


async def test_a_click_on_what_is_gone_is_none() -> None:
    app = App[None]()
    async with app.run_test(size=(20, 5)) as pilot:
        screen = FrugalBare()
        await app.push_screen(screen)
        await pilot.pause()
        screen.click_on_what_is_gone()


@pytest.fixture
def at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that passes the fifth second between one look and the next."""
    monkeypatch.setattr("textual.notifications.time", iter((4.9, 5.1)).__next__)


@pytest.mark.usefixtures("at_the_end")
def test_upstream_still_gives_a_toast_less_than_no_time() -> None:
    told = Notification("x", timeout=5, raised_at=0)
    assert not told.has_expired
    assert told.time_left < 0


@pytest.mark.usefixtures("at_the_end")
def test_a_toast_at_the_end_of_its_time_has_a_moment() -> None:
    told = LastingNotification("x", timeout=5, raised_at=0)
    assert not told.has_expired
    assert told.time_left > 0


async def test_what_the_desk_tells_lasts_a_moment_and_goes() -> None:
    app = CrashFixedApp[None]()
    async with app.run_test(notifications=True) as pilot:
        app.notify("x", timeout=0.2)
        await pilot.pause()
        (told,) = app._notifications
        assert isinstance(told, LastingNotification)
        assert len(app.screen.query(Toast)) == 1
        await pilot.pause(0.5)
        assert told.has_expired
        assert len(app.screen.query(Toast)) == 0


def test_private_names_of_textual_are_used_in_three_files_only() -> None:
    import orderdesk

    private = ("_handle_exception", "_fatal_error", "_position_to_cell", "_cursor_offset", "_watch_selection",
               "_exit_renderables", "_xterm_parser", "_compositor", "_close_messages")  # fmt: skip
    root = Path(orderdesk.__file__).parent
    using = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if any(name in path.read_text(encoding="utf-8") for name in private)
    }
    assert using == {f"widgets/_textual_{name}.py" for name in ("cuts", "driver", "fixes")}


async def recoloured_under_four_windows(store: Store) -> None:
    """The theme changes while the export, its templates, one of them and its fields stand open."""
    async with opened(store, (120, 24)) as desk:  # in a narrower one the last covers the others
        await desk.press("f8", "f6", "plus", "tab", "plus")
        assert len(desk.app.screen_stack) == 5
        for theme in ("light", "mono"):
            desk.app.theme = theme
            await desk.settle()


async def test_ours_stand_over_the_one_beneath(shop_store: Store) -> None:
    await recoloured_under_four_windows(shop_store)
