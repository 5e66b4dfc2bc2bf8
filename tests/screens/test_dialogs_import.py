from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.files.limits import Limits
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import jobs
from orderdesk.core.store.unit import find
from orderdesk.screens.dialogs import flow, flow_undo
from orderdesk.screens.dialogs.import_file import ImportDialog
from orderdesk.screens.dialogs.import_reading import Read, read_source
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.numbered_menu import NumberedMenu
from orderdesk.widgets.path_input import PathInput
from orderdesk.widgets.progress_line import ProgressLine
from tests.files.builders import locked
from tests.screens.dialog_desk import Desk, desk_on, orders_of
from tests.screens.driver import opened
from tests.services.desk import Desk as Shop
from tests.services.export_file import bought, table, workbook
from tests.services.imports import bring

NUMBERS = ["202611200000001", "202611200000002"]


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


async def open_with(desk: Desk, path: Path) -> None:
    await desk.start(flow.import_file)
    desk.find(PathInput).value = str(path)
    await desk.press("ctrl+s")


async def test_without_a_file_it_is_said_how_one_is_chosen(store: Store) -> None:
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        await desk.press("ctrl+s")
        assert "↓ 로 내려받은 파일을 고르거나" in desk.shown and "열 수 없습니다" not in desk.shown


async def test_the_numbers_of_rows_end_in_the_same_cell(store: Store, tmp_path: Path) -> None:
    rows = [bought(n, qty="많이") if n in (2, 10) else bought(n) for n in range(1, 11)]
    async with desk_on(store, size=(120, 30)) as desk:
        await open_with(desk, workbook(tmp_path / "orders.xlsx", table(rows)))
        assert "✗  3행 구매수량" in desk.shown and "✗ 11행 구매수량" in desk.shown


async def test_rows_of_an_order_that_is_refused_as_a_whole_share_a_line_and_hide_no_difference(
    store: Store, tmp_path: Path
) -> None:
    bring(Shop(store), tmp_path, bought(1, 1), bought(1, 2))
    other = {"buyer_name": "성춘향", "buyer_phone": "010-0000-7777"}
    rows = [bought(1, 1) | other, bought(1, 2, qty=3) | other, bought(1, 3) | other]
    async with desk_on(store, size=(120, 40)) as desk:
        await open_with(desk, workbook(tmp_path / "orders.xlsx", table(rows)))
        lines = [line.strip(" │") for line in desk.shown.splitlines()]
        assert any(line.startswith("✗ 3–4행 주문번호 202611200000001") for line in lines)
        assert any(line.startswith("≠ 주문자 이름") for line in lines)
        assert any(line.startswith("≠ 구매수량") and line.endswith("여기 2 · 파일 3") for line in lines)
        assert sum(line.startswith("→ 번호가 틀렸으면") for line in lines) == 1


async def test_orders_are_read_first_and_brought_in_by_a_second_confirmation(
    store: Store, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1), bought(2, qty="많이")]))
    async with desk_on(store, size=(120, 30)) as desk:
        await open_with(desk, path)
        assert "주문 2건 (2행) · 신규 1 · 변경 0 · 그대로 0 · 거절 1" in desk.shown
        assert "✗ 3행 구매수량 많이" in desk.shown
        assert "불러오기는 되돌리지 않습니다" in desk.shown
        with store.reader() as conn:
            assert find(conn, NUMBERS[:1]) == {}
        await desk.press("ctrl+s")
        with store.reader() as conn:
            found = find(conn, NUMBERS)
            assert list(found) == NUMBERS[:1]
            assert [each.action for each in jobs(conn, 5)] == ["import"]
        assert desk.app.told[-1].startswith("주문 1건을 불러왔습니다 · 신규 1 · 변경 0")
        assert desk.app.told[-1].endswith("F12 거절된 행과 이유 보기 · F12 F3 불러온 주문 보기")
        await desk.start(flow_undo.undo)
        assert desk.app.told[-1].startswith("불러오기는 되돌리지 않습니다")
        assert orders_of(store, list(found.values()))[0].entries[0].assumed

        await open_with(desk, path)
        await desk.press("ctrl+s")
        assert "바뀌는 것이 없습니다" in desk.app.told[-1]


async def test_while_a_file_is_opened_that_is_said(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1)]))
    said: list[str] = []
    async with desk_on(store, size=(80, 24)) as desk:
        await desk.start(flow.import_file)
        line = desk.find(ProgressLine)

        def read(path: Path, limits: Limits, password: str) -> Read:
            said.append(line.render().plain)
            return read_source(path, limits, password)

        monkeypatch.setattr("orderdesk.screens.dialogs.import_file.read_source", read)
        desk.find(PathInput).value = str(path)
        await desk.press("ctrl+s")
        assert "신규 1" in desk.shown
    assert said == ["파일을 여는 중 …"]


