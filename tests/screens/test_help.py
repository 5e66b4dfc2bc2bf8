from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

from orderdesk import screens
from orderdesk.core.domain.words import Lang
from orderdesk.core.store.engine import Store
from orderdesk.guides.reading import Guide, guide, guides
from orderdesk.keyboard.actions import Scope, heard_in
from orderdesk.keyboard.help import HelpRow, rows
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.dialogs.base import Dialog, Form
from orderdesk.screens.dialogs.flow import TRACKING_GUIDES
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.find_screen import FindScreen
from orderdesk.screens.guide import GuideScreen
from orderdesk.screens.help import HelpScreen, matching
from orderdesk.screens.help_topics import TOPICS, topic_of
from orderdesk.screens.list_actions import ListActions
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.macro_steps import MacroSteps
from orderdesk.screens.record_actions import RecordActions
from orderdesk.screens.scan_screen import ScanScreen
from orderdesk.screens.scroll_screen import ScrollScreen
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from tests.screens.dialog_desk import desk_on
from tests.screens.driver import fill, numbered, opened
from tests.screens.walking import walks


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


TOPIC = TOPICS["orders.OrdersScreen"]


def actions(query: str, scope: Scope) -> list[str]:
    """The ids of the actions of *scope* that *query* finds."""
    found = matching(query, USUAL_KEYS, scope, (), "ko")
    return [line.action.id for line in found if isinstance(line, HelpRow)]


@pytest.mark.parametrize("scope", list(Scope))
def test_help_lists_every_action_of_a_screen(scope: Scope) -> None:
    assert sorted(actions("", scope)) == sorted(each.id for each in heard_in(scope))


@pytest.mark.parametrize("query", ["ㅅㅈ", "송장", "thdwkd", "tracking", "F4", "스캐너"])
def test_help_is_found_by_name_initials_wrong_layout_key_and_sentence(query: str) -> None:
    assert "tracking" in actions(query, Scope.ORDERS)


@pytest.mark.parametrize("query", ["ㄱㅎㅊㄹ", "교환", "ryghks", "exchange", "바꿀 옵션"])
def test_a_guide_is_found_by_title_initials_wrong_layout_and_what_it_says(query: str) -> None:
    found = matching(query, USUAL_KEYS, Scope.ORDERS, (), "ko")
    assert "exchange" in [line.id for line in found if isinstance(line, Guide)]


def test_the_guides_of_the_place_come_first_and_the_others_last() -> None:
    found = matching("", USUAL_KEYS, Scope.DETAIL, ("exchange",), "ko")
    assert isinstance(found[0], Guide) and found[0].id == "exchange"
    assert isinstance(found[1], HelpRow) and isinstance(found[-1], Guide)
    assert len([line for line in found if isinstance(line, Guide)]) == len(guides("ko"))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_screen_and_dialog_has_a_topic_and_its_guides_are_there(lang: Lang) -> None:
    known = {each.id for each in guides(lang)}
    for kind in _desk_screens():
        if not kind.__name__.startswith("_") and kind not in UNSEEN:
            topic = topic_of(kind)
            assert (topic is TOPICS["base.Dialog"]) == (kind is Dialog)
            assert topic.title.text(lang) and topic.sentence.text(lang)
            assert set(topic.guides) <= known
    assert len(TOPICS) <= len(_desk_screens())


UNSEEN = (ListScreen, Form, FindScreen, ScanScreen, ScrollScreen, ListActions, RecordActions, MacroSteps)
"""What screens are made from."""


