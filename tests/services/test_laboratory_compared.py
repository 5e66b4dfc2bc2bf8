"""The import laboratory over files that are only compared: payment exports and statements of banks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from orderdesk.core.files.correction import Correction
from orderdesk.core.files.reading import read_table
from orderdesk.core.files.results import write_result
from orderdesk.core.services.comparing import compare
from orderdesk.core.services.laboratory.laboratory import GOOD, REST, Laboratory, State
from orderdesk.core.services.laboratory.understanding import choices, understood
from orderdesk.core.services.laboratory.ways import ComparedWay
from tests.files.builders import Rows, xlsx
from tests.services.desk import Desk, number, sold

PAYMENTS = ["주문번호", "결제번호", "결제상태", "결제시간", "결제수단", "결제구분", "금액"]
KB = ["거래일시", "적요", "보낸분/받는분", "출금액", "입금액", "잔액"]
AT = "2026-11-22 09:12:00"


class Bench:
    """A laboratory with what judges its rows."""

    def __init__(self, desk: Desk, path: Path, rows: Rows) -> None:
        path.write_bytes(xlsx(rows))
        self.table = Correction(read_table(path))
        self.way = ComparedWay(desk.store, compare(desk.store, self.table.sheet).why)
        self.lab = Laboratory(self.table)
        self.looked_at: set[int] = set()
        self.settle()

    def settle(self, whole: bool = True) -> None:
        """Judges what is pending; *whole*: as all rows together would be."""
        part = self.lab.pending()
        if part is not None:
            self.looked_at = set(part.numbers[part.sheet.layout.header + 1 :])
            self.lab.settle(part, self.way.judge(part, self.table))
        if not whole:
            return
        afresh = Laboratory(self.table)
        afresh.settle(self.table.whole(), self.way.judge(self.table.whole(), self.table))
        assert [self.lab.judged(row) for row in self.table.rows] == [
            afresh.judged(row) for row in self.table.rows
        ], "looking at dependent rows only is as good as looking at all"

    def groups(self) -> list[tuple[str, str, tuple[int, ...]]]:
        return [(g.key.code, g.key.value or g.key.field, g.rows) for g in self.lab.groups()]

    def fix(self, row: int, field: str, text: str) -> None:
        self.lab.fix([row], field, text)
        self.settle()


def pay(n: int, payment: object, amount: object = 10_000, method: str = "카드") -> list[object]:
    return [number(n), payment, "결제완료", AT, method, "결제", amount]


@pytest.fixture
def payments(desk: Desk, tmp_path: Path) -> Bench:
    desk.add(sold(1), sold(2, unpaid=True), sold(3), sold(4))
    rows = [
        pay(1, "a", "１０，０００원"),
        pay(2, "b", method="무통장입금"),
        pay(3, "c", method="조개껍데기"),
        pay(4, "d", method="조개껍데기"),
        pay(3, "c2"),
        pay(9, "e"),
        pay(1, "a"),
        pay(4, 5.21853e20, "만원"),
    ]
    return Bench(desk, tmp_path / "p.xlsx", [PAYMENTS, *rows])


def test_payments_are_grouped_by_what_is_wrong_and_values_shown_as_understood(payments: Bench) -> None:
    assert payments.groups() == [
        ("payment-method-unknown", "조개껍데기", (4, 5)),
        ("payment-waiting", "amount", (3,)),
        ("no-order", "number", (7,)),
        ("row-duplicate", "payment", (8,)),
        ("amount-invalid", "amount", (9,)),
        ("number-digits-lost", "payment", (9,)),
        ("already", "amount", (2, 6)),
        ("text-full-width", "amount", (2,)),
    ]
    told = [understood(payments.table, 2, field) for field in ("amount", "method", "pay_status", "paid_at")]
    assert told == ["10,000", "신용카드", "결제완료", AT]
    assert understood(payments.table, 9, "amount") == ""
    assert choices(payments.table, 4, "entry") == ("결제", "추가결제", "환불")
    assert "신용카드" in choices(payments.table, 4, "method")


def test_payments_of_an_order_answer_each_other_and_nothing_is_ever_good(payments: Bench) -> None:
    payments.lab.fix((4, 5), "method", "카드")
    payments.settle()
    assert payments.looked_at == {4, 5, 6, 9}, "rows of orders 3 and 4"
    assert [each.code for each in payments.lab.judged(6).findings] == ["payment-differs"]
    assert payments.lab.state(4) is State.SKIPPED and not payments.lab.rows_in(GOOD)
    payments.fix(8, "payment", "z")
    assert [each.code for each in payments.lab.judged(8).findings] == ["payment-differs"]
    payments.fix(7, "number", number(2))
    assert [each.code for each in payments.lab.judged(7).findings] == ["payment-differs"]
    payments.fix(9, "number", "")


def test_a_payments_number_is_never_that_of_the_row_above(desk: Desk, tmp_path: Path) -> None:
    rows = [pay(1, "a"), [None, None, *pay(1, "b")[2:]]]
    bench = Bench(desk, tmp_path / "p.xlsx", [PAYMENTS, *rows])
    missing = {group.key.field: bench.lab.proposals(group) for group in bench.lab.groups()}
    assert missing == {"number": {3: number(1)}, "payment": {}}


def kb(n: int, deposit: object = "38,000", **other: object) -> list[object]:
    cells = {"at": f"2026.11.22 09:12:{n:02}", "who": f"받는이{n}", "out": "0", "left": 1_000 + n} | other
    return [cells["at"], "이체", cells["who"], cells["out"], deposit, cells["left"]]


@pytest.fixture
def statement(desk: Desk, tmp_path: Path) -> Bench:
    rows: Rows = [
        kb(1),
        kb(2, "삼만원"),
        kb(3, "0", out="5,000"),
        kb(1, 38_000),
        kb(5, at="그저께"),
        kb(6, "３８，０００", who=None),
        ["합계", None, None, "5,000", "76,000", None],
    ]
    return Bench(desk, tmp_path / "b.xlsx", [["국민은행"], KB, *rows])


def test_a_statement_is_read_and_its_problems_grouped(statement: Bench) -> None:
    assert statement.groups() == [
        ("amount-invalid", "deposit", (4,)),
        ("row-duplicate", "", (6,)),
        ("date-invalid", "at", (7,)),
        ("deposit-read", "deposit", (3, 8)),
        ("withdrawal", "withdrawal", (5,)),
        ("row-aside", "", (9,)),
        ("depositor-missing", "depositor", (8,)),
        ("text-full-width", "deposit", (8,)),
    ]
    assert [understood(statement.table, 8, field) for field in ("at", "deposit", "depositor")] == [
        "2026-11-22 09:12:06",
        "38,000",
        "",
    ]


def test_what_is_corrected_in_a_statement_is_read_again_with_rows_like_it(statement: Bench) -> None:
    statement.fix(4, "deposit", "30,000")
    assert statement.looked_at == {4} and statement.lab.state(4) is State.SKIPPED
    statement.fix(3, "balance", "7")
    assert statement.looked_at == {3, 6}, "row 6 is no copy of row 3 any more"
    assert statement.lab.state(6) is State.SKIPPED
    statement.fix(7, "at", "2026-11-22 10:00")
    assert statement.lab.rows_in(REST) == () and statement.lab.rows_in(GOOD) == ()
    statement.fix(7, "at", "")
    assert not statement.lab.proposals(
        next(group for group in statement.lab.groups() if group.key.code == "row-aside")
    )


def test_the_work_list_of_a_statement_comes_back(statement: Bench, desk: Desk, tmp_path: Path) -> None:
    statement.lab.leave_out([8])
    statement.settle()
    rest = statement.lab.rows_in(REST)
    assert rest == (4, 6, 7, 8)
    path = write_result(statement.table.sheet, tmp_path / "rest.xlsx", {}, rest, statement.lab.marked())
    again = compare(desk.store, read_table(path))
    assert [(row.row, row.code) for row in again.rows] == [
        (3, "amount-invalid"),
        (4, "deposit-read"),
        (5, "date-invalid"),
        (6, "deposit-read"),
    ]


def test_a_part_without_rows_has_no_verdicts(payments: Bench, statement: Bench) -> None:
    for bench in (payments, statement):
        empty = bench.table.part(())
        assert list(bench.way.judge(empty, bench.table)) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_typed_all_rows_that_depend_on_it_are_looked_at(
    payments: Bench, statement: Bench, seed: int
) -> None:
    """`settle` holds every step against judging the whole file afresh."""
    chosen = random.Random(seed)
    orders, moments = [number(1), number(2), number(3), ""], [AT, "2026.11.22 09:12:01", "그저께", ""]
    texts = {
        **{"number": orders, "payment": ["a", "b", "c", ""], "method": ["카드", "무통장입금", "?"]},
        **{"amount": ["10,000", "-1", "x"], "entry": ["환불", "결제"], "paid_at": moments},
        **{"at": moments, "deposit": ["38,000", "0", "x"], "withdrawal": ["", "0", "5,000"]},
        **{"depositor": ["받는이1", ""], "balance": ["1001", "", "x"]},
    }
    for bench in (payments, statement):
        fields = [field for field in bench.table.fields if field in texts]
        for _ in range(25):
            field = chosen.choice(fields)
            row = chosen.choice(bench.table.rows)
            match chosen.randrange(6):
                case 0:
                    bench.lab.leave_out([row])
                    bench.settle(whole=False)
                    bench.lab.take_in([row])
                    bench.settle()
                case _:
                    bench.fix(row, field, chosen.choice(texts[field]))
