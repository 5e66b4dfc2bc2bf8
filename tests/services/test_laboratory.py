"""The import laboratory: every problem in its group, corrected by cell or group, and judged again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from orderdesk.core.domain.parcels import Courier, with_check_digit
from orderdesk.core.files.columns import Kind as FileKind
from orderdesk.core.files.correction import Correction
from orderdesk.core.files.order_export import orders_of
from orderdesk.core.files.reading import read_table
from orderdesk.core.files.results import write_result
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.laboratory.groups import Group
from orderdesk.core.services.laboratory.laboratory import GOOD, REST, Laboratory, State
from orderdesk.core.services.laboratory.understanding import choices, understood
from orderdesk.core.services.laboratory.ways import OrderWay, TrackingWay, brought_by
from orderdesk.core.services.tracking_rows import Options
from tests.services.desk import KIM, Desk, number, sold
from tests.services.export_file import bought, table, workbook
from tests.services.forms import CJ, S, fill, form, item


class Bench:
    """A laboratory with what judges its rows."""

    def __init__(self, desk: Desk, path: Path, **options: object) -> None:
        sheet = read_table(path)
        self.table = Correction(sheet)
        if sheet.kind is FileKind.ORDERS:
            self.way: OrderWay | TrackingWay = OrderWay(desk.store, KIM, desk.clock)
        else:
            chosen = Options(**options)  # type: ignore[arg-type]  # options by name
            self.way = TrackingWay(desk.store, KIM, desk.clock, chosen)
        self.lab = Laboratory(self.table)
        self.looked_at: list[set[int]] = []
        self.settle()

    def settle(self) -> None:
        part = self.lab.pending()
        if part is not None:
            self.looked_at.append(set(part.numbers[part.sheet.layout.header + 1 :]))
            self.lab.settle(part, self.way.judge(part, self.table))
        assert self.lab.pending() is None

    def groups(self) -> list[tuple[str, str, tuple[int, ...]]]:
        return [(g.key.code, g.key.value or g.key.field, g.rows) for g in self.lab.groups()]

    def group(self, code: str, value: str = "") -> Group:
        return next(g for g in self.lab.groups() if g.key.code == code and g.key.value == value)

    def fix(self, row: int, field: str, text: str) -> State:
        self.lab.fix([row], field, text)
        self.settle()
        return self.lab.state(row)


def cj(n: int) -> str:
    """A number that is one of CJ's."""
    return with_check_digit(Courier("cj", CJ, check="cj"), f"6801234{n:04}")


@pytest.fixture
def bench(desk: Desk, tmp_path: Path) -> Bench:
    """A form with one row of every trouble."""
    desk.add(*(sold(n, receiver="홍길동") for n in range(1, 16)))
    desk.do("track", 15, courier=CJ, number=cj(15), to="ship")
    wide = cj(11).translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    zero = with_check_digit(Courier("cj", CJ, check="cj"), "01234567890")
    numbers: dict[int, tuple[object, object]] = {
        1: (CJ, int(cj(1))),
        2: (CJ, "5.21853E+11"),
        3: (CJ, 6812345678901234567),
        4: (CJ, "=A1"),
        5: ("번개택배", cj(5)),
        6: ("번개택배", cj(6)),
        7: ("롯데/경동", cj(7)),
        8: (CJ, "차량배차"),
        9: (CJ, "차량배차"),
        10: (CJ, cj(15)),
        11: (CJ, wide),
        12: (unicodedata.normalize("NFD", CJ), cj(12)),
        13: (CJ, int(zero)),
        14: (None, cj(14)),
    }
    filled: dict[str, Mapping[str, object]] = {
        item(n): {"courier": courier, "number": typed, "state": "배송중"}
        for n, (courier, typed) in numbers.items()
    }
    again = [f"{number(1)}-S1", item(1), 1, CJ, int(cj(1)), "배송중"]
    return Bench(desk, fill(form(desk, tmp_path), filled, [again]))


ROW = {n: n + 2 for n in range(1, 16)}
"""Order → the row of the form that is about it; the newest order stands first."""


