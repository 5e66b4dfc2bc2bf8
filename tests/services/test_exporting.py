from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_templates import BUILT_IN, ExportColumn, Template
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.template_file import built_in_templates
from orderdesk.core.services import browsing, exporting
from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.export_templates import (
    find_template,
    read_templates,
    remove_template,
    save_template,
)
from orderdesk.core.services.exporting import Exported, ExportStopped, Wanted
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tabs import ALL
from orderdesk.core.store.accesses import Accessed, accesses
from orderdesk.core.store.engine import Store, open_store
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.test_importing_real import REAL

EVERYTHING = exporting.whole_tab(ALL)
NUMBERS = Template("번호", (ExportColumn("number"),))


def export(desk: Desk, path: Path, wanted: Wanted = EVERYTHING, template: Template = BUILT_IN) -> Exported:
    return exporting.export_orders(desk.store, wanted, template, path, KIM, desk.clock, desk.settings)


def numbers(desk: Desk, tmp_path: Path, wanted: Wanted) -> list[object]:
    """The order numbers that an export of *wanted* has, in its order."""
    path = export(desk, tmp_path / "n.xlsx", wanted, NUMBERS).path
    return [cell.value for cell in openpyxl.load_workbook(path).worksheets[0]["A"]][1:]


def names(*orders: int) -> list[object]:
    return [number(n) for n in orders]


def recorded(store: Store) -> list[Accessed]:
    with store.reader() as conn:
        return accesses(conn, 10)


def refused(desk: Desk, path: Path, wanted: Wanted = EVERYTHING) -> ExportRefusal:
    with pytest.raises(ExportRefused) as found:
        export(desk, path, wanted)
    assert list(path.parent.glob("*.xlsx")) == [] == recorded(desk.store)
    return found.value.reason


def test_each_scope_takes_what_it_says_newest_first(desk: Desk, tmp_path: Path) -> None:
    stored = desk.add(*(sold(n, n) for n in range(1, 6)), sold(60, 1, unpaid=True))
    with desk.store.reader() as conn:
        unpaid = browsing.find_tab(conn, "결제대기")
        view = browsing.make_view()
    assert numbers(desk, tmp_path, EVERYTHING) == names(1, 2, 3, 4, 5, 60)
    assert numbers(desk, tmp_path, exporting.whole_tab(unpaid)) == names(60)
    filtered = exporting.filtered(ALL, "", ["paid=20000..40000"], NOW)
    assert numbers(desk, tmp_path, filtered) == names(2, 3, 4)
    assert numbers(desk, tmp_path, exporting.page(view, 3, 2, "전체")) == names(3, 4)
    assert numbers(desk, tmp_path, exporting.page(view, 5, 4, "전체")) == names(5, 60)
    chosen = exporting.selected([stored[4].id, stored[1].id])
    assert numbers(desk, tmp_path, chosen) == names(2, 5)
    day = desk.listed()[-1]["ordered_at"]
    assert isinstance(day, str)
    assert numbers(desk, tmp_path, exporting.period(f"..{day[:10]}", NOW)) == names(60)


def test_the_scopes_count_what_they_take(desk: Desk) -> None:
    stored = desk.add(*(sold(n) for n in range(1, 6)))
    view = browsing.make_view()
    wanted = [
        EVERYTHING,
        exporting.page(view, 4, 2, "전체"),
        exporting.page(view, 9, 2, "전체"),
        exporting.selected([stored[0].id]),
    ]
    with desk.store.reader() as conn:
        assert [exporting.count_wanted(conn, each) for each in wanted] == [5, 1, 0, 1]


def test_every_file_is_recorded_with_who_and_whose_data(store: Store, tmp_path: Path) -> None:
    """On both engines."""
    desk = Desk(store)
    desk.add(sold(1, 1, 2), sold(2, receiver="받는이1"), replace(sold(3), buyer_name="구매자1"))
    settings = replace(desk.settings, export_reason=True)
    (tmp_path / "a.csv").write_text("")
    done = exporting.export_orders(
        store, EVERYTHING, BUILT_IN, tmp_path / "a.csv", KIM, desk.clock, settings, "부가세\x1b 신고"
    )
    assert (done.orders, done.rows, done.people) == (3, 4, 6)
    (found,) = recorded(store)
    assert (found.at, found.actor) == (NOW, KIM)
    assert found.access == ("export", "탭 전체 · 전체", "기본 양식", "a-2.csv", "부가세 신고", 3, 4, 6)


def test_an_export_that_can_not_be_is_refused_and_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    assert refused(desk, path) is ExportRefusal.NO_ORDERS
    desk.add(sold(1, 1, 2), sold(2))
    assert refused(desk, tmp_path / "a.ods") is ExportRefusal.ENDING
    desk.settings = replace(desk.settings, export_reason=True)
    assert refused(desk, path) is ExportRefusal.NO_REASON
    desk.settings = replace(desk.settings, export_reason=False)
    for most in (1, 2):
        monkeypatch.setattr(exporting, "ROWS_MOST", most)
        assert refused(desk, path) is ExportRefusal.ROWS_MOST
    monkeypatch.undo()
    with pytest.raises(ExportRefused) as found:
        exporting.selected(range(51))
    assert (found.value.reason, found.value.detail) == (ExportRefusal.SELECTED_MOST, "51")
    for period in ("", "2026-13-01..", "2026-11-02..2026-11-01"):
        with pytest.raises(BadCondition):
            exporting.period(period, NOW)


