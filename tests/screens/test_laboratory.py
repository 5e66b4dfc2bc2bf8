"""The import laboratory by keys: a bad form is corrected, applied, and its rest comes back mended."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from rich.color import Color

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.parcels import Courier, NumberProblem, with_check_digit
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.results import HEADERS
from orderdesk.core.services.laboratory.judged import Level, finding
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import Job, jobs
from orderdesk.core.store.unit import find
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.bring_rows import BringDialog
from orderdesk.screens.dialogs.fix_cell import FixDialog
from orderdesk.screens.dialogs.preview import PreviewDialog
from orderdesk.screens.laboratory import LaboratoryScreen
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.laboratory_lines import why
from orderdesk.widgets.laboratory_pane import LaboratoryPane
from orderdesk.widgets.numbered_menu import NumberedMenu
from orderdesk.widgets.path_input import PathInput
from tests.screens.dialog_desk import Desk, desk_on, orders_of
from tests.services.desk import Desk as Shop
from tests.services.desk import number, sold
from tests.services.export_file import bought, table, workbook
from tests.services.forms import CJ, fill, form, item
from tests.services.imports import bring_file

HOSTILE = "[/] \u202e번개[b]"


def cj(n: int) -> str:
    """A number that is one of CJ's."""
    return with_check_digit(Courier("cj", CJ, check="cj"), f"6801234{n:04}")


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


