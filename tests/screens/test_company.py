"""Who else is on an order and who took it, as one desk shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.taking import SHIFT
from orderdesk.core.store.engine import Store
from orderdesk.core.store.presence import Presence
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.people_text import order_tags
from tests.domain.builders import NOW
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.test_conflicts import by_lee


async def poll(desk: DeskDriver) -> None:
    """Looks for what others did, as the desk does every second."""
    assert isinstance(desk.screen, OrdersScreen)
    desk.screen.poll()
    await desk.settle()


@pytest.mark.parametrize("width", [60, 80, 120, 160])
async def test_the_tag_stands_before_the_items_and_hides_no_state(empty_store: Store, width: int) -> None:
    ids = fill(empty_store, numbered(2))
    by_lee(empty_store, ids[1], "take")
    async with opened(empty_store, size=(width, 24)) as desk:
        await poll(desk)
        plain, tagged = desk.row(4), desk.row(5)
        assert "⚑ 이민준" in tagged and "⚑" not in plain and "·…" not in tagged
        assert "◦ 상품준비" in tagged and tagged.index("⚑") < tagged.index("◦")


async def test_it_goes_when_the_shift_is_over(empty_store: Store) -> None:
    ids = fill(empty_store, numbered(1))
    by_lee(empty_store, ids[0], "take")
    async with opened(empty_store) as desk:
        await poll(desk)
        assert "⚑ 이민준" in desk.row(4)
        desk.app.desk = replace(desk.app.desk, clock=lambda: NOW + SHIFT)
        await poll(desk)
        assert "⚑" not in desk.text()
        await desk.press("enter")
        assert "⚑" not in desk.text()


async def test_a_name_can_not_command_the_terminal(empty_store: Store) -> None:
    ids = fill(empty_store, numbered(1))
    other = Presence(empty_store.backend)
    other.be_on("\x1b]0;pwned\x07\x1b[31m나쁜\n이름", ids[0])
    async with opened(empty_store) as desk:
        await poll(desk)
        assert "나쁜" in desk.row(4) and "\x1b" not in desk.text()
        await desk.press("enter")
        assert "나쁜" in desk.row(2) and "\x1b" not in desk.text()
    other.close()


def test_several_stand_in_one_tag() -> None:
    here, taken = {1: ("김포장", "이민준"), 2: ("이민준",)}, {2: "김포장", 3: "박상담"}
    assert order_tags(here, taken) == {
        1: "◉ 김포장, 이민준",
        2: "◉ 이민준 ⚑ 김포장",
        3: "⚑ 박상담",
    }