def test_every_trouble_has_its_group_the_gravest_and_largest_first(bench: Bench) -> None:
    assert bench.groups() == [
        ("courier-unknown", "번개택배", (7, 8)),
        ("tracking-not-a-number", "차량배차", (10, 11)),
        ("number-exponent", "tracking", (4,)),
        ("number-digits-lost", "tracking", (5,)),
        ("cell-formula", "tracking", (6,)),
        ("courier-ambiguous", "롯데/경동", (9,)),
        ("courier-missing", "courier", (16,)),
        ("row-duplicate", "", (18,)),
        ("already", "tracking", (17,)),
        ("number-taken", "tracking", (12,)),
        ("number-odd-length", "tracking", (15,)),
        ("number-zero-lost", "tracking", (15,)),
        ("text-full-width", "tracking", (13,)),
        ("text-decomposed", "courier", (14,)),
    ]
    assert [bench.lab.counts[state] for state in (State.GOOD, State.ODD, State.SKIPPED, State.REFUSED)] == [
        3, 2, 1, 10,
    ]  # fmt: skip
    assert understood(bench.table, 13, "tracking") == cj(11)
    assert understood(bench.table, 14, "courier") == CJ
    assert [understood(bench.table, row, "tracking") for row in (4, 5, 6, 10)] == [""] * 4


def test_a_cell_is_fixed_and_goes_through_the_same_checks(bench: Bench) -> None:
    assert bench.fix(4, "tracking", "5.2E+11") is State.REFUSED
    assert bench.fix(4, "tracking", "12") is State.REFUSED
    assert [each.code for each in bench.lab.judged(4).findings] == ["number-too-short"]
    assert bench.fix(4, "tracking", f" {cj(2)[:4]}-{cj(2)[4:]} ") is State.GOOD
    assert understood(bench.table, 4, "tracking") == cj(2)
    assert bench.table.read(4, "tracking") == "5.21853E+11"
    assert bench.table.changed == {(4, "tracking")}
    assert bench.fix(4, "tracking", "") is State.REFUSED
    assert "number-exponent" not in [code for code, _, _ in bench.groups()]


def test_a_group_is_fixed_with_one_value(bench: Bench) -> None:
    group = bench.group("courier-unknown", "번개택배")
    assert bench.lab.proposals(group) == {}
    assert bench.lab.mend(group) == 0
    bench.lab.fix(group.rows, group.key.field, "한진")
    bench.settle()
    assert [bench.lab.state(row) for row in group.rows] == [State.GOOD, State.GOOD]
    assert understood(bench.table, 7, "courier") == "한진택배"


def test_only_rows_that_depend_on_a_correction_are_judged_again(bench: Bench) -> None:
    bench.looked_at.clear()
    bench.fix(7, "courier", CJ)
    assert bench.lab.state(7) is State.GOOD
    bench.looked_at.clear()
    bench.fix(5, "tracking", cj(5))
    assert bench.looked_at == [{5, 7}], "row 7 carries that number"
    assert bench.lab.state(5) is State.ODD and bench.lab.state(7) is State.ODD
    bench.fix(5, "tracking", cj(3))
    assert [bench.lab.state(row) for row in (5, 7)] == [State.GOOD, State.GOOD], "the old bond counts too"


def test_rows_that_are_repeated_are_struck_out_and_are_no_work_for_later(bench: Bench) -> None:
    assert bench.lab.mend(bench.group("row-duplicate")) == 1
    bench.settle()
    assert bench.lab.state(18) is State.STRUCK and 18 not in bench.lab.rows_in(REST)
    assert "row-duplicate" not in [code for code, _, _ in bench.groups()]
    bench.lab.leave_out([3])
    bench.settle()
    assert (bench.lab.state(3), bench.lab.state(18)) == (State.LEFT_OUT, State.STRUCK)
    bench.lab.strike([3])
    bench.lab.take_in([18])
    bench.settle()
    assert bench.lab.state(18) is State.GOOD, "nothing like it stands above any more"


