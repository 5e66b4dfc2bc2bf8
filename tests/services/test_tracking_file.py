"""Tracking numbers by Excel: the form is made, filled as people fill it, and imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.tracking_form import TrackingFile, write_template
from orderdesk.core.services import browsing
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.tracking import template_rows
from orderdesk.core.services.tracking_file import TrackingResult, import_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, Desk, number, sections, sold
from tests.services.export_file import workbook

S = SectionState
CJ = "CJ대한통운"
CELLS = {"item": "B", "qty": "C", "courier": "D", "number": "E", "state": "F"}
Filled = Mapping[str, Mapping[str, object]]


@pytest.fixture(autouse=True)
def short_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms with few empty rows: thousands take time and tell nothing."""
    monkeypatch.setattr("orderdesk.core.files.tracking_form._TEXT_ROWS", 30)


def form(desk: Desk, folder: Path) -> Path:
    """The form for every order that can take a number."""
    with desk.store.reader() as conn:
        return write_template(
            folder / "form.xlsx", template_rows(browsing.orders(conn, browsing.make_view()))
        )


def fill(path: Path, filled: Filled, extra: Sequence[Sequence[object]] = ()) -> Path:
    """Fill the cells of rows, which are named by item number; *extra* rows are typed below."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = {str(sheet.cell(n, 2).value): n for n in range(3, sheet.max_row + 1) if sheet.cell(n, 2).value}
    for name, cells in filled.items():
        for key, value in cells.items():
            sheet[f"{CELLS[key]}{rows[name]}"].value = value
    for n, row in enumerate(extra, max(rows.values()) + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(n, column).value = value  # type: ignore[assignment]  # any cell value
    target = path.with_name("filled.xlsx")
    book.save(target)
    return target


def bring(desk: Desk, path: Path, dry_run: bool = False, **options: object) -> TrackingResult:
    read = open_file(path)
    assert isinstance(read, TrackingFile)
    chosen = Options(**options)  # type: ignore[arg-type]  # options by name
    return import_tracking(desk.store, read, KIM, desk.clock, chosen, dry_run)


def verdicts(result: TrackingResult) -> list[tuple[int, str]]:
    """Row of the sheet → verdict, or the reason's code."""
    return [(row.row, row.code or row.kind.value) for row in result.rows]


def warnings(result: TrackingResult) -> list[list[str]]:
    return [[reason.code for reason in row.odd] for row in result.rows]


def item(n: int, k: int = 1) -> str:
    return f"{number(n)}-{k}"


def test_the_form_has_six_columns_a_row_an_item_and_what_is_known(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 2, 3), sold(2, 1, 1, sections=[[1], [2]]), sold(3))
    desk.do("track", *sections(2, 2), courier=CJ, number="012345678901")
    desk.do("track", 3, courier=CJ, number="680123456782", to="ship")
    desk.do("deliver", 3)
    sheet = openpyxl.load_workbook(form(desk, tmp_path)).worksheets[0]
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=6)]
    assert table == [
        ["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"],
        [f"{number(1)}-S1", item(1, 1), 2, None, None, None],
        [f"{number(1)}-S1", item(1, 2), 3, None, None, None],
        [f"{number(2)}-S1", item(2, 1), 1, None, None, None],
        [f"{number(2)}-S2", item(2, 2), 1, CJ, "012345678901", None],
    ]
    assert sheet.max_column == 6 and sheet["A7"].value is None


