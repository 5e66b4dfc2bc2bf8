"""What was ugly in the pictures of the gallery, and must not be so again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rich.style import Style
from textual.color import Color
from textual.geometry import Region

from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.words import many
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.payment import PaymentDialog
from orderdesk.themes import named
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.order_panel import OrderPanel
from tests.domain.builders import line, order
from tests.gallery.in_an_order import SCENES as OF_AN_ORDER
from tests.gallery.stage import shoot
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.sections import put

THEMES = ("dark", "light", "contrast", "mono")


def grounds(desk: DeskDriver, y: int) -> set[object]:
    """The colours behind the signs of a line of the screen."""
    strip = desk.screen._compositor.render_strips()[y]
    return {(segment.style or Style()).bgcolor for segment in strip}


@pytest.mark.parametrize("theme", THEMES)
async def test_the_line_that_enter_runs_is_seen_while_one_types(shop_store: Store, theme: str) -> None:
    async with opened(shop_store, theme=theme) as desk:
        await desk.press("f2", "down")
        lines = desk.screen.query_one(LineList)
        at = lines.region.y + lines.cursor
        assert grounds(desk, at) - grounds(desk, at + 1)


@pytest.mark.parametrize("theme", THEMES)
async def test_a_field_without_the_cursor_is_seen_and_differs_from_the_one_with_it(
    shop_store: Store, theme: str
) -> None:
    async with opened(shop_store, theme=theme) as desk:
        await desk.press("apostrophe", "1", "plus")
        one, other, *_ = (field.region.y for field in desk.screen.query("KoreanInput"))
        between = grounds(desk, one + 1)
        assert grounds(desk, one) - between and grounds(desk, other) - between
        assert grounds(desk, one) != grounds(desk, other)


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_an_empty_list_says_so_whole_and_nothing_there_is_chosen(
    store_of_none: Store, lang: str
) -> None:
    async with opened(store_of_none, size=(60, 20), lang=lang) as desk:
        await desk.press("f12")
        told = " ".join(desk.text().split())
        assert ("되돌릴 수 있습니다" if lang == "ko" else "can be taken back") in told
        assert desk.screen.query_one(LineList).text == ""
        assert grounds(desk, 1) == grounds(desk, 10)


@pytest.fixture
def store_of_none(empty_store: Store) -> Store:
    fill(empty_store, [])
    return empty_store


@pytest.mark.parametrize(("lang", "label"), [("ko", "주문 상태 나누기"), ("en", "Delay dispatch")])
async def test_a_long_reason_does_not_cut_what_it_is_about(empty_store: Store, lang: str, label: str) -> None:
    fill(empty_store, numbered(1, state=SectionState.DELIVERED))
    async with opened(empty_store, size=(80, 24), lang=lang) as desk:
        await desk.press("full_stop", "0")
        assert f"{label}   " in desk.text() or f"{label}  —" in desk.text()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (160, 45)])
async def test_what_can_be_done_stands_below_the_longest_payments(
    empty_store: Store, size: tuple[int, int]
) -> None:
    put(empty_store, order(*(line(n, name=f"상품 {n}") for n in range(1, 40))))
    async with opened(empty_store, size=size) as desk:
        await desk.press("enter", "dollar_sign")
        assert isinstance(desk.screen, PaymentDialog)
        assert "Esc 닫기" in desk.text()


async def test_a_chosen_condition_is_told_with_its_blanks(shop_store: Store) -> None:
    async with opened(shop_store, size=(80, 24), lang="en") as desk:
        await desk.press("f3", "down", "1", "3")
        assert "Awaitingpayment" not in desk.text() and "Awaiting payment, Paid" in desk.text()


async def test_another_theme_is_worn_by_what_stands_beneath_the_settings() -> None:
    scene = replace(OF_AN_ORDER["order"], sizes=((80, 24),))
    panels = (await shoot(scene, "ko"))[80, 24]
    colours = {
        theme: {
            segment.style.color for row in rows for segment in row if segment.style and segment.text.strip()
        }
        for theme, rows in panels.items()
    }
    assert not {c for c in colours["dark"] & colours["light"] if c is not None and not c.is_default}


def test_one_is_no_plural() -> None:
    assert [many(n, "order") for n in (0, 1, 1_200)] == ["0 orders", "1 order", "1,200 orders"]


FULL_SCREENS = {
    "order": ("enter",),
    "jobs": ("f12",),
    "settings": ("apostrophe",),
    "outbox": ("tilde",),
    "combining": ("left_parenthesis",),
    "day": ("dollar_sign",),
    "station": ("ctrl+x",),
    "waves": ("ctrl+x", "f8"),
    "help": ("f1",),
}


@pytest.mark.parametrize("screen", FULL_SCREENS)
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_a_hint_line_keeps_the_way_out_and_names_what_works_there(
    shop_store: Store, screen: str, lang: str
) -> None:
    async with opened(shop_store, (80, 24), lang=lang) as desk:
        assert "Esc" not in desk.row(23), "the list is where one is at home"
        await desk.press(*FULL_SCREENS[screen])
        assert ("Esc 뒤로" if lang == "ko" else "Esc Back") in desk.row(23)
        await desk.pilot.resize_terminal(200, 24)
        await desk.settle()
        named = desk.row(23)
        assert (" / " in named) == (screen == "order"), "only from an order one goes to the search"
        assert ("Ctrl+C" in named) == (screen not in ("station", "help"))
        assert (" F12 " in named) == (screen not in ("jobs", "help"))
        assert (" ' " in named) == (screen in ("jobs", "outbox", "combining", "day", "waves"))


@pytest.mark.parametrize("theme", THEMES)
async def test_the_edge_of_the_order_beside_the_list_has_the_colour_of_the_theme(
    shop_store: Store, theme: str
) -> None:
    async with opened(shop_store, size=(160, 30), theme="light" if theme == "dark" else "dark") as desk:
        desk.app.wear(theme)
        await desk.settle()
        panel = desk.screen.query_one(OrderPanel)
        lines = panel.render_lines(Region(0, 0, panel.size.width, panel.size.height))
        assert "거래중" in lines[0].text
        edge = Color.parse(named(theme).panel or "")
        assert {(next(iter(line)).style or Style()).color for line in lines} == {edge.rich_color}


@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_the_section_that_a_claim_made_is_seen_whole(empty_store: Store, lang: str) -> None:
    goods = [line(n, 2) for n in range(1, 13)]
    fill(empty_store, [order(*goods, state=SectionState.DELIVERED)])
    async with opened(empty_store, (80, 24), lang=lang) as desk:
        await desk.press("enter", "down", "plus", "full_stop", "0", "7", "8", "ctrl+s", "ctrl+s")
        assert desk.row(23).startswith(" S2")
        claim = "↺ 반품접수" if lang == "ko" else "↺ Return requested"
        step = "다음: " if lang == "ko" else "Next: "
        text = desk.text()
        assert claim in text and step in text[text.index(claim) :], "down to what comes next"
