from __future__ import annotations

import csv
import threading
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.requests import make_request
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.writing import new_file
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.planning import Plan, make_plan
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import Job, create_job, job, set_state
from orderdesk.screens.beneath import WORK_BETWEEN
from orderdesk.screens.dialogs import flow_undo
from orderdesk.screens.dialogs.moved_rows import MovedDialog
from orderdesk.screens.jobs import JobRowsScreen, JobsScreen
from orderdesk.screens.laboratory import LaboratoryScreen
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import NOW, SELLER, order
from tests.screens.dialog_desk import Desk, desk_on, fill, numbered, orders_of
from tests.screens.driver import opened
from tests.services.desk import Desk as Shop
from tests.services.desk import store_plan
from tests.services.export_file import bought, table, workbook
from tests.services.imports import bring


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


def plan_of(store: Store, ids: list[int], verb: str, **given: str) -> Plan:
    with store.reader() as conn:
        return make_plan(conn, ids, make_request(verb, given), SELLER, NOW, shop_of(conn))


def do(store: Store, ids: list[int], verb: str, **given: str) -> int:
    return apply_plan(store, plan_of(store, ids, verb, **given), SELLER, lambda: NOW)


async def open_jobs(desk: Desk) -> None:
    await desk.app.push_screen(JobsScreen())
    await desk.settle()


async def test_jobs_are_listed_newest_first_with_counts_and_state(store: Store) -> None:
    ids = fill(store, *numbered(2), order(unpaid=True))
    do(store, ids, "ready")
    do(store, ids[:1], "hold", reason="STOCK")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        rows = [row for row in desk.shown.splitlines() if "김영희" in row]
        assert "Ctrl+Z 되돌리기" in desk.shown
        assert "2  " in rows[0] and "배송보류" in rows[0] and "적용 1" in rows[0]
        assert "배송대기 처리" in rows[1] and "적용 2 · 거절 1" in rows[1] and "완료" in rows[1]


@pytest.mark.parametrize(("lang", "who"), [("ko", "시스템"), ("en", "System")])
async def test_what_nobody_asked_for_is_the_systems_in_either_language(
    store: Store, lang: Lang, who: str
) -> None:
    (made,) = fill(store, order())
    apply_plan(store, plan_of(store, [made], "ready"), SYSTEM, lambda: NOW)
    async with desk_on(store, size=(120, 20), lang=lang) as desk:
        await open_jobs(desk)
        assert who in desk.shown.splitlines()[1] + desk.shown.splitlines()[2]


async def test_the_rows_of_a_job_say_verdict_and_reason_refused_ones_first(store: Store) -> None:
    ids = fill(store, *numbered(2), order(unpaid=True))
    do(store, ids, "ready")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        await desk.press("enter")
        rows = [row.strip() for row in desk.shown.splitlines() if "-S1" in row]
        assert rows[0].startswith("202609210000017-S1") and rows[0].endswith("✗ 거절     결제대기 주문입니다")
        assert [row.endswith("적용") for row in rows[1:]] == [True, True]
        await desk.press("enter")
        assert "입금을 확인한 뒤 처리하세요" in desk.app.told[-1]


async def test_enter_on_a_row_opens_its_order_and_esc_leads_back(store: Store) -> None:
    ids = fill(store, *numbered(2))
    do(store, ids, "ready")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        await desk.press("enter", "down", "enter")
        assert type(desk.app.screen) is OrderDetail
        assert desk.shown.split()[1] == "202609210000002" and "[ 1/1 ]" in desk.shown
        assert desk.app.told == []
        await desk.app.action_back()
        await desk.settle()
        assert "작업 1" in desk.shown


async def test_what_an_import_left_out_stands_before_its_rows_with_what_to_do(
    store: Store, tmp_path: Path
) -> None:
    bring(Shop(store), tmp_path, bought(1), bought(2, qty="많이"), bought(3, number=""))
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        assert "적용 1 · 거절 1건 (2행)   완료" in desk.shown
        await desk.press("enter")
        assert "적용 1 · 거절 1건 (2행)" in desk.shown
        rows = [row.strip() for row in desk.shown.splitlines() if "거절 " in row or "적용" in row][1:]
        assert rows[0].endswith("✗ 거절     3행 구매수량: 수량이 1 이상의 정수가 아닙니다")
        assert rows[0].startswith("202611200000002") and "4행 주문번호: 주문번호가 없습니다" in rows[1]
        assert rows[2].startswith("202611200000001") and rows[2].endswith("적용")
        await desk.press("enter")
        assert "3행 구매수량" in desk.app.told[-1]
        await desk.press("end", "enter")
        assert isinstance(desk.app.screen, OrderDetail)


