"""Jump mode reaches whatever takes the focus or a click, by one letter, in Korean mode too."""

from __future__ import annotations

import pytest
from textual.geometry import Offset, Size
from textual.widgets import Input

from orderdesk.core.store.engine import Store
from orderdesk.keyboard.ime import jamo_of
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.jump_mode import JumpMode
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.hop import LETTERS, Spot, labelled, spots_of
from orderdesk.widgets.section_list import SectionList
from tests.screens.driver import DeskDriver, opened


async def letter_of(desk: DeskDriver, at: Offset) -> str:
    """Jump mode is open after it; the letter that stands nearest to *at*."""
    await desk.press("ctrl+d")
    assert isinstance(desk.screen, JumpMode)
    found = {spot.at: letter for letter, spot in desk.screen._spots.items()}
    return found[min(found, key=lambda each: abs(each.x - at.x) + 9 * abs(each.y - at.y))]


async def test_a_tab_a_field_and_a_hint_are_reached_by_their_letters(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        assert isinstance(desk.screen, OrdersScreen)
        orders = desk.screen
        spot = next(each for each in orders.query_one("TabStrip").spots()[3:])  # type: ignore[attr-defined]
        letter = await letter_of(desk, spot.at + Offset(0, 1))
        await desk.press(letter)
        assert desk.screen is orders
        assert orders._choice.tab == 3
        letter = await letter_of(desk, orders.search_field.region.offset)
        await desk.press(letter)
        assert desk.app.focused is orders.search_field
        await desk.press("escape")
        letter = await letter_of(desk, Offset(1, 29))
        assert desk.row(29).startswith(f"{letter}. ")
        await desk.press(letter)
        assert isinstance(desk.screen, ProcessMenu)


async def test_letters_cover_nothing_that_is_read(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        field, hints = desk.row(2).split("   ")[0], desk.row(29)
        await desk.press("ctrl+d")
        assert desk.row(2)[3:].startswith(field[3:]) and desk.row(2)[2] != " "
        second = hints.split("   ")[1]
        assert f" {second}" in desk.row(29), "a blank stays between the letter and the key"


async def test_letters_come_as_their_jamo_in_korean_mode(shop_store: Store) -> None:
    async with opened(shop_store, size=(160, 30)) as desk:
        assert isinstance(desk.screen, OrdersScreen)
        orders = desk.screen
        await desk.press("ctrl+d")
        assert isinstance(desk.screen, JumpMode)
        spots = desk.screen._spots
        last = next(each for each in spots if each.isalpha())
        went: list[str] = []
        spots[last] = spots[last]._replace(go=lambda: went.append(last))
        await desk.press(jamo_of(last))
        assert desk.screen is orders
        assert went == [last]


async def test_it_opens_from_a_text_field_and_any_other_key_only_closes(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("slash", *"홍길")
        for key in ("escape", "f1", "f12", "ctrl+d", "!", "ctrl+s", "ctrl+l", "z"):
            await desk.press("ctrl+d")
            assert type(desk.screen).__name__ == "JumpMode"
            await desk.press(key)
            assert type(desk.screen).__name__ == "OrdersScreen", key
        assert desk.screen.query_one("#search", Input).value == "홍길"


async def test_a_section_of_an_order_is_reached(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.grid.go_to(8)
        await desk.press("enter")
        assert isinstance(desk.screen, OrderDetail)
        sections = desk.screen.query_one(SectionList)
        at = sections.spots()[1].at + sections.content_region.offset
        await desk.press(await letter_of(desk, at))
        assert sections.place == (2, None)


PLACES = {
    "orders": (),
    "detail": ("enter",),
    "filter": ("f3",),
    "menu": ("full_stop",),
    "preview": ("full_stop", "1"),
    "tracking": ("f4", "1"),
    "memos": ("f7",),
    "columns": ("f6",),
    "tabs": ("number_sign",),
    "groups": ("ampersand",),
    "import": ("ctrl+e",),
    "export": ("f8",),
    "sheets": ("comma",),
    "by hand": ("left_curly_bracket",),
    "settings": ("apostrophe",),
    "fees": ("apostrophe", "3"),
    "goods": ("right_curly_bracket",),
    "customers": ("quotation_mark",),
    "jobs": ("f12",),
    "outbox": ("tilde",),
    "combining": ("left_parenthesis",),
    "help": ("f1",),
    "palette": ("f2",),
}
"""Screens and dialogs, by the keys that lead there from the order under the cursor."""


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (160, 45)])
async def test_everything_that_takes_the_focus_is_labelled_and_reached_everywhere(
    shop_store: Store, size: tuple[int, int], home: object
) -> None:
    async with opened(shop_store, size=size) as desk:
        await desk.press("down", "down")
        for place, keys in PLACES.items():
            await desk.press(*keys)
            screen = desk.screen
            wanted = [each for each in screen.focus_chain if each.region.overlaps(screen.region)]
            spots = spots_of(screen)
            letters = labelled(spots, desk.app.size)
            assert len({spot.at for _, spot in letters}) == len(letters) == min(len(spots), len(LETTERS)), (
                place
            )
            fields = {getattr(spot.go, "__self__", None) for spot in spots}
            assert set(wanted) <= fields, place
            if letters:
                await desk.press("ctrl+d")
                assert isinstance(desk.screen, JumpMode), place
                at = {getattr(spot.go, "__self__", None): key for key, spot in desk.screen._spots.items()}
                await desk.press(at.get(wanted[-1], "escape") if wanted else "escape")
                assert desk.screen is screen, place
                assert not wanted or desk.app.focused is wanted[-1], place
            while desk.screen is not desk.app.screen_stack[0]:
                await desk.press("escape")


def test_letters_are_read_from_the_top_left_and_never_overlap() -> None:
    spots = [Spot(at, lambda: None) for at in (*[Offset(5, 1)] * 3, Offset(0, 0))]
    found = labelled(spots, Size(8, 4))
    assert [(letter, spot.at) for letter, spot in found] == [
        ("a", Offset(0, 0)),
        ("b", Offset(5, 1)),
        ("c", Offset(6, 1)),
        ("d", Offset(7, 1)),
    ]


def test_what_there_is_no_letter_for_is_left_out() -> None:
    many = [Spot(Offset(n % 60, n // 60), lambda: None) for n in range(80)]
    assert len(labelled(many, Size(60, 15))) == len(LETTERS) == 32
