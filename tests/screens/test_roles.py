"""Roles on the screen: the process menu and previews say why, and what may not be done stays undone."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.verbs import VERBS
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.dialogs.accesses import AccessesDialog
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from tests.domain.builders import order
from tests.screens.driver import fill, opened
from tests.services.people import PEOPLE, staff

DENIED = "이 역할로는 할 수 없습니다"


@pytest.fixture
def store(empty_store: Store) -> Store:
    """A staffed shop with one order."""
    fill(empty_store, [order()])
    staff(empty_store)
    return empty_store


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PACKER])
async def test_the_process_menu_says_that_the_role_does_not_allow_it(store: Store, role: Role) -> None:
    async with opened(store, size=(120, 40), operator=PEOPLE[role].name) as desk:
        await desk.press("full_stop")
        assert isinstance(desk.screen, ProcessMenu)
        first = next(line for line in desk.text().splitlines() if VERBS[0].words.ko in line)
        assert (DENIED in first) is (role is Role.VIEWER)
        assert DENIED in desk.text()
        assert ("1–9 고르기" in desk.text()) is (role is Role.PACKER), "what can't be picked has no key"


async def test_a_command_by_name_is_refused_in_the_preview_and_no_job_is_made(store: Store) -> None:
    async with opened(store, size=(120, 40), operator=PEOPLE[Role.VIEWER].name) as desk:
        await desk.press("f2")
        await desk.type("배송대기 처리")
        await desk.press("enter")
        assert DENIED in desk.text()
        await desk.press("ctrl+s")
    with store.reader() as conn:
        assert jobs(conn, 9) == []


async def test_a_list_that_is_not_for_everybody_says_so(store: Store) -> None:
    async with opened(store, size=(120, 40), operator=PEOPLE[Role.DESK].name) as desk:
        desk.app.push_screen(AccessesDialog())
        await desk.settle()
        assert desk.told == [f"접속기록 보기: {DENIED}. 관리자에게 부탁하세요"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PACKER])
async def test_no_next_step_is_offered_and_no_hint_bright_where_the_role_forbids_it(
    store: Store, role: Role
) -> None:
    async with opened(store, size=(160, 40), operator=PEOPLE[role].name) as desk:
        for keys in ([], ["enter"]):
            await desk.press(*keys)
            assert isinstance(desk.screen, DeskScreen)
            why, looks = desk.screen.refused(), role is Role.VIEWER
            assert ("다음: 배송대기 처리" in desk.text()) is not looks
            assert [each in why for each in ("process_menu", "tracking", "open")] == [looks, looks, False]
            assert why["import_file"] == Refusal.NOT_PERMITTED.message
