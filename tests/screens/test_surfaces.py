"""Every action on every surface: by key, by its letter, by the jamo of that, by the palette, in the help."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.domain.text import is_hangul
from orderdesk.core.domain.waves import Wish
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.waves import make_wave
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import Action, Scope, heard_in, in_scope
from orderdesk.keyboard.help import rows
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.dialogs.goods import ProductDialog
from orderdesk.screens.guide import GuideScreen
from orderdesk.screens.keys import KeysScreen
from orderdesk.screens.lock import LockScreen
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.palette import PaletteScreen
from orderdesk.screens.time_travel import OrderThen
from orderdesk.screens.waves import WalkScreen
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, opened
from tests.screens.test_laboratory import bad_form
from tests.screens.test_lookup import HONEY

WAYS: dict[Scope, tuple[str, ...]] = {
    Scope.GLOBAL: ("tilde",),
    Scope.ORDERS: (),
    Scope.DETAIL: ("enter",),
    Scope.DIALOG: ("f4",),
    Scope.EDITOR: ("f6",),
    Scope.FILTER: ("f3",),
    Scope.MENU: ("full_stop",),
    Scope.PIECES: ("full_stop", "0", "1"),
    Scope.JOBS: ("f12",),
    Scope.COMBINING: ("left_parenthesis",),
    Scope.HELP: ("f1",),
    Scope.MEMOS: ("f7",),
    Scope.EXPORT: ("f8",),
    Scope.OUTBOX: ("tilde",),
    Scope.LABORATORY: ("ctrl+e",),
    Scope.THEN: (),
    Scope.LOCK: (),
    Scope.PRODUCT: (),
    Scope.STATION: ("ctrl+x",),
    Scope.DAY: ("dollar_sign",),
    Scope.WAVES: ("ctrl+x", "f8"),
    Scope.WALK: (),
    Scope.GUIDE: (),
    Scope.SETTINGS: ("apostrophe",),
    Scope.KEYS: (),
}
"""The surfaces, by the keys that lead there; the last ones need more than that."""

TEXTUALS_OWN = {"tab": "app.focus_next", "shift+tab": "app.focus_previous", "ctrl+c": "screen.copy_text"}
"""What Textual's screens do of the same meaning, where a screen has not its own."""


