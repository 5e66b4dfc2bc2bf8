"""The lock: in front of everything, by key and after a time; what was being done is there again."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.logins import Login
from orderdesk.core.services import operators
from orderdesk.core.store.engine import Store
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.memos import MemoDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.lock import LockScreen
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.work import start
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import DeskDriver, fill, numbered, opened

PASSPHRASE = "쌀 열 포대 서른여덟"


@pytest.fixture
def store(empty_store: Store) -> Store:
    """A shop of one, who has a passphrase."""
    fill(empty_store, numbered(3))
    operators.come_in(empty_store, Login("kim"), SELLER.name, NOW)
    operators.set_passphrase(empty_store, SELLER, NOW, SELLER.name, PASSPHRASE)
    return empty_store


def top(desk: DeskDriver) -> type[object]:
    """What kind of screen stands in front."""
    return type(desk.screen)


async def unlock(desk: DeskDriver, text: str = PASSPHRASE) -> None:
    await desk.type(text)
    await desk.press("enter")


async def locked(desk: DeskDriver) -> None:
    await desk.press("ctrl+o")
    assert top(desk) is LockScreen


async def test_nothing_of_the_shop_is_seen_and_no_key_gets_through(store: Store) -> None:
    async with opened(store) as desk:
        before = desk.text()
        assert "홍길동" in before
        await locked(desk)
        assert "홍길동" not in desk.text() and "20260921" not in desk.text() and "잠겨" in desk.text()
        await desk.press(
            *("f1", "f2", "ctrl+d", "f12", "ctrl+s", "escape", "full_stop", "slash", "f4", "ctrl+z"),
            "backspace",
        )
        assert top(desk) is LockScreen
        await desk.press(*["backspace"] * 4)
        await unlock(desk)
        assert top(desk) is OrdersScreen
        assert desk.text() == before


async def test_a_wrong_passphrase_opens_nothing_and_is_not_shown(store: Store) -> None:
    async with opened(store) as desk:
        await locked(desk)
        await desk.type("틀린것")
        assert "틀린것" not in desk.text()
        await desk.press("enter")
        assert top(desk) is LockScreen and "맞지 않습니다" in desk.text()
        for _ in range(4):
            await unlock(desk, "x")
        assert "잠시 받지 않습니다" in desk.text()
        await unlock(desk)
        assert top(desk) is LockScreen


async def test_a_dialog_and_what_was_typed_in_it_are_there_again(store: Store) -> None:
    async with opened(store) as desk:
        desk.app.push_screen(MemoDialog(1))
        await desk.settle()
        await desk.press("f7")
        assert top(desk) is MemoDialog
        await desk.type("부재시 경비실")
        await locked(desk)
        await unlock(desk)
        assert top(desk) is MemoDialog and "부재시 경비실" in desk.text()


async def test_the_desk_locks_after_the_time_of_the_setting_and_only_then(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(store, lock_minutes=5) as desk:
        at = NOW
        object.__setattr__(desk.app.desk, "clock", lambda: at)
        await desk.press("down")
        at = NOW + 299
        desk.app.tick()
        await desk.settle()
        assert top(desk) is not LockScreen
        at = NOW + 300
        desk.app.tick()
        await desk.settle()
        assert top(desk) is LockScreen
        await unlock(desk)
        desk.app.tick()
        await desk.settle()
        assert top(desk) is not LockScreen


async def test_without_a_passphrase_or_with_zero_minutes_nothing_locks(empty_store: Store) -> None:
    fill(empty_store, numbered(1))
    async with opened(empty_store, lock_minutes=1) as desk:
        await desk.press("ctrl+o")
        assert top(desk) is not LockScreen and "비밀문구가 없어" in desk.told[-1]


async def test_what_opens_or_is_told_meanwhile_waits_behind_the_lock(store: Store) -> None:
    async with opened(store) as desk:
        answers: list[int | None] = []

        async def asks() -> None:
            answers.append(await desk.app.push_screen_wait(PickDialog("누구", [])))

        await locked(desk)
        start(desk.app, asks())
        tell(desk.screen, "홍길동 주문")
        await desk.pilot.pause()
        assert top(desk) is LockScreen and "홍길동" not in desk.text()
        await unlock(desk)
        assert top(desk) is PickDialog and "홍길동" in desk.text()
        await desk.press("escape")
        assert answers == [None] and top(desk) is OrdersScreen


async def test_a_dialog_that_closes_meanwhile_is_closed_after(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("full_stop")
        menu = desk.screen
        assert isinstance(menu, ProcessMenu)
        await locked(desk)
        menu.dismiss(None)
        await desk.settle()
        assert top(desk) is LockScreen
        await unlock(desk)
        assert top(desk) is OrdersScreen


async def test_the_desk_can_be_left_and_locked_again(store: Store) -> None:
    async with opened(store) as desk:
        for _ in range(2):
            await locked(desk)
            await unlock(desk)
        await locked(desk)
        await desk.press("ctrl+q")
        assert desk.app.return_code == 0