async def test_the_orders_of_a_job_are_listed_and_esc_goes_back(empty_store: Store) -> None:
    ids = fill(empty_store, *numbered(3))
    do(empty_store, ids[:2], "ready")
    async with opened(empty_store) as desk:
        await desk.search("202609210000003")
        await desk.press("enter", "f12", "enter", "f3")
        assert isinstance(desk.screen, OrdersScreen)
        assert "작업 번호 1" in desk.text() and "0000002" in desk.text() and "0000001 " in desk.text()
        assert "0000003 " not in desk.text()
        await desk.press("escape")
        assert "0000003 " in desk.text() and "작업 번호" not in desk.text()


async def test_the_list_is_not_gone_to_over_work_that_would_be_lost(empty_store: Store) -> None:
    ids = fill(empty_store, *numbered(1))
    do(empty_store, ids, "ready")
    async with opened(empty_store) as desk:
        await desk.press("ctrl+x", "f12", "f3")
        assert type(desk.screen) is JobsScreen and WORK_BETWEEN.ko in desk.told


async def test_the_orders_of_a_file_are_listed_from_over_what_is_left_of_it(
    empty_store: Store, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1), bought(2, qty="많이")]))
    async with opened(empty_store) as desk:
        await desk.press("ctrl+e")
        desk.screen.query_one(PathInput).value = str(path)
        await desk.press("ctrl+s")
        await desk.press("enter")
        await desk.press("ctrl+s")
        await desk.press("ctrl+s")
        assert isinstance(desk.screen, LaboratoryScreen), "a row is left"
        await desk.press("f12", "f3")
        assert isinstance(desk.screen, OrdersScreen) and "작업 번호 1" in desk.text()


async def test_an_older_job_is_chosen_and_taken_back(store: Store) -> None:
    ids = fill(store, *numbered(2))
    do(store, ids[:1], "ready")
    do(store, ids[1:], "ready")
    async with desk_on(store) as desk:
        await open_jobs(desk)
        await desk.press("down")
        await desk.start(flow_undo.undo)
        assert "작업 1 되돌리기" in desk.shown
        await desk.press("ctrl+s")
        assert [each.sections[0].state for each in orders_of(store, ids)] == [S.PREPARING, S.READY]
        assert " 작업 1 되돌리기 " in desk.shown and "#1" not in desk.shown


async def test_an_undo_that_is_chosen_is_done_again(store: Store) -> None:
    ids = fill(store, order())
    do(store, ids, "ready")
    async with desk_on(store) as desk:
        await open_jobs(desk)
        await desk.start(flow_undo.undo)
        await desk.press("ctrl+s", "ctrl+home")
        await desk.start(flow_undo.undo)
        assert "작업 2 다시 하기" in desk.shown
        await desk.press("ctrl+s")
        assert orders_of(store, ids)[0].sections[0].state is S.READY


async def test_an_interrupted_job_is_shown_and_resumed(store: Store) -> None:
    ids = fill(store, order())
    number = store_plan(store, plan_of(store, ids, "ready"), SELLER, NOW)
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        assert "끊김 · F5 이어서" in desk.shown
        screen = desk.app.screen
        assert isinstance(screen, JobsScreen)
        screen.action_reload()
        await desk.settle()
        assert orders_of(store, ids)[0].sections[0].state is S.READY
        assert "끊김" not in desk.shown
        with store.reader() as conn:
            assert job(conn, number).state == "done"


