"""What is written to the terminal: only what it does not show yet, in one piece, past Textual if possible.

Tests of upstream's faults fail once Textual has mended them; then our fix can go.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual import screen as screens
from textual._compositor import Compositor, ReflowResult
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Offset, Region, Size
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Label, Static

from orderdesk.widgets import _textual_fixes
from orderdesk.widgets._textual_fixes import (
    CrashFixedApp,
    DirectLines,
    FrugalApp,
    FrugalScreen,
    KnownTerminal,
)
from orderdesk.widgets.order_panel import OrderPanel

BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"
SIZE = (60, 12)
LINES = 10
"""Lines of the list; one below it holds a label."""


# what stands on the terminal


def at(x: int, y: int, text: str) -> str:
    return f"\x1b[{y + 1};{x + 1}H{text}"


def test_what_stands_there_is_not_written_again() -> None:
    known = KnownTerminal()
    assert known.put(2, 3, [(4, "some"), (5, "words")]) == at(2, 3, "somewords")
    assert known.put(2, 3, [(4, "some"), (5, "words")]) == ""
    assert known.put(6, 3, [(5, "words")]) == ""
    assert known.put(2, 3, [(4, "some"), (5, "other")]) == at(6, 3, "other")
    assert known.put(2, 4, [(4, "some")]) == at(2, 4, "some")


def test_unchanged_pieces_between_others_are_passed_over() -> None:
    known = KnownTerminal()
    known.put(0, 0, [(1, "a"), (1, "b"), (1, "c"), (1, "d")])
    assert known.put(0, 0, [(1, "A"), (1, "b"), (1, "C"), (1, "D")]) == at(0, 0, "A") + at(2, 0, "CD")


@pytest.mark.parametrize(("x", "width"), [(4, 1), (2, 4), (0, 4), (6, 9), (0, 20), (3, 4)])
def test_a_piece_over_another_one_makes_it_unknown(x: int, width: int) -> None:
    known = KnownTerminal()
    known.put(0, 0, [(2, "<-")])
    known.put(3, 0, [(4, "four")])
    known.put(x, 0, [(width, "*" * width)])
    assert known.put(3, 0, [(4, "four")]) == at(3, 0, "four")


def test_what_is_forgotten_is_written_again() -> None:
    known = KnownTerminal()
    for y in range(4):
        known.put(0, y, [(1, "x")])
    known.forget([1, 2, 9])
    assert [known.put(0, y, [(1, "x")]) != "" for y in range(4)] == [False, True, True, False]
    known.forget()
    assert all(known.put(0, y, [(1, "x")]) for y in range(4))


@pytest.mark.parametrize("by", [1, 2, -1, -4, 4, 5, -9])
def test_lines_that_the_terminal_moved_are_known_where_they_are(by: int) -> None:
    known = KnownTerminal()
    for y in range(7):
        known.put(0, y, [(1, str(y))])
    known.scroll(range(1, 6), by)
    for y, text in enumerate(expected(by)):
        assert (known.put(0, y, [(1, text or "?")]) == "") is (text is not None), y


def expected(by: int) -> list[str | None]:
    """What stands on seven lines after lines 1 to 5 have moved up by *by*."""
    return ["0", *(str(y + by) if 1 <= y + by <= 5 else None for y in range(1, 6)), "6"]


class Screen:
    """A terminal of 12 cells by 6 lines that understands what is written."""

    def __init__(self) -> None:
        self.lines = [[" "] * 12 for _ in range(6)]

    def write(self, data: str) -> None:
        for y, x, text in re.findall(r"\x1b\[(\d+);(\d+)H([^\x1b]*)", data):
            self.lines[int(y) - 1][int(x) - 1 : int(x) - 1 + len(text)] = text

    def scroll(self, lines: range, by: int) -> None:
        before = [[*line] for line in self.lines]
        for y in lines:
            self.lines[y] = before[y + by] if y + by in lines else ["~"] * 12


PIECES = st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=3)
PUTS = st.tuples(st.integers(0, 3), st.integers(0, 5), PIECES)
SCROLLS = st.tuples(st.integers(0, 2), st.integers(3, 6), st.integers(-3, 3).filter(bool))


@given(st.lists(PUTS | SCROLLS | st.just(())))
def test_whatever_was_done_what_is_put_stands_there(steps: list[tuple[Any, ...]]) -> None:
    known, screen = KnownTerminal(), Screen()
    for step in steps:
        match step:
            case (int(x), int(y), [*pieces]):
                screen.write(known.put(x, y, [(len(text), text) for text in pieces]))
                text = "".join(pieces)
                assert "".join(screen.lines[y][x : x + len(text)]) == text
            case (int(first), int(end), int(by)):
                known.scroll(range(first, end), by)
                screen.scroll(range(first, end), by)
            case _:
                known.forget()


# applications whose driver keeps what is written


class Written(HeadlessDriver):
    """A terminal that keeps what is written, one entry a write."""

    all: list[str]

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.__dict__.setdefault("all", []).append(data)


class Sheet(Widget):
    """Lines of text, in two pieces each."""

    def __init__(self, panel: OrderPanel) -> None:
        super().__init__()
        self.texts = [f"line {y}" for y in range(LINES)]
        self.direct = DirectLines(self, panel)

    def line(self, y: int) -> Strip:
        rest = self.size.width - 2 - len(self.texts[y])
        return Strip([Segment("| "), Segment(self.texts[y] + " " * rest)])

    def render_lines(self, crop: Region) -> list[Strip]:
        return [self.line(y).crop(crop.x, crop.right) for y in crop.line_range]

    def write(self, y: int, text: str) -> bool:
        """Changes one line and draws it the short way; whether that was done."""
        self.texts[y] = text
        return self.direct.write(lambda: {y: self.line(y)})

    def show_others(self) -> bool:
        """Changes all lines and empties the panel, the short way; whether that was done."""
        self.texts = [f"other {y}" for y in range(LINES)]
        return self.direct.write(lambda: {y: self.line(y) for y in range(LINES)}, True, emptying=True)

    def scroll(self, by: int) -> bool:
        """Moves all lines by one, up for 1 and down for -1, the short way; whether that was done."""
        if by > 0:
            self.texts = [*self.texts[1:], "new below"]
        else:
            self.texts = ["new above", *self.texts[:-1]]
        y = LINES - 1 if by > 0 else 0
        return self.direct.scroll(by, 0, {y: self.line(y)})


class Body(App[None]):
    """A list with a panel beside it, a label below, and something hidden that may come over them."""

    CSS = f"""
    Screen {{ layers: below above; }}
    Horizontal {{ height: {LINES}; }}
    Sheet {{ width: 1fr; height: 1fr; }}
    OrderPanel {{ width: 20; height: 1fr; }}
    #over {{ layer: above; width: 9; height: 2; offset: 4 3; display: none; }}
    """

    def compose(self) -> ComposeResult:
        with Horizontal():
            self.panel = OrderPanel()
            self.sheet = Sheet(self.panel)
            yield self.sheet
            yield self.panel
        yield Label("below", id="below")
        yield Static("over", id="over")


class Frugal(Body, FrugalApp[None]):
    pass


class Upstream(Body, CrashFixedApp[None]):
    pass


class Terminal:
    """A running application and what it has written."""

    def __init__(self, app: Any, pilot: Pilot[None]) -> None:  # noqa: ANN401  # one of the two above
        self.app = app
        self.pilot = pilot

    @property
    def writes(self) -> list[str]:
        """What was written since the last look, one entry a write."""
        driver: Any = self.app._driver
        found, driver.all = [*driver.all], []
        return found

    async def after(self) -> str:
        """What is written until everything is drawn."""
        await self.pilot.pause()
        return "".join(self.writes)

    async def drawn_again(self) -> str:
        """What is written when the whole screen is drawn again."""
        await self.pilot.pause()
        self.writes  # noqa: B018  # from now on
        self.app.screen.refresh(layout=True)
        return await self.after()


def texts(data: str) -> str:
    """The visible part of *data*, with blanks reduced to one."""
    return re.sub(" +", " ", re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", data)).strip()


@asynccontextmanager
async def running(kind: type[App[None]], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Terminal]:
    def driver(app: App[None]) -> type[Driver]:
        return Written

    monkeypatch.setattr(App, "get_driver_class", driver)
    app = kind()
    app._sync_available = True
    async with app.run_test(headless=False, size=SIZE, notifications=True) as pilot:
        await pilot.pause()
        terminal = Terminal(app, pilot)
        terminal.writes  # noqa: B018  # the start
        yield terminal


async def test_upstream_still_writes_what_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Upstream, monkeypatch) as terminal:
        assert "line 0" in texts(await terminal.drawn_again())


async def test_upstream_still_writes_a_frame_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Upstream, monkeypatch) as terminal:
        terminal.app.query_one("#below", Label).update("other")
        await terminal.pilot.pause()
        assert not any(data.startswith(BEGIN) and data.endswith(END) for data in terminal.writes)


class Scrolled(ScrollView):
    """Lines of text as Textual scrolls them."""

    DEFAULT_CSS = "Scrolled { height: 1fr; }"

    def on_mount(self) -> None:
        self.virtual_size = self.size.with_height(100)

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(f"line {y + self.scroll_offset.y}")])


class Scrolling(CrashFixedApp[None]):
    def compose(self) -> ComposeResult:
        yield Scrolled()


async def test_upstream_still_writes_all_lines_to_scroll_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Scrolling, monkeypatch) as terminal:
        terminal.app.query_one(Scrolled).scroll_to(y=1, animate=False)
        written = await terminal.after()
        assert all(f"line {y}" in written for y in range(1, SIZE[1] + 1))


async def test_a_screen_that_is_there_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        assert texts(await terminal.drawn_again()) == ""
        terminal.app.terminal.forget()
        assert "line 0" in texts(await terminal.drawn_again())


async def test_of_a_screen_and_of_a_part_only_what_changed_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        sheet = terminal.app.sheet
        sheet.texts[4] = "changed"
        assert texts(await terminal.drawn_again()) == "changed"
        sheet.texts[5] = "changed too"
        sheet.refresh(Region(0, 2, sheet.size.width, 5))
        assert texts(await terminal.after()) == "changed too"


async def test_a_frame_is_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        terminal.app.query_one("#below", Label).update("other")
        await terminal.pilot.pause()
        (frame,) = terminal.writes
        assert frame.startswith(BEGIN) and frame.endswith(END) and texts(frame) == "other"
        assert terminal.app.sheet.write(3, "direct")
        (frame,) = terminal.writes
        assert frame.startswith(BEGIN) and frame.endswith(END) and texts(frame) == "direct"


async def test_a_frame_with_nothing_in_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        await terminal.drawn_again()
        assert await terminal.drawn_again() == ""
        terminal.app.cursor_position = Offset(3, 4)
        assert await terminal.drawn_again() == f"{BEGIN}{at(3, 4, '')}{END}"
        assert await terminal.drawn_again() == ""


async def layouts(screen: screens.Screen[None], monkeypatch: pytest.MonkeyPatch) -> int:
    """How often *screen* is laid out when it gets another size."""
    found: list[Size] = []
    reflow = Compositor.reflow

    def noting(compositor: Compositor, parent: Widget, size: Size) -> ReflowResult:
        if parent is screen:
            found.append(size)
        return reflow(compositor, parent, size)

    app = App[None]()
    async with app.run_test(size=SIZE) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        with monkeypatch.context() as patched:
            patched.setattr(Compositor, "reflow", noting)
            await pilot.resize_terminal(50, 10)
            await pilot.pause()
    return len(found)


async def test_upstream_still_lays_a_screen_out_again_for_its_own_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert await layouts(FrugalScreen(), monkeypatch) == await layouts(screens.Screen(), monkeypatch) - 1


async def test_another_size_is_written_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        await terminal.pilot.resize_terminal(SIZE[0], SIZE[1] + 1)
        written = await terminal.after()
        assert all(f"line {y}" in written for y in range(LINES))


# lines past the compositor


async def test_a_line_is_written_at_once_and_known(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        assert terminal.app.sheet.write(3, "direct")
        assert texts("".join(terminal.writes)) == "direct"
        assert texts(await terminal.drawn_again()) == ""


class Over(ModalScreen[None]):
    CSS = "Over { align: right bottom; }"

    def compose(self) -> ComposeResult:
        yield Static("dialog")


async def hidden_by_a_toast(terminal: Terminal) -> None:
    terminal.app.notify("word")
    await terminal.pilot.pause()


async def hidden_by_a_dialog(terminal: Terminal) -> None:
    await terminal.app.push_screen(Over())


async def hidden_by_a_widget(terminal: Terminal) -> None:
    terminal.app.query_one("#over").display = True
    await terminal.pilot.pause()


async def waiting_to_be_drawn(terminal: Terminal) -> None:
    terminal.app.sheet.refresh()


async def waiting_to_be_laid_out(terminal: Terminal) -> None:
    terminal.app.screen.refresh(layout=True)


async def waiting_keys(terminal: Terminal) -> None:
    assert terminal.app.sheet.write(1, "a frame, just now")
    terminal.app.post_message(events.Key("down", None))


async def not_shown(terminal: Terminal) -> None:
    terminal.app.sheet.display = False
    await terminal.pilot.pause()


async def gone(terminal: Terminal) -> None:
    await terminal.app.sheet.remove()


async def test_keys_that_wait_see_a_frame_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_textual_fixes, "_BREATH", 0.0)
    async with running(Frugal, monkeypatch) as terminal:
        await waiting_keys(terminal)
        terminal.writes  # noqa: B018  # from now on
        assert terminal.app.sheet.write(3, "direct")
        assert len(terminal.writes) == 1


@pytest.mark.parametrize("scroll", [False, True])
@pytest.mark.parametrize(
    "hindered",
    [
        hidden_by_a_toast, hidden_by_a_dialog, hidden_by_a_widget, waiting_to_be_drawn,
        waiting_to_be_laid_out, waiting_keys, not_shown, gone,
    ],
    ids=lambda each: each.__name__,
)  # fmt: skip
async def test_nothing_is_written_past_what_is_in_the_way(
    monkeypatch: pytest.MonkeyPatch,
    hindered: Callable[[Terminal], Awaitable[None]],
    scroll: bool,
) -> None:
    monkeypatch.setattr(_textual_fixes, "_BREATH", 1e9)
    async with running(Frugal, monkeypatch) as terminal:
        await hindered(terminal)
        sheet = terminal.app.sheet
        terminal.writes  # noqa: B018  # from now on
        assert (sheet.scroll(1) if scroll else sheet.write(3, "direct")) is False
        assert terminal.writes == []


async def test_nothing_is_written_while_changes_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        with terminal.app.batch_update():
            assert terminal.app.sheet.write(3, "direct") is False


async def test_without_a_terminal_lines_are_drawn_by_textual() -> None:
    app = Frugal()
    async with app.run_test(size=SIZE):
        assert app.sheet.write(3, "direct") is False


@pytest.mark.parametrize("by", [1, -1])
async def test_a_scrolled_line_empties_the_panel(monkeypatch: pytest.MonkeyPatch, by: int) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        sheet, panel = terminal.app.sheet, terminal.app.panel
        panel.show(lambda width: Text("\n".join(f"order {n}" for n in range(4))))
        assert "order 3" in texts(await terminal.after())
        assert sheet.scroll(by)
        (frame,) = terminal.writes
        way = "S" if by > 0 else "T"
        assert f"\x1b[1;{LINES}r\x1b[1{way}\x1b[r" in frame
        assert frame.count("\x1b[K") == 4
        assert texts(frame).strip("▏ |") == ("new below" if by > 0 else "new above")
        assert all("order" not in line.text for line in panel.render_lines(Region(0, 0, 20, LINES)))
        again = texts(await terminal.drawn_again())
        assert "order" not in again and "new" not in again
        assert "line 2" in again, "beside what was emptied, a line is not known any more"
        assert "line 7" not in again, "what the terminal has moved is known"
        assert texts(await terminal.drawn_again()) == ""


async def test_other_lines_and_an_empty_panel_are_one_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        sheet, panel = terminal.app.sheet, terminal.app.panel
        panel.show(lambda width: Text("order"))
        await terminal.after()
        assert sheet.show_others()
        (frame,) = terminal.writes
        assert frame.count("\x1b[K") == 1
        assert "other 0" in texts(frame) and "other 9" in texts(frame)
        assert "order" not in "".join(line.text for line in panel.render_lines(Region(0, 0, 20, LINES)))
        await terminal.drawn_again()
        assert await terminal.drawn_again() == ""


async def test_a_hidden_panel_is_not_emptied_past_what_is_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(Frugal, monkeypatch) as terminal:
        terminal.app.panel.show(lambda width: Text("order"))
        over = terminal.app.query_one("#over")
        over.styles.offset = (SIZE[0] - 12, 3)
        over.display = True
        await terminal.after()
        assert terminal.app.sheet.show_others() is False
        assert terminal.writes == []
