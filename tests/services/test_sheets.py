from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.sheets import SheetForm, SheetUnit
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services import browsing, exporting, sheets
from orderdesk.core.services.exporting import ExportStopped, Wanted
from orderdesk.core.services.sheets import Printed
from orderdesk.core.services.sorting import in_order, read_sort
from orderdesk.core.services.tabs import ALL
from orderdesk.core.store.accesses import Accessed, accesses
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW, Desk, number, sold

EVERYTHING = exporting.whole_tab(ALL)
ORDERS = "주문서 · 주문마다 한 장"
TAB = "탭 전체 · 전체"
SLIPS, PICKING = SheetForm(SheetUnit.SECTION), SheetForm(SheetUnit.PICKING)


def make(desk: Desk, path: Path, wanted: Wanted = EVERYTHING, form: SheetForm | None = None) -> Printed:
    return sheets.print_sheets(desk.store, wanted, form or SheetForm(), path, KIM, desk.clock, desk.settings)


def printed(desk: Desk, tmp_path: Path, wanted: Wanted) -> Sequence[str]:
    """The numbers of the orders whose sheets *wanted* are, in their order."""
    path = make(desk, tmp_path / "n.html", wanted).path
    assert path is not None
    return re.findall(r'class="number">(\d+)<', path.read_text(encoding="utf-8"))


def recorded(store: Store) -> list[Accessed]:
    with store.reader() as conn:
        return accesses(conn, 10)


def test_sheets_stand_in_the_order_of_the_list(desk: Desk, tmp_path: Path) -> None:
    stored = desk.add(*(replace(sold(n, 1 + n % 3), buyer_name=f"구매자{9 - n}") for n in range(1, 6)))
    by_name = in_order(browsing.make_view(), read_sort("buyer"))
    chosen = [stored[n].id for n in (0, 4, 2)]
    assert printed(desk, tmp_path, EVERYTHING) == [number(n) for n in (1, 2, 3, 4, 5)]
    assert printed(desk, tmp_path, sheets.shown(by_name, "전체")) == [number(n) for n in (5, 4, 3, 2, 1)]
    assert printed(desk, tmp_path, sheets.marked(chosen)) == [number(n) for n in (1, 3, 5)]
    assert printed(desk, tmp_path, sheets.marked(chosen, by_name)) == [number(n) for n in (5, 3, 1)]
    assert printed(desk, tmp_path, exporting.page(by_name, 3, 2, "전체")) == [number(3), number(2)]
    narrowed = in_order(browsing.make_view(where=["paid=20000.."]), read_sort("ordered_at:asc"))
    assert printed(desk, tmp_path, sheets.marked(chosen, narrowed)) == [number(5), number(1)]


def test_every_print_is_recorded_with_whose_data_it_took(store: Store, tmp_path: Path) -> None:
    """On both engines; a picking list tells of nobody."""
    desk = Desk(store)
    desk.add(sold(1, 1, 2), sold(2, 1, 1, sections=([1], [2])), replace(sold(3), buyer_name="구매자1"))
    desk.settings = replace(desk.settings, export_reason=True)
    (tmp_path / "a.html").write_text("")
    for unit, masked in ((SheetUnit.ORDER, True), (SheetUnit.SECTION, False), (SheetUnit.PICKING, False)):
        form = SheetForm(unit, masked, amounts=False)
        done = sheets.print_sheets(
            store, EVERYTHING, form, tmp_path / "a.html", KIM, desk.clock, desk.settings, "출고\x1b 준비"
        )
        assert done.path is not None and done.path.stat().st_mode & 0o777 == 0o600
    text, again = sheets.sheets_text(
        store, EVERYTHING, SLIPS, KIM, desk.clock, desk.settings, "출고", page="~"
    )
    assert text.count("~") == 3 and again == Printed(None, 3, 4, 6)
    assert [(each.at, each.actor) for each in recorded(store)] == [(NOW, KIM)] * 4
    assert [tuple(each.access) for each in reversed(recorded(store))] == [
        ("sheets", TAB, f"{ORDERS} · 연락처 가림 · 금액 없이", "a-2.html", "출고 준비", 3, 3, 6),
        ("slips", TAB, "출고 전표 · 섹션마다 한 장", "a-3.html", "출고 준비", 3, 4, 6),
        ("picking", TAB, "피킹 리스트 · 품목별 합계", "a-4.html", "출고 준비", 3, 2, 0),
        ("slips", TAB, "출고 전표 · 섹션마다 한 장", "(stdout)", "출고", 3, 4, 6),
    ]  # fmt: skip


def refused(
    desk: Desk, path: Path, wanted: Wanted = EVERYTHING, form: SheetForm | None = None
) -> ExportRefusal:
    with pytest.raises(ExportRefused) as found:
        make(desk, path, wanted, form)
    assert list(path.parent.glob("*.html")) == [] == recorded(desk.store)
    return found.value.reason


def test_what_can_not_be_printed_is_refused_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.html"
    assert refused(desk, path) is ExportRefusal.NO_ORDERS
    gone = sold(1)
    gone = replace(gone, sections=tuple(replace(each, state=S.CANCELLED) for each in gone.sections))
    desk.add(gone, sold(2))
    assert refused(desk, tmp_path / "a.pdf") is ExportRefusal.SHEETS_ENDING
    only = sheets.marked([desk.order(1).id])
    assert refused(desk, path, only, SLIPS) is ExportRefusal.NO_SECTIONS
    desk.settings = replace(desk.settings, export_reason=True)
    assert refused(desk, path) is ExportRefusal.NO_REASON
    with pytest.raises(ExportRefused):
        sheets.sheets_text(desk.store, EVERYTHING, SLIPS, KIM, desk.clock, desk.settings)
    desk.settings = replace(desk.settings, export_reason=False)
    monkeypatch.setattr(sheets, "SHEETS_MOST", 1)
    assert refused(desk, path) is ExportRefusal.SHEETS_MOST
    monkeypatch.setattr(sheets, "ROWS_MOST", 1)
    assert refused(desk, path, form=PICKING) is ExportRefusal.ROWS_MOST


def test_printing_can_be_stopped_and_tells_how_far_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    told: list[tuple[int, int]] = []

    def go(stops: bool) -> None:
        answers = iter([False, stops, False])
        sheets.print_sheets(
            desk.store,
            EVERYTHING,
            PICKING,
            tmp_path / "a.txt",
            KIM,
            desk.clock,
            desk.settings,
            progress=lambda done, total: told.append((done, total)),
            cancelled=lambda: next(answers),
        )

    with pytest.raises(ExportStopped):
        go(stops=True)
    assert list(tmp_path.glob("*a.txt*")) == [] == recorded(desk.store) and told == []
    go(stops=False)
    assert told == [(3, 3)]


def test_the_usual_names_tell_what_it_is_and_when() -> None:
    assert sheets.file_name(SheetForm(), NOW) == "주문서_20260921231320.html"
    assert sheets.file_name(PICKING, NOW, ".txt") == "피킹_리스트_20260921231320.txt"
