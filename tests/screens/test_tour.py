"""The tour: ten steps by keys, in both languages; left at each of them, and walked in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from textual.screen import Screen

from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.demo.opening import make_demo
from orderdesk.core.services.marking import is_demo
from orderdesk.core.services.preferences import SHOP, save_preference
from orderdesk.core.services.tabs import read_tabs
from orderdesk.core.services.welcoming import is_new_to_demo
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.listing import ListQuery, count
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.screens import tour
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.help import HelpScreen
from orderdesk.screens.reopening import Reopen
from orderdesk.screens.tour import STEPS, TourBar, _with_keys
from orderdesk.screens.touring import start_tour
from orderdesk.settings import demo_store_url, store_url
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, opened

WALK: Sequence[tuple[str, ...]] = (
    ("slash", *"김하", "enter"),
    ("enter",),
    ("escape", "escape"),
    ("2", "space", "space"),
    ("full_stop",),
    ("1",),
    ("ctrl+s",),
    ("u", "ctrl+s"),
    ("f4", "1", "escape"),
    ("f1",),
)
"""The keys of each step."""


def bar(desk: DeskDriver) -> str:
    """What the bar says, "" where there is none."""
    if desk.app._tour is not None:
        desk.app._tour.look()  # its timer does so three times a second
    found = desk.screen.query(TourBar)
    return str(found.first().render()) if found else ""


def on_top(desk: DeskDriver, kind: type[Screen[Any]]) -> bool:
    return isinstance(desk.screen, kind)


async def closed(desk: DeskDriver) -> None:
    """Esc, until the list is on top."""
    while desk.app.screen_stack[1:]:
        await desk.press("escape")


async def step(desk: DeskDriver, keys: Sequence[str]) -> None:
    await desk.press(*keys)
    for _ in range(2):  # what a look reads of the jobs tells the next one
        bar(desk)
        await desk.settle()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
@pytest.mark.parametrize("lang", ["ko", "en"])
async def test_the_ten_steps_by_keys(shop_store: Store, lang: str, size: tuple[int, int]) -> None:
    async with opened(shop_store, size, lang=lang) as desk:
        start_tour(desk.app)
        for at, keys in enumerate(WALK):
            assert bar(desk).startswith(f"[{at + 1}/10] ")
            assert bar(desk).split()[1][0] in desk.text()
            await step(desk, keys)
        assert on_top(desk, HelpScreen)
        assert ("열 걸음을 다" if lang == "ko" else "That was all") in bar(desk)
        assert "Ctrl+U" not in bar(desk)  # what is typed there looks for help
        await closed(desk)
        assert "Ctrl+U" in bar(desk) and "Esc" in bar(desk)


async def walked(desk: DeskDriver, steps: int) -> None:
    """The first *steps* of the tour, and what they left open closed."""
    start_tour(desk.app)
    for keys in WALK[:steps]:
        await step(desk, keys)
    await closed(desk)


async def test_the_last_line_is_closed_by_esc_and_says_where_one_is_no_more(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await walked(desk, 10)
        await desk.press("escape")
        assert bar(desk) == "" and desk.app.return_value is None


async def test_the_last_line_leads_home(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await walked(desk, 10)
        await desk.press("ctrl+u")
        ended = desk.app.return_value
    assert ended == Reopen("ko", store_url(None))


@pytest.mark.parametrize("steps", range(0, 10, 3))
async def test_it_can_be_left_at_any_step(shop_store: Store, steps: int) -> None:
    async with opened(shop_store) as desk:
        start_tour(desk.app)
        for keys in WALK[:steps]:
            await step(desk, keys)
        while desk.app.screen_stack[1:]:
            await desk.press("escape")
        await desk.press("ctrl+u")
        assert bar(desk) == ""
        await desk.press("f1")
        assert bar(desk) == ""


@pytest.mark.parametrize(
    ("steps", "keys"),
    [
        (0, ("slash", *"없는사람", "enter")),
        (0, ("slash", *"없는사람", "enter", "enter", "space")),
        (3, ("space", "space")),
        (3, ("2", "space")),
        (3, ("slash", *"없는사람", "enter", "space")),
        (4, ("f1",)),
        (6, ("full_stop", "1", "escape")),
        (7, ("f12", "escape")),
        (8, ("u", "escape")),
        (8, ("f4", "1")),
    ],
)
async def test_a_step_is_over_only_when_its_thing_has_happened(
    shop_store: Store, steps: int, keys: Sequence[str]
) -> None:
    async with opened(shop_store) as desk:
        await walked(desk, steps)
        await step(desk, keys)
        assert bar(desk).startswith(f"[{steps + 1}/10] ")


async def test_the_way_back_is_over_when_the_search_is_cleared(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        start_tour(desk.app)
        for keys in WALK[:2]:
            await step(desk, keys)
        await step(desk, ("escape",))
        assert bar(desk).startswith("[3/10] ")
        await step(desk, ("escape",))
        assert bar(desk).startswith("[4/10] ")


async def test_a_form_before_the_preview_is_none_and_its_key_confirms_nothing(
    shop_store: Store,
) -> None:
    async with opened(shop_store, (120, 36)) as desk:
        await walked(desk, 4)
        await step(desk, ("full_stop", "6"))
        assert not on_top(desk, PreviewDialog) and bar(desk).startswith("[6/10] ")
        await step(desk, ("1", "ctrl+s"))
        assert on_top(desk, PreviewDialog) and bar(desk).startswith("[7/10] ")


async def test_an_older_job_that_is_undone_is_not_the_one_of_the_tour(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        for keys in WALK[3:7]:
            await desk.press(*keys)
        await desk.press("minus")
        await walked(desk, 7)
        assert bar(desk).startswith("[8/10] ")
        await desk.press("f12", "down")
        await step(desk, ("u", "ctrl+s"))
        assert bar(desk).startswith("[8/10] ")


async def test_the_tour_is_left_in_a_dialog_and_offered_in_none(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await walked(desk, 4)
        await desk.press("full_stop")
        assert "Ctrl+U" in bar(desk)
        await desk.press("ctrl+u")
        assert bar(desk) == "" and "시험 상점" in desk.told[-1]
        await desk.press("ctrl+u")
        assert on_top(desk, ProcessMenu)


async def test_nothing_is_in_the_way_of_other_keys(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        start_tour(desk.app)
        await desk.press("3", "f12", "escape", "down")
        assert bar(desk).startswith("[1/10] ") and desk.grid.widget.cursor == 1


async def test_from_an_own_shop_the_demo_shop_is_opened(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(tour, "make_demo", lambda url, *more: made.append(url))
    async with opened(shop_store) as desk:
        await desk.press("ctrl+u")
        assert on_top(desk, PickDialog)
        await desk.press("1")
        ended = desk.app.return_value
    assert made == [demo_store_url()]
    assert ended == Reopen("ko", demo_store_url(), start_tour)


async def test_from_the_demo_shop_one_begins_anew_or_goes_home(shop_store: Store) -> None:
    save_preference(shop_store, SELLER, NOW, SHOP, "demo", "true")
    async with opened(shop_store) as desk:
        await desk.press("ctrl+u", "1")
        assert bar(desk).startswith("[1/10] ")
        await desk.press("ctrl+u", "ctrl+u", "2")
        ended = desk.app.return_value
    assert ended == Reopen("ko", store_url(None))


async def test_who_is_new_to_the_demo_shop_is_told_of_the_tour_until_it_begins(shop_store: Store) -> None:
    assert not is_new_to_demo(shop_store)
    save_preference(shop_store, SELLER, NOW, SHOP, "demo", "true")
    assert is_new_to_demo(shop_store)
    async with opened(shop_store) as desk:
        desk.app.desk = replace(desk.app.desk, newcomer=True)
        await desk.press("down")
        assert "처음이면 Ctrl+U" in desk.text()
        start_tour(desk.app)
        await desk.settle()
        assert "처음이면" not in desk.text()
    assert not is_new_to_demo(shop_store)


def test_a_demo_shop_is_made_once_and_knows_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop_store: Store
) -> None:
    monkeypatch.setattr("orderdesk.core.services.demo.opening.ORDERS", 12)
    url, so_far = f"sqlite:///{tmp_path / 'demo.db'}", list[int]()
    for _ in range(2):
        make_demo(url, Login("kim"), "kim", NOW, "en", so_far.append)
    with open_store(url) as store, store.reader() as conn:
        assert count(conn, ListQuery()) == 12
        assert read_tabs(conn)[1].name == "Unpaid"
        assert is_demo(store) and not is_demo(shop_store)
    assert so_far


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_step_stands_in_one_line_of_eighty_columns(lang: Lang) -> None:
    for each in STEPS:
        assert cell_len(f"[10/10] {_with_keys(each.words.text(lang), USUAL_KEYS)}") <= 78


def test_every_step_says_its_keys_in_both_languages() -> None:
    assert len(STEPS) == len(WALK) == 10
    for each in STEPS:
        assert all(each.words) and each.done