async def test_an_import_has_no_rows_and_is_not_taken_back(store: Store) -> None:
    with store.unit(SELLER, NOW) as unit:
        set_state(unit, create_job(unit, "import", "{}", (), note="[/red].xlsx"), "done")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        assert "불러오기 [/red].xlsx" in desk.shown and "되돌리기" not in desk.shown
        screen = desk.app.screen
        assert isinstance(screen, JobsScreen)
        assert screen.refused()["undo"].ko.startswith("불러오기는 되돌리지 않습니다"), "so the palette says"
        await desk.start(flow_undo.undo)
        assert [told.partition(".")[0] for told in desk.app.told] == ["불러오기는 되돌리지 않습니다"]
        await desk.press("enter", "enter")
        assert "행이 없습니다" in desk.shown and "되돌리기" not in desk.shown


async def test_without_jobs_the_list_says_so(store: Store) -> None:
    async with desk_on(store) as desk:
        await open_jobs(desk)
        assert "아직 작업이 없습니다" in desk.shown
        await desk.press("enter")
        assert isinstance(desk.app.screen, JobsScreen)


def stopped(store: Store, ids: list[int]) -> int:
    """A job that its operator stopped before its first slice."""
    plan = plan_of(store, ids, "ready")
    return apply_plan(store, plan, SELLER, lambda: NOW, cancelled=lambda: True)


async def test_a_stopped_job_is_shown_resumed_and_taken_back(store: Store) -> None:
    ids = fill(store, *numbered(2))
    number = stopped(store, ids)
    do(store, ids[:1], "memo", text="전화")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        await desk.press("down")
        assert "남음 2   멈춤" in desk.shown
        await act(desk, "resume_job")
        assert f"작업 {number} 이어서 하기 · 미리보기" in desk.shown and "빼기" not in desk.shown
        await desk.press("delete", "enter", "delete")
        assert "(2)" in desk.shown and "뺌" not in desk.shown
        await desk.press("escape", "ctrl+s")
        assert [each.sections[0].state for each in orders_of(store, ids)] == [S.READY] * 2
        assert desk.app.told[-1] == "2건 배송대기 · Ctrl+Z 되돌리기 · F12 작업"
        await act(desk, "resume_job")
        assert desk.app.told[-1] == "이어서 할 것이 남은 작업이 아닙니다"
        await desk.start(flow_undo.undo)
        await desk.press("ctrl+s")
        assert [each.sections[0].state for each in orders_of(store, ids)] == [S.PREPARING] * 2


async def test_a_stopped_job_of_which_all_moved_ends_in_the_conflict_view(store: Store) -> None:
    ids = fill(store, order())
    stopped(store, ids)
    do(store, ids, "hold", reason="STOCK")
    do(store, ids, "release")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        await desk.press("down", "down")
        await act(desk, "resume_job")
        assert "거절 · 미리보기 뒤에 다른 사람이 바꿨습니다" in desk.shown
        await desk.press("enter")
        assert "작업 3 (김영희 " in desk.shown
        await desk.press("escape", "ctrl+s")
        assert isinstance(desk.app.screen, MovedDialog)
        await desk.press("ctrl+s", "ctrl+s")
        assert orders_of(store, ids)[0].sections[0].state is S.READY


async def test_what_was_taken_back_is_not_resumed_and_that_stands_last_in_the_hints(store: Store) -> None:
    ids = fill(store, *numbered(2))
    do(store, ids[:1], "hold", reason="STOCK")
    async with desk_on(store, size=(80, 20)) as desk:
        await open_jobs(desk)
        hints = desk.shown.splitlines()[-1]
        assert hints.index("Enter 상세") < hints.index("F8 내보내기") and "이어서" not in hints
        stopped(store, ids[1:])
        await desk.app.action_back()
        await open_jobs(desk)
        assert desk.shown.splitlines()[-1].strip().startswith("> 이어서 하기")


@pytest.mark.parametrize("from_rows", [False, True])
async def test_refused_rows_are_tried_again_from_the_job_or_its_rows(store: Store, from_rows: bool) -> None:
    ids = fill(store, *numbered(2), order(held=True))
    number = do(store, ids, "ready")
    do(store, ids[2:], "release")
    async with desk_on(store, size=(120, 20)) as desk:
        await open_jobs(desk)
        await desk.press("down", *["enter"] * from_rows)
        await act(desk, "retry_job")
        assert f"작업 {number} 거절된 것 다시 · 미리보기" in desk.shown
        assert "섹션 1 · 주문 1건" in desk.shown
        await desk.press("ctrl+s")
        assert [each.sections[0].state for each in orders_of(store, ids)] == [S.READY] * 3
        await act(desk, "retry_job")
        await desk.press("enter")
        assert "건너뜀 · 이미 그 상태입니다" in desk.shown