def test_a_form_filled_by_a_person_gets_the_verdicts_of_the_document(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(
        *(sold(n) for n in range(1, 8)),
        sold(8, unpaid=True),
        *(sold(n) for n in range(9, 15)),
        sold(15, 1, 1, 1),
    )
    for n in (9, 13):
        desk.do("hold", n, reason="STOCK")
    desk.do("cancel", 10, reason="SOLD_OUT")
    before = {n: replace(desk.order(n), version=1) for n in (2, 4, 5, 6, 7, 8, 9, 10, 12)}
    path = form(desk, tmp_path)
    desk.do("track", 11, courier=CJ, number="680123450011", to="ship")
    desk.do("deliver", 11)
    result = bring(
        desk,
        fill(
            path,
            {
                item(1): {"courier": CJ, "number": 680123456782, "state": "배송중"},
                item(3): {"number": "6801-2345-6790"},
                item(4): {"courier": "번개택배", "number": "680123456804"},
                item(5): {"courier": CJ, "number": "5.21853E+11", "state": "배송중"},
                item(6): {"courier": CJ, "number": "680123456812", "state": "배송완료"},
                item(7): {"item": item(1), "courier": CJ, "number": "680123456820"},
                item(8): {"courier": CJ, "number": "680123456838", "state": "배송중"},
                item(9): {"courier": CJ, "number": "680123456846", "state": "배송중"},
                item(11): {"courier": CJ, "number": "680123456854", "state": "배송중"},
                item(12): {"state": "배송중"},
                item(13): {"courier": "우체국택배", "number": "6801234567890"},
                item(14): {"courier": CJ, "number": 521853000000, "qty": None, "item": None},
                item(15, 1): {"courier": CJ, "number": "680123456862", "state": "배송중"},
                item(15, 2): {"courier": CJ, "number": "차량배차", "state": "배송중"},
            },
            [
                [f"{number(10)}-S1", None, None, CJ, 680123456901, "배송중"],
                [f"{number(1)}-S1", item(1), 1, CJ, 680123456782, "배송중"],
                ["없는섹션-S1", None, None, CJ, "680123456870", None],
                [f"{number(2)}-S9", None, None, CJ, "680123456870", None],
            ],
        ),
        default_courier="한진택배",
    )
    assert verdicts(result) == [
        (3, "apply"),
        (4, "blank-row"),
        (5, "apply"),
        (6, "courier-unknown"),
        (7, "number-exponent"),
        (8, "bad-target"),
        (9, "no-item"),
        (10, "unpaid"),
        (11, "held"),
        (12, "track-too-late"),
        (13, "no-tracking"),
        (14, "apply"),
        (15, "apply"),
        (16, "sibling-row"),
        (17, "tracking-not-a-number"),
        (18, "blank-row"),
        (19, "in-claim"),
        (20, "row-duplicate"),
        (21, "no-section"),
        (22, "no-section"),
    ]
    assert result.rows[1].kind is Kind.SKIP and result.sections == 4
    assert all(row.message.ko and row.message.en for row in result.rows if row.code)
    assert "number-trailing-zeros" in warnings(result)[12]
    assert desk.order(3).sections[0].courier == "한진택배"
    assert desk.order(14).sections[0].tracking == "521853000000"
    assert [desk.states(n) for n in (1, 3, 13)] == [[S.SHIPPING], [S.PREPARING], [S.PREPARING]]
    assert desk.order(15).sections[0].tracking is None and desk.verbs(15) == ["create"]
    for n, earlier in before.items():
        assert replace(desk.order(n), version=1) == earlier, n
    assert desk.sound()


def test_blank_state_keeps_the_state_and_ready_makes_it_ready(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2), sold(3))
    desk.do("ready", 3)
    path = fill(
        form(desk, tmp_path),
        {
            item(1): {"courier": CJ, "number": "680123456782"},
            item(2): {"courier": CJ, "number": "680123456790", "state": "배송 대기"},
            item(3): {"courier": CJ, "number": "680123456804"},
        },
    )
    assert [code for _, code in verdicts(bring(desk, path))] == ["apply"] * 3
    assert [desk.states(n) for n in (1, 2, 3)] == [[S.PREPARING], [S.READY], [S.READY]]
    again = bring(desk, path)
    assert [code for _, code in verdicts(again)] == ["already"] * 3 and again.job is None