def test_proposals_are_what_the_cells_may_be_meant_to_say(bench: Bench) -> None:
    lost, missing = bench.group("number-zero-lost"), bench.group("courier-missing")
    assert bench.lab.proposals(lost) == {15: "0" + str(bench.table.read(15, "tracking"))}
    assert bench.lab.proposals(missing) == {16: CJ}
    assert (bench.lab.mend(lost), bench.lab.mend(missing)) == (1, 1)
    bench.settle()
    assert [bench.lab.state(row) for row in (15, 16)] == [State.GOOD, State.GOOD]
    near = choices(bench.table, 9, "courier")
    assert set(near[:2]) == {"롯데택배", "경동택배"} and len(near) == len(choices(bench.table, 16, "courier"))
    assert bench.lab.proposals(bench.group("courier-ambiguous", "롯데/경동")) == {}


def test_rows_left_out_wait_with_all_rows_of_their_section(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 1, 1), sold(2))
    label = {"courier": CJ, "number": cj(1), "state": "배송중"}
    bench = Bench(
        desk,
        fill(
            form(desk, tmp_path),
            {item(1, 1): label, item(1, 2): label, item(2): {"courier": CJ, "number": cj(2)}},
        ),
    )
    bench.lab.leave_out([3])
    bench.settle()
    assert bench.lab.rows_in(REST) == (3, 4) and bench.lab.rows_in(GOOD) == (5,)
    bench.lab.take_in([4])
    bench.settle()
    assert bench.lab.rows_in(GOOD) == (3, 4, 5)


def test_good_rows_are_applied_and_the_rest_stays(bench: Bench, desk: Desk) -> None:
    assert isinstance(bench.way, TrackingWay)
    bench.lab.leave_out([13])
    bench.settle()
    part = bench.lab.good()
    preview = bench.way.plan(part)
    assert preview is not None
    job = apply_plan(desk.store, preview.plan, KIM, desk.clock)
    bench.lab.applied(bench.way.done(part, preview, job))
    assert bench.lab.rows_in({State.DONE}) == (3, 12, 14, 15)
    assert desk.states(1) == [S.SHIPPING] and desk.states(11) == [S.PREPARING]
    assert bench.lab.rows_in(REST) == (4, 5, 6, 7, 8, 9, 10, 11, 13, 16, 18)
    assert (4, "tracking") in bench.lab.marked() and (7, "courier") in bench.lab.marked()
    bench.lab.fix([3], "tracking", "1")
    bench.settle()
    assert bench.lab.state(3) is State.DONE, "what is done is not corrected"


