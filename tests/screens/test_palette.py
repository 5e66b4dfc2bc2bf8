from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.screen import Screen

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.verbs import VERBS
from orderdesk.core.services.menu import make_menu
from orderdesk.core.services.recents import recent_commands
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import ACTIONS, Scope, heard_in
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.keyboard.other_words import OTHER_WORDS
from orderdesk.keyboard.palette import rank
from orderdesk.screens.commands import commands
from orderdesk.screens.dialogs.process_menu import why_none
from orderdesk.screens.palette import PaletteScreen
from tests.domain.builders import NOW, SELLER, order
from tests.screens.dialog_desk import Desk, desk_on, fill, orders_of
from tests.screens.driver import DeskDriver, opened


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


class Chooser(Screen[None]):
    """A screen with chosen orders that notes what it was asked to do."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__()
        self.ids = ids
        self.asked: list[str] = []

    def chosen(self) -> list[int]:
        return list(self.ids)

    def targets(self) -> None:
        """All sections."""

    def pieces(self) -> None:
        """All of them whole."""

    def action_tracking(self) -> None:
        self.asked.append("tracking")

    def action_mark_all(self) -> None:
        """Marks nothing."""


async def open_palette(desk: Desk, beneath: Screen[Any]) -> None:
    await desk.app.push_screen(beneath)
    await desk.app.push_screen(PaletteScreen(Scope.ORDERS))
    await desk.settle()


def test_the_palette_offers_actions_and_what_can_be_done_with_orders() -> None:
    offered = {entry.id for entry in commands(Scope.ORDERS, Chooser([]), USUAL_KEYS)}
    assert {"tracking", "undo", "quit", "do:ship", "do:confirm-payment", "do:separate"} <= offered
    found = [entry.id for entry in rank("ㅎㅍㅈㄱㅈ", commands(Scope.DETAIL, Chooser([]), USUAL_KEYS))]
    assert found == ["do:separate", "do:unseparate"]
    assert not any(entry.id.startswith("do:") for entry in commands(Scope.JOBS, Screen(), USUAL_KEYS))
    heard = {action.id for action in heard_in(Scope.ORDERS)}
    assert {name for name in offered if ":" not in name} == heard


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("엑셀", {"import_file", "export"}),
        ("dprtpf", {"import_file", "export"}),
        ("excel", {"import_file", "export"}),
        ("출고", {"do:ship", "process_menu", "station"}),
        ("발송", {"do:delay", "do:ship"}),
        ("피킹", {"station", "sheets"}),
        ("재고", {"goods"}),
        ("stock", {"goods"}),
        ("언어", {"setting:Language"}),
        ("language", {"setting:Language"}),
        ("택배사", {"setting:Default courier"}),
        ("백업", {"setting:Daily backups", "setting:Folder of backups"}),
        ("바코드", {"station", "goods", "tracking"}),
        ("포장", {"station"}),
        ("반품", {"do:return", "claims", "guide:cancel-return"}),
        ("guide fees", {"guide:fees"}),
        ("테마", {"setting:Colours"}),
    ],
)
def test_a_command_is_found_by_the_words_that_people_have_for_it(query: str, ids: set[str]) -> None:
    assert ids <= {entry.id for entry in rank(query, commands(Scope.ORDERS, Chooser([]), USUAL_KEYS))}


def test_what_is_named_so_comes_before_what_people_call_so() -> None:
    found = [entry.id for entry in rank("발송", commands(Scope.ORDERS, Chooser([]), USUAL_KEYS))]
    assert found.index("do:delay") < found.index("do:ship")


def test_other_words_are_those_of_commands_that_there_are() -> None:
    offered = {f"do:{verb.id}" for verb in VERBS} | {action.id for action in ACTIONS}
    offered |= {entry.id for entry in commands(Scope.ORDERS, Chooser([]), USUAL_KEYS)}
    assert set(OTHER_WORDS) <= offered and all(OTHER_WORDS.values())


def shown(desk: DeskDriver) -> str:
    """The kind of the screen on top."""
    return type(desk.screen).__name__


async def test_a_line_of_the_settings_and_a_guide_are_opened_by_name(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f2", *"백업 폴더", "enter")
        assert shown(desk) == "SettingsScreen"
        assert "backups.folder" in desk.text()
        await desk.press("escape", "f2", *"안내 배송비", "enter")
        assert shown(desk) == "GuideScreen"
        await desk.press("escape")
        assert shown(desk) == "OrdersScreen"


@pytest.mark.parametrize("typed", ["송장", "ㅅㅈ", "thdwkd", "tracking", "F4"])
async def test_a_command_is_found_as_people_type_and_run_on_the_screen_beneath(
    store: Store, typed: str
) -> None:
    screen = Chooser([])
    async with desk_on(store) as desk:
        await open_palette(desk, screen)
        await desk.write(typed)
        await desk.press("enter")
        assert screen.asked == ["tracking"]
        assert desk.app.screen is screen


async def test_an_action_on_orders_opens_its_preview(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await open_palette(desk, Chooser(ids))
        await desk.write("배송대기")
        await desk.press("enter")
        assert "배송대기 처리 · 미리보기" in desk.shown
        assert orders_of(store, ids)[0].sections[0].state is S.PREPARING


async def test_arrows_pick_and_escape_closes(store: Store) -> None:
    screen = Chooser([])
    async with desk_on(store) as desk:
        await open_palette(desk, screen)
        await desk.press("down", "up", "escape")
        assert desk.app.screen is screen
        assert screen.asked == []


async def test_a_key_of_the_burst_that_opened_the_palette_runs_nothing(store: Store) -> None:
    screen = Chooser([])
    async with desk_on(store, arming=3600.0) as desk:
        await open_palette(desk, screen)
        await desk.write("송장")
        await desk.press("enter")
        assert screen.asked == []


async def test_what_was_used_last_stands_first_the_next_time_for_this_operator(store: Store) -> None:
    screen = Chooser([])
    async with desk_on(store) as desk:
        await open_palette(desk, screen)
        for typed in ("송장", "모두 선택", "thdwkd"):
            await desk.write(typed)
            await desk.press("enter")
            assert desk.app.screen is screen
            await desk.app.push_screen(PaletteScreen(Scope.ORDERS))
            await desk.settle()
        palette = desk.app.screen
        assert isinstance(palette, PaletteScreen)
        assert [entry.id for entry in palette._found[:2]] == ["tracking", "mark_all"]
        await desk.press("enter")
    assert screen.asked == ["tracking", "tracking", "tracking"]
    with store.reader() as conn:
        assert recent_commands(conn, SELLER.name) == ("tracking", "mark_all")
        assert recent_commands(conn, "다른 사람") == ()


async def test_what_cant_be_done_says_why_stands_last_and_stays_when_it_is_chosen(store: Store) -> None:
    ids = fill(store, order())
    with store.reader() as conn:
        counted = make_menu(conn, ids, SELLER, NOW)
    why = {f"do:{e.verb.id}": why_none(e) for e in counted.entries[None] if e.reason and not e.fits}
    assert why
    async with desk_on(store) as desk:
        await open_palette(desk, Chooser(ids))
        palette = desk.app.screen
        assert isinstance(palette, PaletteScreen)
        listed = palette._found
        reasons = [entry.reason is not None for entry in listed]
        assert reasons == sorted(reasons)
        assert {e.id: e.reason for e in listed if e.id.startswith("do:") and e.reason} == why
        await desk.write("배송완료 처리")
        await desk.press("enter")
        assert desk.app.screen is palette
        assert why["do:deliver"].ko in desk.app.told[-1]
        assert why["do:deliver"].ko in desk.shown


async def test_without_orders_chosen_nothing_can_be_done_to_them(store: Store) -> None:
    async with desk_on(store) as desk:
        await open_palette(desk, Chooser([]))
        await desk.write("배송대기 처리")
        await desk.press("enter")
        assert desk.app.told[-1].endswith("먼저 주문을 고르세요 (Space)")


async def test_where_nothing_is_found_that_is_said(store: Store) -> None:
    async with desk_on(store) as desk:
        await open_palette(desk, Chooser([]))
        await desk.write("ㅋㅋㅋ")
        assert "찾은 명령이 없습니다 · F1 도움말" in desk.shown
        await desk.press("enter", "backspace", "backspace", "backspace")
        assert "찾은 명령이 없습니다" not in desk.shown