def test_the_setting_makes_a_number_set_ready(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    path = fill(form(desk, tmp_path), {item(1): {"courier": CJ, "number": "680123456782"}})
    bring(desk, path, ready_on_tracking=True)
    assert desk.states() == [S.READY] and desk.verbs() == ["create", "track", "ready"]


def test_target_shipping_takes_both_steps_and_tells_each(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(sold(1), sold(2))
    desk.do("ready", 2)
    start = desk.whole()
    shipping = {"courier": CJ, "state": "배송중"}
    path = fill(
        form(desk, tmp_path),
        {
            item(1): {**shipping, "number": "680123456782"},
            item(2): {**shipping, "number": "680123456790"},
        },
    )
    result = bring(desk, path)
    assert desk.verbs(1) == ["create", "track", "ready", "ship"]
    assert desk.verbs(2) == ["create", "ready", "track", "ship"]
    assert [desk.states(n) for n in (1, 2)] == [[S.SHIPPING], [S.SHIPPING]] and desk.sound()
    assert result.job is not None
    desk.undo(result.job)
    assert desk.whole() == start and desk.sound()


def test_a_number_that_is_there_can_be_shipped_without_typing_it_again(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number="680123456782")
    path = fill(form(desk, tmp_path), {item(1): {"state": "배송중"}})
    assert [code for _, code in verdicts(bring(desk, path))] == ["apply", "blank-row"]
    assert desk.states(1) == [S.SHIPPING]


def test_a_shipped_section_does_not_go_back_to_ready(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number="680123456782", to="ship")
    desk.do("track", 2, courier=CJ, number="680123456790", to="ship")
    path = fill(
        form(desk, tmp_path),
        {item(1): {"state": "배송대기"}, item(2): {"state": "배송대기", "number": None}},
    )
    assert [code for _, code in verdicts(bring(desk, path))] == ["to-ready-only", "past"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1234567", "number-too-short"),
        ("123456789012345678901", "number-too-long"),
        ("AB12345678", "number-not-digits"),
        ("오전10시상차", "tracking-not-a-number"),
        (6.812345678901235e18, "number-digits-lost"),
        (123456.5, "number-digits-lost"),
        ("#N/A", "cell-error"),
    ],
)
def test_what_can_be_no_number_is_refused_with_its_cell(
    desk: Desk, tmp_path: Path, typed: object, code: str
) -> None:
    desk.add(sold(1))
    result = bring(desk, fill(form(desk, tmp_path), {item(1): {"courier": CJ, "number": typed}}))
    assert verdicts(result) == [(3, code)] and result.rows[0].column == "송장번호"
    assert result.rows[0].section == f"{number(1)}-S1" or code.startswith("number-")
    assert result.job is None and desk.verbs() == ["create"]


@pytest.mark.parametrize("qty", [0, -1, 1.5, 4, "둘"])
def test_a_quantity_that_is_not_there_is_refused(desk: Desk, tmp_path: Path, qty: object) -> None:
    desk.add(sold(1, 3))
    cells = {"courier": CJ, "number": "680123456782", "qty": qty}
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells}))
    assert verdicts(result)[0][1] in ("quantity-invalid", "bad-quantity") and desk.verbs() == ["create"]