def test_a_couriers_file_without_couriers_gets_the_column(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    rows = [["고객주문번호", "운송장번호"], *([f"{number(n)}-S1", cj(n)] for n in (1, 2))]
    bench = Bench(desk, workbook(tmp_path / "cj.xlsx", rows))
    group = bench.group("courier-missing")
    assert group.rows == (2, 3) and group.key.field == "courier"
    bench.lab.fix(group.rows, "courier", "cj")
    bench.settle()
    assert bench.lab.rows_in(GOOD) == (2, 3)
    assert bench.table.sheet.rows[0] == ["고객주문번호", "운송장번호", "택배사"]


def test_an_order_comes_in_when_its_faulty_row_is_fixed(desk: Desk, tmp_path: Path) -> None:
    rows = [
        bought(1, 1, qty="많이", zip=6234, items_total="20,000", paid="23,000"),
        bought(1, 2, items_total="", paid="", zip=6234),
        bought(2, address="È«±æµ¿ 1"),
        bought(2, 2, number="", address="È«±æµ¿ 1"),
        bought(4, courier="번개", tracking="680123456782"),
    ]
    bench = Bench(desk, workbook(tmp_path / "o.xlsx", table(rows)))
    assert bench.groups() == [
        ("quantity-invalid", "qty", (2,)),
        ("order-number-missing", "number", (5,)),
        ("order-refused", "number", (3, 4)),
        ("text-encoding", "address", (4, 5)),
        ("courier-unknown", "번개", (6,)),
        ("zero-restored", "zip", (2, 3)),
    ]
    bench.looked_at.clear()
    assert bench.fix(2, "qty", "2") is State.GOOD
    assert bench.looked_at == [{2, 3}]
    assert bench.lab.state(3) is State.GOOD
    missing = bench.group("order-number-missing")
    assert bench.lab.proposals(missing) == {5: bought(2)["number"]}
    assert bench.lab.mend(bench.group("text-encoding")) == 2
    bench.lab.mend(missing)
    bench.settle()
    assert understood(bench.table, 4, "address") == "홍길동 1"
    assert bench.lab.rows_in(REST) == (), "the order's sums are odd, no more"
    part = bench.lab.good()
    assert isinstance(bench.way, OrderWay)
    result = bench.way.bring(part)
    assert result is not None and result.imported == 3
    bench.lab.applied(brought_by(part, result))
    assert bench.lab.rows_in({State.DONE}) == (2, 3, 4, 5, 6)
    assert desk.sound()


def test_an_order_whose_number_another_has_comes_in_under_a_new_one(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    there = desk.order(1).number
    parts = [{"number": there, "section": f"{there}-S1", "item": f"{there}-{n}"} for n in (1, 2)]
    rows = [bought(1) | part for part in parts]
    bench = Bench(desk, workbook(tmp_path / "o.xlsx", table([*rows, bought(7)])))
    assert bench.groups()[0] == ("order-number-used", "number", (2, 3))
    assert bench.lab.together(2, "number") == (2, 3) and bench.lab.together(2, "name") == (2,)
    bench.lab.fix((2, 3), "number", "202611200009001")
    bench.settle()
    assert bench.table.value(3, "section") == "202611200009001-S1"
    assert bench.table.value(3, "item") == "202611200009001-2"
    assert bench.lab.rows_in(REST) == ()
    assert isinstance(bench.way, OrderWay)
    result = bench.way.bring(bench.lab.good())
    assert result is not None and result.imported == 2
    assert desk.sound()


def test_a_file_whose_rows_are_all_set_aside_does_nothing(desk: Desk, tmp_path: Path) -> None:
    bench = Bench(desk, workbook(tmp_path / "o.xlsx", table([bought(1)])))
    bench.lab.leave_out([2])
    bench.settle()
    assert isinstance(bench.way, OrderWay) and bench.way.bring(bench.lab.good()) is None


def as_judged_afresh(bench: Bench) -> None:
    """Nothing that was not looked at again would be judged otherwise."""
    afresh = Laboratory(bench.table)
    afresh.settle(bench.table.whole(), bench.way.judge(bench.table.whole(), bench.table))
    assert [bench.lab.judged(row) for row in bench.table.rows] == [
        afresh.judged(row) for row in bench.table.rows
    ]


def test_looking_at_dependent_rows_only_is_as_good_as_looking_at_all(bench: Bench) -> None:
    for row, field, text in (
        (4, "tracking", cj(1)),
        (5, "section", f"{number(2)}-S1"),
        (18, "item", item(9)),
        (10, "tracking", cj(15)),
        (7, "courier", "CJ"),
        (7, "section", ""),
        (18, "section", ""),
        (3, "tracking", ""),
        (3, "state", ""),
    ):
        bench.fix(row, field, text)
        as_judged_afresh(bench)


def test_so_it_is_for_orders_whose_numbers_come_and_go(desk: Desk, tmp_path: Path) -> None:
    blank = dict.fromkeys(("channel", "trade", "buyer_name", "buyer_email", "buyer_phone", "placed_at"), "")
    sums = dict.fromkeys(("items_total", "discount", "ship_fee", "points", "paid"), "")
    rows = [
        bought(1, 1),
        bought(1, 2) | blank | sums | {"number": "", "section": "", "item": ""},
        bought(2, 1),
        bought(2, 2),
        bought(3, 1, tracking="680123456782", courier=CJ),
        bought(4, 1, tracking="680123456782", courier=CJ, receiver="이몽룡"),
    ]
    bench = Bench(desk, workbook(tmp_path / "o.xlsx", table(rows)))
    one, two = (str(bought(n)["number"]) for n in (1, 2))
    for row, field, text in (
        (3, "number", two),
        (3, "section", f"{two}-S1"),
        (3, "item", f"{two}-2"),
        (2, "number", ""),
        (2, "number", one),
        (5, "item", f"{two}-1"),
        (7, "receiver", "성춘향"),
        (6, "tracking", ""),
        (4, "number", ""),
    ):
        bench.fix(row, field, text)
        as_judged_afresh(bench)


def test_what_is_shown_as_understood_is_what_is_imported(desk: Desk, tmp_path: Path) -> None:
    row = bought(1, zip=6234, buyer_phone=1000001234, line_paid="₩10,000", placed_at="2026-1-2", name=" 쌀 ")
    sheet = read_table(workbook(tmp_path / "o.xlsx", table([row])))
    shown = Correction(sheet)
    (order,) = orders_of(sheet).orders
    (section,) = order.sections
    (line,) = section.lines
    values: dict[str, object] = {
        "number": order.number,
        "paid": f"{order.paid:,}",
        "placed_at": f"{order.placed_at:%Y-%m-%d %H:%M:%S}",
        "buyer_phone": order.buyer_phone,
        "zip": section.zip,
        "section": section.number,
        "item": line.number,
        "name": line.name,
        "qty": str(line.qty),
        "line_paid": f"{line.paid:,}",
    }
    assert {field: understood(shown, 2, field) for field in values} == values


def test_a_row_of_a_combined_parcel_hangs_together_with_all_of_its_sections(
    desk: Desk, tmp_path: Path
) -> None:
    desk.add(*(sold(n, receiver="홍길동") for n in (1, 2, 3)))
    both = f"{number(1)}-S1,{number(2)}-S1"
    rows = [
        ["고객주문번호", "택배사", "운송장번호"],
        [both, CJ, cj(1)],
        [f"{number(2)}-S1", CJ, cj(2)],
        [f"{number(3)}-S1", CJ, "차량배차"],
    ]
    bench = Bench(desk, workbook(tmp_path / "cj.xlsx", rows))
    assert bench.lab.rows_in(REST) == (2, 3, 4)
    bench.looked_at.clear()
    assert bench.fix(3, "tracking", "") is State.SKIPPED
    assert bench.looked_at == [{2, 3}] and bench.lab.rows_in(GOOD) == (2,)
    as_judged_afresh(bench)


def test_lines_in_another_encoding_are_a_group_and_stay_told_when_judged_again(
    desk: Desk, tmp_path: Path
) -> None:
    desk.add(*(sold(n) for n in range(1, 5)))
    lines = ["고객주문번호,택배사,운송장번호", *(f"{number(n)}-S1,대한통운,{cj(n)}" for n in range(1, 5))]
    path = tmp_path / "put-together.csv"
    path.write_bytes(b"\n".join(line.encode("cp949" if n == 3 else "utf-8") for n, line in enumerate(lines)))
    bench = Bench(desk, path)
    assert bench.groups() == [("row-encoding", "", (4,))]
    assert bench.fix(4, "tracking", cj(9)) is State.ODD
    assert bench.groups() == [("row-encoding", "", (4,))]
    assert understood(bench.table, 4, "courier") == CJ


def test_a_courier_that_was_typed_is_read_again_from_the_work_list(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    rows = [["주문번호", "운송장번호"], [number(1), cj(1)], [number(2), "1"]]
    bench = Bench(desk, workbook(tmp_path / "lotte.xlsx", rows))
    bench.lab.fix([2, 3], "courier", "CJ")
    bench.settle()
    assert bench.lab.rows_in(GOOD) == (2,)
    rest = write_result(bench.table.sheet, tmp_path / "rest.xlsx", {}, bench.lab.rows_in(REST))
    again = Bench(desk, rest)
    assert again.fix(2, "tracking", cj(2)) is State.GOOD


def test_the_courier_of_a_layout_is_understood_where_a_row_names_none(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    heads = ["고객주문번호", "운송장번호", "받는분", "택배사"]
    row = [f"{number(1)}-S1", cj(1), "홍길동", None]
    bench = Bench(desk, workbook(tmp_path / "cj.xlsx", [heads, row]))
    assert bench.lab.state(2) is State.GOOD and understood(bench.table, 2, "courier") == CJ
    assert bench.fix(2, "courier", "번개") is State.REFUSED
    assert understood(bench.table, 2, "courier") == ""
