from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import ControlType, Segment
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter
from textual.widgets import Button, DataTable, Label, Static

from orderdesk.core.domain.text import HOSTILE
from orderdesk.widgets.safe_text import SafeFilter, safe, safe_content, safe_multi, with_safe_filter

NAMES = [
    "[/red] 쌀",
    "[/] 끝",
    "[@click=app.quit]이름[/]",
    "[red]레드[/red] [1+1] [특가]",
    "\x1b]0;x\x07",
    "홍\x1b]52;c;aGk=\x07길동",
    "\x1b[2J\x9b2J",
    "홍\u202e길동",
    "=cmd|' /C calc'!A0",
    "여러\n줄\t이름",
]
SHOWN = [
    "[/red] 쌀",
    "[/] 끝",
    "[@click=app.quit]이름[/]",
    "[red]레드[/red] [1+1] [특가]",
    "홍길동",
    "=cmd|' /C calc'!A0",
    "여러⏎ 줄 이름",
]


class Filtered(App[None]):
    def get_line_filters(self) -> list[LineFilter]:
        return with_safe_filter(super().get_line_filters())


class Shop(Filtered):
    """Shows every name on several kinds of widget."""

    CSS = ".titled { border: solid white; height: 3; }"

    def compose(self) -> ComposeResult:
        yield DataTable()
        for name in NAMES:
            yield Static(safe(name))
            yield Label(safe_content(name))
            yield Button(safe_content(name))
            yield Static(safe_multi(name))
            titled = Static("", classes="titled")
            titled.border_title = safe_content(name).markup
            yield titled

    def on_mount(self) -> None:
        table = self.query_one(DataTable[object])
        table.add_column(safe("이름"))
        for name in NAMES:
            table.add_row(safe(name))


def segments(app: App[None]) -> list[Segment]:
    return [segment for strip in app.screen._compositor.render_strips() for segment in strip]


def drawn(app: App[None]) -> list[str]:
    return [segment.text for segment in segments(app) if not segment.control]


def metas(app: App[None]) -> list[object]:
    return [segment.style.meta for segment in segments(app) if segment.style]


async def test_hostile_names_are_shown_word_for_word_and_harmlessly() -> None:
    app = Shop()
    async with app.run_test(size=(80, 160)) as pilot:
        await pilot.pause()
        texts = drawn(app)
        assert not any(HOSTILE.search(text) for text in texts)
        page = "".join(texts)
        for shown in SHOWN:
            assert page.count(shown) >= 5, shown
        assert not any("quit" in str(meta) for meta in metas(app))
        assert app.is_running


async def test_the_filter_stops_what_came_past_the_door() -> None:
    class Careless(Filtered):
        def compose(self) -> ComposeResult:
            yield Static("a\x1b]0;PWN\x07b\x9b2J\u202ec", markup=False)

    app = Careless()
    async with app.run_test(size=(40, 3)) as pilot:
        await pilot.pause()
        texts = drawn(app)
    assert not any(HOSTILE.search(text) for text in texts)
    assert "]0;PWN" in "".join(texts)


def test_segments_of_control_pass_unchanged() -> None:
    control = Segment("\x1b[2J", None, [(ControlType.CLEAR,)])
    made = SafeFilter().apply([control, Segment("a\x07b")], Color(0, 0, 0))
    assert made[0] is control
    assert made[1].text == "ab"


def test_clean_lines_are_not_copied() -> None:
    line = [Segment("홍길동 "), Segment("👩\u200d👧")]
    assert SafeFilter().apply(line, Color(0, 0, 0)) is line


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_the_filter_keeps_the_width_of_a_line(text: str) -> None:
    made = SafeFilter().apply([Segment(text)], Color(0, 0, 0))
    assert not HOSTILE.search(made[0].text)
    assert sum(map(cell_len, made[0].text)) == sum(map(cell_len, text))


@pytest.mark.parametrize("name", NAMES)
def test_text_is_never_markup(name: str) -> None:
    assert safe(name).spans == []
    assert safe_content(name).spans == []
    assert safe_multi("[b]가\n나").plain == "[b]가\n나"


def test_styles_are_ours() -> None:
    assert str(safe("쌀", "bold").style) == "bold"
    assert safe_content("쌀", "bold").spans != []


def test_a_long_name_is_cut_with_an_ellipsis() -> None:
    name = safe("유기농 쌀")
    name.truncate(8)
    assert name.plain == "유기농 …"
