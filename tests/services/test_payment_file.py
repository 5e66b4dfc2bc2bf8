"""A payment export beside the payments of the store: what is there, what waits, what nobody knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import EntryKind, Method, Order
from orderdesk.core.files.payment_form import payments_of
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import read_table
from orderdesk.core.services.payment_file import compare_payments
from tests.files.builders import FORM, xlsx
from tests.services.desk import Desk, number, sold

HEADERS = ["주문번호", "결제번호", "결제상태", "결제시간", "결제수단", "결제구분", "금액"]
PAID_AT = "2026-11-22 09:12:00"


def row(n: int, payment: str, amount: object = 10_000, **other: object) -> list[object]:
    cells = {"state": "결제완료", "at": PAID_AT, "method": "카드", "entry": "결제"} | other
    return [number(n), payment, cells["state"], cells["at"], cells["method"], cells["entry"], amount]


def judged(desk: Desk, path: Path, *rows: list[object]) -> list[tuple[int, str, str]]:
    path.write_bytes(xlsx([HEADERS, *rows]))
    results = compare_payments(desk.store, payments_of(read_table(path)))
    return [(each.row, each.kind.value, each.code) for each in results]


def assumed(order: Order) -> Order:
    entry = replace(order.entries[0], method=Method.UNKNOWN, assumed=True)
    return replace(order, entries=(entry,))


def refunded(order: Order, won: int) -> Order:
    entry = replace(order.entries[0], n=2, kind=EntryKind.REFUND, amount=-won, follows=1)
    return replace(order, entries=(*order.entries, entry))


def test_every_row_is_held_against_the_payments_of_its_order(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2, unpaid=True), assumed(sold(3)))
    assert judged(
        desk,
        tmp_path / "p.xlsx",
        row(1, "a", "10,000원"),
        row(2, "b", method="무통장입금"),
        row(3, "c"),
        row(4, "d"),
        row(1, "e"),
        row(2, "f", 9_999, method="무통장입금"),
    ) == [
        (2, "skip", "already"),
        (3, "refuse", "payment-waiting"),
        (4, "refuse", "payment-explained"),
        (5, "refuse", "no-order"),
        (6, "refuse", "payment-differs"),
        (7, "refuse", "payment-differs"),
    ]


def test_another_method_is_another_payment_and_unpaid_is_not_paid(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1), sold(2, unpaid=True))
    assert judged(
        desk,
        tmp_path / "p.xlsx",
        row(1, "a", method="카카오페이"),
        row(2, "b", method="무통장입금", at=None, state="결제대기"),
    ) == [(2, "refuse", "payment-differs"), (3, "skip", "already")]


@pytest.mark.parametrize("amount", [-4_000, 4_000])
def test_a_refund_is_known_by_either_sign_once(desk: Desk, tmp_path: Path, amount: int) -> None:
    desk.add(refunded(sold(1), 4_000))
    refund = {"entry": "환불", "state": "부분환불"}
    rows = [row(1, "b", amount, **refund), row(1, "c", amount, **refund)]
    found = judged(desk, tmp_path / "p.xlsx", row(1, "a", state="부분 환불"), *rows)
    assert [code for _, _, code in found] == ["already", "already", "payment-differs"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"amount": "만원"}, "amount-invalid"),
        ({"amount": None}, "cell-required"),
        ({"amount": -1}, "amount-negative"),
        ({"payment": 5.21853e20}, "number-digits-lost"),
        ({"payment": None}, "cell-required"),
        ({"method": "조개껍데기"}, "payment-method-unknown"),
        ({"state": "몰라요"}, "payment-state-unknown"),
        ({"entry": "선물"}, "payment-entry-unknown"),
        ({"at": "그저께"}, "date-invalid"),
    ],
)
def test_a_cell_that_is_not_understood_refuses_its_row_alone(
    desk: Desk, tmp_path: Path, changed: dict[str, object], code: str
) -> None:
    desk.add(sold(1))
    bad = row(1, **{"payment": "x", **changed})  # type: ignore[arg-type]  # cells of every kind
    assert judged(desk, tmp_path / "p.xlsx", bad, row(1, "a")) == [
        (2, "refuse", code),
        (3, "skip", "already"),
    ]


def test_a_payment_number_counts_once(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1))
    assert judged(desk, tmp_path / "p.xlsx", row(1, "a"), row(1, "a")) == [
        (2, "skip", "already"),
        (3, "refuse", "row-duplicate"),
    ]


def test_no_other_table_is_taken_for_payments(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(xlsx([FORM, ["S1"]]))
    with pytest.raises(FileProblem) as refused:
        payments_of(read_table(tmp_path / "t.xlsx"))
    assert refused.value.kind is FileTrouble.UNKNOWN_FORM
