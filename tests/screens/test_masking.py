"""Personal data on the screen: masked for roles that may not see it, and by the shop until a key shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orderdesk.app import Desk
from orderdesk.core.domain.columns import DETAILS
from orderdesk.core.domain.layouts import ColumnLayout
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.services.sight import Privacy, privacy_of, set_privacy
from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import Store
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens.context import context
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.unmasking import ReasonDialog
from orderdesk.settings import Settings
from tests.screens.driver import DeskDriver
from tests.services.desk import KIM, NOW, number
from tests.services.people import PEOPLE, staff
from tests.services.planted import NAME, PHONE, RECEIVER, found, plant


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def store(empty_store: Store) -> Store:
    """A staffed shop with planted buyers."""
    plant(empty_store)
    staff(empty_store)
    return empty_store


@asynccontextmanager
async def opened(
    store: Store,
    who: Actor,
    size: tuple[int, int] = (200, 50),
    clock: Callable[[], int] = lambda: NOW,
    **more: bool,
) -> AsyncIterator[DeskDriver]:
    settings = Settings(operator=who.name, **more)  # type: ignore[arg-type]
    app = Desk(replace(context(store, settings, clock), actor=who), BurstGuard(arming=0))
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = DeskDriver(app, pilot)
        told = app.notify

        def notify(message: str, **more: Any) -> None:  # noqa: ANN401
            desk.told.append(message)
            told(message, **more)

        app.notify = notify  # type: ignore[method-assign]
        await desk.settle()
        yield desk


def everything(desk: DeskDriver) -> str:
    """All that the screen shows or was told, and all cells of the list, also those beside its edge."""
    cells = ""
    if isinstance(desk.screen, OrdersScreen):
        grid = desk.grid.widget
        cells = str([row.cells for _, row in grid.cache]) + grid.cell_text()
    return "\n".join([desk.text(), cells, *desk.told, str(getattr(desk.screen, "copied", str)())])


async def all_columns(desk: DeskDriver) -> None:
    """Shows every column that there is, and the details."""
    screen = desk.screen
    assert isinstance(screen, OrdersScreen)
    layout = ColumnLayout(tuple(place._replace(on=True) for place in _whole().places))
    screen.keep_layout("전체", layout)
    await desk.settle()


def _whole() -> ColumnLayout:
    from orderdesk.core.domain.layouts import DEFAULT

    layout = DEFAULT
    for key in DETAILS:
        layout = layout.detailed(key)
    return layout


SURFACES: dict[str, tuple[str, ...]] = {
    "list": (),
    "memos of the list": ("f7",),
    "detail": ("enter",),
    "memos": ("enter", "f7"),
    "payments": ("enter", "dollar_sign"),
    "as it was": ("enter", "tab", "down", "at"),
    "combining": ("left_parenthesis",),
    "near misses": ("left_parenthesis", "2"),
    "process menu": ("full_stop",),
    "tracking by hand": ("f4", "1"),
    "sheets": ("comma",),
    "export": ("f8",),
    "export templates": ("f8", "f6"),
    "columns": ("f6",),
    "filter": ("f3",),
    "jump": ("ctrl+g",),
    "claims": ("circumflex_accent",),
    "jobs": ("f12",),
    "rows of a job": ("f12", "enter"),
    "customers": ("quotation_mark",),
    "a customer": ("quotation_mark", "enter"),
    "goods": ("right_curly_bracket",),
    "orders by hand": ("left_curly_bracket",),
    "drafts": ("left_curly_bracket", "2"),
    "settings": ("apostrophe",),
    "privacy": ("apostrophe", "4"),
    "accesses": ("f8", "f12"),
    "palette": ("f2",),
    "help": ("f1",),
    "undo": ("ctrl+z",),
}
"""Every place of the desk, by the keys that lead there."""


_STEPS_BACK = 6


async def walk(desk: DeskDriver, place: int) -> dict[str, list[str]]:
    """What the scan finds on the way to every surface, from the order at *place*."""
    await all_columns(desk)
    met: dict[str, list[str]] = {}
    for surface, keys in SURFACES.items():
        await desk.grid.go_to(place)
        seen = found(everything(desk))
        for key in keys:
            await desk.press(key)
            seen += found(everything(desk))
        met[surface] = seen
        for _ in range(_STEPS_BACK):
            if not isinstance(desk.screen, OrdersScreen):
                await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen), surface
        await desk.press("escape")
    return met


@pytest.mark.parametrize(
    "role", [Role.PACKER, pytest.param(Role.VIEWER, marks=pytest.mark.slow)], ids=lambda role: str(role.name)
)
@pytest.mark.parametrize(
    "place", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
)
async def test_no_surface_shows_it_to_who_may_not_see_it(store: Store, role: Role, place: int) -> None:
    async with opened(store, PEOPLE[role]) as desk:
        assert {surface: seen for surface, seen in (await walk(desk, place)).items() if seen} == {}


@pytest.mark.slow
async def test_the_scan_bites(store: Store) -> None:
    async with opened(store, KIM) as desk:
        met = await walk(desk, 0)
    seeing = {"list", "memos of the list", "detail", "memos", "combining", "near misses", "tracking by hand"}
    assert {surface for surface, seen in met.items() if seen} >= seeing | {"customers", "a customer"}


async def test_search_finds_what_is_masked(store: Store) -> None:
    async with opened(store, PEOPLE[Role.VIEWER]) as desk:
        await desk.search(PHONE[-4:])
        assert desk.grid.numbers == [number(1), number(2), number(3)] and "심*별" in desk.text()


async def test_who_may_not_see_it_can_not_unmask_and_the_try_is_recorded(store: Store) -> None:
    async with opened(store, PEOPLE[Role.PACKER]) as desk:
        await desk.press("underscore")
        assert "개인정보 가리지 않고 보기: 이 역할로는 할 수 없습니다" in desk.told[-1]
        assert found(desk.text()) == [] and "개인정보 가림" in desk.row(0)
    with store.reader() as conn:
        ((_, actor, _, access),) = accesses(conn, 9)
    assert (actor, access.what) == (PEOPLE[Role.PACKER], "denied")


async def test_a_shop_that_masks_shows_by_key_for_a_minute_and_records_it(store: Store) -> None:
    set_privacy(store, KIM, NOW, Privacy(mask=True))
    clock, who = Clock(), PEOPLE[Role.DESK]
    async with opened(store, who, clock=clock) as desk:
        assert found(everything(desk)) == []
        await desk.press("underscore")
        assert NAME in desk.text() and "개인정보 보임" in desk.row(0)
        clock.now += 59
        desk.screen.poll()  # type: ignore[attr-defined]
        await desk.settle()
        assert NAME in desk.text()
        clock.now += 1
        desk.screen.poll()  # type: ignore[attr-defined]
        await desk.settle()
        assert found(desk.text()) == [] and "개인정보 가림" in desk.row(0)
    with store.reader() as conn:
        ((at, actor, _, access),) = accesses(conn, 9)
    assert (at, actor, access.what, access.orders, access.people) == (NOW, who, "unmask", 3, 3)
    assert access.scope == ", ".join(map(number, (1, 2, 3)))


async def test_the_key_masks_again_and_the_detail_shows_its_own_order_only(store: Store) -> None:
    set_privacy(store, KIM, NOW, Privacy(mask=True))
    clock = Clock()
    async with opened(store, KIM, clock=clock) as desk:
        await desk.press("enter", "underscore")
        assert RECEIVER in desk.text()
        await desk.press("right_square_bracket")
        assert number(2) in desk.text() and found(desk.text()) == []
        await desk.press("left_square_bracket")
        assert RECEIVER in desk.text()
        await desk.press("underscore")
        assert found(desk.text()) == []
        await desk.press("underscore")
        clock.now += 60
        desk.app.screen_stack[0].poll()  # type: ignore[attr-defined]
        await desk.settle()
        desk.screen.poll()  # type: ignore[attr-defined]
        await desk.settle()
        assert found(desk.text()) == []


async def test_where_the_setting_asks_nothing_is_shown_without_a_reason(store: Store) -> None:
    set_privacy(store, KIM, NOW, Privacy(mask=True))
    async with opened(store, KIM, export_reason=True) as desk:
        await desk.press("underscore")
        assert isinstance(desk.screen, ReasonDialog)
        await desk.press("ctrl+s")
        assert "사유를 적으세요" in desk.told[-1] and found(desk.text()) == []
        await desk.press("underscore")
        await desk.type("배송 문의")
        await desk.press("ctrl+s")
        assert NAME in desk.text()
    with store.reader() as conn:
        assert [each.access.reason for each in accesses(conn, 9)] == ["배송 문의"]


async def test_what_is_masked_is_not_edited(store: Store) -> None:
    set_privacy(store, KIM, NOW, Privacy(mask=True))
    async with opened(store, KIM) as desk:
        await desk.press("f7", "f6")
        assert "먼저 _ 로 가림을 푸세요" in desk.text()
        await desk.press("escape", "f2")
        await desk.type("배송지 변경")
        await desk.press("enter")
        assert "먼저 _ 로 가림을 푸세요" in desk.told[-1]
        await desk.press("underscore", "f2")
        await desk.type("배송지 변경")
        await desk.press("enter")
        assert RECEIVER in everything(desk)


async def test_a_right_that_is_taken_masks_what_is_on_the_screen(store: Store) -> None:
    who = PEOPLE[Role.DESK]
    async with opened(store, who) as desk:
        assert NAME in desk.text()
        operators.set_role(store, KIM, NOW, who.name, Role.PACKER)
        desk.screen.poll()  # type: ignore[attr-defined]
        await desk.settle()
        assert found(everything(desk)) == []


async def test_sheets_are_masked_too(store: Store, home: Path) -> None:
    async with opened(store, PEOPLE[Role.PACKER]) as desk:
        await desk.press("asterisk", "comma", "ctrl+s")
    (sheet,) = home.iterdir()
    text = sheet.read_text(encoding="utf-8")
    assert found(text) == [] and "곽*령" in text and number(1) in text


async def test_the_shop_masks_and_erases_from_its_own_page(store: Store) -> None:
    set_privacy(store, KIM, NOW, Privacy(erase_days=1))
    clock = Clock()
    async with opened(store, KIM, clock=clock) as desk:
        await desk.press("apostrophe", "4", "2")
        with store.reader() as conn:
            assert privacy_of(conn) == Privacy(mask=True, erase_days=1)
        await desk.press("1")
        with store.reader() as conn:
            assert not privacy_of(conn).mask
        clock.now += 2 * 86_400
        await desk.press("3")
        assert "개인정보 파기" in desk.text() and "되돌릴 수 없습니다" in desk.text()


@pytest.mark.parametrize("width", [80, 160])
async def test_an_order_says_whether_its_people_are_masked(store: Store, width: int) -> None:
    set_privacy(store, KIM, NOW, Privacy(mask=True))
    async with opened(store, KIM, (width, 24)) as desk:
        await desk.press("enter")
        assert "개인정보 가림" in desk.row(0)
