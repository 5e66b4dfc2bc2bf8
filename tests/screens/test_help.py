from __future__ import annotations

import pytest

from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import Scope, heard_in
from orderdesk.keyboard.help import rows
from orderdesk.screens.help import HelpScreen, matching
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from tests.screens.dialog_desk import desk_on


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


@pytest.mark.parametrize("scope", list(Scope))
def test_help_lists_every_action_of_a_screen(scope: Scope) -> None:
    listed = {row.action for row in matching("", rows(scope), "ko")}
    assert listed == set(heard_in(scope))


@pytest.mark.parametrize("query", ["ㅅㅈ", "송장", "thdwkd", "tracking", "F4", "스캐너"])
def test_help_is_found_by_name_initials_wrong_layout_key_and_sentence(query: str) -> None:
    assert "tracking" in [row.action.id for row in matching(query, rows(Scope.ORDERS), "ko")]


async def test_typing_filters_and_escape_empties_the_filter_first(store: Store) -> None:
    async with desk_on(store, size=(120, 40)) as desk:
        await desk.app.push_screen(HelpScreen(Scope.ORDERS))
        await desk.settle()
        assert "도움말 · 주문 목록" in desk.shown
        whole = desk.find(LineList).count
        assert whole == len(rows(Scope.ORDERS))
        await desk.write("ㅅㅈ")
        assert 0 < desk.find(LineList).count < whole
        assert "송장" in desk.shown and "F4" in desk.shown
        await desk.press("escape")
        assert desk.find(KoreanInput).value == ""
        assert desk.find(LineList).count == whole


async def test_arrows_move_the_list_while_the_filter_has_the_cursor(store: Store) -> None:
    async with desk_on(store, lang="en") as desk:
        await desk.app.push_screen(HelpScreen(Scope.DETAIL))
        await desk.settle()
        await desk.press("down", "down", "up", "pagedown")
        assert desk.find(LineList).cursor > 1
        assert "Help · Order detail" in desk.shown
