from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from orderdesk.core.domain.orders import Method
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.planning import Plan
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.keyboard.burst import BurstGuard
from orderdesk.screens.dialogs import flow, flow_undo, preview
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.plan_rows import PlanRowsDialog
from orderdesk.screens.dialogs.preview import PreviewDialog, Undertaking
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.widgets.cells import moment
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.plan_groups import PlanGroups
from tests.domain.builders import NOW, SELLER, do, order
from tests.screens.dialog_desk import Desk, desk_on, fill, numbered, orders_of

A_YEAR = 365 * 24 * 3600.0


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


def states(store: Store, ids: list[int]) -> list[S]:
    return [each.sections[0].state for each in orders_of(store, ids)]


async def test_process_preview_apply_and_undo(store: Store) -> None:
    ids = fill(store, *numbered(3))
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        assert "주문처리 · 주문 3건 (섹션 3)" in desk.shown
        await desk.press("1")
        assert "섹션 3 · 주문 3건 · 3개 · 30,000원" in desk.shown
        assert states(store, ids) == [S.PREPARING] * 3
        await desk.press("ctrl+s")
        assert states(store, ids) == [S.READY] * 3
        assert desk.app.told == ["3건 배송대기 · Ctrl+Z 되돌리기 · F12 작업"]

        await desk.start(flow_undo.undo)
        assert f"작업 1 되돌리기 · 배송대기 처리 · {moment(NOW)} · {SELLER.name}" in desk.shown
        assert "배송대기 → 상품준비" in desk.shown
        await desk.press("ctrl+s")
        assert states(store, ids) == [S.PREPARING] * 3
        assert desk.app.told[-1] == "3건 되돌림 · Ctrl+Y 다시 하기 · F12 작업"

        await desk.start(lambda screen: flow_undo.undo(screen, redo=True))
        await desk.press("ctrl+s")
        assert states(store, ids) == [S.READY] * 3


async def test_only_the_given_sections_are_processed(store: Store) -> None:
    ids = fill(store, *numbered(2))
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids, frozenset({(ids[1], 1)})))
        assert "(섹션 1)" in desk.shown
        await desk.press("1", "ctrl+s")
        assert states(store, ids) == [S.PREPARING, S.READY]


async def test_what_fits_nothing_stays_in_the_menu_with_its_reason(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        assert "단계를 건너뛸 수 없습니다" in desk.shown
        await desk.press("2")
        assert isinstance(desk.app.screen, ProcessMenu)
        assert "앞 단계를 먼저 처리하거나, 송장을 등록하며" in desk.app.told[0]


async def test_without_a_selection_the_operator_is_told_to_choose(store: Store) -> None:
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, []))
        await desk.start(flow_undo.undo)
        assert desk.app.told == ["먼저 주문을 고르세요 (Space)", "되돌릴 작업이 없습니다"]


async def test_the_preview_says_why_rows_are_skipped_and_refused(store: Store) -> None:
    made = (order(), order(state=S.READY), order(unpaid=True))
    ids = fill(store, *(replace(each, number=f"20260921000001{n}") for n, each in enumerate(made)))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1")
        groups = desk.find(PlanGroups).groups
        assert [(group.kind.value, group.code) for group in groups] == [
            ("apply", ""), ("skip", "already"), ("refuse", "unpaid"),
        ]  # fmt: skip
        await desk.press("end")
        assert "입금을 확인한 뒤 처리하세요" in desk.shown
        await desk.press("ctrl+s")
        assert states(store, ids) == [S.READY, S.READY, S.PREPARING]
        assert desk.app.told == ["1건 배송대기 · 1건 거절 · Ctrl+Z 되돌리기 · F12 작업"]


@pytest.mark.parametrize(("width", "narrow"), [(60, True), (120, False)])
async def test_a_group_tells_all_its_numbers_where_its_line_has_no_room(
    store: Store, width: int, narrow: bool
) -> None:
    ids = fill(store, *(order(unpaid=True, number=f"2026092100000{n:02}") for n in range(1, 4)))
    async with desk_on(store, size=(width, 24)) as desk:
        await desk.start(lambda screen: flow.carry_out(screen, "ship", ids))
        assert "섹션 3 · 주문 3건 · 3개 · 30,000원" in desk.shown
        assert ("섹션 3 · 30,000원" in desk.shown) is narrow
        assert "거절 · 단계를 건너뛸 수 없습니다" in desk.shown


@pytest.mark.parametrize(("width", "cut"), [(60, True), (120, False)])
async def test_a_reason_that_its_line_cuts_stands_in_full_beneath(
    store: Store, width: int, cut: bool
) -> None:
    ids = fill(store, do(do(order(method=Method.BANK), "cancel", reason="SOLD_OUT"), "approve"))
    whole = Refusal.NO_REFUND_ACCOUNT.message.ko
    async with desk_on(store, size=(width, 24)) as desk:
        work = flow.of_verb(desk.app.desk, Request("refund"), ids)
        await desk.start(lambda screen: flow.preview(screen, work, BY_ID["refund"].past))
        groups = desk.find(PlanGroups)
        assert groups.cut_reason == (whole if cut else "")
        assert (whole in desk.shown) is not cut and whole[-3:] in desk.shown


async def test_keys_right_after_a_dialog_opened_never_confirm_it(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store, arming=A_YEAR) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1", "ctrl+s", "enter", "ctrl+s")
        assert states(store, ids) == [S.PREPARING]


