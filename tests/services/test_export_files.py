"""Files that go elsewhere: payments, the report of bank transfers, couriers' uploads and what comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_templates import Template
from orderdesk.core.domain.orders import Channel, Entry, EntryKind, Method, Order
from orderdesk.core.domain.payment_rows import PAYMENTS
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services import browsing, exporting
from orderdesk.core.services.browsing import BadCondition
from orderdesk.core.services.export_templates import built_in, find_template
from orderdesk.core.services.exporting import Exported, Wanted
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tabs import ALL
from orderdesk.core.services.tracking_file import TrackingResult, import_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.accesses import accesses
from orderdesk.core.store.engine import Store
from tests.domain.builders import DAY
from tests.domain.builders import section as built_section
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.export_file import workbook

EVERYTHING = exporting.whole_tab(ALL)


def export(desk: Desk, path: Path, template: Template, wanted: Wanted = EVERYTHING) -> Exported:
    return exporting.export_orders(desk.store, wanted, template, path, KIM, desk.clock, desk.settings)


def sheet(path: Path, name: str = "") -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[name or book.sheetnames[0]].iter_rows(values_only=True))


def shipped(name: str) -> Template:
    found = built_in(name)
    assert found is not None
    return found


def by_bank(n: int, won: int, days: int, refunded: int = 0) -> Order:
    """Order *n*, paid by bank transfer *days* ago."""
    at = NOW - days * DAY
    entries = [Entry(1, EntryKind.PAID, Method.BANK, won, at)]
    if refunded:
        entries.append(Entry(2, EntryKind.REFUND, Method.BANK, -refunded, NOW, follows=1))
    return replace(sold(n, won // 10_000), entries=tuple(entries), placed_at=at)


def test_payments_of_a_time_are_those_that_moved_in_it(store: Store, tmp_path: Path) -> None:
    """On both engines: a refund of today counts today, whenever its payment came."""
    desk = Desk(store)
    desk.add(by_bank(1, 30_000, 40, 10_000), by_bank(2, 20_000, 10), sold(3, unpaid=True))
    for period, rows in (("오늘", ["P2"]), ("최근30일", ["P2", "P1"]), ("..2026-09-21", ["P2", "P1", "P1"])):
        done = export(desk, tmp_path / "p.xlsx", PAYMENTS, exporting.paid_period(period, NOW))
        found = [str(row[1]).rpartition("-")[2] for row in sheet(done.path)[1:]]
        assert sorted(found) == sorted(rows) and done.rows == len(rows)
    whole = export(desk, tmp_path / "all.xlsx", PAYMENTS)
    assert (whole.orders, whole.rows) == (3, 4)
    with store.reader() as conn:
        found_kinds = [(each.access.what, each.access.scope) for each in accesses(conn, 9)]
    assert found_kinds[-1] == ("payments", "결제일 기간 · 오늘")
    with pytest.raises(BadCondition):
        exporting.paid_period("", NOW)


def test_the_report_of_bank_transfers_adds_up_by_month(desk: Desk, tmp_path: Path) -> None:
    desk.add(by_bank(1, 30_000, 40, 10_000), by_bank(2, 20_000, 10), by_bank(3, 50_000, 11), sold(4, 7))
    with desk.store.reader() as conn:
        tab = browsing.find_tab(conn, "무통장 부가세")
        template = find_template(conn, "무통장 결제 내역")
    done = export(desk, tmp_path / "vat.xlsx", template, exporting.whole_tab(tab))
    rows = sheet(done.path)
    assert rows[0][0] == "주문번호" and rows[0][10] == "최종결제금액"
    assert [row[10] for row in rows[1:]] == [20_000, 50_000, 20_000]
    assert sheet(done.path, "월별 합계") == [
        ("결제월", "주문 수", "결제금액", "환불금액", "최종결제금액"),
        ("2026-08", 1, 30_000, 10_000, 20_000),
        ("2026-09", 2, 70_000, 0, 70_000),
        ("합계", 3, 100_000, 10_000, 90_000),
    ]


@pytest.mark.parametrize("name", ["CJ-A", "CJ-B", "CJ-C", "롯데"])
def test_what_a_courier_returns_finds_its_sections_by_our_own_numbers(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    """The return file holds what the upload file said: no lookup, though an order has two sections."""
    desk.add(sold(1, 1, 2, sections=[[1], [2]]), sold(2), sold(3, unpaid=True))
    done = export(desk, tmp_path / "up.xlsx", shipped(name))
    assert (done.orders, done.rows, done.left) == (2, 3, 1)
    head, *rows = sheet(done.path)
    ours = next(n for n, text in enumerate(head) if text in ("고객주문번호", "주문번호"))
    assert [row[ours] for row in rows] == [f"{number(1)}-S1", f"{number(1)}-S2", f"{number(2)}-S1"]
    workbook(
        tmp_path / "back.xlsx",
        [[head[ours], "운송장번호"], *([row[ours], f"52185300000{n}"] for n, row in enumerate(rows))],
    )
    read = open_file(tmp_path / "back.xlsx")
    assert isinstance(read, TrackingFile)
    result = import_tracking(desk.store, read, KIM, desk.clock, Options(default_courier="CJ대한통운"))
    assert (result.sections, result.refused) == (3, 0)
    with pytest.raises(ExportRefused) as refused:
        export(desk, tmp_path / "again.xlsx", shipped(name))
    assert refused.value.reason is ExportRefusal.NO_ROWS
    assert not (tmp_path / "again.xlsx").exists()


def returned(desk: Desk, path: Path, *rows: tuple[str, str]) -> TrackingResult:
    """What a courier's return file with *rows* of our number and its own does."""
    workbook(path, [["고객주문번호", "운송장번호"], *rows])
    read = open_file(path)
    assert isinstance(read, TrackingFile)
    return import_tracking(desk.store, read, KIM, desk.clock, Options(default_courier="CJ대한통운"))