def test_a_courier_cell_of_two_is_never_guessed(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    cells = {item(1): {"courier": "롯데/경동", "number": "680123456784"}, item(2): {"number": "680123456782"}}
    path = fill(form(desk, tmp_path), cells)
    assert [code for _, code in verdicts(bring(desk, path))] == ["courier-ambiguous", "courier-missing"]


def test_check_digits_only_warn_until_lotte_is_strict(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    cells = {
        item(1): {"courier": "롯데택배", "number": "680123456780"},
        item(2): {"courier": CJ, "number": "680123456780"},
    }
    path = fill(form(desk, tmp_path), cells)
    dry = bring(desk, path, dry_run=True)
    assert [kind for _, kind in verdicts(dry)] == ["apply", "apply"]
    assert [codes[:1] for codes in warnings(dry)] == [["number-check-digit"]] * 2
    assert [kind for _, kind in verdicts(bring(desk, path, strict_lotte=True))] == [
        "number-check-digit",
        "apply",
    ]


def test_particular_pieces_ship_and_the_rest_stays(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(sold(1, 5, 2, 1))
    cells = {"courier": CJ, "number": "680123456782", "state": "배송중"}
    path = fill(form(desk, tmp_path), {item(1, 1): {**cells, "qty": 2}, item(1, 2): cells})
    result = bring(desk, path)
    assert [code for _, code in verdicts(result)] == ["apply", "apply", "blank-row"]
    order = desk.order()
    held = {s.n: {i.line: i.qty for i in order.items_of(s.n)} for s in order.sections}
    assert held == {1: {1: 3, 3: 1}, 2: {1: 2, 2: 2}}
    assert desk.states() == [S.PREPARING, S.SHIPPING]
    assert [s.tracking for s in order.sections] == [None, "680123456782"]
    assert desk.verbs() == ["create", "split", "track", "ready", "ship"] and desk.sound()


def test_a_number_per_item_makes_a_parcel_per_item(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(sold(1, 1, 2, 1))
    start = desk.whole()
    filled = {item(1, k): {"courier": CJ, "number": f"68012345678{k}", "state": "배송중"} for k in (1, 2, 3)}
    result = bring(desk, fill(form(desk, tmp_path), filled))
    assert [code for _, code in verdicts(result)] == ["apply"] * 3 and result.sections == 1
    order = desk.order()
    parcels = {s.tracking: [i.line for i in order.items_of(s.n)] for s in order.sections}
    assert parcels == {"680123456781": [1], "680123456782": [2], "680123456783": [3]}
    assert set(desk.states()) == {S.SHIPPING} and order.version == 2 and desk.sound()
    assert result.job is not None
    desk.undo(result.job)
    assert desk.whole() == start


def test_pieces_of_one_item_may_go_in_two_parcels(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 5))
    cells = {"courier": CJ, "number": "680123456782", "state": "배송중"}
    path = fill(
        form(desk, tmp_path),
        {item(1): {**cells, "qty": 2}},
        [[f"{number(1)}-S1", item(1), 3, CJ, "680123456790", "배송중"]],
    )
    assert [code for _, code in verdicts(bring(desk, path))] == ["apply", "apply"]
    order = desk.order()
    assert {s.tracking: order.items_of(s.n)[0].qty for s in order.sections} == {
        "680123456782": 2,
        "680123456790": 3,
    }
    assert desk.sound()


@pytest.mark.parametrize(
    "second",
    [
        [f"{number(1)}-S1", None, None, CJ, "680123456790", None],
        [f"{number(1)}-S1", item(1), None, CJ, "680123456790", None],
        [f"{number(1)}-S1", item(1), 5, CJ, "680123456790", None],
    ],
)
def test_rows_that_contradict_each_other_are_all_refused(
    desk: Desk, tmp_path: Path, second: Sequence[object]
) -> None:
    desk.add(sold(1, 5, 1))
    cells = {"courier": CJ, "number": "680123456782", "qty": 2}
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells}, [second]))
    refused = [row for row in result.rows if row.kind is Kind.REFUSE]
    assert len(refused) == 2 and desk.verbs() == ["create"]


