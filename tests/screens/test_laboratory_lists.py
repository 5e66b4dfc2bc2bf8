"""Lists of products and of members on the screen: read, corrected cell by cell, and brought in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.services.customers import find_customers
from orderdesk.core.services.goods import find_products
from orderdesk.core.store.customers import grades
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.bring_rows import BringDialog
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.laboratory_pane import LaboratoryPane
from orderdesk.widgets.path_input import PathInput
from tests.files.builders import Rows, xlsx
from tests.screens.dialog_desk import Desk, desk_on

GOODS = ["상품코드", "상품명", "옵션명", "판매가", "판매상태", "옵션 SKU", "재고"]
PEOPLE = ["회원코드", "이름", "연락처", "등급", "가입일"]


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


async def read(desk: Desk, path: Path, *rows: Sequence[object]) -> None:
    cells: Rows = list(rows)
    path.write_bytes(xlsx(cells))
    await desk.start(flow.import_file)
    desk.find(PathInput).value = str(path)
    await desk.press("ctrl+s")


async def type_instead(desk: Desk, text: str) -> None:
    desk.find(KoreanInput).value = text
    await desk.press("ctrl+s")


async def test_a_good_list_of_products_comes_in_by_a_second_confirmation(
    store: Store, tmp_path: Path
) -> None:
    rows: Rows = [
        ["F1", "[b]쌀", "", "38,000", "판매중", "F1-1", 5],
        ["F2", "콩", "", 9_000, "품절", "", None],
    ]
    async with desk_on(store, size=(120, 32)) as desk:
        await read(desk, tmp_path / "goods.xlsx", GOODS, *rows)
        assert "상품 목록 · 2행 · 신규 2 · 변경 0 · 그대로 0 · 거절 0" in desk.shown
        assert "2행 불러오기" in desk.shown
        with store.reader() as conn:
            assert find_products(conn, "") == []
        await desk.press("ctrl+s")
        assert desk.app.told[-1] == "목록 2행을 불러왔습니다 · 신규 2 · 변경 0 · 그대로 0 · 거절 0"
        await read(desk, tmp_path / "goods.xlsx", GOODS, *rows)
        await desk.press("ctrl+s")
        assert "바뀌는 것이 없습니다" in desk.app.told[-1]
    with store.reader() as conn:
        found = {each.code: (each.name, each.price, each.on_sale) for each in find_products(conn, "")}
        (option,) = next(each.options for each in find_products(conn, "") if each.code == "F1")
        assert list(jobs(conn, 5)) == []
    assert found == {"F1": ("[b]쌀", 38_000, True), "F2": ("콩", 9_000, False)}
    assert (option.sku, option.on_hand) == ("F1-1", 5)


async def test_products_are_corrected_together_brought_in_and_the_rest_is_written(
    store: Store, tmp_path: Path
) -> None:
    """A word that is none, on two rows; a price that nobody can read; an SKU that two products have."""
    path = tmp_path / "goods.xlsx"
    rows: Rows = [
        ["F1", "쌀", "", 38_000, "팝니다", "F1-1", 5],
        ["F2", "콩", "", 9_000, "팝니다", "F2-1", None],
        ["F3", "깨", "", "오천원", "판매중", "F3-1", None],
        ["F4", "꿀", "소", 100, "판매중", "F4-1", None],
        ["F5", "잣", "", 100, "판매중", "F4-1", None],
    ]
    async with desk_on(store, size=(120, 32)) as desk:
        await read(desk, path, GOODS, *rows)
        assert "상품 목록 · 5행 · 신규 1 · 변경 0 · 그대로 0 · 거절 4" in desk.shown
        await desk.press("enter")
        pane = desk.find(LaboratoryPane)
        assert "판매상태 팝니다" in pane.part("groups").text and "코드" in desk.shown
        await desk.press("asterisk")
        assert "판매중지" in desk.shown
        await type_instead(desk, "판매")
        assert "팝니다" not in pane.part("groups").text and "거절 2" in desk.shown
        await desk.press("tab", "enter")
        desk.find(KoreanInput).value = "5,000원"
        await desk.settle()
        assert "→ 5,000" in desk.shown
        await desk.press("ctrl+s")
        assert "거절 1" in desk.shown and "4행 미리보기" in desk.shown
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, BringDialog)
        assert "신규 4" in desk.shown
        await desk.press("ctrl+s")
        assert "4행을 적용했습니다. 남은 1행" in desk.app.told[-1]
        await desk.press("f8", "ctrl+s", "escape")
    with store.reader() as conn:
        found = {each.code: (each.name, each.price, each.on_sale) for each in find_products(conn, "")}
    assert found == {
        "F1": ("쌀", 38_000, True),
        "F2": ("콩", 9_000, True),
        "F3": ("깨", 5_000, True),
        "F4": ("꿀", 100, True),
    }
    sheet = openpyxl.load_workbook(path.with_name("goods-남은행.xlsx")).worksheets[0]
    assert sheet.max_row == 2 and [sheet.cell(2, n).value for n in (1, 2)] == ["F5", "잣"]


async def test_members_are_corrected_and_a_new_grade_is_pointed_out(store: Store, tmp_path: Path) -> None:
    rows: Rows = [
        ["m1", "홍길동", "010-0000-0001", "우수", "2026-01-02"],
        ["m2", "성춘향", "010-0000-0002", "", "그저께"],
        ["m2", "이몽룡", "010-0000-0003", "", None],
    ]
    async with desk_on(store, lang="en", size=(120, 32)) as desk:
        await read(desk, tmp_path / "members.xlsx", PEOPLE, *rows)
        assert "list of members · 3 rows · new 2 · changed 0 · unchanged 0 · refused 1" in desk.shown
        await desk.press("enter")
        pane = desk.find(LaboratoryPane)
        assert "가입일" in pane.part("groups").text
        await desk.press("asterisk")
        await type_instead(desk, "2026-03-04")
        assert "refused 1" in desk.shown and "same row stands above" in pane.part("groups").text
        await desk.press("tab", "enter")
        await type_instead(desk, "m3")
        assert "Refused" not in desk.shown and "Preview 3 rows" in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
        assert (
            desk.app.told[-1] == "3 rows of the list imported · new 3 · changed 0 · unchanged 0 · refused 0"
        )
    with store.reader() as conn:
        people = find_customers(conn, "", 9)
        assert [grade.name for grade in grades(conn)] == ["우수"]
    assert {each.code: (each.name, each.grade, each.joined_at is not None) for each in people} == {
        "m1": ("홍길동", "우수", True),
        "m2": ("성춘향", "", True),
        "m3": ("이몽룡", "", False),
    }
