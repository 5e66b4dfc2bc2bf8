"""주문 내보내기&양식설정, by keys: scope, template, file; what is written, and what is said otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.export_templates import ExportColumn, Template
from orderdesk.core.domain.orders import Method
from orderdesk.core.services.export_templates import save_template
from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import Store
from orderdesk.screens.orders import OrdersScreen
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import NOW, SELLER
from tests.screens.driver import fill, numbered, opened
from tests.screens.walking import walks

PRODUCTS = Template("상품", (ExportColumn("number"), ExportColumn("name", "품명")))


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, numbered(60))
    save_template(empty_store, SELLER, NOW, PRODUCTS)
    return empty_store


def numbers(home: Path) -> list[int]:
    """The running numbers of the orders in the only file that was written."""
    (path,) = home.iterdir()
    return [int(str(cell.value)[8:]) for cell in openpyxl.load_workbook(path).worksheets[0]["A"][1:]]


@walks("export")
async def test_주문_내보내기_the_whole_tab_in_korean_mode(store: Store, home: Path) -> None:
    """상단의 "내보내기" → 조건, 양식 선택 → 내보내기 버튼."""
    async with opened(store) as desk:
        await desk.press("ㄷ")  # 내보내기
        shown = desk.text()
        for part in (
            "● 탭 전체 · 전체",
            "현재 페이지 · 1–50",
            "선택한 주문 · 0건 (최대 50)",
            "필터 결과 전체 · 60건",
        ):
            assert part in shown
        assert "● 기본 양식 · 38열" in shown and "상품 · 2열" in shown
        assert "1–5 고르기" in shown
        assert desk.screen.query_one(PathInput).value == str(home / "기본_양식_20260921231320.xlsx")
        await desk.press("ctrl+s")
        assert desk.told == [f"주문 60건 · 60행 · 1명 · {home / '기본_양식_20260921231320.xlsx'}"]
    (path,) = home.iterdir()
    sheet = openpyxl.load_workbook(path)["주문"]
    assert (sheet.max_column, sheet.max_row) == (38, 61)
    with store.reader() as conn:
        (found,) = accesses(conn, 5)
    assert (found.actor, found.access.scope, found.access.orders) == (SELLER, "탭 전체 · 전체", 60)


async def test_현재_페이지_is_the_block_of_the_cursor(store: Store, home: Path) -> None:
    async with opened(store, page_size=3) as desk:
        await desk.grid.go_to(4)
        await desk.press("f8")
        assert "현재 페이지 · 4–6" in desk.text()
        await desk.press("2", "tab", "2", "ctrl+s")
    assert numbers(home) == [4, 5, 6]


async def test_a_filter_offers_what_it_shows_and_전체_탭_ignores_it(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        assert isinstance(desk.screen, OrdersScreen)
        desk.screen.choose(filters=("order_no=202609210000003,202609210000005",))
        await desk.settle()
        await desk.press("f8")
        assert "● 필터 결과 전체 · 2" in desk.text()
        await desk.press("tab", "2", "ctrl+s")
        assert numbers(home) == [3, 5]
        next(home.iterdir()).unlink()
        await desk.press("f8", "1", "tab", "2", "ctrl+s")
    assert numbers(home) == list(range(1, 61))


async def test_선택한_주문_are_fifty_at_most(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.grid.mark(2, 4)
        await desk.press("f8")
        assert "● 선택한 주문 · 2건 (최대 50)" in desk.text()
        await desk.press("tab", "2", "ctrl+s")
        assert numbers(home) == [3, 5]
        await desk.press("asterisk", "f8", "4", "ctrl+s")
        assert "선택한 주문은 50건까지 내보냅니다" in desk.text()
        await desk.press("escape")
    assert len(list(home.iterdir())) == 1


async def test_주문일_기간_takes_days_or_a_name(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.press("f8", "3")
        assert "최근30일" in desk.text()
        await desk.press("tab", "ctrl+u")
        await desk.type("언젠가")
        await desk.press("ctrl+s")
        assert "날짜는 2026-11-23처럼 적으세요" in desk.text()
        await desk.press("ctrl+u")
        await desk.type("2026-09-21")
        await desk.press("tab", "2", "ctrl+s")
    assert len(numbers(home)) == 60


async def test_the_file_follows_the_template_until_it_is_named(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.press("f8", "tab", "2")
        assert "상품_20260921231320.xlsx" in desk.text()
        desk.screen.query_one(PathInput).value = str(home / "none" / "a.csv")
        await desk.press("1")
        assert "none/a.csv" in desk.text()
        await desk.press("ctrl+s")
        assert "쓸 수 없습니다" in desk.text()
        desk.screen.query_one(PathInput).value = str(home / "a.csv")
        await desk.press("ctrl+s")
    assert (home / "a.csv").read_text(encoding="utf-8-sig").startswith("판매채널,주문번호")


async def test_a_reason_is_asked_for_where_the_setting_says_so(store: Store, home: Path) -> None:
    async with opened(store, export_reason=True) as desk:
        await desk.press("f8", "ctrl+s")
        assert "내보내는 사유가 필요합니다" in desk.text()
        await desk.press("tab", "tab")
        await desk.type("부가세")
        await desk.press("ctrl+s")
        assert desk.told and "주문 60건" in desk.told[0]
    with store.reader() as conn:
        assert accesses(conn, 5)[0].access.reason == "부가세"


@walks("export-payments")
async def test_결제_내역_내보내기_by_its_template(store: Store, home: Path) -> None:
    """내보내기 → 결제 내역 내보내기."""
    async with opened(store) as desk:
        await desk.press("f8", "tab", "end", "enter", "ctrl+s")
        assert "주문 60건 · 60행" in desk.told[0] and "결제_기본_양식_" in desk.told[0]
    (path,) = home.iterdir()
    assert "결제" in openpyxl.load_workbook(path).sheetnames


async def test_결제_내역_내보내기_by_the_days_of_the_payments(store: Store, home: Path) -> None:
    """내보내기 → 결제 내역 내보내기: 결제일 기간, 18 columns."""
    async with opened(store) as desk:
        await desk.press("f8", "tab", "end", "enter")
        assert "● 결제 기본 양식 · 18열" in desk.text() and "● 결제일 기간" in desk.text()
        await desk.press("escape", "f8", "1", "tab", "end", "enter")
        assert "● 탭 전체" in desk.text()  # what was chosen stays
        await desk.press("escape", "f8", "tab", "end", "enter", "ctrl+s")
        assert "주문 60건 · 60행" in desk.told[0] and "결제_기본_양식_" in desk.told[0]
    (path,) = home.iterdir()
    rows = list(openpyxl.load_workbook(path)["결제"].iter_rows(values_only=True))
    assert len(rows) == 61 and rows[0][:3] == ("주문번호", "결제번호", "결제상태")
    assert rows[1][1:7] == (
        "202609210000001-P1",
        "결제완료",
        "2026-09-18 23:13:20",
        "신용카드",
        "결제",
        10_000,
    )


@walks("bank-records")
async def test_무통장_결제_내역_by_the_built_in_tab_and_template(empty_store: Store, home: Path) -> None:
    """무통장 부가세 탭 → 내보내기 → 무통장 결제 내역 → 최종결제금액, with the sums of the months."""
    bank = numbered(3, method=Method.BANK)
    fill(empty_store, [*bank, *(replace(each, number=each.number + "9") for each in numbered(2))])
    async with opened(empty_store) as desk:
        await desk.press("8")
        assert "▌8 무통장 부가세 3▐" in desk.text()
        await desk.press("f8", "tab", "2", "ctrl+s")
        assert "주문 3건 · 3행" in desk.told[0]
    (path,) = home.iterdir()
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["주문"][1]]
    assert [row[heads.index("최종결제금액")] for row in book["주문"].iter_rows(2, values_only=True)] == [
        10_000
    ] * 3
    assert [row[:2] for row in book["월별 합계"].iter_rows(2, values_only=True)] == [
        ("2026-09", 3),
        ("합계", 3),
    ]


async def test_a_couriers_file_has_a_combined_parcel_in_one_row_on_wish(store: Store, home: Path) -> None:
    async with opened(store) as desk:
        await desk.press("f8", "tab", "4")
        assert "● 섹션마다 한 행" in desk.text() and "CJ-A_2026" in desk.text()
        await desk.press("tab", "2", "ctrl+s")
        assert "주문 60건 · 1행" in desk.told[0]


async def test_a_small_terminal_shows_all_of_it(store: Store, home: Path) -> None:
    async with opened(store, size=(80, 24), export_reason=True, lang="en") as desk:
        await desk.press("f8", "3")
        shown = desk.text()
        for part in ("All of the tab", "All filtered orders · 60", "Reason (required", ".xlsx", "Ctrl+S"):
            assert part in shown
        await desk.press("tab", "ctrl+u", "tab", "4", "ctrl+s")  # a courier's file, and no period
        for part in (
            "All of the tab",
            "CJ-A",
            "combined parcel",
            "Reason (required",
            "write dates",
            "Ctrl+S",
        ):
            assert part in desk.text()


async def test_내보낸_기록_says_who_took_what_out(store: Store, home: Path) -> None:
    async with opened(store, size=(80, 24), export_reason=True) as desk:
        await desk.press("f8", "f12")
        assert "기록이 없습니다" in desk.text()
        await desk.press("escape", "tab", "2", "tab")
        await desk.type("재고 확인")
        await desk.press("ctrl+s", "f8", "f12")
        assert "2026-09-21 23:13  김영희  주문 내보내기" in desk.text()
        folded = " ".join(desk.text().replace("│", " ").split())
        for part in ("접속기록", "1명", "사유 재고 확인", "상품_2026"):
            assert part in folded