@pytest.mark.parametrize("bad", ["5.21853E+11", "차량배차", "123"])
def test_a_bad_row_holds_its_whole_section_back(desk: Desk, tmp_path: Path, bad: str) -> None:
    desk.add(sold(1, 1, 1, 1, sections=[[1, 2], [3]]))
    good = {"courier": CJ, "state": "배송중"}
    path = fill(
        form(desk, tmp_path),
        {
            item(1, 1): {**good, "number": "680123456782"},
            item(1, 2): {**good, "number": bad},
            item(1, 3): {**good, "number": "680123456790"},
        },
    )
    result = bring(desk, path)
    assert [row.kind for row in result.rows] == [Kind.REFUSE, Kind.REFUSE, Kind.APPLY]
    assert result.rows[0].code == "sibling-row"
    assert desk.states() == [S.PREPARING, S.SHIPPING] and desk.order().sections[0].tracking is None


def test_an_existing_number_is_replaced_only_when_told(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2))
    desk.do("track", 1, courier=CJ, number="680123456782")
    desk.do("track", 2, courier=CJ, number="680123456790", to="ship")
    filled = {item(n): {"courier": "한진택배", "number": f"12345678901{n}"} for n in (1, 2)}
    path = fill(form(desk, tmp_path), filled)
    assert [code for _, code in verdicts(bring(desk, path))] == ["number-exists"] * 2
    assert [code for _, code in verdicts(bring(desk, path, overwrite=True))] == ["apply"] * 2
    assert [desk.order(n).sections[0].tracking for n in (1, 2)] == ["123456789011", "123456789012"]
    assert desk.states(2) == [S.SHIPPING] and desk.sound()


def test_one_number_for_two_orders_of_one_receiver_is_a_shared_parcel(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    desk.add(sold(1, receiver="성춘향"), sold(2, receiver="성춘향"))
    cells = {"courier": CJ, "number": "680123456782", "state": "배송중"}
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells, item(2): cells}))
    assert [code for _, code in verdicts(result)] == ["apply", "apply"]
    assert warnings(result) == [["number-taken"], ["number-taken"]]
    assert [desk.order(n).sections[0].shared for n in (1, 2)] == [True, True] and desk.sound()


@pytest.mark.parametrize("known", [False, True])
def test_one_number_for_two_receivers_needs_to_be_allowed(desk: Desk, tmp_path: Path, known: bool) -> None:
    desk.add(sold(1), sold(2), sold(3))
    cells: dict[str, Any] = {"courier": CJ, "number": "680123456782"}
    filled = {item(2): cells, item(3): {"courier": CJ, "number": "680123456790"}}
    if known:
        desk.do("track", 1, **cells)
    else:
        filled[item(1)] = cells
    path = fill(form(desk, tmp_path), filled)
    found = dict(verdicts(bring(desk, path, dry_run=True)))
    assert found == {3: "already" if known else "other-receiver", 4: "other-receiver", 5: "apply"}
    assert desk.order(2).sections[0].tracking is None
    allowed = bring(desk, path, share=True)
    assert [code for _, code in verdicts(allowed)][1:] == ["apply", "apply"]
    assert desk.order(2).sections[0].shared and not desk.order(3).sections[0].shared and desk.sound()


def test_two_sections_of_one_order_may_share_a_box(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]))
    cells = {"courier": CJ, "number": "680123456782", "state": "배송중"}
    result = bring(desk, fill(form(desk, tmp_path), {item(1, 1): cells, item(1, 2): cells}))
    assert [code for _, code in verdicts(result)] == ["apply", "apply"] and desk.sound()


def test_pieces_of_a_channels_order_stay_together(desk: Desk, tmp_path: Path) -> None:
    desk.add(replace(sold(1, 3, 1), channel=Channel.NAVER, channel_number="N-1"))
    cells = {"courier": CJ, "number": "680123456782", "qty": 2}
    result = bring(desk, fill(form(desk, tmp_path), {item(1, 1): cells}))
    assert [code for _, code in verdicts(result)] == ["channel-line", "blank-row"]


