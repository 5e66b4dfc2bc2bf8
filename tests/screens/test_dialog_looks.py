"""What was ugly in the pictures of dialogs, and must not be so again."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets._toast import Toast

from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.terms import Term, pieces
from orderdesk.core.domain.words import Word
from orderdesk.core.store.engine import Store
from orderdesk.screens.dialogs.base import Dialog, Form
from orderdesk.screens.dialogs.process_menu import ProcessMenu
from orderdesk.screens.find_screen import FindScreen
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.hop import LETTERS
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.look import look_of
from orderdesk.widgets.numbered_menu import NumberedMenu
from orderdesk.widgets.one_line import _shorter
from orderdesk.widgets.path_input import PathInput
from orderdesk.widgets.term_text import label_room, term_lines
from tests.domain.builders import order
from tests.gallery.scene import verb
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.test_looks import THEMES, grounds
from tests.services.export_file import bought, table, workbook
from tests.services.people import PEOPLE, staff

SMALL = (80, 24)


def hints_of(desk: DeskDriver) -> tuple[int, int]:
    """How many hints the dialog in front has, and how many of them are seen."""
    screen = desk.screen
    assert isinstance(screen, Dialog)
    return len(screen._hints), len(screen.query_one(HintBar).places())


@pytest.mark.parametrize(("width", "box"), [(60, 60), (80, 80), (160, 104)])
async def test_a_dialog_leaves_no_scraps_beside_it_on_a_narrow_screen(
    shop_store: Store, width: int, box: int
) -> None:
    async with opened(shop_store, size=(width, 24)) as desk:
        await desk.press("f8")
        assert desk.screen.query_one("#box").region.width == box


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("keys", [("f8",), ("f8", "f6", "asterisk"), ("f6",), ("number_sign",)])
async def test_every_hint_of_a_dialog_has_room(shop_store: Store, lang: str, keys: tuple[str, ...]) -> None:
    async with opened(shop_store, size=SMALL, lang=lang) as desk:
        await desk.press(*keys)
        known, seen = hints_of(desk)
        assert seen == known > 2


@pytest.mark.parametrize(("key", "high"), [("f6", True), ("ampersand", False)])
async def test_what_is_told_in_the_corner_leaves_the_hints_free(
    shop_store: Store, key: str, high: bool
) -> None:
    async with opened(shop_store, size=SMALL) as desk:
        await desk.press(key)
        desk.app.notify("하나")
        desk.app.notify("둘")
        await desk.settle()
        hints = desk.screen.query_one(HintBar).region.y
        toasts = [each.region for each in desk.screen.query(Toast)]
        assert len(toasts) == 2 and not any(each.y <= hints < each.bottom for each in toasts)
        assert max(each.bottom for each in toasts) == (hints if high else 23)


async def test_a_form_takes_down_what_was_told_before_it(shop_store: Store) -> None:
    async with opened(shop_store, size=SMALL) as desk:
        desk.app.notify("Ctrl+Z 되돌리기")
        await desk.press(*verb("hold"))
        assert isinstance(desk.screen, Form) and not desk.screen.query(Toast)
        await desk.press("escape")
        assert not desk.screen.query(Toast)


async def test_a_dialog_that_closes_takes_down_that_it_would_lose_something(shop_store: Store) -> None:
    async with opened(shop_store, size=SMALL) as desk:
        await desk.press("2", "f4", "1")
        await desk.type("5")
        await desk.press("escape")
        assert "한 번 더" in desk.told[-1] and len(desk.screen.query(Toast)) == 1
        await desk.press("escape")
        assert isinstance(desk.screen, FindScreen) and not desk.screen.query(Toast)


@pytest.mark.parametrize("size", [SMALL, (120, 36)])
async def test_what_is_told_leaves_what_to_do_about_a_row_free(
    shop_store: Store, size: tuple[int, int], tmp_path: Path
) -> None:
    path = workbook(tmp_path / "orders.xlsx", table([bought(1, qty="많이")]))
    async with opened(shop_store, size=size) as desk:
        await desk.press("ctrl+e")
        desk.screen.query_one("#path", PathInput).value = str(path)
        await desk.press("ctrl+s", "enter")
        await desk.press("f8", "ctrl+s")
        assert "저장했습니다" in desk.told[-1]
        why = desk.screen.query_one("#why").region
        toasts = [each.region for each in desk.screen.query(Toast)]
        assert toasts and not any(each.overlaps(why) for each in toasts)


@pytest.mark.parametrize("theme", THEMES)
async def test_only_the_list_with_the_cursor_shows_a_bar(shop_store: Store, theme: str) -> None:
    async with opened(shop_store, size=SMALL, theme=theme) as desk:
        await desk.press("ctrl+e")
        menu = desk.screen.query_one("#wishes", NumberedMenu)
        first = menu.region.y
        assert not menu.has_focus and grounds(desk, first) == grounds(desk, first + 1)
        menu.focus()
        await desk.settle()
        assert grounds(desk, first) != grounds(desk, first + 1)


class _Headed(App[None]):
    """A list under a heading."""

    def compose(self) -> ComposeResult:
        yield LineList()

    def on_mount(self) -> None:
        lines = [Text("설정", "bold"), Text("언어")]
        self.query_one(LineList).show(2, lambda index, _width: lines[index], cursor=1)


async def test_a_heading_in_a_list_is_bold() -> None:
    app = _Headed()
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        first = next(iter(app.query_one(LineList).render_line(0)))
        assert first.style is not None and first.style.bold


async def test_a_reason_that_was_cut_stands_whole_below_the_menu(empty_store: Store) -> None:
    fill(empty_store, numbered(1, state=SectionState.DELIVERED))
    async with opened(empty_store, size=(60, 24), lang="en") as desk:
        await desk.press("full_stop", "0", "home", "down", "down")
        lines = desk.text().splitlines()
        assert [line for line in lines if "Delay dispatch" in line and "…" in line]
        assert [line for line in lines if "Only channel orders in preparation" in line]


async def test_tracking_numbers_are_refused_in_the_menu_as_the_rest_is(empty_store: Store) -> None:
    fill(empty_store, [order()])
    staff(empty_store)
    async with opened(empty_store, size=SMALL, operator=PEOPLE[Role.VIEWER].name) as desk:
        await desk.press("full_stop")
        line = next(line for line in desk.text().splitlines() if "송장 등록 …" in line)
        assert "이 역할로는 할 수 없습니다" in line
        await desk.press("f4")
        assert isinstance(desk.screen, ProcessMenu) and "이 역할로는" in desk.told[-1]


def dots(line: str) -> list[int]:
    """The cells at which the dots between the numbers of a group stand."""
    return [cell_len(line[:at]) for at, sign in enumerate(line) if sign == "·"][-3:]


async def test_the_numbers_of_a_preview_stand_below_each_other(empty_store: Store) -> None:
    fill(empty_store, [*numbered(12), *numbered(15, unpaid=True)[12:]])
    async with opened(empty_store, size=(120, 24)) as desk:
        await desk.press("asterisk", "full_stop", "1")
        first, second = (line for line in desk.text().splitlines() if "건 · " in line and "개 · " in line)
        assert "섹션 12 ·" in first and " 섹션 3 ·" in second
        assert dots(first) == dots(second)


async def test_names_of_goods_take_the_room_that_their_rules_leave(shop_store: Store) -> None:
    name = "순면 호텔 수건 10장 / 색상: 네이비"
    term = Term(Word("품목", "Item"), 29_900, pieces(1), name)
    async with opened(shop_store) as desk:
        room = label_room([term], 75, "ko")
        (line,) = term_lines([term], room, 75, "ko", look_of(desk.screen))
        assert name in line.plain and line.plain.endswith("1개 몫") and line.cell_len <= 75
    assert label_room([], 75, "ko") < room


async def test_the_heading_of_combined_parcels_is_whole(shop_store: Store) -> None:
    async with opened(shop_store, size=SMALL, lang="en") as desk:
        desk.app.sub_title = "DEMO"
        await desk.press("left_parenthesis", "2")
        assert "near misses" in desk.row(0) and "…" not in desk.row(0)


def test_no_letter_to_jump_by_looks_like_a_digit() -> None:
    assert not set(LETTERS) & set("ilo") and LETTERS[0] == "a"


async def test_of_two_dialogs_only_the_one_in_front_is_seen(shop_store: Store) -> None:
    async with opened(shop_store, size=SMALL) as desk:
        await desk.press("apostrophe", "7")
        assert "새 키" in desk.text()
        await desk.press("plus")
        text = desk.text()
        assert "새 API 키" in text and "새 키" not in text and text.count("╭") == 1
        await desk.press("escape")
        assert "새 키" in desk.text()


async def test_behind_a_dialog_no_hint_stands_as_if_it_held(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        bar = desk.screen.query_one(HintBar)

        def bold() -> list[str]:
            return [part.text for part in bar.render_line(0) if part.style and part.style.bold]

        assert "." in bold()
        await desk.press("f8")
        assert bold() == [] and ". 처리" in bar.render_line(0).text
        await desk.press("escape")
        assert "." in bold()


async def test_the_list_has_no_bright_cursor_while_a_dialog_has_the_keys(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        grid = desk.grid.widget

        def ground() -> object:
            return grid.get_component_rich_style("order-grid--cursor").bgcolor

        bright = ground()
        await desk.press("f8")
        assert ground() != bright
        await desk.press("escape")
        assert ground() == bright


async def test_a_field_has_no_cursor_while_a_dialog_has_the_keys(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("slash")
        field = desk.screen.query_one("#search", KoreanInput)

        def cursors() -> int:
            mark = field.get_component_rich_style("input--cursor").bgcolor
            return sum(part.style.bgcolor == mark for part in field.render_line(0) if part.style)

        assert field.has_focus and cursors() == 1
        await desk.press("f1")
        behind = desk.app.screen_stack[0].query_one("#search", KoreanInput)
        assert behind.get_component_rich_style("input--cursor").bgcolor == behind.rich_style.bgcolor
        await desk.press("escape")
        assert desk.app.focused is field and cursors() == 1


def test_a_heading_without_room_lacks_its_last_parts_whole() -> None:
    told = Text("‹ 1   ready   Own site · PC · 09-21 14:00")
    found = [each.plain for each in _shorter(told)]
    assert found[:2] == [told.plain, "‹ 1   ready   Own site · PC"]
    assert "‹ 1 ready Own site · PC" in found
    assert found[-4:] == ["‹ 1 ready Own site", "‹ 1   ready", "‹ 1  ready", "‹ 1 ready"]
    assert all("09-21" not in each or each.endswith("14:00") for each in found)
    assert [each.plain for each in _shorter(Text("macro · a long name"))][-1] == "macro · a long name", (
        "is cut"
    )
