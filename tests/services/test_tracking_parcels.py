"""Tracking numbers by Excel: parcels of pieces, shared parcels, couriers' files, and what orders become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.plans import Kind
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.store.engine import Store
from tests.services.desk import LEE, Desk, number, sections, sold
from tests.services.export_file import workbook
from tests.services.forms import CJ, S, bring, fill, form, item, verdicts, warnings


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


def test_rows_of_one_item_with_one_number_are_one_parcel(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 5, 1))
    cells = {"courier": CJ, "number": "680123456782", "state": "배송중", "qty": 2}
    second = [f"{number(1)}-S1", item(1), 1, "CJ", "6801-2345-6782", "배송중"]
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells}, [second]))
    assert [code for _, code in verdicts(result)] == ["apply", "blank-row", "apply"]
    order = desk.order()
    held = {s.tracking: [(i.line, i.qty) for i in order.items_of(s.n)] for s in order.sections}
    assert held == {None: [(1, 2), (2, 1)], "680123456782": [(1, 3)]} and desk.sound()


@pytest.mark.parametrize(("first", "label"), [(3, "680123456782"), (3, "680123456793"), (5, "680123456793")])
def test_more_pieces_than_there_are_is_a_matter_of_the_quantity(
    desk: Desk, tmp_path: Path, first: int, label: str
) -> None:
    desk.add(sold(1, 5))
    cells = {"courier": CJ, "number": "680123456782", "qty": first}
    second = [f"{number(1)}-S1", item(1), 4, CJ, label, None]
    result = bring(desk, fill(form(desk, tmp_path), {item(1): cells}, [second]))
    assert [(row.code, row.column) for row in result.rows] == [("bad-quantity", "수량")] * 2
    assert desk.verbs() == ["create"]


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


def swapped(desk: Desk) -> None:
    """Orders 1 and 2 have each other's numbers; 3 is on its own."""
    desk.add(sold(1), sold(2), sold(3))
    desk.do("track", 1, courier=CJ, number="680123456793")
    desk.do("track", 2, courier=CJ, number="680123456782")


def test_numbers_that_were_swapped_can_be_put_right(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    swapped(desk)
    right = {
        item(n): {"courier": CJ, "number": text} for n, text in ((1, "680123456782"), (2, "680123456793"))
    }
    path = fill(form(desk, tmp_path), right)
    assert [code for _, code in verdicts(bring(desk, path, dry_run=True))][:2] == ["other-receiver"] * 2
    result = bring(desk, path, overwrite=True)
    assert [code for _, code in verdicts(result)] == ["apply", "apply", "blank-row"]
    sections_now = [desk.order(n).sections[0] for n in (1, 2)]
    assert [(s.tracking, s.shared) for s in sections_now] == [
        ("680123456782", False),
        ("680123456793", False),
    ]
    assert desk.sound()


def test_a_number_is_free_only_when_its_holder_really_takes_another(desk: Desk, tmp_path: Path) -> None:
    swapped(desk)
    desk.do("hold", 2, reason="STOCK")
    filled = {
        item(1): {"courier": CJ, "number": "680123456782"},
        item(2): {"courier": CJ, "number": "680123456804", "state": "배송중"},
        item(3): {"courier": CJ, "number": "680123456793"},
    }
    result = bring(desk, fill(form(desk, tmp_path), filled), overwrite=True)
    assert [code for _, code in verdicts(result)] == ["other-receiver", "held", "other-receiver"]
    assert desk.order(1).sections[0].tracking == "680123456793" and desk.sound()


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


def test_a_number_that_another_courier_has_is_taken_with_a_warning_that_says_whose(
    desk: Desk, tmp_path: Path
) -> None:
    for n in (1, 2, 3):
        desk.add(sold(n))
    label = "680123456782"
    desk.do("track", 1, courier="롯데택배", number=label, to="배송중")
    told = bring(desk, fill(form(desk, tmp_path), {item(2): {"courier": CJ, "number": label}}), dry_run=True)
    (row,) = [row for row in told.rows if row.kind is Kind.APPLY]
    assert [each.code for each in row.odd] == ["number-other-courier"]
    whose = f"롯데택배 {number(1)}-S1 배송중"
    assert row.words(row.odd[0]).ko == f"다른 택배사로 이미 등록된 번호입니다 ({whose})"
    other = {
        item(2): {"courier": CJ, "number": "680123456793"},
        item(3): {"courier": "로젠", "number": "680123456793"},
    }
    twice = warnings(bring(desk, fill(form(desk, tmp_path), other), dry_run=True))
    assert sum("number-other-courier" in odd for odd in twice) == 2
    renamed = {item(1): {"courier": CJ, "number": label, "state": None}}
    mended = bring(desk, fill(form(desk, tmp_path), renamed), dry_run=True, overwrite=True)
    assert ("number-other-courier",) not in {tuple(odd) for odd in warnings(mended)}


def test_a_number_of_an_odd_length_says_how_long_they_are(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    told = bring(desk, fill(form(desk, tmp_path), {item(1): {"courier": "한진", "number": "12345678901"}}))
    (row,) = told.rows
    assert row.words(row.odd[0]).ko == "한진택배 송장번호는 10·12·14자리인데 11자리입니다"