def _desk_screens() -> list[type[DeskScreen[Any]]]:
    """Every class of screens and dialogs there is."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    found: list[type[DeskScreen[Any]]] = []
    queue: list[type[DeskScreen[Any]]] = [DeskScreen]
    while queue:
        made = [each for each in queue.pop().__subclasses__() if each.__module__.startswith("orderdesk.")]
        found += [each for each in made if each not in found]
        queue += made
    return found


async def test_enter_on_a_key_says_where_it_is_pressed_and_the_hint_stands_on_guides_alone(
    store: Store,
) -> None:
    async with desk_on(store, size=(120, 40)) as desk:
        await desk.app.push_screen(HelpScreen(Scope.ORDERS, TOPIC))
        await desk.settle()
        assert "Enter 안내 열기" in desk.shown
        await desk.write("F12")
        assert "안내 열기" not in desk.shown.splitlines()[-1] and "Esc 뒤로" in desk.shown
        await desk.press("enter")
        assert isinstance(desk.app.screen, HelpScreen)
        assert desk.app.told == ["여기서는 키를 읽기만 합니다. Esc 키로 도움말을 닫고 F12 키를 누르세요"]


async def test_typing_filters_and_escape_empties_the_filter_first(store: Store) -> None:
    async with desk_on(store, size=(120, 40)) as desk:
        await desk.app.push_screen(HelpScreen(Scope.ORDERS, TOPIC))
        await desk.settle()
        assert "도움말 · 주문 목록" in desk.shown and TOPIC.sentence.ko.split(".")[0] in desk.shown
        whole = desk.find(LineList).count
        assert whole == len(rows(Scope.ORDERS)) + len(guides("ko"))
        await desk.write("ㅅㅈ")
        assert 0 < desk.find(LineList).count < whole
        assert "송장" in desk.shown and "F4" in desk.shown
        await desk.press("escape")
        assert desk.find(KoreanInput).value == ""
        assert desk.find(LineList).count == whole
        await desk.write("없는 것")
        assert "찾은 것이 없습니다" in desk.shown
        await desk.press("enter")
        assert isinstance(desk.app.screen, HelpScreen)


async def test_arrows_move_the_list_while_the_filter_has_the_cursor(store: Store) -> None:
    async with desk_on(store, lang="en") as desk:
        await desk.app.push_screen(HelpScreen(Scope.DETAIL, TOPICS["order_detail.OrderDetail"]))
        await desk.settle()
        await desk.press("down", "down", "up", "pagedown")
        assert desk.find(LineList).cursor > 1
        assert "Help · Order detail" in desk.shown


@pytest.mark.parametrize("size", [(60, 15), (80, 24)])
async def test_the_line_of_the_cursor_is_shown_whole(store: Store, size: tuple[int, int]) -> None:
    async with desk_on(store, size=size) as desk:
        await desk.app.push_screen(HelpScreen(Scope.ORDERS, TOPIC))
        await desk.settle()
        await desk.write("f4")
        told = "송장을 등록합니다: 손으로, 붙여넣기, 스캐너, 엑셀."
        assert told in " ".join(desk.shown.split())


@pytest.mark.parametrize(("lang", "title"), [("ko", "교환처리 안내"), ("en", "Exchanges")])
async def test_a_guide_opens_leads_to_others_and_comes_back(
    empty_store: Store, lang: Lang, title: str
) -> None:
    async with opened(empty_store, lang=lang) as desk:
        await desk.press("f1")
        await desk.type("exchange")
        while title not in desk.row(desk.app.screen.query_one(LineList).region.y):
            await desk.press("down")
        await desk.press("enter")
        assert title in desk.row(1) and isinstance(desk.screen, GuideScreen)
        first = desk.text()
        await desk.press("pagedown")
        assert desk.text() != first
        await desk.press("g")
        assert desk.text() == first
        await desk.press("1")
        see = guide("exchange", lang).see
        assert guide(see[0], lang).title in desk.row(1)
        await desk.press("left_square_bracket", "right_square_bracket", "f1")
        assert isinstance(desk.screen, HelpScreen)
        await desk.press("escape", "escape")
        assert isinstance(desk.screen, HelpScreen)


async def test_help_in_the_process_menu_has_the_guides_of_the_entry(empty_store: Store) -> None:
    fill(empty_store, numbered(1))
    async with opened(empty_store) as desk:
        await desk.press("full_stop", "f1")
        assert "도움말 · 주문처리 · 주문 1건" in desk.row(0)
        lines = desk.screen.query_one(LineList)
        assert "주문처리 방법" in lines.text
        await desk.press("escape")
        assert isinstance(desk.screen, ProcessMenu)


async def test_help_on_a_question_has_its_title_and_guides_that_are_there(empty_store: Store) -> None:
    fill(empty_store, numbered(1))
    async with opened(empty_store) as desk:
        await desk.press("f4", "f1")
        assert "도움말 · 송장 등록" in desk.row(0)
        shown = desk.text()
        for each in TRACKING_GUIDES:
            assert guide(each, "ko").title in shown


async def test_a_guides_sentence_is_told_without_the_marks_around_its_keys(store: Store) -> None:
    async with opened(store, size=(120, 60)) as desk:
        await desk.press("f1")
        await desk.type("자주 묻는")
        assert "다른 물음은 F1 키를 누르고" in desk.text() and "`" not in desk.text()


@walks("faq")
async def test_faq_an_answer_is_found_by_typing_the_question(empty_store: Store) -> None:
    """도움말에서 물음을 적으면 안내가 나온다."""
    async with opened(empty_store) as desk:
        await desk.press("f1")
        await desk.type("현금영수증 발급")
        await desk.press("enter")
        assert isinstance(desk.screen, GuideScreen)
        assert guide("receipt", "ko").title in desk.row(1)
        await desk.press("escape")
        assert isinstance(desk.screen, HelpScreen) and "현금영수증 발급" in desk.text()
        await desk.press("escape")
        assert len(desk.app.screen_stack) == 1