async def test_orders_may_be_taken_as_unpaid(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1, name="[/] 쌀")]))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        desk.find(PathInput).value = str(path)
        await desk.press("tab", "1", "ctrl+s", "ctrl+s")
    with store.reader() as conn:
        found = find(conn, NUMBERS[:1])
    assert not orders_of(store, list(found.values()))[0].entries[0].assumed


async def test_enter_reads_the_file_and_brings_nothing_in(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1, name="쌀")]))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        field = desk.find(PathInput)
        await desk.press("enter")
        assert field.has_focus and "[x] 주문: 결제완료로 봄" in desk.shown
        field.value = str(path)
        await desk.press("enter")
        assert "신규 1" in desk.shown and "[x] 주문: 결제완료로 봄" in desk.shown
        desk.find(NumberedMenu).focus()
        await desk.settle()
        assert "  4   칸마다" in desk.shown and "1–4 고르기" in desk.shown
        field.focus()
        await desk.press("enter")
        with store.reader() as conn:
            assert jobs(conn, 5) == []


async def test_another_path_must_be_read_before_anything_is_brought_in(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1, name="[/] 쌀")]))
    async with desk_on(store, size=(120, 30)) as desk:
        await open_with(desk, path)
        assert "신규 1" in desk.shown
        desk.find(PathInput).value = str(tmp_path / "other.xlsx")
        await desk.settle()
        assert "신규 1" not in desk.shown
        await desk.press("ctrl+s")
        assert "그런 파일이 없습니다" in desk.shown
        assert isinstance(desk.app.screen, ImportDialog)
        with store.reader() as conn:
            assert jobs(conn, 5) == []


async def test_a_locked_file_asks_for_its_password_which_is_never_seen_or_kept(
    store: Store, tmp_path: Path
) -> None:
    plain = workbook(tmp_path / "plain.xlsx", table([bought(1)]))
    path = tmp_path / "orders.xlsx"
    path.write_bytes(locked(plain.read_bytes(), "비밀secret"))
    async with desk_on(store, size=(100, 30)) as desk:
        await open_with(desk, path)
        field = desk.app.screen.query_one("#password", KoreanInput)
        assert "암호가 걸린 파일입니다" in desk.shown and "파일 암호" in desk.shown and field.has_focus
        field.value = "틀림wrong"
        await desk.settle()
        assert "틀림" not in desk.shown and "wrong" not in desk.shown and "•" in desk.shown
        await desk.press("ctrl+s")
        assert "암호가 맞지 않습니다" in desk.shown and field.value == "" and field.has_focus
        field.value = "비밀secret"
        await desk.press("ctrl+s")
        assert "신규 1" in desk.shown and "파일 암호" not in desk.shown and field.value == ""
        desk.app.screen.query_one("#wishes").focus()
        await desk.press("1")
        assert "신규 1" in desk.shown, "what was read is looked at again without asking again"
        await desk.press("ctrl+s")
        said = " ".join(desk.app.told)
    with store.reader() as conn:
        assert find(conn, NUMBERS[:1])
    assert "secret" not in said
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.suffix != ".xlsx")
    assert kept and b"secret" not in kept


async def test_another_path_asks_for_no_password_of_the_file_before(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(locked(workbook(tmp_path / "plain.xlsx", table([bought(1)])).read_bytes(), "비밀"))
    async with desk_on(store, size=(100, 30)) as desk:
        await open_with(desk, path)
        field = desk.app.screen.query_one("#password", KoreanInput)
        field.value = "비밀"
        desk.find(PathInput).value = str(tmp_path / "plain.xlsx")
        await desk.settle()
        assert field.value == "" and "파일 암호" not in desk.shown
        await desk.press("ctrl+s")
        assert "신규 1" in desk.shown


async def test_a_password_is_never_copied(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(locked(workbook(tmp_path / "plain.xlsx", table([bought(1)])).read_bytes(), "비밀"))
    async with opened(store) as desk:
        await desk.press("ctrl+e")
        desk.app.screen.query_one(PathInput).value = str(path)
        await desk.press("ctrl+s")
        field = desk.app.screen.query_one("#password", KoreanInput)
        field.value = "비밀"
        field.select_all()
        assert field.has_focus and field.selected_text == "비밀"
        await desk.press("ctrl+c", "ctrl+x")
        assert desk.app.clipboard == "" and field.value == "비밀"
