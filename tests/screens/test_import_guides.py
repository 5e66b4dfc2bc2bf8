"""The guide to importing orders, by keys."""

from __future__ import annotations

from pathlib import Path

from orderdesk.core.store.engine import Store
from orderdesk.core.store.unit import find
from tests.screens.driver import fill, opened
from tests.screens.walking import walks
from tests.services.export_file import Row, bought, table, workbook

NUMBERS = [f"20261120000000{n}" for n in (1, 2, 3)]


def download(*rows: Row) -> None:
    """A file with *rows* where downloads land."""
    folder = Path.home() / "Downloads"
    folder.mkdir(parents=True, exist_ok=True)
    workbook(folder / "기본_양식.xlsx", table(rows))


@walks("import")
async def test_주문_불러오기_the_newest_download(empty_store: Store) -> None:
    fill(empty_store, ())
    download(*(bought(n) for n in (1, 2, 3)))
    async with opened(empty_store) as desk:
        await desk.press("ctrl+e", "down", "ctrl+s")
        assert "신규 3" in desk.text() and "거절 0" in desk.text()
        await desk.press("ctrl+s")
        assert desk.told[-1].startswith("주문 3건을 불러왔습니다")
        assert sorted(desk.grid.numbers) == NUMBERS


@walks("import")
async def test_주문_불러오기_a_refused_row_is_mended(empty_store: Store) -> None:
    fill(empty_store, ())
    download(bought(1), bought(2), bought(3, qty="많이"))
    async with opened(empty_store) as desk:
        await desk.press("ctrl+e", "down", "ctrl+s")
        assert "신규 2" in desk.text() and "거절 1" in desk.text()
        await desk.press("enter", "enter")
        await desk.type("1")
        await desk.press("ctrl+s")
        assert "거절" not in desk.row(0), "the row is good now"
        await desk.press("ctrl+s", "ctrl+s")
        assert desk.told[-1].startswith("주문 3건을 불러왔습니다")
        assert sorted(desk.grid.numbers) == NUMBERS
    with empty_store.reader() as conn:
        assert len(find(conn, NUMBERS)) == 3