class Surface:
    """A screen of the desk on which actions are noted instead of done."""

    def __init__(self, desk: DeskDriver, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.screen = desk.screen
        self.ran: list[str] = []
        really = desk.app.run_action

        async def run_action(action: str, *more: Any, **rest: Any) -> bool:  # noqa: ANN401
            if desk.screen is not self.screen:
                return await really(action, *more, **rest)
            self.ran.append(action)
            return True

        monkeypatch.setattr(desk.app, "run_action", run_action)
        monkeypatch.setattr(OrderDetail, "takes_scans", False)  # digits, not the first of a scan

    async def press(self, key: str) -> list[str]:
        """What *key* does where no text is written."""
        self.ran.clear()
        self.screen.set_focus(None)
        await self.desk.pilot.press(key)
        return [each.removeprefix("app.") for each in self.ran]

    async def by_palette(self, action: Action) -> list[str]:
        """What the palette does, or says, for each of its entries of *action*."""
        answers = []
        for place in range(99):
            self.ran.clear()
            self.desk.told.clear()
            self.desk.app.push_screen(PaletteScreen(self.desk.app.scope))
            await self.desk.settle()
            palette = self.desk.screen
            assert isinstance(palette, PaletteScreen)
            named = [at for at, e in enumerate(palette._found) if e.id.partition("(")[0] == action.id]
            if place < len(named):
                palette.query_one(LineList).move_to(named[place])
                await self.desk.press("enter")
                told = palette._found[named[place]].reason
                answers.append(f"! {self.desk.told[-1]}" if told else self.ran[-1].removeprefix("app."))
            if self.desk.screen is palette:
                await palette.dismiss(None)
                await self.desk.settle()
            if place + 1 >= len(named):
                return answers
        raise AssertionError


@asynccontextmanager
async def surface(
    store: Store, scope: Scope, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Surface]:
    """The desk with a screen of *scope* on top."""
    form = bad_form(store, folder) if scope is Scope.LABORATORY else None
    async with opened(store, size=(100, 40)) as desk:
        await desk.press(*WAYS[scope])
        if form is not None:
            desk.screen.query_one(PathInput).value = str(form)
            await desk.press("ctrl+s", "enter")
        elif scope is Scope.THEN:
            desk.app.push_screen(OrderThen(1, NOW))
        elif scope is Scope.LOCK:
            desk.app.push_screen(LockScreen())
        elif scope is Scope.PRODUCT:
            desk.app.push_screen(ProductDialog(HONEY))
        elif scope is Scope.WALK:
            wave = make_wave(store, SELLER, NOW, Wish())
            assert wave is not None
            desk.app.push_screen(WalkScreen(wave))
        elif scope is Scope.KEYS:
            desk.app.push_screen(KeysScreen())
        elif scope is Scope.GUIDE:
            desk.app.push_screen(GuideScreen("process"))
        await desk.settle()
        assert desk.app.scope is (Scope.OUTBOX if scope is Scope.GLOBAL else scope)
        yield Surface(desk, monkeypatch)


def heard(scope: Scope) -> tuple[Action, ...]:
    """What a screen of *scope* hears; the lock hears only its own."""
    return in_scope(scope) if scope is Scope.LOCK else heard_in(scope)


@pytest.mark.parametrize("scope", Scope)
async def test_every_action_is_run_by_every_key_its_letter_and_its_jamo(
    shop_store: Store, scope: Scope, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with surface(shop_store, scope, tmp_path, monkeypatch) as here:
        for action in heard(scope):
            doer = here.desk.app if Scope.GLOBAL in action.scopes else here.screen
            assert hasattr(doer, f"action_{action.id}"), action.id
            for key in action.bound_keys:
                expected = f"{action.id}({key})" if action.by_digit else action.id
                ran = await here.press(key)
                own = [TEXTUALS_OWN[key].removeprefix("app.")] if key in TEXTUALS_OWN else [expected]
                assert ran in ([expected], own), (action.id, key)
            if action.jamo is not None:
                assert is_hangul(action.jamo)
                assert await here.press(action.jamo) == [action.id], (action.id, action.jamo)


@pytest.mark.parametrize("scope", [each for each in Scope if each is not Scope.LOCK])
async def test_every_action_of_a_screen_is_run_by_the_palette_or_it_says_why_not(
    shop_store: Store, scope: Scope, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with surface(shop_store, scope, tmp_path, monkeypatch) as here:
        assert isinstance(here.screen, DeskScreen)
        refused = here.screen.refused()
        for action in in_scope(scope):
            answers = await here.by_palette(action)
            assert answers, action.id
            if action.id == "palette":
                assert answers == ["! 명령 · 지금 열려 있습니다"]
            elif action.id in refused:
                assert answers == [f"! {action.words.ko} · {refused[action.id].ko}"]
            elif action.by_digit:
                digits = here.screen.numbered(action.id)
                expected = [f"{action.id}({digit})" for digit in digits]
                assert answers == expected or (not digits and answers[0].startswith("! ")), action.id
            else:
                assert answers == [action.id]


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_action_has_a_help_line_and_a_label_in_both_languages(scope: Scope, lang: Lang) -> None:
    told = {row.action.id: row for row in rows(scope, lang)}
    for action in heard_in(scope):
        row = told[action.id]
        assert row.keys == USUAL_KEYS.labels(action.id)
        assert row.label and row.sentence
        korean = any(map(is_hangul, row.label + row.sentence))
        assert korean is (lang == "ko") or (lang == "ko" and action.id == "zero")
