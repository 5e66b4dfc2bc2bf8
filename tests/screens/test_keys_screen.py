"""키 바꾸기: a pressed key is the action's own at once, wherever it is said, and in the file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

import orderdesk
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import heard_in
from orderdesk.keyboard.key_rules import BORROWED, DIALOGS_OWN, FIXED
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.help import HelpScreen
from orderdesk.screens.jobs import JobsScreen
from orderdesk.screens.keys import AskKey, KeysScreen
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.palette import PaletteScreen
from orderdesk.screens.settings import LINES, SettingsScreen
from orderdesk.setting_words import KEYS, SettingWords
from orderdesk.settings import config_path, load_settings
from orderdesk.widgets.line_list import LineList
from tests.screens.driver import DeskDriver, opened

SWAPPED = {"tracking": ["f7", "s"], "memo": ["f4"]}


def on_top(desk: DeskDriver) -> type[Screen[Any]]:
    return type(desk.screen)


async def edit(desk: DeskDriver, *typed: str) -> None:
    """To the editor by the settings, and there to what *typed* finds."""
    place = next(at for at, line in enumerate(LINES) if isinstance(line, SettingWords) and line.key == KEYS)
    await desk.press("apostrophe")
    desk.screen.query_one(LineList).move_to(place)
    await desk.press("enter")
    assert on_top(desk) is KeysScreen
    await desk.press(*typed)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_key_pressed_in_korean_mode_holds_at_once_and_stands_in_the_file(
    shop_store: Store, size: tuple[int, int]
) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text("# 우리 가게\n[keys]   # 왼손으로\n# 끝\n", encoding="utf-8")
    async with opened(shop_store, size=size) as desk:
        await edit(desk, *"ㄷㄷㄹㄱ")
        assert "되돌리기" in desk.row(2) and "Ctrl+Z, u (ㅕ)" in desk.row(2)
        await desk.press("enter")
        assert on_top(desk) is AskKey and "Ctrl+Z, u (ㅕ)" in desk.text()
        await desk.press("ㅁ")
        assert on_top(desk) is KeysScreen and "바꿈" in desk.row(2) and "Ctrl+Z, a (ㅁ)" in desk.row(2)
        assert "기본: Ctrl+Z, u (ㅕ)" in desk.text()
        assert desk.app.desk.keys.action("undo").letter == "a"
        await desk.press("escape", "escape")
        assert on_top(desk) is SettingsScreen and "바꾼 동작 1" in desk.text()
        await desk.press("escape")
        desk.told.clear()
        await desk.press("u")
        assert desk.told == []
        await desk.press("ㅁ")
        assert desk.told == ["되돌릴 작업이 없습니다"]
    assert config_path().read_text(encoding="utf-8") == (
        '# 우리 가게\n[keys]   # 왼손으로\nundo = ["ctrl+z", "a"]\n# 끝\n'
    )
    assert load_settings().keys == {"undo": ["ctrl+z", "a"]}


async def test_two_actions_exchange_their_keys_and_go_back_to_the_usual_ones(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert "F4 송장" in desk.text().split("\n")[-1]
        await edit(desk, "f", "4")
        await desk.press("enter", "f7")
        told = desk.text()
        assert on_top(desk) is AskKey
        assert "F7: ‘메모’의 키입니다 (주문 목록). 다른 키를 누르세요." in told
        assert "아니면 Enter: 두 동작의 키를 이렇게 맞바꿉니다." in told
        assert "송장: F4, i (ㅑ) → 앞으로 F7, i (ㅑ)" in told
        assert "메모: F7, n (ㅜ) → 앞으로 F4, n (ㅜ)" in told
        assert "Enter 키 맞바꾸기   Esc" in told
        await desk.press("enter")
        assert load_settings().keys == {"tracking": ["f7", "i"], "memo": ["f4", "n"]}
        await desk.press("escape", "escape", "escape")
        assert on_top(desk) is OrdersScreen and "F7 송장" in desk.text().split("\n")[-1]
        await desk.press("f7")
        assert on_top(desk) is PickDialog
        await desk.press("escape", "f4")
        assert on_top(desk) is MemoDialog
        await desk.press("escape")
        await edit(desk, *"송장", "delete")
        assert desk.told[-1] == "기본 키로: 송장 · 메모"
        assert load_settings().keys == {} and desk.app.desk.keys.own == {}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("송장", "글자 키: ‘i (ㅑ)’ 대신 쓰입니다 · 다른 키: ‘F4’ 대신 쓰입니다"),
        ("잠금", "글자 키: 지금 키에 더해집니다 · 다른 키: ‘Ctrl+O’ 대신 쓰입니다"),
    ],
)
async def test_it_is_said_which_key_another_takes_the_place_of(
    shop_store: Store, name: str, told: str
) -> None:
    async with opened(shop_store) as desk:
        await edit(desk, *name, "delete")
        assert desk.told == ["이 동작은 기본 키 그대로입니다"]
        await desk.press("enter")
        assert told in desk.text()


async def test_all_become_the_usual_ones_when_it_is_pressed_twice(shop_store: Store) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(
        '[keys] # a\nundo = ["ctrl+y"] # b\nredo = ["ctrl+z"]\nnothing = 3\n', encoding="utf-8"
    )
    async with opened(shop_store, keys=load_settings().keys) as desk:
        await edit(desk, "f6")
        assert desk.told[-1] == "바꾼 키 3개를 모두 기본으로 되돌립니다. 한 번 더 누르세요"
        assert load_settings().keys
        await desk.press("f6")
        assert desk.app.desk.keys.own == {} and desk.app.desk.keys.wrong == ()
        await desk.press("f6")
        assert desk.told[-1] == "바꾼 키가 없습니다"
    assert config_path().read_text(encoding="utf-8") == "[keys] # a\n# b\n"


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("ctrl+b", "Ctrl+B: tmux가 먼저 가져갑니다"),
        ("f1", "F1: 어디서나 뜻이 정해진 키입니다"),
        ("ctrl+s", "Ctrl+S: 어디서나 뜻이 정해진 키입니다"),
        ("ctrl+d", "Ctrl+D: ‘글자로 가기’의 키입니다 (어디서나)"),
        ("up", "↑: 어디서나 뜻이 정해진 키입니다"),
        ("enter", "Enter: 어디서나 뜻이 정해진 키입니다"),
        ("Q", "Q: 한글 입력에서는 소문자와 같습니다"),
        ("ㅓ", "j: ‘아래로’의 키입니다 (주문 목록)"),
    ],
)
async def test_a_key_that_cannot_be_is_refused_with_words(shop_store: Store, key: str, why: str) -> None:
    async with opened(shop_store, size=(80, 24)) as desk:
        desk.app.push_screen(KeysScreen())
        await desk.settle()
        await desk.press(*"작업", "enter", key)
        assert on_top(desk) is AskKey
        assert why in desk.text()
        await desk.press("escape")
        assert on_top(desk) is KeysScreen and desk.app.desk.keys.own == {}
    assert not config_path().exists()


async def test_what_keeps_its_keys_says_so(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        desk.app.push_screen(KeysScreen())
        await desk.settle()
        await desk.press(*"확정", "enter")
        assert on_top(desk) is KeysScreen and desk.told == ["확정하는 키는 바꿀 수 없습니다"]
        await desk.press("escape", *"없는동작", "enter", "delete")
        assert "그런 동작이 없습니다" in desk.text()
        assert on_top(desk) is KeysScreen


async def test_a_wrong_line_is_named_at_the_start_and_the_usual_keys_hold(shop_store: Store) -> None:
    wrong = {"help": ["q"], "jobs": ["f1"], "back": ["ctrl+b"], "quit": 3, "copy": ["backspace"]}
    async with opened(shop_store, keys=wrong) as desk:
        told = next(iter(desk.app._notifications)).message.split("\n")
        assert "settings.toml [keys] jobs: F1: 어디서나 뜻이 정해진 키입니다" in told
        assert {line.split()[2] for line in told} == {"help:", "jobs:", "back:", "quit:", "copy:"}
        await desk.press("f1")
        assert on_top(desk) is HelpScreen
        await desk.press("escape", "f12")
        assert on_top(desk) is JobsScreen
        await desk.press("ctrl+q")
    assert desk.app._exit


async def test_the_own_key_runs_the_action_by_key_letter_jamo_and_palette_and_the_old_one_does_not(
    shop_store: Store,
) -> None:
    async with opened(shop_store, keys=SWAPPED) as desk:
        for key in ("f7", "s", "ㄴ"):
            await desk.press(key)
            assert on_top(desk) is PickDialog, key
            await desk.press("escape")
        for key in ("i", "ㅑ"):
            await desk.press(key)
            assert on_top(desk) is OrdersScreen, key
        await desk.press("f2", *"f7")
        palette = desk.screen
        assert isinstance(palette, PaletteScreen)
        assert palette._found[0].id == "tracking" and palette._found[0].keys == "F7"
        await desk.press("enter")
        assert on_top(desk) is PickDialog
        await desk.press("escape", "f1", *"송장")
        assert "F7, s (ㄴ)" in desk.text()
        await desk.press("escape", "escape", "full_stop")
        assert "F7" in desk.text() and "F4" not in desk.text()
        await desk.press("f7")
        assert on_top(desk) is PickDialog
        await desk.press("escape", "enter")
        assert on_top(desk) is OrderDetail
        await desk.press("f4")
        assert on_top(desk) is MemoDialog


async def test_the_editor_is_found_in_the_palette_but_not_over_a_dialog(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f2", *"zlqkRnrl", "enter")
        assert on_top(desk) is KeysScreen
        await desk.press("escape", "f3", "f2", *"키바꾸기")
        palette = desk.screen
        assert isinstance(palette, PaletteScreen)
        assert [entry.id for entry in palette._found if entry.id == "open:keys"] == (
            [] if isinstance(palette._beneath, Dialog) else ["open:keys"]
        )


async def test_a_key_that_goes_before_fields_does_so_where_it_was_moved_to(shop_store: Store) -> None:
    moved = {"jump_mode": ["ctrl+x"], "station": ["ctrl+d", "x"]}
    async with opened(shop_store, keys=moved) as desk:
        await desk.press("slash", "a", "ctrl+d")
        assert on_top(desk) is OrdersScreen and desk.screen.query_one("#search", Input).value == "a"
        await desk.press("ctrl+x")
        assert on_top(desk).__name__ == "JumpMode"


async def test_a_file_that_can_not_be_written_is_told_and_nothing_holds(
    shop_store: Store, home: Path
) -> None:
    config_path().mkdir(parents=True)
    async with opened(shop_store) as desk:
        desk.app.push_screen(KeysScreen())
        await desk.settle()
        await desk.press(*"되돌리기", "enter", "a")
        assert "settings" in desk.told[-1] or "설정 파일" in desk.told[-1]
        assert desk.app.desk.keys.own == {}


def made_from(kind: type[Any]) -> Iterator[type[Any]]:
    """Every class of ours that is made from *kind*."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("orderdesk."):
            yield each
        yield from made_from(each)


def bound_here(kind: type[Any]) -> list[Binding]:
    return list(Binding.make_bindings(kind.__dict__.get("BINDINGS", ())))


def test_what_widgets_and_dialogs_hear_by_themselves_no_action_can_be_put_on() -> None:
    for path in pkgutil.walk_packages(orderdesk.__path__, "orderdesk."):
        if path.name.startswith(("orderdesk.screens", "orderdesk.widgets")):
            importlib.import_module(path.name)
    for kind in {*made_from(Widget), *made_from(DeskScreen)}:
        for each in bound_here(kind):
            name = (each.id or "").partition(".")[0]
            if not name:
                assert each.key in FIXED | DIALOGS_OWN, (kind, each.key)
            elif issubclass(kind, Dialog):
                scope = kind.SCOPE
                known = {action.id for action in heard_in(scope)} | {*BORROWED.get(scope, ())}
                assert name in known, (kind, name)
