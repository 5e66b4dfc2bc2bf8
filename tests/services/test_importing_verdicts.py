"""What an import says about rows: verdicts, unknown states, numbers that can be none, shared parcels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.store.engine import Store
from tests.services.desk import Desk
from tests.services.export_file import bought
from tests.services.imports import bring, counts, judged, odd, told

LABEL: dict[str, Any] = {"tracking": "680123456782", "courier": "CJ대한통운"}


def test_every_row_of_a_refused_order_has_its_verdict(desk: Desk, tmp_path: Path) -> None:
    result = bring(desk, tmp_path, bought(1, 1), bought(1, 2, qty=0), bought(2))
    assert [(row, code) for row, _, _, code in told(result)] == [
        (2, "order-refused"),
        (3, "quantity-invalid"),
    ]
    assert counts(result) == (1, 0, 0, 1) and judged(result) == [*_refused(2, 3), (4, "imported")]


def _refused(*rows: int) -> list[tuple[int, str]]:
    return [(row, "refused") for row in rows]


def test_a_refusal_by_the_rules_gives_every_row_of_the_order_its_verdict(desk: Desk, tmp_path: Path) -> None:
    rows = (bought(1), *(bought(2, k, trade="거래취소") for k in (1, 2, 3)))
    result = bring(desk, tmp_path, *rows)
    assert [(row, code) for row, _, _, code in told(result)] == [
        (3, "trade-unknown"),
        (4, "order-refused"),
        (5, "order-refused"),
    ]
    assert judged(result) == [(2, "imported"), *_refused(3, 4, 5)]
    again = bring(desk, tmp_path, bought(1, memo="경비실"), bought(3))
    assert judged(again) == [(2, "updated"), (3, "imported")]
    assert judged(bring(desk, tmp_path, bought(3))) == [(2, "unchanged")]


@pytest.mark.parametrize("label", ["거래취소", "거래종결", "?"])
def test_an_unknown_state_of_an_order_is_refused_with_the_cell(
    desk: Desk, tmp_path: Path, label: str
) -> None:
    assert told(bring(desk, tmp_path, bought(1, trade=label))) == [(2, "주문상태", label, "trade-unknown")]
    assert desk.listed() == []


def test_an_order_that_waits_for_its_payment_is_never_assumed_paid(desk: Desk, tmp_path: Path) -> None:
    result = bring(desk, tmp_path, bought(1, trade="결제대기"), bought(2, trade="결제대기", **LABEL))
    assert [row["pay_status"] for row in desk.listed()] == ["결제대기"] and desk.sound()
    assert told(result) == [(3, "배송송장번호", "680123456782", "unpaid")]


LABELS: tuple[tuple[object, str, str, str], ...] = (
    ("재고소진", "CJ대한통운", "배송송장번호", "tracking-not-a-number"),
    ("12", "CJ대한통운", "배송송장번호", "number-too-short"),
    (521853000000, "CJ대한통운", "배송송장번호", "number-exponent"),
    ("680123456782", "롯데/경동", "택배사명", "courier-ambiguous"),
)


@pytest.mark.parametrize(("number", "courier", "column", "code"), LABELS)
def test_what_can_be_no_tracking_number_is_refused_with_the_cell(
    desk: Desk, tmp_path: Path, number: object, courier: str, column: str, code: str
) -> None:
    result = bring(desk, tmp_path, bought(1, tracking=number, courier=courier), bought(2))
    assert [(row, at, why) for row, at, _, why in told(result)] == [(2, column, code)]
    assert [row["order_no"] for row in desk.listed()] == ["202611200000002"]


def test_numbers_come_in_clean_and_odd_ones_are_pointed_out(desk: Desk, tmp_path: Path) -> None:
    result = bring(
        desk,
        tmp_path,
        bought(1, tracking="6801-2345-6793", courier="CJ"),
        bought(2, tracking=680123456804, courier="번개택배"),
        bought(3, tracking="680123456813", courier="CJ대한통운"),
        bought(4, paid=99),
    )
    assert counts(result) == (4, 0, 0, 0)
    assert odd(result) == [
        (3, "택배사명", "courier-unknown"),
        (4, "배송송장번호", "number-check-digit"),
        (5, "최종주문금액", "order-sum"),
    ]
    labels = [desk.order(f"202611200000{n:03d}").sections[0] for n in (1, 2)]
    assert [(s.courier, s.tracking) for s in labels] == [
        ("CJ대한통운", "680123456793"),
        ("번개택배", "680123456804"),
    ]
    again = bring(desk, tmp_path, bought(1, tracking="680123456793", courier="CJ대한통운"))
    assert counts(again) == (0, 0, 1, 0)


def test_one_number_for_one_receiver_is_a_shared_parcel(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    bring(desk, tmp_path, bought(1, **LABEL), bought(2, **LABEL), bought(4))
    bring(desk, tmp_path, bought(3, **LABEL))
    shared = [desk.order(f"202611200000{n:03d}").sections[0].shared for n in (1, 2, 3, 4)]
    assert shared == [True, True, True, False] and desk.sound()


@pytest.mark.parametrize("known", [False, True])
def test_one_number_for_two_receivers_is_refused_with_the_cell(
    desk: Desk, tmp_path: Path, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.core.services.importing.SLICE", 1)
    rows = [bought(1, **LABEL), bought(2, **LABEL, receiver="이몽룡"), bought(3)]
    if known:
        bring(desk, tmp_path, rows[0])
    dry = bring(desk, tmp_path, *rows, dry_run=True)
    result = bring(desk, tmp_path, *rows)
    refusal = ("배송송장번호", "680123456782", "other-receiver")
    assert told(result) == ([(3, *refusal)] if known else [(2, *refusal), (3, *refusal)]) == told(dry)
    assert desk.sound()


def test_a_number_that_has_arrived_may_be_used_again(desk: Desk, tmp_path: Path) -> None:
    result = bring(
        desk, tmp_path, bought(1, trade="거래종료", **LABEL), bought(2, **LABEL, receiver="이몽룡")
    )
    assert counts(result) == (2, 0, 0, 0) and not desk.order("202611200000002").sections[0].shared
