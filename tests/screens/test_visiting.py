"""What a desk shows of people goes into the access records, a little later; who sees masks leaves none."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.app import Desk
from orderdesk.core.domain.layouts import DEFAULT, ColumnLayout
from orderdesk.core.domain.roles import Role
from orderdesk.core.services import operators
from orderdesk.core.services.sight import Privacy, set_privacy
from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import Store, open_store
from orderdesk.screens.combining import CombiningScreen
from orderdesk.screens.dialogs.find_member import FindMember
from orderdesk.screens.lock import LockScreen
from orderdesk.screens.orders import OrdersScreen
from orderdesk.settings import Settings
from orderdesk.start import open_desk
from tests.screens.driver import DeskDriver
from tests.screens.test_masking import Clock, opened
from tests.screens.test_masking import store as planted_store
from tests.services.desk import KIM, NOW, number
from tests.services.people import PEOPLE

store = planted_store


def told(store: Store) -> list[tuple[str, str]]:
    """What and whose, the oldest first."""
    with store.reader() as conn:
        return [(each.access.what, each.access.scope) for each in reversed(accesses(conn, 99))]


async def later(desk: DeskDriver, clock: Clock, seconds: int = 1) -> None:
    """So many seconds later, when the list has looked round."""
    clock.now += seconds
    next(screen for screen in desk.app.screen_stack if isinstance(screen, OrdersScreen)).poll()
    await desk.settle()


SMALL = (120, 40)
"""A terminal without a panel beside the list."""

NUMBERS = ", ".join(map(number, (1, 2, 3)))


async def test_a_list_its_search_and_an_order_are_a_record_each(store: Store) -> None:
    clock = Clock()
    async with opened(store, KIM, SMALL, clock) as desk:
        assert told(store) == [], "nothing is written while the list is drawn"
        await later(desk, clock)
        seen = [("list", f"전체: {NUMBERS}")]
        assert told(store) == seen
        await desk.press("down", "up", "f5")
        await later(desk, clock, 70)
        assert told(store) == seen, "the same list is the same look"
        await desk.press("enter", "escape")
        await later(desk, clock)
        seen.append(("view", number(1)))
        assert told(store) == seen
        await desk.search(number(2))
        await later(desk, clock)
        assert told(store)[-1] == ("list", f"전체 · {number(2)}: {number(2)}")
        await desk.press("enter", "right_square_bracket")
        await later(desk, clock)
        assert told(store)[-1] == ("view", number(2))


async def test_the_orders_beside_a_wide_list_are_one_record(store: Store) -> None:
    clock = Clock()
    async with opened(store, KIM, (200, 50), clock) as desk:
        await desk.press("down", "down")
        await later(desk, clock)
        found = told(store)
        assert [what for what, _ in found] == ["list", "view"]
        assert set(found[1][1].split(", ")) <= {number(n) for n in (1, 2, 3)}
    with store.reader() as conn:
        assert accesses(conn, 1)[0].access.orders > 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PACKER])
async def test_who_sees_masks_leaves_no_record(store: Store, role: Role) -> None:
    clock = Clock()
    async with opened(store, PEOPLE[role], (200, 50), clock) as desk:
        await desk.press("down", "enter", "escape")
        await later(desk, clock, 5)
    assert told(store) == []


async def test_what_a_key_unmasked_is_not_recorded_twice(store: Store) -> None:
    set_privacy(store, KIM, NOW, Privacy(mask=True))
    clock = Clock()
    async with opened(store, KIM, SMALL, clock) as desk:
        await desk.press("underscore", "enter", "escape")
        await later(desk, clock, 5)
    assert [what for what, _ in told(store)] == ["unmask"]


async def test_columns_that_show_nobody_are_no_look(store: Store) -> None:
    clock = Clock()
    shown = DEFAULT.places
    layout = ColumnLayout(tuple(place._replace(on=place.key in ("order_no", "paid")) for place in shown))
    async with opened(store, KIM, SMALL, clock) as desk:
        await later(desk, clock)
        before = told(store)
        screen = desk.screen
        assert isinstance(screen, OrdersScreen)
        screen.keep_layout("전체", layout)
        await desk.search(number(2))
        await later(desk, clock)
        assert desk.grid.numbers == [number(2)]
    assert told(store) == before


async def test_members_and_candidates_for_a_parcel_are_seen_too(store: Store) -> None:
    clock = Clock()
    async with opened(store, KIM, SMALL, clock) as desk:
        await later(desk, clock)
        desk.app.push_screen(FindMember())
        await desk.settle()
        await desk.type("홍")
        await desk.press("escape")
        desk.app.push_screen(CombiningScreen())
        await desk.settle()
        await desk.press("escape")
        await later(desk, clock)
    _, *more = told(store)
    assert [scope.partition(":")[0] for _, scope in more] == ["회원", "합포장"]
    assert more[0][1] == "회원: M1"


async def test_a_store_that_is_busy_or_away_makes_nobody_wait(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("orderdesk.core.services.visiting._PATIENCE", 0.01)
    async with opened(store, KIM, SMALL, clock) as desk:
        with store.writer():
            await later(desk, clock)
            await desk.press("down")
            assert desk.grid.number == number(2)
        assert told(store) == [] and desk.told == []
        await later(desk, clock)
    assert [what for what, _ in told(store)] == ["list"]


async def test_locking_and_unlocking_are_recorded_and_a_wrong_passphrase(store: Store) -> None:
    operators.set_passphrase(store, KIM, NOW, KIM.name, "쌀 열 포대 서른여덟")
    clock = Clock()
    async with opened(store, KIM, SMALL, clock) as desk:
        await desk.press("ctrl+o")
        assert isinstance(desk.screen, LockScreen)
        await desk.type("틀린 것")
        await desk.press("enter")
        await desk.type("쌀 열 포대 서른여덟")
        await desk.press("enter")
        await later(desk, clock)
    assert [what for what, _ in told(store)] == ["login-refused", "list", "lock", "unlock"]


@pytest.mark.parametrize("crashes", [False, True])
def test_a_desk_that_opens_and_closes_says_so_with_what_was_still_to_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crashes: bool
) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    monkeypatch.setattr("orderdesk.start.require_terminal", lambda: None)
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.7 50022 10.0.0.1 22")

    class Closing(Desk):
        return_code = 7

        def run(self, **_: object) -> None:
            if crashes:
                raise RuntimeError

    monkeypatch.setattr("orderdesk.start.Desk", Closing)
    if crashes:
        with pytest.raises(RuntimeError):
            open_desk(url, Settings(operator=KIM.name))
    else:
        assert open_desk(url, Settings(operator=KIM.name)) == 7
    with open_store(url) as store, store.reader() as conn:
        found = accesses(conn, 9)
    assert [(each.actor, each.place, each.access.what) for each in reversed(found)] == [
        (KIM, "10.0.0.7", "login"),
        (KIM, "10.0.0.7", "logout"),
    ]
