"""Order sheets and picking lists on paper: HTML of a page each, text in cells, nothing hostile in either."""

from __future__ import annotations

from html.parser import HTMLParser

from rich.cells import cell_len

from orderdesk.core.domain.picking import Picking, Shelves, pick
from orderdesk.core.domain.sheets import Place, Sheet, SheetForm, SheetItem, SheetSection, sheets_of
from orderdesk.core.files.sheet_html import html_picking, html_sheets
from orderdesk.core.files.sheet_text import WIDTH, text_picking, text_sheets
from tests.domain.builders import NUMBER, line, order

EVIL = "\"><script>alert('1')</script><img src=x onerror=y>\x1b[31m\u202e&amp;"
LONG = "제주특별자치도서귀포시남원읍태위로아주긴길이름이띄어쓰기없이이어지는주소입니다" * 3


def hostile() -> Sheet:
    """A sheet with such a text everywhere, as if nothing had cleaned it."""
    place = Place(EVIL, EVIL, EVIL, EVIL)
    section = SheetSection(EVIL, EVIL, EVIL, (EVIL,), place, (SheetItem(EVIL, EVIL, EVIL, 1),))
    return Sheet(EVIL, EVIL, EVIL, ((EVIL, EVIL),), (section, section), (EVIL,), ((EVIL, 1),))


class Page(HTMLParser):
    """What a browser would make of a file: its tags, and its texts outside of the style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.said = ""
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag not in ("meta", "br", "rect", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("rect", "path"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said += data


def made(*sheets: Sheet) -> str:
    return "".join(html_sheets(sheets, "주문서", "ko"))


def picked(picking: Picking) -> str:
    return "".join(html_picking(picking, "우리상점", "2026-09-21 23:13", "피킹 리스트", "ko"))


def test_a_sheet_is_a_page_of_well_formed_html_with_a_barcode_for_each_section() -> None:
    of = order(line(1, 2, name="쌀", option="현미", sku="A-1"), line(2, name="컵"))
    (sheet,) = sheets_of(of, SheetForm(), "우리상점")
    page = Page(made(sheet, sheet))
    assert page.open == []
    assert page.tags.count("section") == 2 == page.tags.count("svg")
    for part in (
        f"{NUMBER}-S1",
        "우리상점",
        "쌀 / 현미",
        "A-1",
        "06234 서울 강남구",
        "최종 실결제금액30,000",
    ):
        assert page.said.count(part) >= 2
    assert "break-after: page" in made(sheet) and 'class="n many">2<' in made(sheet)


def test_nothing_hostile_gets_into_html() -> None:
    picking = pick([order(line(name=EVIL, sku=EVIL))])
    for text in (made(hostile()), picked(picking)):
        page = Page(text)
        assert page.open == [] and not {"script", "img"} & set(page.tags)
        assert not {each for each in page.attributes if each.startswith("on")}
        assert "\x1b" not in text and "\u202e" not in text
        assert "<script>alert('1')</script>" in page.said  # as text, for it is somebody's data
        assert "http" not in text and "url(" not in text


def test_nothing_hostile_gets_into_text() -> None:
    text = "".join(text_sheets([hostile()], "ko")) + "".join(
        text_picking(pick([order(line(name=EVIL))]), EVIL, "", "ko")
    )
    assert "\x1b" not in text and "\u202e" not in text and "<script>" in text


def test_lines_of_text_are_as_wide_as_the_paper_at_most() -> None:
    of = order(*(line(n, n, name=f"{LONG} {n}", option="아주 긴 옵션 " * 9) for n in range(1, 4)))
    place = Place("홍길동", "010-0000-1234", LONG, "문 앞 " * 40)
    (sheet,) = sheets_of(of, SheetForm(), LONG)
    (section,) = sheet.sections
    wide = SheetSection(section.number, section.state, LONG, (LONG,), place, section.items)
    sheet = Sheet(sheet.title, LONG, sheet.number, sheet.facts, (wide,), (LONG, "a\nb"), sheet.amounts)
    text = "".join(text_sheets([sheet], "ko")) + "".join(text_picking(pick([of] * 30), LONG, "", "ko"))
    assert max(cell_len(line) for line in text.splitlines()) <= WIDTH
    assert "".join(text.split()).count(LONG) >= 7
    assert "[ ]     3   제주" in text


def test_pages_of_text_stand_apart_by_a_form_feed() -> None:
    (sheet,) = sheets_of(order(), SheetForm(), "우리상점")
    text = "".join(text_sheets([sheet] * 3, "ko"))
    assert [page.splitlines()[0].split() for page in text.split("\f")] == [["주문서", "우리상점"]] * 3


def test_a_picking_list_has_places_where_goods_have_them() -> None:
    of = [order(line(1, 2, sku="A-1"))]
    placed = pick(of, Shelves({"A-1": "C-03-1"}))
    for form in ("".join(text_picking(placed, "", "", "ko")), Page(picked(placed)).said):
        assert "C-03-1" in form
    assert "위치" in picked(placed) and "위치" not in picked(pick(of))


def test_a_picking_list_says_how_much_and_what_it_leaves() -> None:
    picking = pick([order(line(1, 2, sku="A-1")), order(held=True)])
    text = "".join(text_picking(picking, "우리상점", "2026-09-21 23:13", "ko"))
    for form in (text, Page(picked(picking)).said):
        assert "주문 1건 · 섹션 1 · 품목 1종 · 2개" in form and "담지 않은 섹션: 배송보류 1" in form
    assert "[ ]     2   A-1 상품 1\n" in text and f"{NUMBER}-S1×2" in text
    nothing = "".join(text_picking(pick([]), "우리상점", "", "ko"))
    assert "담을 것이 없습니다" in nothing and "담을 것이 없습니다" in picked(pick([]))