def test_an_item_alone_finds_its_section(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 1, 1, sections=[[1], [2]]))
    head: list[object] = ["주문섹션번호", "주문섹션품목번호", "수량", "택배사", "송장번호", "주문 상태 변경"]
    rows: list[list[object]] = [head, [None, item(1, 2), None, CJ, "680123456782", "배송중"]]
    assert verdicts(bring(desk, workbook(tmp_path / "f.xlsx", rows))) == [(2, "apply")]
    assert desk.states() == [S.PREPARING, S.SHIPPING]


def test_a_couriers_return_file_goes_by_section_or_by_order(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2, 1, 1, sections=[[1], [2]]), sold(3, 1, 1, sections=[[1], [2]]), sold(4))
    desk.do("cancel", *sections(3, 1), reason="SOLD_OUT")
    rows: list[list[object]] = [
        ["고객주문번호", "운송장번호"],
        [number(1), "6801-2345-6782"],
        [number(2), "680123456790"],
        [f"{number(2)}-S2", 680123456804],
        [number(3), "680123456812"],
        [number(9), "680123456820"],
        [number(4), "미출고"],
    ]
    path = workbook(tmp_path / "back.xlsx", rows)
    result = bring(desk, path, default_courier=CJ)
    assert verdicts(result) == [
        (2, "apply"),
        (3, "several-sections"),
        (4, "apply"),
        (5, "apply"),
        (6, "no-section"),
        (7, "tracking-not-a-number"),
    ]
    numbers = [[s.tracking for s in desk.order(n).sections] for n in (1, 2, 3)]
    assert numbers == [["680123456782"], [None, "680123456804"], [None, "680123456812"]]
    without = bring(desk, path)
    assert {code for _, code in verdicts(without)} >= {"courier-missing"}


def test_the_old_form_is_refused_unless_taken_by_order_number(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2, 1, 1, sections=[[1], [2]]))
    rows = [
        ["주문번호", "택배사", "송장번호"],
        [number(1), CJ, "680123456782"],
        [number(2), CJ, "680123456790"],
    ]
    path = workbook(tmp_path / "old.xlsx", rows)
    refused = bring(desk, path)
    assert verdicts(refused) == [(2, "form-old"), (3, "form-old")] and refused.job is None
    assert verdicts(bring(desk, path, by_order=True)) == [(2, "apply"), (3, "several-sections")]
    assert desk.order(1).sections[0].tracking == "680123456782"


def test_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    cells = {"courier": CJ, "number": "680123456782", "state": "배송중"}
    path = fill(form(desk, tmp_path), {item(1): cells})
    before = desk.whole()
    result = bring(desk, path, dry_run=True)
    assert (result.updated, result.sections, result.job) == (1, 1, None) and desk.whole() == before


def test_an_order_that_moves_after_the_preview_is_told_as_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(sold(1), sold(2))
    filled = {item(n): {"courier": CJ, "number": f"68012345678{n}"} for n in (1, 2)}
    path = fill(form(desk, tmp_path), filled)

    def late(*given: object, **more: object) -> int:
        desk.do("hold", 1, actor=LEE, reason="STOCK")
        return apply_plan(*given, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr("orderdesk.core.services.tracking_file.apply_plan", late)
    result = bring(desk, path)
    assert verdicts(result) == [(3, "moved"), (4, "apply")]
    assert (result.updated, result.refused, result.sections) == (1, 1, 1)


def test_counts_are_orders_and_every_row_has_one_verdict(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 1, 1), sold(2), sold(3), sold(4))
    desk.do("track", 3, courier=CJ, number="680123456790")
    cells = {"courier": CJ, "number": "680123456782"}
    filled = {item(1, 1): cells, item(1, 2): cells, item(2): {"courier": "?", "number": "680123456804"}}
    result = bring(desk, fill(form(desk, tmp_path), filled))
    assert [row.row for row in result.rows] == [3, 4, 5, 6, 7]
    assert (result.orders, result.updated, result.unchanged, result.refused, result.sections) == (
        3,
        1,
        1,
        1,
        1,
    )
