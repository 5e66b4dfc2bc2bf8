"""Payment exports and statements of banks on the screen: looked at and corrected, never applied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.store.accesses import Access, accesses
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.screens.dialogs import flow
from orderdesk.screens.laboratory import LaboratoryScreen
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.laboratory_pane import LaboratoryPane
from orderdesk.widgets.path_input import PathInput
from tests.files.builders import Rows, xlsx
from tests.screens.dialog_desk import Desk, desk_on
from tests.services.desk import Desk as Shop
from tests.services.desk import number, sold

AT = "2026-11-22 09:12:00"
HEADERS = ["주문번호", "결제번호", "결제시간", "결제수단", "결제구분", "금액"]
KB = ["거래일시", "적요", "보낸분/받는분", "출금액", "입금액", "잔액"]


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


async def read(desk: Desk, path: Path) -> None:
    await desk.start(flow.import_file)
    desk.find(PathInput).value = str(path)
    await desk.press("ctrl+s")


def payments(store: Store, folder: Path) -> Path:
    """One that is there, one that is waited for, two of an unknown method."""
    Shop(store).add(sold(1), sold(2, unpaid=True), sold(3), sold(4))
    ways = {1: "카드", 2: "무통장입금", 3: "[b]조개", 4: "[b]조개"}
    rows = [[number(n), f"p{n}", AT, way, "결제", 10_000] for n, way in ways.items()]
    path = folder / "payments.xlsx"
    path.write_bytes(xlsx([HEADERS, *rows]))
    return path


async def test_payments_are_looked_at_corrected_and_kept_but_never_applied(
    store: Store, tmp_path: Path
) -> None:
    path = payments(store, tmp_path)
    async with desk_on(store, size=(120, 32)) as desk:
        await read(desk, path)
        assert "결제 내역 · 4행 · 건너뜀 1 · 거절 3" in desk.shown
        await desk.press("ctrl+s")
        assert "견주기만 하고, 아무것도 바꾸지 않습니다" in desk.app.told[-1]
        await desk.press("enter")
        assert isinstance(desk.app.screen, LaboratoryScreen)
        assert "[b]조개" in desk.find(LaboratoryPane).part("groups").text
        await desk.press("asterisk")
        desk.find(KoreanInput).value = "신용카드"
        await desk.press("ctrl+s")
        assert "[b]조개" not in desk.shown and "거절 1" in desk.shown
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, LaboratoryScreen)
        assert "견주기만 하고, 아무것도 바꾸지 않습니다" in desk.app.told[-1]
        await desk.press("f8", "ctrl+s", "escape")
    with store.reader() as conn:
        assert list(jobs(conn, 5)) == []
    sheet = openpyxl.load_workbook(path.with_name("payments-남은행.xlsx")).worksheets[0]
    assert [sheet.cell(2, column).value for column in (1, 7)] == [number(2), "거절"]
    assert "입금을 기다리고" in str(sheet.cell(2, 8).value) and sheet.max_row == 2


async def test_a_statement_shows_each_cell_as_read_beside_what_is_understood(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "kb.xlsx"
    rows: Rows = [
        ["2026.11.22 09:12:33", "이체", "[b]홍길동", "0", "３８，０００", "1,000"],
        ["2026.11.22 10:00:00", "이체", "성춘향", "0", "삼만원", "2,000"],
        ["합계", None, None, "0", "38,000", None],
    ]
    path.write_bytes(xlsx([["국민은행"], KB, *rows]))
    async with desk_on(store, lang="en", size=(120, 32)) as desk:
        await read(desk, path)
        assert "statement of KB국민은행 · 3 rows · skipped 2 · refused 1" in desk.shown
        await desk.press("enter")
        assert "삼만원" in desk.shown and "not a whole number of won" in desk.shown
        await desk.press("enter", "enter")
        desk.find(KoreanInput).value = "30,000원"
        await desk.settle()
        assert "→ 30,000" in desk.shown
        await desk.press("ctrl+s")
        assert "Refused" not in desk.shown
        assert "Match 2 deposits" in desk.shown
        pane = desk.find(LaboratoryPane)
        pane.part("groups").focus()
        await desk.press("ctrl+home", "tab", "ctrl+home")
        assert "３８，０００" in pane.part("rows").text and "→ 38,000" in pane.part("rows").text


async def test_a_work_list_is_recorded_with_the_reason_that_the_setting_asks_for(
    store: Store, tmp_path: Path
) -> None:
    path = payments(store, tmp_path)
    async with desk_on(store, size=(120, 32)) as desk:
        desk.app.desk = replace(desk.app.desk, settings=replace(desk.app.desk.settings, export_reason=True))
        await read(desk, path)
        await desk.press("enter", "f8", "ctrl+s")
        assert "사유를 적으세요" in desk.shown and not path.with_name("payments-남은행.xlsx").exists()
        desk.app.screen.query_one("#reason", KoreanInput).value = "대사"
        await desk.press("ctrl+s")
    with store.reader() as conn:
        (found,) = accesses(conn, 5)
    assert found.access == Access(
        "import-result", "payments.xlsx", "결제 내역", "payments-남은행.xlsx", "대사", 3, 3, 0
    )


async def test_a_corrected_deposit_is_matched_with_the_order_that_it_pays(
    store: Store, tmp_path: Path
) -> None:
    Shop(store).add(sold(1, unpaid=True), sold(2, unpaid=True))
    rows: Rows = [
        ["2026.09.21 23:14:00", "이체", "구매자1", "0", "만원", "1,000"],
        ["2026.09.21 23:15:00", "이체", "구매자2", "0", "10,000", "2,000"],
        ["그저께", "이체", "누구", "0", "7", "3,000"],
    ]
    path = tmp_path / "kb.xlsx"
    path.write_bytes(xlsx([KB, *rows]))
    async with desk_on(store, size=(120, 32)) as desk:
        await read(desk, path)
        await desk.press("end", "enter")
        pane = desk.find(LaboratoryPane)
        pane.part("groups").focus()
        await desk.press("ctrl+home", "down")
        assert "금액이 원 단위" in pane.part("groups").text and "입금 1건 대조" in desk.shown
        await desk.press("enter", "enter")
        desk.find(KoreanInput).value = "10,000"
        await desk.press("ctrl+s")
        assert "입금 2건 대조" in desk.shown
        await desk.press("ctrl+s")
        assert "2/2건 · 20,000원" in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
        assert isinstance(desk.app.screen, LaboratoryScreen)
        assert "2행을 적용했습니다. 남은 1행은" in desk.app.told[-1] and "적용됨 2" in desk.shown
    with store.reader() as conn:
        assert [(job.action, job.applied) for job in jobs(conn, 5)] == [("confirm-payment", 2)]
    async with desk_on(store, size=(120, 32)) as desk:
        await read(desk, path)
        assert "이미" in desk.shown
        await desk.press("ctrl+s")
        assert "입금 대조로" in desk.app.told[-1], "nothing is left to match"
