from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from orderdesk.core.files.cells import SEOUL
from orderdesk.core.files.columns import ORDER_COLUMNS, detect
from orderdesk.core.files.order_export import OrderFile, orders_of, read_orders
from orderdesk.core.files.problems import FileProblem, FileTrouble, RowTrouble
from orderdesk.core.files.reading import BadCell, Cell, Sheet

Make = Callable[..., Path]
Row = dict[str, Cell]
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "real" / "orders-2010-12.xlsx"


def row(number: str = "A1", item: int = 1, /, **changes: Cell) -> Row:
    """A row of an order of two lines, 10,000 and 5,000 won, with 3,000 for shipping."""
    base: Row = dict.fromkeys(ORDER_COLUMNS)
    base |= {
        "channel": "우리상점",
        "number": number,
        "trade": "거래개시",
        "items_total": "15,000",
        "discount": 0,
        "ship_fee": 3000,
        "points": 0,
        "paid": "18,000",
        "buyer_name": "홍길동",
        "buyer_phone": "010-0000-1234",
        "delivery": "택배",
        "section": f"{number}-S1",
        "item": f"{number}-{item}",
        "qty": 2,
        "name": "쌀",
        "unit_price": 5000,
        "line_paid": 10000,
        "receiver": "성춘향",
        "receiver_phone": "010-0000-5678",
        "country": "KR",
        "zip": "06234",
        "address": "서울 강남구",
        "detail": "1호",
        "placed_at": "2026-11-22 09:12:00",
        "product_no": "85123A",
    }
    return base | changes


def sheet_of(*rows: Row) -> Sheet:
    cells: list[list[Cell]] = [[names[0] for names in ORDER_COLUMNS.values()]]
    cells += [[each[name] for name in ORDER_COLUMNS] for each in rows]
    return Sheet("made.xlsx", "Sheet1", cells, detect(cells))


def read(*rows: Row) -> OrderFile:
    return orders_of(sheet_of(*rows))


def findings(file: OrderFile, refusing: bool = True) -> list[tuple[int, str, RowTrouble, str]]:
    """What refuses rows, or what is only odd about those that are taken."""
    return [(p.row, p.column, p.kind, p.order) for p in file.problems if p.kind.refuses is refusing]


def test_rows_of_an_order_need_not_stand_together_and_sums_count_once() -> None:
    file = read(row("A1", 1), row("B1"), row("A1", 2, qty="1", line_paid="5,000", section="A1-S2"))
    assert findings(file) == [] and file.rows == 3
    first, second = file.orders
    assert (first.number, first.row, first.paid, first.items_total, first.ship_fee) == (
        "A1",
        2,
        18000,
        15000,
        3000,
    )
    assert first.placed_at == datetime(2026, 11, 22, 9, 12, tzinfo=SEOUL)
    assert [section.number for section in first.sections] == ["A1-S1", "A1-S2"]
    line = first.sections[1].lines[0]
    assert (line.number, line.qty, line.paid, line.unit_price, line.row) == ("A1-2", 1, 5000, 5000, 4)
    assert second.number == "B1"


def test_sums_may_stand_on_any_one_row_only() -> None:
    blank: dict[str, Cell] = dict.fromkeys(("items_total", "discount", "ship_fee", "points", "paid"))
    blank |= {"buyer_name": None, "placed_at": None, "channel": None, "trade": None, "address": None}
    file = read(row("A1", 1, **blank), row("A1", 2))
    assert (findings(file), file.orders[0].paid, file.orders[0].buyer_name) == ([], 18000, "홍길동")
    assert file.orders[0].sections[0].address == "서울 강남구"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("paid", 17999, RowTrouble.ORDER_DIFFERS),
        ("buyer_name", "임꺽정", RowTrouble.ORDER_DIFFERS),
        ("placed_at", "2026-11-22 09:13:00", RowTrouble.ORDER_DIFFERS),
        ("zip", "06235", RowTrouble.SECTION_DIFFERS),
        ("memo", None, None),
    ],
)
def test_rows_of_an_order_must_agree(name: str, value: Cell, kind: RowTrouble | None) -> None:
    file = read(row("A1", 1), row("A1", 2, **{name: value}), row("B1"))
    if kind is None:
        assert len(file.orders) == 2
        return
    assert findings(file) == [
        (2, "주문번호", RowTrouble.ORDER_REFUSED, "A1"),
        (3, ORDER_COLUMNS[name][0], kind, "A1"),
    ]
    assert [order.number for order in file.orders] == ["B1"]


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("qty", 0, RowTrouble.BAD_QUANTITY),
        ("qty", None, RowTrouble.BAD_QUANTITY),
        ("qty", 1.5, RowTrouble.BAD_QUANTITY),
        ("line_paid", "1,00원", RowTrouble.BAD_AMOUNT),
        ("line_paid", None, RowTrouble.REQUIRED),
        ("coupon", -1, RowTrouble.NEGATIVE_AMOUNT),
        ("paid", None, RowTrouble.REQUIRED),
        ("placed_at", "언젠가", RowTrouble.BAD_DATE),
        ("item", None, RowTrouble.REQUIRED),
        ("section", None, RowTrouble.REQUIRED),
        ("name", "\x07", RowTrouble.REQUIRED),
        ("tracking", "5.21853E+11", RowTrouble.EXPONENT),
        ("receiver", BadCell("error", "#N/A"), RowTrouble.ERROR_VALUE),
        ("address", BadCell("formula", "=A1"), RowTrouble.NO_VALUE),
        ("product_no", 1.5, RowTrouble.DIGITS_LOST),
    ],
)
def test_a_bad_cell_refuses_its_order_and_no_other(name: str, value: Cell, kind: RowTrouble) -> None:
    file = read(row("B1"), row("A1", **{name: value}))
    assert findings(file) == [(3, ORDER_COLUMNS[name][0], kind, "A1")]
    assert [order.number for order in file.orders] == ["B1"]


