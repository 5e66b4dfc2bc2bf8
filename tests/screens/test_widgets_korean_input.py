from __future__ import annotations

import unicodedata

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Offset

from orderdesk.widgets.korean_input import KoreanInput


class Form(App[None]):
    CSS = "KoreanInput { width: 40; border: none; padding: 0 3; height: 1; }"

    def compose(self) -> ComposeResult:
        yield KoreanInput()

    @property
    def field(self) -> KoreanInput:
        return self.query_one(KoreanInput)


async def test_the_hardware_cursor_stands_where_the_next_syllable_goes() -> None:
    app = Form()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.press(*"홍길동")
        assert app.cursor_position == Offset(9, 0)
        await pilot.press("left")
        assert app.cursor_position == Offset(7, 0)
        await pilot.press("home")
        assert app.cursor_position == Offset(3, 0)
        await pilot.press("end", "backspace")
        assert app.cursor_position == Offset(7, 0)


async def test_the_hardware_cursor_follows_a_field_that_scrolls() -> None:
    app = Form()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.press(*"가" * 30)
        await pilot.pause()
        field = app.field
        assert app.cursor_position == Offset(3 + 60 - field.scroll_offset.x, 0)
        assert field.content_region.contains_point(app.cursor_position)
        await pilot.press("home")
        await pilot.pause()
        assert field.scroll_offset.x == 0
        assert app.cursor_position == Offset(3, 0)


async def test_typing_jamo_keeps_them_and_never_blinks() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("ㅓ", "홍")
        assert app.field.value == "ㅓ홍"
        assert app.field.cursor_blink is False


@pytest.mark.parametrize("decomposed", [unicodedata.normalize("NFD", "홍길동")])
async def test_decomposed_text_becomes_syllables(decomposed: str) -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("a", "left", *decomposed)
        assert app.field.value == "홍길동a"
        assert app.field.cursor_position == 3
        app.field.value = decomposed
        assert app.field.value == "홍길동"


async def test_a_paste_is_cleaned_and_becomes_one_line() -> None:
    app = Form()
    async with app.run_test() as pilot:
        await pilot.press("a", "left")
        app.field.post_message(events.Paste("홍\x1b]0;x\x07길\r\n동\n"))
        await pilot.pause()
        assert app.field.value == "홍]0;x길 동a"
        assert app.field.cursor_position == len("홍]0;x길 동")


async def test_markup_is_text() -> None:
    app = Form()
    async with app.run_test() as pilot:
        app.field.placeholder = "[/red] 검색"
        await pilot.press(*"[/red]")
        assert app.field.value == "[/red]"
