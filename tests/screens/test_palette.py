from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from textual.screen import Screen

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.actions import Scope, heard_in
from orderdesk.keyboard.palette import rank
from orderdesk.screens.palette import PaletteScreen, commands
from tests.domain.builders import order
from tests.screens.dialog_desk import Desk, desk_on, fill, orders_of


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


async def open_palette(desk: Desk, beneath: Screen[Any]) -> None:
    await desk.app.push_screen(beneath)
    await desk.app.push_screen(PaletteScreen(Scope.ORDERS))
    await desk.settle()


def test_the_palette_offers_actions_and_what_can_be_done_with_orders() -> None:
    offered = {entry.id for entry in commands(Scope.ORDERS, verbs=True)}
    assert {"tracking", "undo", "quit", "do:ship", "do:confirm-payment", "do:separate"} <= offered
    found = [entry.id for entry in rank("ㅎㅍㅈㄱㅈ", commands(Scope.DETAIL, verbs=True))]
    assert found == ["do:separate", "do:unseparate"]
    assert not any(entry.id.startswith("do:") for entry in commands(Scope.JOBS, verbs=False))
    heard = {action.id for action in heard_in(Scope.ORDERS)}
    assert {name for name in offered if not name.startswith("do:")} <= heard


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