def test_a_problem_shows_the_cell() -> None:
    (problem,) = read(row("A1", qty="\x1b[31m두 개" + "x" * 200)).problems
    assert problem.value.startswith(" [31m두 개") and len(problem.value) == 80
    assert (problem.code, problem.message.ko) == ("quantity-invalid", "수량이 1 이상의 정수가 아닙니다")


def test_every_row_is_imported_or_has_a_verdict() -> None:
    rows = [row("A1", 1), row("A1", 2, qty=0), row("A1", 3), row("B1"), row("", 9, section="X")]
    file = read(*rows)
    told = {at for at, _, _, _ in findings(file)}
    taken = {line.row for order in file.orders for section in order.sections for line in section.lines}
    assert told == {2, 3, 4, 6} and taken == {5}


def test_a_row_without_number_takes_the_order_of_its_section_along() -> None:
    file = read(row("A1", 1), row("B1"), row("A1", 2, number=None))
    assert findings(file) == [
        (2, "주문번호", RowTrouble.ORDER_REFUSED, "A1"),
        (4, "주문번호", RowTrouble.NUMBER_MISSING, "A1"),
    ]


def test_merged_cells_refuse_the_order_above_instead_of_halving_it() -> None:
    merged = {
        name: None for name in ("number", "channel", "trade", "items_total", "discount", "ship_fee", "points")
    }
    merged |= {name: None for name in ("paid", "buyer_name", "buyer_phone", "placed_at", "section")}
    file = read(row("A1", 1), row("A1", 2) | merged, row("B1"))
    assert [order.number for order in file.orders] == ["B1"]
    assert [order for _, _, _, order in findings(file)] == ["A1", "A1"]


def test_numbers_that_stand_twice_refuse_their_orders() -> None:
    file = read(row("A1", 1), row("A1", 1), row("B1"), row("C1", 1, section="B1-S1"), row("D1"))
    assert [order.number for order in file.orders] == ["D1"]
    assert {(row_, kind) for row_, _, kind, _ in findings(file)} == {
        (2, RowTrouble.ORDER_REFUSED),
        (3, RowTrouble.DUPLICATE_ITEM),
        (4, RowTrouble.SECTION_ELSEWHERE),
        (5, RowTrouble.SECTION_ELSEWHERE),
    }


WHOLE: Row = {"items_total": 10_000, "paid": 13_000}


@pytest.mark.parametrize(
    ("cells", "column", "kind"),
    [
        ({"paid": 99}, "최종주문금액", RowTrouble.SUM_DIFFERS),
        ({"points": 500}, "최종주문금액", RowTrouble.SUM_DIFFERS),
        ({"items_total": 9000, "paid": 12_000}, "총 품목합계금액", RowTrouble.GOODS_DIFFER),
        ({"line_paid": 500_000}, "품목실결제가", RowTrouble.LINE_DIFFERS),
        ({"coupon": 1}, "품목실결제가", RowTrouble.LINE_DIFFERS),
        ({"tracking": "521853000000"}, "배송송장번호", RowTrouble.TRAILING_ZEROS),
    ],
)
def test_sums_and_numbers_that_are_odd_come_in_and_are_pointed_out(
    cells: Row, column: str, kind: RowTrouble
) -> None:
    file = read(row("A1", 1, **(WHOLE | cells)), row("B1", 1, **WHOLE))
    assert [order.number for order in file.orders] == ["A1", "B1"] and findings(file) == []
    assert findings(file, refusing=False) == [(2, column, kind, "A1")]


