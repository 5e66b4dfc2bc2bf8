"""양식 관리, by keys: a template is made, seen while it is made, kept, copied and removed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from textual.widgets import Static

from orderdesk.core.domain.export_templates import AddressMode, ExportColumn, Only, RowUnit, Template
from orderdesk.core.domain.orders import Order
from orderdesk.core.services.export_templates import read_templates, save_template
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.template_editor import TemplateEditor
from orderdesk.screens.dialogs.templates import TemplatesDialog
from tests.domain.builders import HOME, NOW, SELLER, line, order, section
from tests.screens.driver import DeskDriver, fill, opened
from tests.screens.walking import walks

MINE = Template("내 양식", (ExportColumn("number"), ExportColumn("name", "품명")))


def bought(n: int) -> Order:
    made = order(line(1, 2, name="쌀"), line(2, name="기름"), sections=[section(1, address=HOME)])
    return replace(made, number=f"20260921000000{n}", placed_at=NOW - n * 60)


@pytest.fixture
def store(empty_store: Store) -> Store:
    fill(empty_store, [bought(1), bought(2)])
    return empty_store


def own(store: Store) -> list[Template]:
    with store.reader() as conn:
        return [each for each in read_templates(conn) if each.name.startswith("내")]


def shown(desk: DeskDriver) -> str:
    """The preview."""
    return str(desk.screen.query_one("#preview", Static).content)


async def add(desk: DeskDriver, *names: str) -> None:
    """Adds fields by their names, as they are typed and chosen in the catalogue."""
    await desk.press("plus")
    for n, name in enumerate(names):
        if n:
            await desk.press("ctrl+u")
        await desk.type(name)
        await desk.press("tab", "space", "shift+tab")
    await desk.press("ctrl+s")


@walks("export")
async def test_양식설정_a_template_is_made_previewed_kept_and_used(store: Store, home: Path) -> None:
    """양식관리 → 필요한 항목을 골라 저장 → 내보내기에서 고른다."""
    async with opened(store) as desk:
        await desk.press("f8", "f6")
        assert isinstance(desk.screen, TemplatesDialog) and "기본 양식" in desk.text()
        await desk.press("plus")
        assert "+ 키로 항목을 넣으세요" in desk.text()
        await desk.type("내 양식")
        await desk.press("tab")
        await add(desk, "주문번호", "상품명", "고정글자", "최종주문금액")
        assert "주문번호" in desk.text() and "쌀" in desk.text()
        await desk.press("up", "enter")  # the fixed text
        await desk.type("운임구분")
        await desk.press("tab")
        await desk.type("선불")
        await desk.press("ctrl+s")
        preview = desk.text().split("운임구분")[-1]
        assert preview.count("선불") == 4 and "23000" not in preview and preview.count("30000") == 2
        await desk.press("less_than_sign", "ctrl+s", "escape")
        assert "● 내 양식 · 4열" in desk.text()
        await desk.press("ctrl+s")
    assert own(store) == [
        Template(
            "내 양식",
            (
                ExportColumn("number"),
                ExportColumn("", "운임구분", "선불"),
                ExportColumn("name"),
                ExportColumn("paid"),
            ),
        )
    ]
    (path,) = home.iterdir()
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert rows[:3] == [
        ("주문번호", "운임구분", "상품명", "최종주문금액"),
        ("202609210000001", "선불", "쌀", 30_000),
        ("202609210000001", "선불", "기름", None),
    ]


async def test_options_turn_and_what_can_not_stand_together_turns_along(store: Store) -> None:
    save_template(store, SELLER, NOW, replace(MINE, columns=(*MINE.columns, ExportColumn("address"))))
    async with opened(store) as desk:
        await desk.press("f8", "f6", "down", "enter")
        assert isinstance(desk.screen, TemplateEditor)
        await desk.press("enter", "enter")  # a row is an order
        assert "쌀⏎기름" in desk.text().replace(" ", "")
        await desk.press("down", "enter", "down", "down", "down", "down", "enter")
        await desk.press("ctrl+s")
    (found,) = own(store)
    assert (found.rows, found.address, found.only, found.combine) == (
        RowUnit.SECTION,
        AddressMode.JOINED,
        Only.UNSENT,
        True,
    )


async def test_merged_cells_are_drawn_as_the_file_has_them(store: Store) -> None:
    save_template(store, SELLER, NOW, replace(MINE, merge=True))
    async with opened(store) as desk:
        await desk.press("f8", "f6", "down", "enter")
        assert shown(desk).count("202609210000001") == 1
        await desk.press("down", "down", "down", "enter")
        assert shown(desk).count("202609210000001") == 2


async def test_columns_are_copied_moved_and_taken_out(store: Store) -> None:
    save_template(store, SELLER, NOW, MINE)
    async with opened(store) as desk:
        await desk.press("f8", "f6", "down", "enter", "end")
        await desk.press("asterisk", "less_than_sign", "less_than_sign", "down", "minus", "ctrl+s")
    (found,) = own(store)
    assert found.columns == (ExportColumn("name", "품명"), ExportColumn("name", "품명"))


async def test_a_built_in_template_is_copied_not_changed(store: Store) -> None:
    async with opened(store) as desk:
        await desk.press("f8", "f6", "minus")
        assert desk.told == ["기본으로 있는 양식은 바꾸거나 지울 수 없습니다"]
        await desk.press("enter")
        assert "기본 양식 사본" in desk.text()
        await desk.press("shift+tab", "ctrl+u")
        await desk.type("내 기본")
        await desk.press("ctrl+s", "minus")
        assert desk.told[-1] == "내 기본: 지우려면 한 번 더 누르세요"
        assert len(own(store)[0].columns) == 38
        await desk.press("minus")
    assert own(store) == []


async def test_a_name_that_is_taken_or_lacking_is_refused_and_a_new_name_replaces(store: Store) -> None:
    save_template(store, SELLER, NOW, MINE)
    save_template(store, SELLER, NOW, replace(MINE, name="내 둘째"))
    async with opened(store) as desk:
        await desk.press("f8", "f6", "down", "enter", "shift+tab")
        for name, said in (("내 양식", "같은 이름의 양식"), ("CJ-A", "기본으로 있는"), ("", "1–20자로")):
            await desk.press("ctrl+u")
            await desk.type(name)
            await desk.press("ctrl+s")
            assert said in desk.text()
        await desk.type("내 셋째")
        await desk.press("ctrl+s")
    assert [each.name for each in own(store)] == ["내 셋째", "내 양식"]


async def test_leaving_an_edited_template_asks_once(store: Store) -> None:
    save_template(store, SELLER, NOW, MINE)
    async with opened(store) as desk:
        await desk.press("f8", "f6", "down", "enter", "enter", "escape")
        assert "양식 편집" in desk.text()
        await desk.press("escape")
        assert "양식 관리" in desk.text() and "양식 편집" not in desk.text()
    assert own(store) == [MINE]


async def test_hostile_text_is_harmless_in_the_preview(empty_store: Store) -> None:
    fill(empty_store, [replace(bought(1), lines=(line(1, 2, name="\x1b]0;x\x07쌀[bold]"), line(2)))])
    save_template(empty_store, SELLER, NOW, MINE)
    async with opened(empty_store) as desk:
        await desk.press("f8", "f6", "down", "enter")
        assert "\x1b" not in desk.text() and "쌀[bold]" in desk.text()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_name_options_columns_and_preview_fit(store: Store, size: tuple[int, int]) -> None:
    save_template(store, SELLER, NOW, MINE)
    async with opened(store, size=size) as desk:
        await desk.press("f8", "f6", "down", "enter", "end")
        for part in ("내 양식", "품명", "202609210000001", "기름", "Ctrl+S 저장"):
            assert part in desk.text()