def test_an_export_can_be_stopped_and_tells_how_far_it_is(desk: Desk, tmp_path: Path) -> None:
    desk.add(*(sold(n) for n in range(1, 4)))
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    for stops, expected in ((True, []), (False, [(3, 3)])):
        answers = iter([False, stops, False, False])
        try:
            exporting.export_orders(
                desk.store,
                EVERYTHING,
                BUILT_IN,
                tmp_path / "a.xlsx",
                KIM,
                desk.clock,
                desk.settings,
                "",
                progress,
                lambda answers=answers: next(answers),  # type: ignore[misc]  # bound now
            )
        except ExportStopped:
            assert stops and list(tmp_path.glob("*a.xlsx*")) == [] == recorded(desk.store)
        assert told == expected


def test_templates_are_kept_replaced_and_removed(store: Store) -> None:
    """On both engines."""

    def kept() -> list[Template]:
        with store.reader() as conn:
            return list(read_templates(conn))

    shipped = built_in_templates()[1:]

    assert kept() == [BUILT_IN, *shipped]
    assert not save_template(store, KIM, NOW, NUMBERS)
    other = Template("가나다", (ExportColumn("name"),))
    save_template(store, KIM, NOW, other)
    changed = replace(NUMBERS, columns=(ExportColumn("number", "번호"),))
    assert save_template(store, KIM, NOW, changed)
    assert kept() == [BUILT_IN, other, changed, *shipped]
    with store.reader() as conn:
        assert find_template(conn, " 번호 ") == changed and find_template(conn, "default") is BUILT_IN
    remove_template(store, KIM, NOW, "가나다")
    assert kept() == [BUILT_IN, changed, *shipped]


def test_templates_that_can_not_be_kept_are_refused(desk: Desk) -> None:
    def reason(act: object, *more: object) -> ExportRefusal:
        with pytest.raises(ExportRefused) as found:
            act(desk.store, KIM, NOW, *more)  # type: ignore[operator]  # one of the services
        return found.value.reason

    assert reason(save_template, replace(NUMBERS, name="기본 양식")) is ExportRefusal.BUILT_IN
    assert reason(remove_template, "기본_양식") is ExportRefusal.BUILT_IN
    assert reason(remove_template, "없는 것") is ExportRefusal.NO_TEMPLATE
    for n in range(20):
        save_template(desk.store, KIM, NOW, replace(NUMBERS, name=f"양식 {n}"))
    assert reason(save_template, NUMBERS) is ExportRefusal.TEMPLATES_MOST
    assert save_template(desk.store, KIM, NOW, replace(NUMBERS, name="양식 3"))


def test_the_usual_name_tells_template_and_time() -> None:
    assert exporting.file_name(BUILT_IN, NOW) == "기본_양식_20260921231320.xlsx"
    assert exporting.file_name(replace(NUMBERS, name="../a:b c"), NOW).startswith(".._a_b_c_2026")


# export → import is identity


def cells(path: Path) -> list[Sequence[object]]:
    return list(python_calamine.load_workbook(path).get_sheet_by_name("주문").to_python())


@pytest.mark.slow
def test_the_demo_shop_comes_back_cell_for_cell(desk: Desk, tmp_path: Path) -> None:
    """Claims, splits, discounts, gifts, abroad: whatever the 38 columns can say, by workbook and by CSV.

    Nothing is odd about our own file: no sum differs, nothing is refused.
    """
    desk.now = 1_795_395_600
    fill_demo(desk.store, 5_000, 1, desk.now)
    first = cells(export(desk, tmp_path / "first.xlsx").path)
    assert len(first) > 5_000
    for name in ("first.xlsx", "first.csv"):
        path = tmp_path / name
        read = open_file(path if path.exists() else export(desk, path).path)
        assert isinstance(read, OrderFile) and read.problems == []
        with open_store(f"sqlite:///{tmp_path / name}.db") as store:
            other = Desk(store)
            result = import_orders(store, read, KIM, desk.clock)
            assert (result.imported, result.refused) == (5_000, 0)
            assert path.suffix == ".csv" or other.sound()
            assert cells(export(other, tmp_path / "again.xlsx").path) == first


@pytest.mark.slow
@pytest.mark.skipif(not REAL.exists(), reason=f"the real orders are not here ({REAL})")
def test_the_real_file_goes_out_and_comes_in_as_it_was(desk: Desk, tmp_path: Path) -> None:
    read = open_file(REAL)
    assert isinstance(read, OrderFile)
    import_orders(desk.store, read, KIM, desk.clock)
    path = export(desk, tmp_path / "real.xlsx").path
    back = open_file(path)
    assert isinstance(back, OrderFile)
    with open_store(f"sqlite:///{tmp_path / 'other.db'}") as store:
        import_orders(store, back, KIM, desk.clock)
        assert Desk(store).listed() == desk.listed()
    assert len(desk.listed()) == 834