@pytest.mark.parametrize(
    ("cells", "column"), [({"coupon": 10_001}, "판매가"), ({"discount": 13_001}, "총 합계 할인금액")]
)
def test_discounts_beyond_the_goods_refuse_the_order(cells: Row, column: str) -> None:
    file = read(row("A1", 1, **(WHOLE | cells)), row("B1", 1, **WHOLE))
    assert [order.number for order in file.orders] == ["B1"]
    assert findings(file) == [(2, column, RowTrouble.DISCOUNT_TOO_LARGE, "A1")]
    assert findings(file, refusing=False) == []


def test_nothing_differs_where_a_cancelled_order_was_never_paid() -> None:
    gone: Row = WHOLE | {"paid": 0, "cancel_reason": "입금전취소"}
    file = read(row("A1", 1, **gone))
    assert (len(file.orders), file.problems) == (1, [])
    half = {"section": "A1-S2", "cancel_reason": None}
    assert [each.kind for each in read(row("A1", 1, **gone), row("A1", 2, **(gone | half))).problems] == [
        RowTrouble.GOODS_DIFFER,
        RowTrouble.SUM_DIFFERS,
    ]


def test_sums_are_compared_only_where_the_file_has_their_columns() -> None:
    sheet = sheet_of(row("A1", 1, **(WHOLE | {"paid": 99, "line_paid": 1})))
    gone = [[*ORDER_COLUMNS].index(name) for name in ("points", "coupon")]
    cells = [[cell for index, cell in enumerate(each) if index not in gone] for each in sheet.rows]
    assert orders_of(Sheet("f", "s", cells, detect(cells))).problems == []


@pytest.mark.parametrize("value", ["재고소진", 521853000000, "5.21853E+11"])
def test_what_is_no_tracking_number_refuses_the_order_with_the_cell(value: Cell) -> None:
    file = read(row("A1", 1, **WHOLE, tracking=value, courier="CJ대한통운"))
    assert file.orders == [] and [at[:2] for at in findings(file)] == [(2, "배송송장번호")]


def test_lost_zeros_of_postcodes_and_phones_come_back() -> None:
    (order,) = read(row("A1", zip=6234, receiver_phone=1000005678, buyer_phone="1000001234")).orders
    section = order.sections[0]
    assert (section.zip, section.receiver_phone, order.buyer_phone) == ("06234", "01000005678", "01000001234")


def test_identifiers_that_came_as_numbers_are_text() -> None:
    (order,) = read(row("A1", number=202611220000017, section=7, item=8, tracking=623456789012)).orders
    section = order.sections[0]
    assert (order.number, section.number, section.lines[0].number) == ("202611220000017", "7", "8")
    assert section.tracking == "623456789012"


def test_missing_columns_are_named() -> None:
    sheet = sheet_of(row())
    at = [*ORDER_COLUMNS].index("line_paid")
    cells = [[cell for index, cell in enumerate(each) if index != at] for each in sheet.rows]
    with pytest.raises(FileProblem) as caught:
        orders_of(Sheet("f", "s", cells, detect(cells)))
    assert (caught.value.kind, caught.value.detail) == (FileTrouble.MISSING_COLUMNS, "품목실결제가")


def test_other_tables_and_empty_ones_are_refused() -> None:
    for cells, kind in (
        ([["주문섹션번호", "송장번호"]], FileTrouble.UNKNOWN_FORM),
        (sheet_of().rows, FileTrouble.EMPTY),
    ):
        rows: list[list[Cell]] = [list(each) for each in cells]
        with pytest.raises(FileProblem) as caught:
            orders_of(Sheet("f", "s", rows, detect(rows)))
        assert caught.value.kind is kind


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp949"])
def test_csv_reads_as_the_workbook_does(tmp_path: Path, make: Make, encoding: str) -> None:
    rows = sheet_of(row("A1", 1, zip="6234"), row("A1", 2), row("B1", coupon="1,000")).rows
    path = tmp_path / "orders.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    from_csv, from_book = read_orders(path), read_orders(make(rows))
    assert from_csv.orders == from_book.orders and len(from_csv.orders) == 1
    assert findings(from_csv) == findings(from_book) != []


@pytest.mark.skipif(not REAL.exists(), reason=f"the file of real orders is not at {REAL}")
def test_the_real_export_reads_whole() -> None:
    file = read_orders(REAL)
    lines = [line for order in file.orders for section in order.sections for line in section.lines]
    assert (len(file.orders), file.rows, len(lines), file.problems) == (834, 22016, 22016, [])
    assert sum(order.paid for order in file.orders) == 742_393_858