async def test_a_click_on_the_hint_confirms_but_not_right_after_opening(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1")
        desk.app.guard = BurstGuard(arming=A_YEAR)
        desk.app.guard.arm()
        await desk.pilot.click(HintBar, offset=(2, 0))
        await desk.settle()
        assert states(store, ids) == [S.PREPARING]
        desk.app.guard = BurstGuard(arming=0)
        await desk.pilot.click(HintBar, offset=(60, 0))
        await desk.settle()
        assert states(store, ids) == [S.PREPARING]
        await desk.pilot.click(HintBar, offset=(2, 0))
        await desk.settle()
        assert states(store, ids) == [S.READY]


async def test_enter_opens_a_group_and_never_applies(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1", "enter")
        assert isinstance(desk.app.screen, PlanRowsDialog)
        await desk.press("enter", "enter", "escape")
        assert isinstance(desk.app.screen, PreviewDialog)
        assert states(store, ids) == [S.PREPARING]
        await desk.press("escape")
        assert desk.app.screen.id == "_default"
        with store.reader() as conn:
            assert jobs(conn, 10) == []


async def test_rows_and_groups_are_left_out_with_delete(store: Store) -> None:
    ids = fill(store, *numbered(3))
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1", "enter", "down")
        assert "Ctrl+S 미리보기로" in desk.shown and "Esc 닫기" in desk.shown
        await desk.press("delete")
        assert "바뀜 (3 · 1 뺌)" in desk.shown
        assert "Ctrl+S 1건 빼고 미리보기" in desk.shown and "Esc 빼고 닫기" in desk.shown
        await desk.press("ctrl+s")
        assert "Ctrl+S 2건 처리" in desk.shown
        assert "금액은 할인을 뺀 상품 금액입니다 (배송비 제외)" in desk.shown
        await desk.press("ctrl+s")
        assert states(store, ids) == [S.READY, S.PREPARING, S.READY]

        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1", "delete", "ctrl+s")
        assert "바뀌는 것이 없습니다" in desk.app.told[-1]
        assert states(store, ids) == [S.READY, S.PREPARING, S.READY]


async def test_what_an_undo_leaves_out_it_leaves_out_by_the_order(store: Store) -> None:
    ids = fill(store, *numbered(2))
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1", "ctrl+s")
        await desk.start(flow_undo.undo)
        assert "Ctrl+S 2건 되돌리기" in desk.shown
        await desk.press("enter", "delete", "escape", "ctrl+s")
        assert states(store, ids) == [S.READY, S.PREPARING]


async def test_a_large_change_needs_its_count_typed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "TYPED_ABOVE", 2)
    ids = fill(store, *numbered(3))
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("1", "ctrl+s")
        assert states(store, ids) == [S.PREPARING] * 3
        await desk.press("2", "ctrl+s")
        assert states(store, ids) == [S.PREPARING] * 3
        await desk.press("backspace", "3", "ctrl+s")
        assert states(store, ids) == [S.READY] * 3


async def test_fields_are_asked_first_and_a_missing_one_is_named(store: Store) -> None:
    ids = fill(store, order())
    async with desk_on(store) as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        await desk.press("6")
        assert isinstance(desk.app.screen, FieldsDialog)
        assert "1–6 고르고 다음 칸   Tab 다음 칸" in desk.shown, "what must be filled in is not skipped"
        await desk.press("ctrl+s")
        assert "사유: 필요한 값이 없습니다" in desk.shown
        await desk.press("2")
        await desk.write("창고에 없음")
        await desk.press("enter")
        assert isinstance(desk.app.screen, FieldsDialog)
        await desk.press("ctrl+s")
        assert "배송보류 · 미리보기" in desk.shown
        await desk.press("ctrl+s")
        hold = orders_of(store, ids)[0].holds[0]
        assert (hold.reason, hold.note) == ("STOCK", "창고에 없음")


async def test_a_stopped_job_keeps_what_was_done(store: Store) -> None:
    ids = fill(store, *numbered(3))
    async with desk_on(store) as desk:
        done = BY_ID["ready"].past
        await desk.start(lambda screen: flow.preview(screen, stopping(desk, ids), done))
        await desk.pilot.press("ctrl+s")
        assert "Esc 멈추기" in desk.shown and "닫기" not in desk.shown
        await desk.press("escape")
        assert desk.app.told[-1] == "0건 배송대기 · 3건 남음 (멈춤) · F12 > 이어서 하기"
        with store.reader() as conn:
            assert jobs(conn, 1)[0].state == "cancelled"
        assert states(store, ids) == [S.PREPARING] * 3


def stopping(desk: Desk, ids: list[int]) -> Undertaking:
    """Processing that waits to be stopped before its first slice."""
    work = flow.of_verb(desk.app.desk, Request("ready"), ids)

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        while not cancelled():
            progress(0, len(ids))
        return work.apply(plan, progress, cancelled)

    return Undertaking(work.title, work.total, work.plan, apply)


@pytest.mark.parametrize("width", [60, 80, 160])
async def test_dialogs_keep_inside_the_screen_and_speak_english(store: Store, width: int) -> None:
    ids = fill(store, *numbered(3))
    async with desk_on(store, size=(width, 24), lang="en") as desk:
        await desk.start(lambda screen: flow.process(screen, ids))
        assert "Set ready" in desk.shown
        await desk.press("1")
        assert "Ctrl+S Apply 3" in desk.shown
        assert "30,000 won" in desk.shown
        assert all(cell_len(row) <= width for row in desk.shown.splitlines())