def test_a_combined_parcel_is_one_row_there_and_back(desk: Desk, tmp_path: Path) -> None:
    """Also where the phone is written otherwise; the number is shared then."""
    home = sold(1).sections[0].address
    near = replace(sold(2).sections[0], address=replace(home, phone="+82 10 0000 0001"))
    desk.add(sold(1), replace(sold(2), sections=(near,)), sold(3))
    done = export(desk, tmp_path / "up.xlsx", replace(shipped("CJ-B"), combine=True))
    ours = [str(row[-1]) for row in sheet(done.path)[1:]]
    assert ours == [f"{number(1)}-S1, {number(2)}-S1", f"{number(3)}-S1"]
    result = returned(desk, tmp_path / "back.xlsx", (ours[0], "521853000001"), (ours[1], "521853000002"))
    assert (result.sections, result.refused, len(result.rows)) == (3, 0, 2)
    first, second = desk.order(1).sections[0], desk.order(2).sections[0]
    assert first.tracking == second.tracking == "521853000001" and first.shared and second.shared
    assert desk.sound()


def test_a_combined_row_is_taken_for_all_of_its_sections_or_for_none(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2, unpaid=True))
    for n, other in enumerate(("없음-S1", f"{number(2)}-S1", f"{number(1)}-S9")):
        row = (f"{number(1)}-S1, {other}", "521853000001")
        result = returned(desk, tmp_path / f"{n}.xlsx", row)
        assert result.sections == 0 and [each.kind for each in result.rows] == [Kind.REFUSE]
    assert desk.order(1).sections[0].tracking is None


def test_smartstore_gets_four_columns_of_what_left(desk: Desk, tmp_path: Path) -> None:
    left = replace(
        sold(1), channel=Channel.NAVER, channel_number="2026112200000001",
        sections=(built_section(1, SectionState.SHIPPING, courier="CJ대한통운", tracking="521853123451"),),
    )  # fmt: skip
    desk.add(left, sold(2))
    done = export(desk, tmp_path / "s.xlsx", shipped("스마트스토어 발송처리"))
    assert openpyxl.load_workbook(done.path).sheetnames == ["발송처리"]
    assert sheet(done.path) == [
        ("상품주문번호", "배송방법", "택배사", "송장번호"),
        ("2026112200000001", "택배,등기,소포", "CJ대한통운", "521853123451"),
    ]


def test_every_built_in_template_has_the_columns_that_its_receiver_knows() -> None:
    counts = {"CJ-A": 17, "CJ-B": 14, "CJ-C": 16, "롯데": 13, "스마트스토어 발송처리": 4}
    assert {name: len(shipped(name).shown) for name in counts} == counts
    heads = [column.head for column in shipped("CJ-A").shown]
    assert heads[0] == "예약구분" and heads.count("품목명") == 2 and heads[-1] == "운임구분"
    assert built_in("cj_a") is None and built_in("cj-a") is shipped("CJ-A")
