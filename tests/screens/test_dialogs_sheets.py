"""주문관리v2 주문서 출력하기, by keys: one order from its detail, many from the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import Store
from orderdesk.screens.order_detail import OrderDetail
from orderdesk.widgets.path_input import PathInput
from tests.domain.builders import HOME, SELLER
from tests.screens.driver import fill, opened, shop
from tests.screens.walking import walks


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, shop())
    return empty_store


def printed(home: Path) -> str:
    """The only file that was made."""
    (path,) = home.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text(encoding="utf-8")


def numbers(text: str) -> list[int]:
    """The running numbers of the orders of the sheets, in their order."""
    return [int(found) for found in re.findall(r'class="number">20260921(\d{7})<', text)]


@walks("sheets")
async def test_주문서_출력_of_one_order_from_its_detail(store: Store, home: Path) -> None:
    """해당 주문 번호 클릭하여 상세페이지로 이동 > 우측 상단 프린터 아이콘."""
    async with opened(store) as desk:
        await desk.press("enter")
        assert isinstance(desk.screen, OrderDetail) and "주문서 ," in desk.text()
        await desk.press("comma")
        shown = desk.text()
        for part in ("주문서 출력", "● 주문서 · 주문마다 한 장", "[x] 금액도 인쇄", "● HTML"):
            assert part in shown
        assert "대상" not in shown and "1–3 고르기" in shown
        await desk.press("ctrl+s")
        assert desk.told == [f"주문 1건 · {home / '주문서_20260921231320.html'}"]
        assert isinstance(desk.screen, OrderDetail)
    text = printed(home)
    assert numbers(text) == [1] and "202609210000001-S1" in text and "최종 실결제금액" in text
    with store.reader() as conn:
        (found,) = accesses(conn, 5)
    assert found.actor == SELLER
    assert found.access[:4] == (
        "sheets",
        "선택한 주문 · 1",
        "주문서 · 주문마다 한 장",
        "주문서_20260921231320.html",
    )


@walks("sheets")
async def test_주문서_출력_of_many_from_the_list_in_its_order(store: Store, home: Path) -> None:
    """출력하고자 하시는 주문 건 체크 후 하단 '(…) 클릭 > 주문서 출력': sorted as the list is."""
    async with opened(store) as desk:
        await desk.grid.mark(1, 3, 5)
        await desk.press("equals_sign", "full_stop", "0", "0", "comma")  # the oldest first
        assert "선택한 주문 · 3" in desk.text()
        await desk.press("ctrl+s")
    assert numbers(printed(home)) == [6, 4, 2]


async def test_slips_with_masked_phones_as_text_of_the_whole_list(store: Store, home: Path) -> None:
    async with opened(store, export_reason=True) as desk:
        await desk.press("comma", "2", "tab", "3", "tab", "space", "tab", "2")
        shown = desk.text()
        assert "금액도 인쇄" not in shown and "● 목록 전체 · 9" in shown and "[x] 연락처 가리기" in shown
        assert desk.screen.query_one(PathInput).value == str(home / "출고_전표_20260921231320.txt")
        await desk.press("ctrl+s")
        assert "내보내는 사유가 필요합니다" in desk.text()
        await desk.press("tab")
        await desk.type("출고")
        await desk.press("ctrl+s")
        assert desk.told == [f"주문 9건 · {home / '출고_전표_20260921231320.txt'}"]
    text = printed(home)
    assert text.count("\f") == 9 and "010-****-1234" in text and HOME.phone not in text
    assert "결제금액" not in text
    with store.reader() as conn:
        assert accesses(conn, 1)[0].access.reason == "출고"


async def test_a_picking_list_of_the_page(store: Store, home: Path) -> None:
    async with opened(store, page_size=3, size=(80, 24)) as desk:
        await desk.grid.go_to(3)
        await desk.press("comma", "3")
        shown = desk.text()
        assert "현재 페이지 · 4–6" in shown and "내용" not in shown
        await desk.press("tab", "2", "ctrl+s")
    text = printed(home)
    assert "주문 1건 · 섹션 1 · 품목 1종 · 1개" in text and "담지 않은 섹션: 배송중 1 · 배송완료 1" in text


async def test_a_file_that_can_not_be_is_refused_and_nothing_chosen_is_said(
    store: Store, empty_store: Store, home: Path
) -> None:
    async with opened(store) as desk:
        await desk.press("comma")
        desk.screen.query_one(PathInput).value = str(home / "a.pdf")
        await desk.press("ctrl+s")
        assert ".html이나 .txt로 끝나야" in desk.text()
        await desk.press("1")  # what was named stays
        assert "a.pdf" in desk.text()
        await desk.press("escape")
        await desk.search("아무도 아님")
        await desk.press("comma")
        assert desk.told == ["먼저 주문을 고르세요 (Space)"]
    assert list(home.iterdir()) == []


async def test_it_speaks_english_and_fits_a_small_terminal(store: Store) -> None:
    async with opened(store, size=(80, 24), lang="en", export_reason=True) as desk:
        await desk.press("comma")
        shown = desk.text()
        for part in (
            "Print order sheets",
            "Packing slips",
            "Print amounts",
            "lp",
            "Reason",
            ".html",
            "Ctrl+S",
        ):
            assert part in shown