async def test_nothing_refused_and_imports_are_not_tried_again(store: Store) -> None:
    ids = fill(store, order())
    do(store, ids, "ready")
    async with desk_on(store) as desk:
        await open_jobs(desk)
        await act(desk, "retry_job")
        assert desk.app.told == ["거절된 행이 없습니다"]


async def test_in_a_narrow_window_signs_leave_room_for_what_was_done(store: Store) -> None:
    ids = fill(store, *numbered(2), order(unpaid=True))
    stopped(store, ids[1:])
    do(store, ids, "ready")
    async with desk_on(store, size=(60, 20)) as desk:
        await open_jobs(desk)
        rows = [row.strip() for row in desk.shown.splitlines() if "김영희" in row]
        assert rows[0].endswith("완료") and "배송대기 처리" in rows[0] and "✓2 ✗1" in rows[0]
        assert rows[1].endswith("멈춤") and "배송대기 처리" in rows[1] and "✗1 …1" in rows[1]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
async def test_the_rows_of_a_job_are_exported_in_words(store: Store, tmp_path: Path, ending: str) -> None:
    ids = fill(store, *numbered(1), order(unpaid=True))
    number = do(store, ids, "ready")
    path = tmp_path / f"행{ending}"
    async with desk_on(store) as desk:
        await open_jobs(desk)
        await act(desk, "export_rows")
        desk.find(PathInput).value = str(tmp_path / "행.txt")
        await desk.press("ctrl+s")
        assert ".xlsx · .csv" in desk.shown and not path.exists()
        desk.find(PathInput).value = str(path)
        await desk.press("ctrl+s")
        assert desk.app.told == [f"저장했습니다: {path}"]
    assert rows_of(path) == [
        ["작업", "주문번호", "섹션번호", "결과", "코드", "사유", "해결 방법", "그 사이 바뀐 것"],
        [str(number), "202609210000001", "202609210000001-S1", "적용", "", "", "", ""],
        [
            str(number), "202609210000017", "202609210000017-S1", "거절", "unpaid",
            "결제대기 주문입니다", "입금을 확인한 뒤 처리하세요", "",
        ],
    ]  # fmt: skip


async def test_an_export_that_is_left_leaves_no_file(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(store, fill(store, order()), "ready")
    left = threading.Event()

    def slow(conn: Conn, job: Job, path: Path, lang: Lang, report: Callable[[int], None]) -> Path:
        with new_file(path) as (_, written):
            assert left.wait(10)
            report(1)
        return written

    monkeypatch.setattr("orderdesk.screens.dialogs.job_flow.write_report", slow)
    async with desk_on(store) as desk:
        await open_jobs(desk)
        await act(desk, "export_rows")
        desk.find(PathInput).value = str(tmp_path / "rows.csv")
        await desk.pilot.press("ctrl+s")
        assert "쓰는 중" in desk.shown
        await desk.pilot.press("escape")
        left.set()
        await desk.settle()
        assert isinstance(desk.app.screen, JobsScreen) and desk.app.told == []
    assert not list(tmp_path.glob("*rows*"))


def rows_of(path: Path) -> list[list[str]]:
    """The cells of a file of rows, all of them text."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = [list(row) for row in sheet.iter_rows()]
    assert all(cell.value is None or cell.data_type == "s" for row in cells for cell in row)
    return [[str(cell.value or "") for cell in row] for row in cells]


async def act(desk: Desk, name: str) -> None:
    """What the key of the action *name* does on the screen that is shown."""
    getattr(desk.app.screen, f"action_{name}")()
    await desk.settle()


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_jobs_and_rows_keep_inside_the_screen(store: Store, width: int) -> None:
    ids = fill(store, *numbered(2))
    do(store, ids, "ready")
    async with desk_on(store, size=(width, 20), lang="en") as desk:
        await open_jobs(desk)
        assert "applied 2" in desk.shown
        assert all(cell_len(row) <= width for row in desk.shown.splitlines())
        await desk.press("enter")
        assert isinstance(desk.app.screen, JobRowsScreen)
        assert all(cell_len(row) <= width for row in desk.shown.splitlines())