@pytest.fixture(autouse=True)
def short_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms with few empty rows."""
    monkeypatch.setattr("orderdesk.core.files.tracking_form._TEXT_ROWS", 30)


def bad_form(store: Store, folder: Path) -> Path:
    """A form with nine rows: two are good, seven are not."""
    shop = Shop(store)
    shop.add(*(sold(n) for n in range(1, 10)))
    numbers: Mapping[int, tuple[object, object]] = {
        1: (CJ, cj(1)),
        2: (CJ, "5.21853E+11"),
        3: (HOSTILE, cj(3)),
        4: (HOSTILE, cj(4)),
        5: ("롯데/경동", cj(5)),
        6: (CJ, "차량배차"),
        7: (CJ, "=SUM(A1)"),
        8: (None, cj(8)),
        9: (CJ, cj(9)),
    }
    shipped = {
        item(n): {"courier": courier, "number": typed, "state": "배송중"}
        for n, (courier, typed) in numbers.items()
    }
    return fill(form(shop, folder), shipped)


def brought(store: Store, path: Path) -> None:
    """Imports a file of orders."""
    bring_file(Shop(store), path)


def order(store: Store, n: int) -> Order:
    with store.reader() as conn:
        ids = find(conn, [number(n)])
    return orders_of(store, list(ids.values()))[0]


def shipped(store: Store, orders: int = 9) -> list[int]:
    """Which of so many *orders* are on their way."""
    return [n for n in range(1, orders + 1) if order(store, n).sections[0].state is SectionState.SHIPPING]


async def open_laboratory(desk: Desk, path: Path) -> None:
    """Reads the file in the import dialog, and opens the laboratory on its problems."""
    await desk.start(flow.import_file)
    desk.find(PathInput).value = str(path)
    await desk.press("ctrl+s", "enter")
    assert isinstance(desk.app.screen, LaboratoryScreen)


async def to_group(desk: Desk, words: str) -> None:
    """Puts the cursor on the problem that *words* are part of."""
    menu = desk.find(LaboratoryPane).part("groups")
    menu.focus()
    await desk.press("ctrl+home")
    while words not in menu.text:
        before = menu.cursor
        await desk.press("down")
        assert menu.cursor != before, f"no {words} among the problems"


def mend(rest: Path) -> None:
    """What a person does with the work list in Excel: three rows, their faulty cells coloured."""
    book = openpyxl.load_workbook(rest)
    sheet = book.worksheets[0]
    assert [sheet.cell(2, column).value for column in (4, 5, 7, 8)] == ["택배사", "송장번호", *HEADERS]
    assert [sheet.cell(row, 4).value for row in (3, 4, 5)] == ["롯데/경동", CJ, CJ]
    coloured = [[sheet.cell(row, c).fill.fill_type is not None for c in (4, 5)] for row in (3, 4, 5)]
    assert coloured == [[True, False], [False, True], [False, True]]
    assert "글자입니다" in str(sheet.cell(4, 8).value) and sheet.max_row == 5
    sheet.cell(3, 4).value = "롯데"
    sheet.cell(4, 5).value, sheet.cell(5, 5).value = cj(6), cj(7)
    book.save(rest)


def list_jobs(store: Store) -> list[Job]:
    with store.reader() as conn:
        return list(jobs(conn, 5))


async def test_a_bad_form_is_corrected_applied_and_its_rest_comes_back(store: Store, tmp_path: Path) -> None:
    path = bad_form(store, tmp_path)
    async with desk_on(store, size=(120, 36)) as desk:
        await open_laboratory(desk, path)
        await to_group(desk, "지수표기")
        await desk.press("enter", "enter")
        assert "5.21853E+11 (글자) · 엑셀이 번호를 줄여" in desk.shown
        desk.find(KoreanInput).value = "6801-23"
        await desk.settle()
        assert "→ 680123" in desk.shown, "it shows at once how that is read"
        desk.find(KoreanInput).value = cj(2)
        await desk.press("ctrl+s")
        assert "지수표기" not in desk.shown and "9행 · 적용 가능 4 · 거절 5" in desk.shown

        await to_group(desk, "번개")
        await desk.press("asterisk")
        assert "2행" in desk.shown and "2칸 고치기" in desk.shown and "\u202e" not in desk.shown
        await desk.press("1", "ctrl+s")
        assert "번개" not in desk.find(LaboratoryPane).part("groups").text
        assert "적용 가능 6 · 거절 3" in desk.shown and shipped(store) == []

        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, PreviewDialog)
        await desk.press("ctrl+s")
        assert shipped(store) == [1, 2, 3, 4, 8, 9]
        assert "남은 3행은" in desk.app.told[-1] and "적용됨 6" in desk.shown

        await desk.press("f8", "ctrl+s", "escape")
        assert len(desk.app.screen_stack) == 1
        rest = path.with_name("filled-남은행.xlsx")
        mend(rest)
        await desk.start(flow.import_file)
        desk.find(PathInput).value = str(rest)
        await desk.press("ctrl+s")
        assert "송장 양식 · 3행 · 적용 가능 3 · 건너뜀 0 · 거절 0" in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
    assert shipped(store) == list(range(1, 10))
    assert [each.applied for each in list_jobs(store)] == [3, 6]
    assert {order(store, n).sections[0].courier for n in (3, 4)} == {CJ}


async def test_an_order_file_is_corrected_and_its_good_orders_come_in(store: Store, tmp_path: Path) -> None:
    rows = [
        bought(1, 1, qty="많이", items_total="20,000", paid="23,000"),
        bought(1, 2, items_total="", paid=""),
        bought(2, name=HOSTILE),
        bought(3),
    ]
    path = workbook(tmp_path / "orders.xlsx", table(rows))
    async with desk_on(store, size=(80, 24)) as desk:
        await open_laboratory(desk, path)
        assert "함께 제외" in desk.shown and "구매수량" in desk.shown
        pane = desk.find(LaboratoryPane)
        await desk.press("ctrl+home", "enter", "end", "delete")
        assert "뺀 행 1" in desk.shown
        await desk.press("f8", "escape")
        await to_group(desk, "1 이상의 정수")
        await desk.press("enter", "enter")
        desk.find(KoreanInput).value = "2"
        await desk.press("ctrl+s")
        assert "거절" not in desk.shown
        await to_group(desk, "모든 행")
        await desk.press("tab", "end", "up", "tab", "end")
        assert pane.part("cells").has_focus and "상품고유번호" in pane.part("cells").text
        await desk.press("ctrl+s")
        assert isinstance(desk.app.screen, BringDialog)
        assert "신규 2" in desk.shown
        await desk.press("ctrl+s")
        with store.reader() as conn:
            assert len(find(conn, [f"20261120000000{n}" for n in (1, 2, 3)])) == 2
        assert "남은 1행은" in desk.app.told[-1]
        await to_group(desk, "뺀 행")
        await desk.press("delete")
        assert "적용 가능 1" in desk.shown
        await desk.press("ctrl+s", "ctrl+s")
        assert len(desk.app.screen_stack) == 1, "nothing is left"


async def test_a_clash_shows_the_order_that_is_here_beside_the_file(store: Store, tmp_path: Path) -> None:
    brought(store, workbook(tmp_path / "first.xlsx", table([bought(1), bought(2)])))
    rows = [
        bought(1, placed_at="2026-11-20 09:12:01", paid="12,000"),
        bought(2, name=HOSTILE, buyer_name="성춘향", buyer_phone="010-0000-7777"),
    ]
    path = workbook(tmp_path / "orders.xlsx", table(rows))
    async with desk_on(store, size=(80, 24)) as desk:
        await desk.start(flow.import_file)
        desk.find(PathInput).value = str(path)
        await desk.press("ctrl+s")
        assert "여기 2026-11-20 09:12:00 · 파일 2026-11-20 09:12:01" in desk.shown
        assert "T09:12" not in desk.shown
        await desk.press("end")
        assert "→ 번호가 틀렸으면 고치고, 다른 상점의 주문이면" in desk.shown
        await desk.press("enter")
        await to_group(desk, "값이 다릅니다")
        beside = "파일 2026-11-20 09:12:01", "여기 2026-11-20 09:12:00"
        assert any(all(side in line for side in beside) and "≠" in line for line in desk.shown.splitlines())
        assert "최종주문금액 여기 13,000 · 파일 12,000. 주문 화면" in " ".join(desk.shown.split())
        await desk.press("enter")
        assert isinstance(desk.app.screen, FixDialog) and "(글자) · 여기 2026-11-20 09:12:00" in desk.shown
        await desk.press("escape")
        await to_group(desk, "같은 번호의 다른 주문이 있습니다")
        assert "주문자 이름 여기 홍*동 · 파일 성춘향" in desk.shown and "\u202e" not in desk.shown
        await desk.press("enter")
        assert "─ 주문번호 · 3행 ─" in desk.shown
        await desk.press("escape")
        pane = desk.find(LaboratoryPane)
        pane.part("cells").focus()
        await desk.press("ctrl+home")
        while "주문자 이름" not in pane.part("cells").text:
            before = pane.part("cells").cursor
            await desk.press("down")
            assert pane.part("cells").cursor != before
        assert "파일 성춘향" in pane.part("cells").text and "여기 홍*동" in pane.part("cells").text
        await desk.press("enter")
        assert "성춘향 (글자) · 여기 홍*동 · 같은 번호의 다른 주문이 있습니다" in desk.shown
        assert "다른 상점의 주문이면 그 상점에서" in desk.shown, "any of its cells says what to do"


async def test_numbers_of_several_orders_are_not_corrected_by_one_text(store: Store, tmp_path: Path) -> None:
    brought(store, workbook(tmp_path / "first.xlsx", table([bought(1), bought(2)])))
    others = [bought(n, name="콩", buyer_name="성춘향", buyer_phone="010-0000-7777") for n in (1, 2)]
    path = workbook(tmp_path / "orders.xlsx", table(others))
    async with desk_on(store, size=(120, 30)) as desk:
        await desk.start(flow.import_file)
        desk.find(PathInput).value = str(path)
        await desk.press("ctrl+s")
        await desk.press("enter")
        await to_group(desk, "같은 번호의 다른 주문이 있습니다")
        rows = desk.find(LaboratoryPane).part("rows").text
        assert "202611200000001" in rows and "…" not in rows, "a number is shown once, and whole"
        assert "같은 문제 모두" not in hint_line(desk), "what can't be done is no offer"
        await desk.press("asterisk")
        assert isinstance(desk.app.screen, LaboratoryScreen)
        assert desk.app.told[-1].startswith("주문마다 번호가 다릅니다")


def hint_line(desk: Desk) -> str:
    return desk.shown.rstrip().splitlines()[-1]


async def test_what_was_brought_in_is_told_at_once_and_the_hints_lead_on(
    store: Store, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1), bought(2), bought(3, qty="많이")]))
    async with desk_on(store, size=(80, 24)) as desk:
        await open_laboratory(desk, path)
        assert "Ctrl+S 2행 미리보기" in hint_line(desk) and "F8 남은 행 저장" in hint_line(desk)
        await desk.press("tab", "ctrl+s", "ctrl+s")
        assert isinstance(desk.app.screen, LaboratoryScreen), "a row is left"
        done = "주문 2건을 불러왔습니다 · 신규 2 · 변경 0 · 그대로 0 · 거절 1건 (1행)"
        done += " · F12 거절된 행과 이유 보기 · F12 F3 불러온 주문 보기"
        assert desk.app.told == [done, "2행을 적용했습니다. 남은 1행은 고치거나 F8 키로 저장하세요"]
        assert hint_line(desk).split("   ")[:2] == [" Esc 닫기", "F8 남은 행 저장"]
        assert "Ctrl+S" not in hint_line(desk)
        await desk.press("tab")
        assert "Esc 뒤로" in hint_line(desk), "from the rows it leads to the problems"
        await desk.press("escape", "escape")
        assert len(desk.app.screen_stack) == 1 and desk.app.told.count(done) == 1


async def test_no_hint_promises_that_an_import_is_taken_back(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1), bought(3, qty="많이")]))
    async with desk_on(store, size=(240, 24)) as desk:
        await open_laboratory(desk, path)
        await desk.press("tab", "ctrl+s", "ctrl+s")
        assert "F2 명령" in hint_line(desk) and "되돌리기" not in hint_line(desk)


async def test_where_nothing_is_left_the_screen_closes_and_says_so_once(store: Store, tmp_path: Path) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1, items_total="1")]))
    async with desk_on(store, size=(80, 24)) as desk:
        await open_laboratory(desk, path)
        await desk.press("ctrl+s", "ctrl+s")
        assert len(desk.app.screen_stack) == 1
        assert [each.partition(" · ")[0] for each in desk.app.told] == ["주문 1건을 불러왔습니다"]


async def test_repeated_rows_are_struck_out_and_a_row_is_no_cell(store: Store, tmp_path: Path) -> None:
    Shop(store).add(sold(1), sold(2))
    label = [f"{number(1)}-S1", CJ, cj(1)]
    rows = [["주문섹션번호", "택배사", "송장번호"], label, label, [f"{number(2)}-S1", CJ, "1"]]
    path = workbook(tmp_path / "t.xlsx", rows)
    async with desk_on(store, lang="en", size=(80, 24)) as desk:
        await open_laboratory(desk, path)
        await to_group(desk, "too short")
        await desk.press("asterisk")
        assert isinstance(desk.app.screen, FixDialog)
        await desk.press("escape", "ctrl+home", "asterisk")
        assert "Choose a problem" in desk.app.told[-1]
        await to_group(desk, "same row")
        await desk.press("asterisk")
        assert "1 row struck out" in desk.app.told[-1] and "same row" not in desk.shown
        await to_group(desk, "Struck out")
        await desk.press("delete")
        assert "same row" in desk.shown


async def test_corrections_are_not_lost_unasked_and_only_files_that_were_read_open(
    store: Store, tmp_path: Path
) -> None:
    path = bad_form(store, tmp_path)
    async with desk_on(store, size=(80, 24)) as desk:
        await desk.start(flow.import_file)
        await desk.press("tab", "4")
        assert "먼저 파일을" in desk.app.told[-1]
        desk.find(PathInput).value = str(path)
        await desk.press("ctrl+s", "4")
        assert isinstance(desk.app.screen, LaboratoryScreen)
        await desk.press("delete", "escape")
        assert "한 번 더" in desk.app.told[-1] and isinstance(desk.app.screen, LaboratoryScreen)
        await desk.press("escape")
        assert desk.find(PathInput).value == str(path) and shipped(store) == []


async def test_typed_text_goes_into_the_field_and_closes_nothing(store: Store, tmp_path: Path) -> None:
    Shop(store).add(sold(1))
    path = fill(form(Shop(store), tmp_path), {item(1): {"courier": CJ, "number": cj(1), "state": "배송완료"}})
    async with desk_on(store, size=(120, 30)) as desk:
        await open_laboratory(desk, path)
        await desk.press("enter")
        dialog = desk.app.screen
        assert isinstance(dialog, FixDialog) and isinstance(dialog.focused, NumberedMenu)
        await desk.write("배송")
        await desk.write("중")
        assert desk.app.screen is dialog and dialog.query_one("#text", KoreanInput).value == "배송중"
        await desk.press("ctrl+s", "ctrl+s", "ctrl+s")
    assert shipped(store, 1) == [1]


async def test_a_name_looks_chosen_only_once_somebody_goes_there(store: Store, tmp_path: Path) -> None:
    Shop(store).add(sold(1))
    path = fill(form(Shop(store), tmp_path), {item(1): {"courier": "모르는곳", "number": cj(1)}})
    async with desk_on(store, size=(120, 30)) as desk:
        await open_laboratory(desk, path)
        await to_group(desk, "알 수 없는 택배사")
        await desk.press("asterisk")
        dialog = desk.app.screen
        assert isinstance(dialog, FixDialog) and "여기 없는 것은 이름을 적으세요" in desk.shown
        menu, field = dialog.query_one(NumberedMenu), dialog.query_one("#text", KoreanInput)

        def grounds() -> list[set[Color | None]]:
            return [{s.style.bgcolor for s in menu.render_line(y) if s.style} for y in range(menu.count)]

        def lit() -> list[int]:
            return [y for y, ground in enumerate(grounds()) if ground not in (quiet, plain)]

        quiet, *_, plain = grounds()
        resting = menu.styles.background
        assert quiet != plain and lit() == [] and field.styles.background != resting
        taken = field.styles.background
        await desk.press("enter")
        assert lit() == [0] and field.value == "모르는곳" and field.styles.background != taken
        await desk.press("down")
        assert lit() == [1]
        await desk.press("enter")
        assert field.value == menu.text.split()[-1]


async def test_values_that_differ_do_not_become_one_by_a_key(store: Store, tmp_path: Path) -> None:
    shop = Shop(store)
    shop.add(sold(1), sold(2))
    numbers = {item(n): {"courier": CJ, "number": text} for n, text in ((1, "123"), (2, "456"))}
    path = fill(form(shop, tmp_path), numbers)
    async with desk_on(store, size=(120, 30)) as desk:
        await open_laboratory(desk, path)
        await to_group(desk, "짧습니다")
        await desk.press("asterisk")
        dialog = desk.app.screen
        assert isinstance(dialog, FixDialog) and dialog.query_one("#text", KoreanInput).value == ""
        assert "서로 다른 값 2가지" in desk.shown
        await desk.press("ctrl+s")
        assert desk.app.screen is dialog and "아직 적은 것이 없습니다" in desk.shown
        await desk.press("escape")
        screen = desk.app.screen
        assert isinstance(screen, LaboratoryScreen)
        screen.action_undo()
        assert desk.app.told[-1].startswith("고친 칸은 그 칸에서 다시 고칩니다")


async def test_a_correction_after_an_import_is_not_lost_unasked(store: Store, tmp_path: Path) -> None:
    path = bad_form(store, tmp_path)
    async with desk_on(store, size=(120, 30)) as desk:
        await open_laboratory(desk, path)
        await desk.press("ctrl+s", "ctrl+s")
        assert shipped(store)
        await to_group(desk, "글자입니다")
        await desk.press("enter", "delete", "escape", "escape")
        assert "한 번 더" in desk.app.told[-1] and isinstance(desk.app.screen, LaboratoryScreen)


async def test_while_what_was_applied_settles_nothing_is_said_to_be_lost(
    store: Store, tmp_path: Path
) -> None:
    path = bad_form(store, tmp_path)
    async with desk_on(store, size=(120, 30)) as desk:
        await open_laboratory(desk, path)
        screen = desk.app.screen
        assert isinstance(screen, LaboratoryScreen)
        screen._working = screen._applying = True
        assert screen.edited and not screen._loses
        screen._applying = False
        assert screen._loses


def test_advice_without_room_lacks_the_list_that_correcting_offers() -> None:
    whole, *_, brief = why(finding("courier", NumberProblem.COURIER_UNKNOWN, Level.REFUSED), "ko")
    assert whole.startswith(f"{brief} (CJ대한통운, ") and brief.endswith("목록에 있는 택배사 이름을 쓰세요")


async def test_the_smallest_window_shows_some_of_everything(store: Store, tmp_path: Path) -> None:
    path = bad_form(store, tmp_path)
    async with desk_on(store, size=(60, 15)) as desk:
        await open_laboratory(desk, path)
        pane = desk.find(LaboratoryPane)
        assert [pane.part(name).size.height for name in ("groups", "rows", "cells")] == [3, 3, 4]
        assert "번개" in desk.shown and "Ctrl+S" in desk.shown
        await desk.press("tab", "tab", "end")
        assert "배송중" in desk.shown
